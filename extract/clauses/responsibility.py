"""Responsibility notes: （商务厅牵头，海关配合）, 责任单位：教育局, and the passage whose measures each one closes.

A table says it by its columns: below 任务、牵头单位、完成时限 each row names who answers for the task in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extract.clauses.standing import Name, Standing
from extract.clauses.vocabulary import PERSONS
from extract.records import Span
from extract.segment import is_heading, iter_lines, numbering
from ontology.labels import ActorRole, EntityType

_NOTE = re.compile(
    r"[（(【\[](?=[^（(）)【】\[\]\n]{0,400}(?:负责|牵头|配合|单位|部门|职责|分工|主办|协办|承办|落实|参与))[^（(）)【】\[\]\n]{2,400}[）)】\]]"
)
_BODIES = re.compile(r"[（(【\[][^（(）)【】\[\]\n]{2,400}[）)】\]](?=[。；;\s]*$)", re.MULTILINE)
_LABEL = re.compile(
    r"(?:市级|省级|国家|主要)?(?:牵头|责任|配合|主办|协办|主责|承办|参与|参加|负责|实施|落实)(?:和|及|考核|落实)?(?:责任|配合|参与)?(?:单位|部门|领导|处室|主体|人)(?:[（(][^）)]{0,12}[）)])?\s*[：:]"
)
_COLUMN = re.compile(
    r"\s*(?:市级|省级|国家|主要)?(?:牵头|责任|配合|主办|协办|主责|承办|参与|参加|负责|实施|落实)(?:和|及|、|/)?(?:责任|配合|参与|牵头|落实)?"
    r"(?:单位|部门|处室|主体|机构|市直单位)(?:及?分工)?\s*"
)
_SAID_AFTER = re.compile(r"牵头|配合|协同|负责|参与|参加|协办|主办|承办|落实")
_SAYS = re.compile(
    r"(?:牵头|配合|协同|负责|参与|参加|协办|主办|承办|落实)(?:落实|推进)?"
    r"(?:[，,；;](?:20\d\d年[^，,；;）)]{0,8}?|长期|持续|每年|全年|常年)(?:完成|推进|实施|坚持|落实)?)?[）)】\]。；;]*$"
)
_CLOSING = re.compile(r"(?<=。)[^。；;\n（(：:]{2,200}(?:牵头|配合|负责|参与)(?=。?\s*$)", re.MULTILINE)
_SAID = re.compile(
    r"牵头|配合|协同|负责|参与|会同|联合|按照?|依据?|各自|职责|分工|分别|共同|有关|相关|部门|单位|等|和|及|以及|[、，,\s]"
)
"""What else may stand in a sentence that names who is responsible and says no more."""
_ROLES = (
    (re.compile("牵头|主办|主责"), ActorRole.LEAD),
    (re.compile("配合|协办|参与|参加|协同"), ActorRole.PARTICIPATE),
)


class Answer(NamedTuple):
    """Who answers for the measures that begin in `begin:end`; `notes` are where the text says so."""

    begin: int
    end: int
    notes: tuple[Span, ...]
    actors: tuple[tuple[Name, ActorRole], ...]


def find_answers(text: str, names: Standing) -> list[Answer]:
    """The responsibility notes of `text` in reading order.

    A note closes what stands before it in its paragraph, back to the note before it; a note with a line of its own
    closes the lines above it, back to the note or the numbered heading before it.
    """
    answers: list[Answer] = []
    opened = 0
    columns: dict[int, ActorRole] = {}
    for line in iter_lines(text):
        cells = _cells(text, line)
        columns = _columns(text, cells) or (columns if len(cells) > 1 else {})
        if columns:
            row = _row(names, cells, columns)
            answers += [Answer(line.begin, line.end, *row)] if row else []
            continue
        begin = line.begin
        for note in _notes(text, names, line):
            actors = tuple(_actors(text, names, note))
            if not actors:
                if _LABEL.match(text, note.begin, note.end):
                    # who answers is known by no name here, but nobody named below answers for what stands above
                    begin = opened = note.end
                continue
            start = opened if note.begin <= line.begin + 1 else max(begin, opened)
            if answers and answers[-1].notes[-1].end == start and not text[start : note.begin].strip():
                # 牵头单位：… and 责任单位：… below it answer for the same lines
                last = answers.pop()
                answers.append(last._replace(notes=(*last.notes, note), actors=(*last.actors, *actors)))
            elif start < note.begin:
                answers.append(Answer(start, note.begin, (note,), actors))
            begin = opened = note.end
        if is_heading(text, line) and numbering(text, line) and begin == line.begin:
            opened = line.begin
    return answers


def _cells(text: str, line: Span) -> list[Span]:
    """The cells of a line that is a row of a table, else the whole line."""
    cells: list[Span] = []
    begin = line.begin
    while (tab := text.find("\t", begin, line.end)) >= 0:
        cells.append(Span(begin, tab))
        begin = tab + 1
    return [*cells, Span(begin, line.end)]


def _columns(text: str, cells: list[Span]) -> dict[int, ActorRole]:
    """The columns that a heading row gives to those who answer, with their role; empty for any other row."""
    if len(cells) < 2:
        return {}
    named = (_COLUMN.fullmatch(text, cell.begin, cell.end) for cell in cells)
    return {index: _role(found.group()) for index, found in enumerate(named) if found}


def _row(
    names: Standing, cells: list[Span], columns: dict[int, ActorRole]
) -> tuple[tuple[Span, ...], tuple[tuple[Name, ActorRole], ...]] | None:
    """The cells that name who answers for a row, and who that is; None where nobody is named."""
    notes = tuple(cells[index] for index in sorted(columns) if index < len(cells))
    actors = tuple(
        (name, columns[index])
        for index in sorted(columns)
        if index < len(cells)
        for name in names.within(cells[index].begin, cells[index].end)
        if name.type in PERSONS
    )
    return (notes, actors) if actors else None


def _role(word: str) -> ActorRole:
    return next((role for pattern, role in _ROLES if pattern.search(word)), ActorRole.RESPONSIBLE)


def _notes(text: str, names: Standing, line: Span) -> Iterator[Span]:
    """The places in a line that name who is responsible, without overlap."""
    found = [Span(m.start(), m.end()) for m in _NOTE.finditer(text, line.begin, line.end)]
    found += [Span(m.start(), m.end()) for m in _BODIES.finditer(text, line.begin, line.end)]
    closing = _CLOSING.search(text, line.begin, line.end)
    if closing and _says_no_more(text, names, Span(*closing.span())):
        found.append(Span(*closing.span()))
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
        yield name, _role(word)


def _says(text: str, note: Span) -> bool:
    """Whether the note ends in what its bodies are to do: …牵头, …按职责分工负责）."""
    return bool(_SAYS.search(text, note.begin, note.end))


def _says_no_more(text: str, names: Standing, sentence: Span) -> bool:
    """Whether a sentence names bodies and their part alone: 市科技局牵头，市数据局配合."""
    rest, begin = "", sentence.begin
    for name in names.within(sentence.begin, sentence.end):
        rest, begin = rest + text[begin : name.begin], name.end
    return begin > sentence.begin and not _SAID.sub("", rest + text[begin : sentence.end])


def _is_list(inside: list[Name], note: Span) -> bool:
    """Whether nothing but two or more institutions stands in the brackets."""
    if any(name.type is not EntityType.INSTITUTION for name in inside) or len(inside) < 2:
        return False
    named = sum(name.end - name.begin for name in inside)
    return note.end - note.begin - named <= len(inside) + 3
