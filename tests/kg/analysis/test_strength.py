"""Strength and synergy worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.documents import Document
from kg.analysis.strength import Mix, kind_of, read_scale, strength_of, synergy
from kg.analysis.strength_tables import analyze_strength, analyze_synergy
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies, sample

SCALE = read_scale()


def document(name: str, level: str | None) -> Document:
    return Document(name, name, (), "2024", (), level, None, True)


@pytest.mark.parametrize(
    ("name", "level", "score"),
    [
        ("数据安全法", "国家", 5),
        ("网络数据安全管理条例", "国家", 4),
        ("新一代人工智能发展规划", "国家", 4),
        ("生成式人工智能服务管理暂行办法", "部委", 1),
        ("关于推动未来产业创新发展的实施意见", "部委", 2),
        ("关于印发《数据管理办法》的通知", "部委", 2),
        ("关于开展申报工作的通知", "部委", 1),
        ("国家标准体系建设指南（2024版）", "部委", 2),
        ("广东省数据条例", "省", 3),
        ("关于申报的公告", "县", 1),
        ("关于申报的公告", None, None),
        ("没有文种", "部委", None),
    ],
)
def test_strength_by_level_and_kind(name: str, level: str | None, score: int | None) -> None:
    assert strength_of(document(name, level), SCALE) == score


def test_the_kind_is_the_longest_ending() -> None:
    assert kind_of("数据管理办法", {"法", "办法"}) == "办法"
    assert kind_of("方法论", {"法"}) == ""


def test_synergy_by_hand() -> None:
    # 甲: strength 3, groups S and E, goals g1 and g2: S–E 3, tools x goals 3 * 2 * 2 = 12.
    # 乙: strength 2, all groups, goal g1: each pair 2, 2 * 3 * 1 = 6. 丙: strength 1, group D, no goal: nothing.
    one = frozenset({"m"})
    mixes = [
        Mix(3, {"S": one, "E": one, "D": frozenset()}, {"g1": one, "g2": one}, ()),
        Mix(2, {"S": one, "E": one, "D": one}, {"g1": one}, ()),
        Mix(1, {"S": frozenset(), "E": frozenset(), "D": one}, {}, ()),
    ]
    assert synergy(mixes) == {"S–E": 5.0, "S–D": 2.0, "E–D": 2.0, "tools_goals": 18.0}
    assert synergy(mixes[::-1]) == synergy(mixes)
    assert synergy([]) == {"S–E": 0.0, "S–D": 0.0, "E–D": 0.0, "tools_goals": 0.0}


def test_strength_by_year_keeps_years_without_a_document() -> None:
    result = analyze_strength(*sample().claims())
    rows = {row["period"]: row for row in result.table.to_dicts()}
    # 2019 the law (5), 2022 the ministries' 意见 (2, joint issue once), 2024 a province's 条例 (3) and 方案 (1).
    assert {p: (r["documents"], r["strength"], r["mean"]) for p, r in rows.items() if r["documents"]} == {
        "2019": (1, 5, 5.0),
        "2022": (1, 2, 2.0),
        "2024": (2, 4, 2.0),
    }
    assert rows["2020"]["mean"] is None
    assert (rows["2024"]["mean_low"], rows["2024"]["mean_high"]) == (1.0, 3.0)
    assert "1 份文件没有可用的日期" in "".join(result.notes)


def test_synergy_by_year() -> None:
    rows = {row["period"]: row for row in analyze_synergy(*sample().claims()).table.to_dicts()}
    # 2024: 方案 (1) with D and the goal 数据安全: 1 * 1 * 1; 条例 (3) with E and the same goal: 3 * 1 * 1.
    assert (rows["2024"]["tools_goals"], rows["2024"]["per_document"], rows["2024"]["E–D"]) == (4.0, 2.0, 0.0)


def test_the_figures_say_the_groups_in_words_and_begin_sums_at_nothing() -> None:
    strength, synergies = analyze_strength(*sample().claims()).figure, analyze_synergy(*sample().claims()).figure
    assert strength is not None and synergies is not None
    assert strength().axes[0].get_ylim()[0] == 0
    legend = synergies().axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["供给–环境", "供给–需求", "环境–需求"]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    made = Policies()
    made.paper("通知", "", ["商务部"])
    with pytest.raises(GraphError, match="a trend needs 1 or more"):
        analyze_strength(*made.claims())
    with pytest.raises(GraphError, match="is no period"):
        analyze_strength(*sample().claims(), period="week")
    path = tmp_path / "量表.yaml"
    path.write_text("scores: []", encoding="utf-8")
    with pytest.raises(GraphError, match="the scale has no line"):
        analyze_strength(*sample().claims(), scale=str(path))
    path.write_text("scores: [{score: 高}]", encoding="utf-8")
    with pytest.raises(GraphError, match="not a scale of policy strength"):
        analyze_strength(*sample().claims(), scale=str(path))
    path.write_text("scores: [{score: 1, levels: [县]}]", encoding="utf-8")
    with pytest.raises(GraphError, match="no dated document has a level and a kind"):
        analyze_strength(*sample().claims(), scale=str(path))
    with pytest.raises(GraphError, match="no dated document has both measures and a strength"):
        analyze_synergy(*sample().claims(), scale=str(path))
