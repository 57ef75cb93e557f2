"""A person's decisions about claims: one JSON line each in `corrections.jsonl`, the last about a claim counting.

A claim is named by the hash of the exact text, its kind and its own content, so a decision outlives every rebuild,
pipeline and machine, and says nothing of another text or of a text that was changed in one letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from extract.records import Measure, Target
from kg.errors import InvalidCorrections
from ontology.iris import normalise
from ontology.labels import SIGNATURES, EntityType, RelationType, is_legal

CORRECTIONS = "corrections.jsonl"
"""The name of the file in a graph folder."""

REVIEW = "review"
"""The method of a claim that a person has confirmed or corrected."""

MEASURE, TARGET = "Measure", "Target"
ENTITY_KINDS = frozenset(type.value for type in EntityType)
RELATION_KINDS = frozenset(relation.value for relation in SIGNATURES)
PART_KINDS = frozenset(
    relation.value
    for relation in (RelationType.ACTS_ON, RelationType.USES_MEANS, RelationType.HAS_ACTOR, RelationType.CONCERNS)
)
"""What a measure or a target says of one entity; its subject is the key of the measure or target."""
KINDS = ENTITY_KINDS | RELATION_KINDS | PART_KINDS | {MEASURE, TARGET}

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SPAN = re.compile(r"\d+\.\.\d+")
_PART_SUBJECT = re.compile(r"(?:Measure|Target):.+@\d+\.\.\d+", re.DOTALL)


class Verdict(StrEnum):
    """What a person decides about a claim."""

    ACCEPT = "accept"
    REJECT = "reject"
    RETYPE = "retype"
    RENAME = "rename"
    MERGE = "merge"


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One decision about one claim of the text with this SHA-256.

    `kind`, `subject` and `object` name the claim:
    - an entity: its type, its name, "";
    - a relation: its type, `Type:name` of the head, `Type:name` of the tail;
    - a measure or target: Measure or Target, its action or indicator, `begin..end` of the clause;
    - what a measure or target says of one entity: ACTS_ON …, `Measure:action@begin..end`, `Type:name`.
    `value` is the new type of retype, the name of rename, and the name or `Type:name` of merge. `date` is ISO 8601.
    """

    text: str
    kind: str
    subject: str
    object: str
    decision: Verdict
    date: str
    value: str = ""
    by: str = ""
    note: str = ""

    @property
    def is_about_entity(self) -> bool:
        """Whether the claim is that the text names an entity."""
        return self.kind in ENTITY_KINDS

    @property
    def content(self) -> tuple[str, str, str, str, str, str, str]:
        """All of the decision but its day."""
        return (self.text, self.kind, self.subject, self.object, self.decision, self.value, self.note)

    def to_json(self) -> bytes:
        """The decision as one line of JSON without its break."""
        return msgspec.json.encode(self)


def entity_key(type: str, name: str) -> str:
    """How a decision names an entity as the end of a claim.

    >>> entity_key("Product", "人形机器人")
    'Product:人形机器人'
    """
    return f"{type}:{name}"


def clause_key(clause: Measure | Target) -> tuple[str, str, str]:
    """Kind, subject and object that name a measure or a target in a decision."""
    place = f"{clause.begin}..{clause.end}"
    if isinstance(clause, Measure):
        return MEASURE, clause.action, place
    return TARGET, clause.indicator, place


def part_subject(clause: Measure | Target) -> str:
    """How a decision about a part of a measure or target names the whole."""
    kind, subject, place = clause_key(clause)
    return f"{kind}:{subject}@{place}"


def split_entity(key: str) -> tuple[str, str]:
    """Type and normalised name of `Type:name`.

    >>> split_entity("Product:６Ｇ 网络")
    ('Product', '6g网络')
    """
    type, _, name = key.partition(":")
    return type, normalise(name)


def merge_target(decision: Decision) -> tuple[str, str]:
    """Type and name, as written, of what a merge leads to; the type stays where the value names none."""
    type, colon, name = decision.value.partition(":")
    return (type, name) if colon and type in ENTITY_KINDS else (decision.kind, decision.value)


def fault_of(decision: Decision) -> str:
    """What is wrong with a decision, in a few words; "" where nothing is."""
    if not _SHA256.fullmatch(decision.text):
        return "text is no SHA-256 in hexadecimal"
    if decision.kind not in KINDS:
        return f"unknown kind {decision.kind!r}; known: {', '.join(sorted(KINDS))}"
    try:
        is_day = date.fromisoformat(decision.date).isoformat() == decision.date
    except ValueError:
        is_day = False
    if not is_day:
        return f"date {decision.date!r} is no day; write 2026-01-31"
    return _key_fault(decision) or _value_fault(decision)


def _key_fault(decision: Decision) -> str:
    kind, subject, object = decision.kind, decision.subject, decision.object
    if kind in ENTITY_KINDS:
        return "" if normalise(subject) and not object else "an entity has a name as subject and no object"
    if kind in (MEASURE, TARGET):
        return "" if subject and _SPAN.fullmatch(object) else f"a {kind} has its action or indicator and begin..end"
    ends = (object,) if kind in PART_KINDS else (subject, object)
    if kind in PART_KINDS and not _PART_SUBJECT.fullmatch(subject):
        return f"the subject of {kind} is Measure:action@begin..end or Target:indicator@begin..end"
    for end in ends:
        type, name = split_entity(end)
        if type not in ENTITY_KINDS or not name:
            return f"{end!r} is no Type:name"
    return ""


def _value_fault(decision: Decision) -> str:
    verdict, kind, value = decision.decision, decision.kind, decision.value
    if verdict in (Verdict.ACCEPT, Verdict.REJECT):
        if kind in PART_KINDS and verdict is Verdict.ACCEPT:
            return f"{kind} can only be rejected; accept the measure or target instead"
        return f"{verdict} takes no value" if value else ""
    if not decision.is_about_entity and not (verdict is Verdict.RETYPE and kind in RELATION_KINDS):
        return f"{verdict} does not go with {kind}; give accept or reject"
    if verdict is Verdict.RETYPE:
        known = ENTITY_KINDS if decision.is_about_entity else RELATION_KINDS
        if value not in known:
            return f"retype to {value!r}; known: {', '.join(sorted(known))}"
        if kind in RELATION_KINDS:
            head, tail = (EntityType(split_entity(end)[0]) for end in (decision.subject, decision.object))
            if not is_legal(RelationType(value), head, tail):
                return f"{value} does not join {head} and {tail}"
        return ""
    name = merge_target(decision)[1] if verdict is Verdict.MERGE else value
    return "" if normalise(name) else f"{verdict} needs a name as value"


def parse_decision(line: bytes, path: str, number: int) -> Decision:
    """The decision of line `number` of the file `path`; raises InvalidCorrections."""
    try:
        decision = msgspec.json.decode(line, type=Decision)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # a ValidationError is one too
        raise InvalidCorrections(path, number, f"not a decision ({error})") from error
    if fault := fault_of(decision):
        raise InvalidCorrections(path, number, fault)
    return decision


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions of the graph at `folder`, oldest first; none where there is no file.

    Raises InvalidCorrections with the line of one that is none.
    """
    path = folder / CORRECTIONS
    try:
        lines = path.read_bytes().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise InvalidCorrections(str(path), 0, error.strerror or str(error)) from error
    return tuple(parse_decision(line, str(path), number) for number, line in enumerate(lines, 1) if line.strip())


def by_text(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """The decisions of each text, in their order."""
    found: dict[str, tuple[Decision, ...]] = {}
    for decision in decisions:
        found[decision.text] = (*found.get(decision.text, ()), decision)
    return found
