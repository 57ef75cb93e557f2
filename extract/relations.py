"""Relations from what a text says: each with the passage that says it, its cue, and the rule that read it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from extract.advocacy import find_advocacies
from extract.application import find_applications
from extract.citing import find_citations
from extract.inclusion import find_inclusions
from extract.issuing import find_issuers
from extract.layout import find_layout
from extract.location import find_locations
from extract.mention_index import Place, Reading
from extract.reading_context import Context, Finding
from extract.records import Document, Entity, Reference, Relation, Span
from ontology.labels import RelationType, is_legal


def find_relations(
    document: Document, sentences: tuple[Span, ...], entities: tuple[Entity, ...]
) -> tuple[Relation, ...]:
    """The relations that the text of `document` states between `entities`, in reading order."""
    context = Context(document, sentences, entities)
    relations = {
        (r.type, r.head, r.tail): r for finding in reversed(list(_find_all(context))) if (r := _relation(finding))
    }
    return tuple(sorted(relations.values(), key=_order))


def _find_all(context: Context) -> Iterator[Finding]:
    prose = [*find_inclusions(context), *find_applications(context)]
    return chain(
        find_issuers(context),
        find_citations(context),
        prose,
        find_layout(context, prose),
        find_locations(context),
        find_advocacies(context),
    )


def _relation(finding: Finding) -> Relation | None:
    """The record of a finding; None where no reading of its two names may be joined so."""
    pair = _readings(finding.type, finding.head, finding.tail)
    if pair is None:
        return None
    head, tail = pair
    spans = [finding.head.span, finding.tail.span, *([finding.cue] if finding.cue else [])]
    evidence = Span(min(span.begin for span in spans), max(span.end for span in spans))
    return Relation(
        finding.type,
        Reference(head.iri, finding.head.begin, finding.head.end),
        Reference(tail.iri, finding.tail.begin, finding.tail.end),
        evidence,
        finding.cue,
        round(min(head.confidence, tail.confidence), 4),
        finding.method,
        finding.attributes,
    )


def _readings(type: RelationType, head: Place, tail: Place) -> tuple[Reading, Reading] | None:
    """The readings of two names that the relation may join: alike in type before others, then the surer ones."""
    legal = [(h, t) for h in head.readings for t in tail.readings if is_legal(type, h.type, t.type) and h.iri != t.iri]
    return max(
        legal, key=lambda pair: (pair[0].type == pair[1].type, pair[0].confidence + pair[1].confidence), default=None
    )


def _order(relation: Relation) -> tuple[int, int, str, int, int, int, int]:
    evidence, head, tail = relation.evidence, relation.head, relation.tail
    return (evidence.begin, evidence.end, relation.type.value, head.begin, head.end, tail.begin, tail.end)
