"""Writes the examples that are not plain text from their sources: `python tests/example_sources/make_examples.py`.

`opinion.docx`, `plan.pdf` and `notice_gb18030.txt` come from the texts beside this file; equal texts give equal bytes
(the PDF: with the same version of the font). The PDF embeds the characters it uses of Noto Serif CJK SC (SIL Open
Font License; Debian: fonts-noto-cjk), so its text layer reads back character for character.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent
EXAMPLES = Path(__file__).parents[2] / "examples"
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
SIMPLIFIED = 2
"""The place of the simplified-Chinese font in the collection."""

FIXED_TIME = (2025, 3, 12, 9, 0, 0)
"""A time stamp inside the files, so that a second run writes equal bytes."""

A4 = (595.0, 842.0)
MARGIN = 78.0
CLOSING = "，。、；：？！）》”〕"

_HEADING = re.compile(r"[一二三四五六七八九十]+、")


def write_docx(lines: list[str], path: Path) -> None:
    """A Word file of `lines`: the first is the title, 一、 a heading, a run of tabbed lines one table."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    moment = datetime(*FIXED_TIME)
    document.core_properties.created = document.core_properties.modified = moment
    document.core_properties.author, document.core_properties.title = "", lines[0]
    document.add_heading(lines[0], 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    table: Any = None
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > 1:
            table = table or document.add_table(0, len(cells), "Table Grid")
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table = None
        if _HEADING.match(line):
            document.add_heading(line, 1)
        else:
            document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_with_fixed_times(buffer.getvalue()))


def write_pdf(lines: list[str], path: Path) -> None:
    """A PDF of `lines` with a text layer: A4, the first line as title, a page number at the foot of each page."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    with tempfile.TemporaryDirectory() as folder:
        font = Path(folder) / "subset.ttf"
        write_subset("".join(lines) + "—0123456789 ", font)
        pdfmetrics.registerFont(TTFont("cjk", str(font)))
        canvas = Canvas(str(path), pagesize=A4, invariant=1, lang="zh-CN")
        canvas.setTitle(lines[0])
        top = A4[1] - 90
        for row in lines[0].replace("（", "\n（").splitlines():
            canvas.setFont("cjk", 18)
            canvas.drawCentredString(A4[0] / 2, top, row)
            top -= 28
        for line in lines[1:]:
            size = 14 if _HEADING.match(line) else 12
            for number, row in enumerate(
                wrapped(line, lambda text, size=size: pdfmetrics.stringWidth(text, "cjk", size))
            ):
                if top < 90:
                    _end_page(canvas)
                    top = A4[1] - 90
                canvas.setFont("cjk", size)
                canvas.drawString(MARGIN if number else MARGIN + 24, top, row)
                top -= size + 8
        _end_page(canvas)
        canvas.save()


def wrapped(line: str, width: Callable[[str], float]) -> list[str]:
    """`line` in rows that fit between the margins, the first indented; closing punctuation never begins a row."""
    rows = [""]
    for word in re.findall(r"[（《“〔]*(?:[0-9.%]+|.)", line):
        room = A4[0] - 2 * MARGIN - (0 if len(rows) > 1 else 24)
        if rows[-1] and word not in CLOSING and width(rows[-1] + word) > room:
            rows.append("")
        rows[-1] += word
    return rows


def write_subset(characters: str, path: Path) -> None:
    """The glyphs of `characters` as a TrueType font: reportlab embeds no PostScript outlines, which Noto CJK has."""
    from fontTools import subset
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    font = TTFont(CJK_FONT, fontNumber=SIMPLIFIED, recalcTimestamp=False)
    options = subset.Options(layout_features=[], notdef_outline=True, drop_tables=["GSUB", "GPOS", "BASE", "VORG"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    order, drawn = font.getGlyphOrder(), {}
    for name, glyph in font.getGlyphSet().items():
        pen = TTGlyphPen(None)
        glyph.draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    del font["CFF "]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    font["maxp"] = _true_type_profile(newTable("maxp"), len(order))
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    font.save(path)


def main() -> None:
    """Writes the three files into `examples/`."""
    if not CJK_FONT.exists():
        sys.exit(f"{CJK_FONT}: no such font; install the package fonts-noto-cjk")
    write_docx(_lines("opinion"), EXAMPLES / "opinion.docx")
    write_pdf(_lines("plan"), EXAMPLES / "plan.pdf")
    notice = (SOURCE / "notice.txt").read_text("utf-8").replace("\n", "\r\n")
    (EXAMPLES / "notice_gb18030.txt").write_bytes(notice.encode("gb18030"))


def _lines(name: str) -> list[str]:
    return [line for line in (SOURCE / f"{name}.txt").read_text("utf-8").splitlines() if line.strip()]


def _end_page(canvas: Any) -> None:
    canvas.setFont("cjk", 10)
    canvas.drawCentredString(A4[0] / 2, 40, f"— {canvas.getPageNumber()} —")
    canvas.showPage()


def _true_type_profile(maxp: Any, glyphs: int) -> Any:
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, glyphs
    maxp.maxZones, maxp.maxTwilightPoints, maxp.maxStorage = 1, 0, 0
    maxp.maxFunctionDefs = maxp.maxInstructionDefs = maxp.maxStackElements = maxp.maxSizeOfInstructions = 0
    maxp.maxComponentElements = maxp.maxComponentDepth = 0
    return maxp


def _with_fixed_times(archive: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
