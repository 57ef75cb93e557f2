"""Candidate names: every reading of a place that the model or a word list thinks possible, before one is chosen.

Candidates may overlap. What speaks for each is gathered over the whole document, since a text keeps to one sense of a
word: `describe` turns it into the numbers that the resolver weighs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extract.names.endings import ENDING_FEATURES, Endings
from extract.names.features import head_types, known_names
from extract.names.neighbours import NEIGHBOUR_FEATURES, Neighbours
from extract.names.occurrences import find_places
from extract.names.readings import OPINION
from extract.names.seen import Seen
from ontology.labels import EntityType

MODEL, LEXICON, TITLE, DEFINITION, GAZETTEER, REPEAT = "model", "lexicon", "title", "definition", "gazetteer", "repeat"
TOOLKIT = "toolkit"
"""A name that only a general toolkit finds; nothing was learned for it, so it is not weighed (`resolver.UNWEIGHED`)."""

_LONG_CLAMP = 4.0
_LENGTHS = (1, 2, 4, 6, 9, 14)
_TYPES = tuple(EntityType)


def _one_hot(index: int, size: int) -> tuple[float, ...]:
    return tuple(float(i == index) for i in range(size))


_TYPE_OF = {type: _one_hot(i, len(_TYPES)) for i, type in enumerate(_TYPES)}
_PLACE_OF = tuple(_one_hot(i, 5) for i in range(5))
_LENGTH_OF = tuple(
    _one_hot(next(i for i, longest in enumerate(_LENGTHS) if length <= longest), len(_LENGTHS))
    for length in range(_LENGTHS[-1] + 1)
)
_LEFT = {"、": 0, "和": 0, "与": 0, "及": 0, "或": 0, "《": 1, "“": 1, "，": 2, "。": 2, "；": 2, "：": 2, "的": 3}
_RIGHT = {"、": 0, "和": 0, "与": 0, "及": 0, "等": 0, "》": 1, "”": 1, "，": 2, "。": 2, "；": 2, "：": 2, "的": 3}


_MODELS = ("random field", "encoder")
_NO_OPINIONS = (0.0,) * (len(_MODELS) * len(OPINION))


class Candidate(NamedTuple):
    """A possible name: code points `begin` up to `end` of the text, its type, and what proposes it.

    `confidence` is the model's, 0 where only a list or a mark of the text proposes the name; `opinions` are what the
    random field and the encoder say of it (`readings.OPINION`).
    """

    begin: int
    end: int
    type: EntityType
    confidence: float
    source: str
    opinions: tuple[float, ...] = _NO_OPINIONS


class Evidence(NamedTuple):
    """A candidate and the numbers that speak for or against it, in the order of `FEATURES`."""

    candidate: Candidate
    numbers: tuple[float, ...]


class Tally(NamedTuple):
    """The model's confidences in a name as one type, over the document: their sum, the best, and how many."""

    total: float
    best: float
    places: int


FEATURES = (
    "bias",
    "model",
    "model logit",
    "model over 0.5",
    "model over 0.8",
    "model over 0.95",
    "best place logit",
    "share of places",
    "share of types",
    "rival",
    "rival outside",
    "rival inside",
    "same head elsewhere",
    "lexicon",
    "lexicon, other type",
    "in the lists alone",
    "title",
    "definition",
    "gazetteer",
    "repeat",
    "seen as this",
    "seen as other",
    "seen unnamed",
    "never seen",
    "head fits",
    "head misfits",
    "cuts a word at the left",
    "cuts a word at the right",
    *(f"length {n}" for n in _LENGTHS),
    *(f"left {n}" for n in range(5)),
    *(f"right {n}" for n in range(5)),
    "places",
    *(f"type {t.value}" for t in _TYPES),
    *NEIGHBOUR_FEATURES,
    *ENDING_FEATURES,
    *(f"{model}, {what}" for model in _MODELS for what in OPINION),
)
"""What the numbers of `Evidence` mean; the trees of `resolver.json` ask for them by their place here."""


def describe(
    text: str, candidates: Sequence[Candidate], boundaries: frozenset[int], seen: Seen, endings: Endings
) -> list[Evidence]:
    """The evidence for each candidate, in reading order.

    `boundaries` are the offsets where a segmenter's word begins or ends; `seen` says how often the training texts
    had the name, `endings` what names with the same ends were there.
    """
    merged = _merge(candidates)
    around = Neighbours(text, {key: sources.get(MODEL, 0.0) for key, sources in merged.items()})
    by_name: dict[str, dict[EntityType, list[float]]] = defaultdict(lambda: defaultdict(list))
    heads: dict[tuple[str, EntityType], float] = defaultdict(float)
    for (begin, end, type), sources in merged.items():
        confidence = sources.get(MODEL, 0.0)
        by_name[text[begin:end]][type].append(confidence)
        heads[text[max(begin, end - 2) : end], type] += confidence
    tallies = {
        name: {type: Tally(sum(found), max(found), len(found)) for type, found in types.items()}
        for name, types in by_name.items()
    }
    opinions = {(c.begin, c.end, c.type): c.opinions for c in candidates if c.source == MODEL}
    counts = {name: max(1, len(places)) for name, places in find_places(text, by_name).items()}
    # What is the same wherever a name stands is looked up once in a document.
    looked_up = cache(head_types), cache(seen.shares), cache(endings.shares)
    whole = _Whole(text, boundaries, tallies, heads, counts, _rivals(merged), *looked_up)
    return [
        Evidence(
            Candidate(*key, sources.get(MODEL, 0.0), _method(sources)),
            (
                *_numbers(whole, key, sources),
                *around.of(key),
                *whole.ends_as(text[key[0] : key[1]], key[2]),
                *opinions.get(key, _NO_OPINIONS),
            ),
        )
        for key, sources in merged.items()
    ]


