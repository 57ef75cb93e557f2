"""What a text names or asks for → the entries of code lists that it falls under, each with evidence and confidence.

Instruments are classified by the words of their names, measures by their means, else their objects, else the verb
with the type of its object, else the wording of the clause; topics, regions and documents by a name that a code list
has, documents also by the level of government that issued them. What no rule decides stays unclassified.
`docs/classification.md` says how often this is right.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extract.records import Entity, Extraction, Measure, Relation, Span
from kg.analysis.levels import highest, level_of, place_of_title
from kg.classification_rules import rule_of_action, rule_of_name, rule_of_wording, rules_of_stages
from ontology.concepts import CodeList, Concept, code_lists, load_code_list
from ontology.labels import EntityType, RelationType
from ontology.script import fold

INSTRUMENT_TYPES = "instrument_types"
ADMIN_LEVELS = "admin_levels"

_WORDING_DISCOUNT = 0.8
"""A word of the clause may belong to something else than the measure itself."""

_TITLE_DISCOUNT = 0.9
"""A place in a title may be what the document is about (智慧城市…要求)."""

_TOPICS = frozenset({EntityType.DIRECTION, EntityType.INDUSTRY, EntityType.TECHNOLOGY, EntityType.PRODUCT})
_SECTORS = frozenset({EntityType.DIRECTION, EntityType.INDUSTRY})
_IN_BRACKETS = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Naming:
    """A code list whose entries things are called by: entities of `types` whose name is, or ends with, an entry's."""

    code_list: str
    types: frozenset[EntityType]
    by_ending: bool = False


NAMINGS = (
    Naming("future_industries_2024", _TOPICS),
    Naming("future_fields_2021", _TOPICS),
    Naming("future_fields_2025", _TOPICS),
    Naming("emerging_industries_2020", _TOPICS),
    Naming("emerging_industries_2025", _TOPICS),
    Naming("sei_2018", _SECTORS),
    Naming("gbt4754_2017", frozenset({EntityType.INDUSTRY})),
    Naming("regions", frozenset({EntityType.REGION})),
    Naming("document_kinds", frozenset({EntityType.POLICY_DOCUMENT}), by_ending=True),
)
"""Lists that are not shipped are passed over."""


@dataclass(frozen=True)
class Classification:
    """One claim: the thing with the IRI `subject` falls under `concept` of the list called `code_list`."""

    subject: str
    code_list: str
    concept: Concept
    evidence: tuple[Span, ...]
    confidence: float
    method: str


def classify(extraction: Extraction, measures: Mapping[str, Measure]) -> Iterator[Classification]:
    """Every classification of a text's entities, and then of its `measures`, given by IRI.

    The evidence of an entity's are its mentions, or where its issuers tell its level, the passages that name them;
    that of a measure's is its clause. `method` says which rule decided: `name`, `ending`, `issuer`, `title`,
    `rule:name`, `rule:means`, `rule:object`, `rule:action`, `rule:wording`, `rule:stage`.
    """
    for entity in extraction.entities:
        yield from _of_entity(entity, extraction.document.text)
    entities = {entity.iri: entity for entity in extraction.entities}
    yield from _levels(extraction.relations, entities)
    for iri, measure in measures.items():
        text = measure.span.of(extraction.document.text)
        for code_list, notation, confidence, method in _of_measure(measure, text, entities):
            concept, sure = _by_notation(code_list)[notation], confidence * measure.confidence
            yield Classification(iri, code_list, concept, (measure.span,), sure, method)


def ancestors(code_list: CodeList, concept: Concept) -> Iterator[Concept]:
    """The entries above `concept`, from the nearest on."""
    while concept.broader:
        concept = _by_notation(code_list.name)[concept.broader]
        yield concept


def _of_entity(entity: Entity, text: str) -> Iterator[Classification]:
    evidence = tuple(mention.span for mention in entity.mentions)
    found: list[tuple[str, Concept, float, str]] = []
    if entity.type is EntityType.INSTRUMENT and (rule := rule_of_name(entity.name)):
        found += [(name, _by_notation(name)[code], rule.confidence, "rule:name") for name, code in rule.codes]
    for naming in _namings(entity.type):
        names = [entity.name, *sorted({span.of(text) for span in evidence} - {entity.name})]
        if concept := next(filter(None, (_called(naming, name) for name in names)), None):
            found.append((naming.code_list, concept, 1.0, "ending" if naming.by_ending else "name"))
    for code_list, concept, confidence, method in found:
        yield Classification(entity.iri, code_list, concept, evidence, confidence * entity.confidence, method)


