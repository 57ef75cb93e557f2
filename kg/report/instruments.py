"""The section on policy instruments: shares of supply, environment and demand, and the matrix instrument × stage."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analysis.classification import GROUPS, INSTRUMENTS, Classified, classify
from kg.analysis.documents import Clause, Corpus
from kg.analysis.methods import run
from kg.analysis.result import Evidence, Result
from kg.charts import bars
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.report.content import Part, excerpt
from kg.table import Table

_TITLE = "政策工具"


def instruments_part(corpus: Corpus, nodes: Sequence[Node], relationships: Sequence[Relationship]) -> Part:
    """Shares of the groups and of the instruments under them, then the matrix; a line for what cannot be computed."""
    try:
        clauses = corpus.clauses()
        groups = classify(corpus, clauses, INSTRUMENTS, depth=1)
        kinds = classify(corpus, clauses, INSTRUMENTS)
    except GraphError:
        return Part(_TITLE, ("没有一项举措归入政策工具分类，工具的构成无从计算。",))
    lines = [
        "工具按 Rothwell 与 Zegveld 的三类划分：供给型、环境型、需求型；"
        "一项举措属于几类时各计一次，占比以归类举措数为分母。"
    ]
    results = [_shares("三类工具的构成", groups, clauses, True), _shares("各种工具的构成", kinds, clauses, False)]
    try:
        matrix = run("instrument-stage", nodes, relationships)
        columns = dict.fromkeys(matrix.table.columns[1:])
        heads = {column: {"instrument": "工具", "all": "合计"}.get(column, column) for column in columns}
        results.append(excerpt(matrix, heads, len(matrix.table)))
    except GraphError:
        lines.append("归类的举措没有落在创新链的环节上，工具 × 环节的矩阵无从计算。")
    return Part(_TITLE, tuple(lines), tuple(results))


def _shares(title: str, found: Classified, clauses: Sequence[Clause], is_group: bool) -> Result:
    filed = [clause for clause in clauses if clause.iri in found.of_clause]
    of = {n: [clause for clause in filed if n in found.of_clause[clause.iri]] for n in found.names}
    used = [n for n in found.names if of[n] or is_group]
    labels = {n: f"{n} {GROUPS.get(n, found.names[n])}" for n in used}
    share = {n: len(of[n]) / len(filed) for n in used}
    return Result(
        title,
        "举措",
        Table(("工具", "举措数", "占比"), [(labels[n], len(of[n]), f"{share[n]:.1%}") for n in used]),
        ("工具",),
        (f"归类举措 {len(filed)} 项，另有 {len(clauses) - len(filed)} 项未归入工具。",),
        lambda: {
            (i, "举措数"): [Evidence(same) for clause in of[n] for same in clause.same]
            for i, n in enumerate(used)
            if of[n]
        },
        lambda: bars(list(labels.values()), [100 * share[n] for n in used], title, "占归类举措的 %"),
    )
