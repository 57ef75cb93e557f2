"""The RDF of a part says all of the part, nothing of the rest, and names nothing that it does not describe."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.dataset import memory_store
from kg.errors import GraphError
from kg.exporters.header import dataset_iri, header
from kg.exporters.to_rdf import quads_of, to_nquads, to_trig, to_turtle, to_turtle12, triples_of
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
REIFIES = NamedNode(terms.RDF + "reifies")


def read(data: bytes, format: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=format)}


@pytest.mark.parametrize("name", PARTS)
def test_turtle_reads_back_as_the_header_and_the_same_triples(name: str) -> None:
    wanted = triples_of(PARTS[name], STORE)
    about = header(PARTS[name], len(wanted), None)
    assert read(to_turtle(PARTS[name], STORE), RdfFormat.TURTLE) == {*wanted, *about}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(("write", "format"), [(to_nquads, RdfFormat.N_QUADS), (to_trig, RdfFormat.TRIG)])
def test_the_formats_with_graphs_hold_the_header_in_a_graph_of_its_own(
    name: str, write: type[to_nquads], format: RdfFormat
) -> None:
    part = PARTS[name]
    graph = NamedNode(dataset_iri(part, None))
    quads = set(parse(write(part, STORE), format=format))
    about = {Quad(q.subject, q.predicate, q.object, graph) for q in header(part, len(triples_of(part, STORE)), None)}
    assert about <= quads
    assert quads - about == set(quads_of(part, STORE))


def test_the_whole_graph_is_the_whole_dataset() -> None:
    assert set(quads_of(GRAPH, STORE)) == set(STORE)
    assert set(triples_of(GRAPH, STORE)) == {quad.triple for quad in STORE}


def test_a_store_with_a_default_graph_gives_the_same_quads() -> None:
    for part in PARTS.values():
        assert quads_of(part, memory_store(STORE)) == quads_of(part, STORE)


@pytest.mark.parametrize("name", PARTS)
def test_a_reifier_of_turtle_1_2_is_the_statement_of_an_asserted_triple(name: str) -> None:
    triples = set(triples_of(PARTS[name], STORE))
    written = to_turtle12(PARTS[name], STORE)
    assert written.startswith(b'VERSION "1.2"\n')
    found = read(written, RdfFormat.TURTLE)
    reifiers = {t.subject: t.object for t in found if t.predicate == REIFIES}
    assert {iri.value for iri in reifiers} == {link.statement_id for link in PARTS[name].relationships}
    assert set(reifiers.values()) <= found
    parts = (terms.SUBJECT, terms.PREDICATE, terms.OBJECT)
    taken_apart = {
        Triple(iri, NamedNode(term), part)
        for iri, triple in reifiers.items()
        for term, part in zip(parts, (triple.subject, triple.predicate, triple.object), strict=True)
    }
    rest = {t for t in found if t.predicate != REIFIES and not t.subject.value.startswith(INSTANCES + "dataset/")}
    assert rest | taken_apart == triples


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


def test_names_are_written_without_escapes() -> None:
    assert b"\\/" not in to_turtle(GRAPH, STORE)
    assert b"product:" in to_turtle(GRAPH, STORE)


def test_a_graph_of_another_dataset_is_refused() -> None:
    with pytest.raises(GraphError, match="not in this dataset"):
        triples_of(hostile(), STORE)
