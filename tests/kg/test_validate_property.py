"""Every graph that is built from an extraction conforms, whatever the extraction holds within its own contract."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import (
    Actor,
    Document,
    Entity,
    Extraction,
    Field,
    Measure,
    Mention,
    Reference,
    Relation,
    Span,
    Target,
)
from kg.build import quads_of, run_quads
from kg.dataset import memory_store, settle_names
from kg.validate import validate
from ontology.iris import entity_iri
from ontology.labels import SIGNATURES, ActorRole, Bound, EntityType, Modality, is_legal

PIPELINE = "p"
WORDS = ("机器人", "灵巧手", "云州市", "AI 大模型", "ａｉ大模型", "专项资金😀", "《行动方案》", "一批")
confidences = st.floats(0, 1)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """A text of a few words, in which each word is an entity or not, and claims that join what was found."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10))
    text = "，".join(words) + "。"
    spans, begin = [], 0
    for word in words:
        spans.append(Span(begin, begin + len(word)))
        begin += len(word) + 1
    types = {word: draw(st.sampled_from(EntityType)) for word in WORDS}
    mentions: dict[tuple[EntityType, str], list[Mention]] = {}
    for word, span in zip(words, spans, strict=True):
        if draw(st.booleans()):
            name = "AI大模型" if "大模型" in word else word
            own = types["AI 大模型"] if "大模型" in word else types[word]
            mentions.setdefault((own, name), []).append(Mention(span.begin, span.end, draw(confidences), "m"))
    entities = tuple(Entity(entity_iri(type, name), type, name, tuple(m)) for (type, name), m in mentions.items())
    document = Document(text, draw(st.sampled_from([(), (Field("date", "2024-02-29"),), (Field("date", "2024-02"),)])))
    if not entities:
        return Extraction(document, PIPELINE, (Span(0, len(text)),))
    references = st.sampled_from([Reference(e.iri, m.begin, m.end) for e in entities for m in e.mentions])
    type_of = {e.iri: e.type for e in entities}
    joins = st.tuples(st.sampled_from(list(SIGNATURES)), references, references, confidences).filter(
        lambda j: j[1].iri != j[2].iri and is_legal(j[0], type_of[j[1].iri], type_of[j[2].iri])
    )
    has_legal = any(
        is_legal(r, a.type, b.type) for r in SIGNATURES for a in entities for b in entities if a.iri != b.iri
    )
    relations = tuple(
        Relation(type, head, tail, Span(min(head.begin, tail.begin), max(head.end, tail.end)), None, sure, "r")
        for type, head, tail, sure in (draw(st.lists(joins, max_size=4)) if has_legal else [])
    )
    clauses = st.sampled_from(spans)
    measures = tuple(
        Measure(
            clause.begin,
            clause.end,
            clause.of(text),
            clause,
            (draw(references),),
            tuple(draw(st.lists(references, max_size=2))),
            tuple(Actor(draw(references), draw(st.sampled_from(ActorRole))) for _ in range(draw(st.integers(0, 2)))),
            draw(st.sampled_from(Modality)),
            confidence=draw(confidences),
            method="m",
        )
        for clause in draw(st.lists(clauses, max_size=2, unique=True))
    )
    targets = tuple(
        Target(
            clause.begin,
            clause.end,
            clause.of(text),
            clause,
            draw(st.none() | st.floats(-1e9, 1e9).map(lambda number: round(number, 6))),
            draw(st.sampled_from(("", "家", "亿元"))),
            draw(st.none() | st.integers(1949, 2100)),
            None,
            draw(st.sampled_from(Bound)),
            concerns=tuple(draw(st.lists(references, max_size=2))),
            confidence=draw(confidences),
            method="m",
        )
        for clause in draw(st.lists(clauses, max_size=2, unique=True))
    )
    return Extraction(document, PIPELINE, (Span(0, len(text)),), entities, relations, measures, targets)


@settings(max_examples=40, deadline=None)
@given(st.lists(extractions(), min_size=1, max_size=3, unique_by=lambda e: e.document.id), confidences)
def test_every_graph_that_is_built_conforms(found: list[Extraction], threshold: float) -> None:
    ordered = sorted(found, key=lambda e: e.document.id)
    texts = settle_names(quads_of(extraction, threshold) for extraction in ordered)
    report = validate(memory_store([*run_quads(PIPELINE), *(quad for quads in texts for quad in quads)]))
    assert report.conforms, report.table.rows
