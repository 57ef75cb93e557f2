"""Text → the entities and sentences that have it: by name, alias, beginning, part, pinyin initials, and in sentences.

The order is that of `Match`; among equal matches, what more texts name comes first. Script, width, case, spacing,
quotation and title marks do not matter, as in `kg show`. An index answers the questions; there is one in each graph
folder (`kg.search_index`) and one in each loaded server (`kg.stores.neo4j_search`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kg.errors import GraphError, refuse_broken_text
from kg.grams import Place, has_initials, letters_query, phrase
from kg.property_graph import ENTITY_LABELS
from kg.stores.store import scheme_of
from kg.table import Table
from ontology.script import fold

SENTENCE = "Sentence"
"""The kind of a hit that is a sentence; the others are labels of nodes."""

NAMED_LABELS = (*ENTITY_LABELS, "SourceText")
"""The labels of nodes that are found by name; measures and targets are found by their sentences."""

KINDS = (*NAMED_LABELS, SENTENCE)

COLUMNS = ("match", "type", "name", "texts", "iri", "passage")


class Match(StrEnum):
    """How a text was found, best first."""

    NAME = "name"
    ALIAS = "alias"
    PREFIX = "prefix"
    SUBSTRING = "substring"
    PINYIN = "pinyin"
    SENTENCE = "sentence"


@dataclass(frozen=True)
class Named:
    """A node that is found by its names; `texts` is how many texts name it."""

    iri: str
    label: str
    name: str
    aliases: tuple[str, ...]
    texts: int


@dataclass(frozen=True)
class Passage:
    """A sentence that proves a claim; `texts` is how many texts have it, the first of them is `text_id`, `title`."""

    sentence: str
    texts: int
    text_id: str
    title: str


class SearchIndex(Protocol):
    """What answers full-text queries of `kg.grams`, the things of most texts first."""

    def named(self, query: str, labels: tuple[str, ...]) -> Iterator[Named]:
        """The nodes with one of `labels` whose name tokens fit `query`, each once."""

    def passages(self, text: str, limit: int) -> Iterator[Passage]:
        """At most `limit` sentences that hold `text`, folded on both sides."""

    def close(self) -> None:
        """Let go of the index."""


def open_index(generation: Path | None, url_or_path: str | os.PathLike[str] | None = None) -> SearchIndex:
    """The index of a generation of a graph folder, or of the store at a URL or in a folder where one is given.

    Raises GraphError where a folder has none and StoreUnavailable where no server answers.
    """
    from kg.search_index import FolderIndex

    if url_or_path is None:
        assert generation is not None
        return FolderIndex(generation)
    place = os.fspath(url_or_path)
    if scheme_of(place):
        from kg.stores.neo4j_search import ServerIndex

        return ServerIndex(place)
    return FolderIndex(Path(place).parent)


def search(index: SearchIndex, text: str, limit: int = 20, kinds: Iterable[str] = ()) -> Table:
    """At most `limit` hits for `text`, best first, with `COLUMNS`; `kinds` of KINDS, all where it is empty.

    `passage` is the name, alias or sentence that has the text. Raises GraphError for a text without any character that
    a search sees, and for an unknown kind.
    """
    refuse_broken_text(text)
    wanted = frozenset(kinds) or frozenset(KINDS)
    if unknown := sorted(wanted - set(KINDS)):
        raise GraphError(f"{unknown[0]!r} is not a type; known: {', '.join(KINDS)}")
    folded = fold(text)
    if not folded:
        raise GraphError(f"{text!r} has nothing to search for; give a name, a part of one or pinyin initials")
    labels = tuple(label for label in NAMED_LABELS if label in wanted)
    rows: list[tuple[object, ...]] = []
    seen: set[str] = set()
    for match, node, passage in _named(index, folded, labels) if labels else ():
        if len(rows) >= limit:
            break
        if node.iri not in seen:
            seen.add(node.iri)
            rows.append((match.value, node.label, node.name, node.texts, node.iri, passage))
    if SENTENCE in wanted and len(rows) < limit:
        for found in index.passages(text, limit - len(rows)):
            row = (Match.SENTENCE.value, SENTENCE, found.title, found.texts, found.text_id, _one_line(found.sentence))
            rows.append(row)
    return Table(COLUMNS, rows)


def _named(index: SearchIndex, folded: str, labels: tuple[str, ...]) -> Iterator[tuple[Match, Named, str]]:
    """Nodes by name, alias, beginning, part and pinyin; a node may come again with a lesser match."""
    whole = list(index.named(phrase(folded, Place.WHOLE), labels))
    for match in (Match.NAME, Match.ALIAS):
        for node in whole:
            for form in (node.name,) if match is Match.NAME else node.aliases:
                if fold(form) == folded:
                    yield match, node, form
                    break
    for match, place in ((Match.PREFIX, Place.BEGIN), (Match.SUBSTRING, Place.ANYWHERE)):
        for node in index.named(phrase(folded, place), labels):
            for form in (node.name, *node.aliases):
                if fold(form).startswith(folded) if place is Place.BEGIN else folded in fold(form):
                    yield match, node, form
                    break
    for place in Place:
        query = letters_query(folded, place)
        for node in index.named(query, labels) if query else ():
            for form in (node.name, *node.aliases):
                if has_initials(fold(form), folded, place):
                    yield Match.PINYIN, node, form
                    break


def _one_line(sentence: str) -> str:
    """The sentence without the line breaks of a wrapped source."""
    return "".join(sentence.splitlines())
