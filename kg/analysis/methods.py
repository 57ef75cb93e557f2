"""The analyses by name: each takes the graph's nodes and relationships and returns a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.analysis.centrality import centrality
from kg.analysis.communities import communities
from kg.analysis.projections import co_occurrence
from kg.property_graph import Node, Relationship
from kg.table import Table

Method = Callable[[Iterable[Node], Iterable[Relationship]], Table]


def central_topics(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Table:
    """Centralities of the topics that share sentences; see `co_occurrence` and `centrality`."""
    return centrality(co_occurrence(nodes, relationships, "sentence"))


def topic_communities(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Table:
    """Communities of the topics that share sentences; see `co_occurrence` and `communities`."""
    return communities(co_occurrence(nodes, relationships, "sentence"))


METHODS: dict[str, Method] = {"centrality": central_topics, "communities": topic_communities}
"""Method name, as `kg analyze` takes it → function."""
