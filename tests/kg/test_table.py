"""Tables as text: aligned for the eye, and without loss for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.table import Table, render, width, wrap

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


SENTENCES = Table(
    ("名称", "句子"),
    [("人形机器人", "支持企业攻关人形机器人，推动humanoid robots在矿山救援场景应用。"), ("6G", "短句。"), (None, None)],
)


def test_in_a_terminal_the_last_column_wraps_within_its_place() -> None:
    assert render(SENTENCES, columns=34).splitlines() == [
        "名称        句子",
        "----------  ----------------------",
        "人形机器人  支持企业攻关人形机器",
        "            人，推动humanoid",
        "            robots在矿山救援场景应",
        "            用。",
        "6G          短句。",
        "",
    ]


def test_a_table_that_fits_and_the_other_formats_do_not_depend_on_the_terminal() -> None:
    assert render(SENTENCES, columns=200) == render(SENTENCES)
    assert all(render(SENTENCES, form, columns=20) == render(SENTENCES, form) for form in ("csv", "json", "jsonl"))


def test_without_room_beside_the_others_the_last_column_goes_below() -> None:
    assert render(SENTENCES, columns=30).splitlines()[3:7] == [
        "人形机器人",
        "    支持企业攻关人形机器人，推",
        "    动humanoid robots在矿山救",
        "    援场景应用。",
    ]


@given(st.text("甲乙，。（ab 1\u0301", max_size=40), st.integers(2, 20))
def test_wrapping_loses_nothing_but_spaces_and_fits(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_begins_with_no_closing_mark_and_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap("推动应用，加强（中试）", 8) == ["推动应", "用，加强", "（中试）"]
    assert wrap("https://w3id.org/ipkg", 10) == ["https://w3", "id.org/ipk", "g"]
