"""Kleinberg's automaton gives the bursts that one can work out by hand, and none where the share does not change."""

from __future__ import annotations

from itertools import product
from math import comb, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.burst_table import analyze_bursts
from kg.analysis.bursts import adjusted, chance_of, find_bursts
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies


def cost(r: int, d: int, p: float) -> float:
    """The fit cost of Kleinberg (2003), section 4."""
    return -log(comb(d, r) * p**r * (1 - p) ** (d - r))


def test_a_burst_worked_out_by_hand() -> None:
    # r = (1, 4, 1), d = (10, 10, 10): p0 = 6/30 = 0.2, p1 = 0.4 with s = 2; a step up costs gamma ln 3 = 1.0986.
    # Period 2: sigma(0) - sigma(1) = ln[(0.4/0.2)^4 (0.6/0.8)^6] = 4 ln 2 + 6 ln 0.75 = 2.7726 - 1.7261 = 1.0465.
    # That saving is less than one step up: no burst with gamma = 1; with gamma = 0.9 the step costs 0.9888: a burst.
    # Periods 1 and 3: ln[2 * 0.75^9] = 0.6931 - 2.5891 = -1.8960: the burst is period 2 alone.
    assert find_bursts([1, 4, 1], [10, 10, 10]) == []
    (burst,) = find_bursts([1, 4, 1], [10, 10, 10], gamma=0.9)
    assert (burst.level, burst.first, burst.last) == (1, 1, 1)
    assert burst.weight == pytest.approx(1.0465, abs=5e-5)
    assert burst.weight == pytest.approx(cost(4, 10, 0.2) - cost(4, 10, 0.4))


def test_a_burst_of_two_periods_pays_one_step() -> None:
    # r = (0, 5, 5, 0, 0), d = 10 each: p0 = 0.2, p1 = 0.4; a period with 5 of 10 saves 5 ln 2 + 5 ln 0.75 = 2.0273.
    # One step up costs ln 5 = 1.6094, both periods save 4.0547: a burst of weight 4.0547.
    (burst,) = find_bursts([0, 5, 5, 0, 0], [10] * 5)
    assert (burst.first, burst.last) == (1, 2)
    assert burst.weight == pytest.approx(10 * log(2 * 0.75), abs=1e-9)


def test_a_third_state_lies_inside_the_second() -> None:
    bursts = find_bursts([1, 1, 8, 30, 8, 1, 1], [50] * 7, states=3)
    levels = {b.level: (b.first, b.last) for b in bursts}
    assert levels == {1: (3, 3), 2: (3, 3)} or levels[1][0] <= levels[2][0] <= levels[2][1] <= levels[1][1]


counts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=7).map(
    lambda pairs: ([min(p) for p in pairs], [max(p) for p in pairs])
)


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from([1.5, 2.0, 3.0]), st.sampled_from([0.0, 0.5, 1.0]))
def test_no_other_sequence_of_states_is_cheaper(drawn: tuple[list[int], list[int]], s: float, gamma: float) -> None:
    relevant, all = drawn
    total, of = sum(relevant), sum(all)
    bursts = find_bursts(relevant, all, s, gamma)
    if not 0 < total < of or total / of * s >= 1:
        assert bursts == []
        return
    shares = (total / of, total / of * s)

    def price(states: tuple[int, ...]) -> float:
        steps = sum(b > a for a, b in zip((0, *states), states, strict=False))
        return steps * gamma * log(len(all)) + sum(
            cost(r, d, shares[q]) for r, d, q in zip(relevant, all, states, strict=True)
        )

    found = tuple(int(any(b.first <= t <= b.last for b in bursts)) for t in range(len(all)))
    assert price(found) <= min(price(states) for states in product((0, 1), repeat=len(all))) + 1e-9


@given(st.integers(1, 5), st.integers(6, 20), st.integers(2, 10))
def test_a_steady_share_never_bursts(r: int, d: int, n: int) -> None:
    assert find_bursts([r] * n, [d] * n) == []


def test_chance_and_correction_for_many_tests() -> None:
    relevant, all = [0, 0, 9, 0, 0, 0], [10] * 6
    bursts = find_bursts(relevant, all)
    assert chance_of(bursts, relevant, all, 199, 0) == pytest.approx(1 / 200)
    assert chance_of([], relevant, all, 199, 0) == pytest.approx(1 / 200)
    # Benjamini & Hochberg 1995: 0.04 and 0.03 of four tests become 0.04 * 4/3, the smaller never above the larger.
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([1], [2]), "a burst needs 2 periods"),
        (([3, 1], [2, 2]), "more documents with the topic"),
        (([1, 1], [2, 2], 1.0), "make no automaton"),
        (([1, 1], [2, 2], 2.0, -1.0), "make no automaton"),
    ],
)
def test_counts_and_parameters_that_make_no_automaton_are_refused(arguments: tuple[object, ...], said: str) -> None:
    with pytest.raises(GraphError, match=said):
        find_bursts(*arguments)  # type: ignore[arg-type]


def corpus_with_a_burst() -> Policies:
    made = Policies()
    for year in range(2018, 2025):
        for number in range(6):
            mentions = {"人工智能": "Technology"} if year == 2023 or number == 0 else {"数据安全": "Direction"}
            made.paper(f"{year}年文件{number}", f"{year}-03-0{number + 1}", ["商务部"], mentions)
    return made


def test_the_table_names_the_documents_of_a_burst() -> None:
    result = analyze_bursts(*corpus_with_a_burst().claims(), period="year", types=("Technology",), runs=99)
    (row,) = result.table.to_dicts()
    assert (row["name"], row["first"], row["last"], row["documents"], row["in_all"]) == (
        "人工智能",
        "2023",
        "2023",
        6,
        12,
    )
    assert row["p"] == row["q"] == pytest.approx(0.01)
    assert len(result.evidence()[0, "documents"]) == 6
    assert result.figure is not None and result.figure().axes


def test_a_corpus_without_bursts_says_so_instead_of_an_empty_figure() -> None:
    made = Policies()
    for year in (2020, 2021, 2022):
        made.paper(f"{year}文件", f"{year}-01-01", ["商务部"], {"人工智能": "Technology"})
    result = analyze_bursts(*made.claims(), period="year")
    assert not len(result.table)
    with pytest.raises(GraphError, match="no topic bursts"):
        assert result.figure is not None
        result.figure()
    with pytest.raises(GraphError, match="is no period; known: month, quarter, year"):
        analyze_bursts(*made.claims(), period="week")
    with pytest.raises(GraphError, match="no topic stands in 9 dated documents"):
        analyze_bursts(*made.claims(), least=9)
