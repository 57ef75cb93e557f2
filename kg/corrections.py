"""Decisions on the records of one text, before quads are made, so that every store sees the same corrected claims.

Each claim is led from key to key by what was decided about it (retype, rename, merge), and the key where it ends says
whether it was accepted or rejected. The last decision about a key counts. So the order of claims does not matter, and
`correct` of what it gave changes nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from extract.records import (
    Entity,
    Extraction,
    Measure,
    Mention,
    Reference,
    Relation,
    Span,
    Target,
    measure_iri,
    target_iri,
)
from kg.course import Course, Key
from kg.decisions import (
    PART_KINDS,
    RELATION_KINDS,
    REVIEW,
    Decision,
    Verdict,
    clause_key,
    entity_key,
    merge_target,
    part_subject,
    split_entity,
)
from ontology.iris import entity_iri, mint, normalise
from ontology.labels import EntityType, RelationType, is_legal

Triple = tuple[str, RelationType, str]
_NO_ENTITY = ("", "")


@dataclass(frozen=True)
class Corrected:
    """An extraction as its decisions leave it.

    `aliases` are names that merges made other names, by IRI. `causes` are the decisions behind what became of an
    entity, measure or target (by IRI, old and new) and of a relation (by its triple). `moved` and `retyped` lead from
    what was to what is. `unused` are the decisions that found no claim, without those that a later one replaced.
    """

    extraction: Extraction
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    causes: Mapping[str | Triple, tuple[Decision, ...]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    retyped: Mapping[Triple, Triple] = field(default_factory=dict)
    unused: tuple[Decision, ...] = ()


def correct(extraction: Extraction, decisions: Sequence[Decision]) -> Corrected:
    """What `extraction` says after the decisions about its text; other texts' decisions do nothing.

    A rejected entity takes along what rests on it, as in `above`: relations, and measures that lose all they had. What
    is accepted or corrected, and the names it joins, has confidence 1 and the method `review`. A relation that a
    correction leaves with wrong types or with one thing at both ends goes.
    """
    own = [d for d in decisions if d.text == extraction.document.sha256]
    return _Correction(extraction, own).result() if own else Corrected(extraction)


def _entity_step(decision: Decision) -> tuple[Key, Key, Decision]:
    key = (decision.kind, normalise(decision.subject), "")
    type, name = key[0], key[1]
    if decision.decision is Verdict.RETYPE:
        type = decision.value
    elif decision.decision is Verdict.RENAME:
        name = normalise(decision.value)
    elif decision.decision is Verdict.MERGE:
        type, written = merge_target(decision)
        name = normalise(written)
    return key, (type, name, ""), decision


@dataclass(frozen=True)
class _End:
    """An entity as the decisions leave it: None as `iri` where it is rejected."""

    iri: str | None
    type: EntityType
    name: str
    path: tuple[Decision, ...]
    is_sure: bool


class _Correction:
    """The decisions of one text at work on its records."""

    def __init__(self, extraction: Extraction, decisions: list[Decision]) -> None:
        self._extraction, self._document = extraction, extraction.document
        self._text = extraction.document.text
        entities = [d for d in decisions if d.is_about_entity]
        self._entities = Course(map(_entity_step, entities))
        self._names = self._new_names(entities)
        self._claims = Course(self._claim_step(d) for d in decisions if not d.is_about_entity)
        self._used: set[Decision] = set()
        self._causes: dict[str | Triple, list[Decision]] = defaultdict(list)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._moved: dict[str, str] = {}
        self._retyped: dict[Triple, Triple] = {}
        # Of several entities with one key the first is meant.
        self._by_key = {_key_of(entity): entity for entity in reversed(extraction.entities)}
        self._ends = {entity.iri: self._end_of(entity) for entity in extraction.entities}
        self._keys = {entity.iri: self._entities.follow(_key_of(entity))[0] for entity in extraction.entities}
        self._confirmed: dict[tuple[str, Span], Decision] = {}

    def result(self) -> Corrected:
        """The corrected extraction with what was done to it."""
        relations = tuple(filter(None, map(self._relation, self._extraction.relations)))
        measures = tuple(filter(None, map(self._measure, self._extraction.measures)))
        targets = tuple(filter(None, map(self._target, self._extraction.targets)))
        current = self._entities.current() | self._claims.current()
        return Corrected(
            msgspec.structs.replace(
                self._extraction,
                entities=self._corrected_entities(),
                relations=relations,
                measures=measures,
                targets=targets,
            ),
            {iri: frozenset(names) for iri, names in self._aliases.items()},
            {key: tuple(dict.fromkeys(found)) for key, found in self._causes.items()},
            self._moved,
            self._retyped,
            tuple(sorted(current - self._used, key=Decision.to_json)),
        )

    def _claim_step(self, decision: Decision) -> tuple[Key, Key, Decision]:
        """The step of a decision about a relation, a measure, a target or a part, with its ends as they are now."""
        kind, subject, object = decision.kind, decision.subject, decision.object
        if kind in PART_KINDS:
            object = self._current(object)
        elif kind in RELATION_KINDS:
            subject, object = self._current(subject), self._current(object)
        to = decision.value if decision.decision is Verdict.RETYPE else kind
        return (kind, subject, object), (to, subject, object), decision

    def _new_names(self, decisions: list[Decision]) -> dict[Key, str]:
        """The names that renames and merges give, as the last one writes them."""
        current = self._entities.current()
        naming = [d for d in decisions if d in current and d.decision in (Verdict.RENAME, Verdict.MERGE)]
        return {_entity_step(d)[1]: merge_target(d)[1] if d.decision is Verdict.MERGE else d.value for d in naming}

    def _current(self, end: str) -> str:
        type, name, _ = self._entities.follow((*split_entity(end), ""))[0]
        return entity_key(type, name)

    def _end_of(self, entity: Entity) -> _End:
        key, path = self._entities.follow(_key_of(entity))
        verdict = self._entities.verdicts.get(key)
        decided = [*path, *([verdict] if verdict else [])]
        self._used.update(decided)
        is_renaming = verdict is not None and verdict.decision not in (Verdict.ACCEPT, Verdict.REJECT)
        held = self._by_key.get(key)
        type = EntityType(key[0])
        name = self._names.get(key, entity.name) if is_renaming or held is None else held.name
        iri = held.iri if held else self._iri(entity, type, name)
        if decided:
            self._causes[entity.iri] += decided
            self._causes[iri] += decided
        if verdict is not None and verdict.decision is Verdict.REJECT:
            return _End(None, type, name, tuple(path), is_sure=False)
        if iri != entity.iri:
            self._moved[entity.iri] = iri
        if any(d.decision is Verdict.MERGE for d in decided) and entity.name != name:
            self._aliases[iri].add(entity.name)
        return _End(iri, type, name, tuple(decided), is_sure=bool(decided))

    def _iri(self, entity: Entity, type: EntityType, name: str) -> str:
        """The IRI of an entity that the text did not name so; a name that is the document's own stays its own."""
        is_own = entity.iri != entity_iri(entity.type, entity.name)
        if is_own and normalise(name) == normalise(entity.name):
            return mint(type.value, normalise(name), self._document.id)
        return entity_iri(type, name)

    def _corrected_entities(self) -> tuple[Entity, ...]:
        found: dict[str, tuple[EntityType, str, dict[Span, Mention]]] = {}
        for entity in self._extraction.entities:
            end = self._ends[entity.iri]
            if end.iri is None:
                continue
            _, _, mentions = found.setdefault(end.iri, (end.type, end.name, {}))
            for mention in entity.mentions:
                span = self._span(mention.span, end)
                confirmed = self._confirmed.get((entity.iri, mention.span))
                if confirmed:
                    self._causes[end.iri].append(confirmed)
                sure = end.is_sure or confirmed is not None
                made = Mention(
                    span.begin, span.end, 1.0 if sure else mention.confidence, REVIEW if sure else mention.method
                )
                if span not in mentions or mentions[span].confidence < made.confidence:
                    mentions[span] = made
        entities = [
            Entity(iri, type, name, tuple(sorted(mentions.values(), key=lambda m: (m.begin, -m.end))))
            for iri, (type, name, mentions) in found.items()
        ]
        return tuple(sorted(entities, key=lambda e: (e.mentions[0].begin, -e.mentions[0].end)))

    def _span(self, span: Span, end: _End) -> Span:
        """Where the corrected name stands around or inside the mention: a rename often mends a boundary."""
        renamed = any(d.decision is Verdict.RENAME for d in end.path)
        return _place_of(end.name, span, self._text) if renamed else span

    def _reference(self, reference: Reference) -> Reference | None:
        """The reference as it is now, None where its entity is rejected."""
        end = self._ends.get(reference.iri)
        if end is None:
            return reference
        if end.iri is None:
            return None
        span = self._span(reference.span, end)
        return Reference(end.iri, span.begin, span.end)

    def _confirm(self, references: Iterable[Reference], decision: Decision) -> None:
        """What an accepted claim joins is named there, too."""
        for reference in references:
            self._confirmed[reference.iri, reference.span] = decision

    def _end_key(self, iri: str) -> str:
        type, name, _ = self._keys.get(iri, (*_NO_ENTITY, ""))
        return entity_key(type, name)

    def _blame(self, key: str | Triple, references: Iterable[Reference]) -> None:
        """What happened to the claim `key` comes from the decisions about these entities."""
        for reference in references:
            self._causes[key] += self._causes.get(reference.iri, [])

    def _relation(self, relation: Relation) -> Relation | None:
        key, path = self._claims.follow(
            (relation.type.value, self._end_key(relation.head.iri), self._end_key(relation.tail.iri))
        )
        verdict = self._claims.verdicts.get(key)
        decided = [*path, *([verdict] if verdict else [])]
        self._used.update(decided)
        head, tail, type = self._reference(relation.head), self._reference(relation.tail), RelationType(key[0])
        old: Triple = (relation.head.iri, relation.type, relation.tail.iri)
        self._causes[old] += decided
        if head is None or tail is None or (verdict is not None and verdict.decision is Verdict.REJECT):
            self._blame(old, [r for r, now in ((relation.head, head), (relation.tail, tail)) if now is None])
            return None
        new: Triple = (head.iri, type, tail.iri)
        is_changed = new != old
        if is_changed and (head.iri == tail.iri or not self._is_legal(relation, type)):
            self._blame(old, (relation.head, relation.tail))
            return None
        if is_changed:
            self._retyped[old] = new
            self._causes[new] += decided
        changes: dict[str, object] = {}
        if decided:
            self._confirm((relation.head, relation.tail), decided[-1])
            changes = {"confidence": 1.0, "method": REVIEW}
            if type is not relation.type:
                changes["attributes"] = ()  # they are the old type's own: the kind of a citation, the order of issuers
        evidence = Span(
            min(relation.evidence.begin, head.begin, tail.begin), max(relation.evidence.end, head.end, tail.end)
        )
        if (head, tail) == (relation.head, relation.tail):
            evidence = relation.evidence
        return msgspec.structs.replace(relation, type=type, head=head, tail=tail, evidence=evidence, **changes)

    def _is_legal(self, relation: Relation, type: RelationType) -> bool:
        head, tail = self._ends[relation.head.iri].type, self._ends[relation.tail.iri].type
        return is_legal(type, head, tail)

    def _verdict(self, clause: Measure | Target, iri: str) -> Decision | None:
        verdict = self._claims.verdicts.get(clause_key(clause))
        if verdict:
            self._used.add(verdict)
            self._causes[iri].append(verdict)
        return verdict

    def _part(self, clause: Measure | Target, relation: RelationType, reference: Reference, iri: str) -> bool:
        """Whether the clause keeps what it says of this entity."""
        key = (relation.value, part_subject(clause), self._end_key(reference.iri))
        verdict = self._claims.verdicts.get(key)
        if verdict:
            self._used.add(verdict)
            self._causes[iri, relation, reference.iri].append(verdict)
        return verdict is None and self._reference(reference) is not None

    def _parts(
        self, clause: Measure | Target, relation: RelationType, references: tuple[Reference, ...], iri: str
    ) -> tuple[Reference, ...]:
        kept = (self._reference(r) for r in references if self._part(clause, relation, r, iri))
        return tuple(r for r in kept if r is not None)

    def _measure(self, measure: Measure) -> Measure | None:
        iri = measure_iri(self._document, measure)
        actors = [
            (actor, self._reference(actor.reference))
            for actor in measure.actors
            if self._part(measure, RelationType.HAS_ACTOR, actor.reference, iri)
        ]
        made = msgspec.structs.replace(
            measure,
            objects=self._parts(measure, RelationType.ACTS_ON, measure.objects, iri),
            means=self._parts(measure, RelationType.USES_MEANS, measure.means, iri),
            actors=tuple(msgspec.structs.replace(actor, reference=now) for actor, now in actors if now is not None),
        )
        verdict = self._verdict(measure, iri)
        before = [*measure.objects, *measure.means, *(actor.reference for actor in measure.actors)]
        if verdict and verdict.decision is Verdict.REJECT:
            return None
        if before and not (made.objects or made.means or made.actors):
            self._blame(iri, before)
            for relation in (RelationType.ACTS_ON, RelationType.USES_MEANS, RelationType.HAS_ACTOR):
                for reference in before:
                    self._causes[iri] += self._causes.get((iri, relation, reference.iri), [])
            return None
        if verdict:
            self._confirm(before, verdict)
            made = msgspec.structs.replace(made, confidence=1.0, method=REVIEW)
        return made

    def _target(self, target: Target) -> Target | None:
        iri = target_iri(self._document, target)
        concerns = self._parts(target, RelationType.CONCERNS, target.concerns, iri)
        verdict = self._verdict(target, iri)
        if verdict is None:
            return msgspec.structs.replace(target, concerns=concerns)
        if verdict.decision is Verdict.REJECT:
            return None
        self._confirm(target.concerns, verdict)
        return msgspec.structs.replace(target, concerns=concerns, confidence=1.0, method=REVIEW)


def _key_of(entity: Entity) -> Key:
    return entity.type.value, normalise(entity.name), ""


def _place_of(name: str, span: Span, text: str) -> Span:
    """Where `name` stands inside `span` or around it; `span` where it does neither.

    >>> _place_of("人形机器人", Span(0, 7), "推动人形机器人。")
    Span(begin=2, end=7)
    >>> _place_of("人形机器人", Span(2, 5), "人形机器人。")
    Span(begin=0, end=5)
    """
    at = span.of(text).find(name)
    if at >= 0:
        return Span(span.begin + at, span.begin + at + len(name))
    around = text.find(name, max(0, span.end - len(name)), span.begin + len(name))
    return Span(around, around + len(name)) if 0 <= around <= span.begin else span
