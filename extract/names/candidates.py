"""Candidate names: every reading of a place that the model or a word list thinks possible, before one is chosen.

Candidates may overlap. What speaks for each is gathered over the whole document, since a text keeps to one sense of a
word: `describe` turns it into the numbers that the resolver weighs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from extract.names.endings import ENDING_FEATURES, Endings
from extract.names.features import head_types, known_names
from extract.names.neighbours import NEIGHBOUR_FEATURES, Indices, Numbers, Table, neighbourhood
from extract.names.occurrences import find_places
from extract.names.readings import OPINION
from extract.names.seen import Seen
from ontology.labels import EntityType

MODEL, LEXICON, TITLE, DEFINITION, GAZETTEER, REPEAT = "model", "lexicon", "title", "definition", "gazetteer", "repeat"
TOOLKIT = "toolkit"
"""A name that only a general toolkit finds; nothing was learned for it, so it is not weighed (`resolver.UNWEIGHED`)."""

_METHODS = (TITLE, DEFINITION, MODEL, GAZETTEER, LEXICON, REPEAT, TOOLKIT)
"""What may propose a name; it is called after the first of those that do."""

_LEAST, _CLAMP = 1e-3, 4.0
_LENGTHS = (1, 2, 4, 6, 9, 14)
_TYPES = tuple(EntityType)
_LEFT = ("、和与及或", "《“", "，。；：", "的")
_RIGHT = ("、和与及等", "》”", "，。；：", "的")
"""What may stand before a name and behind it, by what it says; both ends of a text are as a full stop."""

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
    """Candidates in reading order, and for each a row of the numbers that speak for or against it (`FEATURES`)."""

    candidates: list[Candidate]
    numbers: Numbers


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
) -> Evidence:
    """The evidence for each candidate, in reading order.

    `boundaries` are the offsets where a segmenter's word begins or ends; `seen` says how often the training texts
    had the name, `endings` what names with the same ends were there.
    """
    merged = _merge(candidates)
    if not merged:
        return Evidence([], np.empty((0, len(FEATURES))))
    found = [Candidate(*key, sources.get(MODEL, 0.0), _method(sources)) for key, sources in merged.items()]
    table = _table(found)
    spelled = [text[c.begin : c.end] for c in found]
    known = _known(list(zip(spelled, table.type.tolist(), strict=True)), seen, endings)
    alike = _alike(text, spelled, table)
    sources = {method: np.array([method in proposed for proposed in merged.values()]) for method in _METHODS}
    is_boundary = np.zeros(len(text) + 1, dtype=bool)
    is_boundary[list(boundaries)] = True
    opinions = {(c.begin, c.end, c.type): c.opinions for c in candidates if c.source == MODEL}
    columns = (
        np.ones(len(found)),
        sources[MODEL],
        _logits(table.confidence),
        *(table.confidence > sure for sure in (0.5, 0.8, 0.95)),
        _logits(alike.best),
        alike.share_of_places,
        alike.share_of_types,
        _rivals(table),
        alike.same_head,
        known.listed,
        ~sources[MODEL],
        *(sources[method] for method in (TITLE, DEFINITION, GAZETTEER, REPEAT)),
        known.seen,
        known.heads,
        ~is_boundary[table.begin],
        ~is_boundary[table.end],
        np.eye(len(_LENGTHS))[np.searchsorted(_LENGTHS, np.minimum(table.end - table.begin, _LENGTHS[-1]))],
        _standing(["。", *text], _LEFT)[table.begin],
        _standing([*text, "。"], _RIGHT)[table.end],
        np.log1p(alike.places),
        np.eye(len(_TYPES))[table.type],
        neighbourhood(text, table),
        known.endings,
        np.array([opinions.get(key, _NO_OPINIONS) for key in merged]),
    )
    return Evidence(found, np.column_stack(columns))


def _table(candidates: Sequence[Candidate]) -> Table:
    """The columns of `candidates`, sorted by place."""
    begin, end = (np.array([c[i] for c in candidates], dtype=np.intp) for i in (0, 1))
    type = np.array([_TYPES.index(c.type) for c in candidates], dtype=np.intp)
    is_first = np.append(True, (np.diff(begin) != 0) | (np.diff(end) != 0))
    confidence = np.array([c.confidence for c in candidates])
    return Table(begin, end, type, confidence, np.cumsum(is_first) - 1, np.flatnonzero(is_first))


Key = tuple[int, int, EntityType]


def _merge(candidates: Iterable[Candidate]) -> dict[Key, dict[str, float]]:
    """What proposes each (begin, end, type), sorted by place."""
    found: dict[Key, dict[str, float]] = defaultdict(dict)
    for c in candidates:
        known = found[c.begin, c.end, c.type]
        known[c.source] = max(c.confidence, known.get(c.source, 0.0))
    return dict(sorted(found.items(), key=lambda item: (item[0][0], -item[0][1], item[0][2])))


def _method(sources: Mapping[str, float]) -> str:
    return next((source for source in _METHODS if source in sources), MODEL)


def _rivals(table: Table) -> Numbers:
    """For each candidate the model's best confidence in a name that crosses its place, holds it, or lies in it."""
    begins, ends = table.begin[table.first].tolist(), table.end[table.first].tolist()
    places = np.maximum.reduceat(table.confidence, table.first).tolist()
    crossing, holding, inside = ([0.0] * len(places) for _ in range(3))
    for i, (end, here) in enumerate(zip(ends, places, strict=True)):
        for j in range(i + 1, len(places)):
            if begins[j] >= end:
                break
            there = places[j]
            # Sorted as they are, the later one never holds the earlier.
            mine, its = (inside, holding) if ends[j] <= end else (crossing, crossing)
            if there > mine[i]:
                mine[i] = there
            if here > its[j]:
                its[j] = here
    return np.array((crossing, holding, inside)).T[table.place]


