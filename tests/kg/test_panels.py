"""Tables too wide for a page: nothing is lost in the cut, and every part fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.panels import panels
from kg.table import PAGE, Table, latex_widths, render, set_width

cells = st.one_of(st.none(), st.integers(0, 10**9), st.text(st.sampled_from("产业a ,9"), max_size=30))
tables = st.integers(2, 30).flatmap(
    lambda n: st.lists(st.lists(cells, min_size=n, max_size=n).map(tuple), max_size=4).map(
        lambda rows: Table(tuple(f"列{i}" for i in range(n)), rows)
    )
)


@given(tables)
def test_the_parts_fit_the_page_and_hold_every_column_once_in_order(table: Table) -> None:
    parts = panels(table, ["列0"])
    columns = [column for part in parts for column in part.columns if column not in ("列0", "row")]
    assert columns == [column for column in table.columns if column != "列0"]
    for part in parts:
        assert sum(latex_widths(part)) <= PAGE and "列0" in part.columns
        for before, row in zip(table.to_dicts(), part.to_dicts(), strict=True):
            assert {**before, **row} == {**before, **({"row": row["row"]} if "row" in row else {})}
    assert parts == panels(table, ["列0"])


def test_a_table_that_fits_is_not_touched() -> None:
    table = Table(("名称", "说明", "n"), [("甲", "很长的句子。" * 60, 7)])
    assert panels(table, ["名称"]) == [table]


def test_chinese_counts_double_and_the_next_column_begins_a_part() -> None:
    """名称 takes 16 and 2 beside it, each number 24 and 2: 18 + 2 * 26 = 70 fit into 86 where 96 do not."""
    table = Table(("名称", *"甲乙丙丁戊"), [("八个汉字的主题名", *[10**23] * 5)])
    assert latex_widths(table) == [18, *[26] * 5]
    assert [part.columns[1:] for part in panels(table, ["名称"])] == [("甲", "乙"), ("丙", "丁"), ("戊",)]


def test_rows_that_their_labels_do_not_tell_apart_are_counted() -> None:
    table = Table(("名称", *"甲乙丙丁"), [("同名", *[10**24] * 4), ("同名", *[1] * 4)])
    parts = panels(table, ["名称"])
    assert [part.columns for part in parts] == [("row", "名称", *"甲乙"), ("row", "名称", *"丙丁")]
    assert [row[0] for row in parts[1].rows] == [1, 2]


def test_labels_of_more_than_half_a_page_are_not_repeated() -> None:
    table = Table((*"甲乙", *"丙丁戊"), [("a" * 30, "b" * 30, *[10**23] * 3)])
    assert [part.columns for part in panels(table, ["甲", "乙"])] == [("甲", "乙"), ("甲", "丙", "丁"), ("甲", "戊")]


def test_a_name_longer_than_the_page_stands_beside_one_column_each() -> None:
    table = Table(("名称", *"甲乙"), [("a" * 120, 1, 2)])
    assert [part.columns for part in panels(table, ["名称"])] == [("名称", "甲"), ("名称", "乙")]


def test_a_table_without_rows_is_cut_by_its_heading() -> None:
    table = Table(("名称", *(f"{'a' * 30}{i}" for i in range(4))), [])
    assert [len(part.columns) for part in panels(table, ["缺"])] == [3, 3]
    assert all(render(part, "latex").count("&") == 2 for part in panels(table, []))


@pytest.mark.parametrize(
    ("word", "points"),
    [
        ("0000000000", 39.98),
        ("documents", 37.36),
        ("momentum", 39.31),
        ("novelty", 25.10),
        ("breadth", 27.11),
        ("score", 17.38),
        ("unknown", 31.54),
        ("pmc_low", 32.42),
        ("pmc_high", 35.76),
        ("dent_high", 36.42),
        ("constraint_high", 56.01),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 148.81),
        ("%" * 10, 66.63),
        ("技术", 15.06),
    ],
)
def test_a_word_is_not_broader_than_its_place(word: str, points: float) -> None:
    """Breadths that XeLaTeX measures with ctexart in \\footnotesize, where a line has 345 pt."""
    assert points <= set_width(word) * 345 / PAGE
