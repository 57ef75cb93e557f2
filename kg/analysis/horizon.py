"""What is coming up: technologies and products by how new they are, how fast they grow and how widely they spread."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.analysis.diffusion import days_between
from kg.analysis.documents import Corpus
from kg.analysis.resampling import between
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import EntityType

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    score = scorer(mentions, age, {iri: corpus.documents[iri].issuers for iri in dates}, window)
    count = len(dates)
    novelty, momentum, breadth, whole = score(range(count))
    chance = random.Random(seed)
    # A sample without the topic shows it as no signal at all: its score there is 0. A copy, for a view of the last row
    # would keep the others.
    drawn = [score(chance.choices(range(count), k=count))[-1].copy() for _ in range(runs)]
    signals = []
    for i, (topic, found) in enumerate(mentions.items()):
        low, high = between(sorted(float(sample[i]) for sample in drawn)) or (float(whole[i]), float(whole[i]))
        first, claims = min(dates[iri] for iri in found), tuple(r for rs in found.values() for r in rs)
        new, fast, wide = float(novelty[i]), float(momentum[i]), float(breadth[i])
        signals.append(Signal(topic, len(found), first, new, fast, wide, float(whole[i]), low, high, claims))
    return sorted(signals, key=lambda s: (-s.score, -s.documents, corpus.name(s.topic), s.topic))


def scorer(
    mentions: Mapping[str, Collection[str]],
    age: Mapping[str, int],
    issuers: Mapping[str, Collection[str]],
    window: int,
) -> Callable[[Sequence[int]], NDArray[np.float64]]:
    """A function from documents, by their places in sorted order, to novelty, momentum, breadth and score by topic.

    `mentions` has the documents of each topic, `age` the days from each document to the last, `issuers` who issued it.
    It keeps one place for each mention and for each issuer of one, not one for each document and topic: of those few
    are mentions, and the table of 10,000 by 20,000 took 1.6 GB.
    """
    import numpy as np

    documents, topics = sorted(age), len(mentions)
    place = {iri: row for row, iri in enumerate(documents)}
    number = {name: i for i, name in enumerate(sorted({name for each in issuers.values() for name in each}))}
    # Arrays side by side: a mention's document and topic, then, for each issuer of a mention, its document and which
    # of the distinct pairs of topic and issuer (`pairs`, the topics of which are in `topic_of`) it is.
    held = [iri for found in mentions.values() for iri in found]
    document = np.fromiter((place[iri] for iri in held), np.int32, len(held))
    topic = np.repeat(np.arange(topics, dtype=np.int32), [len(found) for found in mentions.values()])
    by = np.fromiter((number[name] for iri in held for name in issuers[iri]), np.int64)
    mention = np.repeat(np.arange(len(held), dtype=np.int32), [len(issuers[iri]) for iri in held])
    pairs, pair = np.unique(topic[mention] * len(number) + by, return_inverse=True)
    issued, topic_of = document[mention], pairs // max(len(number), 1)
    days = np.array([age[iri] for iri in documents], np.float64)
    is_late, span = days <= window, float(days.max()) or 1.0

    def score(drawn: Sequence[int]) -> NDArray[np.float64]:
        times = np.bincount(drawn, minlength=len(documents)).astype(np.float64)
        there = times > 0
        recent, earlier = (float(times[side].sum()) or 1.0 for side in (is_late, ~is_late))
        a = np.bincount(topic, (times * is_late)[document], topics) / recent
        b = np.bincount(topic, (times * ~is_late)[document], topics) / earlier
        oldest = np.zeros(topics)
        np.maximum.at(oldest, topic, (days * there)[document])
        is_drawn = np.zeros(len(pairs), np.bool_)
        is_drawn[pair[there[issued]]] = True
        spread = np.bincount(topic_of[is_drawn], minlength=topics)
        novelty, breadth = 1 - oldest / span, spread / (spread.max() or 1)
        momentum = np.divide(a, a + b, out=np.zeros_like(a), where=a + b > 0)
        return np.array([novelty, momentum, breadth, novelty * momentum * breadth])

    return score
