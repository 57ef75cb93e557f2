"""A network as a figure for a paper or a notebook, with Chinese labels that are readable and not boxes."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.exporters.layout import layout
from kg.palette import STYLES, style_of

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",  # the name under which matplotlib sees the collection file of all CJK variants
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
    "Hiragino Sans GB",
)
_MARKERS: dict[str, Any] = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "paper": [(-0.75, -1), (0.75, -1), (0.75, 1), (-0.75, 1), (-0.75, -1)],
    "triangle": "^",
    "hexagon": "h",
}
_LONGEST = 12


def chinese_font() -> str:
    """The family name of an installed font with Chinese characters.

    Raises GraphError that names the package to install where there is none.
    """
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    for family in _FAMILIES:
        if family in known:
            return family
    raise GraphError(
        "no font with Chinese characters is installed; install one (Debian, Ubuntu: apt-get install fonts-noto-cjk; "
        "Fedora: dnf install google-noto-sans-cjk-fonts), then delete matplotlib's font cache"
    )


def draw_network(
    graph: nx.Graph,
    title: str = "",
    groups: dict[str, int] | None = None,
    top: int = 60,
    labels: int = 40,
    size: tuple[float, float] = (10.0, 7.5),
) -> Figure:
    """A projection as a network map: symbols by node label, their size by strength, lines by weight.

    The `top` strongest nodes are drawn and the `labels` strongest of them named; the figure says how many there are.
    Nodes without an edge are left out, unless there are no others.
    `groups` (IRI → community number) colours by community instead of by label. Equal graphs give equal figures.
    Raises GraphError for a network without nodes and where no Chinese font is installed.
    """
    from matplotlib.figure import Figure

    if not graph:
        raise GraphError("the network has no nodes to draw; choose other types, another window or fewer filters")
    family = chinese_font()
    strength = {iri: float(value) for iri, value in graph.degree(weight="weight")}
    joined = [iri for iri in graph if graph.degree(iri)] or list(graph)
    order = sorted(joined, key=lambda iri: (-strength[iri], iri))
    part = graph.subgraph(order[:top])
    places = layout(part, {(min(a, b), max(a, b)): _weight(edge) for a, b, edge in part.edges(data=True)})
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    _draw_edges(axes, part, places)
    _draw_nodes(axes, part, places, strength, groups, family)
    _draw_labels(axes, part, places, strength, order[: min(top, labels)], family)
    shown = f"{len(part)} / {len(graph)} 个节点，{part.number_of_edges()} / {graph.number_of_edges()} 条边"
    axes.set_title(f"{title}（{shown}）" if title else shown, fontfamily=family, fontsize=12)
    axes.set_axis_off()
    axes.invert_yaxis()
    axes.margins(0.08)
    return figure


def _weight(edge: dict[str, Any]) -> float:
    return float(edge.get("weight", 1.0))


def _draw_edges(axes: Axes, graph: nx.Graph, places: dict[str, tuple[int, int]]) -> None:
    from matplotlib.collections import LineCollection

    edges = sorted((*sorted((a, b)), _weight(edge)) for a, b, edge in graph.edges(data=True))
    most = max((weight for *_, weight in edges), default=1.0)
    lines = LineCollection(
        [[places[a], places[b]] for a, b, _ in edges],
        linewidths=[0.4 + (weight - 1) * 3 / max(most - 1, 1) for *_, weight in edges],
        colors="#7b8894",
        alpha=0.45,
        zorder=1,
    )
    axes.add_collection(lines)


def _draw_nodes(
    axes: Axes,
    graph: nx.Graph,
    places: dict[str, tuple[int, int]],
    strength: dict[str, float],
    groups: dict[str, int] | None,
    family: str,
) -> None:
    """One scatter for each kind of symbol, so that the legend names it."""
    most = max(strength.values()) or 1.0
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for iri in sorted(graph):
        style = style_of(graph.nodes[iri].get("label", ""))
        if groups is None:
            kind = (style.chinese, style.colour, style.shape)
        else:
            colours = list(dict.fromkeys(each.colour for each in STYLES.values()))[:-2]
            number = groups.get(iri, 0)
            kind = (f"社团 {number}", colours[(number - 1) % len(colours)], "circle")
        kinds.setdefault(kind, []).append(iri)
    for (name, colour, shape), members in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        axes.scatter(
            [places[iri][0] for iri in members],
            [places[iri][1] for iri in members],
            s=[_area(strength[iri], most) for iri in members],
            c=colour,
            marker=_MARKERS[shape],
            edgecolors="#1d2733",
            linewidths=0.7,
            zorder=2,
            label=name,
        )
    legend = axes.legend(prop={"family": family, "size": 9}, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    for handle in legend.legend_handles:
        if handle is not None:
            handle.set_sizes([60.0])  # type: ignore[attr-defined]


def _area(strength: float, most: float) -> float:
    """The area of a symbol in square points."""
    return 40 + 360 * strength / most


def _draw_labels(
    axes: Axes,
    graph: nx.Graph,
    places: dict[str, tuple[int, int]],
    strength: dict[str, float],
    named: list[str],
    family: str,
) -> None:
    """The names below their symbols."""
    from matplotlib.patheffects import withStroke

    most = max(strength.values()) or 1.0
    for iri in named:
        name = str(graph.nodes[iri].get("name", iri))
        axes.annotate(
            name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…",
            places[iri],
            xytext=(0, -3 - sqrt(_area(strength[iri], most)) / 2),
            textcoords="offset points",
            ha="center",
            va="top",
            fontfamily=family,
            fontsize=9,
            parse_math=False,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
            zorder=3,
        )
