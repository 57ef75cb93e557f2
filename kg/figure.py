"""A network as a figure for a paper or a notebook, with Chinese labels that are readable and not boxes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import GraphError
from kg.exporters.layout import layout
from kg.palette import STYLES, style_of

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import BboxBase

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
    "pentagon": "p",
    "wedge": "v",
    "plus": "P",
    "cross": "X",
}
_TOPICS = {"Industry": "pentagon", "Product": "wedge", "Direction": "plus", "Scenario": "cross"}
"""Topics, which are circles on a page, by their own shapes: printed in grey, a figure has no other way to tell them."""
_COMMUNITIES = ("circle", "square", "diamond", "triangle", "wedge", "plus", "cross", "paper")
_SUFFIXES: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
"""The endings of figure files → the metadata that would make equal figures differ."""
_LONGEST = 12
Place = tuple[float, float]
_GAP = 3.0
"""Points between two symbols."""
_STEPS = 200
_BESIDE = (
    (0, -1, "center", "top"),
    (0, 1, "center", "bottom"),
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0.7, -0.7, "left", "top"),
    (-0.7, -0.7, "right", "top"),
    (0.7, 0.7, "left", "bottom"),
    (-0.7, 0.7, "right", "bottom"),
)
"""Where a name may stand: direction from the symbol, and which point of the name stands there."""


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


def figure_bytes(draw: Callable[[], Figure], suffix: str) -> bytes:
    """What `draw` draws as .svg, .png (300 dots an inch) or .pdf; equal figures give equal bytes.

    Raises GraphError for another suffix and where matplotlib is not installed.
    """
    if suffix.lower() not in _SUFFIXES:
        raise GraphError(f"{suffix or 'no ending'}: a figure is written to {', '.join(_SUFFIXES)}; name such a file")
    try:
        import matplotlib
    except ImportError as error:
        raise GraphError("figures need matplotlib; run: pip install 'policy-knowledge-graph[notebook]'") from error
    form, out = suffix.lower()[1:], io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "kg"}):
        draw().savefig(out, format=form, dpi=300, metadata=_SUFFIXES[suffix.lower()])
    return out.getvalue()


def draw_network(
    graph: nx.Graph,
    title: str = "",
    groups: dict[str, int] | None = None,
    top: int = 60,
    labels: int = 40,
    size: tuple[float, float] = (9.0, 7.0),
) -> Figure:
    """A projection as a network map: symbols by node label, their size by strength, lines by weight.

    The `top` strongest nodes are drawn; the figure says how many there are. Nodes without an edge to another of them
    are left out, unless there are no others. The `labels` strongest are named, except where a name would cover a
    stronger one.
    `groups` (IRI → community number) colours by community instead of by label. Equal graphs give equal figures.
    Raises GraphError for a network without nodes and where no Chinese font is installed.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    _draw_graphs(figure, [(figure.add_subplot(), title, graph)], size, groups, top, labels)
    return figure


