"""Every question gives the same rows in the same order by SPARQL, in the embedded store and on a Neo4j server.

Asked of hand-made graphs, one of them with decisions of a reviewer, of the example texts, and of the documents beside
the project where they are there. Of those, a graph that is built already may be named in POLICY_KG_CORPUS_GRAPH, and
Neo4j is asked only where POLICY_KG_CORPUS_NEO4J is set: to load 40,000 items and ask takes minutes more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from kg.dataset import HISTORY, memory_store
from kg.graph_folder import GraphFolder
from kg.property_graph import Node, Relationship
from kg.questions import Answer, CypherEngine, Engine, Question, SparqlEngine, ask, questions
from kg.review import append_decisions
from kg.stores.arcadedb_store import create
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import open_store
from tests.command import kg
from tests.kg.classified import classified
from tests.kg.folders import build
from tests.kg.graphs import dataset, whole
from tests.kg.test_history import EVERY_KIND
from tests.neo4j_server import Neo4jServer

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]

PROJECT = Path(__file__).parents[2]
CORPUS = PROJECT.parent / "shared" / "corpus"
THE_SERVER = "neo4j"

GIVEN: dict[str, dict[str, Any]] = {
    "claims": {"文件": "机器人", "对象": "人形机器人", "主体": ["企业"], "头": "机器人", "置信度": 0.6, "文本数": 2},
    "classified": {"文件": "深海", "名称": "水下机器人", "对象": "水下机器人", "主体": ["企业"], "头": "", "文本数": 1},
    "examples": {},
    "corpus": {},
}
GIVEN["reviewed"] = GIVEN["claims"]
"""Values for the parameters of these names, by graph; defaults for the others."""

MAKERS = [
    "claims",
    "reviewed",
    "classified",
    *(pytest.param(name, marks=pytest.mark.models) for name in ("examples", "corpus")),
]
each_question = pytest.mark.parametrize("question", questions(), ids=lambda question: f"{question.number:02}")


@dataclass(frozen=True)
class Graph:
    """One graph in each engine, by the engine's name."""

    name: str
    engines: dict[str, Engine]

    def ask(self, question: Question) -> dict[str, Answer]:
        names = {parameter.name for parameter in question.parameters}
        given = {name: value for name, value in GIVEN[self.name].items() if name in names}
        return {name: ask(question, engine, given) for name, engine in self.engines.items()}


@pytest.fixture(scope="module", params=MAKERS)
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "corpus" and not os.environ.get("POLICY_KG_CORPUS_NEO4J"):
        opened = _corpus(folder)
        with open_store(opened.cypher) as embedded:
            yield Graph("corpus", {"sparql": SparqlEngine(opened.dataset()), "embedded": CypherEngine(embedded)})
        return
    started_server: Neo4jServer = request.getfixturevalue("started_server")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_PASSWORD", started_server.password)
        started_server.ensure_running()
        started_server.run("MATCH (n) DETACH DELETE n")
        store, cypher = _MAKERS[request.param](folder, started_server)
        # A plan that the server keeps from another test may name an index that has gone since.
        started_server.run("CALL db.clearQueryCaches()")
        with open_store(cypher) as embedded, Neo4jStore(started_server.url) as server:
            engines = {"sparql": SparqlEngine(store), "embedded": CypherEngine(embedded)}
            yield Graph(request.param, {**engines, THE_SERVER: CypherEngine(server)})


def _claims(folder: Path, server: Neo4jServer) -> tuple[Store, Path]:
    store = dataset()
    part = whole(store)
    create(folder / "cypher", part.nodes, part.relationships)
    with Neo4jStore(server.url) as opened:
        opened.refresh(part.nodes, part.relationships)
    return memory_store(store), folder / "cypher"


def _classified(folder: Path, server: Neo4jServer) -> tuple[Store, Path]:
    made = classified()
    create(folder / "cypher", made.nodes.values(), made.relationships.values())
    pour(server, made.nodes.values(), made.relationships.values())
    return made.dataset(), folder / "cypher"


def _reviewed(folder: Path, server: Neo4jServer) -> tuple[Store, Path]:
    """What was taken back stands in the store's history, where no question may count it."""
    build(folder / "graph")
    append_decisions(folder / "graph", EVERY_KIND)
    build(folder / "graph")
    opened = GraphFolder(folder / "graph")
    assert (opened.generation / HISTORY).exists()
    return _loaded(opened, server)


def _examples(folder: Path, server: Neo4jServer) -> tuple[Store, Path]:
    kg("build", PROJECT / "examples", "--graph", folder / "graph")
    return _loaded(GraphFolder(folder / "graph"), server)


def _corpus(folder: Path) -> GraphFolder:
    if built := os.environ.get("POLICY_KG_CORPUS_GRAPH"):
        return GraphFolder(Path(built))
    if not CORPUS.is_dir():
        pytest.skip("the documents are not here")
    kg("build", CORPUS, "--graph", folder / "graph", "--workers", "2")
    return GraphFolder(folder / "graph")


_MAKERS = {
    "claims": _claims,
    "reviewed": _reviewed,
    "classified": _classified,
    "examples": _examples,
    "corpus": lambda folder, server: _loaded(_corpus(folder), server),
}


def _loaded(opened: GraphFolder, server: Neo4jServer) -> tuple[Store, Path]:
    with Neo4jStore(server.url) as store:
        store.refresh(*opened.records())
    return opened.dataset(), opened.cypher


def pour(server: Neo4jServer, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> None:
    """Put everything on the server as it stands, whatever its labels."""
    for label, some in groupby(sorted(nodes, key=lambda node: node.label), key=lambda node: node.label):
        rows = [{"iri": node.iri, **_plain(node.properties)} for node in some]
        server.run(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows=rows)
    for type, links in groupby(sorted(relationships, key=lambda link: link.type), key=lambda link: link.type):
        ends = [
            {"head": r.head, "tail": r.tail, "all": {"statement_id": r.statement_id, **_plain(r.properties)}}
            for r in links
        ]
        server.run(
            "UNWIND $rows AS row MATCH (a {iri: row.head}) MATCH (b {iri: row.tail})"
            f" CREATE (a)-[r:{type}]->(b) SET r = row.all",
            rows=ends,
        )


def _plain(properties: Any) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in properties.items()}


@each_question
def test_all_engines_give_the_same_rows_in_the_same_order(graph: Graph, question: Question) -> None:
    answers = graph.ask(question)
    expected = answers["sparql"]
    assert expected.table.columns == question.columns
    for answer in answers.values():
        # repr tells 1 from 1.0 and from true.
        assert list(map(repr, answer.table.rows)) == list(map(repr, expected.table.rows))
        assert answer == expected
    assert expected.table.rows or expected.missing
    if graph.name == "classified":
        assert expected.table.rows, expected.missing
