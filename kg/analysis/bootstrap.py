"""How far a network measure depends on which texts happen to be in the corpus: networks from texts drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray


def draw_weights(graph: nx.Graph, source: Callable[[str], str], draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """The weights of the edges, in the order of `to_igraph`, as they would be in `draws` other samples.

    Each sample draws as many sources (texts or documents) with replacement as the network has (Efron 1979, Ann.
    Statist. 7, 1-26); an edge counts a window as often as its source was drawn, so that sentences of one text stay
    together. `source` gives the source of a window.
    """
    import numpy as np

    ends = sorted((min(a, b), max(a, b)) for a, b in graph.edges)
    windows = [graph[a][b]["windows"] for a, b in ends]
    sources: dict[str, int] = {}
    place = np.array([sources.setdefault(source(w), len(sources)) for each in windows for w in each], np.int64)
    edge = np.repeat(np.arange(len(ends)), [len(each) for each in windows])
    random = np.random.default_rng(seed)
    for _ in range(draws):
        times = np.bincount(random.integers(len(sources), size=len(sources)), minlength=len(sources))
        drawn: NDArray[np.float64] = np.bincount(edge, times[place], len(ends)).astype(np.float64)
        yield drawn


def interval(values: list[NDArray[np.float64]]) -> tuple[list[float | None], list[float | None]]:
    """The middle 95 % of each column, from percentile to percentile; None where most samples have no value (NaN)."""
    import numpy as np

    table = np.array(values)
    missing = np.isnan(table).mean(axis=0) > 0.5
    table[:, missing] = 0.0
    low, high = np.nanpercentile(table, [2.5, 97.5], axis=0)
    return (
        [None if gone else float(value) for value, gone in zip(low, missing, strict=True)],
        [None if gone else float(value) for value, gone in zip(high, missing, strict=True)],
    )
