"""Who stands in the middle of a network, by six measures side by side: they disagree, and that is the finding."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from kg.analysis.arrays import description, to_igraph
from kg.analysis.bootstrap import draw_weights, interval
from kg.analysis.networks import make_network
from kg.analysis.result import Result
from kg.errors import GraphError
from kg.figure import draw_network
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

MEASURES = ("degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank")
_DIGITS = 12


def centrality(
    graph: nx.Graph, source: Callable[[str], str] | None = None, bootstrap: int = 200, seed: int = 0
) -> Table:
    """One row for each node: name, label, component, each measure and its rank (1 = most central), and the IRI.

    Rows are sorted by the mean of the ranks. Equal values share the better rank. `component` 1 is the largest
    connected part; `eigenvector` compares only nodes of one part, so it is None outside the largest.
    - degree: neighbours (Freeman 1978, Social Networks 1, 215-239); strength: sum of weights (Barrat et al. 2004,
      PNAS 101, 3747-3752)
    - betweenness: share of shortest paths through a node, hops not weights, scaled to 0..1 (Freeman 1977, Sociometry
      40, 35-41)
    - closeness: inverse mean distance, scaled by the share of nodes within reach (Wasserman & Faust 1994, p. 201)
    - eigenvector: weighted, of unit length (Bonacich 1972, J. Math. Sociol. 2, 113-120)
    - pagerank: weighted, damping 0.85 (Brin & Page 1998, Computer Networks 30, 107-117)

    `strength_rank_low` and `strength_rank_high` hold 95 % of a node's ranks by strength in `bootstrap` networks from
    sources drawn anew (`draw_weights`); None without `source` or bootstrap.
    Raises GraphError for a network without two joined nodes and for a negative number of samples.
    """
    if bootstrap < 0:
        raise GraphError(f"{bootstrap} bootstrap samples: give 0 or more")
    made, names, weights = to_igraph(graph)
    component = _components(made, names)
    values: dict[str, list[float | None]] = {
        "degree": list(made.degree()),
        "strength": [float(s) for s in made.strength(weights=weights)],
        "betweenness": _betweenness(made),
        "closeness": _closeness(made),
        "eigenvector": _eigenvector(made, weights, component),
        "pagerank": list(made.pagerank(weights=weights, damping=0.85)),
    }
    ranks = {measure: _ranks(column) for measure, column in values.items()}
    low: list[float | None] = [None] * len(names)
    high = low
    if source and bootstrap:
        low, high = interval([_strength_ranks(made, drawn) for drawn in draw_weights(graph, source, bootstrap, seed)])
    rows = []
    for i, iri in enumerate(names):
        known = [rank for m in MEASURES if (rank := ranks[m][i]) is not None]
        numbers = [cell for m in MEASURES for cell in (values[m][i], ranks[m][i])]
        rows.append(
            (sum(known) / len(known), iri, (*description(graph, iri), component[i], *numbers, low[i], high[i], iri))
        )
    columns = ("name", "label", "component", *(c for m in MEASURES for c in (m, f"{m}_rank")))
    columns = (*columns, "strength_rank_low", "strength_rank_high", "iri")
    return Table(columns, [row for _, _, row in sorted(rows, key=lambda r: r[:2])])


def analyze_centrality(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-occurrence",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    bootstrap: int = 200,
    seed: int = 0,
) -> Result:
    """`centrality` of a network of `make_network`; the evidence of a node is that of all its edges."""
    made = make_network(network, nodes, relationships, window, types)
    table = centrality(made.graph, None if made.is_shared else made.source, bootstrap, seed)
    iris = [row[-1] for row in table.rows]
    return Result(
        f"{made.title}的中心性",
        f"strength 为{made.unit}，其余为网络位置的度量",
        table,
        ("name", "label"),
        (_apart(table), _agreement(table)),
        lambda: {(i, "strength"): proofs for i, iri in enumerate(iris) if (proofs := made.behind_node(iri))},
        lambda: draw_network(made.graph, made.title),
    )


def _apart(table: Table) -> str:
    """How many nodes lie outside the largest part, where some measures do not compare."""
    outside = sum(row["component"] != 1 for row in table.to_dicts())
    return f"共 {len(table)} 个节点，{outside} 个在最大连通部分之外，不计特征向量中心性。"


def _agreement(table: Table) -> str:
    """How far the measures rank alike: Spearman's correlation of each with the degree (Spearman 1904, Am. J. Psychol.
    15, 72-101), over the nodes that have both."""
    rows, said = table.to_dicts(), []
    for measure in MEASURES[1:]:
        pairs = [(row["degree"], row[measure]) for row in rows if row[measure] is not None]
        value = spearman([a for a, _ in pairs], [round(b, _DIGITS) for _, b in pairs])
        said.append(f"{measure} " + ("无法计算（取值全部相同）" if value is None else f"{value:.3f}"))
    return f"与 degree 的秩相关（Spearman）：{'，'.join(said)}。"


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """The correlation of the ranks, equal values sharing the mean of their ranks; None where all are equal.

    >>> spearman([1, 2, 3], [10, 20, 15])
    0.5
    """
    a, b = _mean_ranks(one), _mean_ranks(other)
    middle = (len(a) + 1) / 2
    spread = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    common = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    return common / spread**0.5 if spread else None


def _mean_ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]


def _strength_ranks(made: igraph.Graph, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of each node by strength in a sample, equal strengths sharing the better one."""
    import numpy as np

    ends = np.array(made.get_edgelist(), np.int64)
    strength = np.bincount(ends.ravel(), np.repeat(drawn, 2), made.vcount())
    falling = np.sort(-strength)
    ranks: NDArray[np.float64] = (np.searchsorted(falling, -strength, "left") + 1).astype(np.float64)
    return ranks


