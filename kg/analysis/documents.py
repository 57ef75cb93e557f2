"""The documents of a graph as the units of content analysis: each policy once, however many texts report it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from kg.analysis.levels import CENTRAL, CENTRE, highest, level_of, place_of_title, region_of
from kg.analysis.networks import require_types
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.labels import EntityType, RelationType

Period = Literal["month", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("month", "quarter", "year")

_YEAR_OF_NUMBER = re.compile(r"[〔﹝［\[（(](\d{4})[〕﹞］\]）)]")
_ISSUING = re.compile(r"(?:印发|发布|公布)《(.+?)》(?:等系列文件)?的(?:通知|公告|通告)$")
_WHOLE = re.compile(r"^《([^》]+)》$")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


@dataclass(frozen=True)
class Document:
    """One policy document of the corpus.

    `iri` is the policy document that the texts report, else the text itself. `texts` are its texts (the paper and
    what reports it), `issuers` the names of those who issued it, the first first. `date` is None where no text is
    dated, `level` (国家 to 县) and `region` where no issuer gives them away. `is_full` says that one of the texts is
    the paper itself: it bears a document number, the issuers of its head, or the document's own title.
    """

    iri: str
    name: str
    texts: tuple[str, ...]
    date: str | None
    issuers: tuple[str, ...]
    level: str | None
    region: str | None
    is_full: bool


@dataclass(frozen=True)
class Clause:
    """A measure as the unit of counting: one committing clause of one document, however often it is reprinted."""

    iri: str
    document: str
    node: Node
    same: tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """The graph read for content analysis.

    `documents` are sorted by IRI; `of_text` is text IRI → document IRI; `same` is policy document IRI → the IRI under
    which the analyses count it: 关于印发《X》的通知 is X; `reported` are (text, document) by REPORTS.
    """

    nodes: Mapping[str, Node]
    relationships: Sequence[Relationship]
    documents: Mapping[str, Document]
    of_text: Mapping[str, str]
    same: Mapping[str, str]
    reported: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Corpus:
        """The corpus of a graph; raises GraphError for a graph without texts."""
        by_iri = {node.iri: node for node in sorted(nodes, key=lambda n: n.iri)}
        links = sorted(relationships, key=lambda r: r.statement_id)
        texts = [node for node in by_iri.values() if node.label == "SourceText"]
        if not texts:
            raise GraphError("the graph holds no texts to analyse; build one with: kg build INPUT... --graph DIR")
        same = _same_documents(by_iri.values())
        of_text = _documents_of(texts, links, same)
        issued = _issuers(by_iri, links, same)
        members: dict[str, list[Node]] = defaultdict(list)
        for text in texts:
            members[of_text[text.iri]].append(text)
        documents = {iri: _document(iri, members[iri], by_iri, issued) for iri in sorted(members)}
        reported = {(r.head, same.get(r.tail, r.tail)) for r in links if r.type == RelationType.REPORTS}
        return cls(by_iri, links, documents, of_text, same, frozenset(reported))

    def name(self, iri: str) -> str:
        """The name of a document or another node."""
        if iri in self.documents:
            return self.documents[iri].name
        return str(self.nodes[iri].properties.get("name", iri)) if iri in self.nodes else iri

    def document_of(self, r: Relationship) -> str | None:
        """The document that makes the claim `r`."""
        return self.of_text.get(str(r.properties.get("text_id", "")))

    def of_type(self, type: RelationType) -> Iterable[Relationship]:
        """The relationships of one type whose text is in the corpus."""
        return (r for r in self.relationships if r.type == type and self.document_of(r) is not None)

    def dated(self, period: Period = "year", at_least: int = 2) -> dict[str, str]:
        """Document → its period, for those whose date is exact enough.

        Raises GraphError where fewer than `at_least` are: there is no trend to see.
        """
        found = {d.iri: p for d in self.documents.values() if (p := period_of(d.date, period))}
        if len(found) < at_least:
            raise GraphError(
                f"{len(found)} of {_count(len(self.documents), 'document')} dated to the {period}; a trend needs "
                f"{at_least} or more: add texts that name their date, or choose a longer period"
            )
        return found

    def undated(self, period: Period = "year") -> str:
        """The sentence that says how many documents a trend leaves out; "" where it leaves out none."""
        out = sum(period_of(d.date, period) is None for d in self.documents.values())
        return f"{out} 份文件没有可用的日期，未计入时间分析" if out else ""

    def mentions(self, types: Collection[str]) -> dict[str, dict[str, list[Relationship]]]:
        """Entity of `types` → document that mentions it → the statements that say so.

        Raises GraphError where no text mentions any, naming the types that the texts do mention.
        """
        found: dict[str, dict[str, list[Relationship]]] = defaultdict(lambda: defaultdict(list))
        others = set()
        for r in self.of_type(RelationType.MENTIONS):
            label = self.nodes[r.tail].label if r.tail in self.nodes else ""
            if label in types:
                found[r.tail][str(self.document_of(r))].append(r)
            else:
                others.add(label)
        if not found:
            raise GraphError(
                f"no text mentions {' or '.join(sorted(types))}; the texts mention "
                f"{', '.join(sorted(others - {''})) or 'nothing'}: choose one of those types"
            )
        return {iri: dict(found[iri]) for iri in sorted(found)}

    def clauses(self) -> list[Clause]:
        """The measures, once for each document and wording, sorted by IRI.

        Raises GraphError for a graph without measures.
        """
        same: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            if node.label == "Measure" and (document := self.of_text.get(str(node.properties.get("text_id", "")))):
                same[document, key_of(str(node.properties.get("name", "")))].append(node)
        if not same:
            raise GraphError("the graph holds no measures; build it from texts that state what shall be done")
        clauses = [Clause(n[0].iri, document, n[0], tuple(m.iri for m in n)) for (document, _), n in same.items()]
        return sorted(clauses, key=lambda c: c.iri)

    def parts(self, clauses: Iterable[Clause], *types: RelationType) -> dict[str, list[Relationship]]:
        """Clause → the relationships of these types that start at it or at one of its reprints."""
        owner = {iri: clause.iri for clause in clauses for iri in clause.same}
        found: dict[str, list[Relationship]] = defaultdict(list)
        for r in self.relationships:
            if r.type in types and r.head in owner:
                found[owner[r.head]].append(r)
        return found


def key_of(name: str) -> str:
    """The form under which two wordings are the same: NFKC, without white space."""
    return "".join(normalize("NFKC", name).split())


def wanted_types(nodes: Iterable[Node], given: Sequence[str], otherwise: Iterable[str]) -> list[str]:
    """The labels that `given` names, sorted, and `otherwise` where it names none.

    Raises GraphError for a label that the model or the graph does not have.
    """
    return require_types(nodes, given) if given else sorted(otherwise)


def distinct(claims: Iterable[Relationship]) -> tuple[Relationship, ...]:
    """The statements, each once, in the order in which they first come."""
    return tuple({r.statement_id: r for r in claims}.values())


def title_key(title: str) -> str:
    """The title of the document that a title names: a notice that issues another paper is that paper.

    >>> title_key("关于印发《数据管理办法》的通知"), title_key("《数据管理办法》")
    ('数据管理办法', '数据管理办法')
    """
    issuing = _ISSUING.search(title)
    return key_of(issuing[1] if issuing else _WHOLE.sub(r"\1", title.strip()))


def period_of(date: str | None, period: Period) -> str | None:
    """The month, quarter or year of a date; None where the date is missing or not exact enough.

    >>> period_of("2024-05-12", "quarter"), period_of("2024", "month")
    ('2024-Q2', None)
    """
    found = _DATE.match(date or "")
    if not found:
        return None
    year, month = found[1], found[2]
    if period == "year":
        return year
    if month is None or not 1 <= int(month) <= 12:
        return None
    return f"{year}-{month}" if period == "month" else f"{year}-Q{(int(month) + 2) // 3}"


def periods_between(first: str, last: str, period: Period) -> list[str]:
    """All periods from `first` to `last`, those without a document too.

    >>> periods_between("2023-Q4", "2024-Q2", "quarter")
    ['2023-Q4', '2024-Q1', '2024-Q2']
    """
    if period == "year":
        return [str(year).zfill(4) for year in range(int(first), int(last) + 1)]
    parts, mark = (12, "") if period == "month" else (4, "Q")

    def number(text: str) -> int:
        year, _, part = text.partition("-")
        return int(year) * parts + int(part.removeprefix(mark)) - 1

    def name(at: int) -> str:
        year, part = divmod(at, parts)
        return f"{year:04}-{part + 1:02}" if period == "month" else f"{year:04}-Q{part + 1}"

    return [name(at) for at in range(number(first), number(last) + 1)]


def _same_documents(nodes: Iterable[Node]) -> dict[str, str]:
    """Policy document → the first, by IRI, that has the same title or issues it."""
    first: dict[str, str] = {}
    same = {}
    for node in nodes:
        if node.label == EntityType.POLICY_DOCUMENT:
            title = title_key(str(node.properties.get("name", "")))
            same[node.iri] = first.setdefault(title, node.iri) if title else node.iri
    return same


def _documents_of(texts: list[Node], links: Iterable[Relationship], same: Mapping[str, str]) -> dict[str, str]:
    """Text → document. Texts with the same number are one paper; two numbers are two, whatever their titles say.

    A text without a number belongs to the document that it reports first, unless texts with different numbers do.
    """
    reported: dict[str, tuple[int, str]] = {}
    for r in links:
        if r.type == RelationType.REPORTS:
            place = (int(str(r.properties.get("begin", 0))), same.get(r.tail, r.tail))
            reported[r.head] = min(reported.get(r.head, place), place)
    numbers = {text.iri: key_of(str(text.properties.get("number", ""))) for text in texts}
    claimed: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for text in texts:
        if text.iri in reported and numbers[text.iri]:
            claimed[reported[text.iri][1]].add(numbers[text.iri])
        if numbers[text.iri]:
            first.setdefault(numbers[text.iri], text.iri)
    of_text = {}
    for text in texts:
        document = reported.get(text.iri, (0, ""))[1]
        if document and len(claimed[document]) <= 1:
            of_text[text.iri] = document
        else:
            of_text[text.iri] = first.get(numbers[text.iri], text.iri)
    # A number that stands on a text with a document and on one without joins the two.
    by_number = {number: of_text[iri] for number, iri in first.items()}
    return {iri: by_number.get(numbers[iri], document) for iri, document in of_text.items()}


def _issuers(
    nodes: Mapping[str, Node], links: Iterable[Relationship], same: Mapping[str, str]
) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """(Policy document, text) → the issuers that the text names, with their place in the order."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for r in links:
        if r.type == RelationType.ISSUED_BY and r.tail in nodes and nodes[r.tail].label == EntityType.INSTITUTION:
            order = int(str(r.properties.get("order", 99)))
            head = same.get(r.head, r.head)
            found[head, str(r.properties.get("text_id", ""))].append((order, str(nodes[r.tail].properties["name"])))
    return found


