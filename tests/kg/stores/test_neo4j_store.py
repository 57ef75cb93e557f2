"""Loads into a Neo4j database that others use too: what differs is changed, what is others' stays, losses are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kg.errors import InvalidGraph, StoreUnavailable
from kg.property_graph import Node
from kg.stores import store as stores
from kg.stores.neo4j_search import RANKS
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import open_store
from kg.subgraph import Selection, Subgraph, select
from tests.kg.graphs import dataset, whole
from tests.neo4j_server import Neo4jServer

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]

GRAPH = whole(dataset())
SMALL = select(GRAPH.nodes, GRAPH.relationships, Selection(sources=("news/1.txt",)))


def load(server: Neo4jServer, graph: Subgraph, name: str = "default") -> dict[str, dict[str, int]]:
    with Neo4jStore(server.url) as store:
        report = store.refresh(graph.nodes, graph.relationships, name)
    return {"nodes": vars(report.nodes), "relationships": vars(report.relationships)}


def content(server: Neo4jServer) -> tuple[list[Any], list[Any]]:
    """All that is in the database, with the engine's own names of things, so that a change cannot hide."""
    nodes = server.run("MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS p ORDER BY id")
    links = server.run("MATCH (a)-[r]->(b) RETURN elementId(r) AS id, type(r), properties(r), a.iri, b.iri ORDER BY id")
    return nodes, links


def test_a_load_holds_the_graph_and_a_second_one_changes_nothing(server: Neo4jServer) -> None:
    first = load(server, GRAPH)
    assert first["nodes"] == {"created": len(GRAPH.nodes), "updated": 0, "unchanged": 0, "deleted": 0}
    assert first["relationships"]["created"] == len(GRAPH.relationships)
    before = content(server)
    assert [len(part) for part in before] == [len(GRAPH.nodes), len(GRAPH.relationships)]
    second = load(server, GRAPH)
    assert content(server) == before
    for kind, size in (("nodes", len(GRAPH.nodes)), ("relationships", len(GRAPH.relationships))):
        assert second[kind] == {"created": 0, "updated": 0, "unchanged": size, "deleted": 0}


def test_a_smaller_graph_takes_out_what_is_gone(server: Neo4jServer) -> None:
    load(server, GRAPH)
    done = load(server, SMALL)
    assert 0 < len(SMALL.nodes) < len(GRAPH.nodes)
    assert done["nodes"]["deleted"] == len(GRAPH.nodes) - len(SMALL.nodes)
    assert done["relationships"]["deleted"] == len(GRAPH.relationships) - len(SMALL.relationships)
    with Neo4jStore(server.url) as store:
        assert {row[0] for row in store.query("MATCH (n) RETURN n.iri").rows} == {node.iri for node in SMALL.nodes}
        ids = {row[0] for row in store.query("MATCH ()-[r]->() RETURN r.statement_id").rows}
    assert ids == {r.statement_id for r in SMALL.relationships}
    assert load(server, Subgraph((), ()))["nodes"]["deleted"] == len(SMALL.nodes)
    assert content(server) == ([], [])


def test_what_changed_is_set_and_what_went_is_removed(server: Neo4jServer) -> None:
    load(server, GRAPH)
    node = next(n for n in GRAPH.nodes if n.label == "Institution" and "aliases" in n.properties)
    link = next(r for r in GRAPH.relationships if "cue" in r.properties)
    poorer = replace(node, properties={"name": "改名"})
    changed = replace(link, properties={k: v for k, v in link.properties.items() if k != "cue"} | {"confidence": 0.1})
    nodes = [poorer if n is node else n for n in GRAPH.nodes]
    links = [changed if r is link else r for r in GRAPH.relationships]
    done = load(server, Subgraph(tuple(nodes), tuple(links)))
    assert (done["nodes"]["updated"], done["relationships"]["updated"]) == (1, 1)
    with Neo4jStore(server.url) as store:
        found = store.query("MATCH (n {iri: $iri}) RETURN n", {"iri": node.iri}).rows
        assert found == [({"iri": node.iri, "name": "改名", "label": "Institution"},)]
        rows = store.query("MATCH ()-[r {statement_id: $id}]->() RETURN r.cue, r.confidence", {"id": link.statement_id})
        assert rows.rows == [(None, 0.1)]


def test_the_indexes_can_be_waited_for(server: Neo4jServer) -> None:
    load(server, GRAPH)
    with Neo4jStore(server.url) as store:
        store.await_indexes()
    states = server.run("SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'ipkg_' RETURN DISTINCT state")
    assert states == [{"state": "ONLINE"}]


def test_ranks_follow_what_texts_mention(server: Neo4jServer) -> None:
    found = "MATCH (x) WHERE x._search IS NOT NULL RETURN x.name, x._rank, COUNT { (x)<-[:MENTIONS]-() } AS texts"
    half = [link for place, link in enumerate(GRAPH.relationships) if place % 2 or link.type != "MENTIONS"]
    seen = []
    for graph in (GRAPH, Subgraph(GRAPH.nodes, tuple(half)), SMALL, GRAPH):
        load(server, graph)
        rows = server.run(found)
        assert [row["x._rank"] or "" for row in rows] == [RANKS[row["texts"]] for row in rows]
        seen.append(sorted(row["texts"] for row in rows))
    assert seen[0] == seen[3] and seen[0] != seen[1] and {0, 1, 2} <= set(seen[0])


