"""Diffusion, lineage, flow between levels and adoption curves of a graph, as tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.analysis.adoption import Adoption, adoption_curve
from kg.analysis.contingency import cross_table
from kg.analysis.diffusion import DIRECTIONS, UNKNOWN, diffusion_of, find_citations, level_flow, lineage
from kg.analysis.documents import Corpus, key_of, wanted_types
from kg.analysis.levels import LEVELS
from kg.analysis.resampling import share_interval
from kg.analysis.result import Cells, Evidence, Result
from kg.charts import COLOURS, bars, chart, finish, heat_map, outline
from kg.errors import GraphError, UnknownName
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import TOPICS, EntityType, RelationType

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWN = 20
_LINES = 40


def analyze_diffusion(
    nodes: Sequence[Node], relationships: Sequence[Relationship], least: int = 1, runs: int = 500, seed: int = 0
) -> Result:
    """Strength, breadth, speed and direction of each cited document's diffusion; see `diffusion_of`.

    `strength_low` and `strength_high` are the 95 % bootstrap interval over the documents of the corpus. Raises
    GraphError where nothing is cited `least` times.
    """
    corpus = Corpus.read(nodes, relationships)
    citations = find_citations(corpus)
    found = [d for d in diffusion_of(corpus, citations) if d.strength >= least]
    if not found:
        raise GraphError(f"no document is cited by {least} others; choose a smaller least")
    whole = max(len(corpus.documents), len({c.citing for c in citations}))
    rows = [
        (
            corpus.name(d.cited),
            d.strength,
            *share_interval(d.strength, whole, runs, seed),
            d.issuers,
            d.regions,
            d.levels,
            d.per_year,
            d.first_lag,
            d.median_lag,
            *(d.directions.get(x, 0) for x in DIRECTIONS),
            d.reach,
            d.generations,
            d.cited,
        )
        for d in found
    ]
    dimensions = ("strength", "strength_low", "strength_high", "issuers", "regions", "levels", "per_year")
    columns = ("name", *dimensions, "first_lag", "median_lag", *DIRECTIONS, "reach", "generations", "iri")

    def evidence() -> Cells:
        cells: dict[tuple[int, str], list[Evidence]] = {}
        for i, d in enumerate(found):
            cells[i, "strength"] = _said(r for c in d.citations for r in c.claims)
            for direction in DIRECTIONS:
                if claims := _said(r for c in d.citations if c.direction == direction for r in c.claims):
                    cells[i, direction] = claims
        return cells

    unread = sum(d.cited not in corpus.documents for d in found)
    notes = [
        f"{len(citations)} 对引用（同一文件多次引用计一次），被引文件 {len(found)} 份，"
        f"其中 {unread} 份只见其名、没有原文，时滞不可知。",
        "速度（per_year）为有日期的引用数除以自发文（未知时自首次被引）到语料末日的年数；时滞以天计。",
        f"方向按被引与引用文件的行政层级判断，层级不明的计入“{UNKNOWN}”；强度区间为对文件重抽样 {runs} 次的 95% 区间。",
    ]
    notes += [f"{said}。"] if (said := corpus.undated()) else []
    names, strengths = [corpus.name(d.cited) for d in found[:_DRAWN]], [float(d.strength) for d in found[:_DRAWN]]
    errors = [share_interval(d.strength, whole, runs, seed) for d in found[:_DRAWN]]
    return Result(
        "政策扩散：强度、广度、速度、方向",
        "政策文件",
        Table(columns, rows),
        ("name",),
        tuple(notes),
        evidence,
        lambda: bars(
            names,
            strengths,
            f"被引最多的文件（前 {len(names)} / {len(found)} 份）",
            "引用它的文件数（横线为95%区间）",
            errors,
        ),
    )


def analyze_lineage(nodes: Sequence[Node], relationships: Sequence[Relationship], of: str = "") -> Result:
    """What a document rests on, and what that rests on: one row for each way up, nearest first.

    `of` names the document (its name or IRI); without it, every citing document is traced. Raises UnknownName for a
    document that is not in the graph, GraphError for one that cites nothing.
    """
    corpus = Corpus.read(nodes, relationships)
    citations = find_citations(corpus)
    by_pair = {(c.citing, c.cited): c for c in citations}
    starts = sorted({c.citing for c in citations}, key=lambda iri: (corpus.name(iri), iri))
    if of:
        starts = [iri for iri in _named(corpus, of, {EntityType.POLICY_DOCUMENT, "SourceText"}) if iri in starts]
        if not starts:
            raise GraphError(f"{of} cites no document of the graph; without of, every citing document is traced")
    ways = [way for start in starts for way in lineage(citations, start)]
    rows = [
        (
            corpus.name(way[0]),
            len(way) - 1,
            corpus.name(way[-1]),
            " → ".join(map(corpus.name, way)),
            "、".join(sorted({str(r.properties.get("cue", "")) for r in by_pair[way[-2], way[-1]].claims} - {""})),
            way[0],
            way[-1],
        )
        for way in ways
    ]

    def evidence() -> Cells:
        return {(i, "ancestor"): _said(by_pair[way[-2], way[-1]].claims) for i, way in enumerate(ways)}

    return Result(
        "政策谱系：依据与源头",
        "政策文件",
        Table(("name", "generation", "ancestor", "way", "cue", "iri", "ancestor_iri"), rows),
        ("name", "ancestor"),
        (f"{len(starts)} 份文件引用了其他文件；每个祖先只列最短的一条引用链，generation 为链上的引用次数。",),
        evidence,
        lambda: _draw_tree([[corpus.name(iri) for iri in way] for way in ways]),
    )


def analyze_level_flow(nodes: Sequence[Node], relationships: Sequence[Relationship]) -> Result:
    """From which level to which policies are cited: levels of the cited by levels of the citing documents.

    Raises GraphError for a graph without citations.
    """
    corpus = Corpus.read(nodes, relationships)
    flow = level_flow(corpus, find_citations(corpus))
    levels = [x for x in (*LEVELS, UNKNOWN) if any(x in pair for pair in flow)]
    counts = [[len(flow.get((a, b), ())) for b in levels] for a in levels]
    table = cross_table(counts)
    rows = [(a, *counts[i], sum(counts[i])) for i, a in enumerate(levels)]

    def evidence() -> Cells:
        return {
            (i, b): _said(r for c in flow[a, b] for r in c.claims)
            for i, a in enumerate(levels)
            for b in levels
            if (a, b) in flow
        }

    known = [(a, b) for a, b in flow if UNKNOWN not in (a, b)]
    down = sum(len(flow[p]) for p in known if LEVELS.index(p[0]) < LEVELS.index(p[1]))
    total = sum(len(flow[p]) for p in known)
    notes = [
        "行：被引文件的层级；列：引用它的文件的层级。每对文件只计一次。",
        f"两端层级都明确的引用 {total} 对，其中自上而下 {down} 对。",
        f"层级之间的关联 Cramér V = {table.cramer:.2f}（含“{UNKNOWN}”）。",
    ]
    names = [f"被引：{x}" for x in levels], [f"引用：{x}" for x in levels]
    return Result(
        "政策引用的层级流向",
        "引用（文件对）",
        Table(("level", *levels, "all"), rows),
        ("level",),
        tuple(notes),
        evidence,
        lambda: heat_map(*names, counts, "政策引用的层级流向", "引用（文件对）"),
    )


def analyze_adoption(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str = "",
    types: tuple[str, ...] = (),
) -> Result:
    """The adoption curve of a topic or a document: who takes it up, by mentioning or citing it, and when.

    Without `of`, the entity of `types` (else the topic) that most dated documents mention. Raises UnknownName for a
    name that the graph does not have, GraphError where no dated document takes it up.
    """
    corpus = Corpus.read(nodes, relationships)
    subject, claims = _taken_up(corpus, of, wanted_types(nodes, types, TOPICS))
    curve = adoption_curve(corpus, claims)
    rows = [
        (
            a.date,
            corpus.documents[a.document].name,
            "、".join(a.adopters),
            len(a.adopters),
            a.documents_so_far,
            a.adopters_so_far,
            a.share,
            a.lag,
            a.index,
            a.document,
        )
        for a in curve
    ]
    columns = ("date", "document", "new_adopters", "new", "documents", "adopters", "share", "lag", "index", "iri")
    left = len(claims) - len(curve)
    notes = [f"采纳者为发文机关，每个机关只在首次时计入；“{subject}”见于 {len(claims)} 份文件。"]
    notes += [f"{left} 份没有日期，未计入。"] if left else []
    notes.append("index 为扩散指数：距首份文件的天数除以最长的天数。")
    return Result(
        f"采纳曲线：{subject}",
        "发文机关（采纳者）",
        Table(columns, rows),
        ("date", "document"),
        tuple(notes),
        lambda: {(i, "document"): _said(a.claims) for i, a in enumerate(curve)},
        lambda: _draw_curve(curve, subject),
    )


def _taken_up(corpus: Corpus, of: str, types: Sequence[str]) -> tuple[str, dict[str, list[Relationship]]]:
    """The name of what is adopted, and document → the statements by which it takes it up."""
    if not of:
        mentions = corpus.mentions(types)
        dated = {t: sum(bool(corpus.documents[d].date) for d in found) for t, found in mentions.items()}
        topic = min(mentions, key=lambda t: (-dated[t], corpus.name(t), t))
        return corpus.name(topic), mentions[topic]
    found: dict[str, list[Relationship]] = {}
    subjects = _named(corpus, of, set(EntityType))
    for iri in subjects:
        if corpus.nodes[iri].label == EntityType.POLICY_DOCUMENT:
            for citation in find_citations(corpus):
                if citation.cited == iri and citation.citing in corpus.documents:
                    found.setdefault(citation.citing, []).extend(citation.claims)
        else:
            for r in corpus.of_type(RelationType.MENTIONS):
                if r.tail == iri:
                    found.setdefault(str(corpus.document_of(r)), []).append(r)
    if not found:
        raise GraphError(f"no document takes {of} up; choose a topic that texts mention or a document that others cite")
    return corpus.name(subjects[0]), {iri: found[iri] for iri in sorted(found)}


def _named(corpus: Corpus, name: str, labels: set[EntityType] | set[str]) -> list[str]:
    """The nodes of these labels with this name, alias or IRI; raises UnknownName with near names where none has it."""
    import difflib

    sought = key_of(name)
    known: dict[str, list[str]] = {}
    for node in corpus.nodes.values():
        if node.label in labels:
            aliases = node.properties.get("aliases", ())
            for each in (node.properties.get("name", ""), *(aliases if isinstance(aliases, tuple) else ())):
                known.setdefault(key_of(str(each)), []).append(node.iri)
            known.setdefault(node.iri, []).append(node.iri)
    if sought not in known:
        raise UnknownName(name, difflib.get_close_matches(sought, [k for k in known if "://" not in k], 5, 0.4))
    return sorted(set(known[sought]))


def _draw_tree(ways: Sequence[Sequence[str]]) -> Figure:
    """Each document with what it cites below it, and what that cites below that."""
    lines = sorted({tuple(way[:end]) for way in ways for end in range(1, len(way) + 1)})
    shown = [(len(way) - 1, way[-1]) for way in lines[:_LINES]]
    return outline(shown, f"政策谱系：引用的文件列在下一级（前 {len(shown)} / {len(lines)} 行）")


def _draw_curve(curve: Sequence[Adoption], subject: str) -> Figure:
    """Adopters and documents so far, as steps over the days."""
    figure, (axes,) = chart(f"采纳曲线：{subject}", (8.0, 4.5))
    series = (
        ("累计采纳机关", [a.adopters_so_far for a in curve], "-"),
        ("累计文件", [a.documents_so_far for a in curve], "--"),
    )
    for number, (name, values, style) in enumerate(series):
        days = [a.lag for a in curve]
        axes.step(days, values, where="post", color=COLOURS[number], linestyle=style, marker="os"[number], label=name)
    axes.set_xlabel(f"距首份文件（{curve[0].date}）的天数")
    axes.set_ylabel("累计数")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return finish(figure)


def _said(claims: Iterable[Relationship]) -> list[Evidence]:
    return [Evidence(r.statement_id) for r in claims]
