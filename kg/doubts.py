"""The claims of a graph that a person should look at, the most doubtful first, each with its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from extract.records import Extraction, Measure, Relation, Target, above
from kg.decisions import REVIEW, clause_key, entity_key
from kg.graph_folder import GraphFolder
from kg.quotation import quote
from kg.table import Table
from ontology.iris import normalise
from ontology.labels import Modality, RelationType

LOW = 0.7
"""Below this a claim is called unsure: about three in ten of its kind or more are wrong."""

UNSURE, ONE_SOURCE = "置信度低", "仅一篇"
TWO_TYPES, BOTH_WAYS, OPPOSED, OTHER_VALUE = "类型不一", "方向相反", "语气相反", "数值不一"
CONFLICTS = frozenset({TWO_TYPES, BOTH_WAYS, OPPOSED, OTHER_VALUE})

COLUMNS = ("doubt", "confidence", "sources", "kind", "subject", "object", "sentence", "title", "method", "text")
READING_COLUMNS = ("doubt", "confidence", "sources", "kind", "subject", "object", "title", "sentence")
"""Those that a person reads on a terminal."""

_ONE_WAY = frozenset(
    {
        RelationType.INCLUDES,
        RelationType.CITES,
        RelationType.AMENDS,
        RelationType.REPEALS,
        RelationType.LOCATED_IN,
        RelationType.APPLIED_IN,
    }
)


@dataclass(frozen=True)
class Doubt:
    """One claim of one text with the reasons to doubt it; `kind`, `subject`, `object` and `text` name it in a decision.

    `sources` counts the texts that make the claim; the quotation stands in 【】 within `sentence`.
    """

    reasons: tuple[str, ...]
    confidence: float
    sources: int
    kind: str
    subject: str
    object: str
    sentence: str
    title: str
    method: str
    text: str
    begin: int

    @property
    def is_conflict(self) -> bool:
        """Whether the graph itself says something else."""
        return bool(CONFLICTS & set(self.reasons))

    @property
    def row(self) -> tuple[str | float | int, ...]:
        """The values of `COLUMNS`."""
        shown = ("、".join(self.reasons), round(self.confidence, 4), self.sources)
        return (*shown, self.kind, self.subject, self.object, self.sentence, self.title, self.method, self.text)


def find_doubts(graph: GraphFolder, min_confidence: float | None = None, reviewed: bool = False) -> list[Doubt]:
    """The claims of the graph: first those in conflict, then the least sure, of equally sure ones those of one text.

    Entities, relations, measures and targets, as the decisions taken so far leave them; what a decision has confirmed
    is left out unless `reviewed`. `min_confidence` is that of the graph where None.
    """
    least = graph.manifest.min_confidence if min_confidence is None else min_confidence
    found = _Findings()
    for extraction in graph.iter_corrected():
        found.add(above(extraction, least))
    doubts = [doubt for doubt in found.doubts() if reviewed or doubt.method != REVIEW]
    return sorted(doubts, key=_order)


def render_doubt(doubt: Doubt) -> str:
    """A claim as a person is asked about it: what it says, its sentence, and why it is doubtful."""
    said = " ".join(filter(None, (doubt.subject, doubt.kind, doubt.object)))
    facts = [f"《{doubt.title}》" if "《" not in doubt.title else doubt.title, f"置信度 {doubt.confidence:.2f}"]
    facts += [f"方法 {doubt.method}", f"{doubt.sources} 篇", *doubt.reasons]
    return f"{said}\n  {doubt.sentence}\n  {'，'.join(facts)}"


def doubts_table(doubts: Iterable[Doubt], columns: tuple[str, ...] = COLUMNS) -> Table:
    """The doubts as a table with these of the `COLUMNS`, in their order."""
    rows = (dict(zip(COLUMNS, doubt.row, strict=True)) for doubt in doubts)
    return Table(columns, [tuple(row[name] for name in columns) for row in rows])


def _order(doubt: Doubt) -> tuple[bool, float, int, str, str, int, str, str, str]:
    place = (doubt.title, doubt.text, doubt.begin, doubt.kind, doubt.subject, doubt.object)
    return (not doubt.is_conflict, doubt.confidence, doubt.sources, *place)


@dataclass
class _Finding:
    """A claim while the other texts are still to be read; `what` is the same for the claims that support each other."""

    doubt: Doubt
    what: Hashable
    conflicts: list[tuple[str, Hashable, Hashable]]
    """(reason, about what, what is said of it): other values about the same make a conflict."""
    is_shared: bool


class _Findings:
    """The claims of all texts, and what they say of the same things."""

    def __init__(self) -> None:
        self._found: list[_Finding] = []
        self._texts: dict[Hashable, set[str]] = defaultdict(set)
        self._said: dict[tuple[str, Hashable], set[Hashable]] = defaultdict(set)

    def add(self, extraction: Extraction) -> None:
        """The claims of one more text."""
        text = extraction.document.id  # hashed once: it is as slow as the text is long
        for finding in _findings(extraction):
            self._found.append(finding)
            self._texts[finding.what].add(text)
            for reason, about, value in finding.conflicts:
                self._said[reason, about].add(value)

    def doubts(self) -> Iterator[Doubt]:
        """Each claim with its reasons, now that all texts are known."""
        for finding in self._found:
            doubt, sources = finding.doubt, len(self._texts[finding.what])
            reasons = [reason for reason, about, _ in finding.conflicts if len(self._said[reason, about]) > 1]
            reasons += [UNSURE] * (doubt.confidence < LOW) + [ONE_SOURCE] * (finding.is_shared and sources == 1)
            values = (doubt.confidence, sources, doubt.kind, doubt.subject, doubt.object, doubt.sentence)
            rest = (doubt.title, doubt.method, doubt.text, doubt.begin)
            yield Doubt(tuple(dict.fromkeys(reasons)), *values, *rest)


def _findings(extraction: Extraction) -> Iterator[_Finding]:
    names = {e.iri: (e.type.value, e.name) for e in extraction.entities}
    place = _Place.of(extraction)
    for entity in extraction.entities:
        mention = max(entity.mentions, key=lambda m: m.confidence)
        conflicts: list[tuple[str, Hashable, Hashable]] = [(TWO_TYPES, normalise(entity.name), entity.type)]
        key = (entity.type.value, entity.name, "")
        doubt = _doubt(place, key, mention.begin, mention.end, mention.confidence, mention.method)
        yield _Finding(doubt, entity.iri, conflicts, is_shared=True)
    surest: dict[tuple[str, RelationType, str], Relation] = {}
    for relation in extraction.relations:
        triple = (relation.head.iri, relation.type, relation.tail.iri)
        if triple not in surest or surest[triple].confidence < relation.confidence:
            surest[triple] = relation
    for (head, type, tail), relation in surest.items():
        conflicts = [(BOTH_WAYS, (type, frozenset({head, tail})), (head, tail))] if type in _ONE_WAY else []
        key = (type.value, entity_key(*names[head]), entity_key(*names[tail]))
        span = relation.evidence
        doubt = _doubt(place, key, span.begin, span.end, relation.confidence, relation.method)
        yield _Finding(doubt, (head, type, tail), conflicts, is_shared=True)
    clauses: list[Measure | Target] = [*extraction.measures, *extraction.targets]
    for clause in clauses:
        key = clause_key(clause)
        doubt = _doubt(place, key, clause.begin, clause.end, clause.confidence, clause.method)
        yield _Finding(doubt, (place.sha256, *key), _clause_conflicts(clause), is_shared=False)


def _clause_conflicts(clause: Measure | Target) -> list[tuple[str, Hashable, Hashable]]:
    if isinstance(clause, Measure):
        if clause.modality is Modality.STATE:
            return []
        return [(OPPOSED, reference.iri, clause.modality is Modality.PROHIBIT) for reference in clause.objects]
    if clause.value is None or clause.year is None:
        return []
    what = (normalise(clause.indicator), clause.unit, clause.year, *sorted(r.iri for r in clause.concerns))
    return [(OTHER_VALUE, what, (clause.value, clause.end_value, clause.bound))]


@dataclass(frozen=True)
class _Place:
    """The text of a claim: its characters, its hash, and what it is called."""

    text: str
    sha256: str
    title: str

    @classmethod
    def of(cls, extraction: Extraction) -> _Place:
        document = extraction.document
        title = document.title or next((origin.source for origin in document.origins), "")
        return cls(document.text, document.sha256, title)


def _doubt(place: _Place, key: tuple[str, str, str], begin: int, end: int, confidence: float, method: str) -> Doubt:
    sentence = quote(place.text, begin, end).marked().replace("\r", "").replace("\n", "⏎")
    return Doubt((), confidence, 0, *key, sentence, place.title, method, place.sha256, begin)
