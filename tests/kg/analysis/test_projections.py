"""Projections count what they say they count, and each number leads back to its windows."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.analysis.projections import (
    WINDOWS,
    bipartite,
    co_issue,
    co_occurrence,
    largest_component,
    support,
    to_networkx,
)
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.subgraph import name_of
from ontology.labels import EntityType, RelationType
from tests.kg.graphs import dataset, whole

GRAPH = whole(dataset())
ALL = [type.value for type in EntityType]
NAMES = {name_of(node): node.iri for node in GRAPH.nodes}


def issued(*documents: tuple[str, ...]) -> tuple[list[Node], list[Relationship]]:
    """Policy documents with their issuers, each claimed by two texts."""
    nodes = {iri: Node(iri, "Institution", {"name": iri}) for issuers in documents for iri in issuers}
    nodes |= {f"文{i}": Node(f"文{i}", "PolicyDocument", {"name": f"文{i}"}) for i in range(len(documents))}
    claims = [
        Relationship(f"{text}{i}{issuer}", RelationType.ISSUED_BY, f"文{i}", issuer, {"text_id": text})
        for i, issuers in enumerate(documents)
        for issuer in issuers
        for text in ("报道甲", "报道乙")
    ]
    return list(nodes.values()), claims


def test_networkx_has_the_keys_and_attributes_of_the_model() -> None:
    graph = to_networkx(GRAPH.nodes, GRAPH.relationships)
    assert isinstance(graph, nx.MultiDiGraph)
    for node in GRAPH.nodes:
        assert graph.nodes[node.iri] == {**node.properties, "label": node.label}
    for r in GRAPH.relationships:
        assert graph.edges[r.head, r.tail, r.statement_id] == {**r.properties, "type": r.type}
    assert graph.number_of_edges() == len(GRAPH.relationships)


def test_a_relationship_without_its_end_is_refused() -> None:
    with pytest.raises(GraphError, match="not among the nodes"):
        to_networkx(GRAPH.nodes[:1], GRAPH.relationships)


def test_support_counts_texts_not_statements() -> None:
    graph = support(GRAPH.nodes, GRAPH.relationships)
    edge = graph[NAMES["机器人产业"]][NAMES["人形机器人"]]
    assert edge["weight"] == 2.0
    assert set(edge["windows"]) <= {text.iri for text in GRAPH.texts}


def test_a_sentence_window_counts_sentences_in_which_both_names_stand() -> None:
    graph = co_occurrence(GRAPH.nodes, GRAPH.relationships, "sentence")
    texts = {text.iri: str(text.properties["text"]) for text in GRAPH.texts}
    for a, b, edge in graph.edges(data=True):
        assert len(edge["windows"]) == edge["weight"]
        for window in edge["windows"]:
            text, _, span = window.rpartition("#")
            begin, end = map(int, span.split("-"))
            for iri in (a, b):
                assert graph.nodes[iri]["name"] in texts[text][begin:end]
    assert graph[NAMES["机器人产业"]][NAMES["人形机器人"]]["weight"] == 2.0


@pytest.mark.parametrize("window", WINDOWS)
def test_every_projection_names_its_window_and_bounds_its_weights(window: str) -> None:
    graph = co_occurrence(GRAPH.nodes, GRAPH.relationships, window, ALL)  # type: ignore[arg-type]
    assert graph.graph["window"] == window
    assert graph.number_of_edges()
    for a, b, edge in graph.edges(data=True):
        assert edge["weight"] <= min(graph.nodes[a]["count"], graph.nodes[b]["count"])
        assert 0 < edge["jaccard"] <= edge["cosine"] <= 1


def test_a_measure_window_joins_the_parts_of_one_measure() -> None:
    graph = co_occurrence(GRAPH.nodes, GRAPH.relationships, "measure", ALL)
    assert graph.has_edge(NAMES["专项资金"], NAMES["人形机器人"])
    measures = {node.iri for node in GRAPH.nodes if node.label == "Measure"}
    assert {window for _, _, edge in graph.edges(data=True) for window in edge["windows"]} <= measures


def test_an_unknown_window_and_missing_texts_are_refused() -> None:
    with pytest.raises(GraphError, match="known: sentence, measure, text"):
        co_occurrence(GRAPH.nodes, GRAPH.relationships, "paragraph")  # type: ignore[arg-type]
    without = [node for node in GRAPH.nodes if node.label != "SourceText"]
    with pytest.raises(GraphError, match="keep SourceText"):
        co_occurrence(without, GRAPH.relationships)


def test_co_issue_counts_a_document_once_however_often_it_is_reported() -> None:
    graph = co_issue(*issued(("甲部", "乙部"), ("甲部", "乙部", "丙局"), ("甲部",)))
    assert graph["甲部"]["乙部"] | {"cosine": 0, "jaccard": 0} == {
        "weight": 2.0,
        "windows": ("文0", "文1"),
        "newman": 1.5,
        "cosine": 0,
        "jaccard": 0,
    }
    assert graph.nodes["甲部"]["count"] == 3


def test_a_bipartite_network_joins_only_across() -> None:
    graph = bipartite(GRAPH.nodes, GRAPH.relationships, [EntityType.INSTITUTION], ["Technology", "Product"])
    assert graph.number_of_edges()
    assert nx.is_bipartite(graph)
    assert all(graph.nodes[a]["bipartite"] != graph.nodes[b]["bipartite"] for a, b in graph.edges)
    with pytest.raises(GraphError, match="one side"):
        bipartite(GRAPH.nodes, GRAPH.relationships, ["Product"], ["Product"])


def test_the_largest_component_is_a_copy_of_it() -> None:
    graph = nx.Graph([("a", "b"), ("c", "d"), ("d", "e")])
    assert set(largest_component(graph)) == {"c", "d", "e"}
    with pytest.raises(GraphError, match="no nodes"):
        largest_component(nx.Graph())
