"""Co-occurrence, its normalisations and its backbone; two-mode networks and their projection."""

from __future__ import annotations

from math import log2

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.co_occurrence import co_occurrence_table, disparity, positive_pmi
from kg.analysis.methods import run
from kg.analysis.projections import one_mode
from kg.analysis.result import evidence_table
from kg.analysis.two_mode import curveball, nestedness, two_mode_table
from kg.errors import GraphError
from kg.property_graph import Node
from ontology.labels import RelationType
from tests.kg.analysis.graphs import claim, mentioned

NAMES = {"脑机接口": "Technology", "大模型": "Technology", "人形机器人": "Product"}
# Windows: 1 脑机接口 大模型, 2 脑机接口 大模型 人形机器人, 3 人形机器人, 4 大模型; the last sentence names nothing.
NODES, CLAIMS = mentioned(
    ["脑机接口用大模型。支持脑机接口、大模型和人形机器人。人形机器人上岗。", "大模型备案。本办法自即日起施行。"],
    NAMES,
)


def test_counts_and_normalisations() -> None:
    """脑机接口 stands in 2 windows, 大模型 in 3, both in 2, of N = 4 windows that name something."""
    result = run("co-occurrence", NODES, CLAIMS)
    row = next(row for row in result.table.to_dicts() if {row["a"], row["b"]} == {"脑机接口", "大模型"})
    assert row["count"] == 2 and {row["in_a"], row["in_b"]} == {2, 3}
    assert row["cosine"] == pytest.approx(2 / 6**0.5)
    assert row["jaccard"] == pytest.approx(2 / (2 + 3 - 2))
    assert row["ppmi"] == pytest.approx(log2(2 * 4 / (2 * 3)))
    other = next(row for row in result.table.to_dicts() if {row["a"], row["b"]} == {"大模型", "人形机器人"})
    assert other["ppmi"] == 0.0  # together once, 3 · 2 / 4 = 1.5 times by chance


def test_evidence_is_the_sentence_of_both() -> None:
    found = evidence_table(run("co-occurrence", NODES, CLAIMS), NODES, CLAIMS).to_dicts()
    rows = [row for row in found if {row["a"], row["b"]} == {"脑机接口", "大模型"}]
    assert {row["sentence"] for row in rows} == {"脑机接口用大模型。", "支持脑机接口、大模型和人形机器人。"}
    assert len(rows) == 4  # a mention of each in each sentence


