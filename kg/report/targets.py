"""The section on quantified targets: what shall be reached by when, as the texts say it."""

from __future__ import annotations

from collections import defaultdict

from kg.analysis.documents import Corpus, key_of
from kg.analysis.result import Evidence, Result
from kg.property_graph import Node
from kg.report.content import Part
from kg.table import Table

_TOP = 40
_TITLE = "量化目标"


def targets_part(corpus: Corpus) -> Part:
    """The targets by year, once for each paper and wording; a line where there is none."""
    same: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in corpus.nodes.values():
        document = corpus.of_text.get(str(node.properties.get("text_id", "")))
        if node.label == "Target" and document:
            same[_key(node, document)].append(node)
    if not same:
        return Part(_TITLE, ("语料中没有读到量化目标。",))
    order = sorted(same, key=lambda key: (key[1] or "~", key[2], key))
    numbered = [key for key in order if "value" in same[key][0].properties]
    shown = numbered[:_TOP]
    rows = [(same[key][0].properties.get("year"), key[2], _amount(same[key][0]), corpus.name(key[0])) for key in shown]
    years = sorted({key[1] for key in order if key[1]})
    span = f"目标年份 {years[0]} 至 {years[-1]}。" if years else "没有一项写明年份。"
    line = f"共 {len(order)} 项目标，其中 {len(numbered)} 项有数值（“一批”“一系列”之类没有）。{span}"
    if not rows:
        return Part(_TITLE, (line,))
    left = f"列出前 {_TOP} 项，共 {len(numbered)} 项；全部见 kg ask 4。"
    result = Result(
        "有数值的目标",
        "目标（同一文件的同一目标只计一次）；年份空着的，原文没有写明",
        Table(("年份", "指标", "数值", "文件"), rows),
        ("年份", "指标"),
        (left,) if len(numbered) > _TOP else (),
        lambda: {(i, "数值"): [Evidence(node.iri) for node in same[key]] for i, key in enumerate(shown)},
    )
    return Part(_TITLE, (line,), (result,))


def _key(node: Node, document: str) -> tuple[str, ...]:
    said = (str(node.properties.get(name, "")) for name in ("bound", "value", "end_value", "unit"))
    return document, str(node.properties.get("year", "")), key_of(str(node.properties.get("indicator", ""))), *said


def _amount(node: Node) -> str:
    """Bound, value and unit in words: 不低于 90%."""
    of = node.properties
    values = [f"{float(str(of[name])):.12g}" for name in ("value", "end_value") if name in of]
    bound = str(of.get("bound", ""))
    return f"{'' if bound == '等于' else bound + ' '}{'–'.join(values)}{of.get('unit', '')}".strip()
