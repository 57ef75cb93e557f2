"""What a sentence inherits where objectives are read: the year in force, and whether its passage tells of the past.

到2025年 holds for the sentences after it in its paragraph, and a heading's year for the lines below it; in news it also
holds for a paragraph that goes on with the document (《…》提出). A sentence that reports (截至, 同比, 已…) makes the
sentences after it reports too, until one looks ahead (今年, 力争, 要…). What a section of conditions (申报条件) says is
no objective.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from extract.lexicon import read_lists
from extract.names.titles import is_in_title
from extract.records import Span
from extract.segment import is_heading, iter_lines, numbering

YEAR = re.compile(
    r"(?P<by>到|至|力争|争取|预计|截至|截止|比|较)?(?:20\d\d[-—~至])?(?P<year>20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})年"
    r"(?P<end>底前|底|末|前|以前|之前)?"
)
_PLAN_END = re.compile(r"(?:到|至)[“\"]?(?P<plan>十[二三四五六]五)[”\"]?(?:规划)?(?:时期|期)?末")
_FIRST_PLAN_END = 2015
_UNNUMBERED, _SHALLOW = 9, 1
_ONE = r"[\d一二两三四五六七八九十]"
_FEW = r"(?:\d|[一二两三四五六七八九十])(?:[-—~至到](?:\d|[一二三四五六七八九十]))?"
PERIOD = re.compile(
    rf"(?:用|利用|通过|经过|力争|争取)[^，。；]{{0,6}}?{_FEW}年(?:左右)?(?:的?时间|的?努力)|(?:未来|今后)?{_FEW}年内|(?:未来|今后){_FEW}年"
)
_PAST = re.compile(
    r"已经?(?![有知])|(?<![为除])了(?![解])(?![^，。；：]{0,6}(?:目标|任务)[^，。；：]{0,4}[：:])|截[至止]|(?<![比较])(?:去年|上年)|前年|以来|过去|"
    rf"近{_FEW}年(?!内)|近年来|近几年|(?<!{_ONE}年)累计(?!达到|完成|建成|新增|培育|[不最]|上限)|目前|现有|此前|历史性|曾|回顾|共有|显示|"
    r"完成(?:年度|全年)?(?:目标|计划)(?:任务)?的?\d"
)
_COMPARED = re.compile(r"同比|环比|[比较](?:去年|上年)|上半年|前三季度|一季度")
"""Tells of the past too, unless the sentence looks ahead: 确保一季度用电量同比增长5%."""
_FUTURE = re.compile(
    r"力争|争取|确保|预期|目标|今年(?!以来|[上前一二三\d])|明年|下一步|今后|将(?:于|会|在|达)|拟(?=安排|新|建|遴选|支持|认定)|(?<![主重需必首不])要(?![求素点件])|建议|规划期"
)
_AHEAD = re.compile(r"[^，。；\n]{0,20}?(?:将(?:达|突破|超|实现|建成|提高|增长)|力争|有望|预计)")
_GOES_ON = re.compile(
    r"(?:《[^》\n]{2,60}》|(?:会议|文件|意见|方案|规划|计划|通知|措施)|[^，。\n]{2,12})(?:还|也|同时|进一步)?(?:提出|明确|要求|指出|部署)[，,：:要到]"
)
_CONDITIONS = re.compile(
    r"[^，,。；;：:\n]{0,10}?(?:条件|资格|门槛|(?:申报|申请|推荐|准入|认定|评定|参评|遴选|评选)(?:要求|标准|指标))(?:[。：:\s]|[（(]|$)",
    re.MULTILINE,
)
REVIEW = re.compile(
    r"(?!夯实|巩固|打牢|筑牢|厚植|强化|加强|提升|完善|优化|奠定|建强)[^，,。；;：:\n]{0,24}?(?:工作回顾|工作总结|取得的?(?:成绩|成效|成就|进展)|主要成(?:绩|效|就)|发展(?:基础|现状|成就|成效)|建设成效|进展情况)[。\s]*$",
    re.MULTILINE,
)
_DATED_ROW = re.compile(
    r"(?:^|\t)[ \u3000]*(?P<year>20\d\d)年(?:\d{1,2}月)?(?:底|末)?(?:之?前|以前)?[ \u3000]*(?=\t|$)"
)
_COMMITS = re.compile(r"(?:安排|下达|投入)[\d.,]+|不[低少]于|不[超高]过?于?|控制在|以内")
_PLAN = re.compile(
    r"《[^》\n]{2,60}20\d\d年?\s*[-—－–~至]+\s*(?P<year>20\d\d)年?[）)]?》[^，。；]{0,6}[，,]?(?:并|还)?(?:提出|明确|要求)"
)
_THIS_YEAR = re.compile(
    "今年(?:底|年底|内)?(?!以来)|(?<![一二三四五六七八九十两几数半多近每\\d])年内|全年(?![龄无])|本年度"
)
_PART = re.compile(
    r"年?(?:\d{1,2}\s*[-—－–~至到]\s*\d{1,2}月|\d{1,2}月(?!底前|底|末|前|\t|$)|前\S{1,3}个?[月季]|上半年|[一二三]季度)"
)
"""What makes a year the part of one that has passed, or a day: 今年1—8月, 2031年9月10日."""
_OF_TITLE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?!年?(?:版|本|修订|第)|年\d{1,2}月)年?")
_REPORT = re.compile("政府工作报告$|政府工作报告[（(]")
_OF_SESSION = re.compile(r"(?P<year>20\d\d)年\d{1,2}月\d{1,2}日在[^。\n]{2,40}(?:会议|大会)")
_TASK = re.compile(r"做好(?P<year>20\d\d)年(?:及今后一个时期|全年)?[^，。\n]{0,12}工作")
_DIGITS = {digit: value for value, digits in enumerate(("零〇○", *"一二三四五六七八九")) for digit in digits}
_HEAD, _NEAR = 3000, 120
_LONGEST_ROW = 600
"""How far behind the beginning of a sentence the date of its row may stand."""


class Year(NamedTuple):
    """The year by which something is to be, or a period that names none (用三年时间), and where it stands."""

    value: int | None
    span: Span


class Context(NamedTuple):
    """What a sentence inherits, and whether words of it look ahead or commit (力争, 目标)."""

    year: Year | None
    is_past: bool
    commits: bool
    is_condition: bool = False


def find_own_year(text: str, title: str) -> Year | None:
    """The one year that a text is for, else None: of its title (2031年工作要点), head (做好2031年工作) or session.

    Not a period (2031—2033年), an edition (2031年版), what looks back (2031年工作总结), or a call for applications.
    """
    begin = text.find(title, 0, _HEAD) if title else -1
    if begin < 0:
        return None
    end = begin + len(title)
    years = list(_OF_TITLE.finditer(text, begin, end))
    if not years and _REPORT.search(title):
        years = list(_OF_SESSION.finditer(text, begin, end + _NEAR))[:1]
    is_for_it = _says(title, "for_a_year")
    if not years:
        years, is_for_it = list(_TASK.finditer(text, begin, end + _NEAR))[:1], title.endswith(("意见", "方案", "通知"))
    is_one = len({found["year"] for found in years}) == 1 and text.startswith("年", years[0].end("year"))
    if not is_one or not is_for_it or _says(title, "not_for_a_year"):
        return None
    return Year(int(years[0]["year"]), Span(*years[0].span("year")))


def _says(title: str, words: str) -> bool:
    """Whether the title has one of the list's words: those of 2031年工作要点, or those of 2031年工作总结."""
    return any(word in title for word in read_lists("title_words")[words])


