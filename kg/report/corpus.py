"""The section on the corpus: texts and papers, their dates and issuers, what was printed or reported more than once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.analysis.documents import Corpus, distinct, period_of
from kg.analysis.result import Evidence, Result
from kg.charts import bars
from kg.property_graph import Relationship
from kg.report.content import Part
from kg.table import Table
from ontology.labels import RelationType

_TOP = 15
_UNDATED = "无日期"
_NUMBERED = "文件（同一文件的原文与各种报道、转载只计一次）"


def corpus_part(corpus: Corpus) -> Part:
    """Counts, then papers by year, the most frequent issuers, and the papers with several texts or sources."""
    texts = [corpus.nodes[iri] for iri in sorted(corpus.of_text)]
    sources = sum(len(_sources(corpus, text.iri)) for text in texts)
    documents = corpus.documents.values()
    dates = sorted(document.date for document in documents if document.date)
    levels = Counter(document.level or "未知" for document in documents)
    lines = (
        f"语料来自 {sources} 处来源，去重后为 {len(texts)} 份文本，涉及 {len(documents)} 份文件，"
        f"其中 {sum(d.is_full for d in documents)} 份读到原文，其余只见于新闻、解读或答问。",
        f"日期：{dates[0]} 至 {dates[-1]}，{len(documents) - len(dates)} 份文件没有日期。"
        if dates
        else "没有一份文件有日期。",
        f"层级（按发布机关）：{'，'.join(f'{level} {count} 份' for level, count in sorted(levels.items()))}。",
    )
    return Part("语料", lines, tuple(filter(None, (_by_year(corpus), _by_issuer(corpus), _reprints(corpus)))))


def _sources(corpus: Corpus, text: str) -> tuple[object, ...]:
    found = corpus.nodes[text].properties.get("sources", ())
    return found if isinstance(found, tuple) and found else (text,)


def _by_year(corpus: Corpus) -> Result:
    """Papers by year; the evidence of a paper is the passage where its text names it."""
    named: dict[str, list[Relationship]] = defaultdict(list)
    for r in corpus.of_type(RelationType.REPORTS):
        if corpus.document_of(r) == corpus.same.get(r.tail, r.tail):
            named[str(corpus.document_of(r))].append(r)
    years: dict[str, list[str]] = defaultdict(list)
    for document in corpus.documents.values():
        years[period_of(document.date, "year") or _UNDATED].append(document.iri)
    order = sorted(years)
    rows = [(year, len(years[year])) for year in order]
    dated = [row for row in rows if row[0] != _UNDATED]
    return Result(
        "各年文件数",
        _NUMBERED,
        Table(("年份", "文件数"), list(rows)),
        ("年份",),
        (),
        lambda: {
            (i, "文件数"): proofs
            for i, year in enumerate(order)
            if (proofs := _evidence(r for iri in years[year] for r in named[iri]))
        },
        (lambda: bars([year for year, _ in dated], [n for _, n in dated], "各年文件数", "文件")) if dated else None,
    )


def _by_issuer(corpus: Corpus) -> Result | None:
    """The institutions that issued most papers, alone or jointly; None where no text names an issuer."""
    found: dict[str, dict[str, list[Relationship]]] = defaultdict(lambda: defaultdict(list))
    for r in corpus.of_type(RelationType.ISSUED_BY):
        if (document := corpus.same.get(r.head, r.head)) in corpus.documents:  # not those that are only cited
            found[r.tail][document].append(r)
    if not found:
        return None
    order = sorted(found, key=lambda iri: (-len(found[iri]), corpus.name(iri), iri))
    shown = order[:_TOP]
    return Result(
        "发布文件最多的机构",
        "文件（联合发文的每个机构各计一份）",
        Table(("机构", "文件数"), [(corpus.name(iri), len(found[iri])) for iri in shown]),
        ("机构",),
        (f"共 {len(order)} 个机构" + (f"，列出前 {_TOP} 个。" if len(order) > _TOP else "。"),),
        lambda: {
            (i, "文件数"): _evidence(r for iri in sorted(found[issuer]) for r in found[issuer][iri])
            for i, issuer in enumerate(shown)
        },
    )


def _reprints(corpus: Corpus) -> Result | None:
    """Papers that came in several texts or from several sources; None where there is none."""
    rows = []
    for document in corpus.documents.values():
        places = sum(len(_sources(corpus, text)) for text in document.texts)
        if places > 1:
            rows.append((document.name, len(document.texts), places, document.iri))
    if not rows:
        return None
    rows.sort(key=lambda row: (-row[2], -row[1], row[0], row[3]))
    shown = rows[:_TOP]
    reports: dict[str, list[Relationship]] = defaultdict(list)
    for r in corpus.of_type(RelationType.REPORTS):
        reports[str(corpus.document_of(r))].append(r)
    return Result(
        "转载与报道",
        "份；来源是读到同一文本的地方，文本是去重后的原文、报道或答问",
        Table(("文件", "文本数", "来源数"), [row[:3] for row in shown]),
        ("文件",),
        (f"{len(rows)} 份文件有多份文本或多处来源" + (f"，列出前 {_TOP} 份。" if len(rows) > _TOP else "。"),),
        lambda: {(i, "文本数"): proofs for i, row in enumerate(shown) if (proofs := _evidence(reports[row[3]]))},
    )


def _evidence(claims: Iterable[Relationship]) -> list[Evidence]:
    return [Evidence(r.statement_id) for r in distinct(claims)]
