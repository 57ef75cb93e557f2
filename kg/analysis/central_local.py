"""What the regions take over from the centre, what they add and what they leave out, and where each lays its weight."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.documents import Corpus, Document
from kg.analysis.levels import CENTRAL, CENTRE, LOCAL
from kg.analysis.resampling import between
from kg.errors import GraphError
from kg.property_graph import Relationship

INHERITED, NEW, DROPPED = "承继", "新增", "未承接"


@dataclass(frozen=True)
class Emphasis:
    """How much a region speaks of a topic: `documents` of its documents do, `rca` with its bootstrap interval.

    The interval is None for a region with a single document, which no sampling can vary.
    """

    topic: str
    region: str
    documents: int
    rca: float
    low: float | None
    high: float | None
    claims: tuple[Relationship, ...]


@dataclass(frozen=True)
class Inheritance:
    """One topic on both sides: `status` is 承继 (both), 新增 (local only) or 未承接 (central only).

    `central` and `local` count the documents, the dates are those of the first on each side.
    """

    topic: str
    status: str
    central: int
    local: int
    first_central: str | None
    first_local: str | None
    claims: tuple[Relationship, ...]


def balassa(counts: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, str], float]:
    """(region, topic) → the revealed comparative advantage of the region's counts (Balassa 1965, Manchester School 33).

    RCA_rt = (x_rt / sum_t x_rt) / (sum_r x_rt / sum_rt x_rt): above 1, the region speaks of the topic more than all do.
    Pairs whose region or topic holds nothing have none.
    >>> balassa({"甲": {"a": 3, "b": 1}, "乙": {"a": 1, "b": 3}})["甲", "a"]
    1.5
    """
    regions = {region: sum(row.values()) for region, row in counts.items()}
    topics: Counter[str] = Counter()
    for row in counts.values():
        topics.update(row)
    total = sum(regions.values())
    return {
        (region, topic): row.get(topic, 0) * total / (regions[region] * topics[topic])
        for region, row in sorted(counts.items())
        for topic in sorted(topics)
        if regions[region] and topics[topic]
    }


def sides(corpus: Corpus) -> tuple[list[Document], list[Document]]:
    """The documents of the centre and those of the regions.

    Raises GraphError where one side is missing.
    """
    central = [d for d in corpus.documents.values() if d.level in CENTRAL]
    local = [d for d in corpus.documents.values() if d.level in LOCAL]
    if not central or not local:
        raise GraphError(
            f"{len(central)} documents of the centre and {len(local)} of provinces, cities or counties; a comparison "
            "needs both: add texts of the other side"
        )
    return central, local


def inheritance(corpus: Corpus, types: Collection[str]) -> list[Inheritance]:
    """Each topic of `types` with what became of it between centre and regions (Pei Lei et al. 2016).

    Sorted by status, then by how many documents speak of it. Raises GraphError where one side is missing.
    """
    central, local = ({d.iri for d in side} for side in sides(corpus))
    found = []
    for topic, documents in corpus.mentions(types).items():
        above, below = sorted(central & documents.keys()), sorted(local & documents.keys())
        if above or below:
            status = INHERITED if above and below else DROPPED if above else NEW
            claims = tuple(r for iri in (*above, *below) for r in documents[iri])
            row = Inheritance(
                topic, status, len(above), len(below), _first(corpus, above), _first(corpus, below), claims
            )
            found.append(row)
    order = (INHERITED, NEW, DROPPED)
    return sorted(found, key=lambda x: (order.index(x.status), -x.local, -x.central, corpus.name(x.topic), x.topic))


def emphasis(corpus: Corpus, types: Collection[str], least: int = 2, runs: int = 200, seed: int = 0) -> list[Emphasis]:
    """The RCA of each region and topic that `least` documents speak of, with 95 % intervals over the documents.

    x_rt are the documents of region r that mention topic t; the centre is a region among the others. Sorted by region,
    then by RCA. Raises GraphError where one side is missing.
    """
    central, local = sides(corpus)
    mentions = {t: d for t, d in corpus.mentions(types).items() if len(d) >= least}
    if not mentions:
        raise GraphError(f"no topic stands in {least} documents; choose a smaller least or other types")
    placed = [d for d in (*central, *local) if d.region]
    topics_of: dict[str, list[str]] = defaultdict(list)
    for topic, documents in mentions.items():
        for iri in documents:
            topics_of[iri].append(topic)
    seen = balassa(_counted(placed, topics_of))
    sizes = Counter(d.region for d in placed)
    drawn = _samples(placed, topics_of, sorted(mentions), runs, seed)
    found = []
    for (region, topic), value in seen.items():
        own = [d.iri for d in placed if d.region == region and d.iri in mentions[topic]]
        if own:
            low, high = (sizes[region] > 1 and between(drawn(region, topic))) or (None, None)
            claims = tuple(r for iri in own for r in mentions[topic][iri])
            found.append(Emphasis(topic, region, len(own), value, low, high, claims))
    return sorted(found, key=lambda e: (e.region != CENTRE, e.region, -e.rca, corpus.name(e.topic), e.topic))


def _counted(documents: Iterable[Document], topics_of: Mapping[str, Sequence[str]]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        counts[str(document.region)].update(topics_of.get(document.iri, ()))
    return counts


def _samples(
    documents: Sequence[Document], topics_of: Mapping[str, Sequence[str]], topics: Sequence[str], runs: int, seed: int
) -> Callable[[str, str], list[float]]:
    """(region, topic) → the sorted RCA in samples of the documents, without those in which it has none.

    Each region keeps as many documents as it has, or small ones would vanish. All regions and topics are counted as one
    matrix a sample: as dictionaries, 200 samples of 170 documents took 40 seconds.
    """
    import numpy as np

    regions = sorted({str(document.region) for document in documents})
    row, column = ({name: i for i, name in enumerate(names)} for names in (regions, topics))
    held = np.zeros((len(documents), len(topics)))
    member = np.zeros((len(regions), len(documents)))
    for i, document in enumerate(documents):
        member[row[str(document.region)], i] = 1
        held[i, [column[topic] for topic in topics_of.get(document.iri, ())]] = 1
    chance, by_region = random.Random(seed), defaultdict(list)
    for i, document in enumerate(documents):
        by_region[document.region].append(i)
    values = np.full((len(regions), len(topics), runs), np.nan)
    for run in range(runs):
        drawn = [i for own in by_region.values() for i in chance.choices(own, k=len(own))]
        counts = (member * np.bincount(drawn, minlength=len(documents))) @ held
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0))
        np.divide(counts * counts.sum(), expected, out=values[:, :, run], where=expected > 0)

    def sample(region: str, topic: str) -> list[float]:
        each = values[row[region], column[topic]]
        return sorted(each[~np.isnan(each)].tolist())

    return sample


def _first(corpus: Corpus, documents: Iterable[str]) -> str | None:
    return min((str(corpus.documents[iri].date) for iri in documents if corpus.documents[iri].date), default=None)
