"""Word files to lines, in document order: paragraphs, and table rows with their cells parted by tabs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from extract.errors import UnreadableDocument
from extract.readers.encoding import check_size
from extract.readers.lines import Line, Page, Run

MAX_UNPACKED = 400_000_000
"""Bytes that the parts of a Word file may unpack to: a small file can hold a bomb."""

_OLE = b"\xd0\xcf\x11\xe0"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPELLED = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_NOT_TEXT = {_W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent")} | {_FALLBACK}


def read(data: bytes, source: str) -> Page:
    """The lines of a Word file, deleted text and headers and footers left out; loci are "paragraph 12" and
    "table 1 row 2", and positions count the characters of that paragraph or row.

    Raises UnreadableDocument for a damaged or password-protected file and for one without text.
    """
    body = _body(data, source)
    lines: list[Line] = []
    size = 0
    for line in _Numbered().lines(body):
        size += len(line.text)
        check_size(size, source)
        lines.append(line)
    if not any(line.text.strip() for line in lines):
        raise UnreadableDocument(source, "a Word file without text", "if its pages are images, run OCR first")
    return Page(lines)


def _body(data: bytes, source: str) -> Any:
    import docx

    if data.startswith(_OLE):
        raise UnreadableDocument(
            source, "an old or password-protected Word file", "save it as .docx without a password"
        )
    if not data:
        raise UnreadableDocument(source, "the file is empty")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise UnreadableDocument(source, "a Word file that unpacks to too much", "save it again without images")
        return docx.Document(io.BytesIO(data)).element.body
    except UnreadableDocument:
        raise
    except Exception as error:
        raise UnreadableDocument(source, "a damaged Word file", "open it in Word and save it again") from error


class _Numbered:
    """Walks a body and counts paragraphs outside tables, tables, and the rows of each."""

    def __init__(self) -> None:
        self.paragraphs = 0
        self.tables = 0

    def lines(self, parent: Any) -> Iterator[Line]:
        """The lines of all paragraphs and tables below `parent`, also inside content controls and text boxes."""
        for child in parent.iterchildren():
            if child.tag == _W + "p":
                self.paragraphs += 1
                yield from _split(_text(child), f"paragraph {self.paragraphs}")
                for box in child.iter(_W + "txbxContent"):
                    if not any(a.tag == _FALLBACK for a in box.iterancestors()):
                        yield from self.lines(box)
            elif child.tag == _W + "tbl":
                yield from self._rows(child)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "moveTo"):
                yield from self.lines(child)

    def _rows(self, table: Any) -> Iterator[Line]:
        self.tables += 1
        number = self.tables
        for index, row in enumerate(_below(table, "tr"), 1):
            locus = f"table {number} row {index}"
            cells = list(_below(row, "tc"))
            filled = [cell for cell in cells if _cell_text(cell).strip()]
            if len(filled) <= 1:
                yield from _split("\n".join(_cell_text(cell) for cell in filled), locus)
            else:
                yield _row([_cell_text(cell) for cell in cells], locus)
            for cell in cells:
                for inner in cell.iterchildren(_W + "tbl"):
                    yield from self._rows(inner)


def _below(parent: Any, name: str) -> Iterator[Any]:
    """The nearest elements called `name` below `parent`, also inside content controls; not those of inner tables."""
    for child in parent.iterchildren():
        if child.tag == _W + name:
            yield child
        elif child.tag != _W + "tbl" and child.tag not in _NOT_TEXT:
            yield from _below(child, name)


def _cell_text(cell: Any) -> str:
    return "\n".join(_text(paragraph) for paragraph in _below(cell, "p"))


def _text(parent: Any) -> str:
    parts: list[str] = []
    for child in parent.iterchildren():
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag in _SPELLED:
            parts.append(_SPELLED[child.tag])
        elif child.tag not in _NOT_TEXT and not isinstance(child.tag, type(len)):
            parts.append(_text(child))
    return "".join(parts)


def _split(text: str, locus: str) -> Iterator[Line]:
    at = 0
    for piece in text.split("\n"):
        if piece.strip():
            yield Line([Run(piece, at, at + len(piece), locus)])
        at += len(piece) + 1


def _row(cells: list[str], locus: str) -> Line:
    """One line of the cells; a line end inside a cell becomes a space, since a line end would end the row."""
    text = "\t".join(cells)
    runs: list[Run] = []
    at = 0
    for piece in text.split("\n"):
        runs.append(Run(piece, at, at + len(piece), locus))
        at += len(piece) + 1
        if at <= len(text):
            runs.append(Run(" ", at - 1, at, locus, exact=False))
    return Line(runs)
