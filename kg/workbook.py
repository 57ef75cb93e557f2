"""Tables as an Excel workbook: one sheet each, numbers as numbers, and no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.table import Table, width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_ROWS = 2**20 - 1
_CHARACTERS = 32_767
_WIDEST = 60
_SAMPLE = 200
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_WRITTEN = datetime(2000, 1, 1)  # or equal tables would give unequal files


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """A workbook with these sheets, in their order; equal tables give equal bytes.

    A cell longer than Excel's 32,767 characters ends in "…". Raises GraphError for a table with more rows than a sheet.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, table in sheets.items():
            if len(table) > _ROWS:
                raise GraphError(f"{name}: {len(table)} rows, a sheet holds {_ROWS}; write csv instead")
            _fill(book.add_worksheet(name.translate(_FORBIDDEN)[:31]), table, head)
    return out.getvalue()


def _fill(sheet: Worksheet, table: Table, head: Format) -> None:
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, head)
        cells = [name, *(str(row[column]) for row in table.rows[:_SAMPLE] if row[column] is not None)]
        sheet.set_column(column, column, min(max(map(width, cells)) + 2, _WIDEST))
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        sheet.write_string(row, column, text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…")
