from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extract.records import Span
from extract.segment import find_clauses, find_sentences, is_heading, iter_lines, numbering

TEXT = st.text(st.sampled_from("发展产业，。；：！？、（）“”《》\n\t 1.一二是a𠀀😀…"), max_size=80)


def of(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [span.of(text) for span in spans]


def test_closing_marks_stay_with_their_sentence() -> None:
    text = "他说：“建设先导区。”然后离开。（完）"
    assert of(text, find_sentences(text)) == ["他说：“建设先导区。”", "然后离开。", "（完）"]


def test_semicolons_part_clauses_and_not_sentences() -> None:
    text = "建设平台；培育企业，制定标准。"
    assert of(text, find_sentences(text)) == [text]
    assert of(text, find_clauses(text, Span(0, len(text)))) == ["建设平台", "培育企业", "制定标准"]


def test_marks_in_brackets_and_numbers_part_nothing() -> None:
    text = "投入1,000万元（含贴息，下同），12:30开会"
    assert of(text, find_clauses(text, Span(0, len(text)))) == ["投入1,000万元（含贴息，下同）", "12:30开会"]


def test_a_bracket_that_is_never_closed_swallows_nothing() -> None:
    text = "建设（平台，培育企业，制定标准"
    assert of(text, find_clauses(text, Span(0, len(text))))[1:] == ["培育企业", "制定标准"]


def test_numbering_has_levels() -> None:
    levels = [
        numbering(line, Span(0, len(line)))
        for line in ("一、总体要求", "（二）任务", "3.平台", "一是打造平台", "打造平台")
    ]
    assert [level and level[0] for level in levels] == [1, 2, 3, 5, None]


def test_a_heading_is_short_and_has_no_full_stop() -> None:
    assert is_heading("（三）提升能力", Span(0, 7))
    assert not is_heading("提升能力。", Span(0, 5))


@given(TEXT)
def test_sentences_are_in_order_apart_and_lose_only_white_space(text: str) -> None:
    spans = find_sentences(text)
    assert all(a.end <= b.begin for a, b in itertools.pairwise(spans))
    assert "".join("".join(of(text, spans)).split()) == "".join(text.split())


@given(TEXT)
def test_clauses_and_lines_lie_inside(text: str) -> None:
    for sentence in find_sentences(text):
        assert all(sentence.covers(clause) for clause in find_clauses(text, sentence))
    assert all(text[line.begin : line.end].strip() == text[line.begin : line.end] for line in iter_lines(text))
