"""A page to a document: furniture out, title and byline found, paragraphs put together, every position mapped back.

Rules speak of pages in general: where menus, paths, tables of metadata, bylines and footers stand around a text. What
is not known to be furniture stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from extract.readers.fields import find_fields, is_number_line, is_organisations, is_subtitle
from extract.readers.furniture import (
    BYLINE_LABELS,
    LABELS,
    MAX_FURNITURE,
    byline_noise,
    is_byline,
    is_footer,
    is_menu,
    is_noise,
    is_path,
    is_related,
    key_of,
    labels_of,
)
from extract.readers.lines import Line, Run, compose, joined, tidy
from extract.readers.paragraphs import BEGINS, DATE_LINE, ENDS, Gap, Mode, Unit, is_sentence, paragraphs, units_of
from extract.records import Document, Origin

__all__ = ["clean", "units_of"]

Hints = Sequence[tuple[str, str]]

_ZONE = 150
_TITLE_PIECES = 16
_TITLE_LENGTH = 150
_SITE_NAME = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|[-–—])\s*")
_KIND = re.compile(
    r"(?:通知|意见|意見|办法|辦法|规定|規定|条例|條例|规划|規劃|计划|計劃|方案|纲要|綱要|决定|決定|报告|報告|"
    r"公告|公报|公報|通报|通報|通告|"
    r"讲话|講話|致辞|致辭|批复|函|令|指南|指引|要点|要點|细则|細則|目录|目錄|标准|規則|规则|倡议|倡議|宣言|"
    r"声明|章程|措施|答记者问|"
    r"答記者問|解读|解讀|问答|白皮书|蓝皮书|说明|名单|法)(?:[（(【][^（）()]{1,30}[）)】])*$"
)
_LIST = re.compile(r".{6,}(?:清单|答复|公示|政策|分工|分工表)$")
"""What ends a title that says more, where a menu has it alone: 权责清单, 惠企政策."""
_ABOUT = re.compile("关于|關於")
_BEGUN = re.compile(r"(?:关于|關於)(?!.*[，。；：])")
_PARENTHESIS = re.compile(r"[（(【][^（）()]{2,40}[）)】]")
_FILE = re.compile(r"附件|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd)\b", re.IGNORECASE)
_COMMA = re.compile(r"[，；：](?![^《（(]*[》）)])")
_TIME = re.compile(r"\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?")
_LABEL_END = re.compile(rf"(?:{BYLINE_LABELS})\s*[:：]$")
_ARROW = re.compile(r"[>＞»›]|-{1,2}>")
_PATH_LABEL = re.compile(r"位置(?:是)?\s*[:：]\s*$|^(?:网站)?(?:首页|主页)$")
_EMPTY = re.compile(r"[\s|｜:：;；,，()（）\[\]【】/\\-]*")
_WEAK = frozenset({"发布时间", "发布日期", "信息来源", "访问量"})
_CATEGORY = 15
_CITED = frozenset({"issuer", "number", "date"})
"""Fields of a page's table of metadata that a reader cites: their rows stay in the text."""


class _Head(NamedTuple):
    """What the begin of a page is made of: units by their index, everything before `end` that is not text dropped."""

    end: int
    title: tuple[int, int] | None
    bylines: list[tuple[int, int]]
    dropped: frozenset[int]
    said: list[tuple[str, str]]


def clean(units: Sequence[Unit], hints: Hints, origin: Origin) -> Document:
    """The document that `units` print, without the furniture of the page; its text is empty where nothing is left.

    `hints` are (field, value) pairs of the file's metadata; `origin` says where the units were read and gets the map.
    """
    head = _head(units, hints)
    end = _tail(units, head.end)
    mode = Mode.of(units[head.end : end])
    lines: list[Line] = []
    title_line = -1
    byline_lines: list[int] = []
    waiting: list[Unit] = []
    starts = {begin: (begin, stop) for begin, stop in [*head.bylines, *([head.title] if head.title else [])]}
    index = 0
    while index < end:
        if index not in starts:
            if index not in head.dropped and not is_noise(units[index].text) and not _is_button(units, index):
                waiting.append(units[index])
            index += 1
            continue
        lines += paragraphs(waiting, mode)
        waiting = []
        begin, index = starts[index]
        if head.title == (begin, index):
            title_line = len(lines)
            lines.append(_title(units[begin:index]))
        else:
            for line in _bylines(units[begin:index]):
                byline_lines.append(len(lines))
                lines.append(line)
    lines += paragraphs(waiting, mode)
    text, segments = compose(lines)
    fields = find_fields([line.text for line in lines], title_line, byline_lines, [*head.said, *hints])
    return Document(text, fields, (msgspec.structs.replace(origin, segments=segments),))


