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
}
_SUFFIXES: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
"""The endings of figure files → the metadata that would make equal figures differ."""
_LONGEST = 12
_BESIDE = (
    (0, -1, "center", "top"),
    (0, 1, "center", "bottom"),
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
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
    size: tuple[float, float] = (10.0, 7.5),
) -> Figure:
    """A projection as a network map: symbols by node label, their size by strength, lines by weight.

    The `top` strongest nodes are drawn; the figure says how many there are. Nodes without an edge are left out, unless
    there are no others. The `labels` strongest are named, except where a name would cover a stronger one.
    `groups` (IRI → community number) colours by community instead of by label. Equal graphs give equal figures.
    Raises GraphError for a network without nodes and where no Chinese font is installed.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    _draw_graphs(figure, [(figure.add_subplot(), title, graph)], groups, top, labels)
    return figure


def draw_networks(graphs: Mapping[str, nx.Graph], title: str = "", top: int = 40, labels: int = 20) -> Figure:
    """Several networks side by side, as `draw_network` draws each; the keys are their titles.

    Raises GraphError where there is none and as `draw_network` does.
    """
    from matplotlib.figure import Figure

    if not graphs:
        raise GraphError("there is no network to draw; choose other types, another window or fewer filters")
    if len(graphs) == 1:
        ((name, graph),) = graphs.items()
        return draw_network(graph, f"{title} {name}", top=top, labels=labels)
    columns = min(len(graphs), 3)
    rows = -(-len(graphs) // columns)
    figure = Figure(figsize=(6.0 * columns, 5.0 * rows), layout="constrained")
    figure.suptitle(title, fontfamily=chinese_font(), fontsize=14)
    places = [figure.add_subplot(rows, columns, number) for number in range(1, len(graphs) + 1)]
    found = [(axes, name, graph) for axes, (name, graph) in zip(places, graphs.items(), strict=True)]
    _draw_graphs(figure, found, None, top, labels)
    return figure


def _draw_graphs(
    figure: Figure, graphs: Sequence[tuple[Axes, str, nx.Graph]], groups: dict[str, int] | None, top: int, labels: int
) -> None:
    """Each graph in its place, and then the names: which of them collide is known once the figure is laid out."""
    family, drawn = chinese_font(), []
    for axes, title, graph in graphs:
        if not graph:
            raise GraphError("the network has no nodes to draw; choose other types, another window or fewer filters")
        strength = {iri: float(value) for iri, value in graph.degree(weight="weight")}
        joined = [iri for iri in graph if graph.degree(iri)] or list(graph)
        order = sorted(joined, key=lambda iri: (-strength[iri], iri))
        part = graph.subgraph(order[:top])
        places = layout(part, {(min(a, b), max(a, b)): _weight(edge) for a, b, edge in part.edges(data=True)})
        _draw_edges(axes, part, places)
        _draw_nodes(axes, part, places, strength, groups, family)
        shown = f"{len(part)} / {len(graph)} 个节点，{part.number_of_edges()} / {graph.number_of_edges()} 条边"
        axes.set_title(f"{title}（{shown}）" if title else shown, fontfamily=family, fontsize=12)
        axes.set_axis_off()
        axes.invert_yaxis()
        axes.margins(0.08)
        drawn.append((axes, part, places, strength, order[: min(top, labels)]))
    figure.draw_without_rendering()
    for axes, part, places, strength, named in drawn:
        _draw_labels(axes, part, places, strength, named, family)


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
    kinds: dict[_Kind, list[str]] = {}
    for iri in sorted(graph):
        style = style_of(graph.nodes[iri].get("label", ""))
        kind = _Kind(0, style.chinese, style.colour, style.shape) if groups is None else _community(groups.get(iri, 0))
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
    """The symbol of a community: when the colours are used up, they come again with another shape."""
    colours = list(dict.fromkeys(each.colour for each in STYLES.values()))[:-2]
    turn, colour = divmod(max(number - 1, 0), len(colours))
    return _Kind(number, f"社团 {number}", colours[colour], list(_MARKERS)[turn % len(_MARKERS)])


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
    """The names beside their symbols, the strongest first: below, above, right or left, where nothing is covered.

    Where there is no such place, a name may cover symbols of weaker nodes, so that the middle of a clique has a name.
    """
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import Bbox

    most = max(strength.values()) or 1.0
    radius = {iri: sqrt(_area(strength[iri], most)) / 2 for iri in graph}
    symbols: dict[str, Bbox] = {}
    for iri in graph:
        (x, y), size = axes.transData.transform(places[iri]), radius[iri] * axes.figure.dpi / 72
        symbols[iri] = Bbox.from_bounds(x - size, y - size, 2 * size, 2 * size)
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
        for covered, (x, y, across, along) in product((list(symbols.values()), stronger), _BESIDE):
            label.set(position=(x * away, y * away), ha=across, va=along)
            box = label.get_window_extent()
            if _is_inside(box, axes.figure.bbox) and not box.count_overlaps([*taken, *covered]):
                taken.append(box)
                break
        else:
            label.remove()


def _is_inside(box: BboxBase, whole: BboxBase) -> bool:
    return bool(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1)