def draw_networks(graphs: Mapping[str, nx.Graph], title: str = "", top: int = 30, labels: int = 15) -> Figure:
    """Several networks side by side, as `draw_network` draws each, one alone at full size; the keys are their titles.

    Raises GraphError where there is none and as `draw_network` does.
    """
    from matplotlib.figure import Figure

    if not graphs:
        raise GraphError("there is no network to draw; choose other types, another window or fewer filters")
    if len(graphs) == 1:
        ((name, graph),) = graphs.items()
        return draw_network(graph, f"{title} {name}")
    columns, size = 2, (5.0, 4.2)
    rows = -(-len(graphs) // columns)
    figure = Figure(figsize=(size[0] * columns, size[1] * rows), layout="constrained")
    figure.suptitle(title, fontfamily=chinese_font(), fontsize=14)
    places = [figure.add_subplot(rows, columns, number) for number in range(1, len(graphs) + 1)]
    found = [(axes, name, graph) for axes, (name, graph) in zip(places, graphs.items(), strict=True)]
    _draw_graphs(figure, found, size, None, top, labels)
    return figure


def _draw_graphs(
    figure: Figure,
    graphs: Sequence[tuple[Axes, str, nx.Graph]],
    size: tuple[float, float],
    groups: dict[str, int] | None,
    top: int,
    labels: int,
) -> None:
    """Each graph in its place, and then the names: which of them collide is known once the figure is laid out.

    `size` is that of one place, in inches.
    """
    family, drawn = chinese_font(), []
    for axes, title, graph in graphs:
        if not graph:
            raise GraphError("the network has no nodes to draw; choose other types, another window or fewer filters")
        strength = {iri: float(value) for iri, value in graph.degree(weight="weight")}
        strongest = sorted(graph, key=lambda iri: (-strength[iri], iri))[:top]
        part = graph.subgraph(strongest)
        joined = [iri for iri in strongest if part.degree(iri)]
        part, order = graph.subgraph(joined or strongest), joined or strongest
        found = layout(part, {(min(a, b), max(a, b)): _weight(edge) for a, b, edge in part.edges(data=True)})
        most = max(strength.values()) or 1.0
        places = spread(found, {iri: sqrt(_area(strength[iri], most)) / 2 for iri in part}, size)
        _draw_edges(axes, part, places)
        _draw_nodes(axes, part, places, strength, groups, family)
        shown = f"{len(part)} / {len(graph)} 个节点，{part.number_of_edges()} / {graph.number_of_edges()} 条边"
        axes.set_title(f"{title}（{shown}）" if title else shown, fontfamily=family, fontsize=12)
        axes.set_axis_off()
        axes.invert_yaxis()
        axes.margins(0.08)
        drawn.append((axes, part, places, strength, order[:labels]))
    figure.supxlabel("符号越大，与之相连的边权之和越大；线越粗，边权越大", fontfamily=family, fontsize=9)
    figure.draw_without_rendering()
    for axes, part, places, strength, named in drawn:
        _draw_labels(axes, part, places, strength, named, family)


def spread(places: Mapping[str, tuple[int, int]], radius: Mapping[str, float], size: Place) -> dict[str, Place]:
    """The places stretched over `size` inches, in points, and symbols that cover each other pushed apart.

    Along each axis a place is half its coordinate and half its rank, so that a few far nodes do not press all others
    into a corner; of a force-directed map only the neighbourhoods mean something. Two symbols nearer than their radii
    allow move apart along the line between them, each by half, until none are or `_STEPS` have been tried; those at
    one point part along their order. Equal places give equal ones.
    """
    import numpy as np

    names = sorted(places)
    points = np.array([places[iri] for iri in names], np.float64)
    ranks = np.column_stack([np.unique(column, return_inverse=True)[1] for column in points.T]).astype(np.float64)
    for each in (points, ranks):
        each -= each.min(axis=0)
        each /= np.where(each.max(axis=0) > 0, each.max(axis=0), 1.0)
    points = (points + ranks) / 2 * (np.array(size) * 72 * 0.8)
    radii = np.array([radius[iri] for iri in names])
    a, b = np.triu_indices(len(names), 1)
    for _ in range(_STEPS):
        between = points[b] - points[a]
        distance = np.hypot(*between.T)
        lack = radii[a] + radii[b] + _GAP - distance
        close = lack > 1e-6
        if not close.any():
            break
        turn = np.column_stack((np.cos(b * 2.4), np.sin(b * 2.4)))
        way = np.where((distance > 1e-9)[:, None], between / np.maximum(distance, 1e-9)[:, None], turn)
        push = (way * (lack / 2)[:, None])[close]
        np.add.at(points, b[close], push)
        np.subtract.at(points, a[close], push)
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(names, points, strict=True)}


def _weight(edge: dict[str, Any]) -> float:
    return float(edge.get("weight", 1.0))


