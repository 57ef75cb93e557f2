"""The section on key actors: who issues papers together, and who stands in the middle of that network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.analysis.methods import run
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.report.content import Part, excerpt

_TOP = 12
_TITLE = "关键主体"
_MIDDLE = {
    "name": "机构",
    "degree": "合作机构数",
    "strength": "联合发文强度",
    "strength_rank_low": "强度名次下限",
    "strength_rank_high": "强度名次上限",
    "betweenness": "中介中心性",
    "pagerank": "PageRank",
}
_PAIRS = {"a": "机构甲", "b": "机构乙", "documents": "联合发文数", "newman": "Newman 权重", "cosine": "余弦"}


def actors_part(nodes: Sequence[Node], relationships: Sequence[Relationship]) -> Part:
    """The most central institutions and the pairs that issue most together; a line where there is no joint issue."""
    try:
        middle = run("centrality", nodes, relationships, {"network": "co-issue"})
        pairs = run("co-issue", nodes, relationships)
    except GraphError:
        return Part(_TITLE, ("语料中没有两个机构联合发布的文件，联合发文网络无从计算。",))
    line = (
        "联合发文网络：两个机构联合发布一份文件即连一条边，文中写明联合发布的被引文件也计入。"
        "强度名次的上下限是重抽文件所得的 95% 区间，区间重叠者不宜分先后。"
    )
    central = replace(excerpt(middle, _MIDDLE, _TOP), figure=None)
    return Part(_TITLE, (line,), (central, excerpt(pairs, _PAIRS, _TOP)))
