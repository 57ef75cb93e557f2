"""Measures (举措): clauses that commit or urge someone to act, with verb, objects, means and actors."""

from __future__ import annotations

from collections.abc import Iterator

from extract.actions import Clause, Part, Reader
from extract.records import Actor, Entity, Measure, Span
from extract.responsibility import Answer, find_answers
from extract.segment import find_clauses, numbering
from extract.standing import Name, Standing
from ontology.labels import ActorRole, EntityType, Modality

_ACTORS = frozenset({EntityType.ACTOR_GROUP, EntityType.INSTITUTION})
_SUBJECTS = _ACTORS | {EntityType.REGION, EntityType.PLATFORM}


class _Draft:
    """A measure in the making."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.begin = clause.span.begin
        self.objects: list[Name] = []
        self.means: list[Name] = []
        self.actors: list[tuple[Name, ActorRole]] = []


def find_measures(text: str, sentences: tuple[Span, ...], entities: tuple[Entity, ...]) -> tuple[Measure, ...]:
    """The measures of `text` in reading order; only clauses that act on, use or name at least one entity.

    Offsets count code points of `text`, end excluded.
    """
    names = Standing(entities)
    reader = Reader(text, names)
    answers = find_answers(text, names)
    drafts = [draft for sentence in sentences for draft in _drafts(reader, sentence)]
    for draft in drafts:
        for answer in answers:
            if answer.begin <= draft.begin < answer.end:
                draft.actors += [(name, role) for name, role in answer.actors]
    return tuple(measure for draft in drafts for measure in _measures(text, draft))


def _drafts(reader: Reader, sentence: Span) -> Iterator[_Draft]:
    subjects: list[Name] = []
    pending: list[Part] = []
    for clause in find_clauses(reader.text, sentence):
        numbered = numbering(reader.text, clause)
        begin = numbered[1] if numbered else clause.begin
        read = reader.read(begin, clause.end)
        if read.verb is None:
            pending = [p for p in read.parts if p.kind != "subject"]
            subjects = subjects_of(reader, read) or subjects
            continue
        draft = _Draft(read)
        own = subjects_of(reader, read)
        subjects = own or subjects
        draft.actors += [(name, ActorRole.ACT) for name in subjects]
        for part in (*pending, *read.parts):
            _fill(draft, reader.names, part)
        pending = []
        _fill_object(draft, reader, read)
        yield draft


def subjects_of(reader: Reader, clause: Clause) -> list[Name]:
    return [
        name
        for part in clause.parts
        if part.kind in ("subject", "actor")
        for name in reader.names.within(part.span.begin, part.span.end)
        if name.type in _SUBJECTS
    ]


def _fill(draft: _Draft, names: Standing, part: Part) -> None:
    for name in names.within(part.span.begin, part.span.end):
        if part.kind == "means":
            draft.means.append(name)
        elif part.kind == "object" or (part.kind == "beneficiary" and name.type not in _ACTORS):
            if name.type is not EntityType.REGION:
                draft.objects.append(name)
        elif part.kind == "beneficiary":
            draft.actors.append((name, ActorRole.SUPPORTED))


def _fill_object(draft: _Draft, reader: Reader, clause: Clause) -> None:
    verb = clause.verb
    assert verb is not None
    begin, end = verb.end, clause.span.end
    if "causative" in verb.kinds:
        inner = reader.read(begin, end)
        if inner.verb:
            for part in inner.parts:
                if part.kind == "subject":
                    for name in reader.names.within(part.span.begin, part.span.end):
                        if name.type in _SUBJECTS:
                            draft.actors.append((name, ActorRole.SUPPORTED))
                        else:
                            draft.objects.append(name)
                else:
                    _fill(draft, reader.names, part)
            begin = inner.verb.end
        else:
            first = reader.names.starting(begin)
            while first and first.type in _ACTORS and first.end <= end:
                draft.actors.append((first, ActorRole.SUPPORTED))
                begin = first.end
                first = reader.names.starting(begin + 1)
    draft.objects += [n for n in reader.names.within(begin, end) if n.type is not EntityType.REGION]


def _measures(text: str, draft: _Draft) -> Iterator[Measure]:
    verb = draft.clause.verb
    assert verb is not None
    if not (draft.objects or draft.means or draft.actors):
        return
    actors = {name.iri: Actor(name.reference, role) for name, role in reversed(draft.actors)}
    for action in verb.actions:
        yield Measure(
            begin=draft.begin,
            end=draft.clause.span.end,
            action=action.of(text),
            action_span=action,
            objects=tuple(n.reference for n in draft.objects),
            means=tuple(n.reference for n in draft.means),
            actors=tuple(reversed(actors.values())),
            modality=draft.clause.modality or Modality.STATE,
            cue=draft.clause.cue,
            confidence=0.75,
            method="clause",
        )


__all__ = ["Answer", "find_measures"]
