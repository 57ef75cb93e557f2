"""The words that open a clause and the verbs of commitment, from the word lists, and what a clause is read into."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from extract.lexicon import read_rows
from extract.records import Span
from ontology.labels import EntityType, Modality

WINDOW = 240
"""How far into a clause words are read: longer runs without a clause mark are lists, whose names are found anyway."""
QUOTES = frozenset(" \t\r\n\u3000“”‘’\"'《》〈〉「」『』")
PREPOSITIONS = frozenset({"means", "basis", "object", "beneficiary", "actor", "aside"})
TOPICS = frozenset({"object", "actor", "beneficiary"})
"""The prepositional phrases that may hold what a closing verb acts on: 将成果公布, 由主管部门审定."""
PERSONS = frozenset({EntityType.ACTOR_GROUP, EntityType.INSTITUTION})

_LONGEST_WORD = 8


class Verb(NamedTuple):
    """One or more coordinated verbs with one object; `end` is where the object begins."""

    actions: tuple[Span, ...]
    end: int
    kinds: frozenset[str]


class Part(NamedTuple):
    """A phrase before the verb, its preposition, and what it makes of the names in it."""

    kind: str
    word: str
    span: Span


class Clause(NamedTuple):
    """A clause as read: without a `verb` its `parts` are what it hands on to the next clause.

    `somebody` is the clause that tells what a person encouraged or led is to do: 鼓励企业 | 建设平台.
    """

    span: Span
    parts: tuple[Part, ...] = ()
    verb: Verb | None = None
    cue: Span | None = None
    modality: Modality | None = None
    is_reported: bool = False
    somebody: Clause | None = None

    @property
    def names_person(self) -> bool:
        """Whether someone who acts stands before the verb."""
        return any(part.kind in ("subject", "actor") for part in self.parts)


@functools.cache
def verbs() -> dict[str, frozenset[str]]:
    """The verbs of commitment with their kinds."""
    return {verb: frozenset(kinds.split()) for verb, kinds in read_rows("action_verbs", 2)}


@functools.cache
def words() -> dict[str, str]:
    """The words that open a clause, with their kind."""
    return {row[0]: row[1] for row in read_rows("clause_words", 2)}


@functools.cache
def modalities() -> dict[str, Modality]:
    """The modality that a cue word gives."""
    return {cue: Modality(modality) for cue, modality in read_rows("modality_cues", 2)}


def longest(text: str, at: int, end: int, known: Mapping[str, object]) -> str:
    """The longest word of `known` that begins at `at` and does not pass `end`; "" where there is none.

    >>> longest("贯彻落实规划", 0, 6, {"贯彻": 1, "贯彻落实": 1})
    '贯彻落实'
    """
    for length in range(min(_LONGEST_WORD, end - at), 0, -1):
        if text[at : at + length] in known:
            return text[at : at + length]
    return ""
