"""Diffusion, lineage and adoption of a small corpus, worked out by hand."""

from __future__ import annotations

import pytest

from kg.analysis.diffusion import BOTTOM_UP, PARALLEL, TOP_DOWN, UNKNOWN, days_between, diffusion_of, find_citations
from kg.analysis.diffusion_tables import analyze_adoption, analyze_diffusion, analyze_level_flow, analyze_lineage
from kg.analysis.documents import Corpus
from kg.errors import GraphError, UnknownName
from tests.kg.analysis.policies import Policies


def cited() -> Policies:
    """根规划 (2020-01-01) is cited by 部意见 (2021-01-01) and 省方案 (2022-01-01), 部意见 by 省方案 and 市通知."""
    made = Policies()
    made.paper("根规划", "2020-01-01", ["国务院"], number="国发〔2020〕1号")
    made.paper("部意见", "2021-01-01", ["商务部", "科学技术部"], cites=["根规划"], number="商〔2021〕1号")
    made.paper("省方案", "2022-01-01", ["广东省人民政府"], cites=["根规划", "部意见"], number="粤〔2022〕1号")
    made.paper("市通知", "2024-01-01", ["广州市人民政府"], cites=["部意见", "未读文件"], number="穗〔2024〕1号")
    made.paper("省方案", "2022-02-01", ["广东省人民政府"], cites=["根规划"], reports=True)
    return made


def test_the_four_dimensions_by_hand() -> None:
    corpus = Corpus.read(*cited().claims())
    found = {d.cited: d for d in diffusion_of(corpus, find_citations(corpus))}
    root = found["根规划"]
    # Cited by 部意见 (366 days later, 2020 is a leap year) and 省方案 (731), which a news text repeats: strength 2.
    # Issuers: 商务部, 科学技术部, 广东省人民政府. From 2020-01-01 to the last date 2024-01-01 are 1461 days = 4 years.
    assert (root.strength, root.issuers, root.regions, root.levels) == (2, 3, 2, 2)
    assert (root.first_lag, root.median_lag) == (366, 548.5)
    assert root.per_year == pytest.approx(2 * 365.25 / 1461) == pytest.approx(0.5)
    assert root.directions == {TOP_DOWN: 2}
    # 市通知 reaches the root through 部意见: reach 3, two generations.
    assert (root.reach, root.generations) == (3, 2)
    assert found["部意见"].directions == {TOP_DOWN: 2}
    assert found["未读文件"].directions == {UNKNOWN: 1}
    assert found["未读文件"].first_lag is None


def test_directions_go_up_down_and_across() -> None:
    made = Policies()
    made.paper("部意见", "2021-01-01", ["商务部"])
    made.paper("省方案", "2020-01-01", ["广东省人民政府"])
    made.paper("另一意见", "2022-01-01", ["科学技术部"], cites=["部意见", "省方案"])
    made.paper("市方案", "2022-01-01", ["广州市人民政府"], cites=["部意见"])
    found = {(c.citing, c.cited): c.direction for c in find_citations(Corpus.read(*made.claims()))}
    assert found == {
        ("另一意见", "部意见"): PARALLEL,
        ("另一意见", "省方案"): BOTTOM_UP,
        ("市方案", "部意见"): TOP_DOWN,
    }


def test_the_table_sorts_by_strength_and_its_statements_lie_behind_each_direction() -> None:
    nodes, links = cited().claims()
    result = analyze_diffusion(nodes, links)
    rows = result.table.to_dicts()
    assert [(row["name"], row["strength"]) for row in rows] == [("根规划", 2), ("部意见", 2), ("未读文件", 1)]
    assert all(row["strength_low"] <= row["strength"] <= row["strength_high"] for row in rows)
    claims = {r.statement_id for r in links}
    assert all(item.claim in claims for items in result.evidence().values() for item in items)
    assert len(result.evidence()[0, TOP_DOWN]) == 3
    with pytest.raises(GraphError, match="no document is cited by 9 others"):
        analyze_diffusion(nodes, links, least=9)


