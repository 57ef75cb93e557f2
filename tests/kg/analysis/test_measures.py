"""Centralities and communities agree with NetworkX, are the same every time, and refuse what they cannot measure."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.analysis.centrality import MEASURES, centrality
from kg.analysis.communities import ALGORITHMS, communities, find_communities
from kg.errors import GraphError


def weighted(graph: nx.Graph, label: str = "Product") -> nx.Graph:
    """The graph as a projection: IRIs, names, and weights that differ."""
    named = nx.Graph()
    named.add_nodes_from((f"iri:{n:03}", {"name": f"产品{n}", "label": label}) for n in graph)
    named.add_edges_from((f"iri:{a:03}", f"iri:{b:03}", {"weight": float(1 + (a * b) % 4)}) for a, b in graph.edges)
    return named


def stationary(graph: nx.Graph) -> dict[str, float]:
    """PageRank as the stationary distribution of the matrix that NetworkX builds."""
    names = sorted(graph)
    matrix = np.asarray(nx.google_matrix(graph, alpha=0.85, nodelist=names, weight="weight"))
    vector = np.full(len(names), 1 / len(names))
    for _ in range(500):
        vector = vector @ matrix
    return dict(zip(names, vector.tolist(), strict=True))


CONNECTED = weighted(nx.connected_watts_strogatz_graph(40, 4, 0.3, seed=3))
APART = weighted(nx.disjoint_union(nx.barabasi_albert_graph(20, 2, seed=1), nx.path_graph(5)))
CLUSTERS = weighted(nx.connected_caveman_graph(4, 8))


@pytest.mark.parametrize("graph", [CONNECTED, APART], ids=["connected", "apart"])
def test_centralities_equal_those_of_networkx(graph: nx.Graph) -> None:
    rows = {row["iri"]: row for row in centrality(graph).to_dicts()}
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    oracle = {
        "degree": dict(graph.degree()),
        "strength": dict(graph.degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(graph),
        "closeness": nx.closeness_centrality(graph),
        "pagerank": stationary(graph),
    }
    for measure, values in oracle.items():
        assert {iri: row[measure] for iri, row in rows.items()} == pytest.approx(values, abs=1e-9)
    vector = nx.eigenvector_centrality(largest, weight="weight", max_iter=10000, tol=1e-13)
    assert {iri: row["eigenvector"] for iri, row in rows.items() if row["eigenvector"] is not None} == pytest.approx(
        vector, abs=1e-9
    )


def test_ranks_follow_values_and_ties_share_a_rank() -> None:
    rows = centrality(weighted(nx.star_graph(5))).to_dicts()
    assert rows[0]["name"] == "产品0"
    assert all(rows[0][f"{measure}_rank"] == 1 for measure in MEASURES)
    assert {row["degree_rank"] for row in rows[1:]} == {2}
    assert {row["betweenness_rank"] for row in rows[1:]} == {2}


def test_a_node_outside_the_largest_part_has_no_eigenvector_centrality() -> None:
    rows = centrality(APART).to_dicts()
    assert {(row["component"] == 1, row["eigenvector"] is None) for row in rows} == {(True, False), (False, True)}


def test_communities_are_found_with_the_modularity_that_networkx_computes() -> None:
    division = find_communities(CLUSTERS)
    assert [len(group) for group in division.members] == [8, 8, 8, 8]
    groups = [set(group) for group in division.members]
    assert division.modularity == pytest.approx(nx.community.modularity(CLUSTERS, groups), abs=1e-12)
    assert division.stability == pytest.approx(1.0)
    assert division.modularity > division.null_modularity + 3 * division.null_deviation


def test_a_network_without_structure_does_not_stand_out_from_its_rewirings() -> None:
    division = find_communities(weighted(nx.gnm_random_graph(60, 240, seed=2)))
    assert abs(division.modularity - division.null_modularity) < 4 * division.null_deviation
    assert division.stability < 0.9


def test_tables_are_the_same_every_time_and_name_each_node_once() -> None:
    for method in (centrality, communities):
        first = method(CONNECTED)
        assert first == method(CONNECTED)
        assert sorted(row["iri"] for row in first.to_dicts()) == sorted(CONNECTED)


def test_a_community_table_is_sorted_and_carries_the_division_s_figures() -> None:
    rows = communities(CLUSTERS).to_dicts()
    assert [row["community"] for row in rows] == sorted(row["community"] for row in rows)
    assert len({(row["modularity"], row["stability"], row["null_modularity"]) for row in rows}) == 1
    inside = [n for n in CLUSTERS["iri:000"] if n in find_communities(CLUSTERS).members[0]]
    first = next(row for row in rows if row["iri"] == "iri:000")
    if first["community"] == 1:
        assert first["strength"] == sum(CLUSTERS["iri:000"][n]["weight"] for n in inside)


def test_leiden_finds_connected_communities_as_good_as_louvain_s() -> None:
    louvain, leiden = (find_communities(CONNECTED, algorithm=each) for each in ALGORITHMS)
    assert leiden.modularity >= louvain.modularity - 0.02
    assert leiden.modularity == pytest.approx(nx.community.modularity(CONNECTED, map(set, leiden.members)), abs=1e-9)
    assert all(nx.is_connected(CONNECTED.subgraph(group)) for group in leiden.members)
    with pytest.raises(GraphError, match="'infomap' is not an algorithm; known: louvain, leiden"):
        find_communities(CLUSTERS, algorithm="infomap")


def test_modularity_by_hand() -> None:
    """Two triangles joined by one edge: 7 edges, each triangle has 3 inside and degrees that sum to 7.

    Q = 2 (3/7 - (7/14)²) = 5/14 (Newman & Girvan 2004, equation 5); all runs agree, so that both indices are 1.
    """
    graph = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")])
    division = find_communities(graph, runs=5)
    assert division.members == (("a", "b", "c"), ("d", "e", "f"))
    assert division.modularity == pytest.approx(5 / 14)
    assert (division.stability, division.rand) == (pytest.approx(1.0), pytest.approx(1.0))


def test_centralities_by_hand() -> None:
    """Path a-b-c with weights 1 and 3: b is on the one path between others, a is 1 and 2 steps from them: 2/3.

    The leading eigenvector of ((0,1,0),(1,0,3),(0,3,0)) has value √10 and is (1, √10, 3)/√20.
    """
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1.0), ("b", "c", 3.0)])
    rows = {row["iri"]: row for row in centrality(graph).to_dicts()}
    assert [rows[n]["strength"] for n in "abc"] == [1.0, 4.0, 3.0]
    assert [rows[n]["betweenness"] for n in "abc"] == [0.0, 1.0, 0.0]
    assert [rows[n]["closeness"] for n in "abc"] == pytest.approx([2 / 3, 1.0, 2 / 3])
    assert [rows[n]["eigenvector"] for n in "abc"] == pytest.approx([20**-0.5, 0.5**0.5, 3 * 20**-0.5], abs=1e-9)


def test_the_interval_of_a_rank_holds_what_other_texts_would_give() -> None:
    """Every text names a and b and one of four others: a and b always lead, the others change places."""
    graph = nx.Graph()
    for number in range(8):
        third = f"c{number % 4}"
        for one, other in (("a", "b"), ("a", third), ("b", third)):
            windows = (*graph.get_edge_data(one, other, {}).get("windows", ()), f"t{number}#0-1")
            graph.add_edge(one, other, windows=windows, weight=float(len(windows)))
    rows = {row["iri"]: row for row in centrality(graph, lambda w: w.split("#")[0], 200).to_dicts()}
    assert (rows["a"]["strength_rank_low"], rows["a"]["strength_rank_high"]) == (1.0, 1.0)
    assert rows["c0"]["strength_rank_low"] == 3.0 and rows["c0"]["strength_rank_high"] >= 5.0
    assert {row["strength_rank_low"] for row in centrality(graph).to_dicts()} == {None}
    with pytest.raises(GraphError, match="give 0 or more"):
        centrality(graph, str, -1)


@pytest.mark.parametrize("method", [centrality, communities])
@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (nx.Graph(), "0 nodes"),
        (weighted(nx.empty_graph(1)), "1 nodes"),
        (weighted(nx.empty_graph(3)), "no two nodes"),
        (nx.MultiDiGraph([("a", "b")]), "needs a projection"),
        (nx.Graph([("a", "b"), ("a", "a")]), "join a node to itself"),
    ],
)
def test_what_cannot_be_measured_says_what_to_do(method: object, graph: nx.Graph, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        method(graph)  # type: ignore[operator]


def test_one_run_says_nothing_about_stability() -> None:
    with pytest.raises(GraphError, match="2 or more"):
        find_communities(CLUSTERS, runs=1)
