"""Turtle files as what is said of each term, for those who print or check them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology import terms as t


class Vocabulary:
    """The statements of some Turtle files, by subject and property, in the order of the files."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._objects: dict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        self._subjects: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                    self._objects[quad.subject.value, quad.predicate.value].append(quad.object)
                    if quad.predicate.value == t.TYPE:
                        self._subjects[quad.object.value].append(quad.subject.value)

    def members(self, cls: str) -> list[str]:
        """The IRIs of the members of `cls`."""
        return self._subjects[cls]

    def values(self, subject: str, property: str) -> list[str]:
        """The IRIs and the literals that `subject` has for `property`."""
        return [value.value for value in self._objects[subject, property]]

    def texts(self, subject: str, property: str, language: str) -> list[str]:
        """The literals in `language`."""
        values = self._objects[subject, property]
        return [value.value for value in values if isinstance(value, Literal) and value.language == language]

    def text(self, subject: str, property: str, language: str) -> str:
        """The first literal in `language`, "" where there is none."""
        return next(iter(self.texts(subject, property, language)), "")

    def ends(self, property: str, end: str) -> list[str]:
        """The classes at the `end` ("domain" or "range") of `property`: those listed, else the one inferred."""
        return self.values(property, f"{t.SCHEMA}{end}Includes") or self.values(property, t.RDFS + end)
