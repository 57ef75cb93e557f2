"""The pack of Cypher texts gives equal rows in every store, or the difference is written down with a way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.pipeline import Pipeline
from extract.readers.reader import iter_documents
from kg.errors import QueryError
from kg.graph_folder import GraphFolder, build_graph
from kg.query import run_query
from kg.stores.arcadedb_store import create
from kg.stores.store import CypherStore, open_store
from tests.cypher_pack import Text, difference, read_pack
from tests.cypher_page import render
from tests.kg.stores.places import loaded
from tests.neo4j_server import Neo4jServer

PROJECT = Path(__file__).parents[3]
PACK = read_pack()
NEO4J = (pytest.mark.neo4j, pytest.mark.models, pytest.mark.xdist_group("neo4j"))


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> GraphFolder:
    """The graph of examples/."""

    def fail(error: Exception) -> None:
        raise error

    folder = tmp_path_factory.mktemp("pack") / "graph"
    pipeline = Pipeline()
    documents = iter_documents([str(PROJECT / "examples")], fail)
    build_graph(folder, documents, lambda some: pipeline.extract_all(some, 1), pipeline.identity, create, 0.5)
    return GraphFolder(folder)


@pytest.fixture(scope="module")
def embedded(examples: GraphFolder) -> Iterator[CypherStore]:
    with open_store(examples.cypher) as store:
        yield store


@pytest.fixture(scope="module", params=["started_server", "current_server"])
def on_server(request: pytest.FixtureRequest, examples: GraphFolder) -> Iterator[CypherStore]:
    server: Neo4jServer = request.getfixturevalue(request.param)
    yield from loaded(server, *examples.records())


@pytest.mark.neo4j
@pytest.mark.models
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("text", PACK, ids=lambda text: text.id)
def test_a_text_gives_the_same_rows_in_both_stores(embedded: CypherStore, on_server: CypherStore, text: Text) -> None:
    stores = {"embedded": embedded, "server": on_server}
    answers = {}
    for name, store in stores.items():
        if text.fails == name:
            with pytest.raises(QueryError):
                run_query(store, text.cypher, text.parameters)
        else:
            answers[name] = run_query(store, text.cypher, text.parameters)
            assert bool(answers[name].rows) != text.empty
    if len(answers) == 2:
        assert bool(difference(text.cypher, answers["embedded"], answers["server"])) == bool(text.differs)
    if text.differs:
        here, there = (run_query(store, text.instead, text.parameters) for store in stores.values())
        assert here.rows and not difference(text.instead, here, there)


def test_the_pack_is_large_and_nearly_all_alike() -> None:
    assert len({text.id for text in PACK}) == len(PACK) >= 120
    assert len({text.cypher for text in PACK}) == len(PACK)
    different = [text for text in PACK if text.differs]
    assert len(different) <= 0.03 * len(PACK)
    assert all(text.instead for text in different)
    assert all(text.differs for text in PACK if text.fails or text.instead)


def test_the_page_on_cypher_is_up_to_date() -> None:
    assert (PROJECT / "docs" / "cypher.md").read_text("utf-8") == render(), "run make docs"
