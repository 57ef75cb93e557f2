"""Relations from what a text says: each with the passage that says it, its cue, and the rule that read it.

The rules stand in files of their own, one kind of relation each; they rest on wording and layout, never on two names
merely standing near each other. Here their findings become records.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import chain

from extract.lexicon import read_rows
from extract.records import Document, Entity, Reference, Relation, Span
from extract.relation_rules.advocacy import find_advocacies
from extract.relation_rules.application import find_applications
from extract.relation_rules.citing import find_citations
from extract.relation_rules.inclusion import find_inclusions
from extract.relation_rules.issuing import find_issuers
from extract.relation_rules.layout import find_layout
from extract.relation_rules.location import find_locations
from extract.relation_rules.mention_index import Place, Reading
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import RelationType, is_legal

_TRUST = 0.2
"""How far doubt about the two names is doubt about the relation: P = rule · (head · tail)^0.2.

Wording that fits a rule speaks for the names as well, and their errors go together. Measured with names from a model
trained on the other half of the documents: calibration error 0.08, against 0.09 for the exponent 0.25, 0.13 for 0.4.
"""


def find_relations(
    document: Document, sentences: tuple[Span, ...], entities: tuple[Entity, ...]
) -> tuple[Relation, ...]:
    """The relations that the text of `document` states between `entities`, in reading order.

    The evidence of each is the smallest passage that holds its two names and its cue; `method` is the rule. One
    pair of places has a relation once, by the rule that is right more often.
    """
    context = Context(document, sentences, entities)
    relations: dict[tuple[RelationType, Reference, Reference], Relation] = {}
    for finding in _find_all(context):
        relation = _relation(finding)
        if relation:
            key = (relation.type, relation.head, relation.tail)
            known = relations.get(key)
            if known is None or relation.confidence > known.confidence:
                relations[key] = relation
    return tuple(sorted(relations.values(), key=_place))


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


@functools.cache
def _precisions() -> dict[tuple[str, str], float]:
    return {(relation, rule): float(value) for relation, rule, value in read_rows("relation_rules", 3)}


def _relation(finding: Finding) -> Relation | None:
    """The record of a finding; None where no reading of its two names may be joined so."""
    pair = _readings(finding.type, finding.head, finding.tail)
    if pair is None:
        return None
    head, tail = pair
    spans = [finding.head.span, finding.tail.span, *([finding.cue] if finding.cue else [])]
    evidence = Span(min(span.begin for span in spans), max(span.end for span in spans))
    confidence = _precisions()[finding.type.value, finding.method] * (head.confidence * tail.confidence) ** _TRUST
    return Relation(
        finding.type,
        Reference(head.iri, finding.head.begin, finding.head.end),
        Reference(tail.iri, finding.tail.begin, finding.tail.end),
        evidence,
        finding.cue,
        round(confidence, 4),
        finding.method,
        finding.attributes,
    )


def _readings(type: RelationType, head: Place, tail: Place) -> tuple[Reading, Reading] | None:
    """The readings of two names that the relation may join: two of one type before others, then the surer ones."""
    legal = [(h, t) for h in head.readings for t in tail.readings if is_legal(type, h.type, t.type) and h.iri != t.iri]
    return max(
        legal, key=lambda pair: (pair[0].type == pair[1].type, pair[0].confidence + pair[1].confidence), default=None
    )


def _place(relation: Relation) -> tuple[int, int, str, int, int, int, int]:
    evidence, head, tail = relation.evidence, relation.head, relation.tail
    return (evidence.begin, evidence.end, relation.type.value, head.begin, head.end, tail.begin, tail.end)
