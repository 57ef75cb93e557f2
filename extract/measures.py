"""Measures (举措): clauses that commit or urge someone to act, with verb, objects, means and actors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.actions import Clause, Part, Reader
from extract.records import Actor, Entity, Measure, Span
from extract.responsibility import find_answers
from extract.segment import find_clauses, numbering
from extract.standing import Name, Standing
from ontology.labels import ActorRole, EntityType, Modality

_PERSONS = frozenset({EntityType.ACTOR_GROUP, EntityType.INSTITUTION})
_SUBJECTS = _PERSONS | {EntityType.REGION}
_BASES = frozenset({EntityType.PLATFORM, EntityType.INSTRUMENT, EntityType.POLICY_DOCUMENT, EntityType.TECHNOLOGY})
_HONOURED = frozenset({EntityType.EVENT, EntityType.PERSON, EntityType.INSTITUTION})
_GAP = re.compile(r"(?<=\S)[ \t\u3000]+(?=\S)")
_HOMELAND = ("我国", "全国", "中国", "国家")


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
    if reader.text[sentence.end - 1] in "？?":
        return
    clauses = [piece for clause in find_clauses(reader.text, sentence) for piece in _pieces(reader, clause)]
    for index, clause in enumerate(clauses):
        numbered = numbering(reader.text, clause)
        begin = numbered[1] if numbered else clause.begin
        for read in reader.read_all(begin, clause.end, index + 1 < len(clauses)):
            own = subjects_of(reader, read)
            if read.is_reported:
                subjects, own = [], []
            if read.verb is None:
                pending += [p for p in read.parts if p.kind != "subject"]
                if read.parts and read.parts[-1].kind == "subject" and read.parts[-1].span.end == read.span.end:
                    subjects = own or subjects
                continue
            subjects = own or subjects
            draft = _Draft(read)
            draft.actors += [(name, ActorRole.ACT) for name in subjects]
            for part in (*pending, *read.parts):
                _fill(draft, reader, part)
            pending = []
            _fill_object(draft, reader, read)
            yield draft


def _pieces(reader: Reader, clause: Span) -> Iterator[Span]:
    """The clause parted where a gap in a line of many parts begins a heading or an item: 创新服务　　（二）优化环境."""
    begin = clause.begin
    for gap in _GAP.finditer(reader.text, clause.begin, clause.end):
        if numbering(reader.text, Span(gap.end(), clause.end)) or len(gap.group()) > 1:
            if gap.start() > begin:
                yield Span(begin, gap.start())
            begin = gap.end()
    yield Span(begin, clause.end)


def subjects_of(reader: Reader, clause: Clause) -> list[Name]:
    """The actors that the clause names before its verb."""
    return [
        name
        for part in clause.parts
        if part.kind in ("subject", "actor")
        for name in reader.names.within(part.span.begin, part.span.end)
        if name.type in _SUBJECTS or (part.kind == "subject" and reader.is_organs(part.span))
    ]


def _fill(draft: _Draft, reader: Reader, part: Part) -> None:
    gives = draft.clause.verb is not None and draft.clause.verb.actions[0].of(reader.text) in ("给予", "予以")
    for name in reader.names.within(part.span.begin, part.span.end):
        if name.type is EntityType.PERSON:
            continue
        if part.kind == "means" or (part.kind == "basis" and name.type in _BASES):
            draft.means.append(name)
        elif part.kind == "beneficiary" or (part.kind == "object" and gives):
            if name.type in _PERSONS:
                draft.actors.append((name, ActorRole.SUPPORTED))
            elif name.type is not EntityType.REGION:
                draft.objects.append(name)
        elif part.kind == "object":
            if name.type is not EntityType.REGION:
                draft.objects.append(name)
        elif part.kind == "subject" and not reader.is_organs(part.span) and name.type not in _SUBJECTS | {EntityType.POLICY_DOCUMENT}:
            if name.type is EntityType.PLATFORM and draft.clause.modality is not None:
                draft.actors.append((name, ActorRole.ACT))
            else:
                draft.objects.append(name)


def _fill_object(draft: _Draft, reader: Reader, clause: Clause) -> None:
    """Fill in what stands after the verb."""
    verb = clause.verb
    assert verb is not None
    begin, end = verb.end, clause.span.end
    helped: list[Name] = []
    if clause.somebody and clause.somebody.verb:
        begin = _fill_somebody(draft, reader, clause.somebody, helped)
    elif "person" in verb.kinds or ("causative" in verb.kinds and "soft" not in verb.kinds):
        helped = list(reader.persons(begin, end))
    draft.actors += [(name, ActorRole.SUPPORTED) for name in helped]
    named = [name for name in reader.names.within(begin, end) if name not in helped]
    regions = [name for name in named if name.type is EntityType.REGION]
    if reader.text.startswith(("与", "同"), verb.end):
        regions = []
    if len(regions) == len(named) and regions and regions[0].begin == verb.end and regions[0].span.of(reader.text) not in _HOMELAND:
        draft.objects += regions
    draft.objects += [name for name in named if name not in regions]


def _fill_somebody(draft: _Draft, reader: Reader, clause: Clause, helped: list[Name]) -> int:
    """Fillers of what somebody is to do; returns where the object of that begins."""
    assert clause.verb is not None and draft.clause.verb is not None
    is_strong = "soft" not in draft.clause.verb.kinds
    for part in clause.parts:
        if part.word in ("与", "同", "和"):
            part = part._replace(kind="object")
        if part.kind != "subject":
            _fill(draft, reader, part)
            continue
        for name in reader.names.within(part.span.begin, part.span.end):
            if name.type in _SUBJECTS or (name.type is EntityType.PLATFORM and is_strong):
                if name.span.of(reader.text) not in _HOMELAND:
                    helped.append(name)
            else:
                draft.objects.append(name)
    return clause.verb.end


def _measures(text: str, draft: _Draft) -> Iterator[Measure]:
    verb = draft.clause.verb
    assert verb is not None
    if re.match("(?:学习)?(?:贯彻|落实)", verb.actions[0].of(text)):
        draft.objects = [name for name in draft.objects if name.type not in _HONOURED]
    if re.match("本(?:办法|意见|规定|条例|细则|方案|指引|规划|通知|措施|规则|计划)", text[verb.end : verb.end + 4]):
        return
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
