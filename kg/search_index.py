"""The search index of a graph folder: one SQLite file beside the stores, written with them and then only read.

Rows stand in the order of the answer (what more texts have comes first), so that a search reads no further than its
limit. Equal graphs give equal bytes with one version of SQLite.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from kg.errors import GraphError, InvalidGraph, UnwritableGraph
from kg.grams import Place, name_tokens, phrase, sentence_tokens
from kg.property_graph import Node, Relationship
from kg.search import NAMED_LABELS, Named, Passage
from kg.subgraph import aliases_of, name_of
from ontology.labels import RelationType
from ontology.script import fold

Item = TypeVar("Item")

SEARCH = "search.sqlite"

_CHUNK = 10_000

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE named (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, name TEXT, aliases TEXT, texts INTEGER);
CREATE TABLE passage (id INTEGER PRIMARY KEY, sentence TEXT, texts INTEGER, text_id TEXT);
CREATE VIRTUAL TABLE named_tokens USING fts5 (tokens, content = '', columnsize = 0);
CREATE VIRTUAL TABLE passage_tokens USING fts5 (tokens, content = '', columnsize = 0);
CREATE TEMP TABLE node (iri TEXT, label TEXT, name TEXT, aliases TEXT);
CREATE TEMP TABLE found (sentence TEXT, text_id TEXT);
CREATE TEMP TABLE mentioned (iri TEXT PRIMARY KEY, texts INTEGER);
"""
_FILL = """
INSERT INTO named (iri, label, name, aliases, texts)
    SELECT node.iri, label, name, aliases, coalesce(mentioned.texts, 0) AS n FROM node LEFT JOIN mentioned USING (iri)
    ORDER BY n DESC, length(name), name, node.iri;
INSERT INTO named_tokens (rowid, tokens) SELECT id, name_tokens(name, aliases) FROM named ORDER BY id;
INSERT INTO passage (sentence, texts, text_id)
    SELECT sentence, count(DISTINCT text_id) AS n, min(text_id) FROM found GROUP BY sentence
    ORDER BY n DESC, length(sentence), sentence;
INSERT INTO passage_tokens (rowid, tokens) SELECT id, sentence_tokens(sentence) FROM passage ORDER BY id;
CREATE INDEX named_iri ON named (iri);
INSERT INTO named_tokens (named_tokens) VALUES ('optimize');
INSERT INTO passage_tokens (passage_tokens) VALUES ('optimize');
"""


class IndexWriter:
    """Writes the index of a generation from the nodes and relationships that pass through it to a store."""

    def __init__(self, generation: Path) -> None:
        """Begin a new index in the folder `generation`; raises UnwritableGraph where that cannot be."""
        self._folder = generation
        self._mentions: Counter[str] = Counter()
        try:
            self._database = sqlite3.connect(generation / SEARCH)
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise UnwritableGraph(str(generation), str(error)) from error

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """`nodes`, unchanged, noting their names."""
        for some in _chunks(nodes):
            rows = [(n.iri, n.label, name_of(n), json.dumps(aliases_of(n))) for n in some if n.label in NAMED_LABELS]
            self._insert("INSERT INTO node VALUES (?, ?, ?, ?)", rows)
            yield from some

    def relationships(self, relationships: Iterable[Relationship]) -> Iterator[Relationship]:
        """`relationships`, unchanged, noting their sentences and how many texts mention each entity."""
        for some in _chunks(relationships):
            self._mentions.update(link.tail for link in some if link.type is RelationType.MENTIONS)
            rows = [(link.properties["sentence"], link.properties["text_id"]) for link in some]
            self._insert("INSERT INTO found VALUES (?, ?)", rows)
            yield from some

    def _insert(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._database.executemany(statement, rows)
        except sqlite3.Error as error:
            raise UnwritableGraph(str(self._folder), str(error)) from error

    def __enter__(self) -> Self:
        """The writer itself; the index is complete at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the index unless the block failed; raises UnwritableGraph where the disk is full."""
        try:
            if kind is None:
                self._insert("INSERT INTO mentioned VALUES (?, ?)", self._mentions.items())
                self._database.create_function("name_tokens", 2, _name_tokens, deterministic=True)
                self._database.create_function("sentence_tokens", 1, sentence_tokens, deterministic=True)
                for statement in _FILL.split(";"):
                    self._database.execute(statement)
                self._database.commit()
        except sqlite3.Error as failure:
            raise UnwritableGraph(str(self._folder), str(failure)) from failure
        finally:
            self._database.close()


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, _CHUNK)):
        yield some


def _name_tokens(name: str, aliases: str) -> str:
    return name_tokens((name, *json.loads(aliases)))


class FolderIndex:
    """The index of a generation, open for reading; any number of processes may read it at once."""

    def __init__(self, generation: Path) -> None:
        """Open the index in the folder `generation`.

        Raises GraphError where there is none.
        """
        self._path = generation / SEARCH
        if not self._path.is_file():
            raise GraphError(f"{self._path}: no search index here; run kg build again with the same inputs")
        self._database = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def named(self, query: str, labels: tuple[str, ...]) -> Iterator[Named]:
        """The nodes that fit, as `SearchIndex.named` says; raises InvalidGraph where the file is damaged."""
        wanted = ", ".join("?" * len(labels))
        rows = self._rows(
            "SELECT iri, label, name, aliases, texts FROM named_tokens JOIN named ON named.id = named_tokens.rowid "
            f"WHERE named_tokens MATCH ? AND label IN ({wanted}) ORDER BY named_tokens.rowid",
            (query, *labels),
        )
        for iri, label, name, aliases, texts in rows:
            yield Named(iri, label, name, tuple(json.loads(aliases)), texts)

    def passages(self, text: str, limit: int) -> Iterator[Passage]:
        """The sentences that fit, as `SearchIndex.passages` says; raises InvalidGraph where the file is damaged."""
        rows = self._rows(
            "SELECT sentence, passage.texts, text_id, coalesce(name, '') FROM passage_tokens "
            "JOIN passage ON passage.id = passage_tokens.rowid LEFT JOIN named ON named.iri = text_id "
            "WHERE passage_tokens MATCH ? ORDER BY passage_tokens.rowid LIMIT ?",
            (phrase(fold(text), Place.ANYWHERE), limit),
        )
        for sentence, texts, text_id, title in rows:
            yield Passage(sentence, texts, text_id, title)

    def _rows(self, query: str, parameters: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._database.execute(query, parameters)
        except sqlite3.DatabaseError as error:
            advice = "delete the file and run kg build again"
            raise InvalidGraph(f"{self._path}: the search index is damaged ({error}); {advice}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
