"""Adjusted residuals carry over from a textbook, and do not depend on how rows and columns are arranged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.contingency import count_table, cross_table, shuffle_test
from kg.errors import GraphError

# Agresti (1996), An Introduction to Categorical Data Analysis, section 2.4: gender by party identification, General
# Social Survey 1991. X^2 = 7.01; adjusted residuals 2.29, 0.46, -2.62 for women, the opposite for men.
PARTIES = [[279, 73, 225], [165, 47, 191]]


def test_the_residuals_of_a_textbook_carry_over() -> None:
    table = cross_table(PARTIES)
    assert table.chi_square == pytest.approx(7.01, abs=0.005)
    assert table.residuals[0] == pytest.approx((2.29, 0.46, -2.62), abs=0.005)
    assert table.residuals[1] == pytest.approx((-2.29, -0.46, 2.62), abs=0.005)
    assert table.expected[0] == pytest.approx((261.4, 70.7, 244.9), abs=0.05)


def test_one_cell_by_hand() -> None:
    # n = 8, rows 4 and 4, columns 4 and 4, cell 3: e = 2, variance 2 * 1/2 * 1/2 = 0.5, (3 - 2)/sqrt(0.5) = 1.414.
    # chi2 = 4 * (1^2 / 2) = 2, V = sqrt(2 / (8 * 1)) = 0.5.
    table = cross_table([[3, 1], [1, 3]])
    assert table.residuals[0][0] == pytest.approx(2**0.5)
    assert (table.chi_square, table.cramer) == (2.0, 0.5)


tables = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4).filter(
    lambda rows: any(map(any, rows))
)


@given(tables, st.permutations(range(3)))
def test_the_order_of_columns_changes_nothing(counts: list[list[int]], order: list[int]) -> None:
    first, other = cross_table(counts), cross_table([[row[j] for j in order] for row in counts])
    assert other.chi_square == pytest.approx(first.chi_square)
    assert other.cramer == pytest.approx(first.cramer)
    for row, moved in zip(first.residuals, other.residuals, strict=True):
        assert moved == tuple(pytest.approx(row[j]) for j in order)


@given(tables)
def test_an_empty_row_changes_nothing_and_v_stays_between_0_and_1(counts: list[list[int]]) -> None:
    first, other = cross_table(counts), cross_table([*counts, [0, 0, 0]])
    assert other.chi_square == pytest.approx(first.chi_square)
    assert other.cramer == pytest.approx(first.cramer)
    assert other.residuals[-1] == (None, None, None)
    assert 0 <= first.cramer <= 1 + 1e-9


def test_shuffling_finds_a_strong_table_and_not_an_even_one() -> None:
    strong = [((0,), (0,))] * 15 + [((1,), (1,))] * 15
    even = [((i,), (j,)) for i in (0, 1) for j in (0, 1)] * 5
    assert shuffle_test(strong, (2, 2), 199, 0).chi_square == pytest.approx(1 / 200)
    assert shuffle_test(even, (2, 2), 199, 0).chi_square > 0.5
    assert shuffle_test(strong, (2, 2), 50, 7) == shuffle_test(strong, (2, 2), 50, 7)


def test_a_unit_with_two_columns_counts_in_both() -> None:
    assert count_table([((0,), (0, 1)), ((1,), (1,))], (2, 2)) == [[1, 1], [0, 1]]


def test_a_table_without_a_count_is_refused() -> None:
    with pytest.raises(GraphError, match="nothing falls into the table"):
        cross_table([[0, 0], [0, 0]])
