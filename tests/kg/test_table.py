"""Tables as text: aligned for the eye, and without loss for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.table import Table, render, width

CELLS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.text("甲乙ab ", min_size=1, max_size=5), min_size=1, max_size=4, unique=True))
    row = st.tuples(*[CELLS] * len(columns))
    return Table(tuple(columns), draw(st.lists(row, max_size=5)))


@given(tables())
def test_json_and_jsonl_hold_every_value(table: Table) -> None:
    assert json.loads(render(table, "json")) == table.to_dicts()
    assert [json.loads(line) for line in render(table, "jsonl").split("\n")[:-1]] == table.to_dicts()


@given(tables())
def test_csv_has_every_cell(table: Table) -> None:
    rows = list(csv.reader(io.StringIO(render(table, "csv"), newline="")))
    assert rows[0] == list(table.columns) and len(rows) == len(table) + 1
    for row, cells in zip(table.rows, rows[1:], strict=True):
        for value, cell in zip(row, cells, strict=True):
            assert not isinstance(value, str) or cell == value


@given(tables())
def test_table_is_one_line_a_row(table: Table) -> None:
    assert render(table).count("\n") == len(table) + 2 == len(render(table).splitlines())


def test_columns_start_at_the_same_place_for_the_eye() -> None:
    text = render(
        Table(("名称", "类型", "n"), [("6G", "Technology", 3), ("人形机器人", "产品", 12), (None, True, None)])
    )
    assert text.splitlines() == [
        "名称        类型         n",
        "----------  ----------  --",
        "6G          Technology   3",
        "人形机器人  产品        12",
        "            true",
    ]


def test_lists_and_dicts_are_json_in_cells() -> None:
    assert '"[""甲"", 1]"' in render(Table(("x",), [(["甲", 1],)]), "csv")


def test_width_of_marks_and_wide_characters() -> None:
    assert [width(text) for text in ("ab", "中文", "ＡＢ", "é", "e\u0301", "…", "")] == [2, 4, 4, 1, 1, 1, 0]


def test_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(GraphError, match="table, csv, json, jsonl"):
        render(Table((), []), "xml")


def test_long_floats_are_shortened_for_the_eye_only() -> None:
    table = Table(("x",), [(1 / 3,), (0.8313,), (100.0,), (12345678.9,), (1e-9 / 3,)])
    assert render(table).split()[2:] == ["0.333333", "0.8313", "100.0", "12345678.9", "3.33333e-10"]
    assert "0.3333333333333333" in render(table, "csv")
