"""The claims as Cypher sees them: nodes and relationships, read from the RDF dataset.

They hold all that the dataset says, so that `kg/restore.py` makes the same dataset from them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg.dataset import has_default_graph
from kg.errors import InvalidGraph
from ontology import terms
from ontology.labels import EntityType, RelationType

Value = str | int | float | bool | tuple[str, ...] | tuple[int, ...]

ENTITY_LABELS: tuple[str, ...] = tuple(type.value for type in EntityType)
"""The labels of what a text names."""

NODE_LABELS: tuple[str, ...] = (*ENTITY_LABELS, "Concept", "ExtractionRun", "Measure", "SourceText", "Target")
"""Every label that a node may have."""

CLASSES = {label: terms.IPKG + label for label in NODE_LABELS} | {"Concept": terms.CONCEPT}
"""Label → class IRI; an entry of a code list is a concept of SKOS, all others are ours."""

NAMES = {"SourceText": terms.TITLE, "ExtractionRun": terms.PIPELINE}
"""What gives a node its name, by label, where it is not the preferred label."""

OWN_GRAPH = frozenset(NAMES)
"""The labels of nodes that are each described in a named graph of their own."""

SINGLE = {
    "text": terms.IS_STRING,
    "sha256": terms.SHA256,
    "date": terms.ISSUED,
    "date_issued": terms.DATE_ISSUED,
    "publisher": terms.PUBLISHER,
    "number": terms.DOCUMENT_NUMBER,
    "admin_level": terms.ADMIN_LEVEL,
    "action": terms.ACTION,
    "modality": terms.MODALITY,
    "indicator": terms.INDICATOR,
    "value": terms.VALUE,
    "end_value": terms.END_VALUE,
    "unit": terms.UNIT_TEXT,
    "year": terms.TARGET_YEAR,
    "bound": terms.BOUND,
    "notation": terms.NOTATION,
    "cue": terms.CUE,
    "confidence": terms.CONFIDENCE,
    "method": terms.METHOD,
    "settings": terms.SETTINGS,
    "settings_hash": terms.SETTINGS_HASH,
}
"""Properties of nodes with one value: name → term."""

MANY = {"issuers": terms.ISSUER_NAME, "authors": terms.AUTHOR_NAME}
"""Properties of nodes with any number of values in Chinese: name → term."""

REPEATED = {"numbers": "number", "publishers": "publisher"}
"""All values of a property, present where there is more than one: name → the property that has the first."""

EDGE = {
    "confidence": terms.CONFIDENCE,
    "method": terms.METHOD,
    "modality": terms.MODALITY,
    "cue": terms.CUE,
    "role": terms.ROLE,
    "order": terms.ORDER,
    "joint": terms.JOINT,
    "kind": terms.KIND,
    "strength": terms.STRENGTH,
    "count": terms.COUNT,
}
"""Properties of relationships: name → term."""

SOFTWARE = {"software": terms.NAME, "software_versions": terms.SOFTWARE_VERSION}
"""Lists of a run in step, an entry for each part of it, "" where the part has no version: name → term."""

CORRECTION = {
    "correction_decisions": terms.DECISION,
    "correction_dates": terms.DATE,
    "correction_values": terms.PROV_VALUE,
    "correction_authors": terms.CREATOR,
    "correction_notes": terms.NOTE,
}
"""Lists of a relationship in step with its `corrections`, "" where a decision does not say it: name → term."""

_PASSAGE = ("text_id", "begin", "end", "sentence")
_ORIGINS = ("sources", "source_copies", "source_sha256")

NODE_PROPERTIES: tuple[str, ...] = (
    *("name", "aliases", "described_in", "scheme", "broader", *terms.MATCHES),
    *(*_ORIGINS, *SINGLE, *MANY, *REPEATED, *SOFTWARE),
    *(*_PASSAGE, "sentence_begin", "sentence_end"),
)
"""Every property that a node may have besides `iri`."""

RELATIONSHIP_PROPERTIES: tuple[str, ...] = (
    *(*_PASSAGE, "begins", "ends", "sentence_begins", "sentence_ends"),
    *("date", "run_id", "aliases", *EDGE, "corrections", *CORRECTION),
)
"""Every property that a relationship may have besides `statement_id`."""

_INTEGERS = frozenset(terms.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear"))
_FLOATS = frozenset(terms.XSD + name for name in ("decimal", "double", "float"))
FLOAT_PROPERTIES = frozenset({"confidence", "value", "end_value"})
"""Properties that are numbers with a fraction, whatever their spelling."""


_SPANS_HELD = 50_000
_MENTIONS = terms.RELATION_PROPERTIES[RelationType.MENTIONS]


@dataclass(frozen=True)
class Node:
    """A thing, a claim, a text, an entry of a code list or a run: one label, and its properties without `iri`.

    `docs/model.md` lists the properties.
    """

    iri: str
    label: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Relationship:
    """What one text claims of two nodes: `head` and `tail` are their IRIs; its properties hold the evidence."""

    statement_id: str
    type: RelationType
    head: str
    tail: str
    properties: Mapping[str, Value] = field(default_factory=dict)


def iter_nodes(store: Store, only: Collection[str] | None = None) -> Iterator[Node]:
    """Every node of the dataset, sorted by IRI, what several texts say of it brought together.

    The name is the smallest preferred label; every other label is an alias. `only` names the IRIs that are wanted.
    """
    reader = _Reader(store)
    labels = {iri: label for label, cls in CLASSES.items() for iri in reader.members(cls)}
    for iri in sorted(labels if only is None else labels.keys() & set(only)):
        yield Node(iri, labels[iri], _node_properties(reader, iri, labels[iri]))


def iter_names(store: Store) -> Iterator[Node]:
    """Every node of the dataset, sorted by IRI, with its name and aliases alone: quick to search through."""
    reader = _Reader(store)
    names: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    named = [(names, term) for term in (terms.PREF_LABEL, *NAMES.values())]
    for found, term in (*named, (others, terms.ALT_LABEL)):
        for quad in store.quads_for_pattern(None, NamedNode(term), None, reader.graph):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                found[quad.subject.value].add(quad.object.value)
    labels = {iri: label for label, cls in CLASSES.items() for iri in reader.members(cls)}
    for iri in sorted(labels):
        name = min(names[iri], default="")
        aliases = tuple(sorted((names[iri] | others[iri]) - {name})) if labels[iri] in ENTITY_LABELS else ()
        yield Node(iri, labels[iri], {"name": name, **({"aliases": aliases} if aliases else {})})


def iter_relationships(store: Store, about: Collection[str] | None = None) -> Iterator[Relationship]:
    """Every Statement of the dataset as a relationship, sorted by statement; `about` wants those with these ends.

    Raises InvalidGraph for a statement without subject, object, text or evidence, or with a predicate that is no
    relation of the model.
    """
    reader = _Reader(store)
    dates: dict[str, str | None] = {}
    for iri in sorted(reader.members(terms.STATEMENT) if about is None else reader.statements(about)):
        yield _relationship(reader, iri, dates)


def count_records(store: Store) -> tuple[int, int]:
    """How many nodes and relationships the dataset has, without reading them."""
    reader = _Reader(store)
    return len(set().union(*map(reader.members, CLASSES.values()))), len(reader.members(terms.STATEMENT))


class _Passage(NamedTuple):
    """An evidence span: its place, its quotation, and the place and the words of its sentence."""

    begin: int
    end: int
    quotation: str
    sentence_begin: int
    sentence_end: int
    sentence: str


class _Reader:
    """What a dataset says, read from its default graph where it has one: there each triple stands once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.graph = DefaultGraph() if has_default_graph(store) else None
        # Many statements rest on the same span, and far more spans on the same sentence.
        self.span = lru_cache(_SPANS_HELD)(self._span)

    def members(self, cls: str) -> set[str]:
        """The IRIs of a class's members."""
        found = self.store.quads_for_pattern(None, NamedNode(terms.TYPE), NamedNode(cls), self.graph)
        return {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}

    def statements(self, about: Collection[str]) -> set[str]:
        """The IRIs of the statements that have one of these as subject or object."""
        return {
            quad.subject.value
            for iri in about
            for term in (terms.SUBJECT, terms.OBJECT)
            for quad in self.store.quads_for_pattern(None, NamedNode(term), NamedNode(iri), self.graph)
            if isinstance(quad.subject, NamedNode)
        }

    def said(self, iri: str) -> dict[str, list[NamedNode | Literal]]:
        """All that the dataset says of `iri`: predicate → distinct values, sorted by their text."""
        found: dict[str, list[NamedNode | Literal]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, self.graph):
            value = quad.object  # made anew each time that it is asked for
            if isinstance(value, (NamedNode, Literal)):
                found.setdefault(quad.predicate.value, []).append(value)
        for term, values in found.items():
            if len(values) > 1:
                found[term] = sorted(set(values), key=lambda value: (value.value, str(value)))
        return found

    def graphs(self, subject: str | None, predicate: str, object: str) -> set[str]:
        """The named graphs that say this; empty where the dataset was read from a file of triples."""
        node = None if subject is None else NamedNode(subject)
        found = self.store.quads_for_pattern(node, NamedNode(predicate), NamedNode(object), None)
        return {quad.graph_name.value for quad in found if isinstance(quad.graph_name, NamedNode)}

    def labels_in(self, iri: str, text: str) -> set[str] | None:
        """The alternative labels that the graph of `text` gives `iri`; None where it does not describe it."""
        node, graph = NamedNode(iri), NamedNode(text)
        if next(iter(self.store.quads_for_pattern(node, NamedNode(terms.PREF_LABEL), None, graph)), None) is None:
            return None
        found = self.store.quads_for_pattern(node, NamedNode(terms.ALT_LABEL), None, graph)
        return {quad.object.value for quad in found if isinstance(quad.object, Literal)}

    def name(self, iri: str) -> str:
        """The smallest preferred label; "" where there is none."""
        found = self.store.quads_for_pattern(NamedNode(iri), NamedNode(terms.PREF_LABEL), None, self.graph)
        return min((quad.object.value for quad in found if isinstance(quad.object, Literal)), default="")

    def _span(self, iri: str) -> _Passage:
        begin, end, quotation, said = self._place(iri)
        # A span that is a whole sentence has no `ipkg:sentence`: it is its own.
        sentence = self._place(said[terms.SENTENCE][0].value)[:3] if terms.SENTENCE in said else (begin, end, quotation)
        return _Passage(begin, end, quotation, *sentence)

    def _place(self, iri: str) -> tuple[int, int, str, dict[str, list[NamedNode | Literal]]]:
        said = self.said(iri)
        if missing := {terms.BEGIN_INDEX, terms.END_INDEX, terms.ANCHOR_OF} - said.keys():
            raise InvalidGraph(f"{iri}: the evidence has no {terms.short(min(missing))}")
        begin, end, quotation = (said[term][0].value for term in (terms.BEGIN_INDEX, terms.END_INDEX, terms.ANCHOR_OF))
        return int(begin), int(end), quotation, said


