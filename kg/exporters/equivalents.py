"""What the claims are in the words of schema.org and of ELI, for search engines and for catalogues of legislation.

schema.org: https://schema.org/Legislation, whose terms name their equivalents in ELI, the European Legislation
Identifier (http://data.europa.eu/eli/ontology#). Only what follows from a claim is said: `passed_by` asks for an agent,
so a document that a text lays to a region has a jurisdiction and no such agent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ontology import terms
from ontology.labels import SIGNATURES, EntityType, RelationType

if TYPE_CHECKING:
    from pyoxigraph import Triple

_ELI, _SCHEMA = terms.ELI, terms.SCHEMA
_CLASS = terms.ENTITY_CLASSES
_RELATION = terms.RELATION_PROPERTIES
_DOCUMENT = _CLASS[EntityType.POLICY_DOCUMENT]

TERM_TYPES = SIGNATURES[RelationType.INCLUDES][0]
"""The entity types that are terms of a vocabulary: what an INCLUDES claim orders."""

TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{_CLASS[type]: (_SCHEMA + "DefinedTerm",) for type in TERM_TYPES},
        _DOCUMENT: (_SCHEMA + "Legislation", _ELI + "LegalResource"),
        _CLASS[EntityType.INSTITUTION]: (_SCHEMA + "Organization",),
        _CLASS[EntityType.REGION]: (_SCHEMA + "AdministrativeArea",),
        _CLASS[EntityType.PERSON]: (_SCHEMA + "Person",),
        _CLASS[EntityType.EVENT]: (_SCHEMA + "Event",),
        terms.SOURCE_TEXT: (_SCHEMA + "DigitalDocument",),
        terms.TARGET: (_SCHEMA + "QuantitativeValue",),
        "http://www.w3.org/ns/dcat#Dataset": (_SCHEMA + "Dataset",),
    }
)
"""Class → its equivalents; a class that is not here has none, and what belongs to it says nothing more."""

PROPERTIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        terms.PREF_LABEL: (_SCHEMA + "name",),
        terms.ALT_LABEL: (_SCHEMA + "alternateName",),
        terms.TITLE: (_SCHEMA + "name",),
        terms.ISSUED: (_SCHEMA + "datePublished",),
        terms.DOCUMENT_NUMBER: (_SCHEMA + "identifier",),
        terms.DCTERMS + "description": (_SCHEMA + "description",),
        terms.DCTERMS + "license": (_SCHEMA + "license",),
        terms.DCTERMS + "bibliographicCitation": (_SCHEMA + "creditText",),
        terms.IDENTIFIER: (_SCHEMA + "identifier",),
        _RELATION[RelationType.CITES]: (_SCHEMA + "citation", _ELI + "cites"),
        _RELATION[RelationType.AMENDS]: (_SCHEMA + "legislationChanges", _ELI + "amends"),
        _RELATION[RelationType.REPEALS]: (_SCHEMA + "legislationChanges", _ELI + "repeals"),
        _RELATION[RelationType.MENTIONS]: (_SCHEMA + "mentions",),
        _RELATION[RelationType.REPORTS]: (_SCHEMA + "about",),
    }
)
"""Property → its equivalents on every resource that has an equivalent type."""

PROPERTIES_OF_TYPES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        (_DOCUMENT, terms.PREF_LABEL): (_SCHEMA + "name", _ELI + "title"),
        (_DOCUMENT, terms.DOCUMENT_NUMBER): (_SCHEMA + "legislationIdentifier", _ELI + "id_local"),
        (_DOCUMENT, terms.DATE_ISSUED): (_SCHEMA + "legislationDate", _ELI + "date_document"),
        (_CLASS[EntityType.INSTITUTION], _RELATION[RelationType.LOCATED_IN]): (_SCHEMA + "location",),
        (_CLASS[EntityType.EVENT], _RELATION[RelationType.LOCATED_IN]): (_SCHEMA + "location",),
    }
)
"""(Class of the subject, property) → its equivalents there, instead of those of PROPERTIES."""

ISSUERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        _CLASS[EntityType.INSTITUTION]: (_SCHEMA + "legislationPassedBy", _ELI + "passed_by"),
        _CLASS[EntityType.REGION]: (_SCHEMA + "legislationJurisdiction",),
    }
)
"""Class of the one who issued a document → what it is of the document."""


def equivalents(triples: Iterable[Triple]) -> list[Triple]:
    """What `triples` say in the words of schema.org and ELI, sorted, without what they say themselves."""
    from pyoxigraph import NamedNode, Triple

    given = list(triples)
    classes: dict[str, list[str]] = {}
    for triple in given:
        if triple.predicate.value == terms.TYPE and isinstance(triple.object, NamedNode):
            classes.setdefault(_value(triple.subject), []).append(triple.object.value)
    found: set[Triple] = set()
    for triple in given:
        for cls in classes.get(_value(triple.subject), ()):
            if cls not in TYPES:
                continue
            if triple.predicate.value == terms.TYPE:
                said = [(terms.TYPE, NamedNode(type)) for type in TYPES[cls]]
            else:
                said = [(term, triple.object) for term in _properties(cls, triple, classes)]  # type: ignore[misc]
            found.update(Triple(triple.subject, NamedNode(predicate), value) for predicate, value in said)
    return sorted(found - set(given), key=str)


def _properties(cls: str, triple: Triple, classes: Mapping[str, list[str]]) -> tuple[str, ...]:
    predicate = triple.predicate.value
    if predicate == _RELATION[RelationType.ISSUED_BY]:
        return tuple(term for of in classes.get(_value(triple.object), ()) for term in ISSUERS.get(of, ()))
    return PROPERTIES_OF_TYPES.get((cls, predicate)) or PROPERTIES.get(predicate, ())


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
