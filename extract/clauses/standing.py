"""The names that stand in a text: where mentions nest, the outermost one at each place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.records import Entity, Reference, Span
from ontology.labels import EntityType


class Name(NamedTuple):
    """A mention that no longer mention covers, with its entity's type."""

    begin: int
    end: int
    type: EntityType
    iri: str
    confidence: float

    @property
    def span(self) -> Span:
        """The characters of the name."""
        return Span(self.begin, self.end)

    @property
    def reference(self) -> Reference:
        """The name as the filler of a claim."""
        return Reference(self.iri, self.begin, self.end)


class Standing:
    """The outermost names of a text in reading order, found by place in logarithmic time."""

    def __init__(self, entities: tuple[Entity, ...], without: Sequence[Span] = ()) -> None:
        """`without` are passages whose names are left out, in reading order."""
        begins = [span.begin for span in without]
        mentions = [
            Name(m.begin, m.end, entity.type, entity.iri, m.confidence) for entity in entities for m in entity.mentions
        ]
        mentions.sort(key=lambda name: (name.begin, -name.end, -name.confidence, name.type, name.iri))
        self._names: list[Name] = []
        for name in mentions:
            index = bisect_right(begins, name.begin) - 1
            if index >= 0 and name.begin < without[index].end:
                continue
            if not self._names or name.begin >= self._names[-1].end:
                self._names.append(name)
        self._begins = [name.begin for name in self._names]

    def covering(self, at: int) -> Name | None:
        """The name that holds the character at `at`, or None."""
        index = bisect_right(self._begins, at) - 1
        return self._names[index] if index >= 0 and self._names[index].end > at else None

    def starting(self, at: int) -> Name | None:
        """The name that begins at `at`, or None."""
        index = bisect_left(self._begins, at)
        return self._names[index] if index < len(self._names) and self._begins[index] == at else None

    def next_begin(self, at: int, end: int) -> int:
        """Where the first name at or after `at` begins; `end` where none begins before it."""
        index = bisect_left(self._begins, at)
        return min(end, self._begins[index]) if index < len(self._begins) else end

    def within(self, begin: int, end: int) -> Iterator[Name]:
        """The names that lie wholly in `begin:end`, in reading order."""
        for index in range(bisect_left(self._begins, begin), len(self._names)):
            name = self._names[index]
            if name.begin >= end:
                return
            if name.end <= end:
                yield name
