"""What is coming up: technologies and products by how new they are, how fast they grow and how widely they spread."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.diffusion import days_between
from kg.analysis.documents import Corpus
from kg.analysis.resampling import between
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import EntityType

SCANNED: tuple[str, ...] = (EntityType.TECHNOLOGY, EntityType.PRODUCT)


@dataclass(frozen=True)
class Signal:
    """One topic of the watch list; measures run from 0 to 1, `low` and `high` are the 95 % interval of the score."""

    topic: str
    documents: int
    first: str
    novelty: float
    momentum: float
    breadth: float
    score: float
    low: float
    high: float
    claims: tuple[Relationship, ...]


def scan(
    corpus: Corpus,
    types: Collection[str] = SCANNED,
    window: int = 730,
    least: int = 2,
    runs: int = 200,
    seed: int = 0,
) -> list[Signal]:
    """The topics that `least` dated documents mention, by score.

    Emergence is radical novelty, fast growth and wide uptake (Rotolo, Hicks & Martin 2015, Research Policy 44,
    1827-1843; horizon scanning for policy: STOA 2021, EPRS_STU(2021)690029). Over dated documents, each once:
    - novelty: how late in the time that the corpus covers its first document stands, 0 with the first, 1 with the last
    - momentum: a / (a + b), a the share of the documents of the last `window` days that mention it, b that of the
      earlier ones; 0.5 is steady
    - breadth: distinct issuers of its documents over those of the topic that has most
    - score: their product, with its bootstrap interval over the documents

    Raises GraphError where the dates do not reach back beyond the window or no topic stands in `least` documents.
    """
    dates = {d.iri: str(d.date) for d in corpus.documents.values() if days_between(d.date, d.date) is not None}
    corpus.dated("year")
    start, end = min(dates.values()), max(dates.values())
    age = {iri: days_between(day, end) or 0 for iri, day in dates.items()}
    if not any(days > window for days in age.values()):
        raise GraphError(
            f"the dates run from {start} to {end} and leave nothing before the last {window} days to compare with; "
            "choose a shorter window or add older texts"
        )
    mentions = {t: {iri: d[iri] for iri in sorted(d) if iri in dates} for t, d in corpus.mentions(types).items()}
    mentions = {topic: found for topic, found in mentions.items() if len(found) >= least}
    if not mentions:
        raise GraphError(f"no topic stands in {least} dated documents; choose a smaller least or other types")
    topics_of: dict[str, list[str]] = {iri: [] for iri in sorted(dates)}
    for topic, found in mentions.items():
        for iri in found:
            topics_of[iri].append(topic)
    issuers = {iri: corpus.documents[iri].issuers for iri in dates}
    whole = _score(list(topics_of), topics_of, age, issuers, window)
    chance, drawn = random.Random(seed), []
    for _ in range(runs):
        drawn.append(_score(chance.choices(list(topics_of), k=len(topics_of)), topics_of, age, issuers, window))
    signals = []
    for topic, found in mentions.items():
        novelty, momentum, breadth, score = whole[topic]
        # A sample without the topic shows it as no signal at all.
        low, high = between(sorted(sample[topic][-1] if topic in sample else 0.0 for sample in drawn)) or (score, score)
        first, claims = min(dates[iri] for iri in found), tuple(r for rs in found.values() for r in rs)
        signals.append(Signal(topic, len(found), first, novelty, momentum, breadth, score, low, high, claims))
    return sorted(signals, key=lambda s: (-s.score, -s.documents, corpus.name(s.topic), s.topic))


def _score(
    documents: Sequence[str],
    topics_of: Mapping[str, Sequence[str]],
    age: Mapping[str, int],
    issuers: Mapping[str, Sequence[str]],
    window: int,
) -> dict[str, tuple[float, float, float, float]]:
    """Topic → novelty, momentum, breadth and score in these documents."""
    span = max(age.values()) or 1
    recent = sum(age[iri] <= window for iri in documents) or 1
    earlier = sum(age[iri] > window for iri in documents) or 1
    late: dict[str, int] = {}
    early: dict[str, int] = {}
    oldest: dict[str, int] = {}
    names: dict[str, set[str]] = {}
    for iri in documents:
        for topic in topics_of[iri]:
            side = late if age[iri] <= window else early
            side[topic] = side.get(topic, 0) + 1
            oldest[topic] = max(oldest.get(topic, 0), age[iri])
            names.setdefault(topic, set()).update(issuers[iri])
    most = max((len(found) for found in names.values()), default=0) or 1
    scores = {}
    for topic, days in oldest.items():
        a, b = late.get(topic, 0) / recent, early.get(topic, 0) / earlier
        novelty, momentum, breadth = 1 - days / span, a / (a + b), len(names[topic]) / most
        scores[topic] = novelty, momentum, breadth, novelty * momentum * breadth
    return scores
