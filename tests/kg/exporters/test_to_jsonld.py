"""The JSON-LD holds the triples of the other formats for every reader, and their sense for readers of schema.org."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib.namespace import SDO

from kg.exporters.equivalents import ISSUERS, PROPERTIES, PROPERTIES_OF_TYPES, TYPES, equivalents
from kg.exporters.header import dataset_iri
from kg.exporters.to_jsonld import to_jsonld
from kg.exporters.to_rdf import to_nquads, triples_of
from ontology import terms
from ontology.iris import entity_iri
from ontology.labels import EntityType
from tests.kg.exporters.test_to_rdf import GRAPH, PARTS, STORE


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_jsonld(GRAPH, STORE))
    return found


def resource(page: dict[str, Any], iri: str) -> dict[str, Any]:
    (found,) = (each for each in page["@graph"] if each["@id"] == terms.short(iri))
    return dict(found)


def as_written(graph: rdflib.Graph) -> set[tuple[str, ...]]:
    return {tuple(term.n3() for term in triple) for triple in graph}


@pytest.fixture
def no_rewriting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Literals as they are written: rdflib otherwise spells 0.830 and a year in its own way."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.usefixtures("no_rewriting")
@pytest.mark.parametrize("name", PARTS)
def test_rdflib_reads_the_quads_of_the_nquads_and_what_follows_from_them(name: str) -> None:
    nquads = to_nquads(PARTS[name], STORE)
    triples = {quad.triple for quad in parse(nquads, format=RdfFormat.N_QUADS)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = rdflib.Graph().parse(data=to_jsonld(PARTS[name], STORE), format="json-ld")
        wanted = rdflib.Graph()
        for triple in {*triples, *equivalents(triples)}:
            wanted.parse(data=f"{triple} .", format="nt")
    assert as_written(found) == as_written(wanted)


@pytest.mark.parametrize("name", PARTS)
def test_oxigraph_reads_the_same(name: str) -> None:
    triples = {quad.triple for quad in parse(to_nquads(PARTS[name], STORE), format=RdfFormat.N_QUADS)}
    read = {quad.triple for quad in parse(to_jsonld(PARTS[name], STORE), format=RdfFormat.JSON_LD)}
    assert read == {*triples, *equivalents(triples)}


def test_values_of_several_kinds_under_one_key_read_back() -> None:
    store = Store()
    store.extend(STORE)
    text = NamedNode(GRAPH.texts[0].iri)
    kinds = [NamedNode(terms.XSD + kind) for kind in ("integer", "decimal", "boolean", "gYear", "string")]
    values: list[Any] = [Literal(s, datatype=kind) for s in ("7", "-3", "1e3", "true") for kind in kinds]
    values += [Literal("年", language="en"), Literal("9" * 30, datatype=kinds[0]), text]
    store.extend(Quad(text, NamedNode(terms.COUNT), value, text) for value in values)
    read = {quad.triple for quad in parse(to_jsonld(GRAPH, store), format=RdfFormat.JSON_LD)}
    assert set(triples_of(GRAPH, store)) <= read
    assert {t.object for t in read if t.subject == text and t.predicate.value == terms.COUNT} == set(values)


def test_a_policy_document_is_legislation(page: dict[str, Any]) -> None:
    document = resource(page, entity_iri(EntityType.POLICY_DOCUMENT, "云州市机器人产业行动方案"))
    assert document["@type"] == ["ipkg:PolicyDocument", "eli:LegalResource", "Legislation"]
    assert document["name"] == document["skos:prefLabel"] == document["eli:title"] == "云州市机器人产业行动方案"
    assert document["legislationPassedBy"] == document["eli:passed_by"] == document["ipkg:issuedBy"]
    assert document["citation"] == document["eli:cites"] == document["ipkg:cites"]


def test_a_reader_needs_no_other_file_and_finds_the_dataset_first(page: dict[str, Any]) -> None:
    assert page["@context"]["@vocab"] == "https://schema.org/"
    assert all(isinstance(value, (str, dict, float)) for value in page["@context"].values())
    first = page["@graph"][0]
    assert first["@id"] == terms.short(dataset_iri(GRAPH, None))
    assert "Dataset" in first["@type"] and {"name", "description", "license"} <= set(first)


def test_a_text_names_what_it_mentions(page: dict[str, Any]) -> None:
    text = resource(page, GRAPH.texts[0].iri)
    assert "DigitalDocument" in text["@type"]
    assert text["mentions"] == text["ipkg:mentions"]


def test_a_region_that_issued_a_document_is_its_jurisdiction_and_no_agent() -> None:
    document, region = NamedNode(terms.IPR + "policy-document/1"), NamedNode(terms.IPR + "region/1")
    kind = NamedNode(terms.TYPE)
    said = equivalents(
        [
            Triple(document, kind, NamedNode(terms.IPKG + "PolicyDocument")),
            Triple(region, kind, NamedNode(terms.IPKG + "Region")),
            Triple(document, NamedNode(terms.IPKG + "issuedBy"), region),
        ]
    )
    assert {t.predicate.value for t in said if t.object == region} == {terms.SCHEMA + "legislationJurisdiction"}


def test_no_borrowed_term_is_misspelt() -> None:
    """Those of schema.org against its list in rdflib; ELI has no list there, so its terms are few and looked up."""
    tables = (TYPES, PROPERTIES, PROPERTIES_OF_TYPES, ISSUERS)
    borrowed = {term for table in tables for said in table.values() for term in said}
    of_schema = {term for term in borrowed if term.startswith(terms.SCHEMA)}
    known = {str(term) for term in dir(SDO)}
    assert {term for term in of_schema if term not in known} == set()
    assert {term.removeprefix(terms.ELI) for term in borrowed - of_schema} == {
        *("LegalResource", "title", "id_local", "date_document", "passed_by", "cites", "amends", "repeals"),
    }