def _relationship(reader: _Reader, iri: str, dates: dict[str, str | None]) -> Relationship:
    said = reader.said(iri)
    ends = {}
    for term in (terms.SUBJECT, terms.PREDICATE, terms.OBJECT):
        if term not in said:
            raise InvalidGraph(f"{iri}: the statement has no {terms.short(term)}")
        ends[term] = said[term][0].value
    predicate = ends[terms.PREDICATE]
    if predicate not in terms.RELATION_TYPES:
        raise InvalidGraph(f"{iri}: {terms.short(predicate)} is no relation of the model")
    type_, tail = terms.RELATION_TYPES[predicate], ends[terms.OBJECT]
    texts, spans = said.get(terms.PRIMARY_SOURCE, []), _spans(reader, said)
    if not texts or not spans:
        raise InvalidGraph(f"{iri}: the statement has no text or no evidence")
    text = texts[0].value
    if text not in dates:
        issued = reader.said(text).get(terms.ISSUED)
        dates[text] = issued[0].value if issued else None
    lists = {
        "begins": tuple(span.begin for span in spans),
        "ends": tuple(span.end for span in spans),
        "sentence_begins": tuple(span.sentence_begin for span in spans),
        "sentence_ends": tuple(span.sentence_end for span in spans),
    }
    properties = {**_passage(text, spans[0]), **lists, **_literals(said, EDGE)}
    if date := dates[text]:
        properties["date"] = date
    if runs := said.get(terms.GENERATED_BY):
        properties["run_id"] = runs[0].value
    if corrections := said.get(terms.CORRECTED_BY):
        iris = tuple(sorted(correction.value for correction in corrections))
        properties |= {"corrections": iris, **_in_step(map(reader.said, iris), CORRECTION)}
    if type_ is RelationType.MENTIONS:
        properties |= _other_names(reader, tail, text, {span.quotation for span in spans})
    return Relationship(iri, type_, ends[terms.SUBJECT], tail, properties)


