"""Where the names of a reference annotation stand in its text.

An annotation lists each (text, type) once; here every occurrence is found, so that a model can learn from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from extract.records import Entity, Mention, Span
from ontology.iris import entity_iri
from ontology.labels import EntityType

DROPPED = " \t\r\n\u3000\"'“”‘’「」『』《》〈〉"
"""White space, quotation and title marks: an annotation is compared with its text without them."""


class Folded:
    """A text as annotations are compared with it, each character with its place in the text itself."""

    def __init__(self, text: str) -> None:
        characters: list[str] = []
        self.places: list[int] = []
        for place, character in enumerate(text):
            for folded in unicodedata.normalize("NFKC", character).lower():
                if folded not in DROPPED:
                    characters.append(folded)
                    self.places.append(place)
        self.text = "".join(characters)

    def find_all(self, name: str) -> list[Span]:
        """Every place of `name`, which may overlap, in reading order."""
        wanted = Folded(name).text
        found: list[Span] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            found.append(Span(self.places[at], self.places[at + len(wanted) - 1] + 1))
            at = self.text.find(wanted, at + 1)
        return found


def locate(text: str, annotation: Mapping[str, Any]) -> list[tuple[Span, EntityType]]:
    """Every place of every name of `annotation` in `text`, sorted, a longer name before the shorter one in it.

    A name inside a longer one is kept: it may be listed for that very place.
    """
    folded = Folded(text)
    found = {
        (span, EntityType(entity["type"]))
        for entity in annotation["entities"]
        for span in folded.find_all(entity["text"])
    }
    return sorted(found, key=lambda item: (item[0].begin, -item[0].end, item[1]))


def entities_of(text: str, annotation: Mapping[str, Any]) -> tuple[Entity, ...]:
    """The annotation's entities as the name finder would give them, for reading relations and measures alone."""
    mentions: dict[tuple[str, EntityType], list[Mention]] = {}
    for span, type in locate(text, annotation):
        mentions.setdefault((span.of(text), type), []).append(Mention(span.begin, span.end, 1.0, "reference"))
    by_iri: dict[str, Entity] = {}
    for (name, type), places in mentions.items():
        iri = entity_iri(type, name)
        known = by_iri.get(iri)
        merged = tuple(sorted([*(known.mentions if known else ()), *places], key=lambda m: m.begin))
        by_iri[iri] = Entity(iri, type, known.name if known else name, merged)
    return tuple(sorted(by_iri.values(), key=lambda e: (e.mentions[0].begin, -e.mentions[0].end, e.iri)))
