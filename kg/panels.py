"""A table too wide for the page as several below each other, as printed tables are continued (续表)."""

from __future__ import annotations

from collections.abc import Sequence

from kg.table import PAGE, Table, latex_widths, set_width

_ROW = "row"


def panels(table: Table, labels: Sequence[str]) -> list[Table]:
    """`table` in parts that fit a page, each beginning with the columns `labels`, which say which row it is.

    The other columns keep their order and are shared out evenly, always in the same way, among as few parts as will do.
    A table that fits is its only part. Labels that would take more than half of the page are left out from the right,
    but for the first; where those that stay do not tell the rows apart, a column `row` counts the rows.
    >>> [part.columns for part in panels(Table(("名称", *"甲乙丙"), [("一", *[10**35] * 3)]), ["名称"])]
    [('名称', '甲', '乙'), ('名称', '丙')]
    """
    widths = latex_widths(table)
    if sum(widths) <= PAGE:
        return [table]
    places = {column: i for i, column in enumerate(table.columns)}
    wanted = [places[label] for label in labels if label in places] or [0]
    stub = [i for count, i in enumerate(wanted) if not count or sum(widths[j] for j in wanted[: count + 1]) <= PAGE / 2]
    counted: list[tuple[int, ...]] = [() for _ in table.rows]
    if len({tuple(map(repr, (row[i] for i in stub))) for row in table.rows}) < len(table):
        counted = [(number,) for number in range(1, len(table) + 1)]
    taken = sum(widths[i] for i in stub) + (max(set_width(_ROW), len(str(len(table)))) + 2 if any(counted) else 0)
    parts = _share([i for i in range(len(widths)) if i not in stub], widths, max(PAGE - taken, 0))
    head = (_ROW,) if any(counted) else ()
    return [
        Table(
            (*head, *(table.columns[i] for i in stub + part)),
            [(*number, *(row[i] for i in stub + part)) for number, row in zip(counted, table.rows, strict=True)],
            table.is_cut,
        )
        for part in parts
    ]


def _share(columns: Sequence[int], widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns in as few runs as fit in `room`, and of those divisions the one with the narrowest widest run."""
    fewest = len(_fill(columns, widths, room))
    return next(parts for limit in range(room + 1) if len(parts := _fill(columns, widths, limit)) == fewest)


def _fill(columns: Sequence[int], widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns in runs of at most `room`, each filled before the next; one wider than that stands alone."""
    parts: list[list[int]] = [[]]
    for i in columns:
        if parts[-1] and sum(widths[j] for j in parts[-1]) + widths[i] > room:
            parts.append([])
        parts[-1].append(i)
    return parts