def _levels(relations: Iterable[Relation], entities: Mapping[str, Entity]) -> Iterator[Classification]:
    """The level of government of each document: that of its highest issuer, else the one that its title gives away."""
    issued: dict[str, list[tuple[str, Relation]]] = defaultdict(list)
    for relation in relations:
        if relation.type is RelationType.ISSUED_BY and relation.tail.iri in entities:
            issuer = entities[relation.tail.iri]
            body = issuer.name + ("人民政府" if issuer.type is EntityType.REGION else "")
            if level := level_of(body):
                issued[relation.head.iri].append((level, relation))
    for entity in entities.values():
        if entity.type is not EntityType.POLICY_DOCUMENT:
            continue
        if top := highest([level for level, _ in issued[entity.iri]]):
            own = [relation for level, relation in issued[entity.iri] if level == top]
            evidence, sure = tuple(relation.evidence for relation in own), max(each.confidence for each in own)
            yield Classification(entity.iri, ADMIN_LEVELS, _entries(ADMIN_LEVELS)[top], evidence, sure, "issuer")
        elif told := place_of_title(entity.name)[0]:
            mentions = tuple(mention.span for mention in entity.mentions)
            sure = _TITLE_DISCOUNT * entity.confidence
            yield Classification(entity.iri, ADMIN_LEVELS, _entries(ADMIN_LEVELS)[told], mentions, sure, "title")


@functools.cache
def _namings(type: EntityType) -> tuple[Naming, ...]:
    shipped = code_lists()
    return tuple(naming for naming in NAMINGS if type in naming.types and naming.code_list in shipped)


@functools.lru_cache(maxsize=16384)
def _called(naming: Naming, name: str) -> Concept | None:
    """The entry of the list that is called `name`, or that the title `name` ends with."""
    entries, folded = _entries(naming.code_list), fold(name)
    if not naming.by_ending:
        return entries.get(folded)
    while (bare := _IN_BRACKETS.sub("", folded)) != folded:  # 管理办法（试行）
        folded = bare
    endings = (folded[begin:] for begin in range(len(folded)))
    return next((entries[ending] for ending in endings if ending in entries), None)


@functools.cache
def _entries(code_list: str) -> Mapping[str, Concept]:
    """The Chinese names and aliases of a list; of two entries with one name the upper is meant."""
    concepts = load_code_list(code_list).concepts
    found: dict[str, Concept] = {}
    for concept in sorted(concepts, key=lambda concept: bool(concept.broader)):
        for name in (concept.name, *concept.aliases):
            found.setdefault(fold(name), concept)
    return found


@functools.cache
def _by_notation(code_list: str) -> Mapping[str, Concept]:
    return {concept.notation: concept for concept in load_code_list(code_list).concepts}


def _of_measure(measure: Measure, clause: str, entities: Mapping[str, Entity]) -> Iterator[tuple[str, str, float, str]]:
    """(code list, notation, confidence, method) for each entry that a measure falls under."""
    yield from _types_of(measure, clause, entities)
    for rule in rules_of_stages(clause):
        for code_list, notation in rule.codes:
            yield code_list, notation, rule.confidence, "rule:stage"


def _types_of(measure: Measure, clause: str, entities: Mapping[str, Entity]) -> Iterator[tuple[str, str, float, str]]:
    """The types of instrument: of each of the means, or else by the first other rule that decides."""
    means = _instruments([reference.iri for reference in measure.means], entities)
    if means:
        for notation, confidence in means.items():
            yield INSTRUMENT_TYPES, notation, confidence, "rule:means"
        return
    objects = _instruments([reference.iri for reference in measure.objects], entities)
    if objects:
        notation, confidence = next(iter(objects.items()))
        yield INSTRUMENT_TYPES, notation, confidence, "rule:object"
        return
    types = frozenset(entities[r.iri].type for r in measure.objects if r.iri in entities)
    if action := rule_of_action(measure.action, types):
        for code_list, notation in action.codes:
            yield code_list, notation, action.confidence, "rule:action"
    elif wording := rule_of_wording(clause):
        type_ = dict(wording.codes).get(INSTRUMENT_TYPES)
        if type_:
            yield INSTRUMENT_TYPES, type_, wording.confidence * _WORDING_DISCOUNT, "rule:wording"


def _instruments(iris: list[str], entities: Mapping[str, Entity]) -> dict[str, float]:
    """The types of those that are instruments with a telling name → the surest confidence, in order."""
    found: dict[str, float] = {}
    for iri in iris:
        entity = entities.get(iri)
        if entity is None or entity.type is not EntityType.INSTRUMENT:
            continue
        rule = rule_of_name(entity.name)
        notation = dict(rule.codes).get(INSTRUMENT_TYPES) if rule else None
        if rule and notation:
            found[notation] = max(found.get(notation, 0.0), rule.confidence)
    return found
