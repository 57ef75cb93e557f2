"""NetworkX to igraph: the fast library computes, NetworkX stays the form in which networks are handed around."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, compress
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray


def to_igraph(graph: nx.Graph) -> tuple[igraph.Graph, list[str], list[float]]:
    """The projection as an igraph graph, the IRIs of its vertices in sorted order, and the weights of its edges.

    Edges are sorted by their ends. Raises GraphError where there is nothing to measure or where the graph is not a
    projection: parallel or directed edges, self-loops, weights of 0 or less.
    """
    import igraph
    import numpy as np

    if graph.is_multigraph() or graph.is_directed():
        raise GraphError("this measure needs a projection; call support, co_occurrence, bipartite or co_issue first")
    if len(graph) < 2:
        raise GraphError(f"the network has {len(graph)} nodes, it needs 2; choose other types, window or filters")
    if not graph.number_of_edges():
        raise GraphError("no two nodes of the network are joined; choose a wider window, other types or fewer filters")
    names = sorted(graph)
    index = {iri: i for i, iri in enumerate(names)}
    a, b, weights = _edges(graph, index)
    if loops := int((a == b).sum()):
        raise GraphError(
            f"{loops} edges of the network join a node to itself; take them out first: "
            "graph.remove_edges_from(networkx.selfloop_edges(graph))"
        )
    if not (weights > 0).all():
        raise GraphError("an edge of the network has a weight of 0 or less; take such edges out first")
    order = np.argsort(a * len(names) + b, kind="stable")
    made = igraph.Graph(n=len(names), edges=list(zip(a[order].tolist(), b[order].tolist(), strict=True)))
    return made, names, weights[order].tolist()


def _edges(graph: nx.Graph, index: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The two ends of each edge, the lower number first, and its weight.

    By whole columns: 100,000 edges take a seventh of the time of a loop over `graph.edges`.
    """
    import numpy as np

    rows = [(index[iri], near) for iri, near in graph.adjacency()]
    heads = np.repeat([i for i, _ in rows], [len(near) for _, near in rows])
    tails = np.fromiter(map(index.__getitem__, chain.from_iterable(near for _, near in rows)), np.int64, len(heads))
    once = heads <= tails
    edges = compress(chain.from_iterable(near.values() for _, near in rows), once.tolist())
    weights = np.fromiter(map(methodcaller("get", "weight", 1.0), edges), np.float64)
    return heads[once], tails[once], weights


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """igraph's random choices inside are those of `seed`."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def rewired(made: igraph.Graph, seed: int) -> igraph.Graph:
    """A random graph with the same degrees: ten attempts an edge to swap the ends of two edges.

    Maslov & Sneppen 2002, Science 296, 910-913. The order of the edges says nothing afterwards.
    """
    copy = made.copy()
    with seeded(seed):
        copy.rewire(n=10 * made.ecount())
    return copy


def description(graph: nx.Graph, iri: str) -> tuple[Any, Any]:
    """The name and the label of a node."""
    return graph.nodes[iri].get("name", iri), graph.nodes[iri].get("label", "")
