"""The claims as Cypher sees them: nodes and relationships, read from the RDF dataset and written back to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from extract.records import Span
from kg.build import (
    ZH,
    confidence_literal,
    date_literal,
    decimal_literal,
    evidence_iri,
    integer_literal,
)
from kg.dataset import has_default_graph
from kg.errors import InvalidGraph
from ontology import terms
from ontology.iris import mint
from ontology.labels import EntityType, RelationType

Value = str | int | float | bool | tuple[str, ...] | tuple[int, ...]

ENTITY_LABELS: tuple[str, ...] = tuple(type.value for type in EntityType)
"""The labels of what a text names."""

NODE_LABELS: tuple[str, ...] = (*ENTITY_LABELS, "Concept", "Measure", "SourceText", "Target")
"""Every label that a node may have."""

NODE_CLASSES: Mapping[str, str] = {label: terms.IPKG + label for label in NODE_LABELS} | {"Concept": terms.CONCEPT}
"""Label → class IRI; an entry of a code list is a concept of SKOS, all others are ours."""

_SINGLE = {
    "text": terms.IS_STRING,
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
}
_MANY = {"issuers": terms.ISSUER_NAME, "authors": terms.AUTHOR_NAME}
_EDGE = {
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
_PASSAGE = ("text_id", "begin", "end", "sentence")

NODE_PROPERTIES: tuple[str, ...] = ("name", "aliases", "sources", "scheme", "broader", *_SINGLE, *_MANY, *_PASSAGE)
"""Every property that a node may have besides `iri`."""

RELATIONSHIP_PROPERTIES: tuple[str, ...] = (*_PASSAGE, "begins", "ends", "date", *_EDGE)
"""Every property that a relationship may have besides `statement_id`."""

_INTEGERS = frozenset(terms.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear"))
_FLOATS = frozenset(terms.XSD + name for name in ("decimal", "double", "float"))
_FLOAT_PROPERTIES = frozenset({"confidence", "value", "end_value"})


@dataclass(frozen=True)
class Node:
    """A thing, a measure, a target, a text or an entry of a code list.

    One label, and the properties as in `docs/model.md` without `iri`.
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
    reader = _Reader.of(store)
    labels = {iri: label for label, cls in NODE_CLASSES.items() for iri in reader.members(cls)}
    for iri in sorted(labels if only is None else labels.keys() & set(only)):
        yield Node(iri, labels[iri], _node_properties(reader, iri, labels[iri]))


def iter_names(store: Store) -> Iterator[Node]:
    """Every node of the dataset, sorted by IRI, with its name and aliases alone: quick to search through."""
    reader = _Reader.of(store)
    names: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for found, term in ((names, terms.PREF_LABEL), (names, terms.TITLE), (others, terms.ALT_LABEL)):
        for quad in store.quads_for_pattern(None, NamedNode(term), None, reader.graph):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                found[quad.subject.value].add(quad.object.value)
    labels = {iri: label for label, cls in NODE_CLASSES.items() for iri in reader.members(cls)}
    for iri in sorted(labels):
        name = min(names[iri], default="")
        aliases = tuple(sorted((names[iri] | others[iri]) - {name})) if labels[iri] in ENTITY_LABELS else ()
        yield Node(iri, labels[iri], {"name": name, **({"aliases": aliases} if aliases else {})})


def iter_relationships(store: Store, about: Collection[str] | None = None) -> Iterator[Relationship]:
    """Every Statement of the dataset as a relationship, sorted by statement; `about` wants those with these ends.

    Raises InvalidGraph for a statement without subject, object, text or evidence, or with a predicate that is no
    relation of the model.
    """
    reader = _Reader.of(store)
    dates: dict[str, str | None] = {}
    for iri in sorted(reader.members(terms.STATEMENT) if about is None else reader.statements(about)):
        yield _relationship(reader, iri, dates)


