"""Centre and regions compared: topics inherited, new and not taken over; emphasis by region; likeness of texts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from math import log2
from operator import and_, or_

from kg.analysis.central_local import DROPPED, INHERITED, NEW, Emphasis, emphasis, inheritance, sides
from kg.analysis.diffusion import days_between
from kg.analysis.documents import Corpus, Document, wanted_types
from kg.analysis.result import Cells, Evidence, Result
from kg.analysis.similarity import cosines, tf_idf
from kg.charts import bars, heat_map
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import TOPICS

_DRAWN = 12


def analyze_central_local(
    nodes: Sequence[Node], relationships: Sequence[Relationship], types: tuple[str, ...] = ()
) -> Result:
    """The topics that the regions take over, add, or leave out; see `inheritance`. Instruments by types=Instrument."""
    corpus = Corpus.read(nodes, relationships)
    found = inheritance(corpus, wanted_types(nodes, types, TOPICS))
    central, local = sides(corpus)
    rows = [
        (
            corpus.name(x.topic),
            corpus.nodes[x.topic].label,
            x.status,
            x.central,
            x.local,
            x.first_central,
            x.first_local,
            days_between(x.first_central, x.first_local),
            x.topic,
        )
        for x in found
    ]
    columns = ("name", "label", "status", "central", "local", "first_central", "first_local", "lag", "iri")

    def evidence() -> Cells:
        return {(i, "status"): [Evidence(r.statement_id) for r in x.claims] for i, x in enumerate(found)}

    counts = Counter(x.status for x in found)
    above = counts[INHERITED] + counts[DROPPED]
    notes = [
        f"中央文件（国家、部委）{len(central)} 份，地方文件（省、市、县）{len(local)} 份；层级不明的未计入。",
        f"承继 {counts[INHERITED]} 个，新增 {counts[NEW]} 个，未承接 {counts[DROPPED]} 个；"
        f"中央主题的承继率 {counts[INHERITED] / above if above else 0:.1%}。",
        "lag 为中央首份文件到地方首份文件的天数，负数表示地方在先。未承接只说明语料中的地方文件没有提到。",
    ]
    order = (INHERITED, NEW, DROPPED)
    return Result(
        "央地比较：承继、新增、未承接",
        "政策文件",
        Table(columns, rows),
        ("name", "label"),
        tuple(notes),
        evidence,
        lambda: bars(order, [counts[x] for x in order], "央地比较：主题的承继、新增与未承接", "主题数"),
    )


def analyze_emphasis(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    types: tuple[str, ...] = (),
    least: int = 3,
    runs: int = 200,
    seed: int = 0,
) -> Result:
    """Which topics each region stresses more than the whole corpus does (RCA, Balassa 1965); see `emphasis`.

    `stands_out` is "偏重" where the whole interval lies above 1, "偏轻" where it lies below, else "".
    """
    corpus = Corpus.read(nodes, relationships)
    found = emphasis(corpus, wanted_types(nodes, types, TOPICS), least, runs, seed)
    rows = [
        (
            e.region,
            corpus.name(e.topic),
            corpus.nodes[e.topic].label,
            e.documents,
            e.rca,
            e.low,
            e.high,
            _stands_out(e),
            e.topic,
        )
        for e in found
    ]
    columns = ("region", "name", "label", "documents", "rca", "low", "high", "stands_out", "iri")
    regions = sorted({e.region for e in found}, key=lambda r: (r != "中央", r))
    totals = Counter(d.region for side in sides(corpus) for d in side)
    notes = [
        "RCA = 该地区文件中主题所占份额 ÷ 全部文件中的份额；大于 1 为偏重。单位：提到主题的政策文件，每份计一次。",
        f"区间为在各地区内对文件重抽样 {runs} 次的 95% 区间；只有一份文件的地区没有区间。",
        "各地区文件数：" + "，".join(f"{region} {totals[region]}" for region in regions) + "。",
    ]
    shown = list(dict.fromkeys(e.topic for e in sorted(found, key=lambda e: (e.region == "中央", -e.rca))))[:_DRAWN]
    value = {(e.region, e.topic): e.rca for e in found}
    return Result(
        "地区偏重：显示性比较优势（RCA）",
        "政策文件",
        Table(columns, rows),
        ("region", "name"),
        tuple(notes),
        lambda: {(i, "documents"): [Evidence(r.statement_id) for r in e.claims] for i, e in enumerate(found)},
        lambda: heat_map(
            [corpus.name(topic) for topic in shown],
            regions,
            [[log2(value[r, t]) if (r, t) in value else None for r in regions] for t in shown],
            "地区偏重（数字为RCA，红为偏重，蓝为偏轻，空白为未提及）",
            "log2 RCA",
            [[f"{value[r, t]:.2g}" if (r, t) in value else "" for r in regions] for t in shown],
            diverging=True,
        ),
    )


def analyze_similarity(nodes: Sequence[Node], relationships: Sequence[Relationship], nearest: int = 3) -> Result:
    """How alike each local document is to the `nearest` central ones in wording: TF-IDF cosine of the full texts.

    `percentile` is the share of all central–local pairs that are less alike; `shared` the topics that both mention, and
    `jaccard` those over the topics of either. Raises GraphError where a side is missing.
    """
    corpus = Corpus.read(nodes, relationships)
    central, local = sides(corpus)
    if nearest < 1:
        raise GraphError(f"nearest={nearest} shows nothing; give 1 or more")
    vectors = tf_idf({d.iri: _text(corpus, d) for d in corpus.documents.values()})
    alike = cosines({d.iri: vectors[d.iri] for d in local}, {d.iri: vectors[d.iri] for d in central})
    ordered = sorted(alike.values())
    spoken: dict[str, dict[str, list[Relationship]]] = {d.iri: {} for d in (*central, *local)}
    for topic, documents in corpus.mentions(TOPICS).items():
        for iri in documents.keys() & spoken.keys():
            spoken[iri][topic] = documents[iri]
    rows = []
    for document in local:
        best = sorted((d for d in central), key=lambda d: (-alike[document.iri, d.iri], d.name, d.iri))[:nearest]
        for rank, other in enumerate(best, 1):
            cosine = alike[document.iri, other.iri]
            share = bisect_left(ordered, cosine) / len(ordered)
            lag = days_between(other.date, document.date)
            both, either = (len(f(spoken[document.iri].keys(), spoken[other.iri].keys())) for f in (and_, or_))
            row = (
                document.name,
                document.region,
                rank,
                other.name,
                cosine,
                share,
                both,
                both / either if either else 0.0,
            )
            rows.append((*row, lag, document.iri, other.iri))
    figures = ("cosine", "percentile", "shared", "jaccard", "lag")
    columns = ("local", "region", "rank", "central", *figures, "local_iri", "central_iri")
    pairs = [(row[-2], row[-1]) for row in rows]

    def evidence() -> Cells:
        return {
            (i, "shared"): [
                Evidence(r.statement_id)
                for topic in sorted(spoken[a].keys() & spoken[b].keys())
                for r in (*spoken[a][topic], *spoken[b][topic])
            ]
            for i, (a, b) in enumerate(pairs)
        }

    mean = sum(ordered) / len(ordered)
    notes = [
        f"地方文件 {len(local)} 份 × 中央文件 {len(central)} 份，{len(alike)} 对的余弦均值 {mean:.3f}；"
        "percentile 为不如它相似的对的比例。",
        "向量：相邻两字的 TF-IDF（Salton–Buckley 对数权重），全文，转载不重复计。lag 为中央文件到地方文件的天数。",
    ]
    drawn = sorted({(r[3], r[-1]) for r in rows if r[2] == 1})[:_DRAWN], local[:_DRAWN]
    return Result(
        "央地文本相似度（TF-IDF 余弦）",
        "政策文件对",
        Table(columns, rows),
        ("local", "central"),
        tuple(notes),
        evidence,
        lambda: heat_map(
            [d.name for d in drawn[1]],
            [name for name, _ in drawn[0]],
            [[alike[d.iri, iri] for _, iri in drawn[0]] for d in drawn[1]],
            "央地文本相似度（行为地方文件，列为中央文件）",
            "余弦",
        ),
    )


def _stands_out(found: Emphasis) -> str:
    """Whether the whole interval lies on one side of 1."""
    if found.low is None or found.high is None:
        return ""
    return "偏重" if found.low > 1 else "偏轻" if found.high < 1 else ""


def _text(corpus: Corpus, document: Document) -> str:
    """The longest of a document's texts: the paper itself, not the news of it."""
    texts = [str(corpus.nodes[iri].properties.get("text", "")) for iri in document.texts]
    return max(texts, key=lambda text: (len(text), text), default="")
