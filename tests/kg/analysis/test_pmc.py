"""The PMC index of a hand-worked coding, unknowns that stay unknown, and the researcher's sheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.pmc import VARIABLES, Range, grade_of, persons_items, read_scheme, score, surface
from kg.analysis.pmc_tables import analyze_pmc, analyze_pmc_coding
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from tests.kg.analysis.policies import sample

SCHEME = read_scheme()
ITEMS = [(variable.id, item.name) for variable in SCHEME.variables for item in variable.items]
ONES = {"X1": 3, "X2": 1, "X3": 1, "X4": 4, "X5": 3, "X6": 2, "X7": 4, "X8": 3, "X9": 3, "X10": 1}


def first(ones: dict[str, int]) -> dict[tuple[str, str], int | None]:
    """A full coding: of each variable the first items are 1, as many as `ones` says."""
    return {
        (variable.id, item.name): int(place < ones[variable.id])
        for variable in SCHEME.variables
        for place, item in enumerate(variable.items)
    }


def test_the_index_by_hand() -> None:
    # Items: X1 5, X2 3, X3 3, X4 5, X5 3, X6 3, X7 5, X8 5, X9 4, X10 1. Ones: 3, 1, 1, 4, 3, 2, 4, 3, 3, 1.
    # X = 0.6 0.3333 0.3333 0.8 1 0.6667 0.8 0.6 0.75 1; the sum is 6.8833; dent = 10 - 6.8833 = 3.1167.
    # 6.8833 of 10 lies above 6/9 = 0.6667 and below 8/9: 优秀.
    found = score(SCHEME, first(ONES))
    assert [found.values[f"X{i}"].low for i in range(1, 11)] == pytest.approx(
        [0.6, 1 / 3, 1 / 3, 0.8, 1, 2 / 3, 0.8, 0.6, 0.75, 1]
    )
    assert found.pmc.is_exact
    assert (found.pmc.low, found.dent.low) == (pytest.approx(6.88333, abs=1e-5), pytest.approx(3.11667, abs=1e-5))
    assert found.grade == "优秀"
    # The surface has X1 X2 X3 / X4 X5 X6 / X7 X8 X9; X10, which is always 1, is not in it.
    cells = [[cell.low for cell in row] for row in surface(SCHEME, found)]
    assert cells == [pytest.approx(row) for row in ([0.6, 1 / 3, 1 / 3], [0.8, 1, 2 / 3], [0.8, 0.6, 0.75])]


@pytest.mark.parametrize(
    ("share", "grade"),
    [(1.0, "完美"), (8 / 9, "完美"), (0.88, "优秀"), (6 / 9, "优秀"), (4 / 9, "可接受"), (0.44, "不良"), (0.0, "不良")],
)
def test_grades_by_share_of_the_maximum(share: float, grade: str) -> None:
    assert grade_of(SCHEME, share * len(SCHEME.variables)) == grade


def test_an_unknown_item_makes_a_range_and_never_a_nought() -> None:
    coded = first(ONES | {"X1": 0})
    for item in ("预测", "监管", "建议"):
        coded["X1", item] = None
    found = score(SCHEME, coded)
    # X1 is 0 of 5 known ones and 3 unknown: 0 to 0.6; all else as above: 6.2833 to 6.8833, from 可接受 to 优秀.
    assert found.values["X1"] == Range(0.0, 0.6)
    assert (found.pmc.low, found.pmc.high) == (pytest.approx(6.28333, abs=1e-5), pytest.approx(6.88333, abs=1e-5))
    assert found.grade == "可接受–优秀"
    assert str(found.values["X1"]) == "0.00–0.60"


codings = st.fixed_dictionaries({item: st.sampled_from([0, 1, None]) for item in ITEMS})


@given(codings, st.sampled_from(ITEMS), st.sampled_from([0, 1]))
def test_knowing_more_narrows_the_range(
    coded: dict[tuple[str, str], int | None], item: tuple[str, str], value: int
) -> None:
    before = score(SCHEME, coded | {item: None})
    after = score(SCHEME, coded | {item: value})
    assert 0 <= before.pmc.low <= after.pmc.low + 1e-9
    assert after.pmc.high <= before.pmc.high + 1e-9 <= len(SCHEME.variables) + 1e-6
    assert before.pmc.low + before.dent.high == pytest.approx(len(SCHEME.variables))


def test_documents_are_scored_from_the_graph() -> None:
    made = sample().claims()
    result = analyze_pmc(*made)
    rows = {row["name"]: row for row in result.table.to_dicts()}
    row = rows["关于推动未来产业发展的意见"]
    # Targets for 2025 and 2030 in a paper of 2022: 3 and 8 years, medium and long: 2 of 3.
    assert row["X2"] == pytest.approx(2 / 3)
    assert row["X3"] == pytest.approx(1 / 3)
    assert row["X6"] == "0.33–1.00"  # 供给型 is proved, two measures are not classified
    assert row["X1"] == "0.00–1.00"
    assert rows["广东省数据条例"]["X6"] == pytest.approx(1 / 3)  # its only measure is classified: no others
    assert len(evidence_table(result, *made))
    coding = analyze_pmc_coding(*made, of="未来产业发展")
    said = {(r["variable"], r["item"]): (r["value"], r["reason"]) for r in coding.table.to_dicts()}
    assert said["X7", "企业"] == (1, "企业")
    assert said["X7", "高校"] == (0, "全文未提到")
    assert said["X2", "短期（3年以下）"] == (0, "目标年限都在此范围之外")
    assert said["X5", "目标清晰"] == (None, "待人工编码")


def test_without_classification_instruments_stay_unknown() -> None:
    nodes, links = sample().claims()
    nodes = [node for node in nodes if node.label != "Concept"]
    links = [link for link in links if link.type != "CLASSIFIED_AS"]
    result = analyze_pmc(nodes, links)
    assert all(row["X6"] == "0.00–1.00" for row in result.table.to_dicts())
    assert "没有政策工具分类" in "".join(result.notes)


def test_one_document_has_surface_and_radar_several_have_surfaces() -> None:
    one, all = analyze_pmc(*sample().claims(), of="条例"), analyze_pmc(*sample().claims())
    assert one.figure is not None and all.figure is not None
    assert [axes.name for axes in one.figure().axes] == ["3d", "polar"]
    assert [axes.name for axes in all.figure().axes] == ["3d"] * 5


def filled(path: Path, values: dict[tuple[str, str], tuple[str, str]]) -> str:
    """The sheet of one document, with these values and quotations."""
    analyze_pmc(*sample().claims(), of="条例", blank=str(path))
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    out = path.with_name("填好.csv")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            value, quotation = values.get((row["variable"], row["item"]), ("", ""))
            writer.writerow(row | {"value": value, "quotation": quotation})
    return str(out)


def test_the_sheet_is_written_empty_and_read_when_filled(tmp_path: Path) -> None:
    path = tmp_path / "编码.csv"
    sheet = filled(path, {("X1", "监管"): ("1", "制定数据安全标准"), ("X1", "预测"): ("0", "")})
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert len(rows) == len(persons_items(SCHEME)) == 12
    assert {row["value"] for row in rows} == {""}
    made = sample().claims()
    result = analyze_pmc(*made, of="条例", coding=sheet)
    (row,) = result.table.to_dicts()
    assert row["X1"] == "0.20–0.80"  # one of five is 1, one 0, three unknown
    quoted = [r for r in evidence_table(result, *made).to_dicts() if r["cell"] == "X1"]
    assert [r["sentence"] for r in quoted] == ["制定数据安全标准。"]
    with pytest.raises(GraphError, match="is there already"):
        analyze_pmc(*made, of="条例", blank=str(path))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (("2", ""), "value '2' is not 0, 1 or empty"),
        (("1", ""), "a 1 needs the quotation"),
        (("1", "没有的话"), "'没有的话' is not in the text of 广东省数据条例"),
    ],
)
def test_a_wrong_line_of_the_sheet_is_named(tmp_path: Path, value: tuple[str, str], said: str) -> None:
    sheet = filled(tmp_path / "编码.csv", {("X1", "监管"): value})
    with pytest.raises(GraphError, match=f"line 3: .*{said}"):
        analyze_pmc(*sample().claims(), coding=sheet)


def test_sheets_and_tables_that_are_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "表"
    made = sample().claims()
    with pytest.raises(GraphError, match="cannot read the coding sheet"):
        analyze_pmc(*made, coding=str(path))
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(GraphError, match="the sheet has no column iri, item, value, variable"):
        analyze_pmc(*made, coding=str(path))
    path.write_text("variable,item,value,iri\nX1,监管,0,别的文件\n", encoding="utf-8")
    with pytest.raises(GraphError, match="line 2: 别的文件 is no document of this graph"):
        analyze_pmc(*made, coding=str(path))
    path.write_text("variable,item,value,iri\nX4,经济,0,广东省数据条例\n", encoding="utf-8")
    with pytest.raises(GraphError, match="X4 经济 is no item that a person codes"):
        analyze_pmc(*made, coding=str(path))
    with pytest.raises(GraphError, match="no document with 没有的 in its title"):
        analyze_pmc(*made, of="没有的")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by: level,", "by: 猜,", "unknown rule '猜'; known: person"),
        ("notation: S}", "code: S}", "the rule instruments has the fields notation"),
        ("surface: [X1, X2,", "surface: [X2,", "surface must name nine"),
        ("from: 8/9", "from: 1/9", "from the highest down to 0"),
        ("id: X2", "id: X1", "an id of its own"),
        ("{name: 监管,", "{name: 预测,", "items with names of their own"),
        ("variables:", "变量:", "variables"),
        ("title:", "title: [", "cannot read the variables"),
    ],
)
def test_a_broken_table_of_variables_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "变量.yaml"
    path.write_text(VARIABLES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GraphError, match=said):
        analyze_pmc(*sample().claims(), variables=str(path))


def test_a_table_of_ones_own_is_used(tmp_path: Path) -> None:
    path = tmp_path / "变量.yaml"
    path.write_text(VARIABLES.read_text(encoding="utf-8").replace("完美", "一级"), encoding="utf-8")
    assert read_scheme(path).grades[0][0] == "一级"
