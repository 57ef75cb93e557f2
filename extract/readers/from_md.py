"""Markdown to lines: the marks go, the words and their positions stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.readers.encoding import decode
from extract.readers.lines import Line, Page, Run, lines_of

NAMES = {
    "title": "title",
    "标题": "title",
    "date": "date",
    "日期": "date",
    "发布日期": "date",
    "成文日期": "date",
    "source": "source",
    "来源": "source",
    "number": "number",
    "文号": "number",
    "发文字号": "number",
    "issuer": "issuer",
    "发文机关": "issuer",
    "author": "author",
    "作者": "author",
}
"""Keys of a front matter that are fields of a text."""

_FRONT = re.compile(r"\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_PAIR = re.compile(r"^([^\s:：#]+)\s*[:：]\s*(.+?)\s*$", re.MULTILINE)
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$|\s*(?:```|~~~)|\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_HEAD = re.compile(r"(?:\s{0,3}>)*\s*(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?)?")
_CLOSING = re.compile(r"(?<=\S)\s+#+\s*$")
_MARKS = (
    re.compile(r"()!\[[^\[\]]*\]\([^()]*\)()"),
    re.compile(r"(\[)[^\[\]]+(\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\))"),
    re.compile(r"(\*\*)(?=\S)[^*]*(?<=\S)(\*\*)"),
    re.compile(r"(__)(?=\S)[^_]*(?<=\S)(__)"),
    re.compile(r"(?<![*\\])(\*)(?=[^\s*])[^*]*(?<=[^\s*])(\*)(?!\*)"),
    re.compile(r"(~~)(?=\S)[^~]*(~~)"),
    re.compile(r"(`)[^`]+(`)"),
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!|>~-])")


def read(data: bytes, source: str) -> Page:
    """The lines of a Markdown file without heading, list, emphasis and link marks; table cells part with tabs.

    A front matter between `---` lines gives fields (title, date, source, …) and is no part of the text.
    Raises UnreadableDocument where `data` is empty, binary or too long.
    """
    text, encoding = decode(data, source)
    front = _FRONT.match(text)
    begin = front.end() if front else 0
    hints = tuple(_pairs(front.group(1))) if front else ()
    lines = [Line([Run(r.text, r.begin + begin, r.end + begin) for r in line.runs]) for line in lines_of(text[begin:])]
    return Page([_plain(line) for line in lines if not _RULE.match(line.text)], hints, encoding)


def _pairs(front: str) -> Iterator[tuple[str, str]]:
    for key, value in _PAIR.findall(front):
        name = NAMES.get(key.lower())
        if name:
            yield name, value.strip("\"'“”")


def _plain(line: Line) -> Line:
    text = line.text
    drops: list[tuple[int, int]] = []
    if head := _HEAD.match(text):
        drops.append(head.span())
    for match in _CLOSING.finditer(text):
        drops.append(match.span())
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            whole = not match.group(1)
            drops.extend([match.span()] if whole else [match.span(1), match.span(2)])
    for pattern in (_TAG, _ESCAPE):
        drops.extend(match.span() for match in pattern.finditer(text))
    line = line.without(_disjoint(drops))
    return _cells(line) if line.text.lstrip().startswith("|") else line


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out


def _cells(line: Line) -> Line:
    runs: list[Run] = []
    for run in line.runs:
        at = 0
        for match in re.finditer(r"\|", run.text):
            runs.append(Run(run.text[at : match.start()], run.begin + at, run.begin + match.start()))
            runs.append(Run("\t", run.begin + match.start(), run.begin + match.end(), exact=False))
            at = match.end()
        runs.append(Run(run.text[at:], run.begin + at, run.end))
    return Line(runs)
