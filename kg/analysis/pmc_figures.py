"""The figures of the PMC index: surfaces and radar of the best documents, and the coding as a table of marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi
from typing import TYPE_CHECKING, Any

from kg.analysis.pmc import Scheme, Score, surface
from kg.analysis.pmc_rules import Coded
from kg.charts import COLOURS, finish, marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SURFACES = 6
"""Surfaces in one figure."""
DOCUMENTS = 12
"""Documents in the figure of the coding."""
_TITLE = 20


def draw_coding(scheme: Scheme, coded: Sequence[tuple[str, Mapping[tuple[str, str], Coded]]], of: int) -> Figure:
    """The value of each item of each document: yes, no or unknown."""
    items = [(variable.id, item.name) for variable in scheme.variables for item in variable.items]
    values = [[each[item].value for _, each in coded] for item in items]
    title = f"PMC二级变量的取值（指数最高的 {len(coded)} / {of} 份文件）"
    return marks([f"{id} {name}" for id, name in items], [name for name, _ in coded], values, title)


def draw_surfaces(scheme: Scheme, found: Sequence[tuple[str, Score]], of: int) -> Figure:
    """The PMC surfaces: the lower value as a surface, the upper as a grid above it; one document has its radar too."""
    from matplotlib.figure import Figure

    radar = len(found) == 1
    places = 2 if radar else len(found)
    columns = min(places, 3)
    lines = (places + columns - 1) // columns
    figure = Figure(figsize=(3.4 * columns, 0.6 + 3.5 * lines), layout="constrained")
    shown = "" if radar else f"（前 {len(found)} / {of} 份）"
    figure.suptitle(f"PMC曲面{shown}：实面为下限，网格为上限", fontsize=12)
    for place, (name, each) in enumerate(found, 1):
        axes = figure.add_subplot(lines, columns, place, projection="3d")
        _draw_surface(axes, scheme, each)
        title = name if len(name) <= _TITLE else name[: _TITLE - 1] + "…"
        axes.set_title(f"{title}\nPMC {each.pmc}　{each.grade}", fontsize=9, linespacing=1.5)
    if radar:
        _draw_radar(figure.add_subplot(lines, columns, 2, projection="polar"), scheme, found[0][1])
    return finish(figure)


def _draw_surface(axes: Any, scheme: Scheme, found: Score) -> None:
    from matplotlib.patheffects import withStroke
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
    axes.tick_params(axis="z", labelsize=8)
    for i, id in enumerate(scheme.surface):
        row, column = divmod(i, 3)
        name = axes.text(column, row, high[row, column] + 0.04, id, fontsize=8, ha="center", zorder=10)
        name.set_path_effects([withStroke(linewidth=2.0, foreground="white")])
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
