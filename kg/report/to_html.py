"""A report as one HTML file that asks the network for nothing and runs no script; figures are SVG inside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from itertools import count, groupby
from pathlib import Path
from typing import Any

from kg.figure import figure_bytes
from kg.report.content import Exhibit, Quote, Report, shown

_STYLE = Path(__file__).parent / "report.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_html(report: Report) -> bytes:
    """The report as a page in UTF-8; equal reports give equal bytes."""
    return "".join(_page(report)).encode("utf-8")


def _page(report: Report) -> Iterator[str]:
    title = escape(report.title)
    yield f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    yield from _paragraphs(report.lines)
    heads = [*(section.title for section in report.sections), "如何引用", "参考文献"]
    links = "".join(f'<a href="#s{number}">{number} {escape(head)}</a> ' for number, head in enumerate(heads, 1))
    yield f'<nav aria-label="目次">{links}</nav>\n'
    tables, figures = count(1), count(1)
    for number, section in enumerate(report.sections, 1):
        yield f'<section>\n<h2 id="s{number}">{number} {escape(section.title)}</h2>\n'
        yield from _paragraphs(section.lines)
        for exhibit in section.exhibits:
            yield from _exhibit(exhibit, next(tables), figures)
        yield "</section>\n"
    number = len(report.sections) + 1
    yield f'<section>\n<h2 id="s{number}">{number} 如何引用</h2>\n'
    yield f'<p class="cite">{escape(report.citation)}</p>\n</section>\n'
    yield f'<section>\n<h2 id="s{number + 1}">{number + 1} 参考文献</h2>\n<ol class="references">\n'
    yield from (f'<li id="r{i}">{escape(line)}</li>\n' for i, line in enumerate(report.references, 1))
    yield "</ol>\n</section>\n</body>\n</html>\n"


def _paragraphs(lines: Iterable[str], kind: str = "") -> Iterator[str]:
    yield from (f"<p{kind}>{escape(line)}</p>\n" for line in lines)


def _exhibit(exhibit: Exhibit, number: int, figures: Iterator[int]) -> Iterator[str]:
    yield f'<div class="scroll"><table>\n<caption>表 {number}　{escape(exhibit.title)}</caption>\n'
    numeric = [is_numeric(row[i] for row in exhibit.table.rows) for i in range(len(exhibit.table.columns))]
    yield _row("th", exhibit.table.columns, numeric)
    yield from (_row("td", map(shown, row), numeric) for row in exhibit.table.rows)
    yield "</table></div>\n"
    yield from _paragraphs(exhibit.notes, ' class="note"')
    if exhibit.quotes:
        yield f"<details><summary>依据（{len(exhibit.quotes)} 句）</summary><dl>\n"
        for about, quotes in groupby(exhibit.quotes, key=lambda quote: quote.about):
            yield f"<dt>{escape(about)}</dt>\n" + "".join(map(_quote, quotes))
        yield "</dl></details>\n"
    if exhibit.figure:
        image = b64encode(figure_bytes(exhibit.figure, ".svg")).decode("ascii")
        caption = escape(exhibit.title)
        yield f'<figure><img alt="{caption}" src="data:image/svg+xml;base64,{image}">\n'
        yield f"<figcaption>图 {next(figures)}　{caption}</figcaption></figure>\n"


def _row(cell: str, values: Iterable[str], numeric: list[bool]) -> str:
    marks = (' class="n"' if right else "" for right in numeric)
    cells = (f"<{cell}{mark}>{escape(value)}</{cell}>" for value, mark in zip(values, marks, strict=True))
    return f"<tr>{''.join(cells)}</tr>\n"


def _quote(quote: Quote) -> str:
    source = escape(quote.source)
    if quote.number:
        mark = f"[{quote.number}]"
        source = source.replace(mark, f'<a href="#r{quote.number}">{mark}</a>', 1)
    return f'<dd>“{escape(quote.shown)}” <span class="source">{source}</span></dd>\n'


def is_numeric(values: Iterable[Any]) -> bool:
    """Whether a column holds numbers, written as such or as a share in %."""
    held = [value for value in values if value is not None]
    return bool(held) and all(
        isinstance(value, int | float) or (str(value).endswith("%") and str(value)[:-1].replace(".", "").isdigit())
        for value in held
    )
