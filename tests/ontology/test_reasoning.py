"""What an OWL 2 RL reasoner makes of policy.ttl and a claim of each legal kind: what is meant, and nothing more."""

from __future__ import annotations

import owlrl
import pytest
from owlrl.Namespaces import ERRNS
from rdflib import RDF, RDFS, Graph, Namespace, URIRef

from ontology import terms as t
from ontology.labels import SIGNATURES, EntityType, RelationType
from ontology.page import POLICY
from ontology.vocabulary import Vocabulary

THINGS = Namespace("https://example.org/")
CLASSES = {URIRef(iri) for iri in t.CLASSES} - {URIRef(t.TOPIC)}


def ends_of(relation: RelationType) -> tuple[list[str], list[str]]:
    """The classes that may be its subject and its object; where a text may name anything, products stand for it."""
    if relation in SIGNATURES:
        heads, tails = SIGNATURES[relation]
        return sorted(t.ENTITY_CLASSES[type] for type in heads), sorted(t.ENTITY_CLASSES[type] for type in tails)
    terms, anything = Vocabulary([POLICY]), [t.ENTITY_CLASSES[EntityType.PRODUCT]]
    property = t.RELATION_PROPERTIES[relation]
    return terms.ends(property, "domain") or anything, terms.ends(property, "range") or anything


def thing(cls: str, place: str) -> URIRef:
    return THINGS[f"{place}/{cls.rpartition('#')[2]}"]


def closure(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def closed() -> Graph:
    """The ontology with a claim for each pair of classes that a relation may join, and all that follows."""
    graph = Graph().parse(POLICY)
    for relation in RelationType:
        heads, tails = ends_of(relation)
        for place, classes in (("head", heads), ("tail", tails)):
            for cls in classes:
                graph.add((thing(cls, place), RDF.type, URIRef(cls)))
        for head in heads:
            for tail in tails:
                graph.add((thing(head, "head"), URIRef(t.RELATION_PROPERTIES[relation]), thing(tail, "tail")))
    return closure(graph)


@pytest.mark.parametrize("relation", list(RelationType))
def test_the_inverse_and_the_properties_above_follow(closed: Graph, relation: RelationType) -> None:
    property = URIRef(t.RELATION_PROPERTIES[relation])
    heads, tails = ends_of(relation)
    for head, tail in ((thing(head, "head"), thing(tail, "tail")) for head in heads for tail in tails):
        assert (tail, URIRef(t.INVERSES[relation]), head) in closed
        assert all((head, above, tail) in closed for above in closed.objects(property, RDFS.subPropertyOf))


def test_no_claim_gives_a_thing_a_second_class(closed: Graph) -> None:
    for node in set(closed.subjects(RDF.type)):
        if str(node).startswith(str(THINGS)):
            name = str(node).rpartition("/")[2]
            assert set(closed.objects(node, RDF.type)) & CLASSES <= {URIRef(t.IPKG + name)}


def test_the_closure_is_consistent(closed: Graph) -> None:
    assert list(closed.objects(None, ERRNS.error)) == []


def test_two_disjoint_classes_are_a_contradiction() -> None:
    graph = Graph().parse(POLICY)
    for type in (EntityType.PRODUCT, EntityType.TECHNOLOGY):
        graph.add((THINGS["脑机接口"], RDF.type, URIRef(t.ENTITY_CLASSES[type])))
    assert list(closure(graph).objects(None, ERRNS.error)) != []
