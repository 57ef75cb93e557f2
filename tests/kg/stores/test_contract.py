"""What every Cypher store owes: it holds exactly the graph it was given last, and a name in it stays a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.query import run_query
from kg.stores.store import CypherStore
from kg.subgraph import Subgraph
from ontology.iris import entity_iri
from ontology.labels import EntityType
from tests.kg.graphs import HOSTILE, dataset, hostile, whole
from tests.kg.stores.places import ENDLESS, Holding, ending_soon, in_folders, on
from tests.neo4j_server import Neo4jServer

NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))
GRAPH = whole(dataset())
TEXTS = sorted(text.iri for text in GRAPH.texts)

PIECES = (
    "'",
    '"',
    "`",
    "\\",
    "}) DETACH DELETE n //",
    "'}) ",
    "/*",
    "*/",
    "//",
    "$",
    "${x}",
    "\n",
    "\\u0027",
    "甲",
    "; ",
    "{",
    ")",
)
NAMES = st.one_of(
    st.sampled_from(("'}) DETACH DELETE n //", *HOSTILE)),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
).filter(lambda name: name.strip() != "")


@pytest.fixture(params=["embedded", *(pytest.param(name, marks=NEO4J) for name in ("server", "current"))])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Holding:
    if request.param == "embedded":
        return in_folders(tmp_path)
    fixture = "started_server" if request.param == "server" else "current_server"
    server: Neo4jServer = request.getfixturevalue(fixture)
    server.ensure_running()
    server.run("MATCH (n) DETACH DELETE n")
    return on(server)


def content(store: CypherStore) -> tuple[list[str], list[tuple[str, str]]]:
    """The nodes and the claims that a store holds."""
    nodes = [row[0] for row in store.query("MATCH (n) RETURN n.iri ORDER BY n.iri").rows]
    links = store.query("MATCH ()-[r]->() RETURN r.statement_id AS id, r.text_id AS text ORDER BY id").rows
    return nodes, [(id, text) for id, text in links]


def expected(graph: Subgraph) -> tuple[list[str], list[tuple[str, str]]]:
    links = sorted((link.statement_id, str(link.properties["text_id"])) for link in graph.relationships)
    return sorted(node.iri for node in graph.nodes), links


def without(text: str) -> Subgraph:
    """The graph without what this text claims, and without what nobody else mentions."""
    links = tuple(link for link in GRAPH.relationships if link.properties["text_id"] != text)
    held = {iri for link in links for iri in (link.head, link.tail)}
    return Subgraph(tuple(node for node in GRAPH.nodes if node.iri in held), links)


def test_a_store_holds_what_it_was_given_and_nothing_else(hold: Holding) -> None:
    for graph in (GRAPH, GRAPH, Subgraph((), ()), GRAPH):
        with hold(graph.nodes, graph.relationships) as store:
            assert content(store) == expected(graph)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_gone_takes_its_claims_with_it_and_no_others(hold: Holding, text: str) -> None:
    rest = without(text)
    assert 0 < len(rest.relationships) < len(GRAPH.relationships)
    with hold(GRAPH.nodes, GRAPH.relationships):
        pass
    with hold(rest.nodes, rest.relationships) as store:
        assert content(store) == expected(rest)
        assert store.query("MATCH ()-[r {text_id: $text}]->() RETURN r", {"text": text}).rows == []
    with hold(GRAPH.nodes, GRAPH.relationships) as store:
        assert content(store) == expected(GRAPH)


def test_a_query_that_is_given_up_leaves_the_store_usable_and_closable(hold: Holding) -> None:
    with ending_soon(), hold(GRAPH.nodes, GRAPH.relationships) as store:
        with pytest.raises(QueryError, match="stopped after"):
            store.query(ENDLESS, timeout=0.1)
        assert content(store) == expected(GRAPH)
        store.close()
        store.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=5, unique_by=lambda name: entity_iri(EntityType.PRODUCT, name)))
def test_a_name_is_a_name_whatever_stands_in_it(hold: Holding, names: list[str]) -> None:
    """In a text, as an alias, in the name of a file, and as a parameter."""
    graph = hostile(tuple(names), text="。".join([*names, "完"]))
    files = tuple(f"{name}.txt" for name in names)
    source = next(node for node in graph.nodes if node.label == "SourceText")
    source.properties["sources"] = files  # type: ignore[index]
    with hold(graph.nodes, graph.relationships) as store:
        for name in names:
            rows = run_query(store, "MATCH (n:Product {name: $x}) RETURN n.name, n.aliases", {"x": name}).rows
            assert rows == [(name, [f"别{name}"])]
            assert run_query(store, "MATCH (t) WHERE $x IN t.sources RETURN count(t)", {"x": f"{name}.txt"}).rows == [
                (1,)
            ]
            assert run_query(store, "RETURN $x AS x", {"x": name}).rows == [(name,)]
        assert content(store) == expected(graph)