def _document(
    iri: str,
    texts: list[Node],
    nodes: Mapping[str, Node],
    issued: Mapping[tuple[str, str], list[tuple[int, str]]],
) -> Document:
    own = nodes[iri]
    full = [text for text in texts if _is_the_paper(text, str(own.properties.get("name", "")))]
    dates = sorted(str(text.properties["date"]) for text in full or texts if "date" in text.properties)
    numbers = (_YEAR_OF_NUMBER.search(str(text.properties.get("number", ""))) for text in texts)
    dates += [year[1] for year in numbers if year]
    issuers = [name for text in texts for _, name in sorted(issued.get((iri, text.iri), ()))]
    for text in texts:
        names = text.properties.get("issuers", ())
        issuers += [str(name) for name in names] if isinstance(names, tuple) and not issuers else []
    names_once = tuple(dict.fromkeys(issuers))
    stated = own.properties.get("admin_level")
    places = [(level_of(name), region_of(name)) for name in names_once]
    if not any(level for level, _ in places):
        places = [place_of_title(str(node.properties.get("name", ""))) for node in (own, *texts)]
    level = str(stated) if stated else highest([level for level, _ in places])
    return Document(
        iri=iri,
        name=str(own.properties.get("name", "")) or _first_line(texts),
        texts=tuple(text.iri for text in texts),
        date=str(own.properties["date_issued"]) if "date_issued" in own.properties else next(iter(dates), None),
        issuers=names_once,
        level=level,
        region=CENTRE if level in CENTRAL else next((place for each, place in places if each == level and place), None),
        is_full=bool(full),
    )


def _first_line(texts: Iterable[Node]) -> str:
    """What a text without a title begins with."""
    lines = (str(text.properties.get("text", "")).strip().partition("\n")[0][:30] for text in texts)
    return next((line for line in lines if line), "（无标题）")


def _is_the_paper(text: Node, title: str) -> bool:
    """Whether a text is the document itself, not news of it: its head says so, or it has the document's own title."""
    is_same = bool(title) and title_key(str(text.properties.get("name", ""))) == title_key(title)
    return "number" in text.properties or "issuers" in text.properties or is_same


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
