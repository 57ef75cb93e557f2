"""Every claim on a card can be read in its text, character for character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.card import card, read_card, render
from kg.errors import UnknownName
from kg.quotation import quote, sentence_around
from kg.subgraph import name_of
from tests.kg.graphs import dataset, whole

GRAPH = whole(dataset())
TEXTS = {text.iri: str(text.properties["text"]) for text in GRAPH.texts}


def test_every_quotation_of_every_card_is_in_its_text() -> None:
    checked = 0
    for node in GRAPH.nodes:
        for entity in card(GRAPH.nodes, GRAPH.relationships, node.iri).entities:
            for claim in entity.claims:
                assert claim.quotations
                for q in claim.quotations:
                    text = TEXTS[claim.text_id]
                    assert text[q.begin : q.end] == q.quote
                    assert text[q.begin - len(q.before) : q.end + len(q.after)] == q.sentence
                    checked += 1
    assert checked >= 2 * len(GRAPH.relationships)


def test_a_card_read_from_the_dataset_is_the_same() -> None:
    store = dataset()
    for name in [*(node.iri for node in GRAPH.nodes), "人形机器人", "市工业和信息化局", "ai大模型"]:
        assert read_card(store, name) == card(GRAPH.nodes, GRAPH.relationships, name)
    with pytest.raises(UnknownName) as error:
        read_card(store, "人型机器人")
    assert "人形机器人" in error.value.near


def test_a_card_has_all_claims_about_its_entity() -> None:
    (entity,) = card(GRAPH.nodes, GRAPH.relationships, "人形机器人").entities
    iri = entity.node.iri
    assert {c.statement_id for c in entity.claims} == {
        r.statement_id for r in GRAPH.relationships if iri in (r.head, r.tail)
    }


def test_a_rendered_card_shows_sentence_quotation_source_date_confidence_and_statement() -> None:
    found = card(GRAPH.nodes, GRAPH.relationships, "人形机器人")
    shown = render(found)
    assert "【人形机器人应用于矿山救援】" in shown
    assert "2024-03-15，置信度 0.90" in shown
    for claim in found.entities[0].claims:
        assert claim.statement_id in shown
        assert claim.source in shown


def test_passages_beyond_the_shown_ones_are_counted() -> None:
    found = card(GRAPH.nodes, GRAPH.relationships, "人形机器人")
    assert "… 另有 2 处" in render(found, shown=1)


def test_an_entity_without_claims_has_a_card() -> None:
    assert "没有关于它的断言" in render(card(GRAPH.nodes, [], "人形机器人"))


def test_an_unknown_name_gets_names_near_it() -> None:
    with pytest.raises(UnknownName) as error:
        card(GRAPH.nodes, GRAPH.relationships, "人型机器人")
    assert "人形机器人" in error.value.near


def test_a_name_with_two_types_has_two_entities_on_its_card() -> None:
    node = next(n for n in GRAPH.nodes if name_of(n) == "人形机器人")
    twin = type(node)(node.iri + "x", "Technology", node.properties)
    assert len(card([*GRAPH.nodes, twin], GRAPH.relationships, "人形机器人").entities) == 2


@given(st.text("甲乙。！”\n ", min_size=1, max_size=30), st.data())
def test_a_sentence_holds_its_span_and_begins_and_ends_at_a_boundary(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    first, last = sentence_around(text, begin, end)
    assert 0 <= first <= begin < end <= last <= len(text)
    assert sentence_around(text, first, last) == (first, last)
    assert quote(text, begin, end).sentence == text[first:last]


def test_closing_marks_stay_with_the_sentence_they_close() -> None:
    text = "他说：“要做实。”随后离开。"
    assert text[slice(*sentence_around(text, 4, 6))] == "他说：“要做实。”"
