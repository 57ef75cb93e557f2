"""The horizon scan of a corpus whose scores can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.horizon import scorer
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


def scores_of_a_table(
    held: Sequence[Sequence[bool]],
    age: Sequence[int],
    issuers: Sequence[Sequence[str]],
    window: int,
    drawn: Sequence[int],
) -> list[list[float]]:
    """Novelty, momentum, breadth and score by topic, by counting in the full table of documents × topics."""
    recent = [d for d in drawn if age[d] <= window]
    earlier = [d for d in drawn if age[d] > window]
    rows = []
    for has in zip(*held, strict=True):
        a, b = (sum(has[d] for d in side) / (len(side) or 1) for side in (recent, earlier))
        oldest = max([age[d] for d in drawn if has[d]], default=0)
        names = {name for d in drawn if has[d] for name in issuers[d]}
        rows.append((1 - oldest / (max(age) or 1), a / (a + b) if a + b else 0.0, len(names)))
    most = max(row[2] for row in rows) or 1
    scored = [(new, fast, names / most, new * fast * (names / most)) for new, fast, names in rows]
    return [list(measure) for measure in zip(*scored, strict=True)]


@given(st.data(), st.integers(1, 6), st.integers(1, 5), st.integers(0, 9))
def test_the_mentions_alone_give_what_the_full_table_gives(
    data: st.DataObject, documents: int, topics: int, window: int
) -> None:
    """To the last bit, for every draw of documents: also topics and documents without a mention or an issuer."""
    held = data.draw(
        st.lists(st.lists(st.booleans(), min_size=topics, max_size=topics), min_size=documents, max_size=documents)
    )
    age = data.draw(st.lists(st.integers(0, 12), min_size=documents, max_size=documents))
    issuers = data.draw(
        st.lists(st.lists(st.sampled_from("甲乙丙丁"), max_size=3), min_size=documents, max_size=documents)
    )
    drawn = data.draw(st.lists(st.integers(0, documents - 1), min_size=1, max_size=9))
    names = [f"文件{d}" for d in range(documents)]
    mentions: dict[str, list[str]] = {f"主题{t}": [] for t in range(topics)}
    for d, t in product(range(documents), range(topics)):
        if held[d][t]:
            mentions[f"主题{t}"].append(names[d])
    score = scorer(mentions, dict(zip(names, age, strict=True)), dict(zip(names, issuers, strict=True)), window)
    assert score(drawn).tolist() == scores_of_a_table(held, age, issuers, window, drawn)
