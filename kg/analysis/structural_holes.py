"""Who stands between groups that are not joined otherwise (结构洞): Burt's constraint and effective size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kg.analysis.arrays import description, to_igraph
from kg.analysis.bootstrap import draw_weights, interval
from kg.analysis.networks import make_network
from kg.analysis.result import Result
from kg.charts import bars
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_DIGITS = 12
_DRAWN = 20


def constraint(graph: nx.Graph) -> dict[str, float | None]:
    """Burt's constraint of each node, None for one without neighbours (Burt 1992, Structural Holes, p. 55).

    Σ_j (p_ij + Σ_q p_iq p_qj)² over the neighbours j of i, with p_ij the share of j in the weights of i: high where all
    contacts know each other, low for a broker. Of weights only their proportions count.
    """
    made, names, weights = to_igraph(graph)
    return dict(zip(names, _constraint(made, weights), strict=True))


def effective_size(graph: nx.Graph) -> dict[str, float | None]:
    """The contacts of each node that are not redundant, None for a node without neighbours (Burt 1992, p. 52).

    Σ_j (1 - Σ_q p_iq m_jq) over neighbours j and other neighbours q, with p_iq as in `constraint` and m_jq the weight
    of j and q beside the largest weight of j. Without weights it is n - 2t/n, with t ties among n contacts (Borgatti
    1997, Connections 20, 35-38).
    """
    made, names, weights = to_igraph(graph)
    return dict(zip(names, _effective_size(made, weights), strict=True))


def structural_holes(
    graph: nx.Graph, source: Callable[[str], str] | None = None, bootstrap: int = 100, seed: int = 0
) -> Table:
    """One row for each node, the best placed broker first: name, label, degree, effective size, efficiency, constraint.

    `efficiency` is effective size over degree. `constraint_low` and `constraint_high` hold 95 % of the constraints in
    `bootstrap` networks from sources drawn anew (`draw_weights`); None without `source` or bootstrap.
    Raises GraphError for a network without two joined nodes and for a negative number of samples.
    """
    if bootstrap < 0:
        raise GraphError(f"{bootstrap} bootstrap samples: give 0 or more")
    made, names, weights = to_igraph(graph)
    measured, sizes, degrees = _constraint(made, weights), _effective_size(made, weights), made.degree()
    low: list[float | None] = [None] * len(names)
    high = low
    if source and bootstrap:
        samples = (_sample(made, drawn) for drawn in draw_weights(graph, source, bootstrap, seed))
        low, high = interval(list(samples))
    rows = []
    for i, iri in enumerate(names):
        size, value = sizes[i], measured[i]
        place = (value is None, value if value is None else round(value, _DIGITS), iri)
        efficiency = None if size is None else size / degrees[i]
        rows.append((place, (*description(graph, iri), degrees[i], size, efficiency, value, low[i], high[i], iri)))
    columns = ("degree", "effective_size", "efficiency", "constraint", "constraint_low", "constraint_high", "iri")
    return Table(("name", "label", *columns), [row for _, row in sorted(rows, key=lambda each: each[0])])


def analyze_structural_holes(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-issue",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    bootstrap: int = 100,
    seed: int = 0,
) -> Result:
    """`structural_holes` of a network of `make_network`; the evidence of a node is that of all its edges."""
    made = make_network(network, nodes, relationships, window, types)
    table = structural_holes(made.graph, None if made.is_shared else made.source, bootstrap, seed)
    iris = [row[-1] for row in table.rows]
    alone = sum(row["constraint"] is None for row in table.to_dicts())
    return Result(
        f"{made.title}的结构洞",
        f"degree 为相邻节点数，边权为{made.unit}",
        table,
        ("name", "label"),
        (f"共 {len(table)} 个节点，{alone} 个没有相邻节点，不计约束系数；区间为对来源文本有放回抽样的 95% 区间。",),
        lambda: {(i, "constraint"): proofs for i, iri in enumerate(iris) if (proofs := made.behind_node(iri))},
        lambda: _draw(table, made.title),
    )


def _draw(table: Table, title: str) -> Figure:
    """The nodes of the lowest constraint, with the interval where all of them have one."""
    held = [row for row in table.to_dicts() if row["constraint"] is not None]
    shown = held[:_DRAWN]
    spans = [(row["constraint_low"], row["constraint_high"]) for row in shown]
    known = all(low is not None and high is not None for low, high in spans)
    return bars(
        [row["name"] for row in shown],
        [row["constraint"] for row in shown],
        f"{title}：结构洞最多的节点（前 {len(shown)} / {len(held)} 个）",
        f"约束系数（越低，占据的结构洞越多{'；横线为95%区间' if known else ''}）",
        spans if known else None,
    )


def _constraint(made: igraph.Graph, weights: Sequence[float]) -> list[float | None]:
    return [None if value != value else float(value) for value in made.constraint(weights=weights)]


def _sample(made: igraph.Graph, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The constraints in a sample, NaN for nodes that have no neighbours in it."""
    import numpy as np

    there = np.flatnonzero(drawn)
    part = made.subgraph_edges(there.tolist(), delete_vertices=False)
    return np.array(part.constraint(weights=drawn[there].tolist()), np.float64)


def _effective_size(made: igraph.Graph, weights: Sequence[float]) -> list[float | None]:
    """By triangles: only where three nodes are joined is a contact redundant."""
    import numpy as np

    count, degrees = made.vcount(), np.array(made.degree())
    ends, weight = np.array(made.get_edgelist(), np.int64), np.array(weights)
    strength, largest = np.zeros(count), np.zeros(count)
    for side in (0, 1):
        np.add.at(strength, ends[:, side], weight)
        np.maximum.at(largest, ends[:, side], weight)
    sizes = degrees.astype(np.float64)
    triangles = np.array(made.list_triangles(), np.int64).reshape(-1, 3)
    keys = ends[:, 0] * count + ends[:, 1]  # sorted, as to_igraph sorts the edges

    def between(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = weight[np.searchsorted(keys, np.minimum(a, b) * count + np.maximum(a, b))]
        return found

    for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        ego, contact, other = (triangles[:, i] for i in order)
        lost = between(ego, other) / strength[ego] * between(contact, other) / largest[contact]
        np.subtract.at(sizes, ego, lost)
    return [float(size) if degree else None for size, degree in zip(sizes, degrees, strict=True)]
