"""Scores of pairs and their ranking worked by hand, equal to NetworkX; the test looks only at what came later."""

from __future__ import annotations

import random
from math import log, sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.link_prediction import make_split
from kg.analysis.link_scores import PREDICTORS, area, average_precision, fit, neighbour_scores, p_of_difference
from kg.analysis.methods import run
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from tests.kg.analysis.graphs import Claims, mentioned

KITE = nx.Graph([("a", "c"), ("b", "c"), ("a", "d"), ("b", "d"), ("c", "e")])


def scores_of(graph: nx.Graph, a: str, b: str) -> dict[str, float]:
    return dict(zip(PREDICTORS, neighbour_scores(graph, [(a, b)])[0].tolist(), strict=True))


def test_scores_by_hand() -> None:
    """a and b have c (degree 3) and d (degree 2) in common and nothing else; no path of three edges joins them.

    a and e have c in common: 1/3 of their union c, d, and none of a-d-b-e is a path, since e has only c.
    d and e: no common neighbour, but d-a-c-e and d-b-c-e.
    """
    assert scores_of(KITE, "a", "b") == pytest.approx(
        {
            "degree": 4,
            "common_neighbours": 2,
            "jaccard": 1,
            "adamic_adar": 1 / log(3) + 1 / log(2),
            "resource_allocation": 1 / 3 + 1 / 2,
            "local_path": 2,
        }
    )
    assert scores_of(KITE, "a", "e")["jaccard"] == pytest.approx(1 / 2)
    assert scores_of(KITE, "d", "e")["local_path"] == pytest.approx(0.02)


@pytest.mark.parametrize("seed", range(4))
def test_scores_equal_networkx_and_do_not_depend_on_the_order_of_a_pair(seed: int) -> None:
    graph = nx.gnm_random_graph(25, 70, seed=seed)
    pairs = list(nx.non_edges(graph))
    ours = neighbour_scores(graph, pairs)
    assert ours == pytest.approx(neighbour_scores(graph, [(b, a) for a, b in pairs]))
    matrix = nx.to_numpy_array(graph, nodelist=range(25))
    paths = matrix @ matrix + 0.01 * matrix @ matrix @ matrix
    oracle = {
        "degree": nx.preferential_attachment(graph, pairs),
        "jaccard": nx.jaccard_coefficient(graph, pairs),
        "adamic_adar": nx.adamic_adar_index(graph, pairs),
        "resource_allocation": nx.resource_allocation_index(graph, pairs),
        "local_path": [(a, b, paths[a, b]) for a, b in pairs],
    }
    for name, found in oracle.items():
        assert ours[:, PREDICTORS.index(name)] == pytest.approx([value for *_, value in found], abs=1e-9)


def test_area_by_hand() -> None:
    """0.8 beats all three negatives, 0.4 beats 0.2 and ties with 0.4: 4.5 of 6 pairs.

    Placements of the positives 1 and 1/2, variance 1/8 over 2; of the negatives 1/2, 1, 3/4, variance 1/16 over 3.
    """
    found = area(np.array([0.8, 0.4]), np.array([0.6, 0.2, 0.4]))
    assert found.value == pytest.approx(0.75)
    assert found.deviation == pytest.approx(sqrt(1 / 16 + 1 / 48))


def test_average_precision_by_hand() -> None:
    """At 0.8 precision 1 for half of the positives, at 0.4 two hits among four: 1/2 · 1 + 1/2 · 1/2."""
    assert average_precision(np.array([0.8, 0.4]), np.array([0.6, 0.2, 0.4])) == pytest.approx(0.75)
    assert average_precision(np.ones(3), np.ones(9)) == pytest.approx(0.25)  # all equal: the share of positives


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_ranking_measures_see_only_the_order(positives: list[int], negatives: list[int]) -> None:
    one, other = np.array(positives, float), np.array(negatives, float)
    assert area(one, other).value == pytest.approx(area(one**3 + 1, other**3 + 1).value)
    assert area(one, other).value == pytest.approx(1 - area(other, one).value)
    assert average_precision(one, other) == pytest.approx(average_precision(2 * one - 5, 2 * other - 5))
    assert p_of_difference(area(one, other), area(one, other)) == 1.0


def test_the_fit_has_the_base_rate_and_the_direction_of_the_cases() -> None:
    """The intercept has no penalty, so that the mean of the fitted chances is the share of positives."""
    chance = np.random.default_rng(0)
    truth = (chance.random(400) < 0.2).astype(float)
    scores = np.column_stack((truth * 2 + chance.random(400), chance.random(400), np.ones(400)))
    logits = fit(scores, truth).predict(scores)
    assert (1 / (1 + np.exp(-logits))).mean() == pytest.approx(0.2, abs=0.05)
    assert (1 / (1 + np.exp(-logits))).mean() == pytest.approx(truth.mean(), abs=1e-9)
    assert area(logits[truth == 1], logits[truth == 0]).value > 0.9


