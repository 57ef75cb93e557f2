"""Texts as GB/T 7714—2015 cites them, and their numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.property_graph import Node
from kg.report.references import References, reference

FULL = {
    "name": "关于发展低空经济的意见",
    "number": "云政发〔2025〕3号",
    "issuers": ("省工信厅", "省科技厅", "省教育厅", "省财政厅"),
    "publisher": "云岭日报",
    "date": "2025-03-12",
}


def text(iri: str = "t", **properties: str | tuple[str, ...]) -> Node:
    return Node(iri, "SourceText", properties)


def test_three_issuers_are_named_then_the_rest_summed_up() -> None:
    wanted = "省工信厅, 省科技厅, 省教育厅, 等. 关于发展低空经济的意见: 云政发〔2025〕3号[Z]. 云岭日报, 2025-03-12."
    assert reference(text(**FULL)) == wanted


def test_issuers_stand_in_the_order_of_the_paper() -> None:
    made = References([text("t", name="意见", issuers=("乙局", "甲局"))], {"t": ["甲局", "乙局"]})
    made.cite_rest()
    assert made.render() == ["甲局, 乙局. 意见[Z]."]


def test_what_the_text_does_not_say_is_left_out() -> None:
    assert reference(text()) == "（无标题）[Z]."
    assert reference(text(name="讲话", authors=("沈怀远",))) == "沈怀远. 讲话[Z]."
    assert reference(text(name="意见", issuers=("省工信厅",), publisher="省工信厅", date="2025")) == (
        "省工信厅. 意见[Z]. 2025."
    )


def test_numbers_follow_the_citations_then_the_dates() -> None:
    list_ = References(
        [
            text("a", name="甲", date="2025"),
            text("b", name="乙"),
            text("c", name="丙", date="2024"),
            text("d", name="丁"),
        ]
    )
    assert [list_.number(iri) for iri in ("d", "x", "d")] == [1, None, 1]
    list_.cite_rest()
    assert list_.render() == ["丁[Z].", "丙[Z]. 2024.", "甲[Z]. 2025.", "乙[Z]."]


@given(st.lists(st.sampled_from("abcdef")))
def test_each_text_stands_once_in_the_list(cited: list[str]) -> None:
    list_ = References([text(iri, name=iri) for iri in "abcdef"])
    numbers = {iri: list_.number(iri) for iri in cited}
    list_.cite_rest()
    lines = list_.render()
    assert sorted(lines) == [f"{iri}[Z]." for iri in "abcdef"]
    assert all(number and lines[number - 1] == f"{iri}[Z]." for iri, number in numbers.items())
