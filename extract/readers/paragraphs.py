"""Lines to units and units to paragraphs: pages on one line taken apart, broken lines put together again.

A unit is the smallest piece that is furniture or text as a whole. Units of one line are cut at white space only, so
that what is joined again has the characters of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from extract.readers.fields import is_number_line, is_organisations
from extract.readers.furniture import key_of
from extract.readers.lines import Line, Page, Run, is_tidy, joined, tidy

_SENTENCE = 25


class Gap(Enum):
    """What stands before a unit in the source: a space of its line, a line end, an indent, a blank line."""

    SPACE = 0
    LINE = 1
    INDENT = 2
    BLANK = 3


class Unit(NamedTuple):
    """A piece of a page; `text` has no white space at its ends, `line` may have some at its end."""

    line: Line
    text: str
    gap: Gap

    @property
    def key(self) -> str:
        """The text as two prints of it are compared."""
        return key_of(self.text)


def is_sentence(text: str) -> bool:
    """Whether the unit can only be text: long, and with the full stop of a sentence."""
    return len(text) >= _SENTENCE and bool(_STOP.search(text))


CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
NUMERAL = "一二三四五六七八九十百零〇"
BEGINS = re.compile(
    rf"第[{NUMERAL}\d]+[章节節条條编部款]|[（(][{NUMERAL}\d]+[）)]|[{NUMERAL}]+[、.．](?!$)|"
    rf"\d{{1,2}}\s?[.．、](?!\d)|"
    rf"附[件录錄表](?:\s*\d+)?(?=$|[\s:：.．、])|——|[问答問][:：]|[①-⑳]|[{NUMERAL}]{{1,3}}是|\*\*"
)
"""How a paragraph begins that is no continuation of the one before: numbers of chapters, items, annexes; questions."""

DATE_LINE = re.compile(
    rf"[（(]?\s*(?:\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|"
    rf"[二〇○ＯO零一]{{4}}年[{NUMERAL}]{{1,2}}月[{NUMERAL}]{{1,3}}日)\s*[）)]?"
)
_STOP = re.compile("[。！？；]")
ENDS = re.compile(r"[。！？；：!?;:…][”’」』）)》\]】]*$")
_OPEN_END = re.compile(r"[（《“‘〔【「『、，,(\[—–]$")
_GOES_ON = re.compile(r"[，。；、：？！）》”’〕】」』％,;:!?)\]%℃．·.]")
_LABEL_ONLY = re.compile(
    rf"(?:附件\s*[:：]?\s*)?\d{{1,2}}\s*[.．、]|附件(?:\s*\d+)?\s*[:：]|[（(][{NUMERAL}\d]+[）)]|"
    rf"[{NUMERAL}]+、|[问答][:：]"
)
_DIGITS = re.compile(r"\d{1,8}|[-–—/]")
_NUMBER_END, _NUMBER_GOES_ON = (
    re.compile(r"[\d\-–〕]$"),
    re.compile(r"[年月日号號项項家个個万萬亿億元%％〔〕\d\-–／/.．]"),
)
_MENDED = re.compile(rf"(?:^|[。；：，、！？\s])(?:[{NUMERAL}]{{1,3}}是|[问答問]\d*[:：]|第[{NUMERAL}]+[,，])\s*$")
_SPACED_OUT = re.compile(rf"(?<![{CJK}A-Za-z0-9])(?:[{CJK}]\s+){{1,}}[{CJK}](?![{CJK}A-Za-z0-9])")
_BETWEEN_NAMES = re.compile(r"[部局委办院署厅行]\s+(?!员|办|长|秘)\S\s+\S\s+\S")
_NOTE = re.compile(r"[（(][^（）()]{2,20}[）)]")
_ARTICLE = re.compile(rf"第[{NUMERAL}\d]+[章节条编]")
_YEAR_END, _NUMBER_YEAR = re.compile(r"\d[年月]$"), re.compile(r"〔(?:\d{4}〕|$)")
_POSTCODE = re.compile(r"(?:邮编|邮政编码|电话|传真)\s*[:：]\s*$")
_CONTACT = re.compile(r"\d{3,4}\s*[-–]\s*\d{3}|[:：]$|@")
_SHORT_SENTENCE = re.compile(r"特此.{1,6}")
_HEAD_NOUN = re.compile(
    r"(?:原则|目标|思想|要求|任务|措施|组织|方式|程序|条件|流程|内容|范围|安排|机制|体系|保障|力度|建设|合作|"
    r"领导|管理|服务|制定|应用)$"
)
_BRACKETS = re.compile("[《》（）“”〔〕]")
_CLOSE = {"《": "》", "（": "）", "“": "”", "〔": "〕"}
_OFFICE = re.compile("办公厅|办公室|综合司")
_LONGEST_OPEN = 500
_DEEPEST = 20
_INDENT = re.compile(r"^(?:[ \t]{2,}|[ \t]*[\u3000\u2003\xa0])")
_PARAGRAPH_GAP = re.compile(
    r"(?<![ \t\xa0\u2002\u2003\u3000])[ \t\xa0\u2002\u2003]*(?:\u3000[ \xa0\u2002\u2003]?){2,}|"
    r"(?<!\u2003)(?:\u2003[ ]?){2,}"
)
_MARKED = re.compile(r"\s*(?:#{1,6}\s+|\*\*)([^*]+?)(?:\*\*)?\s*")
_WHITE = re.compile(r"\s+")
_FLAT_SPACE = re.compile(r"(?<!\s)\s+(?=\S)")
_ADDRESS = re.compile(r"(?:https?:)?//|publish")
_ADDRESS_END = re.compile(r"\.(?:pdf|html?|docx?|ofd)$")
_STUCK = re.compile(
    r"(?<=[。？！”])(?=[问答問][:：])|(?<=[〕\]】]\d号)(?=各)|(?<=[〕】]\d\d号)(?=各)|(?<=[〕】]\d\d\d号)(?=各)|"
    r"(?<=答记者问)(?=近日|日前|最近)"
)
_STUCK_NUMBER = re.compile(
    rf"^[^。；]{{6,100}}?(?:通知|意见|决定|办法|规划|方案|批复|公告|通报|函|计划|纲要|"
    rf"条例)(?=[{CJK}]{{1,8}}[〔【\[]\d{{4}}[〕】\]]\d{{1,4}}号各)"
)
_FLAT_LEAST = 200
_FLAT_SPACES = 4
_FRAGMENTED = 0.06
_PROSE = 18
_HEADING = 40


def units_of(page: Page) -> list[Unit]:
    """The units of a page in its order; blank lines are told by the gap of what follows."""
    units: list[Unit] = []
    blank = False
    for line in page.lines:
        if not line.text.strip():
            blank = True
            continue
        gap = Gap.BLANK if blank else Gap.INDENT if _INDENT.match(line.text) else Gap.LINE
        blank = False
        for piece, own in _pieces(line):
            piece = _unmarked(piece)
            text = piece.text.strip()
            if not is_tidy(text):
                text = tidy(piece).text
            if text:
                units.append(Unit(piece, text, own or gap))
                gap = Gap.LINE
    return units


def _unmarked(line: Line) -> Line:
    """A line without the Markdown marks that wrap it as a whole: text files are often saved with them."""
    match = _MARKED.fullmatch(line.text)
    return line.cut(*match.span(1)) if match else line


def _pieces(line: Line) -> Iterator[tuple[Line, Gap | None]]:
    """The line cut where paragraphs meet in it, and at spaces where a whole page stands on it."""
    for paragraph in _cut_at(line, _paragraph_cuts(line.text)):
        for part in _cut_at(paragraph, _stuck_cuts(paragraph.text)):
            if _is_flat(part.text):
                cuts = [match.end() for match in _FLAT_SPACE.finditer(part.text) if _is_cut(match)]
                for number, piece in enumerate(_cut_at(part, cuts)):
                    yield piece, Gap.SPACE if number else None
            else:
                yield part, None


def _cut_at(line: Line, cuts: Sequence[int]) -> list[Line]:
    if not cuts:
        return [line]
    bounds = [0, *cuts, len(line.text)]
    return line.parts([(b, e) for b, e in pairwise(bounds) if b < e])


def _paragraph_cuts(text: str) -> list[int]:
    """Where wide white space inside a line stands for a paragraph's end and indent; not in 标　　题 or a name."""
    cuts: list[int] = []
    begin = 0
    for match in _PARAGRAPH_GAP.finditer(text):
        before = text[max(begin, match.start() - 5) : match.start()].strip()
        if match.start() and (len("".join(before.split())) >= 4 or ENDS.search(before)):
            cuts.append(match.start())
            begin = match.end()
    return cuts


