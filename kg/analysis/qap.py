"""Whether two relations on the same nodes go together (QAP): the correlation, and how often chance gives as much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from kg.analysis.networks import NETWORKS, make_network
from kg.analysis.result import Result
from kg.charts import chart, finish
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Weights = NDArray[np.float64]

LEAST = 1000
"""Permutations below which a p of 0.001 cannot be seen."""
_TOLERANCE = 1e-12


@dataclass(frozen=True)
class Correlation:
    """The correlation of two networks over the pairs of `nodes`, and `random`, those after each permutation.

    `p_greater`, `p_less` and `p_both` are the shares of the permutations, the observed order among them, whose
    correlation is at least, at most, or in size at least the observed one.
    """

    nodes: tuple[str, ...]
    value: float
    random: tuple[float, ...]

    @property
    def p_greater(self) -> float:
        """How often chance gives at least this correlation."""
        return (1 + sum(r >= self.value - _TOLERANCE for r in self.random)) / (1 + len(self.random))

    @property
    def p_less(self) -> float:
        """How often chance gives at most this correlation."""
        return (1 + sum(r <= self.value + _TOLERANCE for r in self.random)) / (1 + len(self.random))

    @property
    def p_both(self) -> float:
        """How often chance gives a correlation of at least this size, of either sign."""
        return (1 + sum(abs(r) >= abs(self.value) - _TOLERANCE for r in self.random)) / (1 + len(self.random))


def qap(first: nx.Graph, second: nx.Graph, permutations: int = 2000, seed: int = 0) -> Correlation:
    """Pearson's correlation of the weights of all pairs of common nodes, an absent edge 0, tested by permutation.

    Pairs of one node depend on each other, so that the usual test is wrong; the test keeps both networks as they are
    and only permutes which node of one is which node of the other (Krackhardt 1988, Social Networks 10, 359-381).
    Raises GraphError for fewer than 4 common nodes, fewer than 1,000 permutations, and a network whose pairs all have
    the same weight.
    """
    import numpy as np

    if permutations < LEAST:
        raise GraphError(f"{permutations} permutations cannot show p < 0.001; give {LEAST} or more")
    names = sorted(set(first) & set(second))
    n = len(names)
    if n < 4:
        raise GraphError(
            f"the two networks have {n} nodes in common, QAP needs 4; choose networks of the same entities"
        )
    index = {iri: i for i, iri in enumerate(names)}
    x, y = (_pairs(graph, index) for graph in (first, second))
    pairs = n * (n - 1) / 2
    means = [float(weights.sum()) / pairs for _, weights in (x, y)]
    spreads = [float((weights**2).sum()) / pairs - mean**2 for (_, weights), mean in zip((x, y), means, strict=True)]
    for which, spread in zip(("first", "second"), spreads, strict=True):
        if spread <= _TOLERANCE:
            raise GraphError(
                f"in the {which} network all pairs of the {n} common nodes have the same weight, so there is nothing "
                "to correlate; choose other networks or types"
            )
    # Only pairs that both networks join add to the sum, so a permutation costs the edges and not the pairs.
    a, b = x[0] // n, x[0] % n
    keys = np.append(y[0], n * n)
    values = np.append(y[1], 0.0)

    def correlation(order: Numbers) -> float:
        c, d = order[a], order[b]
        key = np.minimum(c, d) * n + np.maximum(c, d)
        at = np.searchsorted(keys, key)
        both = float((x[1] * np.where(keys[at] == key, values[at], 0.0)).sum())
        return (both / pairs - means[0] * means[1]) / sqrt(spreads[0] * spreads[1])

    random = np.random.default_rng(seed)
    return Correlation(
        tuple(names),
        correlation(np.arange(n)),
        tuple(correlation(random.permutation(n)) for _ in range(permutations)),
    )


def _pairs(graph: nx.Graph, index: dict[str, int]) -> tuple[Numbers, Weights]:
    """The joined pairs of the common nodes, as sorted numbers a·n + b with a < b, and their weights."""
    import numpy as np

    n = len(index)
    found = {}
    for one, other, weight in graph.edges(data="weight", default=1.0):
        if one in index and other in index and one != other:
            a, b = sorted((index[one], index[other]))
            found[a * n + b] = float(weight)
    keys = sorted(found)
    return np.array(keys, np.int64), np.array([found[key] for key in keys], np.float64)


def analyze_qap(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    first: str = "co-issue",
    second: str = "shared",
    window: str = "measure",
    types: tuple[str, ...] = (),
    permutations: int = 2000,
    seed: int = 0,
) -> Result:
    """`qap` of two networks of `make_network`: do departments that issue together also act on the same things?

    The evidence of the row is that of all pairs that both networks join.
    """
    for name in (first, second):
        if name not in NETWORKS:
            raise GraphError(f"{name!r} is not a network; known: {', '.join(NETWORKS)}")
    x, y = (make_network(name, nodes, relationships, window, types) for name in (first, second))
    found = qap(x.graph, y.graph, permutations, seed)
    kept = set(found.nodes)
    both = [(a, b) for a, b in x.graph.edges if a in kept and b in kept and y.graph.has_edge(a, b)]
    mean = sum(found.random) / len(found.random)
    deviation = sqrt(sum((r - mean) ** 2 for r in found.random) / len(found.random))
    numbers = (len(kept), len(both), found.value, mean, deviation, found.p_greater, found.p_less, found.p_both)
    columns = ("nodes", "joined_in_both", "correlation", "random_mean", "random_deviation")
    table = Table(
        ("first", "second", *columns, "p_greater", "p_less", "p_both", "permutations"),
        [(x.title, y.title, *numbers, permutations)],
    )

    return Result(
        f"{x.title}与{y.title}的 QAP 相关",
        f"两网络共有节点的所有两两组合；边权分别为{x.unit}、{y.unit}",
        table,
        ("first", "second"),
        ("p 为置换检验中相关系数不小于（不大于、绝对值不小于）观测值的比例，观测值计入其中。",),
        lambda: {(0, "joined_in_both"): sorted({e for a, b in both for e in (*x.behind(a, b), *y.behind(a, b))})},
        lambda: _draw(found, f"QAP 置换分布：{x.title}与{y.title}"),
    )


def _draw(found: Correlation, title: str) -> Figure:
    figure, (axes,) = chart(title)
    axes.hist(found.random, bins=40, color="#56B4E9", label=f"{len(found.random)} 次置换")
    label = f"观测值 r={found.value:.3f}，p={found.p_both:.4f}"
    axes.axvline(found.value, color="#D55E00", linewidth=2, label=label)
    axes.set_xlabel("相关系数")
    axes.set_ylabel("置换次数")
    axes.legend(frameon=False)
    return finish(figure)