def _is_button(units: Sequence[Unit], index: int) -> bool:
    """Whether the unit is the button that pages print behind the name of an annex."""
    before = units[index - 1].text if index else ""
    return units[index].text == "下载" and (bool(BEGINS.match(before)) or bool(_FILE.search(before)))


def _head(units: Sequence[Unit], hints: Hints) -> _Head:
    zone = _zone(units)
    tables, said, rows = _tables(units, zone)
    dropped = set(tables) | _paths(units, zone, tables)
    bylines = sorted([*_byline_groups(units, zone, dropped), *rows])
    dropped -= {index for begin, end in rows for index in range(begin, end)}
    in_byline = {index for begin, end in bylines for index in range(begin, end)}
    furniture = {i for i in range(zone) if i not in in_byline and (is_menu(units[i].text) or is_noise(units[i].text))}
    named = _known_titles([value for name, value in [*hints, *said] if name == "title"])
    free = [i not in dropped and i not in in_byline and i not in furniture for i in range(zone)]
    title, repeats = _find_title(units, free, named, bylines[0][0] if bylines else None)
    is_web = bool(dropped or furniture or bylines)
    dropped |= furniture | repeats
    end = max([0, *(i + 1 for i in dropped), *(stop for _, stop in bylines), title[1] if title else 0])
    if title and is_web:
        for i in range(title[0]):
            if free[i] and not _stays(units[i].text):
                dropped.add(i)
    return _Head(end, title, bylines, frozenset(dropped), said)


def _stays(text: str) -> bool:
    return is_sentence(text) or is_number_line(text)


def _zone(units: Sequence[Unit]) -> int:
    """The number of units before the text proper: up to the first sentence, a sentence at the very begin left out.

    A short text may have no sentence that is long; it begins with those whom it addresses, or with a short one.
    """
    short = 0
    for index, unit in enumerate(units[:_ZONE]):
        if index and not is_byline(unit.text):
            if is_sentence(unit.text) or _is_address(units, index):
                return index
            short = short or (index if unit.text.endswith("。") else 0)
    return short or min(len(units), _ZONE)


def _is_address(units: Sequence[Unit], index: int) -> bool:
    """Whether the unit names whom the text is for: 各县水利局：, and then a sentence."""
    text = units[index].text
    after = units[index + 1].text if index + 1 < len(units) else ""
    return text.endswith(("：", ":")) and len(text) <= MAX_FURNITURE and after.endswith("。") and not labels_of(text)


def _tables(units: Sequence[Unit], zone: int) -> tuple[set[int], list[tuple[str, str]], list[tuple[int, int]]]:
    """The units of metadata tables (发文机关：…), the (field, value) pairs they give, and the rows that stay."""
    dropped: set[int] = set()
    said: list[tuple[str, str]] = []
    rows: list[tuple[int, int]] = []
    index = 0
    while index < zone:
        begin = index
        pairs: list[tuple[str, str]] = []
        cited: list[tuple[int, int]] = []
        while index < zone and (found := labels_of(units[index].text)):
            first = index
            index += 1
            if not found[-1][1] and index < zone and not labels_of(units[index].text):
                found[-1] = (found[-1][0], units[index].text)
                index += 1
            pairs += found
            if all(LABELS[label] in _CITED and value for label, value in found):
                cited.append((first, index))
        if len(pairs) > 1 and any(label not in _WEAK for label, _ in pairs):
            dropped |= set(range(begin, index))
            said += [(LABELS[label], value) for label, value in pairs if LABELS[label] and value]
            rows += cited
        index = max(index, begin + 1)
    return dropped, said, rows


def _paths(units: Sequence[Unit], zone: int, taken: set[int]) -> set[int]:
    """The units of the path of the page, which may stand on one line or have a line for each step."""
    dropped: set[int] = set()
    index = 0
    while index < zone:
        text = units[index].text
        following = units[index + 1].text if index + 1 < zone else ""
        is_split = bool(_PATH_LABEL.search(text)) and (bool(_ARROW.match(following)) or text.endswith((":", "：")))
        if index in taken or not (is_split or is_path(text)):
            index += 1
            continue
        dropped.add(index)
        index += 1
        while is_split and index < zone and len(units[index].text) <= _CATEGORY and index not in taken:
            before, here = units[index - 1].text, units[index].text
            if not (_ARROW.fullmatch(here) or _ARROW.fullmatch(before) or before.endswith((":", "："))):
                break
            dropped.add(index)
            index += 1
    return dropped