def _stuck_cuts(text: str) -> list[int]:
    """Where a title, a document number and a salutation, or a question and its answer, stand without a line end."""
    cuts = [match.start() for match in _STUCK.finditer(text) if match.start()]
    if match := _STUCK_NUMBER.match(text):
        cuts.append(match.end())
    return sorted(set(cuts))


def _is_flat(text: str) -> bool:
    return len(text) >= _FLAT_LEAST and "\t" not in text and _spaces(text) >= _FLAT_SPACES


def _is_cut(space: re.Match[str]) -> bool:
    """Whether the space parts two pieces of a page and not two words in Latin script."""
    text, begin, end = space.string, space.start(), space.end()
    if not (text[begin - 1 : begin].isascii() and text[end].isascii()):
        return True
    if text[end] in "<>" or text[begin - 1 : begin] in (">", ":"):
        return True
    return bool(_ADDRESS.match(text, end) or _ADDRESS_END.search(text, max(begin - 6, 0), begin))


def _spaces(text: str) -> int:
    return sum(1 for _ in re.finditer(rf"(?<=[{CJK}])\s(?=[{CJK}])", text))


def paragraphs(units: Sequence[Unit], mode: Mode) -> list[Line]:
    """The units joined to tidy paragraphs; `mode` says how the page breaks its lines."""
    out: list[Line] = []
    lines: list[Line] = []
    state = _State()
    ends_well = _ends_well(units) if mode.is_fragmented else [False] * len(units)
    for unit, is_prose in zip(units, ends_well, strict=True):
        joint = _joint(state, unit, mode, is_prose) if lines else None
        if joint is None:
            if lines:
                out.append(_finished(lines))
            lines, state = [], _State()
        elif joint == "":
            lines[-1] = _without_end(lines[-1])
        elif not lines[-1].text[-1:].isspace():
            lines.append(Line([Run(joint, -1, -1)]))
        lines.append(_without_begin(unit.line))
        state.add(unit.text)
    if lines:
        out.append(_finished(lines))
    return [line for line in out if line.text]


