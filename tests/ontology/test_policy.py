"""policy.ttl: terms.py and the file name the same terms, and each term says in two languages what it means."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from ontology import terms as t
from ontology.labels import SIGNATURES, TOPICS, EntityType, RelationType

OWL = "http://www.w3.org/2002/07/owl#"
VANN = "http://purl.org/vocab/vann/"
DEFINITION = t.SKOS + "definition"
EXAMPLE = t.SKOS + "example"
LABEL = t.RDFS + "label"


@pytest.fixture(scope="module")
def policy() -> Store:
    store = Store()
    path = Path(__file__).parents[2] / "ontology" / "policy.ttl"
    store.extend(parse(path=str(path), format=RdfFormat.TURTLE))
    return store


def subjects(store: Store, cls: str) -> set[str]:
    quads = store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(cls), None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


def objects(store: Store, subject: str, predicate: str) -> list[NamedNode | Literal]:
    return [quad.object for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)]


def test_classes_are_those_of_terms(policy: Store) -> None:
    assert subjects(policy, OWL + "Class") == set(t.CLASSES)


def test_properties_are_those_of_terms(policy: Store) -> None:
    data = subjects(policy, OWL + "DatatypeProperty")
    assert data == set(t.DATA_PROPERTIES)
    assert data | subjects(policy, OWL + "ObjectProperty") == set(t.PROPERTIES)
    assert len(t.PROPERTIES) == len(set(t.PROPERTIES))


@pytest.mark.parametrize("term", [*t.CLASSES, *t.PROPERTIES])
def test_every_term_has_one_label_definition_and_example_in_each_language(policy: Store, term: str) -> None:
    for predicate in (LABEL, DEFINITION, EXAMPLE):
        assert sorted(value.language for value in objects(policy, term, predicate)) == ["en", "zh"]


def test_no_two_terms_share_a_label(policy: Store) -> None:
    """A reader who sees only the label must know the term; a class and a property may not be confused either."""
    labels = [str(value) for term in [*t.CLASSES, *t.PROPERTIES] for value in objects(policy, term, LABEL)]
    assert len(labels) == len(set(labels))


def test_inverses_are_those_of_terms(policy: Store) -> None:
    assert set(t.INVERSES) == set(RelationType)
    for relation, inverse in t.INVERSES.items():
        assert objects(policy, t.RELATION_PROPERTIES[relation], OWL + "inverseOf") == [NamedNode(inverse)]


def test_topics_are_the_subclasses_of_topic(policy: Store) -> None:
    below = {q.subject.value for q in policy.quads_for_pattern(None, None, NamedNode(t.TOPIC), None)}
    assert below >= {t.ENTITY_CLASSES[type] for type in TOPICS}


@pytest.mark.parametrize("relation", list(SIGNATURES))
def test_domain_and_range_hold_for_every_legal_pair(policy: Store, relation: RelationType) -> None:
    """A domain that one legal head does not have would make a reasoner infer what no text says."""
    for predicate, types in zip(("domain", "range"), SIGNATURES[relation], strict=True):
        for named in objects(policy, t.RELATION_PROPERTIES[relation], t.RDFS + predicate):
            for type in types:
                assert named.value in {t.ENTITY_CLASSES[type], *(t.TOPIC for _ in TOPICS & {type})}


@pytest.mark.parametrize("relation", list(SIGNATURES))
def test_subjects_and_objects_named_are_those_of_the_signature(policy: Store, relation: RelationType) -> None:
    """The inverse names them the other way round."""
    inverse = t.INVERSES[relation]
    for (end, other), types in zip((("domain", "range"), ("range", "domain")), SIGNATURES[relation], strict=True):
        classes = {t.ENTITY_CLASSES[type] for type in types}
        assert named(policy, t.RELATION_PROPERTIES[relation], end) == classes
        assert named(policy, inverse, other) == classes


def named(policy: Store, property: str, end: str) -> set[str]:
    """The classes at one end of a property: those listed where there are several, else the one that is inferred."""
    listed = objects(policy, property, f"{t.SCHEMA}{end}Includes")
    return {node.value for node in listed or objects(policy, property, t.RDFS + end)}


@pytest.mark.parametrize("term", t.CLASSES)
def test_a_class_stands_below_a_published_one(policy: Store, term: str) -> None:
    above = [node.value for node in objects(policy, term, t.RDFS + "subClassOf")]
    assert above and (t.TOPIC in above or not any(iri.startswith(t.IPKG) for iri in above))


def test_the_ontology_says_what_it_is(policy: Store) -> None:
    ontology = t.IPKG.removesuffix("#")
    for name in ("title", "description"):
        assert sorted(value.language for value in objects(policy, ontology, t.DCTERMS + name)) == ["en", "zh"]
    for name in ("creator", "license", "created", "modified"):
        assert len(objects(policy, ontology, t.DCTERMS + name)) == 1
    (version,) = objects(policy, ontology, OWL + "versionInfo")
    assert objects(policy, ontology, OWL + "versionIRI") == [NamedNode(f"{ontology}/{version.value}")]
    notes = [note.value for note in objects(policy, ontology, t.SKOS + "changeNote") if note.language == "en"]
    assert any(note.startswith(version.value) for note in notes)
    assert [value.value for value in objects(policy, ontology, VANN + "preferredNamespaceUri")] == [t.IPKG]
    (prefix,) = objects(policy, ontology, VANN + "preferredNamespacePrefix")
    assert t.PREFIXES[prefix.value] == t.IPKG


def test_every_term_says_where_it_is_defined(policy: Store) -> None:
    for term in (*t.CLASSES, *t.PROPERTIES):
        assert objects(policy, term, t.RDFS + "isDefinedBy") == [NamedNode(t.IPKG.removesuffix("#"))]


def test_relation_names_go_both_ways() -> None:
    assert t.RELATION_PROPERTIES[RelationType.HAS_MEASURE] == t.IPKG + "hasMeasure"
    assert all(t.RELATION_TYPES[iri] is relation for relation, iri in t.RELATION_PROPERTIES.items())
    assert all(t.ENTITY_TYPES[t.ENTITY_CLASSES[type]] is type for type in EntityType)