def _components(made: igraph.Graph, names: list[str]) -> list[int]:
    """The number of each vertex's connected part, 1 for the largest; ties by smallest IRI."""
    parts = sorted((list(part) for part in made.connected_components()), key=lambda p: (-len(p), names[min(p)]))
    numbers = [0] * len(names)
    for number, part in enumerate(parts, 1):
        for vertex in part:
            numbers[vertex] = number
    return numbers


def _betweenness(made: igraph.Graph) -> list[float | None]:
    pairs = (made.vcount() - 1) * (made.vcount() - 2) / 2
    return [value / pairs if pairs else 0.0 for value in made.betweenness(directed=False)]


def _closeness(made: igraph.Graph) -> list[float | None]:
    sizes = {vertex: len(part) for part in made.connected_components() for vertex in part}
    near = made.closeness(normalized=True)
    others = made.vcount() - 1
    return [0.0 if sizes[v] == 1 else value * (sizes[v] - 1) / others for v, value in enumerate(near)]


def _eigenvector(made: igraph.Graph, weights: list[float], component: list[int]) -> list[float | None]:
    """Unit-length leading eigenvector of the largest part; the other vertices have none."""
    inside = [vertex for vertex, number in enumerate(component) if number == 1]
    part = made.copy()
    part.es["weight"] = weights
    part = part.induced_subgraph(inside)
    with warnings.catch_warnings():
        # igraph suspects a graph in parts where a value is nearly 0; this one is connected, the values are right.
        warnings.filterwarnings("ignore", "Some eigenvector centralities are nearly zero")
        vector = part.eigenvector_centrality(weights="weight", scale=True)
    length = sum(value * value for value in vector) ** 0.5
    # The solver's last digits differ from run to run; equal graphs shall give equal tables.
    found = {vertex: round(value / length, _DIGITS) for vertex, value in zip(inside, vector, strict=True)}
    return [found.get(vertex) for vertex in range(made.vcount())]


def _ranks(values: list[float | None]) -> list[int | None]:
    """1 for the largest value; values that differ only by rounding share a rank, None has none."""
    rounded = [None if value is None else round(float(value), _DIGITS) for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted((v for v in rounded if v is not None), reverse=True), 1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in rounded]
