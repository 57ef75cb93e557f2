"""Places for the nodes of a network, computed once, so that equal graphs give equal pictures."""

from __future__ import annotations

import random
from collections.abc import Iterable
from math import ceil, sqrt

from kg.subgraph import Subgraph
from ontology.labels import RelationType

_SPACING = 90.0
_MANY = 2000
_WEAK = (RelationType.MENTIONS, RelationType.CLASSIFIED_AS)
_WEAK_PULL = 0.02


def positions(subgraph: Subgraph) -> dict[str, tuple[int, int]]:
    """The place of each node by IRI, in units of which a node's symbol takes about 20.

    Mentions and classes pull only weakly, or everything that one text names or one class holds would end in one heap.
    """
    pulls: dict[tuple[str, str], float] = {}
    for r in subgraph.relationships:
        if r.head != r.tail:
            pair = (min(r.head, r.tail), max(r.head, r.tail))
            pulls[pair] = pulls.get(pair, 0.0) + (_WEAK_PULL if r.type in _WEAK else 1.0)
    return layout((node.iri for node in subgraph.nodes), pulls)


def layout(nodes: Iterable[str], pulls: dict[tuple[str, str], float], seed: int = 7) -> dict[str, tuple[int, int]]:
    """Places for `nodes` that are pulled together in pairs: each connected part for itself (Fruchterman & Reingold
    1991, Software 21, 1129-1164; from 2000 nodes DrL), the parts in rows from large to small."""
    import igraph

    names = sorted(nodes)
    index = {iri: i for i, iri in enumerate(names)}
    pairs = sorted(pulls)
    graph = igraph.Graph(n=len(names), edges=[(index[a], index[b]) for a, b in pairs])
    graph.es["pull"] = [sqrt(pulls[pair]) for pair in pairs]
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda part: (-len(part), part))
    igraph.set_random_number_generator(random.Random(seed))
    try:
        shapes = [_place(graph, part) for part in parts]
    finally:
        igraph.set_random_number_generator(random)
    return {
        names[v]: place
        for part, place_of in zip(parts, _packed(shapes), strict=True)
        for v, place in zip(part, place_of, strict=True)
    }


def _place(graph: object, part: list[int]) -> list[tuple[float, float]]:
    """One connected part around the origin, its radius growing with the root of its size."""
    import igraph

    assert isinstance(graph, igraph.Graph)
    if len(part) == 1:
        return [(0.0, 0.0)]
    inner = graph.induced_subgraph(part)
    if len(part) < _MANY:
        found = inner.layout_fruchterman_reingold(
            weights="pull", niter=600, grid="nogrid" if len(part) < 800 else "auto"
        )
    else:
        found = inner.layout_drl(weights="pull")
    points = [(float(x), float(y)) for x, y in found]
    middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    mean = sum(((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 for x, y in points) / len(points) or 1.0
    factor = _SPACING * sqrt(len(points)) * 0.45 / mean
    return [((x - middle[0]) * factor, (y - middle[1]) * factor) for x, y in points]


def _packed(shapes: list[list[tuple[float, float]]]) -> list[list[tuple[int, int]]]:
    """The shapes side by side in rows, in a block about half again as wide as high."""
    boxes = []
    for shape in shapes:
        xs, ys = [x for x, _ in shape], [y for _, y in shape]
        boxes.append((min(xs), min(ys), max(xs) - min(xs) + _SPACING, max(ys) - min(ys) + _SPACING))
    area = sum(width * height for *_, width, height in boxes)
    row_width = max([ceil(sqrt(1.5 * area)), *(width for _, _, width, _ in boxes)], default=0)
    placed, x, y, row_height = [], 0.0, 0.0, 0.0
    for shape, (left, top, width, height) in zip(shapes, boxes, strict=True):
        if x + width > row_width:
            x, y, row_height = 0.0, y + row_height, 0.0
        placed.append([(round(px - left + x), round(py - top + y)) for px, py in shape])
        x, row_height = x + width, max(row_height, height)
    return placed