class _State:
    """The paragraph so far: its begin, its end, its length, the width of its last line, and brackets left open."""

    def __init__(self) -> None:
        self.head, self.tail, self.size, self.width = "", "", 0, 0
        self.open = ""
        self.has_comma = False

    def add(self, text: str) -> None:
        """Goes on with `text`."""
        if len(self.head) < _HEADING:
            self.head += text[: _HEADING + 1]
        self.tail = (self.tail + text[-12:])[-12:]
        self.size += len(text)
        self.width = width_of(text)
        self.has_comma = self.has_comma or "，" in text
        for mark in _BRACKETS.findall(text):
            if mark in _CLOSE:
                self.open = (self.open + _CLOSE[mark])[-_DEEPEST:]
            elif self.open.endswith(mark):
                self.open = self.open[:-1]

    def is_short_number(self) -> bool:
        """Whether the paragraph is a date or a number so far (2018年9, 工信厅科函〔2018)."""
        return self.size <= _PROSE and self.tail[-1:].isdigit()


def _ends_well(units: Sequence[Unit]) -> list[bool]:
    """For each unit whether a sentence that is broken into lines goes on through it to a full stop."""
    result: list[bool] = []
    good = False
    for unit in reversed(units):
        text = unit.text
        if ENDS.search(text) and not text.endswith(("：", ":")):
            good = not _SHORT_SENTENCE.fullmatch(text)
        elif BEGINS.match(text) or DATE_LINE.match(text) or _CONTACT.search(text) or is_organisations(text):
            good = False
        result.append(good and unit.gap is Gap.LINE)
    return result[::-1]


class Mode(NamedTuple):
    """How a page's lines are broken: `wrap` is the width of full lines (0: they are not broken by width)."""

    wrap: int
    is_fragmented: bool

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Mode:
        """The mode that the lines of `units` show."""
        lines = [unit for unit in units if unit.gap is not Gap.SPACE]
        broken = sum(bool(_GOES_ON.match(u.text) or _DIGITS.fullmatch(u.text) or u.text in "年月日号") for u in lines)
        return cls(_wrap_width([u.text for u in lines]), broken > _FRAGMENTED * len(lines) and broken > 3)


def width_of(text: str) -> int:
    """Columns that `text` takes where a Chinese character takes two."""
    return 2 * len(text) - sum(map(str.isascii, text))


def _wrap_width(lines: Sequence[str]) -> int:
    """The width that lines were broken at, or 0: many are almost as wide as the widest, and few of them end there."""
    widths = [width_of(line) for line in lines]
    longest = max(widths, default=0)
    full = [line for line, width in zip(lines, widths, strict=True) if width >= longest - 4]
    is_wrapped = 40 <= longest <= 160 and len(full) >= max(4, 0.3 * len(lines))
    return longest if is_wrapped and sum(bool(ENDS.search(line)) for line in full) < 0.5 * len(full) else 0


def _joint(state: _State, unit: Unit, mode: Mode, is_prose: bool) -> str | None:
    """What to put between the paragraph so far and `unit`; None where a new paragraph begins."""
    if unit.gap is Gap.SPACE:
        return _space_joint(state, unit)
    if unit.gap is not Gap.LINE and not _GOES_ON.match(unit.text):
        return None
    if _is_broken(state, unit, mode) or (mode.is_fragmented and _is_unfinished(state, unit, is_prose)):
        return ""
    return _wrap_joint(state, unit, mode)


