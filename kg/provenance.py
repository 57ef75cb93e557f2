"""Why a claim is in the graph, or no longer: its method, its run, and the corrections that a person made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ontology import terms as t

if TYPE_CHECKING:
    from pyoxigraph import Store


@dataclass(frozen=True, order=True)
class Correction:
    """A decision as the graph keeps it; `iri` is minted from all that it says."""

    date: str
    decision: str
    value: str
    by: str
    note: str
    iri: str

    def render(self) -> str:
        """The decision in one line: what, to what, when, by whom, why.

        >>> Correction("2026-01-31", "rename", "人形机器人", "李禾", "", "").render()
        'rename → 人形机器人，2026-01-31，李禾'
        """
        what = f"{self.decision} → {self.value}" if self.value else self.decision
        return "，".join(filter(None, (what, self.date, self.by, self.note)))


@dataclass(frozen=True)
class Withdrawn:
    """A statement that a correction took back; `revised` is the one that stands in its place, "" where none does."""

    statement_id: str
    label: str
    head: str
    relation: str
    tail: str
    text_id: str
    sentence: str
    confidence: float
    method: str
    corrections: tuple[Correction, ...]
    revised: str = ""


@dataclass(frozen=True)
class RunFacts:
    """An extraction run as the graph describes it: its pipeline, software with versions, and settings as JSON."""

    iri: str
    pipeline: str
    software: tuple[tuple[str, str], ...]
    settings: str
    settings_hash: str

    def render(self) -> str:
        """The run in one line."""
        software = "、".join(f"{name} {version}".strip() for name, version in self.software)
        return f"{self.iri}：{software or self.pipeline}" + (f"；设置 {self.settings}" if self.settings else "")


def read_runs(store: Store) -> tuple[RunFacts, ...]:
    """The extraction runs of a dataset, by IRI."""
    return tuple(_run(store, iri) for iri in sorted(_subjects(store, t.TYPE, t.EXTRACTION_RUN)))


def _run(store: Store, iri: str) -> RunFacts:
    agents = [
        (_first(store, a, t.NAME), _first(store, a, t.SOFTWARE_VERSION)) for a in _all(store, iri, t.ASSOCIATED_WITH)
    ]
    return RunFacts(
        iri,
        _first(store, iri, t.PIPELINE),
        tuple(sorted(agents)),
        _first(store, iri, t.SETTINGS),
        _first(store, iri, t.SETTINGS_HASH),
    )


def read_corrections(store: Store, only: Collection[str] | None = None) -> dict[str, tuple[Correction, ...]]:
    """The corrections behind the statements of the graph, oldest first, by statement; `only` names those wanted.

    Statements that were withdrawn are not among them.
    """
    found: dict[str, set[str]] = defaultdict(set)
    withdrawn = _subjects(store, t.TYPE, t.WITHDRAWN_STATEMENT)
    for quad in store.quads_for_pattern(None, NamedNode(t.CORRECTED_BY), None, None):
        iri = _value(quad.subject)
        if iri not in withdrawn and (only is None or iri in only):
            found[iri].add(_value(quad.object))
    return {iri: _corrections(store, found[iri]) for iri in sorted(found)}


def iter_withdrawn(store: Store, about: Collection[str] | None = None) -> Iterator[Withdrawn]:
    """The withdrawn statements by IRI; `about` wants those with these ends."""
    for iri in sorted(_subjects(store, t.TYPE, t.WITHDRAWN_STATEMENT)):
        head, tail = _first(store, iri, t.SUBJECT), _first(store, iri, t.OBJECT)
        if about is None or head in about or tail in about:
            yield Withdrawn(
                iri,
                _first(store, iri, t.LABEL),
                head,
                t.RELATION_TYPES[_first(store, iri, t.PREDICATE)].value,
                tail,
                _first(store, iri, t.PRIMARY_SOURCE),
                _sentence(store, iri),
                float(_first(store, iri, t.CONFIDENCE)),
                _first(store, iri, t.METHOD),
                _corrections(store, set(_all(store, iri, t.CORRECTED_BY))),
                next(iter(sorted(_subjects(store, t.REVISION_OF, iri))), ""),
            )


def _corrections(store: Store, iris: set[str]) -> tuple[Correction, ...]:
    return tuple(sorted(_correction(store, iri) for iri in iris))


def _correction(store: Store, iri: str) -> Correction:
    terms = (t.DATE, t.DECISION, t.PROV_VALUE, t.CREATOR, t.NOTE)
    date, decision, value, by, note = (_first(store, iri, term) for term in terms)
    return Correction(date, decision, value, by, note, iri)


def _sentence(store: Store, iri: str) -> str:
    """The sentence of the first evidence."""
    spans = _all(store, iri, t.EVIDENCE)
    first = min(spans, key=lambda span: (int(_first(store, span, t.BEGIN_INDEX)), span))
    return _first(store, _first(store, first, t.SENTENCE) or first, t.ANCHOR_OF)


def _subjects(store: Store, predicate: str, object: str) -> set[str]:
    quads = store.quads_for_pattern(None, NamedNode(predicate), NamedNode(object), None)
    return {_value(quad.subject) for quad in quads}


def _all(store: Store, iri: str, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
    return sorted({_value(quad.object) for quad in quads})


def _first(store: Store, iri: str, predicate: str) -> str:
    return next(iter(_all(store, iri, predicate)), "")


def _value(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value