def _draw_edges(axes: Axes, graph: nx.Graph, places: dict[str, Place]) -> None:
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
    places: dict[str, Place],
    strength: dict[str, float],
    groups: dict[str, int] | None,
    family: str,
) -> None:
    """One scatter for each kind of symbol, so that the legend names it."""
    most = max(strength.values()) or 1.0
    kinds: dict[_Kind, list[str]] = {}
    for iri in sorted(graph):
        label = graph.nodes[iri].get("label", "")
        style, shape = style_of(label), _TOPICS.get(label, style_of(label).shape)
        kind = _Kind(0, style.chinese, style.colour, shape) if groups is None else _community(groups.get(iri, 0))
        kinds.setdefault(kind, []).append(iri)
    ordered = sorted(kinds.items(), key=lambda item: (item[0].number, -len(item[1]), item[0]))
    for (_, name, colour, shape), members in ordered:
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
    if len(kinds) == 1:
        return  # a legend of one symbol takes the room of the names
    legend = axes.legend(prop={"family": family, "size": 9}, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    for handle in legend.legend_handles:
        if handle is not None:
            handle.set_sizes([60.0])  # type: ignore[attr-defined]


class _Kind(NamedTuple):
    """A kind of symbol: the number of a community (0 of a label), and how the legend and the figure show it."""

    number: int
    name: str
    colour: str
    shape: str


def _community(number: int) -> _Kind:
    """The symbol of a community: seven colours and eight shapes come round together, 56 symbols in all."""
    colours, place = list(dict.fromkeys(each.colour for each in STYLES.values()))[:-2], max(number - 1, 0)
    return _Kind(number, f"社团 {number}", colours[place % len(colours)], _COMMUNITIES[place % len(_COMMUNITIES)])


def _area(strength: float, most: float) -> float:
    """The area of a symbol in square points."""
    return 40 + 360 * strength / most


def _draw_labels(
    axes: Axes,
    graph: nx.Graph,
    places: dict[str, Place],
    strength: dict[str, float],
    named: list[str],
    family: str,
) -> None:
    """The names beside their symbols, the strongest first: at the first of `_BESIDE` where nothing is covered.

    Where there is no such place, a name may lie over the rim of weaker symbols, so that the middle of a clique has a
    name, but over the heart of none.
    """
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import Bbox

    most = max(strength.values()) or 1.0
    radius = {iri: sqrt(_area(strength[iri], most)) / 2 for iri in graph}
    symbols: dict[str, Bbox] = {}
    hearts: list[Bbox] = []
    for iri in graph:
        (x, y), size = axes.transData.transform(places[iri]), radius[iri] * axes.figure.dpi / 72
        symbols[iri] = Bbox.from_bounds(x - size, y - size, 2 * size, 2 * size)
        hearts.append(Bbox.from_bounds(x - size / 2, y - size / 2, size, size))
    taken = [part.get_window_extent() for part in (axes.get_legend(), axes.title) if part]
    for iri in named:
        name, away = str(graph.nodes[iri].get("name", iri)), radius[iri] + 3
        label = axes.annotate(
            name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…",
            places[iri],
            xytext=(0, 0),
            textcoords="offset points",
            fontfamily=family,
            fontsize=9,
            parse_math=False,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
            zorder=3,
        )
        label.set_in_layout(False)  # or the figure would be laid out anew around it, and names would move
        stronger = [symbols[other] for other in graph if (-strength[other], other) < (-strength[iri], iri)]
        for covered, (x, y, across, along) in product((list(symbols.values()), stronger + hearts), _BESIDE):
            label.set(position=(x * away, y * away), ha=across, va=along)
            box = label.get_window_extent()
            if _is_inside(box, axes.figure.bbox) and not box.count_overlaps([*taken, *covered]):
                taken.append(box)
                break
        else:
            label.remove()


def _is_inside(box: BboxBase, whole: BboxBase) -> bool:
    return bool(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1)
