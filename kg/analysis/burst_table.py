"""The bursts of the topics of a corpus (突发检测), as a table and as bars over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.analysis.bursts import Burst, adjusted, chance_of, find_bursts
from kg.analysis.documents import PERIODS, Corpus, periods_between, wanted_types
from kg.analysis.result import Cells, Evidence, Result
from kg.charts import COLOURS, chart, finish
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import TOPICS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWN = 25


def analyze_bursts(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    types: tuple[str, ...] = (),
    period: str = "quarter",
    s: float = 2.0,
    gamma: float = 1.0,
    states: int = 2,
    least: int = 3,
    runs: int = 500,
    seed: int = 0,
) -> Result:
    """When topics burst: one row a burst, the heaviest first.

    Kleinberg's automaton (see `find_bursts`) over the dated documents; a topic needs `least` of them. `p` is the
    chance of a burst as heavy where the topic's documents lie at random, `q` the same over all topics tested. Raises
    GraphError for another period, without dates, and where no topic is in `least` documents.
    """
    if period not in PERIODS:
        raise GraphError(f"{period!r} is no period; known: {', '.join(PERIODS)}")
    corpus = Corpus.read(nodes, relationships)
    when = corpus.dated(period)
    steps = periods_between(min(when.values()), max(when.values()), period)
    all = [sum(at == step for at in when.values()) for step in steps]
    mentions = {
        t: {d: rs for d, rs in found.items() if d in when}
        for t, found in corpus.mentions(wanted_types(nodes, types, TOPICS)).items()
    }
    mentions = {topic: found for topic, found in mentions.items() if len(found) >= least}
    if not mentions:
        raise GraphError(f"no topic stands in {least} dated documents; choose a smaller least or other types")
    bursts: dict[str, tuple[list[Burst], float]] = {}
    for topic, documents in mentions.items():
        relevant = [sum(when[d] == step for d in documents) for step in steps]
        if found := find_bursts(relevant, all, s, gamma, states):
            bursts[topic] = found, chance_of(found, relevant, all, runs, seed, s, gamma, states)
        else:
            bursts[topic] = [], 1.0
    q = dict(zip(bursts, adjusted([chance for _, chance in bursts.values()]), strict=True))
    rows = [(topic, burst) for topic, (found, _) in bursts.items() for burst in found]
    rows.sort(key=lambda row: (-row[1].weight, corpus.name(row[0]), row[0], row[1].first))
    inside = [
        [d for d in mentions[t] if steps[b.first] <= when[d] <= steps[b.last]] for t, b in rows
    ]  # periods compare as text: 2024-Q1 < 2024-Q2
    table = Table(
        ("name", "label", "level", "first", "last", "weight", "documents", "in_all", "p", "q", "iri"),
        [
            (
                corpus.name(t),
                corpus.nodes[t].label,
                b.level,
                steps[b.first],
                steps[b.last],
                b.weight,
                len(inside[i]),
                len(mentions[t]),
                bursts[t][1],
                q[t],
                t,
            )
            for i, (t, b) in enumerate(rows)
        ],
    )

    def evidence() -> Cells:
        return {
            (i, "documents"): [Evidence(r.statement_id) for d in inside[i] for r in mentions[t][d]]
            for i, (t, _) in enumerate(rows)
        }

    notes = [
        f"检验了 {len(bursts)} 个主题，{sum(bool(f) for f, _ in bursts.values())} 个有突发；时间单位 {len(steps)} 个，"
        f"有日期的文件 {len(when)} 份（每份只计一次，转载与联合发文不重复计）。",
        f"p：把该主题的文件随机放到全部文件的日期上，{runs} 次中出现同样大突发的比例；"
        "q：按全部主题校正（Benjamini–Hochberg）。",
    ]
    notes += [f"{said}。"] if (said := corpus.undated(period)) else []
    drawn = rows[:_DRAWN]
    return Result(
        "主题突发检测（Kleinberg 两态自动机）" if states == 2 else f"主题突发检测（Kleinberg {states} 态自动机）",
        "政策文件",
        table,
        ("name", "first", "last"),
        tuple(notes),
        evidence,
        lambda: _draw([(corpus.name(t), b) for t, b in drawn], steps, len(rows)),
    )


def _draw(bursts: Sequence[tuple[str, Burst]], steps: Sequence[str], of: int) -> Figure:
    """A bar from first to last period for each burst, in the order of their beginnings, its weight beside it."""
    if not bursts:
        raise GraphError("no topic bursts; choose a smaller gamma or s, or other types, before asking for the figure")
    lines = sorted(dict.fromkeys(bursts), key=lambda x: (x[1].first, x[1].last, x[0]))
    figure, (axes,) = chart(f"主题突发（最强的 {len(lines)} / {of} 个，数字为权重）", (8.0, 1.6 + 0.28 * len(lines)))
    for y, (_, burst) in enumerate(lines):
        axes.barh(y, burst.last - burst.first + 1, left=burst.first, height=0.6, color=COLOURS[burst.level - 1])
        axes.text(burst.last + 1.15, y, f"{burst.weight:.1f}", va="center", fontsize=8)
    axes.set_yticks(range(len(lines)), [name if len(name) <= 16 else name[:15] + "…" for name, _ in lines])
    axes.invert_yaxis()
    every = max(1, len(steps) // 12)
    axes.set_xticks([i + 0.5 for i in range(0, len(steps), every)], steps[::every], rotation=60, ha="right")
    axes.set_xlim(0, len(steps) + 1.5)
    axes.grid(axis="x", alpha=0.3)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return finish(figure)
