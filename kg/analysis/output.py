"""Results as files: a table in the form that a paper or a program wants, with its notes, and a figure."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kg.analysis.result import Result, evidence_table
from kg.errors import GraphError
from kg.exporters.exporter import write_bytes
from kg.figure import figure_bytes
from kg.panels import panels
from kg.property_graph import Node, Relationship
from kg.table import Table, render, to_latex
from kg.workbook import to_xlsx

_LONG = 40
"""Lines that fit on a page."""
_NEEDS = r"""% XeLaTeX with \usepackage{ctex, array, booktabs, longtable}; signs such as ① need after them
% \xeCJKDeclareCharClass{CJK}{"2150->"218F, "2460->"24FF, "3300->"33FF}
"""


def write_result(
    result: Result,
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    form: str = "table",
    output: str = "-",
    evidence: bool = False,
    columns: int | None = None,
) -> None:
    """Write the table of `result` in `form` (of kg.table, or "xlsx") to the file `output`, "-" for stdout.

    With `evidence`, the statements behind each cell instead; a workbook has them as another sheet. Raises GraphError
    for an unknown form and UnwritableOutput.
    """
    proofs = evidence_table(result, nodes, relationships) if evidence else None
    made = result_bytes(result, form, proofs, columns if output == "-" else None)
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        write_bytes(Path(output), made)


def result_bytes(result: Result, form: str, proofs: Table | None = None, columns: int | None = None) -> bytes:
    """The result in `form`, or its `proofs` where they are given; equal results give equal bytes."""
    if form == "xlsx":
        return to_xlsx({"结果": result.table, **({"依据": proofs} if proofs else {}), "说明": _about(result)})
    table = result.table if proofs is None else proofs
    if form == "latex":
        said = _latex(result, _without_iris(table)) if proofs is None else _latex(result, table, ("cell",))
        return said.encode("utf-8")
    text = render(table, form, columns)
    if form == "markdown":
        text = f"**{result.title}**\n\n{text}\n" + "".join(f"{line}\n\n" for line in notes(result)).rstrip("\n") + "\n"
    return text.encode("utf-8")


def write_figure(result: Result, path: str) -> None:
    """Write the figure of `result` to a .svg, .png (300 dpi) or .pdf file.

    Raises GraphError for another ending, a result without a figure and a missing font, UnwritableOutput.
    """
    if result.figure is None:
        raise GraphError(f"{result.title}: this analysis has a table but no figure; leave out --figure")
    write_bytes(Path(path), figure_bytes(result.figure, Path(path).suffix))


def notes(result: Result) -> list[str]:
    """What belongs under the table: the unit of its numbers, then the notes."""
    return [f"计数单位：{result.unit}。", *result.notes]


def _about(result: Result) -> Table:
    return Table(("项目", "内容"), [("标题", result.title), *(("说明", line) for line in notes(result))])


def _latex(result: Result, table: Table, more: tuple[str, ...] = ()) -> str:
    """A float for each panel of `table`, or a longtable where a page does not hold it, in small print; then the notes.

    `more` are columns that with the result's key say which row it is. Panels are all of one kind, for a float may
    wander past a longtable.
    """
    parts = panels(table, (*result.key, *more))
    tabulars = [render(part, "latex") for part in parts]
    lines = max(len(table) * (3 if r"p{" in tabular.partition("\n")[0] else 1) for tabular in tabulars)
    last = " ".join(map(to_latex, notes(result)))
    return _NEEDS + "".join(
        (_float if lines <= _LONG else _longtable)(
            tabular,
            # The continued table keeps its number; \ContinuedFloat would need the package caption.
            r"\addtocounter{table}{-1}" if number else "",
            rf"\caption{{{to_latex(result.title)}{'（续）' if number else ''}}}",
            last if number == len(parts) - 1 else "",
        )
        for number, tabular in enumerate(tabulars)
    )


_SMALL = "\\footnotesize\n\\setlength{\\tabcolsep}{3pt}\n"


def _float(tabular: str, again: str, caption: str, said: str) -> str:
    below = f"\\par {said}\n" if said else ""
    return f"\\begin{{table}}\n\\centering\n{again}{caption}\n{_SMALL}{tabular}{below}\\end{{table}}\n"


def _longtable(tabular: str, again: str, caption: str, said: str) -> str:
    first, rest = (
        tabular.replace(r"\begin{tabular}", r"\begin{longtable}")
        .replace(r"\end{tabular}", r"\end{longtable}")
        .split("\n", 1)
    )
    rest = rest.replace("\\midrule\n", "\\midrule\n\\endhead\n", 1)
    return f"{{{_SMALL}{again}{first}\n{caption} \\\\\n{rest}{said}\\par}}\n"


def _without_iris(table: Table) -> Table:
    """The table without the IRIs of its rows, which no page has room for; csv, json and xlsx have them."""
    kept = [i for i, column in enumerate(table.columns) if column != "iri" and not column.endswith("_iri")]
    return Table(tuple(table.columns[i] for i in kept), [tuple(row[i] for i in kept) for row in table.rows])
