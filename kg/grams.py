"""Names and sentences as tokens of a full-text index: every pair of neighbouring characters is a token.

A part of a name is then a phrase, of any length and in any script, with the same meaning in SQLite and in Lucene, whose
own tokens for Chinese drop punctuation and do not cut words of letters. Characters are written as hexadecimal numbers,
so that no tokenizer cuts them; the letters of pinyin stand behind a `z`, which is no hexadecimal digit.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise, product
from operator import add

from ontology.pinyin import initials
from ontology.script import fold

_BEGIN, _END = "\x02", "\x03"


class Place(StrEnum):
    """Where in a name the text that is looked for stands."""

    WHOLE = "whole"
    BEGIN = "begin"
    ANYWHERE = "anywhere"


def name_tokens(names: Iterable[str]) -> str:
    """The tokens of an entity with these names: first the characters of each, then the letters of its pinyin.

    >>> name_tokens(["６Ｇ"])
    '0000200036 0003600067 0006700003 z06g z6g z6g0'
    """
    words: list[str] = []
    letters: list[str] = []
    for name in dict.fromkeys(map(fold, names)):
        words += _pairs(_BEGIN + name + _END)
        read = initials(name)
        if len(read) > 1:
            # With its neighbour, as a beginning is then rare enough to be looked up and not to be searched for.
            letters += (_letters(*read[:2], "0"), *map(_letters, read, read[1:]), _letters(*read[-2:], "", "0"))
    return " ".join(words + letters)


def sentence_tokens(sentence: str) -> str:
    """The tokens of a sentence, its characters alone."""
    return " ".join(_pairs(fold(sentence) + _END))


def phrase(folded: str, place: Place) -> str:
    """The full-text query for names that hold `folded`, which is not empty, at `place`; for SQLite and Lucene alike.

    >>> phrase("6g", Place.BEGIN)
    '"0000200036 0003600067"'
    """
    begin = "" if place is Place.ANYWHERE else _BEGIN
    end = _END if place is Place.WHOLE else ""
    text = begin + folded + end
    return f"{_code(text)}*" if len(text) == 1 else f'"{" ".join(_pairs(text))}"'


def letters_query(folded: str, place: Place) -> str | None:
    """The full-text query for names that may have `folded` as pinyin initials at `place`; `has_initials` decides.

    None where `folded` cannot be initials: other characters than letters and digits, or only one.
    """
    if not is_initials(folded):
        return None
    begin = [] if place is Place.ANYWHERE else [f"z0{folded[:2]}"]
    end = [f"z{folded[-2:]}0"] if place is Place.WHOLE else []
    return " AND ".join(dict.fromkeys([*begin, *(f"z{a}{b}" for a, b in pairwise(folded)), *end]))


def is_initials(folded: str) -> bool:
    """Whether `folded` can be looked up as pinyin initials: two or more letters and digits, a letter among them."""
    return len(folded) > 1 and folded.isascii() and folded.isalnum() and not folded.isdigit()


def has_initials(name: str, wanted: str, place: Place) -> bool:
    """Whether the folded `name` can be read so that its initials hold `wanted` at `place`.

    >>> has_initials("人工智能机器人", "rgzn", Place.BEGIN), has_initials("人工智能机器人", "rgzn", Place.WHOLE)
    (True, False)
    """
    letters = initials(name)
    spare = len(letters) - len(wanted)
    if spare < 0 or (place is Place.WHOLE and spare):
        return False
    starts = range(spare + 1) if place is Place.ANYWHERE else range(1)
    return any(all(w in letters[start + i] for i, w in enumerate(wanted)) for start in starts)


@functools.cache
def _letters(left: str, right: str, begin: str = "", end: str = "") -> str:
    """The tokens of two neighbours: names share the few readings that there are."""
    return " ".join(f"z{begin}{a}{b}{end}" for a, b in product(left, right))


def _pairs(text: str) -> list[str]:
    codes = list(map(_code, text))
    return list(map(add, codes, codes[1:]))


@functools.cache
def _code(character: str) -> str:
    return f"{ord(character) & 0xFFFFF:05x}"
