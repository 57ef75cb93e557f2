"""A span of a stored text with the sentence around it, so that a reader sees the words that prove a claim."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_ENDS = "。！？!?\n\r"
_CLOSERS = '”’」』）)》〉】"'
_MARK = re.compile(f"[{re.escape(_ENDS + _CLOSERS)}]")


@dataclass(frozen=True, order=True)
class Quotation:
    """`text[begin:end]` of one text, with the rest of its sentence: `before` + `quote` + `after` is the sentence."""

    begin: int
    end: int
    before: str
    quote: str
    after: str

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.before + self.quote + self.after

    def marked(self, left: str = "【", right: str = "】") -> str:
        """The sentence with the quotation between two marks.

        >>> quote("首句。支持人形机器人。", 5, 10).marked()
        '支持【人形机器人】。'
        """
        return f"{self.before}{left}{self.quote}{right}{self.after}"


def sentence_around(text: str, begin: int, end: int) -> tuple[int, int]:
    """The offsets of the smallest run of whole sentences of `text` that holds `begin:end`, without outer white space.

    Sentences end at 。！？!? (with the closing marks that follow) and at line ends; never inside the span itself.
    >>> sentence_around("首句。支持人形机器人。", 5, 10)
    (3, 11)
    """
    boundaries = _boundaries(text)
    place = bisect_right(boundaries, begin)
    first = boundaries[place - 1] if place else 0
    place = bisect_left(boundaries, end)
    last = boundaries[place] if place < len(boundaries) else len(text)
    while first < begin and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


@lru_cache(maxsize=256)
def _boundaries(text: str) -> tuple[int, ...]:
    """Where a sentence of `text` ends, sorted; kept, since a text is asked once for each of its thousands of claims."""
    near = {at for mark in _MARK.finditer(text) for at in mark.span()}
    return tuple(sorted(at for at in near if at > 0 and _is_boundary(text, at)))


def _is_boundary(text: str, at: int) -> bool:
    """Whether a sentence ends just before `at`: closing marks stay with the sentence they close."""
    if text[at - 1] in "\n\r" or (at < len(text) and text[at] in "\n\r"):
        return True
    before = at
    if at < len(text) and (text[at] in _CLOSERS or text[at] in _ENDS):
        return False
    while before > 0 and text[before - 1] in _CLOSERS:
        before -= 1
    return before > 0 and text[before - 1] in _ENDS


def quote(text: str, begin: int, end: int, sentence: str = "") -> Quotation:
    """The quotation `text[begin:end]` in `sentence`, which must stand in `text` around it, else in `sentence_around`.

    >>> quote("建设平台，支持创新。", 0, 4, "建设平台，").after
    '，'
    """
    at = text.find(sentence, max(0, end - len(sentence))) if sentence else -1
    first, last = (at, at + len(sentence)) if 0 <= at <= begin else sentence_around(text, begin, end)
    return Quotation(begin, end, text[first:begin], text[begin:end], text[end:last])


def quotations(properties: Mapping[str, Any], text: str) -> tuple[Quotation, ...]:
    """Every evidence span of a relationship, measure or target, in reading order, each in its sentence.

    `properties` are those of the relationship or node: the first span's sentence is taken from them. Empty where
    they name no span.
    """
    spans = list(zip(properties.get("begins", ()), properties.get("ends", ()), strict=True))
    if not spans and "begin" in properties:
        spans = [(properties["begin"], properties["end"])]
    first = (properties.get("begin"), properties.get("end"))
    stored = str(properties.get("sentence", ""))
    return tuple(quote(text, b, e, stored if (b, e) == first else "") for b, e in sorted(set(spans)))
