"""What all relations have in common: evidence, confidence, and properties on arbitrary text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Document, Entity, Extraction, Mention, quotation_faults
from extract.relations import find_relations
from extract.segment import find_sentences
from ontology.iris import entity_iri
from ontology.labels import EntityType, is_legal
from tests.extract.marked import entities_in, parse, read


def test_evidence_is_the_smallest_passage_with_head_tail_and_cue() -> None:
    text, relations = read("会议提出，发展[甲胺|Pro]、[乙醛|Pro]等[精细化学品|Pro]，降低能耗。")
    assert [r.evidence.of(text) for r in relations] == ["甲胺、乙醛等精细化学品", "乙醛等精细化学品"]
    assert {r.cue.of(text) for r in relations if r.cue} == {"等"}


def test_confidence_falls_with_that_of_the_mentions() -> None:
    text = "发展甲胺等精细化学品。"
    names = (("甲胺", 2, 4), ("精细化学品", 5, 10))

    def confidence(mention: float) -> float:
        entities = tuple(
            Entity(entity_iri(EntityType.PRODUCT, n), EntityType.PRODUCT, n, (Mention(b, e, mention, "test"),))
            for n, b, e in names
        )
        (relation,) = find_relations(Document(text), find_sentences(text), entities)
        return relation.confidence

    assert 0 < confidence(0.5) < confidence(0.9) < confidence(1.0) < 1


_ALPHABET = "、，。；：（）《》“”和与等包括印发关于根据一二1.—\n\t 的在县部办法"
_ALPHABET += "技术领域赋能指出推动为制定专栏甲乙\U00020000😀\ue000,"
_TEXT = st.text(st.sampled_from(_ALPHABET) | st.characters(codec="utf-8"), max_size=120)


@settings(max_examples=300, deadline=None)
@given(_TEXT, st.data())
def test_any_text_with_any_names_gives_legal_relations_inside_the_text(text: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, len(text)), st.integers(1, 8), st.sampled_from(list(EntityType)))
    drawn = data.draw(st.lists(spans, max_size=20)) if text else []
    marked = [(begin, min(len(text), begin + length), type) for begin, length, type in drawn if begin < len(text)]
    entities = entities_in(marked, text)
    document, sentences = Document(text), find_sentences(text)
    relations = find_relations(document, sentences, entities)
    assert relations == find_relations(document, sentences, entities)
    assert not quotation_faults(Extraction(document, "test", sentences, entities, relations))
    types = {entity.iri: entity.type for entity in entities}
    for relation in relations:
        assert is_legal(relation.type, types[relation.head.iri], types[relation.tail.iri])
        assert relation.evidence.covers(relation.head.span)
        assert relation.evidence.covers(relation.tail.span)
        assert relation.cue is None or relation.evidence.covers(relation.cue)
        assert 0 < relation.confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "[水利部|Org]指出[滴灌|Tec]、",
        "[甲胺|Pro]等[精细化学品|Pro]是指",
        "[遥感|Tec]在[灌溉|Ind]应用和",
        "《[办法|Doc]》根据",
        "一、[节水装备|Pro]包括：（一）",
        "[青石县|Reg]（",
    ],
)
def test_half_a_million_characters_in_one_line_take_seconds(unit: str) -> None:
    text, spans = parse(unit)
    copies = 100_000 // len(text)
    moved = [(b + i * len(text), e + i * len(text), type) for i in range(copies) for b, e, type in spans]
    long = text * copies
    entities = entities_in(moved, long)
    begin = time.perf_counter()
    find_relations(Document(long), find_sentences(long), entities)
    assert time.perf_counter() - begin < 20
