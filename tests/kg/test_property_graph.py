"""One claim in three spellings: RDF, property graph and NetworkX have the same things, ids, counts and values."""

from __future__ import annotations

import itertools
from collections import Counter

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from extract.records import (
    Actor,
    Document,
    Entity,
    Extraction,
    Field,
    Measure,
    Mention,
    Origin,
    Reference,
    Relation,
    Span,
    Target,
    attribute,
)
from kg.analysis.projections import to_networkx
from kg.build import count_claims, quads_of
from kg.dataset import memory_store, settle_names
from kg.errors import InvalidGraph
from kg.property_graph import (
    NODE_CLASSES,
    NODE_LABELS,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Node,
    Relationship,
    iter_nodes,
    iter_relationships,
    to_quads,
)
from ontology import terms as t
from ontology.iris import entity_iri
from ontology.labels import SIGNATURES, ActorRole, Bound, EntityType, Modality, RelationType
from tests.kg import claims
from tests.kg.folders import extractions, with_document

# What Cypher does not hold: runs, hashes, copies of one file's text, the sentences of all spans but the first, and the
# titles of code lists.
LOST_CLASSES = {t.EXTRACTION_RUN, t.ORIGIN, t.CONCEPT_SCHEME}
LOST = {t.GENERATED_BY, t.SHA256, t.SOURCE, t.COPY, t.SENTENCE}

PIECES = ("机器人", "产业", "😀", "，", "。", "\n", "支持", "A", "ａ", "　", "“", "”", "12", "𠀀")


