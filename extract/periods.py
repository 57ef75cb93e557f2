"""What a sentence inherits where objectives are read: the year in force, and whether its passage tells of the past.

到2025年 holds for the sentences after it in its paragraph, and a heading's year for the lines below it; a sentence that
reports (截至, 同比, 已…) makes the sentences after it reports too, until one looks ahead (今年, 力争, 要…).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from extract.records import Span
from extract.segment import is_heading, iter_lines

YEAR = re.compile(
    r"(?P<by>到|至|力争|争取|预计|截至|截止|比|较)?(?:20\d\d[-—~至])?(?P<year>20\d\d)年(?P<end>底前|底|末|前|以前|之前)?"
)
_FEW = r"(?:\d|[一二两三四五六七八九十])(?:[-—~至到](?:\d|[一二三四五六七八九十]))?"
PERIOD = re.compile(
    rf"(?:用|利用|通过|经过|力争|争取)[^，。；]{{0,6}}?{_FEW}年(?:左右)?(?:的?时间|的?努力)|(?:未来|今后)?{_FEW}年内|(?:未来|今后){_FEW}年"
)
_PAST = re.compile(
    r"已经?(?![有知])|(?<![为除])了(?![解])|截[至止]|同比|环比|去年|上年|前年|以来|过去|累计(?!达到|完成|建成|新增|培育)|目前|现有|此前|历史性|"
    r"上半年|前三季度|一季度|曾|回顾|共有|显示"
)
_FUTURE = re.compile(
    r"力争|争取|确保|预期|目标|今年(?!以来)|明年|下一步|今后|将(?:于|会|在|达)|拟(?=安排|新|建)|(?<![主重需必首不])要(?![求素点件])|建议|规划期"
)
_COMMITS = re.compile(r"(?:安排|下达|投入)[\d.,]+|不[低少]于|不[超高]过?于?|控制在|以内")


class Year(NamedTuple):
    """The year by which something is to be, or a period that names none (用三年时间), and where it stands."""

    value: int | None
    span: Span


class Context(NamedTuple):
    """What a sentence inherits, and whether it commits to something itself."""

    year: Year | None
    is_past: bool
    commits: bool


def iter_years(text: str, span: Span) -> Iterator[Year]:
    """The years and periods by which something is to be: 到2025年, 2025年底前, 三年内; not a year that reports."""
    last = None
    for found in YEAR.finditer(text, span.begin, span.end):
        is_joined = last is not None and text[last : found.start()] in ("和", "、", "及")
        if found["by"] not in ("截至", "截止", "比", "较") and (found["by"] or found["end"] or is_joined):
            yield Year(int(found["year"]), Span(found.start(), found.end()))
            last = found.end()
    for found in PERIOD.finditer(text, span.begin, span.end):
        yield Year(None, Span(found.start(), found.end()))


def iter_contexts(
    text: str, sentences: tuple[Span, ...], is_directive: Callable[[Span], bool]
) -> Iterator[tuple[Span, Context]]:
    """Each sentence with its context; `is_directive` says whether a sentence urges someone to act."""
    lines = list(iter_lines(text))
    at, is_past = -1, False
    of_heading: Year | None = None
    year: Year | None = None
    for sentence in sentences:
        while at + 1 < len(lines) and lines[at + 1].begin <= sentence.begin:
            at += 1
            if is_heading(text, lines[at]):
                of_heading, is_past = _last(text, lines[at]), False
            year = of_heading
        looks_ahead = bool(_FUTURE.search(text, sentence.begin, sentence.end))
        own = _last(text, sentence)
        if _PAST.search(text, sentence.begin, sentence.end):
            is_past = own is None
        elif looks_ahead:
            is_past = False
        commits = looks_ahead or bool(_COMMITS.search(text, sentence.begin, sentence.end))
        yield sentence, Context(year, is_past, commits or is_directive(sentence))
        year = own or (None if YEAR.search(text, sentence.begin, sentence.end) else year)


def _last(text: str, span: Span) -> Year | None:
    last = None
    for last in iter_years(text, span):  # noqa: B007  (the last one counts)
        pass
    return last
