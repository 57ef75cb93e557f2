"""The section on networks of topics: which stand in one sentence, and the communities that they form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kg.analysis.communities import communities
from kg.analysis.methods import run
from kg.analysis.networks import Network
from kg.analysis.projections import co_occurrence, largest_component
from kg.analysis.result import Evidence, Result
from kg.errors import GraphError
from kg.figure import draw_network
from kg.palette import STYLES
from kg.property_graph import Node, Relationship
from kg.report.content import Part, excerpt
from kg.table import Table

_TOP = 12
_COMMUNITIES = 8
_NAMED = 8
_TITLE = "主题网络"
_PAIRS = {"a": "主题甲", "b": "主题乙", "count": "同句数", "cosine": "余弦", "ppmi": "PPMI（比特）"}


def networks_part(nodes: Sequence[Node], relationships: Sequence[Relationship]) -> Part:
    """The strongest pairs of topics with their map, coloured by community, and the members of the communities."""
    try:
        pairs = run("co-occurrence", nodes, relationships)
        part = largest_component(co_occurrence(nodes, relationships, window="sentence"))
        found = communities(part)
    except GraphError:
        return Part(_TITLE, ("没有两个主题同句出现，共词网络无从计算。",))
    groups = {row["iri"]: row["community"] for row in found.to_dicts()}
    line = "共词网络：两个主题在一句中出现即连一条边。同句不等于文本断言两者有关，图只说明文件把什么放在一起讲。"
    title = "共词网络最大的连通部分"
    shown = replace(excerpt(pairs, _PAIRS, _TOP), figure=lambda: draw_network(part, title, groups))
    return Part(_TITLE, (line, _quality(found)), (shown, _members(found, Network(part, title, nodes, relationships))))


def _quality(found: Table) -> str:
    first = found.to_dicts()[0]
    return (
        f"Louvain 社团的模块度 {first['modularity']:.3f}，度不变的随机网络为 "
        f"{first['null_modularity']:.3f} ± {first['null_deviation']:.3f}，"
        f"不同种子之间的一致程度 {first['stability']:.2f}。"
    )


def _members(found: Table, network: Network) -> Result:
    """The largest communities with their first members and types; the sentences are those that join the members."""
    members: dict[int, list[dict[str, Any]]] = {}
    for row in found.to_dicts():
        members.setdefault(row["community"], []).append(row)
    order = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    first = [
        [f"{r['name']}（{STYLES[r['label']].chinese}）" for r in rows[:_NAMED]] for _, rows in order[:_COMMUNITIES]
    ]

    def behind(rows: list[dict[str, Any]]) -> list[Evidence]:
        inside = {row["iri"] for row in rows}
        return [claim for row in rows[:_NAMED] for claim in network.behind_node(row["iri"], inside)]

    return Result(
        "共词网络的社团",
        "主题",
        Table(
            ("社团", "主题数", "与社团内联系最强的主题"),
            [(f"社团 {n}", len(rows), "、".join(names)) for (n, rows), names in zip(order, first, strict=False)],
        ),
        ("社团",),
        (f"共 {len(order)} 个社团" + (f"，列出最大的 {_COMMUNITIES} 个。" if len(order) > _COMMUNITIES else "。"),),
        lambda: {(i, "主题数"): behind(rows) for i, (_, rows) in enumerate(order[:_COMMUNITIES])},
    )
