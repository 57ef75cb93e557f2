"""What a page says of its text: title, date, source, number, issuers, author, each with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.readers.furniture import BYLINE_LABELS, NOISE_LABELS, key_of
from extract.readers.lines import INVISIBLE
from extract.records import Field, Span

_CJK = "\u3400-\u9fff"
_NUMBER = re.compile(
    rf"[{_CJK}A-Za-z]{{1,24}}\s*[〔﹝\[【（(]\s*(?:19|20)\d{{2}}\s*[〕﹞\]】）)]\s*第?\s*\d{{1,5}}\s*号|"
    r"(?:19|20)\d{2}年\s*第\s*\d{1,4}\s*号|第\s*\d{1,4}\s*号"
)
_NUMBER_LINE = re.compile(rf"[（(【]?\s*(?:文号\s*[:：]\s*)?(?:{_NUMBER.pattern})\s*[）)】]?")
_DIGIT = {char: str(digit) for digit, char in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "Ｏ": "0",
    "O": "0",
    "零": "0",
}
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[-年/.．]\s*(?P<month>\d{1,2})\s*[-月/.．]\s*(?P<day>\d{1,2})\s*日?(?!\d)|"
    r"(?P<chinese>[二一][〇○ＯO零九][〇○ＯO零一二三四五六七八九]{2})年(?P<cmonth>[一二三四五六七八九十]{1,2})月(?P<cday>[一二三四五六七八九十]{1,3})日"
)
_SUFFIX = (
    r"(?:部|委|局|厅|廳|署|院|办|辦|室|会|會|府|行|司|处|中心|办公厅|办公室|委员会|集团|公司|组|總署|总署|"
    r"法院|检察院|大学|学院|研究所|联盟|政府|网信办|银行)"
)
_ORGANISATION = re.compile(rf"(?:中共中央|[{_CJK}（）()·“”、]{{1,40}}{_SUFFIX})(?:[（(][^（）()]{{2,20}}[）)])?")
_PARTS = re.compile(r"[\s、，,;；]+")
_TITLE_ISSUERS = re.compile(
    rf"([{_CJK}、\s]{{2,120}}?)(?:等[一二三四五六七八九十\d]*(?:个)?部[门門](?:办公厅|办公室)?)?(?=关于|關於|"
    rf"(?:联合)?印发《|印發)"
)
_LABELLED = re.compile(
    rf"({BYLINE_LABELS})\s*[:：]\s*(.*?)\s*(?=(?:{BYLINE_LABELS}|{NOISE_LABELS})\s*[:：]|[|｜【]|\d{{4}}[-年/.]|$)"
)
_AUTHOR = re.compile(r"(?:本文)?作者(?:为|系)?\s*[:：]?\s*([^\s，,。；;）)]{2,40})")
_NAME_BEFORE = re.compile(r"(?=中国|中國|国家|國家|全国|清华|北京|上海|系|单位|[，,])")
_SPEECH = re.compile(r"(?:讲话|講話|报告|報告|致辞|致辭|发言|發言|演讲|演講)")
_SPEAKER = re.compile(rf"(?:[{_CJK}]{{2,20}}\s+)?([{_CJK}]{{2,4}})")
_OFFICE = r"(?:[省市县区州部局]长|主任|主席|书记|書記|秘书长|委员长|总理)"
_SUBTITLE = re.compile(rf"[-—―─]{{1,2}}\s*\S.*|[{_CJK}]{{0,10}}{_OFFICE}\s+[{_CJK}]{{2,4}}")
"""What stands below a title: ——2031年1月8日在…会议上, and who speaks: 省长 张三."""
_HEAD_LINES = 12
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def is_subtitle(text: str) -> bool:
    """Whether the line tells more of the title above it: where a speech was given, and by whom.

    >>> [is_subtitle(text) for text in ("——2031年1月8日在云溪市第六届人民代表大会上", "省长　周禾", "市长热线")]
    [True, True, False]
    """
    return bool(_SUBTITLE.fullmatch(text.strip()))


def is_number_line(text: str) -> bool:
    """Whether the line is the number of a document and nothing else.

    >>> is_number_line("工信部联科〔2024〕12号"), is_number_line("（2024年第39号）"), is_number_line("第3号楼")
    (True, True, False)
    """
    return len(text) <= 60 and bool(_NUMBER_LINE.fullmatch(text))


def is_organisations(text: str) -> bool:
    """Whether the line is the names of organisations and nothing else.

    >>> is_organisations("工业和信息化部 财政部"), is_organisations("为贯彻落实")
    (True, False)
    """
    parts = text.split()
    return len(parts) > 0 and len(text) <= 200 and all(_ORGANISATION.fullmatch(part) for part in parts)


def find_date(text: str) -> tuple[str, Span] | None:
    """The first full date in `text`, as ISO 8601 and as it stands; None where there is none or it is impossible.

    >>> find_date("二〇二四年二月二十二日")[0]
    '2024-02-22'
    """
    for match in _DATE.finditer(text):
        if match.group("year"):
            year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        else:
            year = int("".join(_DIGIT[char] for char in match["chinese"]))
            month, day = _small(match["cmonth"]), _small(match["cday"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year:04d}-{month:02d}-{day:02d}", Span(*match.span())
    return None


def _small(numeral: str) -> int:
    """A Chinese numeral up to 99: 二十三 is 23."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(_DIGIT.get(numeral, "0"))
    return 10 * int(_DIGIT.get(tens, "1")) + int(_DIGIT.get(ones, "0"))


