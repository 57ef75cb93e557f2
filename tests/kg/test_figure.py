"""A figure shows Chinese names as characters, says how much it shows, and is the same every time."""

from __future__ import annotations

import io
import warnings
from itertools import pairwise

import networkx as nx
import pytest

from kg.analysis.projections import co_occurrence
from kg.errors import GraphError
from kg.exporters.layout import layout
from kg.figure import chinese_font, draw_network
from ontology.labels import EntityType
from tests.kg.graphs import dataset, whole

GRAPH = whole(dataset())
NETWORK = co_occurrence(GRAPH.nodes, GRAPH.relationships, "text", [type.value for type in EntityType])


def png(graph: nx.Graph) -> bytes:
    file = io.BytesIO()
    draw_network(graph, "共词网络").savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def test_no_character_is_missing_and_equal_graphs_give_equal_figures() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(NETWORK) == png(NETWORK.copy())


def test_the_figure_says_how_many_nodes_it_leaves_out() -> None:
    axes = draw_network(NETWORK, top=5, groups=dict.fromkeys(NETWORK, 1)).axes[0]
    assert "5 / " in axes.get_title()


def test_a_missing_font_names_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(GraphError, match="fonts-noto-cjk"):
        chinese_font()


def test_an_empty_network_is_refused() -> None:
    with pytest.raises(GraphError, match="no nodes"):
        draw_network(nx.Graph())


def test_a_layout_gives_each_node_its_own_place() -> None:
    ring = [str(number) for number in range(12)]
    pulls = {(min(a, b), max(a, b)): 1.0 for a, b in pairwise(ring)}
    places = layout([*ring, "孤1", "孤2"], pulls)
    assert len(set(places.values())) == 14
    assert places == layout(["孤2", "孤1", *reversed(ring)], pulls)
    assert layout([], {}) == {}
