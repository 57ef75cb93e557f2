"""Centralities and communities agree with NetworkX, are the same every time, and refuse what they cannot measure."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.analysis.centrality import MEASURES, centrality
from kg.analysis.communities import communities, find_communities
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


@pytest.mark.parametrize("method", [centrality, communities])
@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (nx.Graph(), "0 nodes"),
        (weighted(nx.empty_graph(1)), "1 nodes"),
        (weighted(nx.empty_graph(3)), "no two nodes"),
        (nx.MultiDiGraph([("a", "b")]), "needs a projection"),
    ],
)
def test_what_cannot_be_measured_says_what_to_do(method: object, graph: nx.Graph, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        method(graph)  # type: ignore[operator]


def test_one_run_says_nothing_about_stability() -> None:
    with pytest.raises(GraphError, match="2 or more"):
        find_communities(CLUSTERS, runs=1)
