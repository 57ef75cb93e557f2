"""Which topics stand together more often than their frequency says (共词网络), and the backbone of the network."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import TYPE_CHECKING, Any

from kg.analysis.arrays import description
from kg.analysis.networks import make_network
from kg.analysis.result import Result
from kg.errors import GraphError
from kg.figure import draw_network
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import networkx as nx


def positive_pmi(together: float, in_a: int, in_b: int, windows: int) -> float:
    """Positive pointwise mutual information in bits: max(0, log2(n_ab N / n_a n_b)).

    How many times as often two things stand together as they would by chance, 0 where not more often (Church & Hanks
    1990, Comput. Linguist. 16, 22-29; positive part: Bullinaria & Levy 2007, Behav. Res. Methods 39, 510-526).
    >>> positive_pmi(2, 4, 4, 16)
    1.0
    """
    return max(0.0, log2(together * windows / (in_a * in_b)))


def disparity(graph: nx.Graph) -> dict[tuple[str, str], float]:
    """How likely an edge is at least this heavy if its ends gave their weight away at random: (a, b) → p, a < b.

    The smaller of (1 - w/s)^(k-1) at its two ends, s the strength and k the degree of the end; 1 at an end with one
    edge (Serrano, Boguñá & Vespignani 2009, PNAS 106, 6483-6488). Edges with p below a level are the backbone.
    """
    strength = dict(graph.degree(weight="weight"))
    degree = dict(graph.degree())
    found = {}
    for a, b, edge in graph.edges(data=True):
        ends = [(1 - edge["weight"] / strength[end]) ** (degree[end] - 1) if degree[end] > 1 else 1.0 for end in (a, b)]
        found[min(a, b), max(a, b)] = min(ends)
    return found


def co_occurrence_table(graph: nx.Graph, minimum: int = 1, level: float = 0.05) -> Table:
    """One row for each pair: windows of both and of each, cosine, Jaccard, PPMI, disparity and whether in the backbone.

    `minimum` leaves out pairs with fewer common windows (of the table only, not of the measures); `level` is that of
    the backbone. Cosine is Salton's n_ab/√(n_a n_b) (Salton & McGill 1983), Jaccard n_ab/(n_a + n_b - n_ab). Sorted by
    count. Raises GraphError for a minimum below 1, a level not between 0 and 1, and where no pair is left.
    """
    if minimum < 1 or not 0 < level <= 1:
        raise GraphError(
            f"minimum={minimum}, level={level}: give a minimum of 1 or more and a level above 0, at most 1"
        )
    chances = disparity(graph)
    rows: list[tuple[Any, ...]] = []
    for (a, b), chance in chances.items():
        edge, in_a, in_b = graph[a][b], graph.nodes[a]["count"], graph.nodes[b]["count"]
        if edge["weight"] < minimum:
            continue
        counts = (int(edge["weight"]), in_a, in_b)
        pmi = positive_pmi(edge["weight"], in_a, in_b, graph.graph["windows"])
        kinds = (*description(graph, a), *description(graph, b))
        rows.append((*kinds, *counts, edge["cosine"], edge["jaccard"], pmi, chance, chance < level, a, b))
    if not rows:
        raise GraphError(
            f"no two entities share {minimum} {graph.graph['window']}s or more; choose a smaller minimum, a wider "
            "window or other types"
        )
    columns = ("count", "in_a", "in_b", "cosine", "jaccard", "ppmi", "disparity", "backbone", "a_iri", "b_iri")
    return Table(("a", "a_label", "b", "b_label", *columns), sorted(rows, key=lambda row: (-row[4], row[-2:])))


def analyze_co_occurrence(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    window: str = "sentence",
    types: tuple[str, ...] = (),
    minimum: int = 1,
    level: float = 0.05,
) -> Result:
    """`co_occurrence_table` of the entities of `types` (topics) in the window; the figure draws the backbone."""
    made = make_network("co-occurrence", nodes, relationships, window, types)
    table = co_occurrence_table(made.graph, minimum, level)
    kept = [row[-2:] for row in table.rows if row[-3]]
    backbone = made.graph.edge_subgraph(kept) if kept else made.graph
    return Result(
        made.title,
        made.unit,
        table,
        ("a", "b"),
        (
            f"共 {made.graph.graph['windows']} 个窗口、{len(made.graph)} 个节点、{made.graph.number_of_edges()} 对；"
            f"骨架（差异过滤，p<{level}）{len(kept)} 对。共现不等于文本断言两者有关。",
        ),
        lambda: {(i, "count"): made.behind(*row[-2:]) for i, row in enumerate(table.rows)},
        lambda: draw_network(backbone, f"{made.title}{'的骨架' if kept else ''}"),
    )