def test_disparity_by_hand() -> None:
    """A hub with weights 8, 1, 1: s = 10, k = 3. (1 - 0.8)² = 0.04 and (1 - 0.1)² = 0.81; its leaves have k = 1: 1."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("hub", "a", 8.0), ("hub", "b", 1.0), ("hub", "c", 1.0)])
    assert disparity(graph) == pytest.approx({("a", "hub"): 0.04, ("b", "hub"): 0.81, ("c", "hub"): 0.81})


@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_disparity_depends_on_proportions_and_not_on_names(seed: int, scale: float) -> None:
    graph = nx.gnm_random_graph(8, 14, seed=seed)
    for a, b, edge in graph.edges(data=True):
        edge["weight"] = float(1 + (a * 7 + b * 3 + seed) % 5)
    plain = disparity(graph)
    scaled = nx.Graph()
    scaled.add_weighted_edges_from((7 - a, 7 - b, scale * edge["weight"]) for a, b, edge in graph.edges(data=True))
    assert {(min(7 - a, 7 - b), max(7 - a, 7 - b)): p for (a, b), p in disparity(scaled).items()} == pytest.approx(
        plain
    )
    assert all(0 <= p <= 1 for p in plain.values())


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 500))
def test_ppmi_is_never_negative_and_zero_for_independence(together: int, a: int, b: int, rest: int) -> None:
    in_a, in_b = together + a, together + b
    windows = in_a + in_b - together + rest
    assert positive_pmi(together, in_a, in_b, windows) >= 0
    assert positive_pmi(in_a * in_b, in_a * 10, in_b * 10, 100) == 0.0


def test_one_mode_by_hand() -> None:
    """甲 乙 丙 share t, which gives each pair 1/2; 甲 乙 alone share u, which gives 1: 甲-乙 1.5, the others 0.5."""
    graph = nx.Graph(window="measure")
    graph.add_nodes_from([("甲", {"bipartite": 0}), ("乙", {"bipartite": 0}), ("丙", {"bipartite": 0})])
    graph.add_nodes_from([("t", {"bipartite": 1}), ("u", {"bipartite": 1})])
    for a, b in [("甲", "t"), ("乙", "t"), ("丙", "t"), ("甲", "u"), ("乙", "u")]:
        graph.add_edge(a, b, weight=3.0, windows=(f"{a}{b}",))
    made = one_mode(graph)
    assert {frozenset(e[:2]): e[2] for e in made.edges(data="weight")} == {
        frozenset("甲乙"): 1.5,
        frozenset("甲丙"): 0.5,
        frozenset("乙丙"): 0.5,
    }
    assert made["甲"]["乙"]["via"] == ("t", "u")
    assert set(made["甲"]["乙"]["windows"]) == {"甲t", "乙t", "甲u", "乙u"}
    for actor in made:  # the pairs of an actor add up to its themes that another has too
        assert made.degree(actor, weight="weight") == sum(graph.degree(t) > 1 for t in graph[actor])


def test_two_mode_shares_by_hand() -> None:
    """甲: t 3, u 1; 乙: t 1. 甲 gives t 3/4, all give t 4/5: 0.9375; 甲 gives u 1/4, all 1/5: 1.25."""
    graph = nx.Graph()
    graph.add_nodes_from(
        [("甲", {"bipartite": 0}), ("乙", {"bipartite": 0}), ("t", {"bipartite": 1}), ("u", {"bipartite": 1})]
    )
    graph.add_weighted_edges_from([("甲", "t", 3.0), ("甲", "u", 1.0), ("t", "乙", 1.0)])
    rows = {(row["actor"], row["entity"]): row for row in two_mode_table(graph).to_dicts()}
    assert rows["甲", "t"]["specialisation"] == pytest.approx(0.9375)
    assert rows["甲", "u"]["specialisation"] == pytest.approx(1.25)
    assert (rows["甲", "t"]["share_of_actor"], rows["甲", "t"]["share_of_entity"]) == (0.75, 0.75)


def test_nestedness_by_hand() -> None:
    """Rows xy, x, y: pairs (xy, x) and (xy, y) give 1, the equal pair 0; the columns are equal: 0. 2 of 4 pairs: 50."""
    assert nestedness({"甲": "xy", "乙": "x", "丙": "y"}) == pytest.approx(50.0)
    assert nestedness({"甲": "xyz", "乙": "xy", "丙": "x"}) == pytest.approx(100.0)
    assert nestedness({"甲": "x", "乙": "y"}) == 0.0
    with pytest.raises(GraphError, match="needs two of each"):
        nestedness({"甲": "xyz"})


@given(
    st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.sets(st.sampled_from("uvwxyz"), min_size=1), min_size=2),
    st.integers(0, 99),
)
def test_curveball_keeps_the_degrees_of_both_sides(near: dict[str, set[str]], seed: int) -> None:
    made = curveball(near, seed)
    assert {actor: len(each) for actor, each in made.items()} == {actor: len(each) for actor, each in near.items()}
    for entity in "uvwxyz":
        assert sum(entity in each for each in made.values()) == sum(entity in each for each in near.values())


def test_two_mode_joins_the_actors_and_topics_of_measures() -> None:
    nodes = [
        Node("部", "Institution", {"name": "部"}),
        Node("群", "ActorGroup", {"name": "群"}),
        Node("t", "Technology", {"name": "t"}),
        Node("m1", "Measure", {"name": "支持t", "text_id": "文"}),
        Node("m2", "Measure", {"name": "攻关t", "text_id": "文"}),
        Node("文", "SourceText", {"name": "文", "text": "部支持t。部和群攻关t。"}),
    ]
    claims = [
        claim(RelationType.HAS_ACTOR, "m1", "部", "文"),
        claim(RelationType.HAS_ACTOR, "m2", "部", "文"),
        claim(RelationType.HAS_ACTOR, "m2", "群", "文"),
        claim(RelationType.ACTS_ON, "m1", "t", "文"),
        claim(RelationType.ACTS_ON, "m2", "t", "文"),
    ]
    result = run("two-mode", nodes, claims)
    assert [(row["actor"], row["entity"], row["count"]) for row in result.table.to_dicts()] == [
        ("部", "t", 2),
        ("群", "t", 1),
    ]
    assert {
        row["statement_id"] for row in evidence_table(result, nodes, claims).to_dicts() if row["actor"] == "群"
    } == {
        "m2-HAS_ACTOR-群@文",
        "m2-ACTS_ON-t@文",
    }


def test_what_cannot_be_counted_is_said() -> None:
    for parameters, said in [({"minimum": 9}, "share 9 sentences or more"), ({"level": 0.0}, "level above 0")]:
        with pytest.raises(GraphError, match=said):
            run("co-occurrence", NODES, CLAIMS, parameters)
    with pytest.raises(GraphError, match="shares a measure"):
        run("two-mode", NODES, CLAIMS)
    with pytest.raises(GraphError, match="give 2 or more"):
        run("two-mode", NODES, CLAIMS, {"nulls": 1})
    with pytest.raises(GraphError, match="no two entities share"):
        co_occurrence_table(nx.Graph(window="sentence", windows=0))
