"""Cross tables of counts: which cells hold more, and which fewer, than their row and column let expect."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from kg.errors import GraphError


@dataclass(frozen=True)
class CrossTable:
    """Counts with what independence of rows and columns would let expect.

    `residuals` are the adjusted residuals, None in a row or column that holds everything or nothing; `chi_square` is
    Pearson's statistic and `cramer` Cramér's V, 0 (independent) to 1.
    """

    counts: tuple[tuple[int, ...], ...]
    expected: tuple[tuple[float, ...], ...]
    residuals: tuple[tuple[float | None, ...], ...]
    chi_square: float
    cramer: float


def cross_table(counts: Sequence[Sequence[int]]) -> CrossTable:
    """The expected counts e = (row sum)(column sum)/N, and each cell's adjusted standardised Pearson residual.

    (n - e) / sqrt(e (1 - row sum/N) (1 - column sum/N)): near a standard normal where rows and columns are
    independent, so that values beyond 2 or 3 mark a cell (Haberman 1973, Biometrics 29, 205-220).
    Cramér's V = sqrt(chi2 / (N (min(rows, columns) - 1))) over the rows and columns that hold something.

    Raises GraphError for a table in which nothing was counted.
    """
    rows = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    total = sum(rows)
    if not total:
        raise GraphError("nothing falls into the table; choose other rows or columns")
    expected = tuple(tuple(r * c / total for c in columns) for r in rows)
    residuals = tuple(
        tuple(_residual(n, r, c, total) for n, c in zip(line, columns, strict=True))
        for line, r in zip(counts, rows, strict=True)
    )
    chi_square = sum(
        (n - e) ** 2 / e for line, by in zip(counts, expected, strict=True) for n, e in zip(line, by, strict=True) if e
    )
    least = min(sum(map(bool, rows)), sum(map(bool, columns))) - 1
    cramer = sqrt(chi_square / (total * least)) if least else 0.0
    return CrossTable(tuple(map(tuple, counts)), expected, residuals, chi_square, cramer)


def _residual(n: int, row: int, column: int, total: int) -> float | None:
    variance = row * column / total * (1 - row / total) * (1 - column / total)
    return (n - row * column / total) / sqrt(variance) if variance > 0 else None


@dataclass(frozen=True)
class Shuffled:
    """What chance makes of a table: p-values of chi-square and of each cell's residual (two-sided)."""

    chi_square: float
    cells: tuple[tuple[float | None, ...], ...]


def count_table(units: Sequence[tuple[Collection[int], Collection[int]]], shape: tuple[int, int]) -> list[list[int]]:
    """The cells into which the units fall; a unit with several rows or columns counts once in each of its cells."""
    counts = [[0] * shape[1] for _ in range(shape[0])]
    for rows, columns in units:
        for i in rows:
            for j in columns:
                counts[i][j] += 1
    return counts


def shuffle_test(
    units: Sequence[tuple[Collection[int], Collection[int]]], shape: tuple[int, int], runs: int, seed: int
) -> Shuffled:
    """How often a table as uneven comes about when the units keep their rows and exchange their columns at random.

    Units with several rows or columns break the chi-square distribution; the shuffling does not need it (Edgington &
    Onghena 2007, Randomization Tests). p = (1 + runs as extreme) / (1 + runs). Equal seeds give equal values.
    """
    seen = cross_table(count_table(units, shape))
    as_extreme, chance = 0, random.Random(seed)
    beyond = [[0] * shape[1] for _ in range(shape[0])]
    rows, columns = [r for r, _ in units], [c for _, c in units]
    for _ in range(runs):
        chance.shuffle(columns)
        drawn = cross_table(count_table(list(zip(rows, columns, strict=True)), shape))
        as_extreme += drawn.chi_square >= seen.chi_square - 1e-9
        for i, line in enumerate(seen.residuals):
            for j, value in enumerate(line):
                other = drawn.residuals[i][j]
                if value is not None and other is not None:
                    beyond[i][j] += abs(other) >= abs(value) - 1e-9
    cells = tuple(
        tuple(None if value is None else (1 + beyond[i][j]) / (1 + runs) for j, value in enumerate(line))
        for i, line in enumerate(seen.residuals)
    )
    return Shuffled((1 + as_extreme) / (1 + runs), cells)