def _other_names(reader: _Reader, iri: str, text: str, quotations: set[str]) -> dict[str, Value]:
    """`aliases` of a mention: what the text calls the thing, where that is not simply the wording of its mentions.

    So it is where texts spell a resolved name in several ways and the name of this one nowhere stands in it.
    """
    labels = reader.labels_in(iri, text)
    if labels is None or labels == quotations - {reader.name(iri)}:
        return {}
    return {"aliases": tuple(sorted(labels))}


def _node_properties(reader: _Reader, iri: str, label: str) -> dict[str, Value]:
    said = reader.said(iri)
    names = [value.value for value in said.get(NAMES.get(label, terms.PREF_LABEL), ())]
    properties: dict[str, Value] = {"name": names[0] if names else ""}
    aliases = {value.value for value in said.get(terms.ALT_LABEL, ())} | set(names[1:])
    if aliases and label in ENTITY_LABELS:
        properties["aliases"] = tuple(sorted(aliases - {names[0]} if names else aliases))
    properties |= _origins(reader, said)
    if agents := said.get(terms.ASSOCIATED_WITH):
        parts = (reader.said(agent.value) for agent in agents)
        properties |= _in_step(sorted(parts, key=lambda part: part[terms.NAME][0].value), SOFTWARE)
    properties |= {key: tuple(value.value for value in said[term]) for key, term in MANY.items() if term in said}
    for key, first in REPEATED.items():
        if len(values := said.get(SINGLE[first], ())) > 1:
            properties[key] = tuple(value.value for value in values)
    properties |= _literals(said, SINGLE)
    graphs = {iri} if label in OWN_GRAPH else reader.graphs(None, _MENTIONS, iri)
    if label in ("Measure", "Target"):
        texts, spans = said.get(terms.PRIMARY_SOURCE, []), _spans(reader, said)
        graphs = {text.value for text in texts}
        if texts and spans:
            place: dict[str, Value] = {"sentence_begin": spans[0].sentence_begin, "sentence_end": spans[0].sentence_end}
            properties |= {**_passage(texts[0].value, spans[0]), **place}
    if label == "Concept":
        return {**properties, **_place_in_list(reader, said), **_list_graph(reader, iri, said)}
    described = reader.graphs(iri, terms.TYPE, CLASSES[label])
    if described and described != graphs:
        properties["described_in"] = tuple(sorted(described))
    return properties