def _space_joint(state: _State, unit: Unit) -> str | None:
    if _MENDED.search(state.tail) or (state.tail in tuple(NUMERAL) and unit.text.startswith("是")):
        return ""
    if ENDS.search(state.tail) or _stands_alone(unit.text) or (state.size <= _HEADING and _stands_alone(state.head)):
        return None
    if BEGINS.match(unit.text) and not _GOES_ON.match(unit.text):
        return None
    is_heading = state.size <= _HEADING and BEGINS.match(state.head) and not _LABEL_ONLY.fullmatch(state.head)
    if is_heading and not _ARTICLE.fullmatch(state.head) and len(unit.text) > 12 and not state.head.startswith("附"):
        return None
    is_inside = state.has_comma and not state.open and len(unit.text) > 5 and _is_cjk(state.tail[-1:] + unit.text[:1])
    return "" if is_inside else " "


def _stands_alone(text: str) -> bool:
    """Whether a piece is a paragraph of its own: a date, a number, a note in brackets."""
    return bool(DATE_LINE.fullmatch(text) or _NOTE.fullmatch(text)) or is_number_line(text)


def _is_cjk(text: str) -> bool:
    return bool(re.fullmatch(rf"[{CJK}]+", text))


def _is_broken(state: _State, unit: Unit, mode: Mode) -> bool:
    """Whether the line end stands inside a sentence: punctuation, figures and list numbers that stand alone."""
    text = unit.text
    if _GOES_ON.match(text):
        return not ENDS.search(state.tail) or text[0] in "”’）》)」』】"
    if state.open and state.size < _LONGEST_OPEN and (state.open[-1] in text or text.startswith("http")):
        return True
    if BEGINS.match(text) and not _OPEN_END.search(state.tail):
        return False
    if _OFFICE.fullmatch(text) and state.size <= _HEADING and is_organisations(state.head):
        return True
    if _LABEL_ONLY.fullmatch(state.head if state.size <= _HEADING else ""):
        return len(text) > 1 and not DATE_LINE.match(text)
    return bool(_OPEN_END.search(state.tail)) or _is_number_broken(state, text, mode)


def _is_number_broken(state: _State, text: str, mode: Mode) -> bool:
    """Whether a date, a telephone or a document number goes on in the next line."""
    if _YEAR_END.search(state.tail) and state.size <= _PROSE and _DIGITS.fullmatch(text):
        return True
    if state.size <= _PROSE and _POSTCODE.search(state.head) and _DIGITS.fullmatch(text):
        return True
    if not _NUMBER_END.search(state.tail) or not _NUMBER_GOES_ON.match(text):
        return bool(_NUMBER_YEAR.match(text))
    return text in "年月日号-–—〔〕" or bool(_DIGITS.fullmatch(text)) or state.is_short_number() or mode.is_fragmented


def _is_unfinished(state: _State, unit: Unit, is_prose: bool) -> bool:
    """Whether the sentence so far lacks its end and the unit can be its next piece, on a page of broken lines."""
    if DATE_LINE.match(unit.text) or re.match(r"附件|\d{1,2}\s*[.．]", state.head) or BEGINS.match(unit.text):
        return False
    if ENDS.search(state.tail):
        return is_prose and state.tail.endswith("；") and state.size >= _PROSE
    if BEGINS.match(state.head) and "，" not in state.head and state.size <= _HEADING // 2:
        is_head = bool(_HEAD_NOUN.search(state.tail)) and len(unit.text) > 3
        return not is_head and len(unit.text) < _HEADING // 2
    return is_prose or state.size >= _PROSE or (state.size <= 1 and not _DIGITS.fullmatch(unit.text))


def _wrap_joint(state: _State, unit: Unit, mode: Mode) -> str | None:
    if not mode.wrap or state.width < mode.wrap - 6 or BEGINS.match(unit.text):
        return None
    if ENDS.search(state.tail) and state.width < mode.wrap - 2:
        return None
    words = state.tail[-1:].isascii() and state.tail[-1:].isalpha() and unit.text[:1].isascii()
    return " " if words else ""


def _without_end(line: Line) -> Line:
    return line.cut(0, len(line.text.rstrip()))


def _without_begin(line: Line) -> Line:
    return line.cut(len(line.text) - len(line.text.lstrip()))


def _finished(lines: Sequence[Line]) -> Line:
    line = tidy(joined(lines))
    return line.without([span for match in _SPACED_OUT.finditer(line.text) for span in _white_in(match)])


def _white_in(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """White space between characters that were printed wide (商　务　部), which is no part of the word.

    Between two such names (财 政 部 国 家 标 准 委) it stays.
    """
    text = match.group()
    if "\t" not in text:
        for white in _WHITE.finditer(text):
            if not _BETWEEN_NAMES.match(text, white.start() - 1):
                yield match.start() + white.start(), match.start() + white.end()