def test_a_split_tests_only_pairs_of_known_nodes_that_were_not_joined() -> None:
    before = nx.Graph([("a", "b"), ("b", "c"), ("c", "d")])
    nx.set_node_attributes(before, {"a": "T", "b": "P", "c": "T", "d": "P"}, "label")
    whole = nx.Graph([*before.edges, ("a", "c"), ("d", "a"), ("a", "new")])
    split = make_split(before, whole, "2020", across=False, negatives=100, seed=0)
    assert (split.new, split.absent, split.sampled) == ([("a", "c"), ("a", "d")], [("b", "d")], False)
    assert make_split(before, whole, "2020", across=True, negatives=100, seed=0).new == [("a", "d")]
    drawn = make_split(nx.empty_graph([f"{i:02}" for i in range(50)]), nx.Graph(), "2020", False, 20, 0)
    assert drawn.sampled and len(set(drawn.absent)) == 20 and all(a < b for a, b in drawn.absent)


def growing(seed: int = 0) -> Claims:
    """Texts in which topics of the same of three fields stand together, the pairs in random order over ten years."""
    chance = random.Random(seed)
    names = [f"{field}项{i:02}" for field in "甲乙丙" for i in range(12)]
    texts, dates = [], []
    for number in range(150):
        field = chance.choice("甲乙丙")
        texts.append("、".join(chance.sample([n for n in names if n[0] == field], 2)) + "。")
        dates.append(f"{2010 + number // 15}-01-{1 + number % 15:02}")
    return mentioned(texts, dict.fromkeys(names, "Technology"), dates)


def test_neighbours_predict_where_fields_are_closed_and_degree_does_not() -> None:
    result = run("link-test", *growing())
    rows = {row["predictor"]: row for row in result.table.to_dicts()}
    assert list(rows) == [*PREDICTORS, "combined"]
    assert rows["combined"]["auc"] > 0.8 > 0.65 > rows["degree"]["auc"]
    assert rows["adamic_adar"]["auc"] > rows["degree"]["auc"] and rows["adamic_adar"]["p_against_degree"] < 0.01
    assert all(row["auc_low"] <= row["auc"] <= row["auc_high"] for row in rows.values())
    assert all(row["average_precision"] > row["prevalence"] for name, row in rows.items() if name != "degree")
    assert result.table == run("link-test", *growing()).table


def test_candidates_are_not_joined_and_say_through_whom() -> None:
    nodes, claims = growing()
    result = run("link-prediction", nodes, claims, {"top": 10})
    rows = result.table.to_dicts()
    assert len(rows) == 10 and all(row["a"][0] == row["b"][0] for row in rows)
    assert all(len(row["through"]) == row["common_neighbours"] > 0 for row in rows)
    found = evidence_table(result, nodes, claims).to_dicts()
    first = [row for row in found if (row["a"], row["b"]) == (rows[0]["a"], rows[0]["b"])]
    assert all(any(name in row["sentence"] for name in rows[0]["through"]) for row in first)


def test_names_do_not_matter() -> None:
    nodes, claims = growing()
    renamed = {n.iri: f"z{i:03}" for i, n in enumerate(sorted(nodes, key=lambda n: n.iri, reverse=True))}
    other = [type(n)(renamed[n.iri], n.label, n.properties) for n in nodes]
    moved = [
        type(r)(r.statement_id, r.type, renamed[r.head], renamed[r.tail], {**r.properties, "text_id": renamed[r.head]})
        for r in claims
    ]
    plain, again = (run("link-test", *each).table.to_dicts() for each in ((nodes, claims), (other, moved)))
    for one, two in zip(plain, again, strict=True):
        assert one["auc"] == pytest.approx(two["auc"], abs=1e-9)


def test_what_cannot_be_tested_is_said() -> None:
    nodes, claims = growing()
    for parameters, said in [
        ({"cut": "2031"}, "choose a date that has some on both sides"),
        ({"cut": "2000"}, "choose a date that has some on both sides"),
        ({"across": True}, "0 new pairs of nodes that were there before; 5 are needed"),
        ({"top": 0}, "give 1 or more"),
    ]:
        with pytest.raises(GraphError, match=said):
            run("link-prediction", nodes, claims, parameters)
    names = {"甲项": "Technology", "乙项": "Technology"}
    with pytest.raises(GraphError, match="0 different dates: a test needs texts before and after"):
        run("link-test", *mentioned(["甲项乙项。"], names))