def find_fields(
    lines: Sequence[str], title: int, bylines: Sequence[int], said: Sequence[tuple[str, str]]
) -> tuple[Field, ...]:
    """The fields of the text that `lines` are; `title` and `bylines` say which lines those are (-1: none).

    `said` are pairs of the page's own metadata, which count after the text. A field says where it stands in
    the text, or nothing where only the metadata has it.
    """
    text = "\n".join(lines)
    starts = _starts(lines)
    found: list[Field] = []
    if title >= 0:
        found.append(Field("title", lines[title], Span(starts[title], starts[title] + len(lines[title]))))
    signature = _signature(lines, starts, max([title, *bylines, -1]) + 1)
    by_name: dict[str, list[Field]] = {}
    for field in [*signature, *_heading_date(lines, starts, title)]:
        by_name.setdefault(field.name, []).append(field)
    said_fields = [field for name, value in said for field in _said(name, value)]
    byline = [field for index in bylines for field in _byline(lines[index], starts[index])]
    published = [Field("date", f.value) for f in said_fields if f.name == "published"]
    dates = [f for f in said_fields if f.name == "date"]
    found += by_name.get("date", []) + dates + [f for f in byline if f.name == "date"] + published
    found += [f for f in byline if f.name == "source"] + [f for f in said_fields if f.name == "source"]
    found += _number([*_numbers(lines, starts, title)], [f for f in said_fields if f.name == "number"])
    titled = list(_title_issuers(lines[title], starts[title])) if title >= 0 else []
    found += _issuers(by_name.get("issuer", []), titled, [f for f in said_fields if f.name == "issuer"])
    found += [f for f in byline if f.name == "author"] + list(_authors(lines, starts, title))
    found += [f for f in said_fields if f.name in ("title", "author")]
    return tuple(_distinct([_located(field, text) for field in found]))


def _starts(lines: Sequence[str]) -> list[int]:
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    return starts


def _said(name: str, value: str) -> Iterator[Field]:
    value = _INVISIBLE.sub("", value).strip()
    if name in ("date", "published"):
        if date := find_date(value):
            yield Field(name, date[0])
    elif name == "issuer":
        for part in _PARTS.split(value):
            if part:
                yield Field("issuer", part)
    elif name == "number":
        match = _NUMBER.search(value)
        yield Field(name, match.group() if match else value)
    elif value:
        yield Field(name, value)


def _located(field: Field, text: str) -> Field:
    """A field of the metadata with the place in the head of the text that says the same, where one does."""
    if field.span is None and field.name in ("number", "issuer", "source"):
        head = text[:1500]
        at = head.find(field.value)
        if at < 0 and field.name == "issuer":
            at = text.rfind(field.value)
        if at >= 0:
            return Field(field.name, field.value, Span(at, at + len(field.value)))
    return field