@dataclass(frozen=True)
class _Reader:
    """What a dataset says, read from its default graph where it has one: there each triple stands once."""

    store: Store
    graph: DefaultGraph | None

    @classmethod
    def of(cls, store: Store) -> _Reader:
        return cls(store, DefaultGraph() if has_default_graph(store) else None)

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
            if isinstance(quad.object, NamedNode | Literal):
                found.setdefault(quad.predicate.value, []).append(quad.object)
        for term, values in found.items():
            if len(values) > 1:
                found[term] = sorted(set(values), key=lambda value: (value.value, str(value)))
        return found


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
    passage = _passage(reader, said)
    if "begin" not in passage:
        raise InvalidGraph(f"{iri}: the statement has no text or no evidence")
    text = str(passage["text_id"])
    if text not in dates:
        issued = reader.said(text).get(terms.ISSUED)
        dates[text] = issued[0].value if issued else None
    date = dates[text]
    properties = {**passage, **({"date": date} if date else {}), **_literals(said, _EDGE)}
    return Relationship(iri, terms.RELATION_TYPES[predicate], ends[terms.SUBJECT], ends[terms.OBJECT], properties)


def _node_properties(reader: _Reader, iri: str, label: str) -> dict[str, Value]:
    said = reader.said(iri)
    names = [value.value for value in said.get(terms.TITLE if label == "SourceText" else terms.PREF_LABEL, ())]
    properties: dict[str, Value] = {"name": names[0] if names else ""}
    aliases = {value.value for value in said.get(terms.ALT_LABEL, ())} | set(names[1:])
    if aliases and label in ENTITY_LABELS:
        properties["aliases"] = tuple(sorted(aliases - {names[0]} if names else aliases))
    origins = [reader.said(origin.value) for origin in said.get(terms.SOURCE, ())]
    sources = [value.value for origin in origins for value in origin.get(terms.IDENTIFIER, ())]
    if sources:
        properties["sources"] = tuple(sorted(sources))
    properties |= {key: tuple(value.value for value in said[term]) for key, term in _MANY.items() if term in said}
    if label == "Concept":
        properties |= _place_in_list(reader, said)
    passage = _passage(reader, said) if label in ("Measure", "Target") else {}
    lists = ("begins", "ends")
    return {**properties, **_literals(said, _SINGLE), **{k: v for k, v in passage.items() if k not in lists}}


def _place_in_list(reader: _Reader, said: Mapping[str, list[NamedNode | Literal]]) -> dict[str, Value]:
    """The name of an entry's code list, and the notation of the entry above it."""
    found: dict[str, Value] = {}
    for key, link, term in (
        ("scheme", terms.IN_SCHEME, terms.IDENTIFIER),
        ("broader", terms.BROADER, terms.NOTATION),
    ):
        values = [value.value for other in said.get(link, ()) for value in reader.said(other.value).get(term, ())]
        found |= {key: values[0]} if values else {}
    return found


def _passage(reader: _Reader, said: Mapping[str, list[NamedNode | Literal]]) -> dict[str, Value]:
    """Where a claim stands: its text, all evidence spans in reading order, and the sentence of the first."""
    texts = said.get(terms.PRIMARY_SOURCE, [])
    spans = []
    for evidence in said.get(terms.EVIDENCE, []):
        span = reader.said(evidence.value)
        if missing := {terms.BEGIN_INDEX, terms.END_INDEX, terms.ANCHOR_OF} - span.keys():
            raise InvalidGraph(f"{evidence.value}: the evidence has no {terms.short(min(missing))}")
        spans.append((int(span[terms.BEGIN_INDEX][0].value), int(span[terms.END_INDEX][0].value), evidence, span))
    if not texts or not spans:
        return {}
    spans.sort(key=lambda found: found[:2])
    begins, ends = tuple(found[0] for found in spans), tuple(found[1] for found in spans)
    first = spans[0][3]
    # A span that is a whole sentence has no `ipkg:sentence`: it is its own.
    sentence = reader.said(first[terms.SENTENCE][0].value) if terms.SENTENCE in first else first
    return {
        "text_id": texts[0].value,
        "sentence": sentence[terms.ANCHOR_OF][0].value,
        "begin": begins[0],
        "end": ends[0],
        "begins": begins,
        "ends": ends,
    }


def _literals(said: Mapping[str, list[NamedNode | Literal]], names: Mapping[str, str]) -> dict[str, Value]:
    found = {name: said[term][0] for name, term in names.items() if term in said}
    return {name: _plain(name, value) for name, value in found.items() if isinstance(value, Literal)}


