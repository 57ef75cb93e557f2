"""Every method on every graph that holds too little or something odd: one sentence that says what is missing, or a
result with its figure and its statements; never a warning, and never an empty figure."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from kg.analysis.methods import METHODS, defaults, run
from kg.analysis.result import Result, evidence_table
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.labels import RelationType
from tests.kg.analysis.graphs import Claims, claim, issued, mentioned
from tests.kg.analysis.policies import Policies, Said, sample

TECHNOLOGY = {"脑机接口": "Technology"}
FEWER: dict[str, object] = {"runs": 20, "nulls": 5, "bootstrap": 20, "rewirings": 5}
"""As many samples as a sweep needs."""


def only_text() -> Claims:
    return [Node("文", "SourceText", {"name": "文", "text": "文。", "date": "2024-01-01"})], []


def one_document() -> Claims:
    made = Policies()
    made.paper(
        "关于脑机接口的意见",
        "2024-01-01",
        ["商务部"],
        {"脑机接口": "Technology"},
        [Said("支持脑机接口", objects={"脑机接口": "Technology"})],
    )
    return made.claims()


def without_dates() -> Claims:
    def bare(each: Node | Relationship) -> dict[str, object]:
        return {k: v for k, v in each.properties.items() if k not in ("date", "date_issued", "number")}

    nodes, links = sample().claims()
    return (
        [replace(n, properties=bare(n)) for n in nodes],  # type: ignore[arg-type]
        [replace(r, properties=bare(r)) for r in links],  # type: ignore[arg-type]
    )


def in_parts() -> Claims:
    """Two policies that share no issuer, no topic and no citation."""
    made = Policies()
    for place, (topic, other, issuers) in enumerate(
        [("甲项", "乙项", ["商务部", "财政部"]), ("丙项", "丁项", ["广东省人民政府", "上海市人民政府"])]
    ):
        goods = {topic: "Technology", other: "Technology"}
        said = [
            Said(f"支持{topic}和{other}", objects=goods),
            Said(f"限制{topic}", "限制", "要求", {topic: "Technology"}),
        ]
        made.paper(
            f"{topic}意见", f"202{place}-01-01", issuers, goods, said, text=f"支持{topic}和{other}。限制{topic}。"
        )
    nodes, links = made.claims()
    for r in [r for r in links if r.type == RelationType.MENTIONS]:
        body = str(next(n for n in nodes if n.iri == r.head).properties["text"])
        begin = body.index(r.tail)
        place_of = {"begin": begin, "end": begin + 2, "begins": (begin,), "ends": (begin + 2,)}
        links[links.index(r)] = replace(r, properties=dict(r.properties) | place_of)
    return nodes, links


def looped() -> Claims:
    """The sample, and nodes that stand in a relation to themselves."""
    nodes, links = sample().claims()
    text = "上海市未来产业行动方案原文"
    for type, iri in (
        (RelationType.CITES, "上海市未来产业行动方案"),
        (RelationType.ISSUED_BY, "上海市人民政府"),
        (RelationType.INCLUDES, "脑机接口"),
        (RelationType.MENTIONS, "脑机接口"),
        (RelationType.ACTS_ON, f"{text}#禁止数据交易"),
        (RelationType.CLASSIFIED_AS, "专项资金"),
    ):
        links.append(claim(type, iri, iri, text))
    return nodes, links


GRAPHS = {
    "empty": lambda: ([], []),
    "one node": lambda: ([Node("甲", "Technology", {"name": "甲"})], []),
    "one text": only_text,
    "one name": lambda: mentioned(["脑机接口。"], TECHNOLOGY, ["2024-01-01"]),
    "one institution": lambda: issued({"一": "甲"}, {"一": "2024"}),
    "one document": one_document,
    "no dates": without_dates,
    "parts": in_parts,
    "self-loops": looped,
}
NOTHING = ("empty", "one node")
"""The graphs on which no method has anything to count."""


@cache
def graph(name: str) -> Claims:
    return GRAPHS[name]()


@pytest.fixture(autouse=True)
def _a_warning_is_a_failure() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def fewer(method: str) -> dict[str, object]:
    return {name: value for name, value in FEWER.items() if name in defaults(method)}


def is_a_sentence(error: GraphError) -> bool:
    return len(str(error)) > 30 and "\n" not in str(error)


def holds(result: Result, claims: Claims) -> bool:
    """Whether the statements behind the result can be listed and its figure, where it has one, shows something."""
    evidence_table(result, *claims)
    assert all(value == value for row in result.table.rows for value in row)  # NaN is no answer
    if result.figure is None:
        return False
    try:
        figure = result.figure()
    except GraphError as error:  # an empty table has no figure, and says so
        return is_a_sentence(error)
    figure.draw_without_rendering()
    return any(axes.has_data() or axes.texts for axes in figure.axes)


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_refuses_in_a_sentence_or_answers(method: str, name: str) -> None:
    try:
        result = run(method, *graph(name), fewer(method))
    except GraphError as error:
        assert is_a_sentence(error), str(error)
        return
    assert name not in NOTHING
    assert holds(result, graph(name))


@pytest.mark.parametrize("method", [m for m in METHODS if "types" in defaults(m)])
def test_a_type_that_is_not_there_is_named_with_those_that_are(method: str) -> None:
    nodes, links = sample().claims()
    parameters: dict[str, object] = {"types": "Event"}
    if defaults(method).get("network") == "co-issue":
        parameters["network"] = "co-occurrence"
    with pytest.raises(GraphError, match=r"the graph has no Event; it has: .*Technology"):
        run(method, nodes, links, parameters | ({"first": "co-occurrence"} if method == "qap" else {}))


@pytest.mark.parametrize("method", METHODS)
def test_self_loops_change_no_number(method: str) -> None:
    def said(claims: Claims) -> object:
        try:
            return run(method, *claims, fewer(method)).table
        except GraphError as error:
            return str(error)

    assert said(looped()) == said(sample().claims())


def test_parts_that_are_not_joined_are_measured() -> None:
    for method in ("centrality", "communities", "structural-holes", "slices", "co-occurrence"):
        assert len(run(method, *graph("parts"), fewer(method)).table)
