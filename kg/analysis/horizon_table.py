"""The watch list of a technology horizon scan (技术地平线扫描), as a table and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.analysis.documents import Corpus, wanted_types
from kg.analysis.horizon import SCANNED, Signal, scan
from kg.analysis.result import Evidence, Result
from kg.charts import COLOURS, chart, finish
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWN = 20


def analyze_horizon(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    types: tuple[str, ...] = (),
    window: int = 730,
    least: int = 2,
    runs: int = 200,
    seed: int = 0,
) -> Result:
    """Technologies and products by novelty × momentum × breadth; see `scan`. `window` is in days."""
    corpus = Corpus.read(nodes, relationships)
    found = scan(corpus, wanted_types(nodes, types, SCANNED), window, least, runs, seed)
    columns = ("name", "label", "documents", "first", "novelty", "momentum", "breadth", "score", "low", "high", "iri")
    rows = [
        (
            corpus.name(s.topic),
            corpus.nodes[s.topic].label,
            s.documents,
            s.first,
            s.novelty,
            s.momentum,
            s.breadth,
            s.score,
            s.low,
            s.high,
            s.topic,
        )
        for s in found
    ]
    notes = [
        f"至少见于 {least} 份有日期文件的 {len(found)} 个主题。新颖：首份文件在语料时段中的位置；"
        f"势头：最近 {window} 天的份额÷（该份额＋此前的份额），0.5为平稳；广度：发文机关数÷最多者；得分为三者之积。",
        f"low、high 为对文件重抽样 {runs} 次的 95% 区间；区间重叠的主题，名次没有意义。",
    ]
    notes += [f"{said}。"] if (said := corpus.undated()) else []
    return Result(
        "技术地平线扫描",
        "政策文件",
        Table(columns, rows),
        ("name", "label"),
        tuple(notes),
        lambda: {(i, "documents"): [Evidence(r.statement_id) for r in s.claims] for i, s in enumerate(found)},
        lambda: _draw([(corpus.name(s.topic), s) for s in found[:_DRAWN]], len(found)),
    )


def _draw(found: Sequence[tuple[str, Signal]], of: int) -> Figure:
    """The three measures and the score with its interval, side by side for each topic."""
    if not found:
        raise GraphError("there is no topic to draw; choose a smaller least or other types")
    figure, places = chart(f"技术地平线扫描（前 {len(found)} / {of} 个）", (9.0, 1.4 + 0.28 * len(found)), 4)
    measures = (("新颖", "novelty"), ("势头", "momentum"), ("广度", "breadth"), ("得分（95%区间）", "score"))
    for number, (axes, (label, field)) in enumerate(zip(places, measures, strict=True)):
        values = [getattr(signal, field) for _, signal in found]
        axes.barh(range(len(found)), values, color=COLOURS[number], height=0.65)
        axes.set_yticks(range(len(found)), [name if len(name) <= 14 else name[:13] + "…" for name, _ in found])
        axes.tick_params(labelleft=number == 0)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.set_xlabel(label)
        axes.set_ylim(len(found) - 0.4, -0.6)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for y, (_, signal) in enumerate(found):
        places[3].plot([signal.low, signal.high], [y, y], color="black", linewidth=1.2)
    return finish(figure)
