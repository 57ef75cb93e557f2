"""The blocks of a document: numbered items, boxes, and lines that are nothing but a label.

A block ends where the next one begins. Pages read as one line are parted at their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from extract.records import Span
from extract.relation_rules.cues import Pattern
from extract.relation_rules.inclusion import INCLUDED
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context
from extract.segment import numbering

BULLET_LEVEL, BOX_LEVEL, LABEL_LEVEL = 5, 6, 7
"""Levels below the numbered ones of `segment.numbering`: a bullet, a box title, a line that is a label."""

_START = re.compile(r"(?:(?<=\n)|(?<=[\s。；：])|\A)(?=[（第一二三四五六七八九十\d—●■◆▪·•①-⑳专])")
_INLINE = re.compile(r"（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、](?!\d)|（\d{1,2}）|[一二三四五六七八九十]{1,3}、")
_BOX = re.compile(r"专栏\s*[\d一二三四五六七八九十]*\s*：?\s*")
_LABEL_END = Pattern(
    r"[”\"』」]?(?P<suffix>@label_suffix@)?[”\"』」*]*(?:（[^）\n]{1,20}）)?(?P<mark>[。：，；]|\s|\Z)"
)
_LABEL_LINE = re.compile(r"[^，。；：、\s]{2,16}。")
_QUOTES = frozenset('“”"「」『』《》*')
_FIRST = re.compile(r"（[一1]）|1[.．、）]|一、|①|第一")
_MOST_ITEMS = 60


class Block(NamedTuple):
    """A part of a text: its level (0 highest), begin and end, its label, and where the prose behind it begins.

    The label is the name that the block opens with, None where it opens otherwise; `suffix` is the class word that
    makes a name a label: 钢铁领域, 技术底座类.
    """

    level: int
    begin: int
    label: Place | None
    suffix: str
    prose: int
    end: int


def find_blocks(context: Context) -> list[Block]:
    """The blocks of the text in reading order."""
    starts: dict[int, tuple[int, int]] = {}
    for found in _START.finditer(context.text):
        if start := _numbered(context, found.start()):
            starts[found.start()] = start
    for line in context.lines:
        if line.begin not in starts and (
            _is_label(context, line) or _LABEL_LINE.fullmatch(context.text, line.begin, line.end)
        ):
            starts[line.begin] = (LABEL_LEVEL, line.begin)
    order = sorted(starts)
    ends = [*order[1:], len(context.text)]
    return [_block(context, begin, *starts[begin], end) for begin, end in zip(order, ends, strict=False)]


def items_below(blocks: Sequence[Block], index: int) -> list[Block]:
    """The blocks of the next lower level under `blocks[index]`."""
    below: list[Block] = []
    for block in islice(blocks, index + 1, index + 1 + _MOST_ITEMS):
        if block.level <= blocks[index].level:
            break
        below.append(block)
    level = min((block.level for block in below), default=0)
    return [block for block in below if block.level == level]


def is_first_item(context: Context, block: Block) -> bool:
    """Whether the block is numbered as the first of several."""
    return bool(_FIRST.match(context.text, block.begin))


def items_from(context: Context, blocks: Sequence[Block], index: int) -> Iterator[Block]:
    """The items that go on from `blocks[index]`: of its level and with its kind of number."""
    first = blocks[index]
    for item in islice(blocks, index, index + _MOST_ITEMS):
        if item.level < first.level:
            return
        if item.level == first.level:
            if (context.text[item.begin] == "（") != (context.text[first.begin] == "（"):
                return
            yield item


def _numbered(context: Context, at: int) -> tuple[int, int] | None:
    """The level of the block that begins at `at`, and where its own words begin; None where none begins."""
    text = context.text
    if context.places.covering(at):
        return None
    box = _BOX.match(text, at)
    if box:
        return BOX_LEVEL, box.end()
    line = max(text.rfind("\n", max(0, at - 40), at) + 1, at - 40, 0)
    limit = min(len(text), at + 40)
    if text[line:at].strip() and not _INLINE.match(text, at, limit):
        return None
    return numbering(text, Span(at, limit))


def _is_label(context: Context, line: Span) -> bool:
    """Whether a whole line is the name of a class and nothing else."""
    place = context.places.starting(_behind_quotes(context, line.begin))
    after = _LABEL_END.match(context.text, place.end, line.end) if place else None
    return bool(
        place and after and place.has(INCLUDED) and after.end() >= line.end and after["mark"] in ("。", "：", "")
    )


def _behind_quotes(context: Context, at: int) -> int:
    while at < len(context.text) and context.text[at] in _QUOTES and context.places.starting(at) is None:
        at += 1
    return at


def _block(context: Context, begin: int, level: int, words: int, end: int) -> Block:
    text = context.text
    place = context.places.starting(_behind_quotes(context, words))
    if level == BOX_LEVEL:
        # A box title may have a verb (专栏：创新标志性产品): its class is the name it ends in.
        line_end = text.find("\n", words, end)
        names = context.places.within(words, line_end if line_end >= 0 else end)
        place = names[-1] if names else None
    after = _LABEL_END.match(text, place.end, end) if place and place.has(INCLUDED) else None
    suffix = (after["suffix"] or "") if after else ""
    if not place or not after or (after["mark"] == "，" and not (level == BULLET_LEVEL and suffix)):
        return Block(level, begin, None, "", words, end)
    return Block(level, begin, place, suffix, after.end(), end)
