"""Every method refuses what it cannot work on with one sentence that says what is missing, and never warns."""

from __future__ import annotations

import warnings

import pytest

from kg.analysis.methods import METHODS, defaults, run
from kg.errors import GraphError
from kg.property_graph import Node
from tests.kg.analysis.graphs import Claims, issued, mentioned

NETWORK_METHODS = (
    "centrality",
    "co-issue",
    "co-occurrence",
    "communities",
    "link-prediction",
    "link-test",
    "qap",
    "slices",
    "structural-holes",
    "two-mode",
)
TECHNOLOGY = {"脑机接口": "Technology"}
GRAPHS: dict[str, Claims] = {
    "empty": ([], []),
    "one node": ([Node("甲", "Technology", {"name": "甲"})], []),
    "one text, one name": mentioned(["脑机接口。"], TECHNOLOGY, ["2024-01-01"]),
    "one document of one institution": issued({"一": "甲"}, {"一": "2024"}),
    "no dates": mentioned(["脑机接口。"], TECHNOLOGY),
}


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("method", NETWORK_METHODS)
def test_too_little_is_refused_in_a_sentence(method: str, graph: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(GraphError) as refused:
            run(method, *GRAPHS[graph])
    said = str(refused.value)
    assert len(said) > 30 and "\n" not in said


@pytest.mark.parametrize("method", [m for m in NETWORK_METHODS if m in METHODS and "types" in defaults(m)])
def test_a_type_that_is_not_there_is_named_with_those_that_are(method: str) -> None:
    nodes, claims = mentioned(["脑机接口。大模型。"], {**TECHNOLOGY, "大模型": "Technology"}, ["2024-01-01"])
    if defaults(method).get("network") == "co-issue":
        parameters: dict[str, object] = {"types": "Scenario", "network": "co-occurrence"}
    else:
        parameters = {"types": "Scenario", **({"first": "co-occurrence"} if method == "qap" else {})}
    with pytest.raises(GraphError, match="the graph has no Scenario; it has: Technology"):
        run(method, nodes, claims, parameters)


def test_parts_that_are_not_joined_are_measured_without_a_warning() -> None:
    names = dict.fromkeys(("甲项", "乙项", "丙项", "丁项", "戊项"), "Technology")
    apart = mentioned(["甲项乙项。", "丙项丁项。", "戊项。"], names, ["2020", "2021", "2022"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in ("centrality", "communities", "structural-holes", "slices", "co-occurrence"):
            parameters = {"network": "co-occurrence"} if "network" in defaults(method) else {}
            assert len(run(method, *apart, parameters).table)
