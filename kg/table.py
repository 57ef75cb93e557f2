"""What every question to a graph answers with: named columns and rows of plain values, and their rendering as text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from kg.errors import GraphError

_GAP = "  "
_NARROWEST = 20
"""The columns that a wrapped column needs at least; with fewer it goes below the others."""
_INDENT = "    "

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|#~&]")
_LATEX = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "χ": r"\ensuremath{\chi}",
    "²": r"\textsuperscript{2}",
}

PAGE = 86
"""Digits of 4 pt side by side in small print, in the 345 pt that ctexart leaves for a line; a Chinese sign is two."""
_BROAD = "mw_%@"
"""Signs that LaTeX sets half as broad again as a digit, or more, as it does capitals."""
_GUTTER = 2
"""Narrow characters that the gap between two columns takes on such a page."""
_WORD = re.compile(r"[!-~]{1,}?(?=[/:#_]|[^!-~]|$)")
"""What LaTeX cannot break: a run of letters between the places where `_INSIDE` lets a line break."""
_INSIDE = re.compile(r"(\\[#_]|[/:])(?=\S)")
_CLOSING = "，。、；：！？）》〉」』】〕”’…,.;:!?)]}%％"
_OPENING = "（《〈「『【〔“‘([{"


@dataclass(frozen=True)
class Table:
    """Rows in the order of the answer; a value is None, a bool, a number, a string, a list or a dict of those.

    `is_cut` says that a limit left rows out.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row, its keys in the order of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def render(table: Table, format: str = "table", columns: int | None = None) -> str:
    """`table` as text: "table" (aligned, floats shortened), "csv" (RFC 4180), "json" (a list), "jsonl" (a row a line),
    "markdown" (a GitHub table) or "latex" (a tabular for the package booktabs).

    A "table" has one line a row, but for a terminal of `columns` columns the last column is wrapped within its place.
    Ends with a line break, except that jsonl without rows is "". Raises GraphError for another format.
    >>> print(render(Table(("名称", "n"), [("脑机接口", 2)])), end="")
    名称      n
    --------  -
    脑机接口  2
    """
    if format not in FORMATS:
        raise GraphError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    return _render_table(table, columns) if format == "table" else FORMATS[format](table)


