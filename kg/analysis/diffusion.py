"""How a policy spreads through the papers that cite it: strength, breadth, speed and direction of its diffusion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from kg.analysis.documents import Corpus, Document
from kg.analysis.levels import LEVELS, highest, level_of, place_of_title
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import RelationType

TOP_DOWN, BOTTOM_UP, PARALLEL, UNKNOWN = "自上而下", "自下而上", "平行", "未知"
DIRECTIONS = (TOP_DOWN, BOTTOM_UP, PARALLEL, UNKNOWN)

_DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Citation:
    """One document that cites another, however often: `claims` are the statements, `lag` the days between them.

    `lag` is None where one of the two is undated, or dated after what cites it.
    """

    citing: str
    cited: str
    claims: tuple[Relationship, ...]
    lag: int | None
    direction: str


@dataclass(frozen=True)
class Diffusion:
    """The four dimensions of one cited document; see `diffusion_of`."""

    cited: str
    citations: tuple[Citation, ...]
    issuers: int
    regions: int
    levels: int
    per_year: float | None
    first_lag: int | None
    median_lag: float | None
    directions: Mapping[str, int]
    reach: int
    generations: int

    @property
    def strength(self) -> int:
        """The documents that cite it."""
        return len(self.citations)


def find_citations(corpus: Corpus) -> list[Citation]:
    """Who cites whom among the policy documents, each pair once, sorted; a document does not cite itself.

    The direction compares the level of the cited document (where the policy comes from) with that of the citing one.

    Raises GraphError for a graph without citations.
    """
    claims: dict[tuple[str, str], list[Relationship]] = defaultdict(list)
    for r in corpus.of_type(RelationType.CITES):
        citing, cited = _own(corpus, r), corpus.same.get(r.tail, r.tail)
        if citing != cited:
            claims[citing, cited].append(r)
    if not claims:
        raise GraphError("no document of the graph cites another; add texts that name their 依据")
    issuers = _issuers_of_unread(corpus)
    levels = {iri: _level(corpus, iri, issuers) for pair in claims for iri in pair}
    return [
        Citation(a, b, tuple(rs), _lag(corpus.documents.get(b), corpus.documents.get(a)), _direction(levels, a, b))
        for (a, b), rs in sorted(claims.items())
    ]


def diffusion_of(corpus: Corpus, citations: Sequence[Citation]) -> list[Diffusion]:
    """What became of each cited document, the most cited first.

    The dimensions are those of Zhang Jian, Huang Cui et al. (2016, 中国软科学) and Huang Qian & Chen Zhaoyue (2019,
    中国科技论坛 12, 12-22), read from the citation network:
    - strength 强度: documents that cite it
    - breadth 广度: distinct issuers, regions and levels of those documents
    - speed 速度: dated citations a year, from its own date (else its first citation) to the last date of the corpus;
      days to the first citation, median days
    - direction 方向: citations from a lower level (自上而下), a higher one (自下而上), the same (平行), unknown
    `reach` counts the documents that cite it directly or through others, `generations` the longest of those ways.
    """
    end = max((str(d.date) for d in corpus.documents.values() if _day(d.date)), default=None)
    cited_by: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        cited_by[citation.cited].append(citation)
    children = {iri: sorted({c.citing for c in found}) for iri, found in cited_by.items()}
    found = [_diffusion(corpus, iri, tuple(cited_by[iri]), children, end) for iri in sorted(cited_by)]
    return sorted(found, key=lambda d: (-d.strength, -d.reach, corpus.name(d.cited), d.cited))


def lineage(citations: Iterable[Citation], start: str) -> list[tuple[str, ...]]:
    """The shortest ways from a document to each one that it rests on: tuples of IRIs, `start` first, nearest first."""
    cites: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        cites[citation.citing].add(citation.cited)
    return _ways(start, {iri: sorted(found) for iri, found in cites.items()})


def level_flow(corpus: Corpus, citations: Iterable[Citation]) -> dict[tuple[str, str], list[Citation]]:
    """(level of the cited, level of the citing) → citations; 未知 where the level is not known."""
    issuers = _issuers_of_unread(corpus)
    flow: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for c in citations:
        flow[_level(corpus, c.cited, issuers) or UNKNOWN, _level(corpus, c.citing, issuers) or UNKNOWN].append(c)
    return dict(flow)


def _own(corpus: Corpus, r: Relationship) -> str:
    """The citing document: where the text reports it, that of the text (two papers may have the same title)."""
    citing, text = corpus.same.get(r.head, r.head), str(r.properties.get("text_id", ""))
    return str(corpus.document_of(r)) if (text, citing) in corpus.reported else citing


def _issuers_of_unread(corpus: Corpus) -> dict[str, list[str]]:
    """The issuers of documents that were only named."""
    found: dict[str, list[str]] = defaultdict(list)
    for r in corpus.of_type(RelationType.ISSUED_BY):
        found[corpus.same.get(r.head, r.head)].append(corpus.name(r.tail))
    return found


def _level(corpus: Corpus, iri: str, issuers: Mapping[str, list[str]]) -> str | None:
    if iri in corpus.documents and corpus.documents[iri].level:
        return corpus.documents[iri].level
    return highest([level_of(name) for name in issuers.get(iri, ())]) or place_of_title(corpus.name(iri))[0]


def _direction(levels: Mapping[str, str | None], citing: str, cited: str) -> str:
    below, above = levels[citing], levels[cited]
    if below not in LEVELS or above not in LEVELS:
        return UNKNOWN
    step = LEVELS.index(below) - LEVELS.index(above)
    return TOP_DOWN if step > 0 else BOTTOM_UP if step < 0 else PARALLEL


def _day(text: str | None) -> date | None:
    """The first day of a date, for dates without a day too."""
    parts = [int(part) for part in (text or "").split("-") if part.isdigit()]
    try:
        return date(*[*parts, 1, 1][:3]) if parts else None
    except ValueError:
        return None


def days_between(first: str | None, last: str | None) -> int | None:
    """The days from one date to another; None where one is missing.

    >>> days_between("2024-01-18", "2024-02")
    14
    """
    a, b = _day(first), _day(last)
    return (b - a).days if a and b else None


def _lag(cited: Document | None, citing: Document | None) -> int | None:
    lag = days_between(cited.date, citing.date) if cited and citing else None
    return lag if lag is not None and lag >= 0 else None


def _diffusion(
    corpus: Corpus, iri: str, citations: tuple[Citation, ...], children: Mapping[str, list[str]], end: str | None
) -> Diffusion:
    papers = [corpus.documents[c.citing] for c in citations if c.citing in corpus.documents]
    dates = sorted(paper.date for paper in papers if paper.date and _day(paper.date))
    own = corpus.documents[iri].date if iri in corpus.documents else None
    days = days_between(own or next(iter(dates), None), end)
    lags = [c.lag for c in citations if c.lag is not None]
    ways = _ways(iri, children)
    return Diffusion(
        cited=iri,
        citations=citations,
        issuers=len({name for paper in papers for name in paper.issuers}),
        regions=len({paper.region for paper in papers if paper.region}),
        levels=len({paper.level for paper in papers if paper.level}),
        per_year=len(dates) * _DAYS_OF_A_YEAR / days if dates and days and days > 0 else None,
        first_lag=min(lags, default=None),
        median_lag=float(median(lags)) if lags else None,
        directions=Counter(c.direction for c in citations),
        reach=len(ways),
        generations=max((len(way) - 1 for way in ways), default=0),
    )


def _ways(start: str, step: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The shortest way to each that can be reached, breadth first; citations may go in a circle, ways do not."""
    known = {start}
    found: list[tuple[str, ...]] = [(start,)]
    for way in found:
        for other in step.get(way[-1], ()):
            if other not in known:
                known.add(other)
                found.append((*way, other))
    return found[1:]
