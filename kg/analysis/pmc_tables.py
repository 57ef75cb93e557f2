"""The PMC index of the documents of a graph: a row a document, the coding behind it, and the surfaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.analysis.documents import Corpus, Document, key_of
from kg.analysis.pmc import VARIABLES, Range, Scheme, Score, read_scheme, score, surface
from kg.analysis.pmc_coding import read_sheet, write_blank
from kg.analysis.pmc_rules import Coded, Material, code
from kg.analysis.result import Cells, Evidence, Result
from kg.charts import COLOURS, finish
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Coding = Mapping[tuple[str, str], Coded]

_SURFACES = 6


def analyze_pmc(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str = "",
    variables: str = "",
    coding: str = "",
    blank: str = "",
    news: bool = False,
) -> Result:
    """The PMC index of each document, the highest first; see `score` for the formula.

    `of` keeps documents with this in their title, `variables` is another YAML table, `coding` the sheet that a
    researcher filled, `blank` where to write it empty; `news` scores documents known only from news of them too.
    Raises GraphError where no document is left or a file is not what it should be.
    """
    scheme, documents, coded, notes = _coded(nodes, relationships, of, variables, coding, blank, news)
    found = {d.iri: score(scheme, {key: c.value for key, c in coded[d.iri].items()}) for d in documents}
    documents = sorted(documents, key=lambda d: (-found[d.iri].pmc.low, -found[d.iri].pmc.high, d.name, d.iri))
    rows = [(d.name, d.date, *_figures(scheme, found[d.iri]), _unknown(coded[d.iri]), d.iri) for d in documents]
    ids = tuple(variable.id for variable in scheme.variables)
    columns = ("name", "date", *ids, "pmc_low", "pmc_high", "dent_low", "dent_high", "grade", "unknown", "iri")

    def evidence() -> Cells:
        cells: dict[tuple[int, str], list[Evidence]] = {}
        for i, d in enumerate(documents):
            for (id, _), c in coded[d.iri].items():
                if c.evidence:
                    cells.setdefault((i, id), []).extend(c.evidence)
        return cells

    meaning = "，".join(f"{variable.id} {variable.name}" for variable in scheme.variables)
    notes += [
        f"变量：{meaning}。",
        "未知的二级变量不作0处理：下限把未知都当0，上限都当1；等级在两者之间时同时列出。",
    ]
    drawn = [(d.name, found[d.iri]) for d in documents[:_SURFACES]]
    return Result(
        f"PMC指数（{scheme.title}）",
        "政策文件",
        Table(columns, rows),
        ("name",),
        tuple(notes),
        evidence,
        lambda: _draw(scheme, drawn, len(documents)),
    )


def analyze_pmc_coding(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str = "",
    variables: str = "",
    coding: str = "",
    blank: str = "",
    news: bool = False,
) -> Result:
    """The multi-input-output table under the PMC index: each item of each document with value and reason.

    The value of an unknown item is empty. The parameters are those of `analyze_pmc`.
    """
    scheme, documents, coded, notes = _coded(nodes, relationships, of, variables, coding, blank, news)
    names = {variable.id: variable.name for variable in scheme.variables}
    lines = [(d, id, item, c) for d in documents for (id, item), c in coded[d.iri].items()]
    columns = ("name", "variable", "variable_name", "item", "value", "reason", "iri")
    rows = [(d.name, id, names[id], item, c.value, c.reason, d.iri) for d, id, item, c in lines]
    return Result(
        f"PMC多投入产出表（{scheme.title}）",
        "政策文件 × 二级变量",
        Table(columns, rows),
        ("name", "variable", "item"),
        tuple(notes),
        lambda: {(i, "value"): list(c.evidence) for i, (*_, c) in enumerate(lines) if c.evidence},
    )


def _coded(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str,
    variables: str,
    coding: str,
    blank: str,
    news: bool,
) -> tuple[Scheme, list[Document], dict[str, dict[tuple[str, str], Coded]], list[str]]:
    """The scheme, the documents that are scored, the value of each of their items, and what to say about it."""
    scheme, corpus = read_scheme(Path(variables) if variables else VARIABLES), Corpus.read(nodes, relationships)
    wanted = [d for d in corpus.documents.values() if key_of(of) in key_of(d.name)]
    documents = sorted((d for d in wanted if news or d.is_full), key=lambda d: (d.name, d.iri))
    if not documents:
        raise GraphError(
            f"no document {f'with {of} in its title ' if of else ''}is in the graph in full ({len(wanted)} are known "
            "from news of them); add the papers themselves, or score the others too with news=true"
        )
    notes = [f"评价 {len(documents)} 份有原文的文件；{len(wanted) - len(documents)} 份只见报道，未评价。"]
    if blank:
        write_blank(blank, scheme, documents)
        notes.append(f"空白编码表已写入 {blank}：填好 value（0或1）与 quotation 后用 coding={blank} 读入。")
    material = Material.gather(corpus)
    sheet = read_sheet(coding, scheme, corpus) if coding else {}
    coded = {d.iri: code(material, scheme, d) | sheet.get(d.iri, {}) for d in documents}
    if not coding:
        notes.append("没有人工编码表，需人工判断的变量都未知；用 blank=FILE 得到空白表。")
    if material.instruments is None:
        notes.append("图中没有政策工具分类（instrument_types），工具类变量未知。")
    return scheme, documents, coded, notes


def _figures(scheme: Scheme, found: Score) -> tuple[Any, ...]:
    """The cells of a document from X1 to its grade."""
    values = (_cell(found.values[variable.id]) for variable in scheme.variables)
    return (*values, found.pmc.low, found.pmc.high, found.dent.low, found.dent.high, found.grade)


def _unknown(coded: Coding) -> int:
    return sum(each.value is None for each in coded.values())


def _cell(value: Range) -> float | str:
    """A number where the value is exact, else the range as text."""
    return value.low if value.is_exact else str(value)


def _draw(scheme: Scheme, found: Sequence[tuple[str, Score]], of: int) -> Figure:
    """The PMC surfaces: the lower value as a surface, the upper as a grid above it; one document has its radar too."""
    from matplotlib.figure import Figure

    radar = len(found) == 1
    places = 2 if radar else len(found)
    columns = min(places, 3)
    lines = (places + columns - 1) // columns
    figure = Figure(figsize=(4.6 * columns, 0.8 + 4.3 * lines), layout="constrained")
    shown = "" if radar else f"（前 {len(found)} / {of} 份）"
    figure.suptitle(f"PMC曲面{shown}：实面为下限，网格为上限", fontsize=12)
    for place, (name, each) in enumerate(found, 1):
        axes = figure.add_subplot(lines, columns, place, projection="3d")
        _draw_surface(axes, scheme, each)
        title = name if len(name) <= 22 else name[:21] + "…"
        axes.set_title(f"{title}\nPMC {each.pmc}　{each.grade}", fontsize=10)
    if radar:
        _draw_radar(figure.add_subplot(lines, columns, 2, projection="polar"), scheme, found[0][1])
    return finish(figure)


def _draw_surface(axes: Any, scheme: Scheme, found: Score) -> None:
    from numpy import array, meshgrid

    cells = surface(scheme, found)
    low = array([[cell.low for cell in row] for row in cells])
    high = array([[cell.high for cell in row] for row in cells])
    x, y = meshgrid(range(3), range(3))
    axes.plot_surface(x, y, low, cmap="viridis", vmin=0, vmax=1, alpha=0.9, edgecolor="#333333", linewidth=0.4)
    if (high > low).any():
        axes.plot_wireframe(x, y, high, color=COLOURS[1], linewidth=1.0)
    axes.set_zlim(0, 1)
    axes.set_xticks(range(3), ["列1", "列2", "列3"], fontsize=8)
    axes.set_yticks(range(3), ["行1", "行2", "行3"], fontsize=8)
    for i, id in enumerate(scheme.surface):
        row, column = divmod(i, 3)
        axes.text(column, row, high[row, column] + 0.04, id, fontsize=8, ha="center")
    axes.view_init(elev=28, azim=-55)


def _draw_radar(axes: Any, scheme: Scheme, found: Score) -> None:
    values = [(v.name, found.values[v.id]) for v in scheme.variables]
    angles = [2 * pi * i / len(values) for i in range(len(values))]
    for number, (label, side) in enumerate((("下限", "low"), ("上限", "high"))):
        ring = [getattr(value, side) for _, value in values]
        line = axes.plot([*angles, angles[0]], [*ring, ring[0]], "-" if number == 0 else "--", color=COLOURS[number])
        line[0].set_label(label)
        if number == 0:
            axes.fill([*angles, angles[0]], [*ring, ring[0]], color=COLOURS[0], alpha=0.2)
    axes.set_xticks(angles, [name for name, _ in values], fontsize=9)
    axes.tick_params(axis="x", pad=12)
    axes.set_ylim(0, 1)
    axes.set_yticks([0.25, 0.5, 0.75, 1], ["", "0.5", "", "1"], fontsize=8)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.15, -0.1), frameon=False, fontsize=9)