def width(text: str) -> int:
    """How many columns `text` takes in a terminal: two for a Chinese character, none for a combining mark.

    >>> width("6G网络")
    6
    """
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _render_table(table: Table, columns: int | None = None) -> str:
    cells = [[_one_line(_printed(value)) for value in row] for row in table.rows]
    head = [_one_line(column) for column in table.columns]
    widths = [max(map(width, column)) for column in zip(head, *cells, strict=True)]
    numeric = [_is_numeric([row[i] for row in table.rows]) for i in range(len(head))]
    indent = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    room = columns - indent if columns and widths and indent + widths[-1] > columns else None
    is_beside = room is not None and room >= _NARROWEST
    rule = ["-" * size for size in widths]
    if room is not None:
        widths[-1] = max(room, 0)
        rule[-1] = "-" * widths[-1] if is_beside else ""

    def line(values: list[str]) -> str:
        padded = (
            " " * (size - width(value)) + value if right else value + " " * (size - width(value))
            for value, size, right in zip(values, widths, numeric, strict=True)
        )
        return _GAP.join(padded).rstrip() + "\n"

    def lines(values: list[str]) -> str:
        if room is None:
            return line(values)
        if is_beside:
            first, *rest = wrap(values[-1], room)
            below = [" " * indent + part for part in rest]
        else:
            first, below = (
                "",
                [_INDENT + part for part in wrap(values[-1], max(room + indent - len(_INDENT), _NARROWEST)) if part],
            )
        return line([*values[:-1], first]) + "".join(part + "\n" for part in below)

    return lines(head) + lines(rule) + "".join(map(lines, cells))


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns` columns: Chinese breaks anywhere but before a closing mark, words at spaces.

    A word longer than a line is cut. Never empty.
    >>> wrap("支持人形机器人、AI agent。", 8)
    ['支持人形', '机器人、', 'AI', 'agent。']
    """
    lines: list[str] = []
    rest = text
    while width(rest) > columns:
        at = _break(rest, columns)
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, rest]


def _break(text: str, columns: int) -> int:
    """Where the first line of `text`, which is longer than `columns`, ends: the last place that allows it, if any."""
    end = taken = 0
    while taken + _columns(text[end]) <= columns:
        taken += _columns(text[end])
        end += 1
    longest = max(end, 1)
    return next((at for at in range(longest, 0, -1) if _may_break(text[at - 1], text[at])), longest)


def _may_break(before: str, after: str) -> bool:
    if after in _CLOSING or before in _OPENING or not _columns(after):
        return False
    return before.isspace() or after.isspace() or max(_columns(before), _columns(after)) == 2


def _is_numeric(values: list[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in present)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _short(number: float) -> str:
    """`number` with six significant digits where the others would only widen the column."""
    return str(number) if abs(number) >= 1e6 or len(str(number)) <= 8 else f"{number:.6g}"


def _one_line(text: str) -> str:
    """`text` without what would break a row of a table: line breaks and other control characters."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)


def _render_csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _render_json(table: Table) -> str:
    return json.dumps(table.to_dicts(), ensure_ascii=False, indent=2, default=str) + "\n"


def _render_jsonl(table: Table) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in table.to_dicts())


def _render_markdown(table: Table) -> str:
    """A pipe table: marks that Markdown or HTML would read are escaped, numbers stand to the right."""
    marks = ["---:" if _is_numeric([row[i] for row in table.rows]) else "---" for i in range(len(table.columns))]
    lines = [table.columns, marks, *(map(_printed, row) for row in table.rows)]
    escaped = [
        [each if line is marks else _MARKDOWN.sub(r"\\\g<0>", _one_line(each)) for each in line] for line in lines
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)


def latex_widths(table: Table) -> list[int]:
    """How much of the `PAGE` each column needs with the gap beside it: a number all of its width, a text its words.

    >>> latex_widths(Table(("n", "说明"), [(2, "很长的句子" * 9)]))
    [3, 18]
    """
    numeric, lines = _numeric(table), _lines(table)
    return [_least(column, right) + _GUTTER for column, right in zip(zip(*lines, strict=True), numeric, strict=True)]


def set_width(text: str) -> int:
    """The digits of a `PAGE` that `text` takes at most in LaTeX's small print, where letters are not of one breadth.

    >>> set_width("momentum")
    11
    """
    return width(text) + sum(character.isupper() or character in _BROAD for character in text)


def _least(column: tuple[str, ...], is_numeric: bool) -> int:
    widest = max(map(set_width, column))
    # LaTeX cannot break a word, and short texts would only look torn in a narrower column.
    longest = max((set_width(word) for cell in column for word in _WORD.findall(cell)), default=0) + 1
    return widest if is_numeric else max(longest, min(widest, 16))


def _numeric(table: Table) -> list[bool]:
    return [_is_numeric([row[i] for row in table.rows]) for i in range(len(table.columns))]


def _lines(table: Table) -> list[tuple[str, ...]]:
    """The cells of the heading and of each row as they are printed."""
    return [table.columns, *(tuple(map(_printed, row)) for row in table.rows)]


def _render_latex(table: Table) -> str:
    """A tabular with booktabs' rules; the characters that LaTeX reads as commands are escaped.

    A table wider than a `PAGE` has its text columns in lines that break (package array); one whose columns do not fit
    even so is for `kg.panels` to cut.
    """
    numeric, lines, least = _numeric(table), _lines(table), latex_widths(table)
    wide = [max(map(set_width, column)) + _GUTTER for column in zip(*lines, strict=True)]
    form = ["r" if right else "l" for right in numeric]
    texts = [i for i, right in enumerate(numeric) if not right]
    if sum(wide) > PAGE:
        # What the columns leave of the page goes to longer texts, but not in proportion.
        roots = {i: sqrt(max(wide[i] - least[i], 0)) for i in texts}
        whole, left = sum(roots.values()) or 1.0, max(PAGE - sum(least), 0)
        for i in texts:
            share = (least[i] - _GUTTER + left * roots[i] / whole) / PAGE
            form[i] = rf">{{\raggedright\arraybackslash}}p{{{share:.3f}\linewidth}}"
    head, *body = (" & ".join(map(_breakable, line)) for line in lines)
    rows = "".join(f"{line} \\\\\n" for line in body)
    return (
        f"\\begin{{tabular}}{{{''.join(form)}}}\n\\toprule\n{head} \\\\\n\\midrule\n{rows}"
        "\\bottomrule\n\\end{tabular}\n"
    )


def _breakable(cell: str) -> str:
    """A cell for LaTeX; a line may break inside an IRI and inside the name of a column."""
    said = to_latex(cell)
    return _INSIDE.sub(r"\1\\allowbreak{}", said) if "://" in cell or "_" in cell else said


def to_latex(text: str) -> str:
    """`text` as LaTeX sets it: every character that LaTeX would read as a command is escaped.

    >>> to_latex("研发_投入 5%")
    '研发\\\\_投入 5\\\\%'
    """
    return "".join(_LATEX.get(character, character) for character in _one_line(text))


def _printed(value: Any) -> str:
    """A cell of a table to be read, not computed with."""
    return _short(value) if isinstance(value, float) else _cell(value)


FORMATS: dict[str, Callable[[Table], str]] = {
    "table": _render_table,
    "csv": _render_csv,
    "json": _render_json,
    "jsonl": _render_jsonl,
    "markdown": _render_markdown,
    "latex": _render_latex,
}
"""The names that `render` knows."""
