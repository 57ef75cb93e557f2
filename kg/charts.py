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


def chart(title: str, size: tuple[float, float] = (8.0, 5.0), columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure with `columns` places for charts; `finish` sets its labels in a Chinese font."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    axes = [figure.add_subplot(1, columns, place) for place in range(1, columns + 1)]
    figure.suptitle(title, fontsize=12)
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
    """Horizontal bars, the first on top; `errors` are the lower and upper end of each value's interval."""
    _refuse_nothing(names, title)
    figure, (axes,) = chart(title, (8.0, 1.2 + 0.3 * len(names)))
    places = range(len(names))
    axes.barh(places, values, color=COLOURS[0], height=0.7)
    if errors is not None:
        spans = [[v - low for v, (low, _) in zip(values, errors, strict=True)]]
        spans.append([high - v for v, (_, high) in zip(values, errors, strict=True)])
        axes.errorbar(values, list(places), xerr=spans, fmt="none", ecolor="black", capsize=3)
    axes.set_yticks(list(places), [_short(name, 2 * _LONGEST) for name in names])
    axes.invert_yaxis()
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
    axes.set_xticks(range(len(steps)), list(steps), rotation=0 if len(steps) <= 8 else 60)
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
    """A matrix in colours, each cell with its value (or the word in `texts`); None is left white.

    `diverging` puts white at 0 between blue and red, for residuals and differences.
    """
    _refuse_nothing(rows, title)
    _refuse_nothing(columns, title)
    figure, (axes,) = chart(title, (3.5 + 0.75 * len(columns), 2.0 + 0.38 * len(rows)))
    numbers = [[float("nan") if value is None else float(value) for value in row] for row in values]
    known = [value for row in numbers for value in row if value == value]
    most = max(map(abs, known), default=1.0) or 1.0
    least, colours = (-most, "RdBu_r") if diverging else (min(0.0, *known, 0.0), "Blues")
    image = axes.imshow(numbers, cmap=colours, vmin=least, vmax=most, aspect="auto")
    axes.set_xticks(range(len(columns)), [_short(name) for name in columns], rotation=45, ha="right")
    axes.set_yticks(range(len(rows)), [_short(name) for name in rows])
    for y, row in enumerate(numbers):
        for x, value in enumerate(row):
            if value == value:
                is_dark = abs(value) > 0.6 * most
                word = texts[y][x] if texts else f"{value:.3g}"
                axes.text(x, y, word, ha="center", va="center", fontsize=8, color="white" if is_dark else "black")
    figure.colorbar(image, ax=axes, label=unit)
    return finish(figure)


def _plain(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _short(name: str, longest: int = _LONGEST) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _refuse_nothing(items: Sequence[Any], title: str) -> None:
    if not items:
        raise GraphError(f"{title}: there is nothing to draw; choose other types, another window or fewer filters")
