"""The names of a text by place: which name stands where, and which names lie inside it.

Where names nest, the outermost one is what the text says at that place; the inner ones are asked for by name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from extract.records import Entity, Span
from ontology.labels import EntityType


class Reading(NamedTuple):
    """One entity that a place may name; a place has several where the text uses a word in two senses."""

    iri: str
    type: EntityType
    confidence: float


class Place(NamedTuple):
    """A stretch of text that is a name: code points `begin` up to, not including, `end`."""

    begin: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def span(self) -> Span:
        """The characters of the name."""
        return Span(self.begin, self.end)

    def has(self, types: Iterable[EntityType]) -> bool:
        """Whether the name can be of one of `types`."""
        return any(reading.type in types for reading in self.readings)

    def is_only(self, types: Iterable[EntityType]) -> bool:
        """Whether the name can be nothing but one of `types`."""
        return all(reading.type in types for reading in self.readings)


class Places:
    """The outermost names of a text in reading order, each with the names inside it."""

    def __init__(self, entities: Iterable[Entity], text: str) -> None:
        self.outer, self._inner = _nest(_without_bylines(_places(entities), text))
        self._begins = [place.begin for place in self.outer]

    def within(self, begin: int, end: int) -> tuple[Place, ...]:
        """The outermost names that lie wholly in `begin:end`, in reading order."""
        first = bisect_left(self._begins, begin)
        last = bisect_left(self._begins, end, first)
        found = self.outer[first:last]
        return found[:-1] if found and found[-1].end > end else found

    def inside(self, place: Place) -> tuple[Place, ...]:
        """The names that lie in `place`, outermost ones only, in reading order."""
        found: list[Place] = []
        for inner in self.all_inside(place):
            if not found or inner.begin >= found[-1].end:
                found.append(inner)
        return tuple(found)

    def all_inside(self, place: Place) -> tuple[Place, ...]:
        """All names that lie in `place`, in reading order, a longer one before those in it."""
        return self._inner.get((place.begin, place.end), ())

    def covering(self, offset: int) -> Place | None:
        """The outermost name that holds the character at `offset`."""
        index = bisect_right(self._begins, offset) - 1
        return self.outer[index] if index >= 0 and offset < self.outer[index].end else None

    def starting(self, offset: int) -> Place | None:
        """The outermost name that begins at `offset`."""
        index = bisect_left(self._begins, offset)
        return self.outer[index] if index < len(self.outer) and self._begins[index] == offset else None


def _places(entities: Iterable[Entity]) -> list[Place]:
    readings: dict[tuple[int, int], list[Reading]] = {}
    for entity in entities:
        for mention in entity.mentions:
            if mention.begin < mention.end:
                reading = Reading(entity.iri, entity.type, mention.confidence)
                readings.setdefault((mention.begin, mention.end), []).append(reading)
    return [
        Place(begin, end, tuple(sorted(found, key=lambda r: (-r.confidence, r.type, r.iri))))
        for (begin, end), found in sorted(readings.items(), key=lambda item: (item[0][0], -item[0][1]))
    ]


def _without_bylines(places: list[Place], text: str) -> list[Place]:
    """`places` without titles that have their issuer before them where the title from 关于 on is a name as well."""
    titles = {p.end: p for p in places if p.has({EntityType.POLICY_DOCUMENT}) and text.startswith("关于", p.begin)}
    return [
        p
        for p in places
        if not p.is_only({EntityType.POLICY_DOCUMENT})
        or p.end not in titles
        or p.begin >= titles[p.end].begin
        or text.startswith("关于", p.begin)
    ]


def _nest(places: list[Place]) -> tuple[tuple[Place, ...], dict[tuple[int, int], tuple[Place, ...]]]:
    """The places that none covers, and for each of these those in it.

    Of two that cross, the one that begins first stands.
    """
    outer: list[Place] = []
    inner: dict[tuple[int, int], list[Place]] = {}
    for place in places:
        if not outer or place.begin >= outer[-1].end:
            outer.append(place)
        elif place.end <= outer[-1].end:
            inner.setdefault((outer[-1].begin, outer[-1].end), []).append(place)
    return tuple(outer), {key: tuple(found) for key, found in inner.items()}
