"""Every class and property of the model as an IRI string, and the way from and to the closed lists of `labels.py`.

Plain strings, so that no RDF library is needed; `policy.ttl` defines the terms of `IPKG`, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ontology.iris import INSTANCES, ONTOLOGY
from ontology.labels import EntityType, RelationType

IPKG = ONTOLOGY
IPR = INSTANCES
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
DCTERMS = "http://purl.org/dc/terms/"
ELI = "http://data.europa.eu/eli/ontology#"
SCHEMA = "https://schema.org/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "dcterms": DCTERMS,
        "eli": ELI,
        "ipkg": IPKG,
        "ipr": IPR,
        "nif": NIF,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": SCHEMA,
        "skos": SKOS,
        "xsd": XSD,
    }
)
"""The prefixes that queries and files may use, by name."""

# Classes.
TOPIC = IPKG + "Topic"
MEASURE = IPKG + "Measure"
TARGET = IPKG + "Target"
SOURCE_TEXT = IPKG + "SourceText"
STATEMENT = IPKG + "Statement"
EVIDENCE_SPAN = IPKG + "EvidenceSpan"
EXTRACTION_RUN = IPKG + "ExtractionRun"
ORIGIN = IPKG + "Origin"
CORRECTION = IPKG + "Correction"
WITHDRAWN_STATEMENT = IPKG + "WithdrawnStatement"

ENTITY_CLASSES: Mapping[EntityType, str] = MappingProxyType({type: IPKG + type.value for type in EntityType})
"""Entity type → class IRI."""

ENTITY_TYPES: Mapping[str, EntityType] = MappingProxyType({iri: type for type, iri in ENTITY_CLASSES.items()})
"""Class IRI → entity type."""

CLASSES: tuple[str, ...] = (
    *ENTITY_CLASSES.values(),
    TOPIC,
    MEASURE,
    TARGET,
    SOURCE_TEXT,
    STATEMENT,
    EVIDENCE_SPAN,
    EXTRACTION_RUN,
    ORIGIN,
    CORRECTION,
    WITHDRAWN_STATEMENT,
)
"""Every class that `policy.ttl` defines."""


def _camel(name: str) -> str:
    head, *rest = name.lower().split("_")
    return head + "".join(part.capitalize() for part in rest)


RELATION_PROPERTIES: Mapping[RelationType, str] = MappingProxyType(
    {relation: IPKG + _camel(relation.value) for relation in RelationType}
)
"""Relation type → property IRI: ISSUED_BY → ipkg:issuedBy."""

RELATION_TYPES: Mapping[str, RelationType] = MappingProxyType(
    {iri: relation for relation, iri in RELATION_PROPERTIES.items()}
)
"""Property IRI → relation type."""

INVERSES: Mapping[RelationType, str] = MappingProxyType(
    {
        RelationType.ISSUED_BY: IPKG + "issued",
        RelationType.CITES: IPKG + "citedBy",
        RelationType.AMENDS: IPKG + "amendedBy",
        RelationType.REPEALS: IPKG + "repealedBy",
        RelationType.INCLUDES: IPKG + "includedIn",
        RelationType.APPLIED_IN: IPKG + "drawsOn",
        RelationType.ADVOCATES: IPKG + "advocatedBy",
        RelationType.LOCATED_IN: IPKG + "locationOf",
        RelationType.MENTIONS: IPKG + "mentionedBy",
        RelationType.REPORTS: IPKG + "reportedBy",
        RelationType.HAS_MEASURE: IPKG + "measureOf",
        RelationType.ACTS_ON: IPKG + "actedOnBy",
        RelationType.USES_MEANS: IPKG + "meansOf",
        RelationType.HAS_ACTOR: IPKG + "actorOf",
        RelationType.HAS_TARGET: IPKG + "targetOf",
        RelationType.CONCERNS: IPKG + "concernedBy",
        RelationType.CLASSIFIED_AS: IPKG + "classifies",
    }
)
"""Relation type → the property that says the same from tail to head; defined in `policy.ttl`, never stored."""

# Provenance.
EVIDENCE = IPKG + "evidence"
SENTENCE = IPKG + "sentence"
CUE = IPKG + "cue"
CONFIDENCE = IPKG + "confidence"
METHOD = IPKG + "method"
PIPELINE = IPKG + "pipeline"
SHA256 = IPKG + "sha256"
COPY = IPKG + "copy"
SETTINGS = IPKG + "settings"
SETTINGS_HASH = IPKG + "settingsHash"
CORRECTED_BY = IPKG + "correctedBy"
DECISION = IPKG + "decision"

# The data of an edge.
ROLE = IPKG + "role"
ORDER = IPKG + "order"
JOINT = IPKG + "joint"
KIND = IPKG + "kind"
STRENGTH = IPKG + "strength"
COUNT = IPKG + "count"

# The data of a text, a measure and a target.
DOCUMENT_NUMBER = IPKG + "documentNumber"
DATE_ISSUED = IPKG + "dateIssued"
ADMIN_LEVEL = IPKG + "adminLevel"
ISSUER_NAME = IPKG + "issuerName"
AUTHOR_NAME = IPKG + "authorName"
ACTION = IPKG + "action"
MODALITY = IPKG + "modality"
INDICATOR = IPKG + "indicator"
TARGET_YEAR = IPKG + "targetYear"
BOUND = IPKG + "bound"
END_VALUE = IPKG + "endValue"

DATA_PROPERTIES: tuple[str, ...] = (
    CUE,
    CONFIDENCE,
    METHOD,
    PIPELINE,
    SHA256,
    COPY,
    SETTINGS,
    SETTINGS_HASH,
    DECISION,
    ROLE,
    ORDER,
    JOINT,
    KIND,
    STRENGTH,
    COUNT,
    DOCUMENT_NUMBER,
    DATE_ISSUED,
    ADMIN_LEVEL,
    ISSUER_NAME,
    AUTHOR_NAME,
    ACTION,
    MODALITY,
    INDICATOR,
    TARGET_YEAR,
    BOUND,
    END_VALUE,
)
"""Every property of `policy.ttl` whose values are literals."""

EVIDENCE_PROPERTIES: tuple[str, ...] = (EVIDENCE, SENTENCE, CORRECTED_BY)
"""The properties of `policy.ttl` that lead to what a claim rests on: an evidence span, a correction."""

PROPERTIES: tuple[str, ...] = (
    *RELATION_PROPERTIES.values(),
    *INVERSES.values(),
    *EVIDENCE_PROPERTIES,
    *DATA_PROPERTIES,
)
"""Every property that `policy.ttl` defines."""

# Terms of others that the graph uses.
TYPE = RDF + "type"
SUBJECT = RDF + "subject"
PREDICATE = RDF + "predicate"
OBJECT = RDF + "object"
PREF_LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"
CONCEPT = SKOS + "Concept"
CONCEPT_SCHEME = SKOS + "ConceptScheme"
NOTATION = SKOS + "notation"
IN_SCHEME = SKOS + "inScheme"
BROADER = SKOS + "broader"
MATCHES = {
    "exact_match": SKOS + "exactMatch",
    "close_match": SKOS + "closeMatch",
    "broad_match": SKOS + "broadMatch",
    "narrow_match": SKOS + "narrowMatch",
    "related_match": SKOS + "relatedMatch",
}
"""How an entry of a code list corresponds to one of another: the name of the property in Cypher → term."""
PRIMARY_SOURCE = PROV + "hadPrimarySource"
GENERATED_BY = PROV + "wasGeneratedBy"
ASSOCIATED_WITH = PROV + "wasAssociatedWith"
SOFTWARE_AGENT = PROV + "SoftwareAgent"
INVALIDATED_AT = PROV + "invalidatedAtTime"
REVISION_OF = PROV + "wasRevisionOf"
PROV_VALUE = PROV + "value"
LABEL = RDFS + "label"
DATE = DCTERMS + "date"
CREATOR = DCTERMS + "creator"
NOTE = SKOS + "note"
NAME = SCHEMA + "name"
SOFTWARE_VERSION = SCHEMA + "softwareVersion"
IS_STRING = NIF + "isString"
BEGIN_INDEX = NIF + "beginIndex"
END_INDEX = NIF + "endIndex"
ANCHOR_OF = NIF + "anchorOf"
REFERENCE_CONTEXT = NIF + "referenceContext"
TITLE = DCTERMS + "title"
ISSUED = DCTERMS + "issued"
PUBLISHER = DCTERMS + "publisher"
SOURCE = DCTERMS + "source"
IDENTIFIER = DCTERMS + "identifier"
VALUE = SCHEMA + "value"
UNIT_TEXT = SCHEMA + "unitText"


def short(iri: str) -> str:
    """`iri` with its prefix where one is known, else as it is.

    >>> short(IPKG + "issuedBy")
    'ipkg:issuedBy'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
