"""No term of another vocabulary is misspelt: each one that the files use is in that vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import namespace as ns

from ontology import terms as t

FOLDER = Path(__file__).parents[2] / "ontology"
FILES = [FOLDER / "policy.ttl", FOLDER / "shapes.ttl", *sorted((FOLDER / "codelists").glob("*.ttl"))]

CLOSED: list[ns.DefinedNamespaceMeta] = [
    *(ns.DCTERMS, ns.FOAF, ns.ORG, ns.OWL, ns.PROV, ns.RDF, ns.RDFS, ns.SDO, ns.SH, ns.SKOS, ns.VANN, ns.XSD),
]
"""Vocabularies that rdflib holds whole."""

LISTED = {
    # ELI metadata ontology, http://data.europa.eu/eli/ontology (its classes and properties as WebVOWL lists them).
    t.ELI: "LegalResource amended_by amends applies based_on cited_by cites date_document id_local passed_by realizes "
    "repealed_by repeals type_document",
    # NIF 2.0 core ontology, http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core.
    t.NIF: "Context OffsetBasedString anchorOf beginIndex endIndex isString referenceContext",
}
"""Vocabularies that no package holds: the terms that we use, each looked up in the vocabulary itself."""

OWN = (t.IPKG, t.IPR, "https://w3id.org/ipkg/shapes#")


def quads_of(path: Path) -> list[Quad]:
    return list(parse(path=str(path), format=RdfFormat.TURTLE))


def iris_of(quads: list[Quad]) -> set[str]:
    nodes = {node for quad in quads for node in (quad.subject, quad.predicate, quad.object)}
    return {node.value for node in nodes if isinstance(node, NamedNode)}


def is_known(iri: str) -> bool:
    """Whether `iri` is a term of a vocabulary that the project borrows from."""
    for namespace, names in LISTED.items():
        if iri.startswith(namespace):
            return iri.removeprefix(namespace) in names.split()
    return any(iri.startswith(str(one)) and iri.removeprefix(str(one)) in one for one in CLOSED)


def borrowed(iris: set[str]) -> set[str]:
    namespaces = (*LISTED, *(str(one) for one in CLOSED))
    return {iri for iri in iris if iri.startswith(namespaces)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_term_of_a_vocabulary_is_in_it(path: Path) -> None:
    assert [iri for iri in sorted(borrowed(iris_of(quads_of(path)))) if not is_known(iri)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_predicate_and_class_is_ours_or_borrowed(path: Path) -> None:
    """A misspelt namespace would pass as a vocabulary of its own."""
    quads = quads_of(path)
    used = {quad.predicate.value for quad in quads}
    above = {t.TYPE, t.RDFS + "subClassOf", t.RDFS + "subPropertyOf", t.RDFS + "domain", t.RDFS + "range"}
    used |= {q.object.value for q in quads if q.predicate.value in above and isinstance(q.object, NamedNode)}
    assert [iri for iri in sorted(used) if not iri.startswith(OWN) and not is_known(iri)] == []


def test_every_borrowed_constant_of_terms_is_in_its_vocabulary() -> None:
    constants = {value for value in vars(t).values() if isinstance(value, str)} - set(t.PREFIXES.values())
    assert len(borrowed(constants)) >= 20
    assert [iri for iri in sorted(borrowed(constants)) if not is_known(iri)] == []


def test_every_prefix_of_a_vocabulary_is_its_namespace() -> None:
    assert {t.PREFIXES[name] for name in ("dcterms", "prov", "rdf", "rdfs", "schema", "skos", "xsd")} <= {
        str(one) for one in CLOSED
    }


def test_the_listed_terms_are_those_in_use() -> None:
    used = set().union(*(iris_of(quads_of(path)) for path in FILES)) | {
        v for v in vars(t).values() if isinstance(v, str)
    }
    for namespace, names in LISTED.items():
        assert {iri.removeprefix(namespace) for iri in used if iri.startswith(namespace)} - {""} == set(names.split())


@pytest.mark.parametrize(
    "iri",
    [t.SKOS + "prefLabl", t.ELI + "citedBy", t.NIF + "beginindex", t.SCHEMA + "QuantativeValue", t.DCTERMS + "date "],
)
def test_a_misspelt_term_is_told(iri: str) -> None:
    assert not is_known(iri)
