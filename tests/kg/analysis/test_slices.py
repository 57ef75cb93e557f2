"""Dates, periods, and a network that changes: worked by hand."""

from __future__ import annotations

import pytest

from kg.analysis.dates import Period, document_dates, make_periods
from kg.analysis.methods import run
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from kg.property_graph import Node
from ontology.labels import RelationType
from tests.kg.analysis.graphs import claim, issued, mentioned

# 2019: 甲 乙 丙 joined by one document. 2020: 甲 乙, and 丁 alone. 2021: nothing. 2022: 甲 丁. One is undated.
NODES, CLAIMS = issued(
    {"一": "甲乙丙", "二": "甲乙", "三": "丁", "四": "甲丁", "五": "甲戊"},
    {"一": "2019-01", "二": "2020-02", "三": "2020-03", "四": "2022-04"},
)


def test_shape_entry_and_exit_by_hand() -> None:
    """2019: 3 nodes, 3 edges, all closed. 2020: 甲 乙 丁, one edge: density 2·1/(3·2), 丁 enters, 丙 leaves."""
    rows = {row["period"]: row for row in run("slices", NODES, CLAIMS).table.to_dicts()}
    assert list(rows) == ["2019", "2020", "2021", "2022"]
    first, second, empty, last = rows.values()
    assert (first["nodes"], first["edges"], first["density"], first["mean_degree"], first["parts"]) == (
        3,
        3,
        1.0,
        2.0,
        1,
    )
    assert (first["clustering"], first["clustering_rewired"], first["entered"]) == (1.0, 1.0, None)
    assert (second["nodes"], second["edges"], second["parts"]) == (3, 1, 2)
    assert second["density"] == pytest.approx(1 / 3) and second["largest"] == pytest.approx(2 / 3)
    assert (second["entered_names"], second["left_names"], second["jaccard"]) == (["丁"], ["丙"], 0.5)
    assert (empty["sources"], empty["nodes"], empty["density"], empty["left"], empty["jaccard"]) == (0, 0, None, 3, 0.0)
    assert (last["entered"], last["left"], last["jaccard"]) == (2, 0, 0.0)


def test_undated_documents_are_told_and_newcomers_have_evidence() -> None:
    result = run("slices", NODES, CLAIMS)
    assert result.notes[0] == "1 份政策文件没有日期，未计入各时段；有日期的 4 份。"
    entered = [row for row in evidence_table(result, NODES, CLAIMS).to_dicts() if row["cell"] == "entered"]
    assert {row["statement_id"] for row in entered if row["period"] == "2020"} == {
        "三-ISSUED_BY-丁@三原文",
        "三-ISSUED_BY-丁@三报道",
    }


def test_clustering_beyond_degrees() -> None:
    """Two documents of four issuers each: 2 · 4 closed triples, which rewiring breaks."""
    rows = run("slices", *issued({"一": "甲乙丙丁", "二": "戊己庚辛"}, {"一": "2020", "二": "2020"})).table.to_dicts()
    assert rows[0]["clustering"] == 1.0 > rows[0]["clustering_rewired"]


def test_other_networks_go_by_texts() -> None:
    names = {"脑机接口": "Technology", "大模型": "Technology"}
    nodes, claims = mentioned(["脑机接口和大模型。"] * 3, names, ["2020-01-01", "2021-01-01", ""])
    result = run("slices", nodes, claims, {"network": "co-occurrence", "periods": "2020-2021"})
    assert [(row["period"], row["sources"], row["weight"]) for row in result.table.to_dicts()] == [
        ("2020-2021", 2, 2.0)
    ]
    assert result.notes[0].startswith("1 份文本没有日期")


def test_a_document_is_dated_by_itself_then_by_what_reports_it_then_by_its_number() -> None:
    nodes = [
        Node("甲", "PolicyDocument", {"name": "甲", "date_issued": "2020-01-01"}),
        Node("乙", "PolicyDocument", {"name": "乙", "number": "云工信〔2018〕7号"}),
        Node("丙", "PolicyDocument", {"name": "丙", "number": "云工信〔2017〕7号"}),
        Node("丁", "PolicyDocument", {"name": "丁"}),
    ]
    claims = [
        claim(RelationType.REPORTS, "文", "甲", "文", date="2024-05-05"),
        claim(RelationType.REPORTS, "文", "乙", "文", date="2024-05-05"),
        claim(RelationType.REPORTS, "文二", "乙", "文二", date="2019-05-05"),
        claim(RelationType.CITES, "甲", "丁", "文", date="2024-05-05"),
    ]
    assert document_dates(nodes, claims) == {"甲": "2020-01-01", "乙": "2019-05-05", "丙": "2017"}


@pytest.mark.parametrize(
    ("spec", "periods"),
    [
        ("year", [("2019", "2019"), ("2020", "2020"), ("2021", "2021"), ("2022", "2022")]),
        ("five-year", [("2016", "2020"), ("2021", "2025")]),
        ("sliding:3", [("2019", "2021"), ("2020", "2022")]),
        ("sliding:9", [("2019", "2027")]),
        ("all", [("2019", "2022")]),
        ("2022/2023-03,2019", [("2019", "2019"), ("2022", "2023-03")]),
    ],
)
def test_periods(spec: str, periods: list[tuple[str, str]]) -> None:
    made = make_periods(spec, {"甲": "2019-06-30", "乙": "2022"})
    assert [(each.first, each.last) for each in made] == periods


def test_a_period_holds_both_ends_at_any_precision() -> None:
    period = Period("", "2018-04", "2023-03")
    held = ["2018-04-01", "2018", "2020", "2023-03-31", "2023"]
    assert [date for date in [*held, "2018-03-31", "2023-04-01", "2017"] if period.holds(date)] == held


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"periods": "decade"}, "'decade' is not a period"),
        ({"periods": "sliding:0"}, "'sliding:0' is not a period"),
        ({"rewirings": 1}, "give 2 or more"),
        ({"periods": "2021"}, "no period has two nodes that are joined"),
    ],
)
def test_what_cannot_be_sliced_is_said(parameters: dict[str, object], said: str) -> None:
    with pytest.raises(GraphError, match=said):
        run("slices", NODES, CLAIMS, parameters)
