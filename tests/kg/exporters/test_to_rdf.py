"""The RDF of a part says all of the part, nothing of the rest, and names nothing that it does not describe."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from kg.errors import GraphError
from kg.exporters.to_rdf import to_jsonld, to_turtle, triples_of
from kg.property_graph import iter_nodes, iter_relationships
from kg.subgraph import Selection, Subgraph, select
from ontology import terms
from ontology.iris import INSTANCES
from tests.kg.graphs import dataset, hostile, whole

STORE = dataset()
GRAPH = whole(STORE)
PARTS = {
    "all": GRAPH,
    "around": select(GRAPH.nodes, GRAPH.relationships, Selection(around=("人形机器人",))),
    "one relation": select(GRAPH.nodes, GRAPH.relationships, Selection(relations=frozenset({"INCLUDES"}))),
    "products": select(GRAPH.nodes, GRAPH.relationships, Selection(types=frozenset({"Product"}))),
    "targets": select(GRAPH.nodes, GRAPH.relationships, Selection(types=frozenset({"Target"}))),
}


def read(data: bytes, format: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=format)}


@pytest.mark.parametrize("name", PARTS)
def test_turtle_and_jsonld_read_back_as_the_same_triples(name: str) -> None:
    wanted = set(triples_of(PARTS[name], STORE))
    assert read(to_turtle(PARTS[name], STORE), RdfFormat.TURTLE) == wanted
    assert read(to_jsonld(PARTS[name], STORE), RdfFormat.JSON_LD) == wanted


def test_the_whole_graph_is_the_whole_dataset() -> None:
    assert set(triples_of(GRAPH, STORE)) == {quad.triple for quad in STORE}


@pytest.mark.parametrize("name", PARTS)
def test_nothing_is_named_without_being_described(name: str) -> None:
    triples = triples_of(PARTS[name], STORE)
    described = {triple.subject for triple in triples}
    named = {t.object for t in triples if isinstance(t.object, NamedNode) and t.object.value.startswith(INSTANCES)}
    assert named <= described


@pytest.mark.parametrize("name", PARTS)
def test_a_part_read_as_a_dataset_is_the_same_part(name: str) -> None:
    part, store = PARTS[name], Store()
    store.bulk_load(to_turtle(part, STORE), format=RdfFormat.TURTLE)
    assert tuple(iter_relationships(store)) == part.relationships
    nodes = {node.iri: node for node in iter_nodes(store)}
    assert all(nodes[node.iri] == node for node in part.nodes)


def test_statements_outside_the_part_leave_no_plain_triple() -> None:
    part: Subgraph = PARTS["one relation"]
    plain = {t.predicate.value for t in triples_of(part, STORE)} & set(terms.RELATION_PROPERTIES.values())
    assert plain == {terms.IPKG + "includes"}


def test_a_graph_of_another_dataset_is_refused() -> None:
    with pytest.raises(GraphError, match="not in this dataset"):
        triples_of(hostile(), STORE)
