"""Responsibility notes: （商务厅牵头，海关配合）, 责任单位：教育局, and the passage whose measures each one closes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extract.records import Span
from extract.segment import is_heading, iter_lines, numbering
from extract.standing import Name, Standing
from extract.vocabulary import PERSONS
from ontology.labels import ActorRole, EntityType

_NOTE = re.compile(
    r"[（(【\[](?=[^（(）)【】\[\]\n]{0,400}(?:负责|牵头|配合|单位|部门|职责|分工|主办|协办|承办|落实|参与))[^（(）)【】\[\]\n]{2,400}[）)】\]]"
)
_BODIES = re.compile(r"[（(【\[][^（(）)【】\[\]\n]{2,400}[）)】\]](?=[。；;\s]*$)", re.MULTILINE)
_LABEL = re.compile(
    r"(?:市级|省级|国家|主要)?(?:牵头|责任|配合|主办|协办|主责|承办|参与|参加|负责|联系|实施|落实)(?:和|及|考核|落实)?(?:责任|配合|参与)?(?:单位|部门|领导|处室|主体|人)(?:[（(][^）)]{0,12}[）)])?\s*[：:]"
)
_SAID_AFTER = re.compile(r"牵头|配合|协同|负责|参与|参加|协办|主办|承办|落实")
_ROLES = (
    (re.compile("牵头|主办|主责"), ActorRole.LEAD),
    (re.compile("配合|协办|参与|参加|协同"), ActorRole.PARTICIPATE),
)


class Answer(NamedTuple):
    """Who answers for the measures that begin in `begin:end`; `note` is where the text says so."""

    begin: int
    end: int
    note: Span
    actors: tuple[tuple[Name, ActorRole], ...]


def find_answers(text: str, names: Standing) -> list[Answer]:
    """The responsibility notes of `text` in reading order.

    A note closes what stands before it in its paragraph, back to the note before it; a note with a line of its own
    closes the lines above it, back to the note or the numbered heading before it.
    """
    answers: list[Answer] = []
    opened = 0
    for line in iter_lines(text):
        begin = line.begin
        for note in _notes(text, line):
            actors = tuple(_actors(text, names, note))
            if not actors:
                continue
            start = opened if note.begin <= line.begin + 1 else max(begin, opened)
            if start < note.begin:
                answers.append(Answer(start, note.begin, note, actors))
            begin = opened = note.end
        if is_heading(text, line) and numbering(text, line) and begin == line.begin:
            opened = line.begin
    return answers


def _notes(text: str, line: Span) -> Iterator[Span]:
    """The places in a line that name who is responsible, without overlap."""
    found = [Span(m.start(), m.end()) for m in _NOTE.finditer(text, line.begin, line.end)]
    found += [Span(m.start(), m.end()) for m in _BODIES.finditer(text, line.begin, line.end)]
    label = _LABEL.search(text, line.begin, line.end)
    if label:
        found.append(Span(label.start(), line.end))
    end = line.begin
    for note in sorted(set(found)):
        if note.begin >= end:
            yield note
            end = note.end


def _actors(text: str, names: Standing, note: Span) -> Iterator[tuple[Name, ActorRole]]:
    """The bodies named in a note with their roles; none where the note is about something else."""
    inside = [name for name in names.within(note.begin, note.end) if name.type in PERSONS]
    inside = [name for name in inside if text[name.end : name.end + 1] not in ("：", ":")]
    labels = list(_LABEL.finditer(text, note.begin, note.end))
    if not inside or not (labels or _says(text, note) or _is_list(inside, note)):
        return
    said = list(_SAID_AFTER.finditer(text, note.begin, note.end))
    starts, ends = [label.end() for label in labels], [word.start() for word in said]
    for name in inside:
        before, after = bisect_right(starts, name.begin), bisect_left(ends, name.end)
        word = labels[before - 1].group() if before else said[after].group() if after < len(said) else ""
        yield name, next((role for pattern, role in _ROLES if pattern.search(word)), ActorRole.RESPONSIBLE)


def _says(text: str, note: Span) -> bool:
    """Whether the note ends in what its bodies are to do: …牵头, …按职责分工负责）."""
    return bool(
        re.search(r"(?:牵头|配合|协同|负责|参与|参加|协办|主办|承办|落实)(?:落实|推进)?[）)】\]。；;]*$", note.of(text))
    )


def _is_list(inside: list[Name], note: Span) -> bool:
    """Whether nothing but two or more institutions stands in the brackets."""
    if any(name.type is not EntityType.INSTITUTION for name in inside) or len(inside) < 2:
        return False
    named = sum(name.end - name.begin for name in inside)
    return note.end - note.begin - named <= len(inside) + 3