@st.composite
def made_extractions(draw: st.DrawFn) -> Extraction:
    """An extraction of a made-up text, with claims of every kind at places drawn at random."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=4, max_size=40)))
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 6)).map(
        lambda at: Span(at[0], min(len(text), at[0] + at[1]))
    )
    confidences = st.floats(0, 1).map(lambda value: round(value, 4))
    types = draw(st.lists(st.sampled_from(EntityType), min_size=2, max_size=8))
    entities: dict[str, Entity] = {}
    for type_ in types:
        places = draw(st.lists(spans, min_size=1, max_size=3, unique=True))
        name = places[0].of(text).strip() or "名"
        mentions = tuple(Mention(s.begin, s.end, draw(confidences), "made") for s in sorted(places))
        entities[entity_iri(type_, name)] = Entity(entity_iri(type_, name), type_, name, mentions)
    found = list(entities.values())

    def reference(entity: Entity) -> Reference:
        mention = draw(st.sampled_from(entity.mentions))
        return Reference(entity.iri, mention.begin, mention.end)

    references = st.sampled_from(found).map(reference)
    pairs = [
        (relation, a, b)
        for relation, (heads, tails) in SIGNATURES.items()
        for a, b in itertools.product(found, found)
        if a.type in heads and b.type in tails
    ]
    relations = tuple(
        Relation(
            relation,
            reference(a),
            reference(b),
            draw(spans),
            draw(st.none() | spans),
            draw(confidences),
            "made",
            attribute(draw(st.sampled_from([{}, {"order": "2", "joint": "false"}, {"kind": "依据"}]))),
        )
        for relation, a, b in (draw(st.lists(st.sampled_from(pairs), max_size=6)) if pairs else [])
    )
    measures = tuple(
        Measure(
            span.begin,
            span.end,
            span.of(text)[:1],
            Span(span.begin, span.begin + 1),
            tuple(draw(st.lists(references, max_size=2))),
            tuple(draw(st.lists(references, max_size=2))),
            tuple(Actor(r, draw(st.sampled_from(ActorRole))) for r in draw(st.lists(references, max_size=2))),
            draw(st.sampled_from(Modality)),
            draw(st.none() | spans),
            draw(confidences),
            "made",
        )
        for span in draw(st.lists(spans, max_size=3))
    )
    numbers = st.none() | st.sampled_from([0.0, 1.0, 12.5, 1e12, 0.001, 1 / 3])
    targets = tuple(
        Target(
            span.begin,
            span.end,
            span.of(text)[:1],
            Span(span.begin, span.begin + 1),
            draw(numbers),
            draw(st.sampled_from(["", "家", "%"])),
            draw(st.none() | st.integers(1949, 2060)),
            None,
            draw(st.sampled_from(Bound)),
            draw(numbers),
            tuple(draw(st.lists(references, max_size=2))),
            draw(confidences),
            "made",
        )
        for span in draw(st.lists(spans, max_size=3))
    )
    fields = [
        Field("title", text[:4].strip() or "题"),
        Field("date", draw(st.sampled_from(["2024", "2024-02-29", "近日"]))),
    ]
    fields += [Field(name, value) for name in ("issuer", "author") for value in ("甲", "乙")]
    document = Document(
        text,
        tuple(draw(st.lists(st.sampled_from(fields), unique_by=lambda f: (f.name, f.value), max_size=6))),
        tuple(Origin(f"{n}.txt", "0" * 64, "txt") for n in range(draw(st.integers(1, 2)))),
    )
    breaks = [0, *(i + 1 for i, c in enumerate(text[:-1]) if c in "。\n"), len(text)]
    sentences = tuple(itertools.starmap(Span, itertools.pairwise(breaks)))
    return Extraction(document, "made 1", sentences, tuple(found), relations, measures, targets)


def store_of(found: list[Extraction]) -> Store:
    distinct = {e.document.id: e for e in found}
    return memory_store(
        [q for quads in settle_names(quads_of(distinct[iri]) for iri in sorted(distinct)) for q in quads]
    )


def property_graph(store: Store) -> tuple[list[Node], list[Relationship]]:
    return list(iter_nodes(store)), list(iter_relationships(store))


def triples(store: Store) -> set[str]:
    """The triples of the union that Cypher holds too."""
    gone = {q.subject for q in store if q.predicate.value == t.TYPE and q.object.value in LOST_CLASSES}
    return {
        f"{q.subject} {q.predicate} {q.object}"
        for q in store
        if q.subject not in gone and q.predicate.value not in LOST
    }


def spans_that_only_hold_sentences(store: Store) -> set[str]:
    """Evidence spans that nothing but `ipkg:sentence` leads to."""
    found = {q.object.value for q in store if q.predicate.value == t.SENTENCE}
    return found - {q.object.value for q in store if q.predicate.value == t.EVIDENCE}


def test_the_hand_made_claims_go_there_and_back() -> None:
    store = store_of([*extractions()])
    nodes, links = property_graph(store)
    again = memory_store(to_quads(nodes, links))
    assert property_graph(again) == (nodes, links)
    assert count_claims(again) == count_claims(store)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_any_claims_go_there_and_back(found: list[Extraction]) -> None:
    store = store_of(found)
    nodes, links = property_graph(store)
    again = memory_store(to_quads(nodes, links))
    assert property_graph(again) == (nodes, links)
    assert count_claims(again) == count_claims(store)
    loose = spans_that_only_hold_sentences(store)
    missing = triples(store) - triples(again)
    assert {line for line in missing if line.partition(" ")[0][1:-1] not in loose} == set()
    assert triples(again) - triples(store) == set()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_ids_and_counts_are_equal_in_the_three_spellings(found: list[Extraction]) -> None:
    store = store_of(found)
    nodes, links = property_graph(store)
    network = to_networkx(nodes, links)
    assert set(NODE_CLASSES) == set(NODE_LABELS)
    for label, cls in NODE_CLASSES.items():
        in_rdf = {q.subject.value for q in store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(cls))}
        assert in_rdf == {node.iri for node in nodes if node.label == label}
        assert in_rdf == {iri for iri, data in network.nodes(data=True) if data["label"] == label}
    statements = {q.subject.value for q in store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(t.STATEMENT))}
    assert statements == {link.statement_id for link in links} == {key for *_, key in network.edges(keys=True)}
    assert len(statements) == len(links) == network.number_of_edges()
    counts = count_claims(store)
    assert counts.pop("texts") == sum(node.label == "SourceText" for node in nodes)
    per_label = Counter(n.label for n in nodes if n.label != "SourceText")
    assert counts == per_label | Counter(str(link.type) for link in links)
    for link in links:
        data = network.edges[link.head, link.tail, link.statement_id]
        assert data == {**link.properties, "type": str(link.type)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made_extractions())
def test_every_relationship_quotes_its_text(extraction: Extraction) -> None:
    nodes, links = property_graph(store_of([extraction]))
    text = extraction.document.text
    for properties in [link.properties for link in links] + [n.properties for n in nodes if "text_id" in n.properties]:
        begin, end = properties["begin"], properties["end"]
        assert isinstance(begin, int) and isinstance(end, int)
        assert properties["text_id"] == extraction.document.id
        assert text[begin:end] in str(properties["sentence"])
        assert str(properties["sentence"]) in text


def test_properties_are_those_of_the_model_and_plain() -> None:
    nodes, links = property_graph(store_of([*extractions()]))
    for node in nodes:
        assert node.label in NODE_LABELS and set(node.properties) <= set(NODE_PROPERTIES)
    for link in links:
        assert set(link.properties) <= set(RELATIONSHIP_PROPERTIES)
        assert {"text_id", "sentence", "begin", "end", "begins", "ends", "confidence", "method"} <= set(link.properties)
    kinds = {type(value) for each in (*nodes, *links) for value in each.properties.values()}
    assert kinds <= {str, int, float, bool, tuple}


def test_a_text_has_all_its_fields() -> None:
    joint = claims.plan()
    fields = (*joint.document.fields, Field("issuer", "云州市科学技术局"), Field("author", "李禾"))
    document = msgspec.structs.replace(joint.document, fields=fields)
    nodes, _ = property_graph(store_of([msgspec.structs.replace(joint, document=document)]))
    (text,) = (node for node in nodes if node.label == "SourceText")
    assert text.properties["issuers"] == ("云州市工业和信息化局", "云州市科学技术局")
    assert text.properties["authors"] == ("李禾",)
    assert text.properties["number"] == "云工信〔2024〕7号"
    assert text.properties["date"] == "2024-03-15"
    assert text.properties["sources"] == ("plans/云州.html",)


def test_a_text_that_a_file_prints_twice_has_it_twice() -> None:
    twice = tuple(Origin("a.html", "0" * 64, "html", copy=copy) for copy in range(2))
    store = store_of([with_document(claims.note(), origins=twice)])
    (text,) = (node for node in iter_nodes(store) if node.label == "SourceText")
    assert text.properties["sources"] == ("a.html", "a.html")
    assert [*iter_nodes(memory_store(to_quads(*property_graph(store))))] == [*iter_nodes(store)]


def broken(predicate: str, value: NamedNode | Literal | None = None) -> Store:
    """The hand-made plan with one property of one statement taken out, or set to `value`."""
    quads = quads_of(claims.plan())
    statement = min(q.subject.value for q in quads if q.predicate.value == t.CUE and "statement" in q.subject.value)
    kept = [q for q in quads if not (q.subject.value == statement and q.predicate.value == predicate)]
    extra = [Quad(NamedNode(statement), NamedNode(predicate), value, quads[0].graph_name)] if value else []
    return memory_store([*kept, *extra])


@pytest.mark.parametrize(
    ("store", "message"),
    [
        (broken(t.SUBJECT), "has no rdf:subject"),
        (broken(t.OBJECT), "has no rdf:object"),
        (broken(t.PREDICATE, NamedNode(t.IPKG + "near")), "ipkg:near is no relation"),
        (broken(t.EVIDENCE), "no text or no evidence"),
        (broken(t.PRIMARY_SOURCE), "no text or no evidence"),
        (broken(t.EVIDENCE, NamedNode(t.IPR + "evidence-span/0")), "the evidence has no"),
    ],
)
def test_a_statement_that_cannot_be_a_relationship_is_told(store: Store, message: str) -> None:
    with pytest.raises(InvalidGraph, match=message):
        list(iter_relationships(store))


def test_parallel_claims_of_two_texts_stay_apart() -> None:
    _, links = property_graph(store_of([*extractions()]))
    pairs = Counter((link.head, link.tail) for link in links if link.type is RelationType.INCLUDES)
    assert max(pairs.values()) == 2
