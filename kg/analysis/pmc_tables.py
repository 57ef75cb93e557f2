"""The PMC index of the documents of a graph: a row a document, the coding behind it, and the surfaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.analysis.documents import Corpus, Document, key_of
from kg.analysis.pmc import VARIABLES, Range, Scheme, Score, read_scheme, score
from kg.analysis.pmc_coding import read_sheet, write_blank
from kg.analysis.pmc_figures import DOCUMENTS, SURFACES, draw_coding, draw_surfaces
from kg.analysis.pmc_rules import Coded, Material, code
from kg.analysis.result import Cells, Evidence, Result
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

Coding = Mapping[tuple[str, str], Coded]


def analyze_pmc(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str = "",
    variables: str = "",
    coding: str = "",
    blank: str = "",
    news: bool = False,
) -> Result:
    """The PMC index of each document, the highest first; see `score` for the formula.

    `of` keeps documents with this in their title, `variables` is another YAML table, `coding` the sheet that a
    researcher filled, `blank` where to write it empty; `news` scores documents known only from news of them too.
    Raises GraphError where no document is left or a file is not what it should be.
    """
    scheme, documents, coded, notes = _coded(nodes, relationships, of, variables, coding, blank, news)
    found = _scores(scheme, coded)
    documents = _best_first(documents, found)
    rows = [(d.name, d.date, *_figures(scheme, found[d.iri]), _unknown(coded[d.iri]), d.iri) for d in documents]
    ids = tuple(variable.id for variable in scheme.variables)
    columns = ("name", "date", *ids, "pmc_low", "pmc_high", "dent_low", "dent_high", "grade", "unknown", "iri")

    def evidence() -> Cells:
        cells: dict[tuple[int, str], list[Evidence]] = {}
        for i, d in enumerate(documents):
            for (id, _), c in coded[d.iri].items():
                if c.evidence:
                    cells.setdefault((i, id), []).extend(c.evidence)
        return cells

    meaning = "，".join(f"{variable.id} {variable.name}" for variable in scheme.variables)
    notes += [
        f"变量：{meaning}。",
        "未知的二级变量不作0处理：下限把未知都当0，上限都当1；等级在两者之间时同时列出。",
    ]
    drawn = [(d.name, found[d.iri]) for d in documents[:SURFACES]]
    return Result(
        f"PMC指数（{scheme.title}）",
        "政策文件",
        Table(columns, rows),
        ("name",),
        tuple(notes),
        evidence,
        lambda: draw_surfaces(scheme, drawn, len(documents)),
    )


def analyze_pmc_coding(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str = "",
    variables: str = "",
    coding: str = "",
    blank: str = "",
    news: bool = False,
) -> Result:
    """The multi-input-output table under the PMC index: each item of each document with value and reason.

    The value of an unknown item is empty. The parameters are those of `analyze_pmc`.
    """
    scheme, documents, coded, notes = _coded(nodes, relationships, of, variables, coding, blank, news)
    names = {variable.id: variable.name for variable in scheme.variables}
    lines = [(d, id, item, c) for d in documents for (id, item), c in coded[d.iri].items()]
    drawn = _best_first(documents, _scores(scheme, coded))[:DOCUMENTS]
    columns = ("name", "variable", "variable_name", "item", "value", "reason", "iri")
    rows = [(d.name, id, names[id], item, c.value, c.reason, d.iri) for d, id, item, c in lines]
    return Result(
        f"PMC多投入产出表（{scheme.title}）",
        "政策文件 × 二级变量",
        Table(columns, rows),
        ("name", "variable", "item"),
        tuple(notes),
        lambda: {(i, "value"): list(c.evidence) for i, (*_, c) in enumerate(lines) if c.evidence},
        lambda: draw_coding(scheme, [(d.name, coded[d.iri]) for d in drawn], len(documents)),
    )


def _scores(scheme: Scheme, coded: Mapping[str, Coding]) -> dict[str, Score]:
    return {iri: score(scheme, {key: c.value for key, c in each.items()}) for iri, each in coded.items()}


def _best_first(documents: Sequence[Document], found: Mapping[str, Score]) -> list[Document]:
    return sorted(documents, key=lambda d: (-found[d.iri].pmc.low, -found[d.iri].pmc.high, d.name, d.iri))


def _coded(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    of: str,
    variables: str,
    coding: str,
    blank: str,
    news: bool,
) -> tuple[Scheme, list[Document], dict[str, dict[tuple[str, str], Coded]], list[str]]:
    """The scheme, the documents that are scored, the value of each of their items, and what to say about it."""
    scheme, corpus = read_scheme(Path(variables) if variables else VARIABLES), Corpus.read(nodes, relationships)
    wanted = [d for d in corpus.documents.values() if key_of(of) in key_of(d.name)]
    documents = sorted((d for d in wanted if news or d.is_full), key=lambda d: (d.name, d.iri))
    if not documents:
        raise GraphError(
            f"no document {f'with {of} in its title ' if of else ''}is in the graph in full ({len(wanted)} are known "
            "from news of them); add the papers themselves, or score the others too with news=true"
        )
    notes = [f"评价 {len(documents)} 份有原文的文件；{len(wanted) - len(documents)} 份只见报道，未评价。"]
    if blank:
        write_blank(blank, scheme, documents)
        notes.append(f"空白编码表已写入 {blank}：填好 value（0或1）与 quotation 后用 coding={blank} 读入。")
    material = Material.gather(corpus)
    sheet = read_sheet(coding, scheme, corpus) if coding else {}
    coded = {d.iri: code(material, scheme, d) | sheet.get(d.iri, {}) for d in documents}
    if not coding:
        notes.append("没有人工编码表，需人工判断的变量都未知；用 blank=FILE 得到空白表。")
    if material.instruments is None:
        notes.append("图中没有政策工具分类（instrument_types），工具类变量未知。")
    return scheme, documents, coded, notes


def _figures(scheme: Scheme, found: Score) -> tuple[Any, ...]:
    """The cells of a document from X1 to its grade."""
    values = (_cell(found.values[variable.id]) for variable in scheme.variables)
    return (*values, found.pmc.low, found.pmc.high, found.dent.low, found.dent.high, found.grade)


def _unknown(coded: Coding) -> int:
    return sum(each.value is None for each in coded.values())


def _cell(value: Range) -> float | str:
    """A number where the value is exact, else the range as text."""
    return value.low if value.is_exact else str(value)