def _place_in_list(reader: _Reader, said: Mapping[str, list[NamedNode | Literal]]) -> dict[str, Value]:
    """The name of an entry's code list, the notation of the entry above it, and the IRIs of what it matches."""
    found: dict[str, Value] = {}
    for key, link, term in (
        ("scheme", terms.IN_SCHEME, terms.IDENTIFIER),
        ("broader", terms.BROADER, terms.NOTATION),
    ):
        values = [value.value for other in said.get(link, ()) for value in reader.said(other.value).get(term, ())]
        found |= {key: values[0]} if values else {}
    return found | {
        key: tuple(value.value for value in said[term]) for key, term in terms.MATCHES.items() if term in said
    }


def _list_graph(reader: _Reader, iri: str, said: Mapping[str, list[NamedNode | Literal]]) -> dict[str, Value]:
    """`described_in` of an entry whose list is a named graph; the texts that classify by it describe it too."""
    described = reader.graphs(iri, terms.TYPE, terms.CONCEPT) & {
        scheme.value for scheme in said.get(terms.IN_SCHEME, ())
    }
    return {"described_in": tuple(sorted(described))} if described else {}


def _origins(reader: _Reader, said: Mapping[str, list[NamedNode | Literal]]) -> dict[str, Value]:
    """Where a text was found, as lists in step: the sources sorted, which copy in the source, and its file's hash."""
    found = []
    for origin in said.get(terms.SOURCE, ()):
        data = reader.said(origin.value)
        if terms.IDENTIFIER in data:
            copy = int(data[terms.COPY][0].value) if terms.COPY in data else 0
            sha256 = data[terms.SHA256][0].value if terms.SHA256 in data else ""
            found.append((data[terms.IDENTIFIER][0].value, copy, sha256))
    if not found:
        return {}
    sources, copies, hashes = zip(*sorted(found), strict=True)
    return dict(zip(_ORIGINS, (sources, copies, hashes), strict=True))


def _in_step(
    resources: Iterable[Mapping[str, list[NamedNode | Literal]]], names: Mapping[str, str]
) -> dict[str, Value]:
    """One list for each name, an entry for each resource: its value of that term, "" where it has none."""
    rows = [[said[term][0].value if term in said else "" for term in names.values()] for said in resources]
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def _spans(reader: _Reader, said: Mapping[str, list[NamedNode | Literal]]) -> list[_Passage]:
    """The evidence of a claim in reading order."""
    return sorted(reader.span(evidence.value) for evidence in said.get(terms.EVIDENCE, []))


def _passage(text: str, span: _Passage) -> dict[str, Value]:
    """Where a claim stands: its text, and its first evidence span with the sentence of it."""
    return {"text_id": text, "sentence": span.sentence, "begin": span.begin, "end": span.end}


def _literals(said: Mapping[str, list[NamedNode | Literal]], names: Mapping[str, str]) -> dict[str, Value]:
    found = {name: said[term][0] for name, term in names.items() if term in said}
    return {name: _plain(name, value) for name, value in found.items() if isinstance(value, Literal)}


def _plain(name: str, literal: Literal) -> Value:
    datatype = literal.datatype.value
    if name in FLOAT_PROPERTIES or datatype in _FLOATS:
        return float(literal.value)
    if datatype in _INTEGERS and name not in ("date", "date_issued"):
        return int(literal.value)
    return literal.value == "true" if datatype == terms.XSD + "boolean" else literal.value
