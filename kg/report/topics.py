"""The section on topics: which directions, industries, technologies and products the measures act on most."""

from __future__ import annotations

from collections import defaultdict

from kg.analysis.documents import Clause, Corpus
from kg.analysis.result import Evidence, Result
from kg.charts import bars
from kg.palette import STYLES
from kg.report.content import Part
from kg.table import Table
from ontology.labels import EntityType, Modality, RelationType

_TOP = 10
_TITLE = "方向、产业与技术"
_TYPES = (EntityType.DIRECTION, EntityType.INDUSTRY, EntityType.TECHNOLOGY, EntityType.PRODUCT)
_ASKED = frozenset({Modality.REQUIRE.value, Modality.ENCOURAGE.value})


def topics_part(corpus: Corpus) -> Part:
    """A table for each type; a line where no measure asks for a topic."""
    clauses = {clause.iri: clause for clause in _asking(corpus)}
    asked: dict[str, dict[str, Clause]] = defaultdict(dict)
    for iri, links in corpus.parts(clauses.values(), RelationType.ACTS_ON).items():
        for r in links:
            asked[r.tail][iri] = clauses[iri]
    results = tuple(filter(None, (_table(corpus, asked, type) for type in _TYPES)))
    if not results:
        return Part(_TITLE, ("没有一项举措要求或鼓励发展某个方向、产业、技术或产品。",))
    line = "按要求或鼓励它的文件数排序，其次按举措数；禁止、允许和只作陈述的举措不计。"
    return Part(_TITLE, (line,), results)


def _asking(corpus: Corpus) -> list[Clause]:
    """The measures that require or encourage; none for a graph without measures."""
    if not any(node.label == "Measure" for node in corpus.nodes.values()):
        return []
    return [clause for clause in corpus.clauses() if clause.node.properties.get("modality") in _ASKED]


def _table(corpus: Corpus, asked: dict[str, dict[str, Clause]], type: EntityType) -> Result | None:
    found = []
    for iri, clauses in asked.items():
        if iri in corpus.nodes and corpus.nodes[iri].label == type:
            documents = {clause.document for clause in clauses.values()}
            found.append((len(documents), len(clauses), corpus.name(iri), iri))
    if not found:
        return None
    found.sort(key=lambda row: (-row[0], -row[1], row[2], row[3]))
    shown, kind = found[:_TOP], STYLES[type].chinese
    title = f"要求或鼓励最多的{kind}"
    return Result(
        title,
        "文件；举措（同一文件的同一条文只计一次）",
        Table((kind, "文件数", "举措数"), [(name, documents, clauses) for documents, clauses, name, _ in shown]),
        (kind,),
        (f"共 {len(found)} 个" + (f"，列出前 {_TOP} 个。" if len(found) > _TOP else "。"),),
        lambda: {
            (i, "举措数"): [Evidence(same) for clause in asked[row[3]].values() for same in clause.same]
            for i, row in enumerate(shown)
        },
        lambda: bars([row[2] for row in shown], [row[0] for row in shown], title, "文件"),
    )
