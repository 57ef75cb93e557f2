"""What an OWL 2 RL reasoner makes of policy.ttl and one claim of each legal kind: what is meant, and nothing more."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
from owlrl.Namespaces import ERRNS
from rdflib import RDF, RDFS, Graph, Namespace, URIRef

from ontology import terms as t
from ontology.labels import SIGNATURES, EntityType, RelationType

EXAMPLE = Namespace("https://example.org/")
POLICY = Path(__file__).parents[2] / "ontology" / "policy.ttl"


def thing(type: EntityType, place: str) -> URIRef:
    return EXAMPLE[f"{type.value}-{place}"]


@pytest.fixture(scope="module")
def closed() -> Graph:
    """The ontology with a claim for each pair that a signature allows, and all that follows."""
    graph = Graph().parse(POLICY)
    for relation, (heads, tails) in SIGNATURES.items():
        for place, types in (("head", heads), ("tail", tails)):
            for type in types:
                graph.add((thing(type, place), RDF.type, URIRef(t.ENTITY_CLASSES[type])))
        for head in heads:
            for tail in tails:
                graph.add((thing(head, "head"), URIRef(t.RELATION_PROPERTIES[relation]), thing(tail, "tail")))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.mark.parametrize("relation", list(SIGNATURES))
def test_the_inverse_and_the_properties_above_follow(closed: Graph, relation: RelationType) -> None:
    heads, tails = SIGNATURES[relation]
    head, tail = thing(min(heads), "head"), thing(min(tails), "tail")
    assert (tail, URIRef(t.INVERSES[relation]), head) in closed
    above = set(closed.objects(URIRef(t.RELATION_PROPERTIES[relation]), RDFS.subPropertyOf))
    assert all((head, property, tail) in closed for property in above if isinstance(property, URIRef))


@pytest.mark.parametrize("type", list(EntityType))
def test_no_claim_gives_a_thing_a_second_class(closed: Graph, type: EntityType) -> None:
    classes = {URIRef(iri) for iri in t.CLASSES} - {URIRef(t.TOPIC)}
    for place in ("head", "tail"):
        assert set(closed.objects(thing(type, place), RDF.type)) & classes <= {URIRef(t.ENTITY_CLASSES[type])}


def test_the_closure_is_consistent(closed: Graph) -> None:
    assert list(closed.objects(None, ERRNS.error)) == []


def test_two_disjoint_classes_are_a_contradiction() -> None:
    graph = Graph().parse(POLICY)
    for type in (EntityType.PRODUCT, EntityType.TECHNOLOGY):
        graph.add((EXAMPLE["脑机接口"], RDF.type, URIRef(t.ENTITY_CLASSES[type])))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    assert list(graph.objects(None, ERRNS.error)) != []
