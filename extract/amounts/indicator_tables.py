"""Tables of indicators (主要指标): an indicator a line, a year a column.

Cells are parted by tabs, as the readers give the rows of a table. The first of several years is where the plan begins
(2030年 of 2030年, 2035年) and no target, unless the head of its column says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.amounts.numerals import parse_number
from extract.amounts.periods import Year
from extract.amounts.quantities import Quantity, unit_kinds
from extract.records import Span
from ontology.labels import Bound

_INDICATOR = re.compile(r"(?:主要|核心|具体|发展|量化)?指标(?:名称|内容)?|(?:主要|具体|发展)目标")
_UNIT = re.compile(r"(?:计量|指标)?单位")
_GIVEN = ("实际", "现状", "基期", "基准", "完成")
"""Stand behind the year of a column that says what was, not what is to be."""
_YEAR = re.compile(rf"(?:到|至)?(?P<year>20\d\d)\s*年?(?P<what>目标值?|预期值?|规划值|(?:{'|'.join(_GIVEN)})值?)?")
_VALUE = re.compile(
    r"[\[［]?(?P<bound>[≥≤><＞＜﹥﹤]=?|不低于|不少于|不超过|不高于|约)?\s*(?P<value>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"[\]］]?\s*(?P<unit>(?!以上|以内|以下|左右)[^\W\d_][^\d\s（(]{0,7}?|[%％‰])?(?P<after>以上|以内|以下|左右)?"
)
_BOUNDS = {
    **dict.fromkeys((">", "＞", "﹥", "≥", "不低于", "不少于", "以上"), Bound.AT_LEAST),
    **dict.fromkeys(("<", "＜", "﹤", "≤", "不超过", "不高于", "以内", "以下"), Bound.AT_MOST),
    **dict.fromkeys(("约", "左右"), Bound.ABOUT),
}
_HAS_UNIT = re.compile(r"[^\W\d_]|[%‰]")
_NAME = re.compile(r"(?:[（(]?\d{1,2}[)）.．、]\s*)?(?P<name>.*?[^\s（(])(?:\s?[（(](?P<unit>[^（）()\d]{1,10})[）)])?")
_TAB = re.compile("\t")
_LONGEST_LABEL = 24
"""Of so many characters a line between the rows may be, that says what the next ones are about: 一、创新发展."""


class Row(NamedTuple):
    """A value of a table: the indicator's place, the value with its unit, the year of the column."""

    indicator: Span
    quantity: Quantity
    year: Year


class _Head(NamedTuple):
    """The columns of a table: how many they are, where the indicators and their units stand, the years of targets."""

    width: int
    indicator: int
    unit: int | None
    years: tuple[tuple[int, Year], ...]


def iter_rows(text: str) -> Iterator[Row]:
    """The values of all tables of indicators in `text`, in reading order.

    >>> text = "指标\\t单位\\t2030年\\t2035年\\n1.算力规模\\t万卡\\t12\\t≥30"
    >>> [(r.indicator.of(text), r.quantity.value, r.quantity.unit, r.year.value) for r in iter_rows(text)]
    [('算力规模', 30.0, '万卡', 2035)]
    """
    head: _Head | None = None
    for line in _lines(text):
        cells = list(_cells(text, line))
        if begun := _head(text, cells):
            head = begun
        elif head and len(cells) in (head.width, head.width - 1):
            # A cell that several rows share, the kind of the indicator, stands in the first of them alone.
            yield from _values(text, head, [Span(line.begin, line.begin)] * (head.width - len(cells)) + cells)
        elif line.end - line.begin > _LONGEST_LABEL or text.find("。", line.begin, line.end) >= 0:
            head = None


def _lines(text: str) -> Iterator[Span]:
    """The lines with the white space at their ends: a tab there parts off an empty cell."""
    ends = [-1, *(found.start() for found in re.finditer("\n", text)), len(text)]
    return (Span(before + 1, end) for before, end in pairwise(ends))


def _cells(text: str, line: Span) -> Iterator[Span]:
    """The cells of a line, without white space at their edges."""
    edges = [line.begin - 1, *(found.start() for found in _TAB.finditer(text, line.begin, line.end)), line.end]
    for before, end in pairwise(edges):
        cell = text[before + 1 : end]
        begin = before + 1 + len(cell) - len(cell.lstrip())
        yield Span(begin, max(begin, before + 1 + len(cell.rstrip())))


def _head(text: str, cells: Sequence[Span]) -> _Head | None:
    """What the columns hold, where the cells are the head of a table of indicators."""
    indicator = next((i for i, cell in enumerate(cells) if _INDICATOR.fullmatch(cell.of(text))), None)
    dated = [(i, found) for i, cell in enumerate(cells) if (found := _YEAR.fullmatch(cell.of(text)))]
    if indicator is None or not dated:
        return None
    told = [(i, found) for i, found in dated if not (found["what"] or "").startswith(_GIVEN)]
    if len(dated) > 1 and len(told) == len(dated) and not told[0][1]["what"]:
        told = told[1:]
    unit = next((i for i, cell in enumerate(cells) if _UNIT.fullmatch(cell.of(text))), None)
    years = tuple((i, Year(int(found["year"]), cells[i])) for i, found in told)
    return _Head(len(cells), indicator, unit, years)


def _values(text: str, head: _Head, cells: Sequence[Span]) -> Iterator[Row]:
    named = _NAME.fullmatch(cells[head.indicator].of(text))
    if not named:
        return
    begin = cells[head.indicator].begin
    indicator = Span(begin + named.start("name"), begin + named.end("name"))
    stated = cells[head.unit].of(text) if head.unit is not None else named["unit"] or ""
    for column, year in head.years:
        found = _VALUE.fullmatch(cells[column].of(text))
        if found:
            unit = (found["unit"] or stated).replace("％", "%")
            if (found["unit"] or "").startswith("年"):
                continue
            unit = unit if _HAS_UNIT.search(unit) else ""
            meant = found["after"] or (found["bound"] or "").rstrip("=")
            bound = _BOUNDS[meant] if meant else Bound.EXACTLY
            kind = unit_kinds().get(unit, "count")
            value = parse_number(found["value"])
            yield Row(indicator, Quantity(cells[column], value, None, unit, kind, bound, False), year)