def _byline_groups(units: Sequence[Unit], zone: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of units that say where and when the page was published."""
    index = 0
    while index < zone:
        end = index
        while end < zone and end not in taken and _in_byline(units, index, end):
            end += 1
        if end > index:
            yield index, end
        index = max(end, index + 1)


def _in_byline(units: Sequence[Unit], begin: int, index: int) -> bool:
    text = units[index].text
    if is_byline(text):
        return True
    if index == begin:
        return False
    is_value = bool(_LABEL_END.search(units[index - 1].text)) and len(text) <= 40 and not BEGINS.match(text)
    return bool(_TIME.fullmatch(text)) or is_value or (units[index].gap is Gap.SPACE and is_menu(text))


def _bylines(units: Sequence[Unit]) -> Iterator[Line]:
    """The lines of a byline without what says nothing of the text."""
    lines: list[list[Line]] = []
    before = ""
    for unit in units:
        is_value = before.endswith((":", "：")) or _TIME.fullmatch(unit.text)
        if lines and (unit.gap is Gap.SPACE or is_value):
            lines[-1].append(unit.line)
        else:
            lines.append([unit.line])
        before = unit.text
    for pieces in lines:
        line = tidy(joined([piece for part in pieces for piece in _spaced(part, part is pieces[-1])]))
        kept = line if labels_of(line.text) else tidy(line.without(byline_noise(line.text)))
        if not _EMPTY.fullmatch(kept.text) and not is_menu(kept.text):
            yield kept


def _spaced(line: Line, is_last: bool) -> list[Line]:
    return [line] if is_last or line.text[-1:].isspace() else [line, Line([Run(" ", -1, -1)])]


def _known_titles(titles: Sequence[str]) -> set[str]:
    """Keys of what a page calls its text elsewhere, with and without the name of the site after it."""
    known: set[str] = set()
    for title in titles:
        if len(title) > MAX_FURNITURE:
            continue
        ends = [match.start() for match in _SITE_NAME.finditer(title)]
        known |= {key_of(title[:end]) for end in [*ends, len(title)]}
    return {key for key in known if len(key) > 4}


def _find_title(
    units: Sequence[Unit], free: Sequence[bool], named: set[str], byline: int | None
) -> tuple[tuple[int, int] | None, set[int]]:
    """The units of the title, and those that say it again.

    `named` are the titles of the metadata; the first line may be the window title, which the true one repeats.
    """
    known = named | _known_titles([unit.text for unit in units[:1]])
    prints = list(_prints(units, free, known))
    printed = [p for p in prints if p != (0, 1) or units[0].key in named]
    if printed:
        above = [p for p in printed if byline is None or p[1] <= byline]
        title = (above or printed)[-1 if above and byline is not None else 0]
    else:
        found = _best_title(units, free, byline)
        if found is None:
            return None, set()
        title = found
        known = {key_of("".join(unit.text for unit in units[title[0] : title[1]]))}
        prints = list(_prints(units, free, known))
    repeats = {i for p in prints if p[1] <= title[0] or p[0] >= title[1] for i in range(*p)}
    for i, unit in enumerate(units[: len(free)]):
        if free[i] and not title[0] <= i < title[1] and len(unit.text) <= MAX_FURNITURE:
            repeats |= {i} if key_of(_SITE_NAME.split(unit.text)[0]) in known else set()
    return title, repeats


def _prints(units: Sequence[Unit], free: Sequence[bool], known: set[str]) -> Iterator[tuple[int, int]]:
    """Every place where units, put together, say one of `known`."""
    longest = max(map(len, known), default=0)
    index = 0
    while index < len(free):
        key, best = "", None
        for end in range(index, min(index + _TITLE_PIECES, len(free))):
            key += units[end].key
            if not free[end] or len(key) > longest:
                break
            if key in known:
                best = end + 1
        if best:
            yield index, best
        index = best or index + 1


def _best_title(units: Sequence[Unit], free: Sequence[bool], byline: int | None) -> tuple[int, int] | None:
    keys = [unit.key if free[i] else "" for i, unit in enumerate(units[: len(free)])]
    candidates = [i for i in range(len(free)) if free[i] and _may_be_title(units[i].text)]
    first_free = next((i for i in range(len(free)) if free[i] and not is_sentence(units[i].text)), -1)
    best: tuple[int, int] | None = None
    for i in candidates:
        score = (
            3 * (keys.count(keys[i]) > 1)
            + 2 * bool(_KIND.search(units[i].text) or _LIST.match(units[i].text))
            + (i == first_free)
        )
        between = range(i + 1, byline or 0)
        is_above = all(not free[j] or _stays(units[j].text) or is_subtitle(units[j].text) for j in between)
        score += 3 * (byline is not None and i < byline and is_above)
        score -= 2 * (i - first_free > 12 and byline is None)
        if score and (best is None or score >= best[0]):
            best = (score, i)
    if best is None or (best[0] < 2 and not _stands_alone(units, best[1])):
        return None
    if best[0] <= 3 and _COMMA.search(units[best[1]].text) and "关于" not in units[best[1]].text:
        return None
    return _extended(units, free, best[1])


def _may_be_title(text: str) -> bool:
    text = text.strip("* ")
    return (
        4 <= len(text) <= _TITLE_LENGTH
        and not ENDS.search(text.removesuffix("！").removesuffix("？"))
        and not BEGINS.match(text)
        and not DATE_LINE.fullmatch(text)
        and not is_number_line(text)
        and not is_subtitle(text)
        and "。" not in text
        and "\t" not in text
        and bool(re.search("[\u4e00-\u9fff]{3}", text))
    )


def _stands_alone(units: Sequence[Unit], index: int) -> bool:
    """Whether a first line without any mark of a title is one: short, and the text after it is not its next line."""
    after = units[index + 1] if index + 1 < len(units) else None
    return (
        index == 0
        and len(units[0].text) <= 60
        and not re.search(r"[，；：,;]", units[0].text)
        and after is not None
        and (is_sentence(after.text) or after.gap in (Gap.BLANK, Gap.INDENT) or bool(BEGINS.match(after.text)))
    )


def _extended(units: Sequence[Unit], free: Sequence[bool], index: int) -> tuple[int, int]:
    """A title that stands on several lines: its begin and issuers above, the rest of it or a year in brackets below."""
    begin, end = index, index + 1
    if begin and free[begin - 1] and _is_begun(units[begin - 1].text, units[begin]):
        begin -= 1
    if units[begin].text.startswith(("关于", "印发《")):
        while begin and free[begin - 1] and is_organisations(units[begin - 1].text):
            begin -= 1
    for more in range(end, min(index + 4, len(free))):
        text = units[more].text
        whole = bool(_KIND.search(units[end - 1].text))
        if not free[more] or BEGINS.match(text) or ENDS.search(text) or is_number_line(text) or DATE_LINE.search(text):
            break
        if _PARENTHESIS.fullmatch(text) or (not whole and _KIND.search(text) and text != units[index].text):
            end = more + 1
    return begin, end


def _is_begun(text: str, following: Unit) -> bool:
    """Whether the line is the first half of a title that a line end breaks: X局关于印发X市, and then …方案的通知."""
    return (
        _BEGUN.search(text) is not None
        and following.gap in (Gap.LINE, Gap.INDENT)
        and not _ABOUT.match(following.text)
        and not _KIND.search(text)
        and not ENDS.search(text)
        and not BEGINS.match(text)
        and len(text) <= MAX_FURNITURE
    )


def _title(units: Sequence[Unit]) -> Line:
    pieces: list[Line] = []
    for unit, following in zip(units, [*units[1:], None], strict=True):
        pieces.append(tidy(unit.line) if following is None or following.gap is not Gap.SPACE else unit.line)
        if following is not None and following.gap is not Gap.SPACE and _is_new_word(unit.text, following.text):
            pieces.append(Line([Run(" ", -1, -1)]))
    line = tidy(joined(pieces))
    return line.without([match.span() for match in re.finditer(r"\*\*|^#+\s+", line.text)])


def _is_new_word(before: str, after: str) -> bool:
    """Whether a title's lines are parted by more than the line end: one issuer a line, then 关于…."""
    return is_organisations(before) and (is_organisations(after) or "关于" in after)


def _tail(units: Sequence[Unit], head_end: int) -> int:
    """The number of units before the footer: menus, owners, and lists of other pages after the last sentence."""
    last = len(units)
    while last > head_end and not _is_content(units[last - 1].text):
        last -= 1
    end = len(units)
    related = next((i for i in range(last, end) if is_related(units[i].text)), end)
    footer = next((i for i in range(last, end) if is_footer(units[i].text)), end)
    if footer < end:
        footer = _footer_begin(units, last, footer)
    end = min(related, footer)
    while end > head_end and (is_menu(units[end - 1].text) or is_noise(units[end - 1].text)):
        end -= 1
    return end


def _is_content(text: str) -> bool:
    """Whether the line can stand in no footer: a sentence, a signature's date, an annex, a numbered item."""
    if is_footer(text):
        return False
    return is_sentence(text) or bool(DATE_LINE.fullmatch(text)) or (bool(BEGINS.match(text)) and not is_related(text))


def _footer_begin(units: Sequence[Unit], last: int, footer: int) -> int:
    """Where the footer around the sure line `footer` begins: at a button before it, or at names said again below."""
    begin = footer
    for i in range(footer - 1, last - 1, -1):
        text = units[i].text
        if is_menu(text) or is_noise(text):
            begin = i
        elif DATE_LINE.match(text) or BEGINS.match(text) or not is_organisations(text):
            break
    if begin == footer:
        below = {unit.key for unit in units[footer:]}
        while begin > last and units[begin - 1].key in below:
            begin -= 1
    return begin
