"""What passes between reading, extraction and the graph: frozen records, to and from JSON.

`Extraction` is all that `kg` knows of language. Offsets are Unicode code points of `Document.text`, end excluded, so
`text[span.begin:span.end]` is the quotation. Records compare by value and can be hashed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from ontology.iris import folded, mint
from ontology.labels import ActorRole, Bound, EntityType, Modality, RelationType


class Span(msgspec.Struct, frozen=True, order=True):
    """A piece of a text: code points `begin` up to, not including, `end`."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.begin : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.begin <= other.begin and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.begin < other.end and other.begin < self.end


class Segment(msgspec.Struct, frozen=True):
    """Where a run of the stored text stands in the source: `text[begin:end]` was read from `source_begin:source_end`.

    `locus` names the part of the source that the source offsets count in: "" for the decoded characters of a whole
    file (txt, md, html), "page 3" for a PDF, "paragraph 12" for a Word file. The two lengths differ only where the
    source spells a character otherwise (`&nbsp;`).
    """

    begin: int
    end: int
    source_begin: int
    source_end: int
    locus: str = ""


class Origin(msgspec.Struct, frozen=True):
    """One place where a text was found: the `copy`-th time in the file `source`, with the map back into it."""

    source: str
    sha256: str
    format: str
    encoding: str = ""
    copy: int = 0
    segments: tuple[Segment, ...] = ()


class Field(msgspec.Struct, frozen=True):
    """Something a page says of its text: `name` is title, date, source, number, issuer or author.

    `span` is where the stored text says it, None where only the file's own metadata does. A date is ISO 8601.
    """

    name: str
    value: str
    span: Span | None = None


