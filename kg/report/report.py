"""A report of a graph folder, put together and written to a file."""

from __future__ import annotations

from pathlib import Path

from kg.analysis.documents import Corpus
from kg.errors import GraphError
from kg.exporters.exporter import write_bytes
from kg.exporters.header import citation
from kg.graph_folder import GraphFolder
from kg.report.actors import actors_part
from kg.report.content import Part, Report, Section, exhibit
from kg.report.corpus import corpus_part
from kg.report.instruments import instruments_part
from kg.report.limits import limits_part
from kg.report.networks import networks_part
from kg.report.references import References
from kg.report.targets import targets_part
from kg.report.to_docx import to_docx
from kg.report.to_html import to_html
from kg.report.topics import topics_part
from kg.subgraph import Subgraph

_FORMATS = {".html": to_html, ".docx": to_docx}


def make_report(graph: GraphFolder) -> Report:
    """The report of a graph; equal graphs give equal reports.

    Raises GraphError for a graph without texts.
    """
    found = graph.records()
    nodes, relationships = list(found[0]), list(found[1])
    corpus = Corpus.read(nodes, relationships)
    parts = (
        corpus_part(corpus),
        actors_part(nodes, relationships),
        topics_part(corpus),
        instruments_part(corpus, nodes, relationships),
        targets_part(corpus),
        networks_part(nodes, relationships),
        limits_part(corpus, relationships, graph.manifest),
    )
    texts = tuple(node for node in nodes if node.label == "SourceText")
    references = References(texts, _issuers(corpus))

    def section(part: Part) -> Section:
        shown = tuple(exhibit(result, nodes, relationships, references) for result in part.results)
        return Section(part.title, part.lines, shown)

    sections = tuple(section(part) for part in parts)
    references.cite_rest()
    build = graph.manifest
    return Report(
        f"产业政策知识图谱报告：{len(texts)} 份文本",
        (
            f"构建编号 {build.generation}；{len(nodes)} 个节点，{len(relationships)} 条断言。",
            f"抽取程序 {build.pipeline}。",
            "数字下面的“依据”给出原句、所在文本的编号和起止字数（Unicode 字符，不含终点），以及断言的 IRI。",
        ),
        sections,
        tuple(references.render()),
        citation(Subgraph(tuple(nodes), tuple(relationships), texts), build),
    )


def _issuers(corpus: Corpus) -> dict[str, list[str]]:
    """The issuers in the head of each text, the first of the document first: the text itself keeps them by name."""
    found = {}
    for document in corpus.documents.values():
        place = {name: number for number, name in enumerate(document.issuers)}
        for text in document.texts:
            names = corpus.nodes[text].properties.get("issuers", ())
            if isinstance(names, tuple):
                found[text] = sorted(map(str, names), key=lambda name: (place.get(name, len(place)), name))
    return found


def write_report(graph: GraphFolder, output: Path) -> None:
    """Write the report of a graph to a file that ends with .html or .docx, in one step.

    Raises GraphError for another ending, a graph without texts, and where figures cannot be drawn (no matplotlib, no
    Chinese font); UnwritableOutput.
    """
    render = _FORMATS.get(output.suffix.lower())
    if render is None:
        raise GraphError(f"{output}: a report is written to {' or '.join(_FORMATS)}; name such a file")
    write_bytes(output, render(make_report(graph)))
