"""Invented texts with their names marked in them, and the relations that are read from such a text."""

from __future__ import annotations

import re

from extract.records import Document, Entity, Field, Mention, Relation
from extract.relations import find_relations
from extract.segment import find_sentences
from extract.training_data import parse_line
from ontology.iris import entity_iri
from ontology.labels import EntityType, RelationType

_TYPES = {
    "Doc": EntityType.POLICY_DOCUMENT,
    "Org": EntityType.INSTITUTION,
    "Reg": EntityType.REGION,
    "Pro": EntityType.PRODUCT,
    "Tec": EntityType.TECHNOLOGY,
    "Ind": EntityType.INDUSTRY,
    "Dir": EntityType.DIRECTION,
    "Sce": EntityType.SCENARIO,
    "Act": EntityType.ACTOR_GROUP,
    "Pla": EntityType.PLATFORM,
    "Eve": EntityType.EVENT,
    "Per": EntityType.PERSON,
    "Ins": EntityType.INSTRUMENT,
}


def parse(marked: str) -> tuple[str, list[tuple[int, int, EntityType]]]:
    """Text and names of `marked`: [name|Pro], nested, types by three letters."""
    return parse_line(re.sub(r"\|(\w+)\]", lambda found: f"|{_TYPES[found[1]]}]", marked))


def entities_in(spans: list[tuple[int, int, EntityType]], text: str) -> tuple[Entity, ...]:
    mentions: dict[tuple[EntityType, str], list[Mention]] = {}
    for begin, end, type in spans:
        mentions.setdefault((type, text[begin:end]), []).append(Mention(begin, end, 1.0, "test"))
    return tuple(Entity(entity_iri(t, name), t, name, tuple(found)) for (t, name), found in mentions.items())


def read(marked: str, fields: tuple[Field, ...] = ()) -> tuple[str, tuple[Relation, ...]]:
    """The text of `marked` ([name|Type], nested) and the relations found in it."""
    text, spans = parse(marked)
    document = Document(text, fields)
    return text, find_relations(document, find_sentences(text), entities_in(spans, text))


def pairs(marked: str, type: RelationType) -> set[tuple[str, str]]:
    text, relations = read(marked)
    return {(r.head.span.of(text), r.tail.span.of(text)) for r in relations if r.type is type}


def arrows(expected: str) -> set[tuple[str, str]]:
    """`a>b c>d` as pairs."""
    return {(head, tail) for head, tail in (pair.split(">") for pair in expected.split())}