def iter_years(text: str, span: Span) -> Iterator[Year]:
    """The years and periods by which something is to be: 到2025年, 到“十五五”末, 三年内; not a year that reports."""
    last = None
    for found in YEAR.finditer(text, span.begin, span.end):
        is_joined = last is not None and text[last : found.start()] in ("和", "、", "及")
        if found["by"] in ("截至", "截止", "比", "较"):
            continue
        if found["by"] or found["end"] or is_joined or _AHEAD.match(text, found.end(), span.end):
            yield Year(year_of(found["year"]), Span(found.start(), found.end()))
            last = found.end()
    for found in _PLAN_END.finditer(text, span.begin, span.end):
        plans = "二三四五六".index(found["plan"][1])
        yield Year(_FIRST_PLAN_END + 5 * plans, Span(found.start(), found.end()))
    for found in PERIOD.finditer(text, span.begin, span.end):
        yield Year(None, Span(found.start(), found.end()))


def year_at(text: str, clause: Span) -> Year | None:
    """The year that a clause begins with and that says neither 到 nor 前: 2026年开通航线, in a plan for 2028."""
    numbered = numbering(text, clause)
    stated = YEAR.match(text, numbered[1] if numbered else clause.begin, clause.end)
    if stated is None or stated["by"] or stated["end"] or _PART.match(text, stated.end()):
        return None
    return Year(year_of(stated["year"]), Span(*stated.span()))


def year_of(written: str) -> int:
    """The year that `written` is: 2035, 二〇三五.

    >>> year_of("二〇三五")
    2035
    """
    return int("".join(str(_DIGITS.get(digit, digit)) for digit in written))