class Document(msgspec.Struct, frozen=True):
    """A source as read and cleaned: the stored text, what the page says of it, and where it was found."""

    text: str
    fields: tuple[Field, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def id(self) -> str:
        """The IRI of the text, from its normalised characters: a reprint has the same one."""
        return mint("SourceText", folded(self.text))

    @property
    def sha256(self) -> str:
        """The hash of exactly this stored text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def values(self, name: str) -> tuple[str, ...]:
        """The values of all fields called `name`, in the order of the page."""
        return tuple(field.value for field in self.fields if field.name == name)

    def value(self, name: str) -> str | None:
        """The first value of the field `name`, or None."""
        return next(iter(self.values(name)), None)

    @property
    def title(self) -> str:
        """The title, or "" where none was found."""
        return self.value("title") or ""

    @property
    def date(self) -> str | None:
        """The date of issue or publication as ISO 8601, or None."""
        return self.value("date")


class Mention(msgspec.Struct, frozen=True):
    """A span that names an entity, how sure that is (0 to 1), and what found it (lexicon, head, model, quote, …)."""

    begin: int
    end: int
    confidence: float = 1.0
    method: str = ""

    @property
    def span(self) -> Span:
        """The characters of the mention."""
        return Span(self.begin, self.end)


class Entity(msgspec.Struct, frozen=True):
    """A thing that the text names: one for each IRI, with all its mentions in reading order."""

    iri: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]

    @property
    def confidence(self) -> float:
        """The confidence of the surest mention."""
        return max(mention.confidence for mention in self.mentions)


class Reference(msgspec.Struct, frozen=True):
    """An entity in its role in a claim: its IRI and the mention that the claim is read from."""

    iri: str
    begin: int
    end: int

    @property
    def span(self) -> Span:
        """The characters of the mention."""
        return Span(self.begin, self.end)


class Relation(msgspec.Struct, frozen=True):
    """A relation that one passage states; the same pair in another passage is another record.

    `evidence` is the smallest passage that holds head, tail and cue. `attributes` are the edge's own data:
    `order` and `joint` of ISSUED_BY, `kind` of CITES (依据, 贯彻落实, …), `strength` of ADVOCATES.
    """

    type: RelationType
    head: Reference
    tail: Reference
    evidence: Span
    cue: Span | None = None
    confidence: float = 1.0
    method: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


class Actor(msgspec.Struct, frozen=True):
    """Who acts, leads, answers for or benefits from a measure."""

    reference: Reference
    role: ActorRole = ActorRole.ACT


class Measure(msgspec.Struct, frozen=True):
    """A clause that commits or urges someone to act (举措): `text[begin:end]`, its verb and its fillers."""

    begin: int
    end: int
    action: str
    action_span: Span
    objects: tuple[Reference, ...] = ()
    means: tuple[Reference, ...] = ()
    actors: tuple[Actor, ...] = ()
    modality: Modality = Modality.STATE
    cue: Span | None = None
    confidence: float = 1.0
    method: str = ""

    @property
    def span(self) -> Span:
        """The clause."""
        return Span(self.begin, self.end)


class Target(msgspec.Struct, frozen=True):
    """A measurable objective (量化目标): `value` times `unit` of the indicator by `year`; 一批 has no value.

    `year_span` is where the year stands, which may be earlier than the clause. `end_value` is set for a range only.
    """

    begin: int
    end: int
    indicator: str
    indicator_span: Span
    value: float | None
    unit: str
    year: int | None = None
    year_span: Span | None = None
    bound: Bound = Bound.EXACTLY
    end_value: float | None = None
    concerns: tuple[Reference, ...] = ()
    confidence: float = 1.0
    method: str = ""

    @property
    def span(self) -> Span:
        """The clause."""
        return Span(self.begin, self.end)


class Extraction(msgspec.Struct, frozen=True):
    """Everything found in one text, in reading order. `sentences` cover the text's prose, without overlap."""

    document: Document
    pipeline: str
    sentences: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    measures: tuple[Measure, ...] = ()
    targets: tuple[Target, ...] = ()

    def sentence_at(self, span: Span) -> Span:
        """The smallest run of sentences that holds `span`; the span itself where no sentence does."""
        held = [s for s in self.sentences if s.overlaps(span)]
        if not held:
            return span
        return Span(min(held[0].begin, span.begin), max(held[-1].end, span.end))

    def to_json(self) -> bytes:
        """The record as one line of UTF-8 JSON; equal extractions give equal bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @classmethod
    def from_json(cls, data: bytes) -> Extraction:
        """The record that `to_json` wrote.

        Raises msgspec.ValidationError or msgspec.DecodeError where `data` is not such a record.
        """
        return msgspec.json.decode(data, type=cls)


def above(extraction: Extraction, least: float) -> Extraction:
    """The extraction less what is less sure than `least`, and less what rests on it.

    A relation goes with its head or tail; a measure loses the fillers that go, and goes when it loses all it had.
    """
    if least <= 0:
        return extraction
    entities = [
        msgspec.structs.replace(entity, mentions=tuple(m for m in entity.mentions if m.confidence >= least))
        for entity in extraction.entities
    ]
    kept = {entity.iri for entity in entities if entity.mentions}

    def has(reference: Reference) -> bool:
        return reference.iri in kept

    def filled(measure: Measure) -> Measure:
        return msgspec.structs.replace(
            measure,
            objects=tuple(filter(has, measure.objects)),
            means=tuple(filter(has, measure.means)),
            actors=tuple(actor for actor in measure.actors if has(actor.reference)),
        )

    measures = [
        part
        for whole in extraction.measures
        if whole.confidence >= least
        for part in [filled(whole)]
        if part.objects or part.means or part.actors or not (whole.objects or whole.means or whole.actors)
    ]
    return msgspec.structs.replace(
        extraction,
        entities=tuple(entity for entity in entities if entity.mentions),
        relations=tuple(r for r in extraction.relations if r.confidence >= least and has(r.head) and has(r.tail)),
        measures=tuple(measures),
        targets=tuple(
            msgspec.structs.replace(target, concerns=tuple(filter(has, target.concerns)))
            for target in extraction.targets
            if target.confidence >= least
        ),
    )


def quotation_faults(extraction: Extraction) -> list[str]:
    """Offsets that cannot be right: outside the text, empty, or an action or indicator that differs from its span.

    An empty list is the promise that every claim can be quoted character for character.
    """
    text = extraction.document.text
    faults: list[str] = []

    def check(what: str, span: Span, expected: str | None = None) -> None:
        if not 0 <= span.begin < span.end <= len(text):
            faults.append(f"{what}: offsets {span.begin}:{span.end} in a text of {len(text)} characters")
        elif expected is not None and span.of(text) != expected:
            faults.append(f"{what}: {expected!r} is not at {span.begin}:{span.end}, where {span.of(text)!r} stands")

    for entity in extraction.entities:
        for mention in entity.mentions:
            check(f"{entity.type} {entity.name}", mention.span)
    for relation in extraction.relations:
        spans = [relation.head.span, relation.tail.span, relation.evidence, *([relation.cue] if relation.cue else [])]
        for span in spans:
            check(relation.type.value, span)
    for measure in extraction.measures:
        check("Measure", measure.span)
        check("Measure action", measure.action_span, measure.action)
        fillers = [*measure.objects, *measure.means, *(actor.reference for actor in measure.actors)]
        for span in [f.span for f in fillers] + ([measure.cue] if measure.cue else []):
            check("Measure", span)
    for target in extraction.targets:
        check("Target", target.span)
        check("Target indicator", target.indicator_span, target.indicator)
        for span in [f.span for f in target.concerns] + ([target.year_span] if target.year_span else []):
            check("Target", span)
    return faults


def to_annotation(extraction: Extraction) -> dict[str, Any]:
    """The extraction in the form of the annotation guide, with offsets, IRI and confidence beside each text.

    Each distinct (text, type) is listed once, as the guide asks; a claim found twice is listed once as well.
    """
    text = extraction.document.text
    types = {entity.iri: entity.type for entity in extraction.entities}

    def end(reference: Reference) -> dict[str, Any]:
        return {
            "text": reference.span.of(text),
            "type": types[reference.iri].value,
            "iri": reference.iri,
            "begin": reference.begin,
            "end": reference.end,
        }

    entities: dict[tuple[str, str], dict[str, Any]] = {}
    for entity in extraction.entities:
        for mention in entity.mentions:
            surface = mention.span.of(text)
            row = entities.setdefault(
                (surface, entity.type.value),
                {
                    "text": surface,
                    "type": entity.type.value,
                    "iri": entity.iri,
                    "name": entity.name,
                    "confidence": mention.confidence,
                    "mentions": [],
                },
            )
            row["confidence"] = max(row["confidence"], mention.confidence)
            row["mentions"].append({"begin": mention.begin, "end": mention.end, "method": mention.method})
    relations: dict[tuple[str, str, str, str, str], dict[str, Any]] = {}
    for relation in extraction.relations:
        head, tail = end(relation.head), end(relation.tail)
        relations.setdefault(
            (relation.type.value, head["text"], head["type"], tail["text"], tail["type"]),
            {
                "head": head,
                "type": relation.type.value,
                "tail": tail,
                "text": relation.evidence.of(text),
                "begin": relation.evidence.begin,
                "end": relation.evidence.end,
                "cue": relation.cue.of(text) if relation.cue else None,
                "confidence": relation.confidence,
                "method": relation.method,
                **dict(relation.attributes),
            },
        )
    measures = [
        {
            "text": measure.span.of(text),
            "action": measure.action,
            "objects": _distinct(r.span.of(text) for r in measure.objects),
            "means": _distinct(r.span.of(text) for r in measure.means),
            "actors": _distinct(a.reference.span.of(text) for a in measure.actors),
            "roles": {a.reference.span.of(text): a.role.value for a in measure.actors},
            "modality": measure.modality.value,
            "begin": measure.begin,
            "end": measure.end,
            "iri": measure_iri(extraction.document, measure),
            "confidence": measure.confidence,
        }
        for measure in extraction.measures
    ]
    targets = [
        {
            "text": target.span.of(text),
            "indicator": target.indicator,
            "value": target.value,
            "unit": target.unit,
            "year": target.year,
            "bound": target.bound.value,
            "begin": target.begin,
            "end": target.end,
            "iri": target_iri(extraction.document, target),
            "confidence": target.confidence,
        }
        for target in extraction.targets
    ]
    document = extraction.document
    return {
        "source": document.origins[0].source if document.origins else "",
        "iri": document.id,
        "title": document.title,
        "date": document.date,
        "fields": [{"name": f.name, "value": f.value} for f in document.fields],
        "origins": [{"source": o.source, "copy": o.copy, "sha256": o.sha256} for o in document.origins],
        "text": text,
        "entities": list(entities.values()),
        "relations": list(relations.values()),
        "measures": measures,
        "targets": targets,
    }


def measure_iri(document: Document, measure: Measure) -> str:
    """The IRI of a measure: its text, its place there and its verb."""
    return mint(
        "Measure", document.id, str(measure.begin), str(measure.end), measure.action, str(measure.action_span.begin)
    )


def target_iri(document: Document, target: Target) -> str:
    """The IRI of a target: its text, its place there and what it counts."""
    return mint("Target", document.id, str(target.begin), str(target.end), target.indicator)


def _distinct(items: Any) -> list[Any]:
    return list(dict.fromkeys(items))


def attribute(pairs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """`pairs` as the sorted tuple that `Relation.attributes` wants."""
    return tuple(sorted(pairs.items()))
