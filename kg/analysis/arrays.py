"""NetworkX to igraph: the fast library computes, NetworkX stays the form in which networks are handed around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import GraphError

if TYPE_CHECKING:
    import igraph
    import networkx as nx


def to_igraph(graph: nx.Graph) -> tuple[igraph.Graph, list[str], list[float]]:
    """The projection as an igraph graph, the IRIs of its vertices in sorted order, and the weights of its edges.

    Raises GraphError where there is nothing to measure or where the graph is not a projection.
    """
    import igraph

    if graph.is_multigraph() or graph.is_directed():
        raise GraphError("this measure needs a projection; call support, co_occurrence, bipartite or co_issue first")
    if len(graph) < 2:
        raise GraphError(f"the network has {len(graph)} nodes, it needs 2; choose other types, window or filters")
    if not graph.number_of_edges():
        raise GraphError("no two nodes of the network are joined; choose a wider window, other types or fewer filters")
    names = sorted(graph)
    index = {iri: i for i, iri in enumerate(names)}
    edges = sorted((*sorted((index[a], index[b])), float(d.get("weight", 1.0))) for a, b, d in graph.edges(data=True))
    made = igraph.Graph(n=len(names), edges=[(a, b) for a, b, _ in edges])
    return made, names, [weight for *_, weight in edges]


def description(graph: nx.Graph, iri: str) -> tuple[Any, Any]:
    """The name and the label of a node."""
    return graph.nodes[iri].get("name", iri), graph.nodes[iri].get("label", "")
