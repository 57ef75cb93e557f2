"""What every question to a graph answers with: named columns and rows of plain values, and their rendering as text."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.errors import GraphError


@dataclass(frozen=True)
class Table:
    """Rows in the order of the answer; a value is None, a bool, a number, a string, a list or a dict of those."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row, its keys in the order of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def render(table: Table, format: str = "table") -> str:
    """`table` as text: "table" (aligned, floats shortened), "csv" (RFC 4180), "json" (a list), "jsonl" (a row a line).

    Ends with a line break, except that jsonl without rows is "". Raises GraphError for another format.
    >>> print(render(Table(("名称", "n"), [("脑机接口", 2)])), end="")
    名称      n
    --------  -
    脑机接口  2
    """
    if format not in FORMATS:
        raise GraphError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    return FORMATS[format](table)


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


def _render_table(table: Table) -> str:
    cells = [
        [_one_line(_short(value) if isinstance(value, float) else _cell(value)) for value in row] for row in table.rows
    ]
    head = [_one_line(column) for column in table.columns]
    widths = [max(map(width, column)) for column in zip(head, *cells, strict=True)]
    numeric = [_is_numeric([row[i] for row in table.rows]) for i in range(len(head))]

    def line(values: list[str]) -> str:
        padded = (
            " " * (size - width(value)) + value if right else value + " " * (size - width(value))
            for value, size, right in zip(values, widths, numeric, strict=True)
        )
        return "  ".join(padded).rstrip() + "\n"

    return line(head) + line(["-" * size for size in widths]) + "".join(map(line, cells))


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


FORMATS: dict[str, Callable[[Table], str]] = {
    "table": _render_table,
    "csv": _render_csv,
    "json": _render_json,
    "jsonl": _render_jsonl,
}
"""The names that `render` knows."""
