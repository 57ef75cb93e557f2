"""A figure shows Chinese names as characters, says how much it shows, and is the same every time."""

from __future__ import annotations

import io
import warnings
from itertools import combinations, pairwise
from math import dist
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from matplotlib.collections import PathCollection

from kg.analysis.projections import co_occurrence
from kg.errors import GraphError
from kg.exporters.layout import layout
from kg.figure import chinese_font, draw_network, spread
from ontology.labels import EntityType
from tests.kg.graphs import dataset, whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

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


def boxes(axes: Axes) -> list[Bbox]:
    """The names in the figure, in pixels."""
    axes.figure.draw_without_rendering()
    return [text.get_window_extent() for text in axes.texts]


def test_in_a_dense_network_no_name_covers_another_and_the_strongest_is_named() -> None:
    clique = nx.complete_graph([f"{number:02}" for number in range(40)])
    for number, iri in enumerate(clique):
        clique.nodes[iri].update(name=f"很长的产品名称第{number}号", label="Product")
    nx.set_edge_attributes(clique, {edge: 9.0 if "07" in edge else 1.0 for edge in clique.edges}, "weight")
    axes = draw_network(clique, size=(4.0, 3.0)).axes[0]
    found = boxes(axes)
    assert 0 < len(found) < 40
    assert all(a.count_overlaps([b]) == 0 for a, b in combinations(found, 2))
    assert all(axes.figure.bbox.contains(*corner) for box in found for corner in box.get_points())
    assert "很长的产品名称第7号" in {text.get_text() for text in axes.texts}


def test_no_name_lies_over_the_heart_of_a_symbol() -> None:
    clique = nx.complete_graph([f"{number:02}" for number in range(40)])
    nx.set_node_attributes(clique, {iri: f"很长的产品名称第{iri}号" for iri in clique}, "name")
    axes = draw_network(clique, size=(4.0, 3.0)).axes[0]
    found = boxes(axes)
    hearts = [dots for dots in axes.collections if isinstance(dots, PathCollection)]
    places = [axes.transData.transform(place) for dots in hearts for place in dots.get_offsets()]
    assert found and len(places) == 40
    assert not any(box.contains(x, y) for box in found for x, y in places)


def test_kinds_of_topics_differ_in_shape_and_not_in_colour_alone() -> None:
    kinds = ("Industry", "Technology", "Product", "Direction", "Scenario")
    ring = nx.cycle_graph([f"{number}" for number in range(5)])
    nx.set_node_attributes(ring, dict(zip(ring, kinds, strict=True)), "label")
    dots = [each for each in draw_network(ring).axes[0].collections if isinstance(each, PathCollection)]
    assert len({each.get_paths()[0].vertices.tobytes() for each in dots}) == 5


def test_symbols_that_would_cover_each_other_are_pushed_apart() -> None:
    places = {f"{number:02}": (number % 3, 0) for number in range(20)} | {"far": (1000, 900)}
    radius = dict.fromkeys(places, 9.0)
    found = spread(places, radius, (6.0, 5.0))
    assert found == spread(dict(reversed(places.items())), radius, (6.0, 5.0))
    assert all(dist(found[a], found[b]) > 17.0 for a, b in combinations(places, 2))
    assert max(x for x, _ in found.values()) < 6 * 72


def test_a_network_with_room_has_all_its_names() -> None:
    ring = nx.cycle_graph([f"{number}" for number in range(12)])
    nx.set_node_attributes(ring, {iri: f"产品{iri}" for iri in ring}, "name")
    assert len(draw_network(ring).axes[0].texts) == 12


def test_the_legend_lists_communities_by_number_each_with_its_own_symbol() -> None:
    ring = nx.cycle_graph([f"{number:02}" for number in range(30)])
    groups = {iri: number // 3 + 1 if number < 20 else 12 for number, iri in enumerate(ring)}
    axes = draw_network(ring, groups=groups).axes[0]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.texts] == [f"社团 {number}" for number in (*range(1, 8), 12)]
    symbols = {
        (tuple(dots.get_facecolor()[0]), dots.get_paths()[0].vertices.tobytes())
        for dots in axes.collections
        if isinstance(dots, PathCollection)
    }
    assert len(symbols) == 8


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
