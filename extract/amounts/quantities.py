"""Quantities in a clause: value, upper end of a range, unit as it stands, and how the value is meant."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.amounts.numerals import parse_number
from extract.lexicon import read_rows
from extract.records import Span
from ontology.labels import Bound

_ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_CHINESE = r"[一二两兩三四五六七八九十百千零〇]+(?:点[一二三四五六七八九零]+)?"
_AT_LEAST = (
    "不低于",
    "不少于",
    "不小于",
    "超过",
    "超",
    "高于",
    "多于",
    "大于",
    "至少",
    "最少",
    "以上",
    "及以上",
    "以上",
)
_AT_MOST = ("不超过", "不高于", "不多于", "不大于", "低于", "少于", "小于", "以内", "之内", "以下")
_ABOUT = ("约", "大约", "近", "左右", "上下", "接近")
_SCALES = frozenset({"万", "亿", "万亿", "萬", "億", "萬億"})
_SMALL_COUNTS = frozenset("一二两兩三四五六七八九")


class Quantity(NamedTuple):
    """A quantity at `span`, its bound words included; `value` is None for 一批 and 若干."""

    span: Span
    value: float | None
    end_value: float | None
    unit: str
    kind: str
    bound: Bound
    is_small: bool


@functools.cache
def unit_kinds() -> dict[str, str]:
    """The known units with their kind: rate, money, measure, time or count."""
    return {row[0]: row[1] for row in read_rows("units", 2)}


@functools.cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in sorted(unit_kinds(), key=lambda unit: (-len(unit), unit)))
    before = "|".join(sorted({*_AT_LEAST[:-3], *_AT_MOST[:-3], "约", "大约", "近", "接近"}, key=lambda w: (-len(w), w)))
    number = f"(?:{_ARABIC}|(?:百)?{_CHINESE}分之{_CHINESE}|{_CHINESE})"
    return re.compile(
        rf"(?P<before>{before})?(?<![\dA-Za-z.〔\[第一二两兩三四五六七八九十百千零〇])(?P<value>{number})"
        rf"(?:\s*(?:%|％|个百分点)?\s*(?:[-—–－~～至到])\s*(?P<upper>{_ARABIC}|{_CHINESE}))?"
        rf"\s*(?P<scale>[十百千]?[万亿萬億]{{1,2}}|[百千](?=[^分]))?(?:余|多)?(?!兆[^瓦赫比欧])(?P<unit>(?:{units})(?:[/／](?:{units}))?)?(?P<after>及?以上|以内|之内|以下|左右|上下)?"
    )


_LONGER = re.compile("部门|家庭|台阶|层次")
"""Words that begin with a unit: 四部门 counts no 部."""
_VAGUE = re.compile(r"(?P<unit>一大?(?P<lot>批)|若干(?P<some>个|家|项|批|条|座)?)")


def iter_quantities(text: str, span: Span) -> Iterator[Quantity]:
    """The quantities in `span`, in reading order; a number without a unit is none."""
    for found in _pattern().finditer(text, span.begin, span.end):
        unit, scale = found["unit"] or "", found["scale"] or ""
        written = found["value"]
        value = parse_number(written)
        if unit and _LONGER.match(text, found.start("unit")):
            continue
        is_fraction = "分之" in written
        if not value or not (unit or is_fraction or scale in _SCALES):
            continue
        if written.startswith("百分之"):
            value, unit = parse_number(written[3:]), "%"
        kind = unit_kinds().get(unit, "count" if not is_fraction else "rate")
        upper = parse_number(found["upper"]) if found["upper"] else None
        whole = (scale + unit).replace("％", "%")
        bound = _bound(found["before"], found["after"])
        if (written == "一" and kind != "rate") or (not written[0].isdigit() and not unit and not is_fraction):
            continue
        is_small = all(character in _SMALL_COUNTS for character in written) and not scale and kind == "count"
        yield Quantity(Span(found.start(), found.end()), value, upper, whole, kind, bound, is_small)


def iter_vague(text: str, span: Span) -> Iterator[Quantity]:
    """一批 and 若干 in `span`: quantities without a value."""
    for found in _VAGUE.finditer(text, span.begin, span.end):
        unit = found["lot"] or found["some"] or ""
        yield Quantity(Span(found.start(), found.end()), None, None, unit, "count", Bound.EXACTLY, False)


def _bound(before: str | None, after: str | None) -> Bound:
    for word in (after, before):
        if word in _AT_LEAST:
            return Bound.AT_LEAST
        if word in _AT_MOST:
            return Bound.AT_MOST
        if word in _ABOUT:
            return Bound.ABOUT
    return Bound.EXACTLY
