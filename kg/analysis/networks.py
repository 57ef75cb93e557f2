"""The networks that an analysis may be asked for by name, each with its unit and the claims behind its edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.analysis.projections import WINDOWS, bipartite, co_issue, co_occurrence, occurrence_evidence
from kg.analysis.result import Evidence
from kg.errors import GraphError
from kg.palette import style_of
from kg.property_graph import ENTITY_LABELS, Node, Relationship
from ontology.labels import TOPICS, EntityType

if TYPE_CHECKING:
    import networkx as nx

NETWORKS = ("co-occurrence", "co-issue", "two-mode")
"""The names that `make_network` knows."""

_UNITS = {"sentence": "句子", "measure": "举措", "text": "文本", "document": "政策文件"}
_WITHIN = {"sentence": "句内", "measure": "举措内", "text": "篇内"}
_ACTORS = (EntityType.INSTITUTION.value, EntityType.ACTOR_GROUP.value)


@dataclass(frozen=True)
class Network:
    """A projection: its graph, Chinese title and unit of its weights, and the relationships it was counted from."""

    graph: nx.Graph
    title: str
    nodes: Sequence[Node]
    relationships: Sequence[Relationship]

    @property
    def unit(self) -> str:
        """What an edge's weight counts."""
        return f"{_UNITS[self.graph.graph['window']]}（转载合并为一份文本，只计一次）"

    @cached_property
    def _occurrences(self) -> Mapping[tuple[str, str], list[Evidence]]:
        return occurrence_evidence(self.nodes, self.relationships, self.graph.graph["window"])

    def behind(self, a: str, b: str) -> list[Evidence]:
        """The claims that put `a` and `b` into the same windows."""
        return [e for place in self.graph[a][b]["windows"] for end in (a, b) for e in self._occurrences[place, end]]

    def behind_node(self, a: str, others: Iterable[str] | None = None) -> list[Evidence]:
        """The claims behind the edges of `a`, or behind those to `others`."""
        near = self.graph[a] if others is None else self.graph[a].keys() & set(others)
        return sorted({e for b in near for e in self.behind(a, b)})


def make_network(
    network: str,
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    window: str = "sentence",
    types: Iterable[str] = (),
) -> Network:
    """The network of that name.

    - co-occurrence: entities of `types` (topics, where none is given) in the same `window`
    - co-issue: institutions that issued a policy document together; window and types do not apply
    - two-mode: institutions and groups of actors with the entities of `types` in the same `window`

    Raises GraphError for an unknown name, window or type, and for a type that the graph does not have.
    """
    if network not in NETWORKS:
        raise GraphError(f"{network!r} is not a network; known: {', '.join(NETWORKS)}")
    if network == "co-issue":
        require_types(nodes, [EntityType.POLICY_DOCUMENT])
        return Network(co_issue(nodes, relationships), "联合发文网络", nodes, relationships)
    if window not in WINDOWS:
        raise GraphError(f"{window!r} is not a window; known: {', '.join(WINDOWS)}")
    wanted = require_types(nodes, types) or sorted(TOPICS)
    names = "、".join(style_of(label).chinese for label in wanted)
    if network == "two-mode":
        graph = bipartite(nodes, relationships, _ACTORS, wanted, window)
        return Network(graph, f"主体与{names}的{_WITHIN[window]}二模网络", nodes, relationships)
    graph = co_occurrence(nodes, relationships, window, wanted)
    return Network(graph, f"{names}的{_WITHIN[window]}共现网络", nodes, relationships)


def require_types(nodes: Iterable[Node], types: Iterable[str]) -> list[str]:
    """`types`, sorted. Raises GraphError for one that the model or the graph does not have."""
    wanted = sorted(set(types))
    if unknown := [label for label in wanted if label not in ENTITY_LABELS]:
        raise GraphError(f"{unknown[0]!r} is not an entity type; known: {', '.join(ENTITY_LABELS)}")
    there = {node.label for node in nodes} & set(ENTITY_LABELS)
    if missing := [label for label in wanted if label not in there]:
        raise GraphError(
            f"the graph has no {missing[0]}; it has: {', '.join(sorted(there)) or 'no entities'}. Choose another type "
            "or build from texts that name some"
        )
    return wanted
