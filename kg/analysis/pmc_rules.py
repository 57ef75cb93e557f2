"""Reading PMC items from the graph: what proves a 1, what allows a 0, and what stays unknown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.classification import INSTRUMENTS, Classified, classify
from kg.analysis.documents import Clause, Corpus, Document, distinct
from kg.analysis.pmc import Item, Scheme
from kg.analysis.result import Evidence
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.labels import EntityType, RelationType

_SPAN_IN_TITLE = re.compile(r"(\d{4})\s*[—–\-－~至]+\s*(\d{4})\s*年?")
_ACTORS = frozenset({EntityType.ACTOR_GROUP, EntityType.INSTITUTION})


@dataclass(frozen=True)
class Coded:
    """The value of an item with its reason in Chinese and the claims that prove it."""

    value: int | None
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Material:
    """What the rules look at, gathered once for all documents."""

    corpus: Corpus
    clauses: Mapping[str, Sequence[Clause]]
    parts: Mapping[str, Sequence[Relationship]]
    targets: Mapping[str, Sequence[Node]]
    about: Mapping[str, Sequence[Relationship]]
    instruments: Classified | None

    @classmethod
    def gather(cls, corpus: Corpus) -> Material:
        """The measures, targets and head claims of each document; graphs without measures or classification too."""
        try:
            every = corpus.clauses()
        except GraphError:
            every = []
        try:
            instruments = classify(corpus, every, INSTRUMENTS)
        except GraphError:
            instruments = None
        clauses: dict[str, list[Clause]] = defaultdict(list)
        for clause in every:
            clauses[clause.document].append(clause)
        targets: dict[str, list[Node]] = defaultdict(list)
        for node in corpus.nodes.values():
            document = corpus.of_text.get(str(node.properties.get("text_id", "")))
            if node.label == "Target" and document:
                targets[document].append(node)
        about: dict[str, list[Relationship]] = defaultdict(list)
        for type in (RelationType.ISSUED_BY, RelationType.REPORTS):
            for r in corpus.of_type(type):
                document = corpus.document_of(r)
                if document and document in (r.head, corpus.same.get(r.head), corpus.same.get(r.tail)):
                    about[document].append(r)
        parts = corpus.parts(every, RelationType.HAS_ACTOR, RelationType.ACTS_ON)
        return cls(corpus, clauses, parts, targets, about, instruments)


def code(material: Material, scheme: Scheme, document: Document) -> dict[tuple[str, str], Coded]:
    """(Variable id, item name) → its value by the scheme's rules; what a person decides is unknown here."""
    return {
        (variable.id, item.name): _RULES[item.by](material, document, item)
        for variable in scheme.variables
        for item in variable.items
    }


def _person(material: Material, document: Document, item: Item) -> Coded:
    return Coded(None, "待人工编码")


def _public(material: Material, document: Document, item: Item) -> Coded:
    return Coded(1, "文件已公开", _proofs(material.about[document.iri][:1]))


def _level(material: Material, document: Document, item: Item) -> Coded:
    if document.level is None:
        return Coded(None, "发文机关不明")
    issued = [r for r in material.about[document.iri] if r.type == RelationType.ISSUED_BY]
    value = int(document.level in item.fields["levels"])
    return Coded(value, f"层级：{document.level}", _proofs(issued or material.about[document.iri][:1]))


def _horizon(material: Material, document: Document, item: Item) -> Coded:
    years: dict[int, list[Evidence]] = defaultdict(list)
    start = int(document.date[:4]) if document.date and document.date[:4].isdigit() else None
    if span := _SPAN_IN_TITLE.search(document.name):
        years[int(span[2]) - int(span[1]) + 1] += _proofs(material.about[document.iri][:1])
    for target in material.targets[document.iri]:
        year = target.properties.get("year")
        if isinstance(year, int) and start is not None and year >= start:
            years[year - start].append(Evidence(target.iri))
    if not years:
        return Coded(None, "没有目标年份")
    low, high = item.fields.get("from", 0), item.fields.get("to", 1000)
    inside = {y: proofs for y, proofs in years.items() if low <= y <= high}
    if inside:
        return Coded(
            1, "年限：" + "、".join(map(str, sorted(inside))), tuple(p for y in sorted(inside) for p in inside[y])
        )
    return Coded(0, "目标年限都在此范围之外", tuple(p for y in sorted(years) for p in years[y]))


def _words(material: Material, document: Document, item: Item) -> Coded:
    pattern = re.compile("|".join(item.fields["words"]))
    hits = [c for c in material.clauses[document.iri] if pattern.search(str(c.node.properties.get("name", "")))]
    if hits:
        return Coded(1, f"{len(hits)} 项举措提到", tuple(Evidence(c.iri) for c in hits))
    return _absent(material, document, pattern)


def _actors(material: Material, document: Document, item: Item) -> Coded:
    pattern = re.compile("|".join(item.fields["words"]))
    hits = [
        r
        for clause in material.clauses[document.iri]
        for r in material.parts.get(clause.iri, ())
        if material.corpus.nodes[r.tail].label in _ACTORS and pattern.search(material.corpus.name(r.tail))
    ]
    if hits:
        names = dict.fromkeys(material.corpus.name(r.tail) for r in hits)
        return Coded(1, "、".join(list(names)[:3]), _proofs(hits))
    return _absent(material, document, pattern)


def _instruments(material: Material, document: Document, item: Item) -> Coded:
    if material.instruments is None:
        return Coded(None, "图中没有工具分类（instrument_types）")
    wanted = str(item.fields["notation"])
    clauses = material.clauses[document.iri]
    hits: list[Relationship] = []
    filed = 0
    for clause in clauses:
        notations = material.instruments.of_clause.get(clause.iri, {})
        filed += bool(notations)
        for notation, claims in notations.items():
            if notation == wanted or notation.startswith(wanted + "."):
                hits += claims
    if hits:
        return Coded(1, f"{len(distinct(hits))} 条归类", _proofs(distinct(hits)))
    if clauses and filed == len(clauses) and document.is_full:
        return Coded(0, "全部举措都归入其他类")
    return Coded(None, f"{len(clauses)} 项举措中 {len(clauses) - filed} 项没有归类")


def _absent(material: Material, document: Document, pattern: re.Pattern[str]) -> Coded:
    """A 0 where the full text was read and has none of the words; a word outside the measures proves nothing."""
    texts = [str(material.corpus.nodes[iri].properties.get("text", "")) for iri in document.texts]
    if any(pattern.search(text) for text in texts):
        return Coded(None, "正文提到，但不在举措中")
    return Coded(0, "全文未提到") if document.is_full else Coded(None, "没有读到全文")


def _proofs(claims: Iterable[Relationship]) -> tuple[Evidence, ...]:
    return tuple(Evidence(r.statement_id) for r in claims)


_RULES = {
    "person": _person,
    "public": _public,
    "level": _level,
    "horizon": _horizon,
    "words": _words,
    "actors": _actors,
    "instruments": _instruments,
}
