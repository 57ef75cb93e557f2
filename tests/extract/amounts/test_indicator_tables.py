"""Tables of indicators: which column is a target, what a value is, where a table ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.amounts.indicator_tables import iter_rows
from extract.pipeline import Pipeline
from extract.readers.reader import read_file
from extract.records import target_iri
from ontology.labels import Bound

HEAD = "序号\t指标名称\t单位\t2030年\t2032年\t2035年\t属性\n"


def rows(text: str) -> list[tuple[str, float | None, str, int | None, Bound]]:
    return [
        (r.indicator.of(text), r.quantity.value, r.quantity.unit, r.year.value, r.quantity.bound)
        for r in iter_rows(text)
    ]


def test_the_first_of_several_years_is_where_the_plan_begins() -> None:
    found = rows(HEAD + "1\t算力规模\t万卡\t5\t12\t≥30\t预期性\n")
    assert found == [("算力规模", 12, "万卡", 2032, Bound.EXACTLY), ("算力规模", 30, "万卡", 2035, Bound.AT_LEAST)]


@pytest.mark.parametrize(
    "head, years",
    [
        ("指标\t2035年", [2035]),
        ("指标\t2030年\t2035年", [2035]),
        ("指标\t2030年实际值\t2032年\t2035年", [2032, 2035]),
        ("指标\t2032年目标\t2035年目标值", [2032, 2035]),
        ("主要指标\t属性\t2035", [2035]),
    ],
)
def test_the_head_says_which_years_are_targets(head: str, years: list[int]) -> None:
    line = "覆盖率（%）\t" + "\t".join(["90"] * head.count("\t"))
    assert [row[3] for row in rows(f"{head}\n{line}")] == years


@pytest.mark.parametrize(
    "cell, value, unit, bound",
    [
        ("1,200亿元", 1200, "亿元", Bound.EXACTLY),
        ("[25]", 25, "%", Bound.EXACTLY),
        ("≤4.5", 4.5, "%", Bound.AT_MOST),
        ("80％以上", 80, "%", Bound.AT_LEAST),
        ("10左右", 10, "%", Bound.ABOUT),
    ],
)
def test_a_cell_gives_the_value_and_may_give_the_unit(cell: str, value: float, unit: str, bound: Bound) -> None:
    assert rows(f"指标\t2035年\n（3）占比（%）\t{cell}") == [("占比", value, unit, 2035, bound)]


def test_a_cell_that_rows_share_stands_in_the_first_alone() -> None:
    head = "类别\t指标\t单位\t2030年\t2035年\n创新\t研发强度\t%\t2\t3\n论文数\t篇\t10\t20\n"
    assert [(row[0], row[1]) for row in rows(head)] == [("研发强度", 3), ("论文数", 20)]


def test_a_unit_has_a_letter_and_no_date_is_a_value() -> None:
    found = rows("指标\t单位\t2035年\n充电桩\t/\t≥=800\n完工\t—\t2034年底前")
    assert found == [("充电桩", 800, "", 2035, Bound.AT_LEAST)]


@pytest.mark.parametrize("cell", ["—", "持续提升", "完成国家下达任务", "3至5", ""])
def test_what_is_no_number_is_no_target(cell: str) -> None:
    assert rows(f"指标\t单位\t2035年\n占比\t%\t{cell}") == []


def test_a_table_ends_with_its_lines() -> None:
    row = "1\t算力规模\t万卡\t5\t12\t30\t预期性\n"
    assert len(rows(HEAD + row + "三、重点任务\n加快建设算力设施。\n" + row)) == 2
    assert len(rows(HEAD + "一、创新发展\n" + row)) == 2
    assert rows("名称\t单位\t数量\n设备\t台\t5\n") == []


def test_the_targets_of_a_page_with_a_table_lead_back_to_its_lines(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>云溪省算力产业发展规划</h1><p>到2035年，建成10个算力基地。</p><table>"
        "<tr><th>指标</th><th>单位</th><th>2030年</th><th>2032年</th><th>2035年</th></tr>"
        "<tr><td>算力规模</td><td>万卡</td><td>5</td><td>12</td><td>30</td></tr></table></body></html>"
    )
    (tmp_path / "规划.html").write_text(page, "utf-8")
    (document,) = read_file(tmp_path / "规划.html")
    targets = Pipeline().extract(document).targets
    assert [(t.indicator, t.value, t.unit, t.year) for t in targets] == [
        ("算力基地", 10, "个", 2035),
        ("算力规模", 12, "万卡", 2032),
        ("算力规模", 30, "万卡", 2035),
    ]
    assert targets[1].span.of(document.text) == "算力规模\t万卡\t5\t12"
    assert targets[2].span.of(document.text) == "算力规模\t万卡\t5\t12\t30"
    assert len({target_iri(document, target) for target in targets}) == 3
