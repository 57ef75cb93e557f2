"""What every analysis returns: a table, what its numbers count, the claims behind each cell, and a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.property_graph import Node, Relationship
from kg.quotation import sentence_around
from kg.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Evidence(NamedTuple):
    """A claim behind a number: a statement's id, or the IRI of a measure or target.

    `begin:end` picks a passage of the claim's text; without it, every evidence span of the claim counts.
    """

    claim: str
    begin: int | None = None
    end: int | None = None


Cells = Mapping[tuple[int, str], Sequence[Evidence]]
"""(row of the table from 0, column) → what proves the number there."""


@dataclass(frozen=True)
class Result:
    """The answer of an analysis.

    `title`, `unit` and `notes` are Chinese and go under the table: what was analysed, what its numbers count, and what
    was left out or compared. `key` names the columns that say which row it is. `evidence` and `figure` are made when
    they are asked for.
    """

    title: str
    unit: str
    table: Table
    key: tuple[str, ...]
    notes: tuple[str, ...] = ()
    evidence: Callable[[], Cells] = dict
    figure: Callable[[], Figure] | None = None


def evidence_table(result: Result, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Table:
    """One row for each cell of `result` and each passage behind it, in the order of the result's table.

    Columns: the result's key; `cell` (a column of the result) and its `value`; title and date of the text; sentence;
    statement_id (of a measure or target its IRI); text_id, and begin and end of the passage.
    """
    claims: dict[str, Mapping[str, Any]] = {r.statement_id: r.properties for r in relationships}
    texts: dict[str, Node] = {}
    for node in nodes:
        if node.label == "SourceText":
            texts[node.iri] = node
        elif node.label in ("Measure", "Target"):
            claims[node.iri] = node.properties
    places = {column: i for i, column in enumerate(result.table.columns)}
    keys = [places[column] for column in result.key]
    cells = result.evidence()
    rows: list[tuple[Any, ...]] = []
    for number, column in sorted(cells, key=lambda cell: (cell[0], places[cell[1]])):
        row = result.table.rows[number]
        shown = (*(row[i] for i in keys), column, row[places[column]])
        passages = {each for item in cells[number, column] for each in _passages(item, claims[item.claim], texts)}
        rows += [(*shown, *passage) for passage in sorted(passages)]
    columns = ("cell", "value", "text", "date", "sentence", "statement_id", "text_id", "begin", "end")
    return Table((*result.key, *columns), rows)


def _passages(item: Evidence, claim: Mapping[str, Any], texts: Mapping[str, Node]) -> Iterable[tuple[Any, ...]]:
    text_id = str(claim.get("text_id", ""))
    text = texts[text_id].properties if text_id in texts else {}
    body = str(text.get("text", ""))
    if item.begin is not None and item.end is not None:
        spans = [(item.begin, item.end)]
    else:
        spans = list(zip(claim.get("begins", ()), claim.get("ends", ()), strict=True))
    for begin, end in spans or [(claim.get("begin", 0), claim.get("end", 0))]:
        first, last = sentence_around(body, begin, end) if body else (0, 0)
        sentence = body[first:last] if body else str(claim.get("sentence", ""))
        date = str(text.get("date", claim.get("date", "")))
        yield (str(text.get("name", "")), date, sentence, item.claim, text_id, begin, end)