class _Alike(NamedTuple):
    """What the document says of the name that each candidate spells, or of its head: a column each."""

    best: Numbers
    places: Numbers
    share_of_places: Numbers
    share_of_types: Numbers
    same_head: Numbers


def _alike(text: str, spelled: Sequence[str], table: Table) -> _Alike:
    """What the document `text` says of the names `spelled` by the candidates of `table`."""
    names, name = _numbered(spelled)
    counts = find_places(text, names)
    places = np.array([max(1, len(counts[n])) for n in names], dtype=np.float64)[name]
    here = name, table.type
    total, best, proposed = (np.zeros((len(names), len(_TYPES))) for _ in range(3))
    np.add.at(total, here, table.confidence)
    np.maximum.at(best, here, table.confidence)
    np.add.at(proposed, here, 1)
    tails, tail = _numbered([n[-2:] for n in spelled])
    heads = np.zeros((len(tails), len(_TYPES)))
    np.add.at(heads, (tail, table.type), table.confidence)
    of_all = total.sum(axis=1)[name]
    return _Alike(
        best[here],
        places,
        total[here] / np.maximum(places, proposed[here]),
        np.divide(total[here], of_all, out=np.zeros(len(name)), where=of_all > 0),
        np.minimum(1, (heads[tail, table.type] - table.confidence) / 2),
    )


def _numbered(words: Iterable[str]) -> tuple[list[str], Indices]:
    """The different `words` in order, and for each word its number among them."""
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(word, len(numbers)) for word in words]
    return list(numbers), np.array(places, dtype=np.intp)


class _Known(NamedTuple):
    """What lists and training texts say of each candidate's name as its type, some columns each."""

    listed: Numbers
    seen: Numbers
    heads: Numbers
    endings: Numbers


def _known(readings: Sequence[tuple[str, int]], seen: Seen, endings: Endings) -> _Known:
    """What is known of `readings`, names with the numbers of their types: the same wherever they stand."""
    numbers: dict[tuple[str, int], int] = {}
    place = [numbers.setdefault(reading, len(numbers)) for reading in readings]
    heads_of, lists = cache(head_types), known_names()
    listed: list[tuple[bool, bool]] = []
    heads: list[tuple[bool, bool]] = []
    for name, number in numbers:
        type = _TYPES[number]
        for types, rows in ((lists.get(name, frozenset()), listed), (heads_of(name), heads)):
            rows.append((type in types, bool(types) and type not in types))
    tables = (
        np.array(listed, dtype=np.float64),
        np.array([seen.shares(name, _TYPES[number]) for name, number in numbers]),
        np.array(heads, dtype=np.float64),
        endings.shares([name for name, _ in numbers], [_TYPES[number] for _, number in numbers]),
    )
    return _Known(*(table[place] for table in tables))


def _standing(marks: Sequence[str], kinds: Sequence[str]) -> Numbers:
    """For each of `marks` which of `kinds` it is, or none, as one of their number and one more."""
    kind_of = {mark: kind for kind, among in enumerate(kinds) for mark in among}
    return np.eye(len(kinds) + 1)[[kind_of.get(mark, len(kinds)) for mark in marks]]


def _logits(probability: Numbers) -> Numbers:
    clipped = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.clip(np.log(clipped / (1 - clipped)), -_CLAMP, _CLAMP)
