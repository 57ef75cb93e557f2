"""From claims to NetworkX graphs: the whole graph, and the projections that researchers analyse.

Every projection says what it counted in its graph attributes, and each edge carries the windows it was counted in,
so that a number leads back to the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

from kg.analysis.result import Evidence
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.quotation import sentence_around
from ontology.labels import TOPICS, EntityType, RelationType

if TYPE_CHECKING:
    import networkx as nx

Window = Literal["sentence", "measure", "text"]
WINDOWS: tuple[Window, ...] = ("sentence", "measure", "text")

_IsPair = Callable[[str, str], bool]

_PARTS_OF_A_MEASURE = frozenset({RelationType.ACTS_ON, RelationType.USES_MEANS, RelationType.HAS_ACTOR})


def to_networkx(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> nx.MultiDiGraph:
    """The graph as NetworkX sees it: node key = IRI, edge key = statement id, attributes as in Cypher.

    A node also has `label`, an edge also `type`. Relationships whose ends are missing are an error of the caller and
    raise GraphError.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for node in sorted(nodes, key=lambda n: n.iri):
        graph.add_node(node.iri, **{**node.properties, "label": node.label})
    for r in sorted(relationships, key=lambda r: r.statement_id):
        if r.head not in graph or r.tail not in graph:
            raise GraphError(f"{r.statement_id}: an end of this relationship is not among the nodes; select both")
        graph.add_edge(r.head, r.tail, key=r.statement_id, **{**r.properties, "type": str(r.type)})
    return graph


