"""A report as a Word file, with its figures as pictures; equal reports give equal bytes, and no date is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from math import sqrt
from typing import Any

from kg.figure import figure_bytes
from kg.report.content import Exhibit, Report, shown
from kg.report.to_html import is_numeric
from kg.table import width

_SERIF, _SANS = "宋体", "黑体"
_TEXT_WIDTH = 16.0
"""Centimetres between the margins."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
"""Characters that XML does not have."""


def to_docx(report: Report) -> bytes:
    """The report as .docx for A4, for Word, WPS and LibreOffice."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    _set_fonts(document)
    _set_properties(document, report)
    document.add_heading(_plain(report.title), 0)
    _paragraphs(document, report.lines)
    tables, figures = count(1), count(1)
    for number, section in enumerate(report.sections, 1):
        document.add_heading(f"{number} {section.title}", 1)
        _paragraphs(document, section.lines)
        for exhibit in section.exhibits:
            _add_table(document, exhibit, next(tables))
            _add_quotes(document, exhibit)
            _add_figure(document, exhibit, figures)
    document.add_heading(f"{len(report.sections) + 1} 如何引用", 1)
    _paragraphs(document, [report.citation])
    document.add_heading(f"{len(report.sections) + 2} 参考文献", 1)
    _paragraphs(document, (f"[{number}] {line}" for number, line in enumerate(report.references, 1)))
    out = io.BytesIO()
    document.save(out)
    return _without_dates(out.getvalue())


def _plain(text: str) -> str:
    return text.translate(_UNPRINTABLE)


def _paragraphs(document: Any, lines: Iterable[str], style: str | None = None) -> None:
    for line in lines:
        document.add_paragraph(_plain(line), style)


def _set_fonts(document: Any) -> None:
    """Chinese fonts for the styles used: Word takes those for East Asian characters from an attribute of their own."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, family, size in (
        ("Normal", _SERIF, 10.5),
        ("Title", _SANS, 20),
        ("Heading 1", _SANS, 15),
        ("Heading 2", _SANS, 12),
        ("Caption", _SANS, 9.5),
        ("Quote", _SERIF, 9),
    ):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.name = "Times New Roman"
        style.font.italic = False
        style.font.color.rgb = RGBColor(0x1D, 0x27, 0x33)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), family)
    # Without it a program may set Chinese marks in the glyphs of another language, as ， in the middle of its square.
    for languages in document.styles.element.iter(qn("w:lang")):
        languages.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Quote"].paragraph_format.space_after = Pt(3)


def _set_properties(document: Any, report: Report) -> None:
    """Title and citation, in place of those of the template; its dates are taken out."""
    properties = document.core_properties
    properties.title, properties.author = report.title, "policy-knowledge-graph"
    properties.comments, properties.language = report.citation, "zh-CN"
    for element in list(properties._element):
        if element.tag.rpartition("}")[2] in ("created", "modified", "lastPrinted"):
            properties._element.remove(element)


def _add_table(document: Any, exhibit: Exhibit, number: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    caption = document.add_paragraph(_plain(f"表 {number}　{exhibit.title}"), "Caption")
    caption.paragraph_format.keep_with_next = True
    rows = [exhibit.table.columns, *(tuple(map(shown, row)) for row in exhibit.table.rows)]
    numeric = [is_numeric(row[i] for row in exhibit.table.rows) for i in range(len(exhibit.table.columns))]
    table = document.add_table(len(rows), len(exhibit.table.columns), "Table Grid")
    table.autofit = False
    widths = _widths(rows)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Cm(_TEXT_WIDTH * share)  # LibreOffice goes by the columns, Word by the cells
    for line, row in zip(table.rows, rows, strict=True):
        for cell, value, right, share in zip(line.cells, row, numeric, widths, strict=True):
            cell.width = Cm(_TEXT_WIDTH * share)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(_plain(value))
            run.bold, run.font.size = row is rows[0], Pt(9)
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on each page
    _paragraphs(document, exhibit.notes, "Quote")


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """The share of each column in the width of the page: by the root of its longest cell, so that long ones wrap."""
    roots = [sqrt(max(map(width, column)) + 2) for column in zip(*rows, strict=True)]
    return [root / sum(roots) for root in roots]


def _add_quotes(document: Any, exhibit: Exhibit) -> None:
    if exhibit.quotes:
        document.add_heading(f"依据：{exhibit.title}", 2)
    for about, quotes in groupby(exhibit.quotes, key=lambda quote: quote.about):
        paragraph = document.add_paragraph(style="Quote")
        paragraph.add_run(_plain(about)).bold = True
        _paragraphs(document, (f"“{quote.shown}” {quote.source}" for quote in quotes), "Quote")


def _add_figure(document: Any, exhibit: Exhibit, figures: Iterator[int]) -> None:
    from docx.shared import Cm

    if exhibit.figure is None:
        return
    picture = document.add_picture(io.BytesIO(figure_bytes(exhibit.figure, ".png")), width=Cm(16))
    picture._inline.docPr.set("descr", _plain(exhibit.title))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(_plain(f"图 {next(figures)}　{exhibit.title}"), "Caption")


def _without_dates(made: bytes) -> bytes:
    """The same parts in the same order, packed without the time of packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _EPOCH), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
