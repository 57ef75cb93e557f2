"""How far a figure would move with other documents: bootstrap intervals, repeatable by their seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

Unit = TypeVar("Unit")


def interval(
    units: Sequence[Unit],
    statistic: Callable[[Sequence[Unit]], float | None],
    runs: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float] | None:
    """The percentile interval of `statistic` over samples with replacement (Efron 1979, Ann. Stat. 7, 1-26).

    Samples in which the statistic is not defined (None) are left out; None where there is no other.
    >>> interval([3.0, 3.0, 3.0], lambda sample: sum(sample) / len(sample))
    (3.0, 3.0)
    """
    chance = random.Random(seed)
    drawn = (statistic(chance.choices(units, k=len(units))) for _ in range(runs) if units)
    return between(sorted(value for value in drawn if value is not None), level)


@cache
def share_interval(part: int, whole: int, runs: int = 500, seed: int = 0) -> tuple[float, float]:
    """The bootstrap interval of a count `part` of `whole` units, as counts.

    >>> low, high = share_interval(50, 100)
    >>> 35 < low < 50 < high < 65
    True
    """
    chance = random.Random(seed)
    sums = sorted(sum(chance.random() * whole < part for _ in range(whole)) for _ in range(runs))
    low, high = between([float(value) for value in sums]) or (float(part), float(part))
    return low, high


def between(values: Sequence[float], level: float = 0.95) -> tuple[float, float] | None:
    """The middle `level` of sorted values; None where there are none."""
    if not values:
        return None
    cut = int(len(values) * (1 - level) / 2)
    return values[cut], values[len(values) - 1 - cut]
