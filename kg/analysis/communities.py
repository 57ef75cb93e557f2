"""Groups of nodes that are joined more closely among themselves (社团), and how far they can be believed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from kg.analysis.arrays import description, to_igraph
from kg.analysis.networks import make_network
from kg.analysis.result import Cells, Result
from kg.errors import GraphError
from kg.figure import draw_network
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import igraph
    import networkx as nx


@dataclass(frozen=True)
class Partition:
    """A division of a network into communities.

    `members` are tuples of IRIs, the largest community first. `modularity` is Newman's Q of the division (Newman &
    Girvan 2004, Phys. Rev. E 69, 026113). `stability` is the mean normalised mutual information (Danon et al. 2005,
    J. Stat. Mech. P09008) of all pairs of runs: 1 where every seed gives the same groups. `null_modularity` and
    `null_deviation` are mean and standard deviation of Q in networks rewired at random with the same degrees and
    weights: a Q that does not stand out from them shows no structure.
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float
    stability: float
    null_modularity: float
    null_deviation: float


def find_communities(graph: nx.Graph, runs: int = 20, seed: int = 0, resolution: float = 1.0) -> Partition:
    """The best of `runs` Louvain divisions (Blondel et al. 2008, J. Stat. Mech. P10008), by modularity.

    Equal arguments give an equal result. Raises GraphError for a network without two joined nodes or fewer than 2 runs.
    """
    import igraph

    if runs < 2:
        raise GraphError(f"{runs} runs say nothing about stability; give 2 or more")
    made, names, weights = to_igraph(graph)
    found = [_louvain(made, weights, seed + run, resolution) for run in range(runs)]
    scores = [made.modularity(membership, weights=weights, resolution=resolution) for membership in found]
    best = found[scores.index(max(scores))]
    agreement = [igraph.compare_communities(a, b, method="nmi") for a, b in combinations(found, 2)]
    nulls = [_null(made, weights, seed + run, resolution) for run in range(runs)]
    groups: dict[int, list[str]] = {}
    for iri, number in zip(names, best, strict=True):
        groups.setdefault(number, []).append(iri)
    members = sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group[0]))
    return Partition(tuple(members), max(scores), fmean(agreement), fmean(nulls), pstdev(nulls))


def communities(graph: nx.Graph, runs: int = 20, seed: int = 0, resolution: float = 1.0) -> Table:
    """One row for each node: community (1 = largest), its size, name, label, strength inside the community, IRI.

    Modularity, stability and the rewired networks' modularity belong to the whole division and stand in each row.
    Sorted by community, then by strength. Raises GraphError as `find_communities` does.
    """
    division = find_communities(graph, runs, seed, resolution)
    whole = (division.modularity, division.stability, division.null_modularity, division.null_deviation)
    rows = []
    for number, group in enumerate(division.members, 1):
        inside = set(group)
        strengths = {
            a: sum(float(graph[a][b].get("weight", 1.0)) for b in graph[a] if b in inside) + 0.0 for a in group
        }
        for iri in sorted(group, key=lambda each: (-strengths[each], each)):
            rows.append((number, len(group), *description(graph, iri), strengths[iri], *whole, iri))
    measured = ("modularity", "stability", "null_modularity", "null_deviation")
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
) -> Result:
    """`communities` of a network of `make_network`; a node's evidence is that of its edges inside its community."""
    made = make_network(network, nodes, relationships, window, types)
    table = communities(made.graph, runs, seed, resolution)
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
        (),
        evidence,
        lambda: draw_network(made.graph, made.title, group),
    )


def _louvain(made: igraph.Graph, weights: list[float], seed: int, resolution: float) -> list[int]:
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        return list(made.community_multilevel(weights=weights, resolution=resolution).membership)
    finally:
        igraph.set_random_number_generator(random)


def _null(made: igraph.Graph, weights: list[float], seed: int, resolution: float) -> float:
    """The modularity that Louvain finds in a random network with the same degrees and weights."""
    import igraph

    rewired, mixed = made.copy(), list(weights)
    random.Random(seed).shuffle(mixed)
    igraph.set_random_number_generator(random.Random(seed))
    try:
        rewired.rewire(n=10 * made.ecount())
    finally:
        igraph.set_random_number_generator(random)
    membership = _louvain(rewired, mixed, seed, resolution)
    return float(rewired.modularity(membership, weights=mixed, resolution=resolution))
