"""The vocabulary is one SKOS scheme that keeps to SKOS's own conditions, and holds nothing of the claims."""

from __future__ import annotations

import rdflib
from rdflib import RDF, SKOS, Literal, URIRef

from kg.exporters.equivalents import TERM_TYPES
from kg.exporters.to_skos import scheme_iri, to_skos, vocabulary_of
from kg.property_graph import Node
from kg.subgraph import Subgraph, aliases_of, everything, name_of
from ontology import terms
from ontology.iris import INSTANCES, entity_iri
from ontology.labels import EntityType, RelationType
from tests.kg.exporters.test_to_rdf import GRAPH
from tests.kg.graphs import hostile, relate

LABELS = {type.value for type in TERM_TYPES}
CONCEPTS = [node for node in GRAPH.nodes if node.label in LABELS]


def read(graph: Subgraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=to_skos(graph), format="turtle")


def test_every_term_is_a_concept_with_its_names_in_the_one_scheme() -> None:
    found = read(GRAPH)
    (scheme,) = found.subjects(RDF.type, SKOS.ConceptScheme)
    assert set(found.subjects(RDF.type, SKOS.Concept)) == {URIRef(node.iri) for node in CONCEPTS}
    for node in CONCEPTS:
        concept = URIRef(node.iri)
        assert list(found.objects(concept, SKOS.inScheme)) == [scheme]
        assert list(found.objects(concept, SKOS.prefLabel)) == [Literal(name_of(node), lang="zh")]
        assert {str(label) for label in found.objects(concept, SKOS.altLabel)} == set(aliases_of(node))


def test_what_a_text_includes_is_narrower_both_ways_round() -> None:
    found = read(GRAPH)
    pairs = {
        (URIRef(link.head), URIRef(link.tail)) for link in GRAPH.relationships if link.type is RelationType.INCLUDES
    }
    assert pairs and set(found.subject_objects(SKOS.narrower)) == pairs
    assert {(wide, narrow) for narrow, wide in found.subject_objects(SKOS.broader)} == pairs
    (scheme,) = found.subjects(RDF.type, SKOS.ConceptScheme)
    top = set(found.objects(scheme, SKOS.hasTopConcept))
    assert top == set(found.subjects(SKOS.topConceptOf)) == {URIRef(n.iri) for n in CONCEPTS} - {b for _, b in pairs}


def test_each_type_is_a_collection_of_its_members() -> None:
    found = read(GRAPH)
    for collection in found.subjects(RDF.type, SKOS.Collection):
        label = str(collection).rpartition("#")[2]
        members = {str(member) for member in found.objects(collection, SKOS.member)}
        assert members == {node.iri for node in CONCEPTS if node.label == label}
    assert Literal("产品", lang="zh") in set(found.objects(None, SKOS.prefLabel))
    assert Literal("actor group", lang="en") in set(found.objects(None, SKOS.prefLabel))


def test_nothing_of_the_claims_is_in_it() -> None:
    found = read(GRAPH)
    machinery = (terms.IPKG, terms.NIF)
    assert [p for p in set(found.predicates()) if str(p).startswith(machinery)] == []
    described = {str(s).removeprefix(INSTANCES).partition("/")[0] for s in found.subjects()}
    assert not described & {"statement", "evidence-span", "source-text", "measure", "target"}


def test_labels_are_disjoint_and_no_concept_is_narrower_than_itself() -> None:
    node = Node(entity_iri(EntityType.PRODUCT, "甲"), "Product", {"name": "甲", "aliases": ("乙",)})
    text = Node(INSTANCES + "source-text/1", "SourceText", {"name": "题", "text": "甲。"})
    found = read(everything([node, text], [relate(text, RelationType.INCLUDES, node, node, "甲。")]))
    assert not set(found.subject_objects(SKOS.prefLabel)) & set(found.subject_objects(SKOS.altLabel))
    assert list(found.subject_objects(SKOS.narrower)) == []
    assert list(found.subjects(SKOS.topConceptOf)) == [URIRef(node.iri)]


def test_odd_names_are_kept() -> None:
    labels = {str(label) for label in read(hostile()).objects(None, SKOS.prefLabel)}
    assert {name_of(node) for node in hostile().nodes if node.label == "Product"} <= labels


def test_another_order_of_the_same_terms_is_another_scheme() -> None:
    vocabulary = vocabulary_of(GRAPH)
    assert scheme_iri(vocabulary) != scheme_iri(Subgraph(vocabulary.nodes, (), vocabulary.texts))
