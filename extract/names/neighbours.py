"""What stands around a candidate: the members of its list, what else was read at its place, and its line.

A list names things of one kind (未来制造、未来信息和未来能源), so what the model thinks of the neighbours speaks for or
against a type; a heading or a label at the head of a line is named otherwise than running text.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ontology.labels import EntityType

NEIGHBOUR_FEATURES = (
    "next member as this",
    "next member as other",
    "last member as this",
    "last member as other",
    "list as this",
    "list as other",
    "members",
    "any type here",
    "types here",
    "share of the document",
    "begins its line",
    "ends its line",
    "labels its line",
    "length of line",
    "offset",
)
"""What the numbers of `Neighbours.of` mean."""

Key = tuple[int, int, EntityType]

_JOINED = re.compile("[、和与及或；]|以及")
_JOINED_BEFORE = 2
"""The longest joint in characters."""
_REACH = 6
"""Members looked at on each side."""
_LONG_LINE = 200


class Neighbours:
    """The places of a document's candidates with the model's confidence in each type there."""

    def __init__(self, text: str, confidences: Mapping[Key, float]) -> None:
        """`confidences` has the model's confidence in each candidate of `text`, 0 where only a list proposes it."""
        self._text = text
        self._types: dict[tuple[int, int], dict[EntityType, float]] = defaultdict(dict)
        for (begin, end, type), confidence in confidences.items():
            self._types[begin, end][type] = confidence
        self._totals = {place: sum(types.values()) for place, types in self._types.items()}
        self._from: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._up_to: dict[int, list[tuple[int, int]]] = defaultdict(list)
        mass: Counter[EntityType] = Counter()
        for place, types in self._types.items():
            self._from[place[0]].append(place)
            self._up_to[place[1]].append(place)
            mass.update(types)
        whole = sum(mass.values()) + 1
        self._shares = {type: total / whole for type, total in mass.items()}
        self._lists: dict[tuple[int, int], tuple[Mapping[EntityType, float], float, int]] = {}

    def of(self, key: Key) -> tuple[float, ...]:
        """The numbers of `NEIGHBOUR_FEATURES` for a candidate."""
        begin, end, type = key
        place = begin, end
        here = self._types[place]
        if place not in self._lists:
            self._lists[place] = self._list(place)
        by_type, total, members = self._lists[place]
        this, divisor = by_type.get(type, 0.0), max(members, 1)
        text = self._text
        begins = text[max(0, begin - 1) : begin] in ("", "\n")
        return (
            *self._best(self._after(end), type),
            *self._best(self._before(begin), type),
            this / divisor,
            (total - this) / divisor,
            float(members),
            self._totals[place],
            float(len(here)),
            self._shares[type],
            float(begins),
            float(text[end : end + 1] in ("", "\n")),
            float(begins and text[end : end + 1] in ("。", "：")),
            self._line_length(begin, end),
            math.log1p(begin),
        )

    def _line_length(self, begin: int, end: int) -> float:
        """The length of the line around begin:end as a share of a long one, at most 1."""
        text = self._text
        left = text.rfind("\n", max(0, begin - _LONG_LINE), begin)
        first = left + 1 if left >= 0 else max(0, begin - _LONG_LINE)
        right = text.find("\n", end, end + _LONG_LINE)
        last = right if right >= 0 else min(len(text), end + _LONG_LINE)
        return min(last - first, _LONG_LINE) / _LONG_LINE

    def _after(self, end: int) -> Sequence[tuple[int, int]]:
        joint = _JOINED.match(self._text, end)
        return self._from.get(joint.end(), ()) if joint else ()

    def _before(self, begin: int) -> Sequence[tuple[int, int]]:
        for length in range(1, min(begin, _JOINED_BEFORE) + 1):
            if _JOINED.fullmatch(self._text, begin - length, begin):
                return self._up_to.get(begin - length, ())
        return ()

    def _best(self, places: Iterable[tuple[int, int]], type: EntityType) -> tuple[float, float]:
        """The model's best confidence in `type` and in any other at `places`."""
        this = other = 0.0
        for place in places:
            for found, confidence in self._types[place].items():
                if found is type:
                    this = max(this, confidence)
                else:
                    other = max(other, confidence)
        return this, other

    def _list(self, place: tuple[int, int]) -> tuple[Mapping[EntityType, float], float, int]:
        """Confidences by type, their sum, and the number of the other members of the list that `place` stands in."""
        by_type: Counter[EntityType] = Counter()
        members = 0
        for forward in (True, False):
            at = place
            for _ in range(_REACH):
                near = self._after(at[1]) if forward else self._before(at[0])
                likeliest = max(near, key=lambda p: self._totals[p], default=None)
                if likeliest is None or not self._totals[likeliest]:
                    break
                by_type.update(self._types[likeliest])
                members += 1
                at = likeliest
        return by_type, sum(by_type.values()), members
