"""The section on limits: what the numbers of the report do not say, with the figures that show how far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.analysis.documents import Corpus
from kg.property_graph import Relationship
from kg.report.content import Part

if TYPE_CHECKING:
    from kg.graph_folder import Manifest

_SURE, _DOUBTFUL = 0.8, 0.5


def limits_part(corpus: Corpus, relationships: Sequence[Relationship], build: Manifest) -> Part:
    """Standing limits, and those that the graph has: sureness of its claims, undated and unread papers, corrections."""
    known = [float(str(r.properties["confidence"])) for r in relationships if "confidence" in r.properties]
    sure, doubtful = sum(value >= _SURE for value in known), sum(value < _DOUBTFUL for value in known)
    unread = sum(not document.is_full for document in corpus.documents.values())
    lines = [
        "图谱说的是文本的断言，不是事实：文本之间可以互相矛盾。",
        "抽取由程序完成，会漏也会错，数目偏低的可能大于偏高；引用一个数字之前，请读它下面的句子，并回到原文核对。",
        "每个数字下面只列出少数几句；全部依据用 kg analyze 方法 --evidence 导出。",
    ]
    if known:
        lines.append(
            f"{len(known)} 条断言中，置信度不低于 {_SURE} 的占 {sure / len(known):.1%}，低于 {_DOUBTFUL} 的占 "
            f"{doubtful / len(known):.1%}；置信度是同样方法所得断言在人工标注文本上的正确比例，不是断言属实的概率。"
        )
    if build.min_confidence:
        lines.append(f"建图时舍去了置信度低于 {build.min_confidence:g} 的断言。")
    if undated := corpus.undated():
        lines.append(f"{undated}。")
    if unread:
        lines.append(f"{unread} 份文件只见于新闻、解读或答问，没有读到原文，其举措和目标以转述为准。")
    lines.append(
        f"人工更正 {build.corrections} 处。" if build.corrections else "断言未经人工复核（复核用 kg review）。"
    )
    return Part("局限", tuple(lines))
