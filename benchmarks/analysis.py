"""How fast networks are measured: ours beside plain NetworkX and bare igraph, each from the same NetworkX graph.

    python -m benchmarks.analysis [--nodes N] [--edges M] [--rounds R]

One run, one process; every figure includes the conversion from NetworkX. The three take turns, each round with another
seed, and the median counts: how long Louvain takes depends on the order in which it visits the nodes. NetworkX, which
would need many minutes for the other two, measures a sample of the nodes, and its time is scaled up; the table says
where that is so.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from typing import NamedTuple

import igraph
import networkx as nx

from kg.analysis.arrays import seeded, to_igraph
from kg.analysis.communities import divide
from kg.analysis.structural_holes import constraint

SOURCES = 20
"""Nodes of which NetworkX measures betweenness."""
EGOS = 5
"""Nodes of which NetworkX measures constraint."""


class Task(NamedTuple):
    """A measure: ours, bare igraph's and NetworkX's, each of a seed, and what share of the nodes NetworkX measures."""

    name: str
    ours: Callable[[int], object]
    bare: Callable[[int], object]
    plain: Callable[[int], object]
    measured: int | None = None


def synthetic(nodes: int, edges: int, seed: int = 1) -> nx.Graph:
    """A network with a few hubs (Barabási & Albert 1999), names as IRIs have them, and weights from 1 to 5."""
    graph = nx.barabasi_albert_graph(nodes, max(round(edges / nodes), 1), seed=seed)
    chance = random.Random(seed)
    made = nx.relabel_nodes(graph, {n: f"https://w3id.org/ipkg/id/product/{n:016x}" for n in graph})
    for _, _, edge in made.edges(data=True):
        edge["weight"] = float(chance.randint(1, 5))
    return made


def tasks(graph: nx.Graph) -> list[Task]:
    """Betweenness, Louvain and constraint of the graph."""
    nodes = sorted(graph)
    sources, egos = min(SOURCES, len(nodes)), min(EGOS, len(nodes))

    def louvain(seed: int) -> object:
        made, _, weights = to_igraph(graph)
        return divide(made, weights, seed)

    def bare_louvain(seed: int) -> object:
        with seeded(seed):
            return bare().community_multilevel(weights="weight")

    def plain_constraint(seed: int) -> object:
        return nx.constraint(graph, nodes=random.Random(seed).sample(nodes, egos), weight="weight")

    def bare() -> igraph.Graph:
        return igraph.Graph.from_networkx(graph)

    return [
        Task(
            "betweenness",
            lambda _: to_igraph(graph)[0].betweenness(directed=False),
            lambda _: bare().betweenness(directed=False),
            lambda seed: nx.betweenness_centrality(graph, k=sources, seed=seed),
            sources,
        ),
        Task(
            "Louvain",
            louvain,
            bare_louvain,
            lambda seed: nx.community.louvain_communities(graph, weight="weight", seed=seed),
        ),
        Task(
            "constraint",
            lambda _: constraint(graph),
            lambda _: bare().constraint(weights="weight"),
            plain_constraint,
            egos,
        ),
    ]


def timed(call: Callable[[], object]) -> float:
    """The seconds that the call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(task: Task, nodes: int, rounds: int) -> str:
    """A line of the table: the three times, ours against each of the others, and what NetworkX measured."""
    times = [[timed(partial(call, seed)) for call in (task.ours, task.bare, task.plain)] for seed in range(rounds)]
    ours, bare, plain = map(statistics.median, zip(*times, strict=True))
    what = "all"
    if task.measured:
        what = f"{task.measured} of {nodes} nodes"
        plain *= nodes / task.measured
    return f"{task.name:12}{ours:10.3f}{bare:10.3f}{plain:12.2f}{plain / ours:14.1f}x{ours / bare:14.2f}x   {what}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 2 for numbers that make no network."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    if not 2 <= given.nodes <= given.edges or given.edges >= given.nodes**2 or given.rounds < 1:
        parser.error("give at least 2 nodes, as many edges as nodes but fewer than their square, and 1 round")
    graph = synthetic(given.nodes, given.edges)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    packages = ", ".join(f"{name} {version(name)}" for name in ("igraph", "networkx"))
    print(f"{len(graph):,} nodes, {graph.number_of_edges():,} edges; seconds, median of {given.rounds} rounds")
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, load {load:.1f} at the start\n")
    print(f"{'':12}{'ours':>10}{'igraph':>10}{'NetworkX':>12}{'faster than nx':>15}{'beside igraph':>15}   measured")
    for task in tasks(graph):
        print(measure(task, len(graph), given.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