Key = tuple[int, int, EntityType]


def _merge(candidates: Iterable[Candidate]) -> dict[Key, dict[str, float]]:
    """What proposes each (begin, end, type), sorted by place."""
    found: dict[Key, dict[str, float]] = defaultdict(dict)
    for c in candidates:
        known = found[c.begin, c.end, c.type]
        known[c.source] = max(c.confidence, known.get(c.source, 0.0))
    return dict(sorted(found.items(), key=lambda item: (item[0][0], -item[0][1], item[0][2])))


def _method(sources: Mapping[str, float]) -> str:
    for source in (TITLE, DEFINITION, MODEL, GAZETTEER, LEXICON, REPEAT, TOOLKIT):
        if source in sources:
            return source
    return MODEL


def _rivals(merged: Mapping[Key, Mapping[str, float]]) -> dict[tuple[int, int], tuple[float, float, float]]:
    """For each place the model's best confidence in a name that crosses it, holds it, or lies in it."""
    places: dict[tuple[int, int], float] = {}
    for (begin, end, _), sources in merged.items():
        places[begin, end] = max(places.get((begin, end), 0.0), sources.get(MODEL, 0.0))
    keys = list(places)
    crossing, holding, inside = ([0.0] * len(keys) for _ in range(3))
    for i, (begin, end) in enumerate(keys):
        here = places[begin, end]
        for j in range(i + 1, len(keys)):
            other_begin, other_end = keys[j]
            if other_begin >= end:
                break
            there = places[other_begin, other_end]
            # Sorted as they are, the later one never holds the earlier.
            mine, its = (inside, holding) if other_end <= end else (crossing, crossing)
            if there > mine[i]:
                mine[i] = there
            if here > its[j]:
                its[j] = here
    return dict(zip(keys, zip(crossing, holding, inside, strict=True), strict=True))


class _Whole(NamedTuple):
    """What is known of all candidates of a document together, and of the names that they spell."""

    text: str
    boundaries: frozenset[int]
    tallies: Mapping[str, Mapping[EntityType, Tally]]
    heads: Mapping[tuple[str, EntityType], float]
    counts: Mapping[str, int]
    rivals: Mapping[tuple[int, int], tuple[float, float, float]]
    heads_of: Callable[[str], frozenset[EntityType]]
    seen_as: Callable[[str, EntityType], tuple[float, ...]]
    ends_as: Callable[[str, EntityType], tuple[float, ...]]


def _numbers(whole: _Whole, key: Key, sources: Mapping[str, float]) -> tuple[float, ...]:
    text, boundaries, tallies, heads, counts, rivals, heads_of, seen_as, _ = whole
    begin, end, type = key
    name = text[begin:end]
    confidence = sources.get(MODEL, 0.0)
    here = tallies[name]
    this, best, proposed = here[type]
    total = sum(tally.total for tally in here.values())
    listed = known_names().get(name, frozenset())
    fitting = heads_of(name)
    left = _LEFT.get(text[begin - 1], 4) if begin else 2
    right = _RIGHT.get(text[end], 4) if end < len(text) else 2
    return (
        1.0,
        float(MODEL in sources),
        _logit(confidence),
        float(confidence > 0.5),
        float(confidence > 0.8),
        float(confidence > 0.95),
        _logit(best),
        this / max(counts[name], proposed),
        this / total if total else 0.0,
        *rivals[begin, end],
        min(1.0, (heads[text[max(begin, end - 2) : end], type] - confidence) / 2),
        float(type in listed),
        float(bool(listed) and type not in listed),
        float(MODEL not in sources),
        float(TITLE in sources),
        float(DEFINITION in sources),
        float(GAZETTEER in sources),
        float(REPEAT in sources),
        *seen_as(name, type),
        float(type in fitting),
        float(bool(fitting) and type not in fitting),
        float(begin not in boundaries),
        float(end not in boundaries),
        *_LENGTH_OF[min(len(name), _LENGTHS[-1])],
        *_PLACE_OF[left],
        *_PLACE_OF[right],
        math.log1p(counts[name]),
        *_TYPE_OF[type],
    )


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return min(_LONG_CLAMP, max(-_LONG_CLAMP, math.log(clipped / (1 - clipped))))
