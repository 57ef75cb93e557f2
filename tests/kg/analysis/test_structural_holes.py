"""Constraint and effective size: worked by hand, equal to NetworkX, and only the proportions of weights count."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.bootstrap import draw_weights
from kg.analysis.methods import run
from kg.analysis.structural_holes import constraint, effective_size, structural_holes
from kg.errors import GraphError
from tests.kg.analysis.graphs import issued


def weighted(seed: int, nodes: int = 12, edges: int = 25) -> nx.Graph:
    graph = nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=seed), lambda n: f"i{n:02}")
    for number, (_, _, edge) in enumerate(graph.edges(data=True)):
        edge["weight"] = float(1 + (number * 7 + seed) % 5)
    return graph


def test_constraint_by_hand() -> None:
    """Path a-b-c: b gives 1/2 to each end, which do not know each other: 1/4 + 1/4. a gives all to b: 1.

    Triangle: each gives 1/2 to a contact and reaches it by the other as well: 2 (1/2 + 1/2 · 1/2)² = 1.125.
    """
    assert constraint(nx.path_graph(["a", "b", "c"])) == pytest.approx({"a": 1.0, "b": 0.5, "c": 1.0})
    assert constraint(nx.complete_graph(["a", "b", "c"])) == pytest.approx(dict.fromkeys("abc", 1.125))


def test_effective_size_by_hand() -> None:
    """A hub of 4 contacts with one tie among them: 4 - 2·1/4 = 3.5. A contact in the tie: 2 - 2·1/2 = 1.

    With weights hub-a 2, hub-b 1, a-b 1: p = 2/3, 1/3 of the hub; m_ab = 1/2 (a's largest is 2), m_ba = 1 (b's is 1).
    Contact a loses p_b m_ab = 1/6, contact b loses p_a m_ba = 2/3: 2 - 5/6 = 7/6.
    """
    graph = nx.star_graph(["hub", "a", "b", "c", "d"])
    graph.add_edge("a", "b")
    assert effective_size(graph) == pytest.approx({"hub": 3.5, "a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0})
    three = nx.Graph()
    three.add_weighted_edges_from([("hub", "a", 2.0), ("hub", "b", 1.0), ("a", "b", 1.0)])
    assert effective_size(three)["hub"] == pytest.approx(7 / 6)


@pytest.mark.parametrize("seed", range(6))
def test_both_equal_networkx(seed: int) -> None:
    graph = weighted(seed)
    joined = [n for n in graph if graph.degree(n)]
    ours, theirs = constraint(graph), nx.constraint(graph, weight="weight")
    assert {n: ours[n] for n in joined} == pytest.approx({n: theirs[n] for n in joined}, abs=1e-9)
    # Without `nodes`, NetworkX 3.6.1 takes a way over SciPy that divides by the largest weight of the wrong node.
    sizes, oracle = effective_size(graph), nx.effective_size(graph, nodes=list(graph), weight="weight")
    assert {n: sizes[n] for n in joined} == pytest.approx({n: oracle[n] for n in joined}, abs=1e-9)
    assert all(ours[n] is None and sizes[n] is None for n in graph if n not in joined)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_only_proportions_count_and_names_do_not(seed: int, scale: float) -> None:
    graph = weighted(seed)
    other = nx.relabel_nodes(graph, {n: f"z{99 - int(n[1:])}" for n in graph}, copy=True)
    for _, _, edge in other.edges(data=True):
        edge["weight"] *= scale
    for measure in (constraint, effective_size):
        plain, moved = measure(graph), measure(other)
        joined = [n for n in graph if plain[n] is not None]
        assert [moved[f"z{99 - int(n[1:])}"] for n in joined] == pytest.approx([plain[n] for n in joined], rel=1e-9)
        assert sum(value is not None for value in moved.values()) == len(joined)


def test_samples_draw_whole_texts() -> None:
    """Sentences of one text are drawn together, and each sample has as many texts as the network."""
    graph = nx.Graph()
    graph.add_edge("a", "b", windows=("t1#0-5", "t1#6-9"))
    graph.add_edge("b", "c", windows=("t2#0-5",))
    for drawn in draw_weights(graph, lambda window: window.split("#")[0], 50, 1):
        assert drawn[0] / 2 + drawn[1] == 2
    again = np.array(list(draw_weights(graph, lambda window: window.split("#")[0], 50, 1)))
    assert set(map(tuple, again.tolist())) == {(0.0, 2.0), (2.0, 1.0), (4.0, 0.0)}


def test_a_broker_stands_first_and_a_lone_issuer_last_without_a_value() -> None:
    documents = {"一": ["桥", "甲", "乙"], "二": ["桥", "丙", "丁"], "三": ["桥", "甲"], "四": ["孤"]}
    result = run("structural-holes", *issued(documents))
    rows = result.table.to_dicts()
    assert rows[0]["name"] == "桥" and rows[-1]["name"] == "孤" and rows[-1]["constraint"] is None
    assert rows[0]["constraint_low"] <= rows[0]["constraint"] <= rows[0]["constraint_high"]
    assert result.notes[0].startswith("共 6 个节点，1 个没有相邻节点")
    assert result.table == run("structural-holes", *issued(documents)).table


def test_the_figure_shows_the_constraints_and_their_intervals_where_there_are_any() -> None:
    claims = issued({"一": ["桥", "甲", "乙"], "二": ["桥", "丙", "丁"], "三": ["桥", "甲"], "四": ["孤"]})
    for bootstrap, has_interval in ((100, True), (0, False)):
        result = run("structural-holes", *claims, {"bootstrap": bootstrap})
        assert result.figure is not None
        (axes,) = result.figure().axes
        names = [label.get_text() for label in axes.get_yticklabels()]
        assert names == [row["name"] for row in result.table.to_dicts()][:5] and "孤" not in names
        assert axes.get_xlabel().startswith("约束系数") and ("95%" in axes.get_xlabel()) is has_interval


def test_what_cannot_be_measured_is_said() -> None:
    looped = nx.Graph([("a", "b"), ("b", "b")])
    with pytest.raises(GraphError, match="1 edges of the network join a node to itself"):
        constraint(looped)
    with pytest.raises(GraphError, match="weight of 0 or less"):
        constraint(nx.Graph([("a", "b", {"weight": 0.0})]))
    with pytest.raises(GraphError, match="give 0 or more"):
        structural_holes(nx.path_graph(["a", "b"]), bootstrap=-1)