def support(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> nx.Graph:
    """One undirected edge for each joined pair; `weight` = distinct texts that claim it, `windows` = their IRIs.

    Loops are left out: a thing that is joined to itself says nothing about the network.
    """
    windows: dict[tuple[str, str], set[str]] = {}
    for r in relationships:
        if r.head != r.tail:
            pair = (min(r.head, r.tail), max(r.head, r.tail))
            windows.setdefault(pair, set()).add(str(r.properties.get("text_id", r.statement_id)))
    graph = _graph(nodes, {end for pair in windows for end in pair}, window="text", counts="distinct texts")
    for (a, b), texts in sorted(windows.items()):
        graph.add_edge(a, b, weight=float(len(texts)), windows=tuple(sorted(texts)))
    return graph


def co_occurrence(
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    window: Window = "sentence",
    types: Iterable[str] = TOPICS,
) -> nx.Graph:
    """Which entities of `types` stand in the same window; `weight` = number of distinct windows (共词网络).

    `window`: "sentence" and "text" count where entities are mentioned, "measure" counts the measures that both are
    part of (as object, means or actor). A node has `count` (windows it stands in), an edge `windows`, `cosine`
    (Salton) and `jaccard`; the graph attribute `windows` is the number of windows with at least one such entity.
    Standing together is not a claim that the two are related.
    """
    nodes, wanted = list(nodes), frozenset(types)
    windows = _windows(nodes, relationships, window, wanted)
    counts = _occurrences(windows)
    graph = _graph(
        nodes, counts, window=window, counts=f"distinct {window}s", types=sorted(wanted), windows=len(windows)
    )
    for iri, places in counts.items():
        graph.nodes[iri]["count"] = len(places)
    _join(graph, windows, counts, lambda a, b: True)
    return graph


def bipartite(
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    left: Iterable[str] = (EntityType.INSTITUTION, EntityType.ACTOR_GROUP),
    right: Iterable[str] = TOPICS,
    window: Window = "measure",
) -> nx.Graph:
    """Entities of `left` types joined to those of `right` types in the same window (二模网络), weights as above.

    The node attribute `bipartite` is 0 for left and 1 for right, as NetworkX expects.
    """
    nodes, lefts, rights = list(nodes), frozenset(left), frozenset(right)
    if lefts & rights:
        raise GraphError(f"{'、'.join(sorted(lefts & rights))} stands on both sides; give each type to one side")
    windows = _windows(nodes, relationships, window, lefts | rights)
    counts = _occurrences(windows)
    graph = _graph(nodes, counts, window=window, counts=f"distinct {window}s", types=sorted(lefts | rights))
    for iri, places in counts.items():
        graph.nodes[iri].update(count=len(places), bipartite=int(graph.nodes[iri]["label"] in rights))
    _join(graph, windows, counts, lambda a, b: graph.nodes[a]["bipartite"] != graph.nodes[b]["bipartite"])
    return graph


def co_issue(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> nx.Graph:
    """Institutions that issued a policy document together (联合发文网络); `weight` = distinct documents.

    A document counts once however many texts report it. `newman` is the sum over documents of 1/(issuers - 1), so
    that a document of twenty ministries does not outweigh the others (Newman 2001, Phys. Rev. E 64, 016132).
    A node's `count` is the documents it issued, alone or with others.
    """
    nodes = list(nodes)
    institutions = {node.iri for node in nodes if node.label == EntityType.INSTITUTION}
    issuers: dict[str, set[str]] = {}
    for r in relationships:
        if r.type == RelationType.ISSUED_BY and r.tail in institutions:
            issuers.setdefault(r.head, set()).add(r.tail)
    counts = _occurrences(issuers)
    graph = _graph(nodes, counts, window="document", counts="distinct policy documents")
    for iri, documents in counts.items():
        graph.nodes[iri]["count"] = len(documents)
    _join(graph, issuers, counts, lambda a, b: True)
    for _, _, edge in graph.edges(data=True):
        edge["newman"] = sum(1.0 / (len(issuers[document]) - 1) for document in edge["windows"])
    return graph


def one_mode(graph: nx.Graph, side: int = 0) -> nx.Graph:
    """The nodes of one side of a two-mode network, joined where they share neighbours on the other.

    `weight` is the sum over shared neighbours of 1/(n - 1), n the neighbours that one has: an actor tie through a
    theme that everyone has counts little (Newman 2001, Phys. Rev. E 64, 016132, equation 2). `via` are the shared
    neighbours, `windows` the windows in which the two stand with them.
    """
    import networkx as nx

    made = nx.Graph(**graph.graph)
    made.add_nodes_from(sorted((n, d) for n, d in graph.nodes(data=True) if d["bipartite"] == side))
    for other in sorted(n for n, d in graph.nodes(data=True) if d["bipartite"] != side):
        near = sorted(graph[other])
        for a, b in combinations(near, 2):
            if not made.has_edge(a, b):
                made.add_edge(a, b, weight=0.0, via=(), windows=())
            edge = made.edges[a, b]
            places = {*edge["windows"], *graph[a][other]["windows"], *graph[b][other]["windows"]}
            weight = edge["weight"] + 1 / (len(near) - 1)
            edge.update(weight=weight, via=(*edge["via"], other), windows=tuple(sorted(places)))
    return made


def largest_component(graph: nx.Graph) -> nx.Graph:
    """A copy of the largest connected part; of two equally large ones, the one with the smallest IRI."""
    import networkx as nx

    if not graph:
        raise GraphError("the network has no nodes; choose other types, another window or fewer filters")
    return graph.subgraph(min(nx.connected_components(graph), key=lambda c: (-len(c), min(c)))).copy()


def _graph(nodes: Iterable[Node], wanted: Iterable[str], **attributes: Any) -> nx.Graph:
    """An empty network of the `wanted` nodes, in the order of their IRIs."""
    import networkx as nx

    graph, kept = nx.Graph(**attributes), set(wanted)
    for node in sorted(nodes, key=lambda n: n.iri):
        if node.iri in kept:
            graph.add_node(node.iri, name=str(node.properties.get("name", "")), label=node.label)
    return graph


def occurrence_evidence(
    nodes: Iterable[Node], relationships: Iterable[Relationship], window: str
) -> dict[tuple[str, str], list[Evidence]]:
    """(window, IRI) → the claims that put this entity into this window; `window` as in a projection's attributes."""
    texts = {node.iri: str(node.properties.get("text", "")) for node in nodes if node.label == "SourceText"}
    found: dict[tuple[str, str], list[Evidence]] = {}
    for r in relationships:
        if window == "document":
            if r.type == RelationType.ISSUED_BY:
                found.setdefault((r.head, r.tail), []).append(Evidence(r.statement_id))
            continue
        for place, evidence in _places(r, window, texts):
            found.setdefault((place, r.tail), []).append(evidence)
    return found


def _windows(
    nodes: list[Node], relationships: Iterable[Relationship], window: str, types: frozenset[str]
) -> dict[str, set[str]]:
    """The entities of `types` in each window; a window is named by its IRI, a sentence by TEXT#begin-end."""
    if window not in WINDOWS:
        raise GraphError(f"{window!r} is not a window; known: {', '.join(WINDOWS)}")
    labels = {node.iri: node.label for node in nodes}
    texts = {node.iri: str(node.properties.get("text", "")) for node in nodes if node.label == "SourceText"}
    windows: dict[str, set[str]] = {}
    for r in relationships:
        if labels.get(r.tail) not in types:
            continue
        for place, _ in _places(r, window, texts):
            windows.setdefault(place, set()).add(r.tail)
    return windows


def _places(r: Relationship, window: str, texts: Mapping[str, str]) -> list[tuple[str, Evidence]]:
    """The windows in which the tail of `r` stands, as far as `r` says so, and the passage that puts it there."""
    if window == "measure":
        return [(r.head, Evidence(r.statement_id))] if r.type in _PARTS_OF_A_MEASURE else []
    if r.type != RelationType.MENTIONS or r.head == r.tail:
        return []
    if window == "text":
        return [(r.head, Evidence(r.statement_id))]
    if r.head not in texts:
        raise GraphError(f"{r.head}: the text of this mention is not among the nodes; keep SourceText in the selection")
    properties: Mapping[str, Any] = r.properties
    places = []
    for begin, end in zip(properties.get("begins", ()), properties.get("ends", ()), strict=True):
        first, last = sentence_around(texts[r.head], begin, end)
        places.append((f"{r.head}#{first}-{last}", Evidence(r.statement_id, begin, end)))
    return places


def _occurrences(windows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The windows of each entity."""
    counts: dict[str, set[str]] = {}
    for place, members in windows.items():
        for iri in members:
            counts.setdefault(iri, set()).add(place)
    return counts


def _join(graph: nx.Graph, windows: Mapping[str, set[str]], counts: Mapping[str, set[str]], is_pair: _IsPair) -> None:
    """Add an edge for each pair that shares a window, with its weight and the two usual normalisations."""
    shared: dict[tuple[str, str], list[str]] = {}
    for place in sorted(windows):
        for a, b in combinations(sorted(windows[place]), 2):
            if is_pair(a, b):
                shared.setdefault((a, b), []).append(place)
    for (a, b), places in sorted(shared.items()):
        n, in_a, in_b = len(places), len(counts[a]), len(counts[b])
        graph.add_edge(
            a, b, weight=float(n), windows=tuple(places), cosine=n / sqrt(in_a * in_b), jaccard=n / (in_a + in_b - n)
        )
