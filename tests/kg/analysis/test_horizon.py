"""The horizon scan of a corpus whose scores can be worked out by hand."""

from __future__ import annotations

import pytest

from kg.analysis.horizon_table import analyze_horizon
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies


def corpus() -> Policies:
    made = Policies()
    for date, issuers, technologies in (
        ("2020-01-01", ["商务部"], ["区块链"]),
        ("2021-01-01", ["商务部", "教育部"], ["区块链"]),
        ("2023-06-01", ["商务部"], ["脑机接口"]),
        ("2024-01-01", ["科学技术部"], ["脑机接口", "区块链"]),
    ):
        made.paper(f"{date}文件", date, issuers, dict.fromkeys(technologies, "Technology"))
    return made


def test_scores_by_hand() -> None:
    rows = {row["name"]: row for row in analyze_horizon(*corpus().claims(), window=365).table.to_dicts()}
    # The corpus covers 1461 days. 脑机接口: first on 2023-06-01, 1247 days in: novelty 1247/1461 = 0.8535; 2 of 2
    # recent documents and 0 of 2 earlier: momentum 1; issuers 商务部, 科学技术部 of at most 3: 2/3. Score 0.5690.
    brain = rows["脑机接口"]
    assert (brain["novelty"], brain["momentum"]) == (pytest.approx(1247 / 1461), 1.0)
    assert (brain["breadth"], brain["score"]) == (pytest.approx(2 / 3), pytest.approx(0.5690, abs=5e-5))
    # 区块链: there from the first day: novelty 0; 1 of 2 recent, 2 of 2 earlier: (1/2)/(1/2 + 1) = 1/3; 3 of 3 issuers.
    chain = rows["区块链"]
    assert (chain["novelty"], chain["momentum"], chain["breadth"]) == (0.0, pytest.approx(1 / 3), 1.0)
    assert all(row["low"] <= row["high"] and row["low"] >= 0 and row["high"] <= 1 for row in rows.values())


def test_the_list_is_sorted_and_drawn() -> None:
    result = analyze_horizon(*corpus().claims(), window=365)
    assert [row["name"] for row in result.table.to_dicts()] == ["脑机接口", "区块链"]
    assert result.figure is not None and len(result.figure().axes) == 4
    assert len(result.evidence()[1, "documents"]) == 3


def test_what_the_dates_cannot_show_is_said() -> None:
    with pytest.raises(GraphError, match="leave nothing before the last 3650 days"):
        analyze_horizon(*corpus().claims(), window=3650)
    with pytest.raises(GraphError, match="no topic stands in 9 dated documents"):
        analyze_horizon(*corpus().claims(), window=365, least=9)
    made = Policies()
    made.paper("文件", "2024-01-01", ["商务部"], {"区块链": "Technology"})
    with pytest.raises(GraphError, match="1 of 1 document dated to the year; a trend needs 2"):
        analyze_horizon(*made.claims())
    undated = Policies()
    undated.paper("文件", "", ["商务部"], {"区块链": "Technology"})
    with pytest.raises(GraphError, match="0 of 1 document dated"):
        analyze_horizon(*undated.claims())