def _distinct(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields without repeats; a second title is another name of the same text only where it differs in words."""
    seen: set[tuple[str, str]] = set()
    for field in fields:
        key = (field.name, key_of(field.value))
        if key not in seen and not (field.name == "title" and any(name == "title" for name, _ in seen)):
            seen.add(key)
            yield field


def _signature(lines: Sequence[str], starts: Sequence[int], begin: int) -> Iterator[Field]:
    """Issuers and date of the first signature: a line that is a date, below or behind names of organisations."""
    for index in range(begin, len(lines)):
        line = lines[index]
        date = find_date(line) if len(line) <= 120 else None
        if date is None or date[1].end < len(line.rstrip(" )）")):
            continue
        before = line[: date[1].begin].strip(" （(")
        if before and not is_organisations(before):
            continue
        yield Field("date", date[0], _moved(date[1], starts[index]))
        if before:
            yield from _organisations(line[: date[1].begin], starts[index])
        above = index
        while above > begin and is_organisations(lines[above - 1]):
            above -= 1
        for i in range(above, index):
            yield from _organisations(lines[i], starts[i])
        return


def _organisations(line: str, start: int) -> Iterator[Field]:
    for match in re.finditer(r"[^\s（(）)]+(?:[（(][^（）()]*[）)])?", line):
        if _ORGANISATION.fullmatch(match.group()):
            yield Field("issuer", match.group(), Span(start + match.start(), start + match.end()))


def _heading_date(lines: Sequence[str], starts: Sequence[int], title: int) -> Iterator[Field]:
    """A date in brackets below the title: （2025年4月18日，北京）."""
    for index in range(title + 1, min(title + 4, len(lines))):
        line = lines[index]
        date = find_date(line)
        if date and len(line) <= 60 and line[:1] in "（(" and line[-1:] in "）)":
            yield Field("date", date[0], _moved(date[1], starts[index]))
            return


def _byline(line: str, start: int) -> Iterator[Field]:
    if date := find_date(line):
        yield Field("date", date[0], _moved(date[1], start))
    for match in _LABELLED.finditer(line):
        label, value = match.group(1), match.group(2)
        name = "source" if label.endswith(("来源", "稿源")) else "author" if label in ("作者", "撰稿", "记者") else ""
        if name and value:
            yield Field(name, value, Span(start + match.start(2), start + match.end(2)))


def _numbers(lines: Sequence[str], starts: Sequence[int], title: int) -> Iterator[Field]:
    """The number on a line of its own in the head of the text, or in the title."""
    for index in range(min(max(title, 0) + _HEAD_LINES, len(lines))):
        if is_number_line(lines[index]) or index == title:
            matches = list(_NUMBER.finditer(lines[index]))
            if matches and (index != title or matches[-1].end() >= len(lines[index]) - 1):
                match = matches[-1]
                yield Field("number", match.group(), Span(starts[index] + match.start(), starts[index] + match.end()))
                return


def _number(printed: Sequence[Field], said: Sequence[Field]) -> list[Field]:
    """The number as printed, or as the metadata has it; one of them where both say the same more or less fully."""
    if not printed or not said:
        return list(printed or said)
    full, short = key_of(said[0].value), key_of(printed[0].value)
    return (
        [Field("number", said[0].value, printed[0].span)] if full != short and full.endswith(short) else list(printed)
    )


def _issuers(signed: Sequence[Field], titled: Sequence[Field], said: Sequence[Field]) -> Sequence[Field]:
    """The issuers that sign; else those of the title or of the metadata, which often names the desk that published."""
    if signed:
        return signed
    return said if len(said) > len(titled) else titled


def _title_issuers(title: str, start: int) -> Iterator[Field]:
    match = _TITLE_ISSUERS.match(title)
    if match:
        for part in re.finditer(r"[^\s、，,]+", match.group(1)):
            if _ORGANISATION.fullmatch(part.group()):
                yield Field("issuer", part.group(), Span(start + part.start(), start + part.end()))


def _authors(lines: Sequence[str], starts: Sequence[int], title: int) -> Iterator[Field]:
    """The author in a closing note (作者：…), or the speaker below the title of a speech or report."""
    for index in range(max(len(lines) - 3, 0), len(lines)):
        match = _AUTHOR.search(lines[index]) if len(lines[index]) <= 120 else None
        if match:
            name = match.group(1)
            cut = _NAME_BEFORE.search(name, 2) if len(name) > 4 else None
            end = match.start(1) + (cut.start() if cut and cut.start() <= 4 else len(name))
            yield Field(
                "author", lines[index][match.start(1) : end], Span(starts[index] + match.start(1), starts[index] + end)
            )
            return
    if title >= 0 and _SPEECH.search(lines[title]) and title + 1 < len(lines):
        match = _SPEAKER.fullmatch(lines[title + 1])
        if match:
            at = starts[title + 1]
            yield Field("author", match.group(1), Span(at + match.start(1), at + match.end(1)))


def _moved(span: Span, by: int) -> Span:
    return Span(span.begin + by, span.end + by)
