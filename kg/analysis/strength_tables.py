"""Policy strength and synergy by year, as tables and lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.analysis.documents import PERIODS, Corpus, periods_between, wanted_types
from kg.analysis.resampling import interval
from kg.analysis.result import Cells, Evidence, Result
from kg.analysis.strength import SCALE, Mix, mixes, read_scale, strength_of, synergy
from kg.charts import COLOURS, chart, draw_lines, finish, lines
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import EntityType, RelationType

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_GROUPS = {"S": "供给", "E": "环境", "D": "需求"}


def analyze_strength(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    period: str = "year",
    scale: str = "",
    runs: int = 500,
    seed: int = 0,
) -> Result:
    """The strength of the policies of each period: sum, mean with its 95 % bootstrap interval, documents of each score.

    `scale` is another YAML file than `strength.yaml`. Raises GraphError without dates, and where the level and kind of
    no document are known.
    """
    rules, corpus = read_scale(Path(scale) if scale else SCALE), Corpus.read(nodes, relationships)
    steps, when = _steps(corpus, period)
    scored = {iri: s for iri, d in corpus.documents.items() if (s := strength_of(d, rules)) is not None}
    used = {iri: scored[iri] for iri in when if iri in scored}
    if not used:
        raise GraphError("no dated document has a level and a kind that the scale knows; give another scale=FILE")
    members = [[iri for iri in used if when[iri] == step] for step in steps]
    scores = sorted({rule.score for rule in rules}, reverse=True)
    rows = []
    for step, inside in zip(steps, members, strict=True):
        values = [used[iri] for iri in inside]
        bounds = interval(values, lambda drawn: sum(drawn) / len(drawn), runs, seed) or (None, None)
        mean = sum(values) / len(values) if values else None
        rows.append((step, len(values), sum(values), mean, *bounds, *(values.count(score) for score in scores)))
    columns = ("period", "documents", "strength", "mean", "mean_low", "mean_high", *(f"score_{s}" for s in scores))
    issued = [r for r in relationships if r.type in (RelationType.ISSUED_BY, RelationType.REPORTS)]

    def evidence() -> Cells:
        return {
            (i, "strength"): [Evidence(r.statement_id) for r in issued if corpus.document_of(r) in inside]
            for i, inside in enumerate(members)
            if inside
        }

    notes = [
        f"有日期且能定级的文件 {len(used)} 份（共 {len(corpus.documents)} 份）；层级或文种不明的 "
        f"{len(corpus.documents) - len(scored)} 份未计入。联合发文按最高层级定级，只计一次。",
        f"力度按发文层级与文种打分（{scores[-1]}–{scores[0]}），量表见 {scale or SCALE.name}；"
        f"均值区间为重抽样 {runs} 次的 95% 区间。",
    ]
    notes += [f"{said}。"] if (said := corpus.undated()) else []
    sums = {"力度总和": [float(row[2]) for row in rows]}

    def figure() -> Figure:
        made, (left, right) = chart("政策力度", (9.0, 4.0), 2)
        draw_lines(left, steps, sums, "力度总和")
        left.set_ylim(bottom=0)
        draw_lines(right, steps, {"平均": [row[3] for row in rows]}, "平均力度（阴影为95%区间）")
        known = [place for place, row in enumerate(rows) if row[4] is not None]
        low, high = ([rows[place][side] for place in known] for side in (4, 5))
        right.fill_between(known, low, high, color=COLOURS[0], alpha=0.2, linewidth=0)
        return finish(made)

    return Result("政策力度", "政策文件", Table(columns, rows), ("period",), tuple(notes), evidence, figure)


def analyze_synergy(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    period: str = "year",
    types: tuple[str, ...] = (),
    scale: str = "",
    runs: int = 500,
    seed: int = 0,
) -> Result:
    """The synergy of instruments and goals in each period; see `synergy`.

    `types` are the labels that count as goals, else directions. `per_document` is tools × goals over the documents,
    with its 95 % bootstrap interval. Raises GraphError without dates and where the instruments are not classified.
    """
    rules, corpus = read_scale(Path(scale) if scale else SCALE), Corpus.read(nodes, relationships)
    steps, when = _steps(corpus, period)
    goals = wanted_types(nodes, types, [EntityType.DIRECTION])
    found = {iri: mix for iri, mix in mixes(corpus, rules, goals).items() if iri in when}
    if not found:
        raise GraphError(
            "no dated document has both measures and a strength; give another scale=FILE or add such texts"
        )
    members = [[iri for iri in found if when[iri] == step] for step in steps]
    rows, names = [], list(synergy([]))
    for step, inside in zip(steps, members, strict=True):
        inner = [found[iri] for iri in inside]
        bounds = interval(inner, _per_document, runs, seed) or (None, None)
        values = synergy(inner)
        mean = _per_document(inner) if inner else None
        rows.append((step, len(inner), sum(m.strength for m in inner), *(values[n] for n in names), mean, *bounds))
    pairs = tuple(names)
    columns = ("period", "documents", "strength", *pairs, "per_document", "per_document_low", "per_document_high")

    def evidence() -> Cells:
        return {
            (i, "tools_goals"): [Evidence(r.statement_id) for iri in inside for r in found[iri].claims]
            for i, inside in enumerate(members)
            if any(found[iri].claims for iri in inside)
        }

    notes = [
        f"有日期、有力度、有举措的文件 {len(found)} 份。"
        f"{'，'.join(f'{code} {name}型' for code, name in _GROUPS.items())}；"
        f"目标为举措作用的{'、'.join(goals)}。",
        "S–E 等为同时使用两类工具的文件的力度之和；tools_goals 为 Σ 力度 × 工具类数 × 目标数。",
        f"per_document 的区间为重抽样 {runs} 次的 95% 区间。",
    ]
    notes += [f"{said}。"] if (said := corpus.undated()) else []
    # The codes of the columns say nothing in a figure, which has no notes below it.
    called = {name: "–".join(_GROUPS[code] for code in name.split("–")) for name in names if name != "tools_goals"}
    series = {called[name]: [float(row[3 + i]) for row in rows] for i, name in enumerate(names) if name in called}
    return Result(
        "政策工具协同度",
        "政策文件",
        Table(columns, rows),
        ("period",),
        tuple(notes),
        evidence,
        lambda: lines(steps, series, "政策工具协同度", "同时使用两类工具的力度之和"),
    )


def _steps(corpus: Corpus, period: str) -> tuple[list[str], dict[str, str]]:
    """All periods from the first to the last dated document, and document → period."""
    if period not in PERIODS:
        raise GraphError(f"{period!r} is no period; known: {', '.join(PERIODS)}")
    when = corpus.dated(period, at_least=1)
    return periods_between(min(when.values()), max(when.values()), period), when


def _per_document(found: Sequence[Mix]) -> float:
    return synergy(found)["tools_goals"] / len(found)
