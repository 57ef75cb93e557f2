"""How fast networks are measured: ours beside plain NetworkX and bare igraph, each from the same NetworkX graph.

    python -m benchmarks.analysis [--nodes N] [--edges M] [--rounds R]

One run, one process; every figure includes the conversion from NetworkX. Ours and igraph take turns, and the median
counts. NetworkX, which would need many minutes, measures a sample of the nodes, and its time is scaled up; the table
says where that is so.
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
from importlib.metadata import version
from typing import NamedTuple

import igraph
import networkx as nx

from kg.analysis.arrays import to_igraph
from kg.analysis.communities import divide
from kg.analysis.structural_holes import constraint

SOURCES = 20
"""Nodes of which NetworkX measures betweenness."""
EGOS = 5
"""Nodes of which NetworkX measures constraint."""


class Task(NamedTuple):
    """A measure: ours, bare igraph's, and NetworkX's time in seconds with what was measured of it."""

    name: str
    ours: Callable[[], object]
    bare: Callable[[], object]
    plain: Callable[[], tuple[float, str]]


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

    def betweenness() -> object:
        return to_igraph(graph)[0].betweenness(directed=False)

    def louvain() -> object:
        made, _, weights = to_igraph(graph)
        return divide(made, weights)

    def plain_betweenness() -> tuple[float, str]:
        seconds = timed(lambda: nx.betweenness_centrality(graph, k=min(SOURCES, len(nodes)), seed=1))
        return seconds * len(nodes) / min(SOURCES, len(nodes)), f"{min(SOURCES, len(nodes))} of {len(nodes)} sources"

    def plain_constraint() -> tuple[float, str]:
        egos = random.Random(1).sample(nodes, min(EGOS, len(nodes)))
        seconds = timed(lambda: nx.constraint(graph, nodes=egos, weight="weight"))
        return seconds * len(nodes) / len(egos), f"{len(egos)} of {len(nodes)} nodes"

    def plain_louvain() -> tuple[float, str]:
        return timed(lambda: nx.community.louvain_communities(graph, weight="weight", seed=1)), "all"

    def bare() -> igraph.Graph:
        return igraph.Graph.from_networkx(graph)

    return [
        Task("betweenness", betweenness, lambda: bare().betweenness(directed=False), plain_betweenness),
        Task("Louvain", louvain, lambda: bare().community_multilevel(weights="weight"), plain_louvain),
        Task("constraint", lambda: constraint(graph), lambda: bare().constraint(weights="weight"), plain_constraint),
    ]


def timed(call: Callable[[], object]) -> float:
    """The seconds that the call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(task: Task, rounds: int) -> str:
    """A line of the table: the three times, ours against each of the others, and what NetworkX measured."""
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(timed(task.ours))
        bare.append(timed(task.bare))
    plain, what = task.plain()
    our, other = statistics.median(ours), statistics.median(bare)
    return f"{task.name:12}{our:10.3f}{other:10.3f}{plain:12.2f}{plain / our:14.1f}x{our / other:14.2f}x   {what}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 2 for numbers that make no network."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
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
        print(measure(task, given.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
