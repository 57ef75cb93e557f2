"""Opposed measures on the same object, as a table for reading, and how far the documents agree."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analysis.consistency import AGAINST, DEMAND, FOR, coherence, coverage, oppositions, stances
from kg.analysis.documents import Corpus
from kg.analysis.result import Cells, Evidence, Result
from kg.charts import heat_map
from kg.property_graph import Node, Relationship
from kg.table import Table

_DRAWN = 15


def analyze_consistency(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    within: bool = True,
    runs: int = 200,
    seed: int = 0,
) -> Result:
    """Pairs of measures that pull the same object in opposite directions; see `oppositions` for the rules.

    `within` keeps pairs of one document too. The figure shows what the documents with most measures do to their
    objects. Raises GraphError where no measure has an object.
    """
    corpus = Corpus.read(nodes, relationships)
    found = stances(corpus)
    pairs = oppositions(found)
    if not within:
        pairs = [p for p in pairs if p.one.clause.document != p.other.clause.document]
    rows = []
    for pair in pairs:
        sides = []
        for side in (pair.one, pair.other):
            document = corpus.documents[side.clause.document]
            sides += [document.name, document.date, str(side.clause.node.properties["name"]), side.modality]
        same = pair.one.clause.document == pair.other.clause.document
        rows.append((corpus.name(pair.object), corpus.nodes[pair.object].label, pair.kind, same, *sides, pair.object))
    sides_of = ("document", "date", "clause", "modality")
    columns = ("object", "label", "kind", "same_document", *(f"{s}_{n}" for n in (1, 2) for s in sides_of), "iri")

    def evidence() -> Cells:
        cells: dict[tuple[int, str], list[Evidence]] = {}
        for i, pair in enumerate(pairs):
            for number, side in ((1, pair.one), (2, pair.other)):
                said = [Evidence(r.statement_id) for r in side.claims]
                cells[i, f"clause_{number}"] = [Evidence(iri) for iri in side.clause.same] + said
        return cells

    agreed = coherence(found, runs, seed)
    share = f"（{agreed.opposed / agreed.pairs:.2%}）" if agreed.pairs else ""
    notes = [
        f"{len({s.clause.iri for s in found})} 项有作用对象的举措（转载只计一次），"
        f"{len({s.object for s in found})} 个对象。",
        f"不同文件针对同一对象的举措对 {agreed.pairs} 对，相反的 {agreed.opposed} 对{share}；"
        f"把情态与动词随机互换 {runs} 次，平均 {agreed.expected:.1f} 对，不多于实测的比例 p = {agreed.chance:.3g}。",
        "规则：一项支持而另一项限制同一对象，或对同一对象的同一动作一要求一禁止。结果是候选，需对照原文判断。",
    ]
    table = coverage(corpus, found)
    shown = sorted(table, key=lambda d: (-sum(table[d].values()), corpus.name(d), d))[:_DRAWN]
    order = (FOR, DEMAND, AGAINST)
    return Result(
        "政策一致性：同一对象的相反举措",
        "举措对",
        Table(columns, rows),
        ("object", "clause_1", "clause_2"),
        tuple(notes),
        evidence,
        lambda: heat_map(
            [corpus.name(d) for d in shown],
            order,
            [[table[d][stance] / sum(table[d].values()) for stance in order] for d in shown],
            "举措最多的文件对其对象的态度（数字为举措数）",
            "占该文件举措的份额",
            [[str(table[d][stance]) for stance in order] for d in shown],
        ),
    )
