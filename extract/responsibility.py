"""Responsibility: （省商务厅牵头，合肥海关配合）, 责任单位：市教育局 and the passage whose measures they close."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.segment import iter_lines
from extract.standing import Name, Standing
from ontology.labels import ActorRole

_BRACKET = re.compile(
    r"[（(【\[](?=[^（(）)【】\[\]\n]{0,300}(?:负责|牵头|配合|责任单位|责任部门|按职责|按照职责|分工|主办|协办|承办|落实))[^（(）)【】\[\]\n]{2,300}[）)】\]]"
)
_LINE = re.compile(
    r"(?:牵头|责任|配合|主办|协办|主责|承办|参与|参加|负责|联系|完成)(?:考核)?(?:单位|部门|领导|处室|人)(?:及[^：:]{0,8})?[：:]"
)


class Answer(NamedTuple):
    """Who answers for the measures that begin in `begin:end`."""

    begin: int
    end: int
    actors: tuple[tuple[Name, ActorRole], ...]


def find_answers(text: str, names: Standing) -> list[Answer]:
    """The responsibility notes of `text`, each with the passage back to the note before it or its paragraph's start."""
    answers: list[Answer] = []
    for line in iter_lines(text):
        begin = line.begin
        for found in _BRACKET.finditer(text, line.begin, line.end):
            actors = tuple((name, role_at(text, name)) for name in names.within(found.start(), found.end()) if text[name.end : name.end + 1] not in "：:")
            if actors and begin < found.start():
                answers.append(Answer(begin, found.start(), actors))
                begin = found.end()
    return answers


def role_at(text: str, name: Name) -> ActorRole:
    """The role of a name in a responsibility note, from the word after or before it."""
    after = text[name.end : name.end + 12]
    if after.startswith("牵头"):
        return ActorRole.LEAD
    return ActorRole.RESPONSIBLE
