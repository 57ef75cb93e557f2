"""Groups of nodes that are joined more closely among themselves (社团), and how far they can be believed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from kg.analysis.arrays import description, rewired, seeded, to_igraph
from kg.analysis.networks import make_network
from kg.analysis.result import Cells, Result
from kg.errors import GraphError
from kg.figure import draw_network
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import igraph
    import networkx as nx


ALGORITHMS = ("louvain", "leiden")


@dataclass(frozen=True)
class Partition:
    """A division of a network into communities.

    `members` are tuples of IRIs, the largest community first. `modularity` is Newman's Q of the division (Newman &
    Girvan 2004, Phys. Rev. E 69, 026113). `stability` is the mean normalised mutual information (Danon et al. 2005,
    J. Stat. Mech. P09008) of all pairs of runs, `rand` the mean adjusted Rand index (Hubert & Arabie 1985, J.
    Classification 2, 193-218): 1 where every seed gives the same groups, and `rand` 0 where they agree by chance
    only. `null_modularity` and
    `null_deviation` are mean and standard deviation of Q in networks rewired at random with the same degrees and
    weights: a Q that does not stand out from them shows no structure.
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float
    stability: float
    rand: float
    null_modularity: float
    null_deviation: float


def find_communities(
    graph: nx.Graph, runs: int = 20, seed: int = 0, resolution: float = 1.0, algorithm: str = "louvain"
) -> Partition:
    """The best by modularity of `runs` divisions, each with another seed.

    `algorithm` is "louvain" (Blondel et al. 2008, J. Stat. Mech. P10008) or "leiden" (Traag et al. 2019, Sci. Rep. 9,
    5233, whose communities are always connected); both maximise modularity. Equal arguments give an equal result.
    Raises GraphError for a network without two joined nodes, fewer than 2 runs and another algorithm.
    """
    if runs < 2:
        raise GraphError(f"{runs} runs say nothing about stability; give 2 or more")
    if algorithm not in ALGORITHMS:
        raise GraphError(f"{algorithm!r} is not an algorithm; known: {', '.join(ALGORITHMS)}")
    if resolution <= 0:
        raise GraphError(f"resolution {resolution}: give a number above 0; 1 is plain modularity")
    made, names, weights = to_igraph(graph)
    found = [divide(made, weights, seed + run, resolution, algorithm) for run in range(runs)]
    scores = [made.modularity(membership, weights=weights, resolution=resolution) for membership in found]
    best = found[scores.index(max(scores))]
    nulls = [_null(made, weights, seed + run, resolution, algorithm) for run in range(runs)]
    groups: dict[int, list[str]] = {}
    for iri, number in zip(names, best, strict=True):
        groups.setdefault(number, []).append(iri)
    members = sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group[0]))
    nmi, ari = agreement(found, "nmi"), agreement(found, "adjusted_rand")
    return Partition(tuple(members), max(scores), nmi, ari, fmean(nulls), pstdev(nulls))


def divide(
    made: igraph.Graph, weights: list[float], seed: int = 0, resolution: float = 1.0, algorithm: str = "louvain"
) -> list[int]:
    """The community of each vertex in one run of the algorithm."""
    with seeded(seed):
        if algorithm == "leiden":
            found = made.community_leiden("modularity", weights=weights, resolution=resolution, n_iterations=-1)
        else:
            found = made.community_multilevel(weights=weights, resolution=resolution)
    return list(found.membership)


def communities(
    graph: nx.Graph, runs: int = 20, seed: int = 0, resolution: float = 1.0, algorithm: str = "louvain"
) -> Table:
    """One row for each node: community (1 = largest), its size, name, label, strength inside the community, IRI.

    Modularity, stability and the rewired networks' modularity belong to the whole division and stand in each row.
    Sorted by community, then by strength. Raises GraphError as `find_communities` does.
    """
    division = find_communities(graph, runs, seed, resolution, algorithm)
    stable = (division.stability, division.rand)
    whole = (division.modularity, *stable, division.null_modularity, division.null_deviation)
    rows = []
    for number, group in enumerate(division.members, 1):
        inside = set(group)
        strengths = {
            a: sum(float(graph[a][b].get("weight", 1.0)) for b in graph[a] if b in inside) + 0.0 for a in group
        }
        for iri in sorted(group, key=lambda each: (-strengths[each], each)):
            rows.append((number, len(group), *description(graph, iri), strengths[iri], *whole, iri))
    measured = ("modularity", "stability", "rand", "null_modularity", "null_deviation")
    return Table(("community", "size", "name", "label", "strength", *measured, "iri"), rows)


def analyze_communities(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-occurrence",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    runs: int = 20,
    seed: int = 0,
    resolution: float = 1.0,
    algorithm: str = "louvain",
) -> Result:
    """`communities` of a network of `make_network`; a node's evidence is that of its edges inside its community."""
    made = make_network(network, nodes, relationships, window, types)
    table = communities(made.graph, runs, seed, resolution, algorithm)
    group = {row["iri"]: row["community"] for row in table.to_dicts()}

    def evidence() -> Cells:
        members: dict[int, set[str]] = {}
        for iri, number in group.items():
            members.setdefault(number, set()).add(iri)
        found = {(i, "strength"): made.behind_node(iri, members[n]) for i, (iri, n) in enumerate(group.items())}
        return {cell: proofs for cell, proofs in found.items() if proofs}

    return Result(
        f"{made.title}的社团",
        f"strength 为{made.unit}",
        table,
        ("community", "name", "label"),
        (_verdict(table),),
        evidence,
        lambda: draw_network(made.graph, made.title, group),
    )


def _verdict(table: Table) -> str:
    """How far the division can be believed, in a sentence."""
    first = table.to_dicts()[0]
    q, null, deviation = first["modularity"], first["null_modularity"], first["null_deviation"]
    return (
        f"模块度 Q={q:.4f}；度序列不变的随机重连网络 Q={null:.4f}（标准差 {deviation:.4f}）；"
        f"各次运行两两比较，NMI 均值 {first['stability']:.3f}，ARI 均值 {first['rand']:.3f}。"
    )


def agreement(found: Sequence[list[int]], method: str) -> float:
    """How far the runs agree, on the average of all pairs; 1 for two that put all nodes into one group."""
    import igraph

    values = [float(igraph.compare_communities(a, b, method=method)) for a, b in combinations(found, 2)]
    return fmean(1.0 if value != value else value for value in values)  # NaN: 0 over 0, both are the same


def _null(made: igraph.Graph, weights: list[float], seed: int, resolution: float, algorithm: str) -> float:
    """The modularity found in a random network with the same degrees and weights."""
    mixed, other = list(weights), rewired(made, seed)
    random.Random(seed).shuffle(mixed)
    membership = divide(other, mixed, seed, resolution, algorithm)
    return float(other.modularity(membership, weights=mixed, resolution=resolution))
