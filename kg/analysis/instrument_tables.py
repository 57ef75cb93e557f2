"""The matrices instrument × stage and instrument × goal as tables and heat maps."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analysis.classification import INSTRUMENTS, STAGES
from kg.analysis.documents import Corpus, wanted_types
from kg.analysis.instruments import Matrix, by_goal, by_stage
from kg.analysis.result import Cells, Evidence, Result
from kg.charts import heat_map
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import EntityType

_VALUES = ("count", "residual", "share", "expected", "p")
_FAR = 2.0
"""The residual beyond which a cell is marked as away from independence."""


def analyze_instrument_stage(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    instruments: str = INSTRUMENTS,
    stages: str = STAGES,
    detail: bool = False,
    values: str = "count",
    runs: int = 500,
    seed: int = 0,
) -> Result:
    """Instrument × stage of the innovation chain; see `by_stage`.

    `values` fills the cells: count (measures), residual (adjusted standardised), share (of the row), expected or p (of
    the residual, by shuffling). The heat map shows the residuals as colours and the counts as numbers, with
    ▲ or ▼ where the residual is beyond 2.
    """
    corpus = Corpus.read(nodes, relationships)
    return _result(by_stage(corpus, instruments, stages, detail, runs, seed), "政策工具 × 创新链环节", values, runs)


def analyze_instrument_goal(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    types: tuple[str, ...] = (),
    top: int = 10,
    instruments: str = INSTRUMENTS,
    detail: bool = False,
    values: str = "count",
    runs: int = 500,
    seed: int = 0,
) -> Result:
    """Instrument × goal, the goals being the `top` entities of `types` (else directions) acted on; see `by_goal`."""
    corpus = Corpus.read(nodes, relationships)
    return _result(
        by_goal(corpus, wanted_types(nodes, types, [EntityType.DIRECTION]), top, instruments, detail, runs, seed),
        "政策工具 × 政策目标",
        values,
        runs,
    )


def _result(found: Matrix, title: str, values: str, runs: int) -> Result:
    if values not in _VALUES:
        raise GraphError(f"{values!r} is no value of a cell; known: {', '.join(_VALUES)}")
    rows, columns = list(found.rows), list(found.columns)
    cells = _cells(found, values)
    names = _unique([found.columns[key] for key in columns], columns)
    table = Table(
        ("notation", "instrument", *names, "all"),
        [(key, found.rows[key], *cells[i], sum(found.table.counts[i])) for i, key in enumerate(rows)],
    )

    def evidence() -> Cells:
        made: dict[tuple[int, str], list[Evidence]] = {}
        for i, r in enumerate(rows):
            for c, name in zip(columns, names, strict=True):
                measures = [Evidence(iri) for clause in found.cells[r, c] for iri in clause.same]
                if measures:
                    made[i, name] = measures + [Evidence(x.statement_id) for x in found.claims[r, c]]
        return made

    counts = found.table.counts
    gaps = [
        f"{found.rows[r]}×{found.columns[c]}"
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
        if not counts[i][j] and any(counts[i]) and any(line[j] for line in counts)
    ]
    empty = [found.rows[r] for i, r in enumerate(rows) if not any(counts[i])]
    empty += [found.columns[c] for j, c in enumerate(columns) if not any(line[j] for line in counts)]
    held = sum(map(sum, counts))
    notes = [
        f"编码举措 {found.units} 项（转载只计一次），另有 {found.unclassified} 项没有工具类或列，未计入；"
        f"一项举措属于多格时各计一次，格中合计 {held}。",
        f"χ² = {found.table.chi_square:.2f}，Cramér V = {found.table.cramer:.2f}，"
        f"p = {found.test.chi_square:.3g}（各举措的列随机互换 {runs} 次）。",
        "残差为调整后的标准化残差（Haberman 1973），绝对值大于2的格子偏离独立。",
        f"空白格：{'、'.join(gaps) if gaps else '无'}。" + (f"全空的行列：{'、'.join(empty)}。" if empty else ""),
    ]
    return Result(
        title,
        "举措",
        table,
        ("notation", "instrument"),
        tuple(notes),
        evidence,
        lambda: heat_map(
            [f"{key} {found.rows[key]}" for key in rows],
            names,
            found.table.residuals,
            f"{title}\n（数字为举措数，颜色为残差，▲▼为残差高于2、低于−2）",
            "调整标准化残差",
            [
                [f"{n}{mark_of(residual)}" for n, residual in zip(line, beside, strict=True)]
                for line, beside in zip(counts, found.table.residuals, strict=True)
            ],
            diverging=True,
        ),
    )


def mark_of(residual: float | None) -> str:
    """What tells the side of a residual where a print has no colours.

    >>> mark_of(2.1), mark_of(-2.1), mark_of(2.0), mark_of(None)
    ('▲', '▼', '', '')
    """
    return "" if residual is None or abs(residual) <= _FAR else "▲" if residual > 0 else "▼"


def _cells(found: Matrix, values: str) -> Sequence[Sequence[float | None]]:
    table = found.table
    if values == "share":
        return [[n / sum(line) if sum(line) else None for n in line] for line in table.counts]
    chosen: dict[str, Sequence[Sequence[float | None]]] = {
        "count": table.counts,
        "residual": table.residuals,
        "expected": table.expected,
        "p": found.test.cells,
    }
    return chosen[values]


def _unique(names: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The names as column heads: two goals may have the same name with different types."""
    return [n if names.count(n) == 1 else f"{n} ({k.rpartition('/')[2]})" for n, k in zip(names, keys, strict=True)]
