"""PDF to lines: the text layer of each page, rows of a paragraph joined, running heads and page numbers dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from extract.errors import UnreadableDocument
from extract.readers.encoding import check_size
from extract.readers.lines import Line, Page, Run, joined

MAX_PAGES = 5_000
"""More pages than this are no document but an archive."""

_ROW = re.compile(r"[^\r\n]+")
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–―·\s]*\d{1,4}[-—–―·\s]*|第\s*\d+\s*页\W*(?:共\s*\d+\s*页)?|\d+\s*/\s*\d+)\s*")
_DIGITS = re.compile(r"\d+")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_MOST_UNREADABLE = 0.3
_LEAST_WITH_TEXT = 0.5
_EDGE_ROWS = 2
_CLOSED = re.compile(r"[。！？；：!?;:][”’」』）)》]*\s*$")
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条编部分]|[（(]?[一二三四五六七八九十]+[、）)]|[（(]\d+[）)]|\d+[.．、]\D|附件|附录|附表)"
)
_WORD_END, _WORD_BEGIN = re.compile(r"[A-Za-z0-9,.;:]$"), re.compile(r"^[A-Za-z0-9]")


class Row(NamedTuple):
    """A row as printed: its text with its place in the page's text layer, and its left and right edge in points."""

    run: Run
    left: float
    right: float
    size: float


def read(data: bytes, source: str) -> Page:
    """The paragraphs of a PDF's text layer; loci are "page 3", positions count the characters of its text layer.

    Raises UnreadableDocument for a damaged or encrypted file, one without a text layer, and one whose text layer has no
    readable characters.
    """
    pages = _rows_of_pages(data, source)
    filled = sum(bool(rows) for rows in pages)
    if filled < _LEAST_WITH_TEXT * len(pages) or not filled:
        raise UnreadableDocument(
            source, f"no text layer in {len(pages) - filled} of {len(pages)} pages", "run OCR first or give a .txt"
        )
    text = "".join(row.run.text for rows in pages for row in rows)
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise UnreadableDocument(source, "its text layer has no readable characters", "run OCR first or give a .txt")
    return Page(list(_paragraphs(_without_furniture(pages))))


def _rows_of_pages(data: bytes, source: str) -> list[list[Row]]:
    import pypdfium2

    if not data:
        raise UnreadableDocument(source, "the file is empty")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(source, "an encrypted PDF", "save it without a password") from error
        raise UnreadableDocument(source, "a damaged PDF", "open it in a PDF viewer and save it again") from error
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise UnreadableDocument(source, f"a PDF of {len(document)} pages", f"give one of 1 to {MAX_PAGES:,} pages")
        size = 0
        pages = []
        for number in range(len(document)):
            rows = _rows(document[number], f"page {number + 1}")
            size += sum(len(row.run.text) for row in rows)
            check_size(size, source)
            pages.append(rows)
        return pages
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(source, "a damaged PDF", "open it in a PDF viewer and save it again") from error
    finally:
        document.close()


def _rows(page: Any, locus: str) -> list[Row]:
    layer = page.get_textpage()
    text = layer.get_text_range()
    rows: list[Row] = []
    for match in _ROW.finditer(text):
        if not match.group().strip():
            continue
        begin, end = match.start(), match.end()
        inner = match.group().rstrip()
        first = layer.get_charbox(begin + len(match.group()) - len(match.group().lstrip()), loose=True)
        last = layer.get_charbox(begin + len(inner) - 1, loose=True)
        rows.append(Row(Run(match.group(), begin, end, locus), first[0], last[2], max(first[3] - first[1], 1.0)))
    layer.close()
    page.close()
    return rows


def _without_furniture(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows without page numbers and without what stands at the head or foot of most pages."""
    seen: Counter[str] = Counter()
    for rows in pages:
        seen.update({_running(row) for row in _edges(rows)})
    least = max(3, (len(pages) + 1) // 2)
    out: list[list[Row]] = []
    for rows in pages:
        kept = list(rows)
        for end in (0, -1):
            for _ in range(_EDGE_ROWS):
                if kept and (_PAGE_NUMBER.fullmatch(kept[end].run.text) or seen[_running(kept[end])] >= least):
                    kept.pop(end)
        out.append(kept)
    return out


def _edges(rows: Sequence[Row]) -> Sequence[Row]:
    return [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]


def _running(row: Row) -> str:
    return _DIGITS.sub("#", "".join(row.run.text.split()))


def _paragraphs(pages: Sequence[Sequence[Row]]) -> Iterator[Line]:
    """Rows that one paragraph was broken into, joined: a full row goes on in the next one that is not indented."""
    rows = [row for page in pages for row in page]
    if not rows:
        return
    frame = _Frame.of(rows)
    paragraph: list[Line] = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        paragraph.append(Line([row.run]))
        if following is None or not _goes_on(row, following, frame):
            yield _joined(paragraph)
            paragraph = []


class _Frame(NamedTuple):
    """The type area: size of the body's type, its left and right edge, and whether paragraphs begin with an indent."""

    size: float
    left: float
    right: float
    has_indents: bool

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Frame:
        size = median(row.size for row in rows)
        ends = Counter(round(row.right / size) for row in rows)
        least = max(2, len(rows) // 20)
        right = max((end for end, count in ends.items() if count >= least), default=max(ends)) * size
        begins = Counter(round(row.left) for row in rows)
        left = min(edge for edge, count in begins.items() if count >= max(1, len(rows) // 20))
        indented = sum(_is_indented(row.left, left, size) for row in rows)
        return cls(size, left, right, 0.1 * len(rows) < indented < 0.9 * len(rows))


def _is_indented(edge: float, left: float, size: float) -> bool:
    """Whether a row begins one to three characters in: farther in stands what is centred or a signature."""
    return left + 0.9 * size < edge < left + 3.5 * size


def _goes_on(row: Row, following: Row, frame: _Frame) -> bool:
    size, text = frame.size, following.run.text
    if row.size > 1.15 * size and abs(row.size - following.size) < 0.05 * size:
        return not _BEGINS.match(text)
    if _BEGINS.match(text) or abs(row.size - following.size) > 0.2 * size or following.left > frame.left + 0.9 * size:
        return False
    if _CLOSED.search(row.run.text) and row.right < frame.right - 1.2 * size:
        return False
    middle = (frame.left + frame.right) / 2
    return row.right >= frame.right - 2.5 * size or (frame.has_indents and row.right > middle)


def _joined(rows: Sequence[Line]) -> Line:
    lines = [rows[0]]
    for before, row in pairwise(rows):
        gap = _WORD_END.search(before.text.rstrip()) and _WORD_BEGIN.match(row.text.lstrip())
        lines[-1] = _stripped(lines[-1], right=True)
        if gap and not (before.text.rstrip()[-1:].isdigit() and row.text.lstrip()[:1].isdigit()):
            lines.append(Line([Run(" ", -1, -1)]))
        lines.append(_stripped(row, right=False))
    return joined(lines)


def _stripped(line: Line, right: bool) -> Line:
    text = line.text
    return line.cut(0, len(text.rstrip())) if right else line.cut(len(text) - len(text.lstrip()))
