"""Files for the tests of reading: written in the test, in sentences of this project."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SENTENCE = "云岭省将建设人形机器人中试平台，支持领军企业联合高校组建创新联合体，推动未来产业发展。"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def pdf(pages: Sequence[Sequence[str]], password: str = "", indent: bool = True) -> bytes:
    """A PDF whose pages hold the given rows, 12 points; a row that begins with a space is indented."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(buffer, invariant=1, encrypt=lock)
    for rows in pages:
        canvas.setFont("STSong-Light", 12)
        for number, row in enumerate(rows):
            canvas.drawString(72 + 24 * row.startswith(" "), 760 - 20 * number, row.strip())
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf(pages: int) -> bytes:
    """A PDF of pictures only."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for _ in range(pages):
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def docx(blocks: Sequence[Any]) -> bytes:
    """A Word file: a string is a paragraph, a list of lists a table."""
    import docx as word

    document = word.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(0, len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
