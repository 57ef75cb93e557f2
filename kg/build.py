"""Extraction → RDF: one named graph a text, one Statement for each claim of the text, with all its evidence spans.

`docs/model.md` draws the shape. Everything follows from the extraction alone, so that texts can be built apart, in any
order and on any machine; equal extractions give equal quads in equal order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from extract.records import Extraction, Measure, Relation, Span, Target, above, measure_iri, target_iri
from kg.classification import ancestors, classify
from kg.run import Run
from ontology import terms as t
from ontology.concepts import Concept, load_code_list
from ontology.iris import mint
from ontology.labels import EntityType, RelationType

if TYPE_CHECKING:
    from pyoxigraph import Store

ZH = "zh"

_ATTRIBUTES = {"order": t.ORDER, "joint": t.JOINT, "kind": t.KIND, "strength": t.STRENGTH, "role": t.ROLE}
_DATES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "date"),
    (re.compile(r"\d{4}-\d{2}"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
)


def quads_of(
    extraction: Extraction,
    threshold: float = 0.0,
    run: str | None = None,
    aliases: Mapping[str, Collection[str]] | None = None,
) -> list[Quad]:
    """The claims of one text as quads of its named graph, sorted by their N-Quads spelling, each once.

    Claims below `threshold` are left out, and with a mention the claims that rest on it: a relation whose head or
    tail is gone, and a measure that loses all it had. `run` is the IRI of the extraction run, by default that of the
    pipeline alone; `aliases` are further names by entity IRI. The entries of code lists that the text's things fall
    under are described in its graph, so that nothing of them stays when the text goes.
    """
    return _TextGraph(above(extraction, threshold), run, aliases or {}, threshold).quads()


def run_quads(pipeline: str) -> list[Quad]:
    """The extraction run that `pipeline` alone names (see `run_iri`), in a named graph of its own."""
    return Run(pipeline).quads()


def run_iri(pipeline: str) -> str:
    """The IRI of the extraction run by `pipeline`, where nothing else is known of it."""
    return Run(pipeline).iri


def statement_iri(subject: str, predicate: str, object: str, text: str) -> str:
    """The IRI of the claim (subject, predicate, object) of the text with the IRI `text`."""
    return mint("Statement", subject, predicate, object, text)


def evidence_iri(text: str, span: Span) -> str:
    """The IRI of the evidence span of the text with the IRI `text`."""
    return mint("EvidenceSpan", text, str(span.begin), str(span.end))


def concept_quads(code_list: str, concept: Concept, graph: NamedNode) -> Iterator[Quad]:
    """An entry of a code list, those above it, and the list itself, known by the name of its file."""
    codes = load_code_list(code_list)
    scheme = _node(codes.iri)
    yield Quad(scheme, _node(t.TYPE), _node(t.CONCEPT_SCHEME), graph)
    yield Quad(scheme, _node(t.IDENTIFIER), Literal(code_list), graph)
    yield Quad(scheme, _node(t.PREF_LABEL), _chinese(codes.title), graph)
    entries = [concept, *ancestors(codes, concept)]
    for entry in entries:
        node = _node(entry.iri)
        yield Quad(node, _node(t.TYPE), _node(t.CONCEPT), graph)
        yield Quad(node, _node(t.PREF_LABEL), _chinese(entry.name), graph)
        yield Quad(node, _node(t.NOTATION), Literal(entry.notation), graph)
        yield Quad(node, _node(t.IN_SCHEME), scheme, graph)
    for entry, upper in pairwise(entries):
        yield Quad(_node(entry.iri), _node(t.BROADER), _node(upper.iri), graph)


def count_claims(store: Store) -> dict[str, int]:
    """How much a dataset holds: `texts`, entities by type, `Measure`, `Target` and `Concept`, statements by relation.

    Entities are counted once however many texts name them, statements once for each text; absent kinds are absent.
    """
    counts = {"texts": _count(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{t.SOURCE_TEXT}> }}")}
    classes = [(type.value, iri) for type, iri in t.ENTITY_CLASSES.items()]
    for name, iri in [*classes, ("Measure", t.MEASURE), ("Target", t.TARGET), ("Concept", t.CONCEPT)]:
        counts[name] = _count(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{iri}> }}")
    for relation, iri in t.RELATION_PROPERTIES.items():
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x <{t.PREDICATE}> <{iri}> ; a <{t.STATEMENT}> }}"
        counts[relation.value] = _count(store, query)
    return {name: n for name, n in counts.items() if n or name == "texts"}


def _count(store: Store, query: str) -> int:
    from pyoxigraph import QuerySolutions

    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    value = next(solutions)["n"]
    assert isinstance(value, Literal)
    return int(value.value)


@dataclass
class _Claim:
    """A statement in the making: the spans that prove it, and the data of the surest record of it."""

    evidence: set[Span] = field(default_factory=set)
    confidence: float = -1.0
    method: str = ""
    data: Mapping[str, Literal] = field(default_factory=dict)

    def add(self, evidence: Iterable[Span], confidence: float, method: str, data: Mapping[str, Literal]) -> None:
        """One more record of the claim; of equally sure ones the first gives method and data."""
        self.evidence.update(evidence)
        if confidence > self.confidence:
            self.confidence, self.method, self.data = confidence, method, data


class _TextGraph:
    """The named graph of one text while it is built."""

    def __init__(
        self, extraction: Extraction, run: str | None, aliases: Mapping[str, Collection[str]], threshold: float
    ) -> None:
        self.extraction, self.threshold = extraction, threshold
        self.aliases = aliases
        self.text = extraction.document.text
        self.iri = extraction.document.id
        self.graph = NamedNode(self.iri)
        self.run = run or run_iri(extraction.pipeline)
        self.lines: dict[str, Quad] = {}
        self.claims: dict[tuple[str, RelationType, str], _Claim] = {}
        self.spans: set[Span] = set()
        self.concepts: set[str] = set()
        # Each IRI once: it hashes the whole text anew, which was half of a build's time after extraction.
        self.measures: dict[str, Measure] = {}
        for measure in extraction.measures:
            self.measures.setdefault(measure_iri(extraction.document, measure), measure)

    def quads(self) -> list[Quad]:
        """All quads of the graph, sorted."""
        self._add_text()
        self._add_entities()
        self._add_relations()
        for iri, measure in self.measures.items():
            self._add_measure(iri, measure)
        for iri, target in self._distinct_targets():
            self._add_target(iri, target)
        self._add_classifications()
        for (subject, relation, object), claim in self.claims.items():
            self._add_statement(subject, relation, object, claim)
        self._add_spans()
        return [self.lines[line] for line in sorted(self.lines)]

    def _add(self, subject: str, predicate: str, object: str | Literal) -> None:
        value = object if isinstance(object, Literal) else _node(object)
        quad = Quad(_node(subject), _node(predicate), value, self.graph)
        self.lines[str(quad)] = quad

    def _add_all(self, subject: str, data: Mapping[str, Literal | None]) -> None:
        for predicate, value in data.items():
            if value is not None:
                self._add(subject, predicate, value)

    def _add_text(self) -> None:
        document = self.extraction.document
        self._add(self.iri, t.TYPE, t.SOURCE_TEXT)
        self._add(self.iri, t.IS_STRING, Literal(document.text))
        self._add(self.iri, t.SHA256, Literal(document.sha256))
        if document.title:
            self._add(self.iri, t.TITLE, _chinese(document.title))
        if document.date:
            self._add(self.iri, t.ISSUED, date_literal(document.date))
        for name, predicate in (("source", t.PUBLISHER), ("issuer", t.ISSUER_NAME), ("author", t.AUTHOR_NAME)):
            for value in document.values(name):
                self._add(self.iri, predicate, _chinese(value))
        for value in document.values("number"):
            self._add(self.iri, t.DOCUMENT_NUMBER, Literal(value))
        for origin in document.origins:
            iri = mint("Origin", self.iri, origin.source, str(origin.copy))
            self._add(self.iri, t.SOURCE, iri)
            self._add(iri, t.TYPE, t.ORIGIN)
            self._add(iri, t.IDENTIFIER, Literal(origin.source))
            self._add(iri, t.SHA256, Literal(origin.sha256))
            self._add(iri, t.COPY, integer_literal(origin.copy))

    def _add_entities(self) -> None:
        title = [f.span for f in self.extraction.document.fields if f.name == "title" and f.span]
        for entity in self.extraction.entities:
            mentions = entity.mentions
            self._add(entity.iri, t.TYPE, t.ENTITY_CLASSES[entity.type])
            self._add(entity.iri, t.PREF_LABEL, _chinese(entity.name))
            surfaces = {m.span.of(self.text) for m in mentions}
            for surface in surfaces.union(self.aliases.get(entity.iri, ())) - {entity.name}:
                self._add(entity.iri, t.ALT_LABEL, _chinese(surface))
            count = {t.COUNT: integer_literal(len(mentions))}
            for mention in mentions:
                self._claim(
                    self.iri,
                    RelationType.MENTIONS,
                    entity.iri,
                    [mention.span],
                    mention.confidence,
                    mention.method,
                    count,
                )
                if entity.type is EntityType.POLICY_DOCUMENT and any(span.covers(mention.span) for span in title):
                    self._claim(
                        self.iri, RelationType.REPORTS, entity.iri, [mention.span], mention.confidence, mention.method
                    )

    def _add_relations(self) -> None:
        for relation in self.extraction.relations:
            self._claim(
                relation.head.iri,
                relation.type,
                relation.tail.iri,
                [relation.evidence],
                relation.confidence,
                relation.method,
                self._relation_data(relation),
            )

    def _relation_data(self, relation: Relation) -> dict[str, Literal]:
        data = {_ATTRIBUTES[key]: _attribute_literal(key, value) for key, value in relation.attributes}
        if relation.cue:
            data[t.CUE] = Literal(relation.cue.of(self.text))
        return data

    def _add_measure(self, iri: str, measure: Measure) -> None:
        data: dict[str, Literal] = {t.MODALITY: Literal(measure.modality.value)}
        if measure.cue:
            data[t.CUE] = Literal(measure.cue.of(self.text))
        self._add_claim_node(iri, t.MEASURE, measure)
        self._add_all(iri, {t.ACTION: Literal(measure.action), **data})
        edges: list[tuple[str, RelationType, str, Mapping[str, Literal]]] = [
            (self.iri, RelationType.HAS_MEASURE, iri, data),
            *((iri, RelationType.ACTS_ON, r.iri, data) for r in measure.objects),
            *((iri, RelationType.USES_MEANS, r.iri, data) for r in measure.means),
            *(
                (iri, RelationType.HAS_ACTOR, a.reference.iri, {**data, t.ROLE: Literal(a.role.value)})
                for a in measure.actors
            ),
        ]
        for subject, relation, object, edge in edges:
            self._claim(subject, relation, object, [measure.span], measure.confidence, measure.method, edge)

    def _distinct_targets(self) -> Iterator[tuple[str, Target]]:
        seen: set[str] = set()
        for target in self.extraction.targets:
            iri = target_iri(self.extraction.document, target)
            if iri not in seen:
                seen.add(iri)
                yield iri, target

    def _add_target(self, iri: str, target: Target) -> None:
        self._add_claim_node(iri, t.TARGET, target)
        self._add_all(
            iri,
            {
                t.INDICATOR: Literal(target.indicator),
                t.VALUE: None if target.value is None else decimal_literal(target.value),
                t.END_VALUE: None if target.end_value is None else decimal_literal(target.end_value),
                t.UNIT_TEXT: Literal(target.unit) if target.unit else None,
                t.TARGET_YEAR: None if target.year is None else Literal(f"{target.year:04}", datatype=_xsd("gYear")),
                t.BOUND: Literal(target.bound.value),
            },
        )
        edges = [(self.iri, RelationType.HAS_TARGET, iri)]
        edges += [(iri, RelationType.CONCERNS, r.iri) for r in target.concerns]
        for subject, relation, object in edges:
            self._claim(subject, relation, object, [target.span], target.confidence, target.method)

    def _add_classifications(self) -> None:
        for found in classify(self.extraction, self.measures):
            if found.confidence < self.threshold:
                continue
            self._add_concept(found.code_list, found.concept)
            self._claim(
                found.subject,
                RelationType.CLASSIFIED_AS,
                found.concept.iri,
                found.evidence,
                found.confidence,
                found.method,
            )

    def _add_concept(self, code_list: str, concept: Concept) -> None:
        if concept.iri not in self.concepts:
            self.concepts.add(concept.iri)
            self.lines |= {str(quad): quad for quad in concept_quads(code_list, concept, self.graph)}

    def _add_claim_node(self, iri: str, cls: str, claim: Measure | Target) -> None:
        """What a measure and a target have in common; the clause is their name and their evidence."""
        self.spans.add(claim.span)
        self._add(iri, t.TYPE, cls)
        self._add(iri, t.PREF_LABEL, _chinese(claim.span.of(self.text)))
        self._add(iri, t.EVIDENCE, evidence_iri(self.iri, claim.span))
        self._add(iri, t.PRIMARY_SOURCE, self.iri)
        self._add(iri, t.CONFIDENCE, confidence_literal(claim.confidence))
        self._add(iri, t.METHOD, Literal(claim.method))

    def _claim(
        self,
        subject: str,
        relation: RelationType,
        object: str,
        evidence: Iterable[Span],
        confidence: float,
        method: str,
        data: Mapping[str, Literal] | None = None,
    ) -> None:
        claim = self.claims.setdefault((subject, relation, object), _Claim())
        claim.add(evidence, confidence, method, data or {})

    def _add_statement(self, subject: str, relation: RelationType, object: str, claim: _Claim) -> None:
        predicate = t.RELATION_PROPERTIES[relation]
        iri = statement_iri(subject, predicate, object, self.iri)
        self._add(subject, predicate, object)
        self._add(iri, t.TYPE, t.STATEMENT)
        self._add(iri, t.SUBJECT, subject)
        self._add(iri, t.PREDICATE, predicate)
        self._add(iri, t.OBJECT, object)
        self._add(iri, t.PRIMARY_SOURCE, self.iri)
        self._add(iri, t.GENERATED_BY, self.run)
        self._add(iri, t.CONFIDENCE, confidence_literal(claim.confidence))
        self._add(iri, t.METHOD, Literal(claim.method))
        self._add_all(iri, claim.data)
        for span in claim.evidence:
            self.spans.add(span)
            self._add(iri, t.EVIDENCE, evidence_iri(self.iri, span))

    def _add_spans(self) -> None:
        sentences = {span: self.extraction.sentence_at(span) for span in self.spans}
        for span in self.spans | set(sentences.values()):
            iri = evidence_iri(self.iri, span)
            self._add(iri, t.TYPE, t.EVIDENCE_SPAN)
            self._add(iri, t.REFERENCE_CONTEXT, self.iri)
            self._add(iri, t.BEGIN_INDEX, integer_literal(span.begin))
            self._add(iri, t.END_INDEX, integer_literal(span.end))
            self._add(iri, t.ANCHOR_OF, Literal(span.of(self.text)))
        for span, sentence in sentences.items():
            if sentence != span:
                self._add(evidence_iri(self.iri, span), t.SENTENCE, evidence_iri(self.iri, sentence))


def confidence_literal(confidence: float) -> Literal:
    """`confidence` as xsd:decimal with at most four decimals."""
    return decimal_literal(round(confidence, 4))


def decimal_literal(number: float) -> Literal:
    """`number` as xsd:decimal in the spelling that Oxigraph keeps: no exponent, no zeros at the end.

    >>> decimal_literal(100.0).value, decimal_literal(0.830).value
    ('100', '0.83')
    """
    spelled = format(Decimal(repr(float(number))), "f")
    if "." in spelled:
        spelled = spelled.rstrip("0").rstrip(".")
    return Literal("0" if spelled == "-0" else spelled, datatype=_xsd("decimal"))


def integer_literal(number: int) -> Literal:
    """`number` as xsd:integer."""
    return Literal(str(number), datatype=_xsd("integer"))


def date_literal(value: str) -> Literal:
    """An ISO date as xsd:date, gYearMonth or gYear, by what it says; anything else as a plain string.

    >>> date_literal("2024-02").datatype.value.rpartition("#")[2]
    'gYearMonth'
    """
    for pattern, name in _DATES:
        if pattern.fullmatch(value) and _is_calendar_date(value):
            return Literal(value, datatype=_xsd(name))
    return Literal(value)


def _is_calendar_date(value: str) -> bool:
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _attribute_literal(key: str, value: str) -> Literal:
    if key == "order" and re.fullmatch(r"\d+", value):
        return Literal(str(int(value)), datatype=_xsd("integer"))
    if key == "joint" and value in ("true", "false"):
        return Literal(value, datatype=_xsd("boolean"))
    return Literal(value)


def _chinese(text: str) -> Literal:
    return Literal(text, language=ZH)


@lru_cache(maxsize=4096)
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


def _xsd(name: str) -> NamedNode:
    return _node(t.XSD + name)