def test_lineage_lists_the_shortest_way_to_each_source() -> None:
    # 市通知 cites 部意见 and 未读文件 (1 step), 部意见 cites 根规划 (2 steps), which cites nothing.
    rows = analyze_lineage(*cited().claims(), of="市通知").table.to_dicts()
    assert [(row["generation"], row["way"]) for row in rows] == [
        (1, "市通知 → 未读文件"),
        (1, "市通知 → 部意见"),
        (2, "市通知 → 部意见 → 根规划"),
    ]
    with pytest.raises(UnknownName, match="near: 市通知"):
        analyze_lineage(*cited().claims(), of="市通告")
    with pytest.raises(GraphError, match="根规划 cites no document"):
        analyze_lineage(*cited().claims(), of="根规划")


def test_citations_in_a_circle_end() -> None:
    made = Policies()
    made.paper("甲意见", "2021-01-01", ["商务部"], cites=["乙意见", "甲意见"])
    made.paper("乙意见", "2021-01-01", ["商务部"], cites=["甲意见"])
    corpus = Corpus.read(*made.claims())
    assert [(d.cited, d.strength, d.reach) for d in diffusion_of(corpus, find_citations(corpus))] == [
        ("乙意见", 1, 1),
        ("甲意见", 1, 1),
    ]


def test_levels_of_the_cited_are_rows_and_of_the_citing_columns() -> None:
    # Cited → citing: 根规划 (国家) → 部意见 (部委), 省方案 (省): 1 + 1 = 2, though a news text says the second again.
    # 部意见 (部委) → 省方案 (省), 市通知 (市): 1 + 1 = 2. 未读文件, known by its title alone → 市通知: 1.
    result = analyze_level_flow(*cited().claims())
    rows = {row["level"]: row for row in result.table.to_dicts()}
    assert rows["国家"] == {"level": "国家", "国家": 0, "部委": 1, "省": 1, "市": 0, "未知": 0, "all": 2}
    assert rows["部委"] == {"level": "部委", "国家": 0, "部委": 0, "省": 1, "市": 1, "未知": 0, "all": 2}
    assert rows["未知"]["市"] == rows["未知"]["all"] == 1


def test_the_adoption_curve_by_hand() -> None:
    made = Policies()
    for name, date, issuers in (
        ("一", "2020-01-01", ["商务部"]),
        ("二", "2020-07-19", ["商务部", "科学技术部"]),
        ("三", "2021-01-01", ["广东省人民政府"]),
        ("四", "", ["教育部"]),
    ):
        made.paper(f"文件{name}", date, issuers, {"元宇宙": "Technology"})
    result = analyze_adoption(*made.claims(), of="元宇宙")
    # Lags 0, 200, 366 days; the index is lag/366. Adopters 1, 2 (商务部 only once), 3; the undated one is left out.
    found = [(r["lag"], r["documents"], r["adopters"], r["new_adopters"]) for r in result.table.to_dicts()]
    assert found == [(0, 1, 1, "商务部"), (200, 2, 2, "科学技术部"), (366, 3, 3, "广东省人民政府")]
    assert [r["index"] for r in result.table.to_dicts()] == pytest.approx([0, 200 / 366, 1])
    assert [r["share"] for r in result.table.to_dicts()] == pytest.approx([1 / 3, 2 / 3, 1])
    assert "1 份没有日期" in "".join(result.notes)
    assert analyze_adoption(*made.claims()).title == result.title


def test_a_document_is_adopted_by_those_who_cite_it() -> None:
    result = analyze_adoption(*cited().claims(), of="根规划")
    assert [row["document"] for row in result.table.to_dicts()] == ["部意见", "省方案"]
    with pytest.raises(UnknownName, match="is not in the graph"):
        analyze_adoption(*cited().claims(), of="没有的文件")
    with pytest.raises(GraphError, match="no document takes 市通知 up"):
        analyze_adoption(*cited().claims(), of="市通知")


def test_dates_of_any_precision_and_wrong_ones() -> None:
    assert days_between("2024", "2024-01-31") == 30
    assert days_between("2024-13-01", "2024-01-31") is None
    assert days_between(None, "2024") is None


def test_a_graph_without_citations_is_refused() -> None:
    made = Policies()
    made.paper("甲", "2021-01-01", ["商务部"])
    for method in (analyze_diffusion, analyze_lineage, analyze_level_flow):
        with pytest.raises(GraphError, match="no document of the graph cites another"):
            method(*made.claims())
