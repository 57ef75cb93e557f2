"""Nodes and relationships → the RDF dataset that they were read from: the way back from a Cypher store.

A claim goes into the named graph of its text, an entity into the graphs of the texts that mention it, each with the
names that it has there; a text, and a run, has a graph of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from extract.records import Span
from kg.build import ZH, concept_quads, confidence_literal, date_literal, decimal_literal, evidence_iri, integer_literal
from kg.property_graph import (
    CLASSES,
    CORRECTION,
    EDGE,
    FLOAT_PROPERTIES,
    MANY,
    NAMES,
    OWN_GRAPH,
    REPEATED,
    SINGLE,
    SOFTWARE,
    Node,
    Relationship,
    Value,
)
from kg.reference_lists import reference_quads
from kg.run import software_quads
from ontology import terms
from ontology.concepts import find_concept, load_code_list
from ontology.iris import mint
from ontology.labels import RelationType


def to_quads(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[Quad]:
    """The quads of `restore_graphs`, one after the other."""
    return chain.from_iterable(restore_graphs(nodes, relationships))


def restore_graphs(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[list[Quad]]:
    """The quads of one named graph after the other, as `kg.dataset.write_nquads` takes them.

    Graphs come in the order of their IRIs, each sorted by its N-Quads spelling, each quad once. From all nodes and
    relationships of a dataset comes the dataset itself; from a part of them, what that part says.
    """
    by_iri = {node.iri: node for node in nodes}
    graphs: dict[str, _Graph] = defaultdict(_Graph)
    mentioned: dict[str, set[str]] = defaultdict(set)
    linked: dict[str, set[str]] = defaultdict(set)
    lists: set[str] = set()
    for link in relationships:
        text = str(link.properties["text_id"])
        graphs[text].links.append(link)
        for end in (link.head, link.tail):
            linked[end].add(text)
        if link.type is RelationType.MENTIONS:
            mentioned[link.tail].add(text)
    for node in by_iri.values():
        if node.label == "Concept":
            if "described_in" in node.properties:
                lists.add(str(node.properties["scheme"]))
            continue  # described in its list's graph, and where a text classifies something as it
        for graph in _graphs_of(node, mentioned.get(node.iri) or linked.get(node.iri) or {""}):
            graphs[graph].nodes.append(node)
    whole = {load_code_list(code_list).iri: code_list for code_list in lists}
    for name in sorted(graphs.keys() | whole.keys()):
        if name in whole:
            yield reference_quads(whole[name])
            continue
        quads = {str(quad): quad for quad in _graph_quads(name, graphs[name], by_iri)}
        yield [quads[line] for line in sorted(quads)]


@dataclass
class _Graph:
    """What is said in one named graph."""

    nodes: list[Node] = field(default_factory=list)
    links: list[Relationship] = field(default_factory=list)


def _graphs_of(node: Node, texts: set[str]) -> Iterable[str]:
    if "described_in" in node.properties:
        return _strings(node.properties["described_in"])
    if node.label in OWN_GRAPH:
        return {node.iri}
    return {str(node.properties["text_id"])} if "text_id" in node.properties else texts


def _graph_quads(graph: str, said: _Graph, nodes: Mapping[str, Node]) -> Iterator[Quad]:
    text = str(nodes[graph].properties.get("text", "")) if graph in nodes else ""
    mentions = {link.tail: link for link in said.links if link.type is RelationType.MENTIONS}
    for node in said.nodes:
        for predicate, value in _node_values(node):
            yield _quad(node.iri, predicate, value, graph)
        for alias in _aliases(node, mentions.get(node.iri), text):
            yield _quad(node.iri, terms.ALT_LABEL, Literal(alias, language=ZH), graph)
        if "text_id" in node.properties:
            yield from _claim_quads(node.iri, node.properties, text)
        if node.label == "SourceText":
            yield from _origin_quads(node)
        for name, number in zip(*(_strings(node.properties.get(key, ())) for key in SOFTWARE), strict=True):
            yield from software_quads(node.iri, name, number)
    for link in said.links:
        yield from _statement_quads(link, text)
        if link.type is RelationType.CLASSIFIED_AS and link.tail in nodes:
            yield from _concept_quads(nodes[link.tail], graph)


def _concept_quads(node: Node, graph: str) -> Iterable[Quad]:
    """An entry of a code list, with those above it and its list, as the graph of a text describes it."""
    concept = find_concept(str(node.properties["scheme"]), str(node.properties["notation"]))
    return concept_quads(str(node.properties["scheme"]), concept, NamedNode(graph))


def _node_values(node: Node) -> Iterator[tuple[str, NamedNode | Literal]]:
    yield terms.TYPE, NamedNode(CLASSES[node.label])
    if name := node.properties.get("name"):
        yield NAMES.get(node.label, terms.PREF_LABEL), _name(node.label, str(name))
    for key, term in MANY.items():
        for value in _strings(node.properties.get(key, ())):
            yield term, Literal(value, language=ZH)
    for key, term in SINGLE.items():
        if key in node.properties:
            yield term, _literal(key, node.properties[key])
    for key, first in REPEATED.items():
        for value in _strings(node.properties.get(key, ())):
            yield SINGLE[first], _literal(first, value)


def _name(label: str, name: str) -> Literal:
    """A name is Chinese, except that of a run, which is a list of versions."""
    return Literal(name) if label == "ExtractionRun" else Literal(name, language=ZH)


def _aliases(node: Node, mention: Relationship | None, text: str) -> Iterable[str]:
    """The alternative labels of a node in the graph of one text; all of them where the text does not mention it."""
    if mention is None:
        return _strings(node.properties.get("aliases", ()))
    if "aliases" in mention.properties:
        return _strings(mention.properties["aliases"])
    return {span.of(text) for span in _evidence(mention.properties)} - {str(node.properties.get("name", ""))}


def _origin_quads(node: Node) -> Iterator[Quad]:
    sources = _strings(node.properties.get("sources", ()))
    given, hashes = (_strings(node.properties.get(key, ())) for key in ("source_copies", "source_sha256"))
    seen: Counter[str] = Counter()
    for place, source in enumerate(sources):
        copy = int(given[place]) if given else seen[source]
        seen[source] += 1
        origin = mint("Origin", node.iri, source, str(copy))
        yield _quad(node.iri, terms.SOURCE, NamedNode(origin), node.iri)
        yield _quad(origin, terms.TYPE, NamedNode(terms.ORIGIN), node.iri)
        yield _quad(origin, terms.IDENTIFIER, Literal(source), node.iri)
        yield _quad(origin, terms.COPY, integer_literal(copy), node.iri)
        if hashes and hashes[place]:
            yield _quad(origin, terms.SHA256, Literal(hashes[place]), node.iri)


def _statement_quads(link: Relationship, text: str) -> Iterator[Quad]:
    graph, predicate = str(link.properties["text_id"]), terms.RELATION_PROPERTIES[link.type]
    yield _quad(link.head, predicate, NamedNode(link.tail), graph)
    yield _quad(link.statement_id, terms.TYPE, NamedNode(terms.STATEMENT), graph)
    yield _quad(link.statement_id, terms.SUBJECT, NamedNode(link.head), graph)
    yield _quad(link.statement_id, terms.PREDICATE, NamedNode(predicate), graph)
    yield _quad(link.statement_id, terms.OBJECT, NamedNode(link.tail), graph)
    if "run_id" in link.properties:
        yield _quad(link.statement_id, terms.GENERATED_BY, NamedNode(str(link.properties["run_id"])), graph)
    for key, term in EDGE.items():
        if key in link.properties:
            yield _quad(link.statement_id, term, _literal(key, link.properties[key]), graph)
    for place, correction in enumerate(_strings(link.properties.get("corrections", ()))):
        yield _quad(link.statement_id, terms.CORRECTED_BY, NamedNode(correction), graph)
        yield _quad(correction, terms.TYPE, NamedNode(terms.CORRECTION), graph)
        for key, term in CORRECTION.items():
            if value := _strings(link.properties[key])[place]:
                yield _quad(correction, term, _literal(key, value), graph)
    yield from _claim_quads(link.statement_id, link.properties, text)


def _claim_quads(iri: str, properties: Mapping[str, Value], text: str) -> Iterator[Quad]:
    """The text and the evidence spans of a claim with their sentences, quoted from `text`."""
    text_id = str(properties["text_id"])
    spans = _evidence(properties)
    yield _quad(iri, terms.PRIMARY_SOURCE, NamedNode(text_id), text_id)
    for span, sentence in zip(spans, _sentences(properties) or spans, strict=True):
        yield _quad(iri, terms.EVIDENCE, NamedNode(evidence_iri(text_id, span)), text_id)
        yield from _span_quads(text_id, span, text)
        if sentence != span:
            yield from _span_quads(text_id, sentence, text)
            sentence_iri = NamedNode(evidence_iri(text_id, sentence))
            yield _quad(evidence_iri(text_id, span), terms.SENTENCE, sentence_iri, text_id)


def _evidence(properties: Mapping[str, Value]) -> list[Span]:
    return _places(properties, "begin", "end")


def _sentences(properties: Mapping[str, Value]) -> list[Span]:
    return _places(properties, "sentence_begin", "sentence_end")


def _places(properties: Mapping[str, Value], begin: str, end: str) -> list[Span]:
    """The spans of the lists `begin`s and `end`s, else the one of `begin` and `end`, else none."""
    begins, ends = (
        _strings(properties.get(f"{key}s", (properties[key],) if key in properties else ())) for key in (begin, end)
    )
    return [Span(int(first), int(last)) for first, last in zip(begins, ends, strict=True)]


def _span_quads(text_id: str, span: Span, text: str) -> Iterator[Quad]:
    iri = evidence_iri(text_id, span)
    yield _quad(iri, terms.TYPE, NamedNode(terms.EVIDENCE_SPAN), text_id)
    yield _quad(iri, terms.REFERENCE_CONTEXT, NamedNode(text_id), text_id)
    yield _quad(iri, terms.BEGIN_INDEX, integer_literal(span.begin), text_id)
    yield _quad(iri, terms.END_INDEX, integer_literal(span.end), text_id)
    yield _quad(iri, terms.ANCHOR_OF, Literal(span.of(text)), text_id)


def _quad(subject: str, predicate: str, value: NamedNode | Literal, graph: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, NamedNode(graph) if graph else DefaultGraph())


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _literal(key: str, value: Value) -> Literal:
    if key == "confidence":
        return confidence_literal(float(str(value)))
    if key in FLOAT_PROPERTIES:
        return decimal_literal(float(str(value)))
    if key in ("date", "date_issued", "correction_dates"):
        return date_literal(str(value))
    if key == "year":
        return Literal(f"{value:04}", datatype=NamedNode(terms.XSD + "gYear"))
    if key == "publisher":
        return Literal(str(value), language=ZH)
    if isinstance(value, bool):
        return Literal(value)
    return integer_literal(value) if isinstance(value, int) else Literal(str(value))
