"""Charts of an analysis: bars, lines and matrices, with Chinese labels and colours for any colour vision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.figure import chinese_font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe & Ito 2008, the darkest first."""
_MARKERS = "os^Dv<>P"
_LONGEST = 18
_A_LINE = 20
"""Characters of a name in one line beside a bar; a title of a policy takes two."""
_STEPS = 45
"""Characters of all steps that stand side by side without touching, in half of a page."""
_FEW = 8
"""Columns of a matrix up to which each is wide; a matrix with more would be too wide for a page."""


def chart(title: str, size: tuple[float, float] = (8.0, 5.0), columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure with `columns` places for charts; `finish` sets its labels in a Chinese font."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    axes = [figure.add_subplot(1, columns, place) for place in range(1, columns + 1)]
    figure.suptitle(title, fontsize=12, linespacing=1.5)
    return figure, axes


def finish(figure: Figure) -> Figure:
    """Every text of the figure in a font with Chinese characters. Raises GraphError where none is installed."""
    from matplotlib.text import Text

    family = chinese_font()
    for text in figure.findobj(Text):
        text.set_fontfamily(family)
        text.set_parse_math(False)
    return figure


def bars(
    names: Sequence[str],
    values: Sequence[float],
    title: str,
    unit: str,
    errors: Sequence[tuple[float, float]] | None = None,
) -> Figure:
    """Horizontal bars, the first on top; `errors` are the lower and upper end of each value's interval.

    An interval need not hold its value: that of a biased measure may lie beside it.
    """
    _refuse_nothing(names, title)
    lines = [_wrapped(name) for name in names]
    figure, (axes,) = chart(title, (8.0, 1.2 + (0.3 if max(map(len, lines)) <= _A_LINE else 0.36) * len(names)))
    places = range(len(names))
    drawn = axes.barh(places, values, color=COLOURS[0], height=0.7)
    if errors is None:
        axes.bar_label(drawn, [f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}" for value in values], padding=3)
        axes.margins(x=0.08)
    else:
        middles, halves = ([(high + sign * low) / 2 for low, high in errors] for sign in (1, -1))
        axes.errorbar(middles, list(places), xerr=halves, fmt="none", ecolor="black", capsize=3)
    axes.set_yticks(list(places), lines, linespacing=1.4)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel(unit)
    if all(isinstance(value, int) for value in values):
        axes.locator_params(axis="x", integer=True)  # 2.5 documents are none
    _plain(axes)
    return finish(figure)


def lines(steps: Sequence[str], series: Mapping[str, Sequence[float | None]], title: str, unit: str) -> Figure:
    """A line for each series over the steps, told apart by colour and marker; None is a gap."""
    _refuse_nothing(steps, title)
    figure, (axes,) = chart(title)
    draw_lines(axes, steps, series, unit)
    return finish(figure)


def draw_lines(axes: Axes, steps: Sequence[str], series: Mapping[str, Sequence[float | None]], unit: str) -> None:
    """The lines of a chart in one place of a figure, with a legend where there are several."""
    for number, (name, values) in enumerate(series.items()):
        axes.plot(
            range(len(steps)),
            [float("nan") if value is None else value for value in values],
            color=COLOURS[number % len(COLOURS)],
            marker=_MARKERS[number % len(_MARKERS)],
            label=_short(name),
        )
    has_room = sum(map(len, steps)) <= _STEPS
    axes.set_xticks(range(len(steps)), list(steps), rotation=0 if has_room else 60)
    axes.set_ylabel(unit)
    if len(series) > 1:
        axes.legend(frameon=False, fontsize=9)
    _plain(axes)


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    title: str,
    unit: str,
    texts: Sequence[Sequence[str]] | None = None,
    diverging: bool = False,
) -> Figure:
    """A matrix in colours, each cell with its value (or the word in `texts`); None is white, with the word or nothing.

    `diverging` puts white at 0 between blue and red, for residuals and differences.
    """
    _refuse_nothing(rows, title)
    _refuse_nothing(columns, title)
    wide, digits = (0.75, 3) if len(columns) <= _FEW else (0.4, 2)
    figure, (axes,) = chart(title, (3.5 + wide * len(columns), 2.0 + 0.34 * len(rows)))
    numbers = [[float("nan") if value is None else float(value) for value in row] for row in values]
    known = [value for row in numbers for value in row if value == value]
    most = max(map(abs, known), default=1.0) or 1.0
    least, colours = (-most, "RdBu_r") if diverging else (min(0.0, *known, 0.0), "Blues")
    image = axes.imshow(numbers, cmap=colours, vmin=least, vmax=most, aspect="auto")
    axes.set_xticks(range(len(columns)), [_short(name) for name in columns], rotation=45, ha="right")
    axes.set_yticks(range(len(rows)), [_short(name) for name in rows])
    for y, row in enumerate(numbers):
        for x, value in enumerate(row):
            is_known = value == value  # NaN is not
            word = texts[y][x] if texts else f"{value:.{digits}g}" if is_known else ""
            is_dark = is_known and abs(value) > 0.6 * most
            axes.text(x, y, word, ha="center", va="center", fontsize=8, color="white" if is_dark else "black")
    figure.colorbar(image, ax=axes, label=unit)
    return finish(figure)


def outline(lines: Sequence[tuple[int, str]], title: str) -> Figure:
    """A tree as an indented list: (depth, text) in reading order, each joined to the line that it stands under."""
    _refuse_nothing(lines, title)
    figure, (axes,) = chart(title, (8.0, 0.8 + 0.26 * len(lines)))
    last: dict[int, int] = {}
    for y, (depth, text) in enumerate(lines):
        if depth:
            under = last[depth - 1]
            axes.plot([depth - 1, depth - 1, depth - 0.15], [under + 0.3, y, y], color="#7b8894", linewidth=1.0)
        last[depth] = y
        axes.plot(depth, y, marker="o", markersize=5, color=COLOURS[depth % len(COLOURS)])
        axes.text(depth + 0.15, y, _short(text, 2 * _A_LINE), va="center", fontsize=9)
    axes.set_xlim(-0.3, max(depth for depth, _ in lines) + 5)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_axis_off()
    return finish(figure)


def marks(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int | None]], title: str) -> Figure:
    """A table of yes (1), no (0) and unknown (None) in three shades, with a legend."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    _refuse_nothing(rows, title)
    _refuse_nothing(columns, title)
    shades = ("#d9d9d9", "#ffffff", COLOURS[0])
    figure, (axes,) = chart(title, (4.0 + 0.42 * len(columns), 2.2 + 0.21 * len(rows)))
    shown = [[-1 if value is None else value for value in row] for row in values]
    axes.imshow(shown, cmap=ListedColormap(shades), vmin=-1, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), [_short(name) for name in columns], rotation=45, ha="right", fontsize=9)
    axes.set_yticks(range(len(rows)), [_short(name, _A_LINE) for name in rows], fontsize=9)
    axes.set_xticks([i - 0.5 for i in range(1, len(columns))], minor=True)
    axes.set_yticks([i - 0.5 for i in range(1, len(rows))], minor=True)
    axes.grid(which="minor", color="#7b8894", linewidth=0.4)
    axes.tick_params(which="minor", length=0)
    names = ("未知", "0 否", "1 是")
    patches = [Patch(facecolor=shade, edgecolor="black", label=name) for shade, name in zip(shades, names, strict=True)]
    figure.legend(handles=patches[::-1], loc="outside lower right", ncols=3, frameon=False, fontsize=9)
    return finish(figure)


def _plain(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _wrapped(name: str) -> str:
    """The name in one line or two, cut where it needs more."""
    if len(name) <= _A_LINE:
        return name
    return f"{name[:_A_LINE]}\n{_short(name[_A_LINE:], _A_LINE)}"


def _short(name: str, longest: int = _LONGEST) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _refuse_nothing(items: Sequence[Any], title: str) -> None:
    if not items:
        raise GraphError(f"{title}: there is nothing to draw; choose other types, another window or fewer filters")
