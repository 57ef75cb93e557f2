"""Corrected claims as quads, with what a person took back: statements change, their history stays.

A corrected or confirmed statement points to the correction behind it. A statement that is no longer made becomes a
`WithdrawnStatement` in a named graph of the text's history, which is no part of the union that queries and stores see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from extract.records import Extraction
from kg.build import ZH, quads_of
from kg.corrections import Corrected, correct
from kg.decisions import Decision
from kg.palette import RELATIONS
from ontology import terms as t
from ontology.iris import mint
from ontology.labels import RelationType

_MIDNIGHT = "T00:00:00Z"
_SPAN_TERMS = frozenset({t.BEGIN_INDEX, t.END_INDEX, t.ANCHOR_OF, t.SENTENCE, t.REFERENCE_CONTEXT})

Said = dict[str, list[Quad]]


@dataclass(frozen=True)
class TextQuads:
    """The quads of one text: what it claims, its history (both sorted), and the decisions that found no claim."""

    claims: list[Quad]
    history: list[Quad]
    unused: tuple[Decision, ...] = ()


def corrected_quads(
    extraction: Extraction, decisions: Sequence[Decision], threshold: float = 0.0, run: str | None = None
) -> TextQuads:
    """The quads of a text after the decisions about it; see `quads_of` for `threshold` and `run`.

    History holds only what the graph would claim at this threshold without the decisions.
    """
    corrected = correct(extraction, decisions)
    if corrected.extraction is extraction:
        return TextQuads(quads_of(extraction, threshold, run), [])
    before = _by_subject(quads_of(extraction, threshold, run))
    after = _by_subject(quads_of(corrected.extraction, threshold, run, corrected.aliases))
    history = _History(extraction, corrected, before, after)
    return TextQuads(*history.quads(), corrected.unused)


def history_iri(text: str) -> str:
    """The named graph of what was withdrawn from the text with the IRI `text`."""
    return mint("History", text)


def correction_iri(decision: Decision) -> str:
    """The IRI of a decision, from all that it says."""
    return mint("Correction", decision.to_json().decode())


def correction_quads(decision: Decision, graph: NamedNode) -> list[Quad]:
    """What the graph says of a decision."""
    node = NamedNode(correction_iri(decision))
    facts: list[tuple[str, NamedNode | Literal]] = [
        (t.TYPE, NamedNode(t.CORRECTION)),
        (t.DECISION, Literal(decision.decision.value)),
        (t.DATE, Literal(decision.date, datatype=NamedNode(t.XSD + "date"))),
    ]
    for term, value in ((t.PROV_VALUE, decision.value), (t.CREATOR, decision.by), (t.NOTE, decision.note)):
        if value:
            facts.append((term, Literal(value)))
    return [Quad(node, NamedNode(term), value, graph) for term, value in facts]


class _History:
    """What the decisions did to the statements of one text, found by comparing it before and after."""

    def __init__(self, extraction: Extraction, corrected: Corrected, before: Said, after: Said) -> None:
        self._corrected, self._before, self._after = corrected, before, after
        self._graph = NamedNode(extraction.document.id)
        self._history = NamedNode(history_iri(extraction.document.id))
        self._statements = {iri: _triple(quads) for iri, quads in before.items() if _is_statement(quads)}

    def quads(self) -> tuple[list[Quad], list[Quad]]:
        """The text's quads with the corrections behind them, and those of its history."""
        claims = {str(quad): quad for quads in self._after.values() for quad in quads}
        history: dict[str, Quad] = {}
        now = {_triple(quads): iri for iri, quads in self._after.items() if _is_statement(quads)}
        for triple, iri in now.items():
            if self._after[iri] != self._before.get(iri):
                for quad in self._caused(iri, self._behind(triple), self._graph):
                    claims[str(quad)] = quad
        for iri, triple in self._statements.items():
            if triple not in now:
                for quad in [*self._withdrawn(iri, triple), *self._revisions(iri, triple, now)]:
                    history[str(quad)] = quad
        return [claims[line] for line in sorted(claims)], [history[line] for line in sorted(history)]

    def _behind(self, triple: tuple[str, RelationType, str]) -> tuple[Decision, ...]:
        """The decisions about the claim itself, else about the things that it joins."""
        causes = self._corrected.causes
        own = causes.get(triple, ())
        return own or tuple(dict.fromkeys((*causes.get(triple[0], ()), *causes.get(triple[2], ()))))

    def _beside(self, triple: tuple[str, RelationType, str]) -> tuple[Decision, ...]:
        """The decisions about what the text said of the claim's ends: a measure is classified by its means and objects,
        and goes with them. Where there are none, all that were applied to the text."""
        causes, ends = self._corrected.causes, {triple[0], triple[2]} - {self._graph.value}
        pairs = ((head, tail) for head, _, tail in self._statements.values())
        others = [iri for head, tail in pairs for iri in (head, tail) if ends & {head, tail}]
        found = dict.fromkeys(decision for iri in others for decision in causes.get(iri, ()))
        return tuple(found or dict.fromkeys(decision for each in causes.values() for decision in each))

    def _caused(self, iri: str, decisions: Iterable[Decision], graph: NamedNode) -> Iterable[Quad]:
        for decision in decisions:
            yield Quad(NamedNode(iri), NamedNode(t.CORRECTED_BY), NamedNode(correction_iri(decision)), graph)
            yield from correction_quads(decision, graph)

    def _withdrawn(self, iri: str, triple: tuple[str, RelationType, str]) -> Iterable[Quad]:
        decisions = self._behind(triple) or self._beside(triple)
        node, graph = NamedNode(iri), self._history
        yield Quad(node, NamedNode(t.TYPE), NamedNode(t.WITHDRAWN_STATEMENT), graph)
        yield Quad(node, NamedNode(t.LABEL), Literal(self._label(triple), language=ZH), graph)
        day = max(decision.date for decision in decisions)
        moment = Literal(day + _MIDNIGHT, datatype=NamedNode(t.XSD + "dateTime"))
        yield Quad(node, NamedNode(t.INVALIDATED_AT), moment, graph)
        yield from self._caused(iri, decisions, graph)
        for quad in self._before[iri]:
            if quad.predicate.value != t.TYPE:
                yield Quad(node, quad.predicate, quad.object, graph)
            if quad.predicate.value == t.EVIDENCE:
                yield from self._span(_iri(quad))

    def _span(self, iri: str) -> Iterable[Quad]:
        """The span, described but of no class: the text's own graph says what it is, where it still uses it."""
        for quad in self._before[iri]:
            if quad.predicate.value in _SPAN_TERMS:
                yield Quad(quad.subject, quad.predicate, quad.object, self._history)
            if quad.predicate.value == t.SENTENCE:
                yield from self._span(_iri(quad))

    def _revisions(
        self, iri: str, triple: tuple[str, RelationType, str], now: Mapping[tuple[str, RelationType, str], str]
    ) -> Iterable[Quad]:
        """The statement that stands where the withdrawn one stood."""
        moved = self._corrected.moved
        head, relation, tail = triple
        to = self._corrected.retyped.get(triple, (moved.get(head, head), relation, moved.get(tail, tail)))
        if to in now:
            yield Quad(NamedNode(now[to]), NamedNode(t.REVISION_OF), NamedNode(iri), self._history)

    def _label(self, triple: tuple[str, RelationType, str]) -> str:
        head, relation, tail = triple
        return f"{self._name(head)} {RELATIONS[relation][0]} {self._name(tail)}"

    def _name(self, iri: str) -> str:
        said = self._before.get(iri, [])
        found = (q.object.value for q in said if q.predicate.value in (t.PREF_LABEL, t.TITLE))  # type: ignore[union-attr]
        return next(found, "文本")


def _by_subject(quads: Iterable[Quad]) -> Said:
    found: Said = defaultdict(list)
    for quad in quads:
        found[quad.subject.value].append(quad)  # type: ignore[union-attr]
    return dict(found)


def _is_statement(quads: Iterable[Quad]) -> bool:
    return any(quad.predicate.value == t.TYPE and _iri(quad) == t.STATEMENT for quad in quads)


def _triple(quads: Iterable[Quad]) -> tuple[str, RelationType, str]:
    parts = {quad.predicate.value: quad for quad in quads}
    head, relation, tail = (_iri(parts[term]) for term in (t.SUBJECT, t.PREDICATE, t.OBJECT))
    return head, t.RELATION_TYPES[relation], tail


def _iri(quad: Quad) -> str:
    return quad.object.value  # type: ignore[union-attr]
