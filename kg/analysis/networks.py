"""The networks that an analysis may be asked for by name, each with its unit and the claims behind its edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.analysis.projections import WINDOWS, bipartite, co_issue, co_occurrence, occurrence_evidence, one_mode
from kg.analysis.result import Evidence
from kg.errors import GraphError
from kg.palette import style_of
from kg.property_graph import ENTITY_LABELS, Node, Relationship
from ontology.labels import TOPICS, EntityType

if TYPE_CHECKING:
    import networkx as nx

NETWORKS = ("co-occurrence", "co-issue", "two-mode", "shared")
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
        unit = _UNITS[self.graph.graph["window"]]
        if self.is_shared:
            return f"共同对象（按 Newman 1/(n-1) 加权，对象与主体见于同一{unit}）"
        return f"{unit}（转载合并为一份文本，只计一次）"

    @property
    def is_shared(self) -> bool:
        """Whether the weights are sums over shared neighbours and no counts of windows."""
        return any("via" in edge for _, _, edge in self.graph.edges(data=True))

    @cached_property
    def _occurrences(self) -> Mapping[tuple[str, str], list[Evidence]]:
        return occurrence_evidence(self.nodes, self.relationships, self.graph.graph["window"])

    def behind(self, a: str, b: str) -> list[Evidence]:
        """The claims that put `a` and `b` into the same windows."""
        edge = self.graph[a][b]
        ends = (a, b, *edge.get("via", ()))
        return [e for place in edge["windows"] for end in ends for e in self._occurrences.get((place, end), [])]

    def behind_presence(self, iri: str) -> list[Evidence]:
        """The claims that put `iri` into the network."""
        return self._of_member.get(iri, [])

    @cached_property
    def _of_member(self) -> Mapping[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for (_, member), claims in self._occurrences.items():
            found.setdefault(member, []).extend(claims)
        return found

    @cached_property
    def _texts_of_measures(self) -> Mapping[str, str]:
        return {node.iri: str(node.properties.get("text_id", "")) for node in self.nodes if node.label == "Measure"}

    def source(self, window: str) -> str:
        """The text that a window stands in; a document is its own source."""
        if self.graph.graph["window"] == "measure":
            return self._texts_of_measures.get(window) or window
        return window.rpartition("#")[0] or window

    def behind_node(self, a: str, others: Iterable[str] | None = None) -> list[Evidence]:
        """The claims behind the edges of `a`, or behind those to `others`."""
        near = self.graph[a] if others is None else self.graph[a].keys() & set(others)
        return sorted({e for b in near for e in self.behind(a, b)})


def make_network(
    network: str,
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    window: str = "sentence",
    types: Sequence[str] = (),
) -> Network:
    """The network of that name.

    - co-occurrence: entities of `types` (topics, where none is given) in the same `window`
    - co-issue: institutions that issued a policy document together; window and types do not apply
    - two-mode: institutions and groups of actors with the entities of `types` in the same `window`
    - shared: institutions joined by the entities of `types` that they have in common; see `one_mode`

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
    names = "、".join(style_of(label).chinese for label in wanted) if types else "主题"
    if network == "two-mode":
        graph = bipartite(nodes, relationships, _ACTORS, wanted, window)
        return Network(graph, f"主体与{names}的{_WITHIN[window]}二模网络", nodes, relationships)
    if network == "shared":
        graph = one_mode(bipartite(nodes, relationships, [EntityType.INSTITUTION], wanted, window))
        return Network(graph, f"机构的共同{names}网络（{_WITHIN[window]}）", nodes, relationships)
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
