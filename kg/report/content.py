"""What a report consists of, whatever file it becomes: sections of lines, tables, figures and the sentences behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.analysis.output import notes
from kg.analysis.result import Cells, Result, evidence_table
from kg.property_graph import Node, Relationship
from kg.report.references import References
from kg.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SENTENCES = 2
"""Sentences shown behind each number, of different texts where there are such."""

_LONG = 240
"""Characters of a sentence that are shown."""


class Quote(NamedTuple):
    """A sentence behind a number: which number, the sentence, its text in the reference list, place and claim."""

    about: str
    sentence: str
    number: int | None
    begin: int
    end: int
    claim: str

    @property
    def source(self) -> str:
        """Where it stands: reference number and offsets in the text, end excluded, and the claim's IRI."""
        return f"[{self.number or '—'}] 第 {self.begin}–{self.end} 字，{self.claim}"

    @property
    def shown(self) -> str:
        """The sentence, without its middle where it is a passage of several: a head and a signature at the far end."""
        if len(self.sentence) <= _LONG:
            return self.sentence
        return f"{self.sentence[: _LONG // 2]}……{self.sentence[-_LONG // 2 :]}"


@dataclass(frozen=True)
class Exhibit:
    """A table with its caption, notes, sentences and, where it has one, its figure."""

    title: str
    table: Table
    notes: tuple[str, ...]
    quotes: tuple[Quote, ...]
    figure: Callable[[], Figure] | None = None


@dataclass(frozen=True)
class Part:
    """A section before its sentences are looked up: its lines and the results that it shows."""

    title: str
    lines: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section of a report: what is said, then what is shown."""

    title: str
    lines: tuple[str, ...]
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report: title, what it was made from, sections, the reference list, and how to cite the graph."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    references: tuple[str, ...]
    citation: str


def excerpt(result: Result, columns: Mapping[str, str], top: int) -> Result:
    """The first `top` rows of a result with the columns that `columns` names, under their Chinese heads.

    A note says how many rows there are where some are left out; evidence goes with its cell.
    """
    places = [result.table.columns.index(column) for column in columns]
    rows = [tuple(row[place] for place in places) for row in result.table.rows[:top]]
    left = f"列出前 {top} 行，共 {len(result.table)} 行。"

    def evidence() -> Cells:
        found = result.evidence()
        return {(row, columns[cell]): found[row, cell] for row, cell in found if row < top and cell in columns}

    return replace(
        result,
        table=Table(tuple(columns.values()), rows),
        key=tuple(columns[column] for column in result.key if column in columns),
        notes=(*result.notes, left) if len(result.table) > top else result.notes,
        evidence=evidence,
    )


def exhibit(
    result: Result, nodes: Sequence[Node], relationships: Sequence[Relationship], references: References
) -> Exhibit:
    """A result with `SENTENCES` sentences behind each number that has evidence, in the order of the table."""
    proofs = evidence_table(result, nodes, relationships)
    found: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in proofs.to_dicts():
        keys = [shown(row[key]) for key in result.key]
        found[*keys, str(row["cell"]), shown(row["value"])].append(row)
    quotes = [
        Quote(
            f"{'·'.join(filter(None, keys))}：{cell} {value}",
            row["sentence"],
            references.number(row["text_id"]),
            row["begin"],
            row["end"],
            row["statement_id"],
        )
        for (*keys, cell, value), rows in found.items()
        for row in _spread(rows)
    ]
    said = (*notes(result), *_derived(result, {str(row["cell"]) for row in proofs.to_dicts()}))
    return Exhibit(result.title, result.table, said, tuple(quotes), result.figure)


def _derived(result: Result, proved: Set[str]) -> tuple[str, ...]:
    """What to say of the columns of numbers without sentences of their own: they follow from those that have some.

    A column of counts that are all 0 has none to show.
    """
    columns = zip(result.table.columns, zip(*result.table.rows, strict=True), strict=False)
    derived = [
        column
        for column, values in columns
        if column not in (*result.key, *proved)
        and any(isinstance(v, float) or v for v in values if isinstance(v, int | float))
    ]
    if not proved or not derived:
        return ()
    given = "、".join(f"“{column}”" for column in result.table.columns if column in proved)
    return (f"{'、'.join(derived)}由同一行{given}所依据的句子算出。",)


def _spread(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A few rows: no sentence twice, a second one of the same text only where no other text has any, long ones last."""
    rows = sorted(rows, key=lambda row: len(row["sentence"]) > _LONG)
    once = list({row["sentence"]: row for row in reversed(rows)}.values())[::-1]
    first = list({row["text_id"]: row for row in reversed(once)}.values())[::-1]
    rest = [row for row in once if row not in first]
    return [*first, *rest][:SENTENCES]


def shown(value: Any) -> str:
    """A cell to be read: three significant digits of a fraction, nothing for None.

    >>> shown(0.123456), shown(12.0), shown(None)
    ('0.123', '12', '')
    """
    if isinstance(value, float):
        return f"{value:.0f}" if value == round(value) else f"{value:.3g}"
    return "" if value is None else str(value)