def years_to_come(text: str, sentence: Span, issued: int | None) -> Callable[[Span], tuple[Year, ...]]:
    """For the clauses of a sentence, the year that the time of issue makes one to come.

    今年, 年内, and 2031年 in a text of 2030; where the sentence looks ahead also 全年, and 2031年 in a text of that
    year; the last year of a plan that the sentence names: 《…计划（2031—2033年）》提出….
    """
    if not issued:
        return lambda clause: ()
    years = list(islice(YEAR.finditer(text, sentence.begin, sentence.end), 2))
    plan = _PLAN.search(text, sentence.begin, sentence.end) if len(years) == 1 else None
    is_ahead = looks_ahead(text, sentence)

    def of_clause(clause: Span) -> tuple[Year, ...]:
        found = _THIS_YEAR.search(text, clause.begin, clause.end)
        if found and (is_ahead or found[0] != "全年") and not _PART.match(text, found.end()):
            return (Year(issued, Span(*found.span())),)
        if plan and plan.start() < clause.begin:
            return (Year(int(plan["year"]), Span(*plan.span("year"))),)
        for stated in YEAR.finditer(text, clause.begin, clause.end):
            year = year_of(stated["year"])
            is_to_come = year > issued or (year == issued and is_ahead and not stated["by"])
            if is_to_come and not is_in_title(text, stated.start()) and not _PART.match(text, stated.end()):
                return (Year(year, Span(*stated.span())),)
        return ()

    return of_clause


def iter_contexts(text: str, sentences: tuple[Span, ...]) -> Iterator[tuple[Span, Context]]:
    """Each sentence with its context."""
    lines = list(iter_lines(text))
    at, is_past = -1, False
    of_heading: Year | None = None
    year: Year | None = None
    own: Year | None = None
    conditions, review = Section(text, _CONDITIONS), Section(text, REVIEW)
    for sentence in sentences:
        while at + 1 < len(lines) and lines[at + 1].begin <= sentence.begin:
            at += 1
            if is_heading(text, lines[at]):
                of_heading, is_past = _last(text, lines[at]), False
            year = of_heading or (own if _GOES_ON.match(text, lines[at].begin, lines[at].end) else None)
            conditions.step(lines[at])
            review.step(lines[at])
        is_ahead = looks_ahead(text, sentence)
        own = _last(text, sentence)
        tells = _PAST.search(text, sentence.begin, sentence.end) or (
            not is_ahead and _COMPARED.search(text, sentence.begin, sentence.end)
        )
        if tells:
            is_past = own is None
        elif is_ahead or own:
            is_past = False
        is_past = is_past or (review.hold and own is None)
        commits = is_ahead or bool(_COMMITS.search(text, sentence.begin, sentence.end))
        here = _of_row(text, Span(sentence.begin, min(lines[at].end, sentence.begin + _LONGEST_ROW))) or year
        yield sentence, Context(here, is_past, commits, conditions.hold)
        year = own or (None if YEAR.search(text, sentence.begin, sentence.end) else year)
        own = own or year


def looks_ahead(text: str, sentence: Span) -> bool:
    """Whether the sentence says that something is to come: 力争, 目标, 今年, 要."""
    return bool(_FUTURE.search(text, sentence.begin, sentence.end))


class Section:
    """Whether the lines read so far end in a section of a kind, named at its head: 申报条件, 去年工作回顾."""

    def __init__(self, text: str, kind: re.Pattern[str]) -> None:
        self.text, self.kind, self.hold, self.level = text, kind, False, 0

    def step(self, line: Span) -> None:
        """Read the next line: a section lasts until a number of its own level or above."""
        numbered = numbering(self.text, line)
        level = numbered[0] if numbered else _UNNUMBERED
        if self.hold and numbered and level <= self.level:
            self.hold = False
        if not self.hold and self.kind.match(self.text, numbered[1] if numbered else line.begin, line.end):
            self.hold, self.level = True, min(level, _SHALLOW if numbered is None else level)


def _of_row(text: str, row: Span) -> Year | None:
    """The year of a cell that is a date, in a row of a table: 建设中试平台 | 省科技厅 | 2026年12月."""
    if text.find("\t", row.begin, row.end) < 0:
        return None
    found = _DATED_ROW.search(text, row.begin, row.end)
    return found and Year(int(found["year"]), Span(found.start("year"), found.end("year") + 1))


def _last(text: str, span: Span) -> Year | None:
    last = None
    for last in iter_years(text, span):  # noqa: B007  (the last one counts)
        pass
    return last