def test_what_others_put_there_stays_as_it_is(server: Neo4jServer) -> None:
    product = next(n for n in GRAPH.nodes if n.label == "Product")
    server.run(
        "CREATE (:Product {iri: $iri, name: '别人的同名产品'})-[:INCLUDES {statement_id: 'x'}]->(:Other)",
        iri=product.iri,
    )
    server.run("CREATE (:SourceText {name: '别人的文本'}), (:Note)")
    before = content(server)
    load(server, GRAPH)
    load(server, Subgraph((), ()))
    assert content(server) == before


def test_what_others_added_to_our_nodes_stays(server: Neo4jServer) -> None:
    load(server, GRAPH)
    product = next(n for n in GRAPH.nodes if n.label == "Product" and n.iri not in {m.iri for m in SMALL.nodes})
    server.run("MATCH (n:Product {iri: $iri}) SET n.note = '批注' CREATE (:Note)-[:ABOUT]->(n)", iri=product.iri)
    assert load(server, GRAPH)["nodes"]["updated"] == 0
    with Neo4jStore(server.url) as store:
        report = store.refresh(SMALL.nodes, SMALL.relationships)
    assert report.kept == (product.iri,)
    assert "1 node is gone" in report.lines()[-1]
    assert server.run("MATCH (:Note)-[:ABOUT]->(n) RETURN n.note AS note") == [{"note": "批注"}]


def test_two_graphs_live_in_one_database(server: Neo4jServer) -> None:
    load(server, GRAPH, "云州")
    load(server, SMALL, "新闻")
    load(server, Subgraph((), ()), "云州")
    assert [len(part) for part in content(server)] == [len(SMALL.nodes), len(SMALL.relationships)]


def test_answers_do_not_show_the_mark(server: Neo4jServer) -> None:
    load(server, SMALL)
    with Neo4jStore(server.url) as store:
        table = store.query("MATCH (n)-[r]->() RETURN n, r, properties(n), keys(n), properties(r)")
    assert "_graph" not in str(table.rows)


def test_small_batches_load_the_same(server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> None:
    load(server, GRAPH)
    monkeypatch.setattr(stores, "BATCH_ROWS", 3)
    done = load(server, GRAPH)
    assert done["nodes"]["unchanged"] == len(GRAPH.nodes)
    assert done["relationships"]["unchanged"] == len(GRAPH.relationships)


def test_a_relationship_without_its_end_is_refused(server: Neo4jServer) -> None:
    with Neo4jStore(server.url) as store, pytest.raises(InvalidGraph, match="no node of the graph"):
        store.refresh(GRAPH.nodes[:1], GRAPH.relationships)


def test_a_server_that_dies_in_a_load_is_told_and_the_next_load_completes(
    server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BATCH_ROWS", 1)
    monkeypatch.setattr("kg.stores.neo4j_store._RETRY_SECONDS", 1)

    def dying() -> Iterator[Node]:
        for place, node in enumerate(GRAPH.nodes):
            if place == len(GRAPH.nodes) // 2:
                server.kill()
            yield node

    with Neo4jStore(server.url) as store, pytest.raises(StoreUnavailable) as error:
        store.refresh(dying(), GRAPH.relationships)
    assert "lost during a load" in str(error.value) and "\n" not in str(error.value)
    server.ensure_running()
    assert 0 < len(content(server)[0]) < len(GRAPH.nodes)
    load(server, GRAPH)
    assert [len(part) for part in content(server)] == [len(GRAPH.nodes), len(GRAPH.relationships)]


def test_a_server_that_dies_in_a_query_is_told(server: Neo4jServer) -> None:
    with Neo4jStore(server.url) as store:
        assert store.query("RETURN 1 AS x").rows == [(1,)]
        server.kill()
        with pytest.raises(StoreUnavailable, match="lost during a query"):
            store.query("RETURN 1 AS x")


@pytest.mark.parametrize(
    ("password", "message"), [("wrong", "refused the user or the password"), ("", "NEO4J_PASSWORD")]
)
def test_a_wrong_or_missing_password_is_told(
    server: Neo4jServer, monkeypatch: pytest.MonkeyPatch, password: str, message: str
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    with pytest.raises(StoreUnavailable, match=message) as error:
        Neo4jStore(server.url)
    assert password not in str(error.value) or not password


def test_a_database_that_is_not_there_is_told(server: Neo4jServer) -> None:
    with pytest.raises(StoreUnavailable, match="database nothere is not there"):
        open_store(f"{server.url}?database=nothere")


def test_a_named_database_is_used(server: Neo4jServer) -> None:
    with open_store(f"{server.url}?database=neo4j") as store:
        assert store.query("RETURN 1 AS x").rows == [(1,)]
