"""How likely two nodes that are not joined will be, by their neighbours; and how well such scores rank."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, fsum, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

PREDICTORS = ("degree", "common_neighbours", "jaccard", "adamic_adar", "resource_allocation", "local_path")
"""The columns of `neighbour_scores`."""

_EPSILON = 0.01
_RIDGE = 1.0
_STEPS = 50
_DIGITS = 9
"""Beyond them equal rows differ by the order in which they were added up."""


def neighbour_scores(graph: nx.Graph, pairs: Sequence[tuple[str, str]]) -> Vector:
    """A row for each pair, a column for each of PREDICTORS, from who is joined to whom (weights do not count).

    - degree: k_a k_b (Barabási & Albert 1999, Science 286, 509-512), the baseline
    - common_neighbours: |N_a ∩ N_b| (Newman 2001, Phys. Rev. E 64, 025102)
    - jaccard: |N_a ∩ N_b| / |N_a ∪ N_b| (Liben-Nowell & Kleinberg 2007, JASIST 58, 1019-1031)
    - adamic_adar: Σ 1/ln k_z over common neighbours z (Adamic & Adar 2003, Social Networks 25, 211-230)
    - resource_allocation: Σ 1/k_z (Zhou, Lü & Zhang 2009, Eur. Phys. J. B 71, 623-630)
    - local_path: paths of two edges + 0.01 · paths of three (Lü, Jin & Zhou 2009, Phys. Rev. E 80, 046122)
    """
    import numpy as np

    near = {node: set(graph[node]) for node in graph}
    rows = np.zeros((len(pairs), len(PREDICTORS)))
    for row, (a, b), threes in zip(rows, pairs, _paths_of_three(graph, pairs), strict=True):
        common = near[a] & near[b]
        degrees = [len(near[z]) for z in common]
        few, many = sorted((near[a], near[b]), key=len)
        adamic = fsum(1 / log(k) for k in degrees)  # exact in any order: equal neighbourhoods must tie
        shares = len(common) / (len(few) + len(many) - len(common)) if common else 0.0
        allocated = fsum(1 / k for k in degrees)
        row[:] = (len(few) * len(many), len(common), shares, adamic, allocated, len(common) + _EPSILON * threes)
    return rows


def _paths_of_three(graph: nx.Graph, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
    """The walks of three edges between the two nodes of each pair.

    From each first node to all others at once, a pass over the edges for each step: node by node, 300,000 pairs of a
    network of 75,000 edges took 50 seconds.
    """
    import numpy as np

    place = {node: i for i, node in enumerate(graph)}
    ends = np.array([(place[a], place[b]) for a, b in graph.edges], np.int64).reshape(-1, 2)
    heads, tails = np.concatenate((ends, ends[:, ::-1])).T
    of: dict[str, list[int]] = {}
    for i, (a, _) in enumerate(pairs):
        of.setdefault(a, []).append(i)
    found = np.zeros(len(pairs))
    for a, members in of.items():
        walks = np.zeros(len(place))
        walks[place[a]] = 1
        for _ in range(3):
            walks = np.bincount(tails, walks[heads], len(place)).astype(np.float64)
        found[members] = walks[[place[pairs[i][1]] for i in members]]
    walked: list[float] = found.tolist()
    return walked


class Logistic(NamedTuple):
    """A fitted logistic regression over standardised ln(1 + score)."""

    centre: Vector
    scale: Vector
    weights: Vector

    def predict(self, scores: Vector) -> Vector:
        """The logit of each row."""
        import numpy as np

        standard = (np.log1p(scores) - self.centre) / self.scale
        found: Vector = np.round(self.weights[0] + standard @ self.weights[1:], _DIGITS)
        return found


def fit(scores: Vector, is_joined: Vector) -> Logistic:
    """The weights of all scores together that fit `is_joined` (0 or 1) best, with an L2 penalty of 1 on each.

    Newton's method (Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 4.4.1).
    """
    import numpy as np

    logs = np.log1p(scores)
    centre, scale = logs.mean(axis=0), logs.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    x = np.column_stack((np.ones(len(logs)), (logs - centre) / scale))
    penalty = np.diag([0.0, *[_RIDGE] * scores.shape[1]])
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (is_joined - chance) - penalty @ weights
        hessian = (x * (chance * (1 - chance))[:, None]).T @ x + penalty + 1e-9 * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return Logistic(centre, scale, weights)


class Area(NamedTuple):
    """The area under the ROC curve, and the placements that its variance is made of."""

    value: float
    positives: Vector
    negatives: Vector

    @property
    def deviation(self) -> float:
        """The standard error (DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44, 837-845); 0 of single cases."""
        return sqrt(_variance(self.positives) + _variance(self.negatives))


def area(positives: Vector, negatives: Vector) -> Area:
    """How often a positive has the higher score than a negative, ties counting half: AUC (Hanley & McNeil 1982,
    Radiology 143, 29-36)."""
    import numpy as np

    def placed(values: Vector, others: Vector) -> Vector:
        ordered = np.sort(others)
        below = np.searchsorted(ordered, values, "left")
        return (below + np.searchsorted(ordered, values, "right")) / (2 * len(others))

    above = placed(positives, negatives)
    return Area(float(above.mean()), above, 1 - placed(negatives, positives))


def p_of_difference(one: Area, other: Area) -> float:
    """How often chance gives two scores of the same cases areas so far apart (DeLong's paired test, two-sided)."""
    variance = _variance(one.positives - other.positives) + _variance(one.negatives - other.negatives)
    difference = abs(one.value - other.value)
    if variance <= 1e-15:
        return 1.0 if difference < 1e-12 else 0.0
    return erfc(difference / sqrt(2 * variance))


def average_precision(positives: Vector, negatives: Vector) -> float:
    """AP: the precision at each score that a positive has, weighted by the positives there; ties are one step.

    Of random scores it is the share of positives among all cases.
    """
    import numpy as np

    levels, counts = np.unique(positives, return_counts=True)
    hits = np.cumsum(counts[::-1])
    false = len(negatives) - np.searchsorted(np.sort(negatives), levels[::-1], "left")
    return float((counts[::-1] * hits / (hits + false)).sum() / len(positives))


def _variance(values: Vector) -> float:
    """The variance of the mean."""
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else 0.0
