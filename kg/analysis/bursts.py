"""When a topic's share of the documents suddenly rises: Kleinberg's automaton over documents in equal periods."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, lgamma, log

from kg.errors import GraphError


@dataclass(frozen=True)
class Burst:
    """Periods `first` to `last` (indices, both included) in which the automaton is in a state of `level` or above."""

    level: int
    first: int
    last: int
    weight: float


def find_bursts(
    relevant: Sequence[int], all: Sequence[int], s: float = 2.0, gamma: float = 1.0, states: int = 2
) -> list[Burst]:
    """The bursts of a topic that `relevant[t]` of the `all[t]` documents of period t mention.

    Kleinberg (2002, KDD, 91-101; 2003, Data Mining and Knowledge Discovery 7, 373-397), section 4, batched arrivals.
    With R and D the sums, state i expects the share p_i = (R/D) s^i. Being in it in period t costs
    sigma(i, r, d) = -ln[C(d, r) p_i^r (1 - p_i)^(d - r)]; going from state i up to j costs (j - i) gamma ln n over n
    periods, going down nothing; the automaton starts in state 0. The cheapest sequence of states is exact (Viterbi).
    The weight of a burst of level i is the sum over its periods of sigma(i - 1) - sigma(i): what the state saved.
    States that would expect a share of 1 or more do not exist; of two equally cheap sequences the lower is taken.

    Raises GraphError for counts that do not fit or parameters that make no automaton.
    >>> [(b.first, b.last) for b in find_bursts([1, 1, 8, 9, 1], [20, 20, 20, 20, 20])]
    [(2, 3)]
    """
    _check(relevant, all, s, gamma, states)
    shares = _shares(sum(relevant), sum(all), s, states)
    if len(shares) < 2:
        return []
    costs = [[_cost(r, d, p) for p in shares] for r, d in zip(relevant, all, strict=True)]
    path = _cheapest(costs, gamma * log(len(all)))
    bursts = []
    for level in range(1, len(shares)):
        for first, last in _runs(path, level):
            saved = sum(costs[t][level - 1] - costs[t][level] for t in range(first, last + 1))
            bursts.append(Burst(level, first, last, saved))
    return sorted(bursts, key=lambda b: (b.first, b.level))


def chance_of(
    bursts: Collection[Burst],
    relevant: Sequence[int],
    all: Sequence[int],
    runs: int,
    seed: int,
    s: float = 2.0,
    gamma: float = 1.0,
    states: int = 2,
) -> float:
    """How often a burst of this weight appears where none is: the p-value of a topic's heaviest burst.

    The null model lays the topic's documents on the corpus at random, so that only the dates are by chance; p is
    (1 + runs with a burst as heavy) / (1 + runs) (Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39).
    """
    heaviest = max((b.weight for b in bursts), default=inf)
    nulls = _null(sum(relevant), tuple(all), runs, seed, s, gamma, states)
    return (1 + sum(weight >= heaviest - 1e-9 for weight in nulls)) / (1 + runs)


def adjusted(chances: Sequence[float]) -> list[float]:
    """The p-values of many tests as q-values (Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57, 289-300).

    The i-th smallest of m becomes the least of p_j m / j over j >= i.
    >>> adjusted([0.01, 0.04, 0.03, 0.5])
    [0.04, 0.05333333333333334, 0.05333333333333334, 0.5]
    """
    order = sorted(range(len(chances)), key=lambda i: chances[i], reverse=True)
    found, least = [0.0] * len(chances), 1.0
    for rank, i in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[i] * len(chances) / rank)
        found[i] = least
    return found


@cache
def _null(
    relevant: int, all: tuple[int, ...], runs: int, seed: int, s: float, gamma: float, states: int
) -> tuple[float, ...]:
    """The weight of the heaviest burst in each of `runs` random layings of `relevant` documents; 0 where none."""
    chance = random.Random(seed)
    places = [t for t, count in enumerate(all) for _ in range(count)]
    weights = []
    for _ in range(runs):
        drawn = Counter(chance.sample(places, relevant))
        found = find_bursts([drawn[t] for t in range(len(all))], all, s, gamma, states)
        weights.append(max((b.weight for b in found), default=0.0))
    return tuple(weights)


def _check(relevant: Sequence[int], all: Sequence[int], s: float, gamma: float, states: int) -> None:
    if s <= 1 or gamma < 0 or states < 2:
        raise GraphError(f"s={s}, gamma={gamma}, states={states} make no automaton; s > 1, gamma >= 0, states >= 2")
    if len(relevant) != len(all) or any(not 0 <= r <= d for r, d in zip(relevant, all, strict=False)):
        raise GraphError("a period has more documents with the topic than documents; count each document once")
    if len(all) < 2:
        raise GraphError(f"{len(all)} period has no burst to show; a burst needs 2 periods: choose shorter ones")


def _shares(relevant: int, all: int, s: float, states: int) -> list[float]:
    """What each state expects; none where the topic is in no document or in all of them."""
    if not 0 < relevant < all:
        return []
    return [share for i in range(states) if (share := relevant / all * s**i) < 1]


def _cost(r: int, d: int, p: float) -> float:
    return -(lgamma(d + 1) - lgamma(r + 1) - lgamma(d - r + 1) + r * log(p) + (d - r) * log(1 - p))


def _cheapest(costs: Sequence[Sequence[float]], up: float) -> list[int]:
    """The sequence of states with the least sum of costs; `up` is the cost of each step to a higher state."""
    levels = range(len(costs[0]))
    best = [0.0 if i == 0 else inf for i in levels]
    came: list[list[int]] = []
    for period in costs:
        arrive = [min((best[i] + max(j - i, 0) * up, i) for i in levels) for j in levels]
        came.append([i for _, i in arrive])
        best = [cost + period[j] for j, (cost, _) in enumerate(arrive)]
    state = min(levels, key=lambda j: (best[j], j))
    path = []
    for step in reversed(came):
        path.append(state)
        state = step[state]
    return path[::-1]


def _runs(path: Sequence[int], level: int) -> Iterable[tuple[int, int]]:
    """The longest stretches in which the state is `level` or higher."""
    first = None
    for t, state in enumerate([*path, 0]):
        if state >= level and first is None:
            first = t
        elif state < level and first is not None:
            yield first, t - 1
            first = None
