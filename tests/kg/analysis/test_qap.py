"""QAP: the correlation and its exact permutation distribution by hand."""

from __future__ import annotations

from math import sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.methods import run
from kg.analysis.qap import qap
from kg.errors import GraphError
from tests.kg.analysis.graphs import issued

PATH = nx.path_graph(list("abcd"))
MATCHING = nx.Graph([("a", "b"), ("c", "d")])


def test_correlation_and_p_by_hand() -> None:
    """Path a-b-c-d against the matching ab, cd: 6 pairs, means 1/2 and 1/3, both 1 in 2 pairs.

    Covariance 2/6 - 1/6 = 1/6, variances 1/4 and 2/9: r = (1/6)/√(1/18) = 1/√2. Permuting the nodes gives each of
    the three matchings equally often; they share 2, 0 and 1 pairs with the path: r = 1/√2, -1/√2, 0. So p of at least
    r is 1/3, of at most r 1, of at least its size 2/3.
    """
    found = qap(PATH, MATCHING, 4000)
    assert found.value == pytest.approx(1 / sqrt(2))
    assert {round(r, 9) for r in found.random} == {round(1 / sqrt(2), 9), 0.0, round(-1 / sqrt(2), 9)}
    error = 4 * sqrt(1 / 3 * 2 / 3 / 4000)
    assert found.p_greater == pytest.approx(1 / 3, abs=error)
    assert found.p_both == pytest.approx(2 / 3, abs=error)
    assert found.p_less == 1.0


def weighted(seed: int) -> nx.Graph:
    graph = nx.relabel_nodes(nx.gnm_random_graph(9, 16, seed=seed), str)
    for number, (_, _, edge) in enumerate(graph.edges(data=True)):
        edge["weight"] = float(1 + (number * 5 + seed) % 4)
    return graph


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(1001, 2000), st.floats(0.1, 9))
def test_it_is_pearson_over_pairs_and_knows_no_names_nor_scale(one: int, other: int, scale: float) -> None:
    x, y = weighted(one), weighted(other)
    names = sorted(x)
    upper = np.triu_indices(9, 1)
    oracle = np.corrcoef(*(nx.to_numpy_array(g, nodelist=names)[upper] for g in (x, y)))[0, 1]
    found = qap(x, y, 1000)
    assert found.value == pytest.approx(oracle, abs=1e-9)
    assert found.value == pytest.approx(qap(y, x, 1000).value)
    moved = [nx.relabel_nodes(g, {n: f"z{8 - int(n)}" for n in names}) for g in (x, y)]
    for _, _, edge in moved[0].edges(data=True):
        edge["weight"] *= scale
    assert qap(*moved, 1000).value == pytest.approx(found.value)
    assert qap(x, x, 1000).value == pytest.approx(1.0)


def test_only_common_nodes_are_compared() -> None:
    more = nx.Graph([*MATCHING.edges, ("a", "x"), ("y", "z")])
    assert qap(PATH, more, 1000).value == pytest.approx(1 / sqrt(2))


def test_a_row_with_its_distribution_and_the_same_every_time() -> None:
    nodes, claims = issued({"一": "甲乙", "二": "甲乙丙", "三": "丙丁", "四": "丁戊"})
    result = run("qap", nodes, claims, {"second": "co-issue", "permutations": 1000})
    (row,) = result.table.to_dicts()
    assert row["correlation"] == pytest.approx(1.0) and row["nodes"] == 5 and row["permutations"] == 1000
    assert result.table == run("qap", nodes, claims, {"second": "co-issue", "permutations": 1000}).table


@pytest.mark.parametrize(
    ("first", "second", "permutations", "said"),
    [
        (PATH, MATCHING, 999, "give 1000 or more"),
        (PATH, nx.Graph([("a", "b"), ("x", "y")]), 1000, "2 nodes in common, QAP needs 4"),
        (nx.complete_graph(list("abcd")), PATH, 1000, "in the first network all pairs"),
        (PATH, nx.empty_graph(list("abcd")), 1000, "in the second network all pairs"),
    ],
)
def test_what_cannot_be_correlated_is_said(first: nx.Graph, second: nx.Graph, permutations: int, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        qap(first, second, permutations)


def test_an_unknown_network_is_said() -> None:
    with pytest.raises(GraphError, match="'friends' is not a network"):
        run("qap", *issued({"一": "甲乙"}), {"first": "friends"})
