"""How each kind of node looks, and what it is called in Chinese: one table for the page and for the figures.

Colours are those of Okabe & Ito (Color Universal Design, 2008), told apart with any colour vision; since there are
more kinds than colours, shape tells the rest: topics are circles, what acts is a diamond, means are squares, papers
are upright rectangles, clauses are hexagons.
"""

from __future__ import annotations

from typing import NamedTuple


class Style(NamedTuple):
    """The look of one node label and its Chinese name.

    `shape` is circle, square, diamond, paper, triangle or hexagon.
    """

    colour: str
    shape: str
    chinese: str


STYLES: dict[str, Style] = {
    "Direction": Style("#D55E00", "circle", "方向"),
    "Industry": Style("#E69F00", "circle", "产业"),
    "Technology": Style("#0072B2", "circle", "技术"),
    "Product": Style("#56B4E9", "circle", "产品"),
    "Scenario": Style("#009E73", "circle", "场景"),
    "Instrument": Style("#CC79A7", "square", "政策工具"),
    "Platform": Style("#009E73", "square", "平台载体"),
    "Institution": Style("#0072B2", "diamond", "机构"),
    "ActorGroup": Style("#56B4E9", "diamond", "主体类型"),
    "PolicyDocument": Style("#D55E00", "paper", "政策文件"),
    "Region": Style("#F0E442", "triangle", "地区"),
    "Person": Style("#CC79A7", "diamond", "人物"),
    "Event": Style("#E69F00", "triangle", "会议活动"),
    "Measure": Style("#999999", "hexagon", "举措"),
    "Target": Style("#F0E442", "hexagon", "量化目标"),
    "Concept": Style("#999999", "square", "分类条目"),
    "SourceText": Style("#FFFFFF", "paper", "语料文本"),
    "ExtractionRun": Style("#999999", "triangle", "抽取批次"),
}
"""Every node label, in the order of a legend."""

UNKNOWN = Style("#999999", "circle", "其他")

RELATIONS: dict[str, tuple[str, str]] = {
    "ISSUED_BY": ("发布机关", "发布"),
    "CITES": ("引用", "被引用"),
    "AMENDS": ("修订", "被修订"),
    "REPEALS": ("废止", "被废止"),
    "INCLUDES": ("包含", "属于"),
    "APPLIED_IN": ("应用于", "应用了"),
    "ADVOCATES": ("倡导", "被倡导"),
    "LOCATED_IN": ("位于", "所在的有"),
    "REPORTS": ("报道", "见于报道"),
    "HAS_MEASURE": ("提出举措", "出自"),
    "ACTS_ON": ("作用于", "有关举措"),
    "USES_MEANS": ("运用", "被运用于"),
    "HAS_ACTOR": ("行动主体", "参与举措"),
    "HAS_TARGET": ("提出目标", "出自"),
    "CONCERNS": ("涉及", "有关目标"),
    "CLASSIFIED_AS": ("归类为", "类中的有"),
    "MENTIONS": ("提及", "见于"),
}
"""Every relationship type, read from its head and from its tail, in the order of a card."""


def style_of(label: str) -> Style:
    """The look of a label; a grey circle for one that the table does not have."""
    return STYLES.get(label, UNKNOWN)