def _plain(name: str, literal: Literal) -> Value:
    datatype = literal.datatype.value
    if name in _FLOAT_PROPERTIES or datatype in _FLOATS:
        return float(literal.value)
    if datatype in _INTEGERS and name not in ("date", "date_issued"):
        return int(literal.value)
    return literal.value == "true" if datatype == terms.XSD + "boolean" else literal.value


def to_quads(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[Quad]:
    """The same nodes and claims as RDF; what Cypher does not hold (runs, hashes of files) is not in it.

    A claim goes into the named graph of its text, an entity into the graphs of the texts that claim something of it,
    and so does an entry of a code list with those above it.
    """
    links = list(relationships)
    by_iri = {node.iri: node for node in nodes}
    graphs: dict[str, set[str]] = defaultdict(set)
    for link in links:
        for end in (link.head, link.tail):
            graphs[end].add(str(link.properties["text_id"]))
    entries = [iri for iri, node in by_iri.items() if node.label == "Concept"]
    for iri in sorted(entries, key=lambda iri: -_depth(iri, by_iri)):
        graphs[_broader(by_iri[iri])] |= graphs[iri]
    for iri, node in by_iri.items():
        own = {iri} if node.label == "SourceText" else graphs[iri] | set(filter(None, [node.properties.get("text_id")]))
        for graph in sorted(map(str, own)) or [""]:
            for predicate, value in _node_quads(node):
                yield _quad(iri, predicate, value, graph)
            if "text_id" in node.properties:
                yield from _claim_quads(iri, node.properties, by_iri)
            if node.label == "Concept":
                yield from _scheme_quads(node, graph)
        if node.label == "SourceText":
            yield from _origin_quads(node)
    for link in links:
        yield from _statement_quads(link, by_iri)


def _node_quads(node: Node) -> Iterator[tuple[str, NamedNode | Literal]]:
    yield terms.TYPE, NamedNode(NODE_CLASSES[node.label])
    if name := node.properties.get("name"):
        yield terms.TITLE if node.label == "SourceText" else terms.PREF_LABEL, Literal(str(name), language=ZH)
    for key, term in {"aliases": terms.ALT_LABEL, **_MANY}.items():
        values = node.properties.get(key, ())
        assert isinstance(values, tuple)
        for value in values:
            yield term, Literal(str(value), language=ZH)
    for key, term in _SINGLE.items():
        if key in node.properties:
            yield term, _literal(key, node.properties[key])


def _scheme(node: Node) -> str:
    """The IRI of an entry's code list: the entry's own without its notation."""
    return node.iri.removesuffix(f"/{node.properties['notation']}")


def _broader(node: Node) -> str:
    """The IRI of the entry above, "" at the top."""
    return f"{_scheme(node)}/{node.properties['broader']}" if "broader" in node.properties else ""


def _depth(iri: str, nodes: Mapping[str, Node]) -> int:
    """How many entries of the graph stand above this one."""
    above = _broader(nodes[iri])
    return 1 + _depth(above, nodes) if above in nodes else 0


def _scheme_quads(node: Node, graph: str) -> Iterator[Quad]:
    """Where an entry stands in its code list."""
    scheme = _scheme(node)
    yield _quad(scheme, terms.TYPE, NamedNode(terms.CONCEPT_SCHEME), graph)
    yield _quad(scheme, terms.IDENTIFIER, Literal(str(node.properties["scheme"])), graph)
    yield _quad(node.iri, terms.IN_SCHEME, NamedNode(scheme), graph)
    if above := _broader(node):
        yield _quad(node.iri, terms.BROADER, NamedNode(above), graph)


def _origin_quads(node: Node) -> Iterator[Quad]:
    sources = node.properties.get("sources", ())
    assert isinstance(sources, tuple)
    copies: Counter[str] = Counter()
    for source in map(str, sources):
        copy = copies[source]
        copies[source] += 1
        origin = mint("Origin", node.iri, source, str(copy))
        yield _quad(node.iri, terms.SOURCE, NamedNode(origin), node.iri)
        yield _quad(origin, terms.TYPE, NamedNode(terms.ORIGIN), node.iri)
        yield _quad(origin, terms.IDENTIFIER, Literal(source), node.iri)
        yield _quad(origin, terms.COPY, integer_literal(copy), node.iri)


def _statement_quads(link: Relationship, nodes: Mapping[str, Node]) -> Iterator[Quad]:
    graph, predicate = str(link.properties["text_id"]), terms.RELATION_PROPERTIES[link.type]
    yield _quad(link.head, predicate, NamedNode(link.tail), graph)
    yield _quad(link.statement_id, terms.TYPE, NamedNode(terms.STATEMENT), graph)
    yield _quad(link.statement_id, terms.SUBJECT, NamedNode(link.head), graph)
    yield _quad(link.statement_id, terms.PREDICATE, NamedNode(predicate), graph)
    yield _quad(link.statement_id, terms.OBJECT, NamedNode(link.tail), graph)
    for key, term in _EDGE.items():
        if key in link.properties:
            yield _quad(link.statement_id, term, _literal(key, link.properties[key]), graph)
    yield from _claim_quads(link.statement_id, link.properties, nodes)


def _claim_quads(iri: str, properties: Mapping[str, Value], nodes: Mapping[str, Node]) -> Iterator[Quad]:
    """The text and the evidence spans of a claim, quoted from the text where it is among the nodes."""
    text_id = str(properties["text_id"])
    text = str(nodes[text_id].properties.get("text", "")) if text_id in nodes else ""
    begins, ends = (properties.get(f"{key}s", (properties[key],)) for key in ("begin", "end"))
    assert isinstance(begins, tuple) and isinstance(ends, tuple)
    spans = [Span(int(str(begin)), int(str(end))) for begin, end in zip(begins, ends, strict=True)]
    sentence = _sentence(text, str(properties.get("sentence", "")), spans[0])
    yield _quad(iri, terms.PRIMARY_SOURCE, NamedNode(text_id), text_id)
    for span in spans:
        yield _quad(iri, terms.EVIDENCE, NamedNode(evidence_iri(text_id, span)), text_id)
    for span in dict.fromkeys([*spans, sentence]):
        yield from _span_quads(text_id, span, span.of(text))
    if sentence != spans[0]:
        sentence_iri = NamedNode(evidence_iri(text_id, sentence))
        yield _quad(evidence_iri(text_id, spans[0]), terms.SENTENCE, sentence_iri, text_id)


def _span_quads(text_id: str, span: Span, quotation: str) -> Iterator[Quad]:
    iri = evidence_iri(text_id, span)
    yield _quad(iri, terms.TYPE, NamedNode(terms.EVIDENCE_SPAN), text_id)
    yield _quad(iri, terms.REFERENCE_CONTEXT, NamedNode(text_id), text_id)
    yield _quad(iri, terms.BEGIN_INDEX, integer_literal(span.begin), text_id)
    yield _quad(iri, terms.END_INDEX, integer_literal(span.end), text_id)
    yield _quad(iri, terms.ANCHOR_OF, Literal(quotation), text_id)


def _sentence(text: str, sentence: str, span: Span) -> Span:
    """Where `sentence` stands around `span`; `span` itself where it does not."""
    begin = text.find(sentence, max(0, span.end - len(sentence)))
    return Span(begin, begin + len(sentence)) if 0 <= begin <= span.begin and sentence else span


def _quad(subject: str, predicate: str, value: NamedNode | Literal, graph: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, NamedNode(graph) if graph else DefaultGraph())


def _literal(key: str, value: Value) -> Literal:
    if key == "confidence":
        return confidence_literal(float(str(value)))
    if key in _FLOAT_PROPERTIES:
        return decimal_literal(float(str(value)))
    if key in ("date", "date_issued"):
        return date_literal(str(value))
    if key == "year":
        return Literal(f"{value:04}", datatype=NamedNode(terms.XSD + "gYear"))
    if key == "publisher":
        return Literal(str(value), language=ZH)
    if isinstance(value, bool):
        return Literal(value)
    return integer_literal(value) if isinstance(value, int) else Literal(str(value))
