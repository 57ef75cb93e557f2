"""The closed lists of the model: what kinds of things and of claims there are, and which may be joined.

Needs no RDF library, so every room can import it cheaply. `terms.py` gives the same names as RDF terms.
"""

from __future__ import annotations

from enum import StrEnum


class EntityType(StrEnum):
    """The 13 kinds of things that a policy text names; the value is the class name in RDF and the label in Cypher."""

    DIRECTION = "Direction"
    INDUSTRY = "Industry"
    TECHNOLOGY = "Technology"
    PRODUCT = "Product"
    SCENARIO = "Scenario"
    INSTRUMENT = "Instrument"
    PLATFORM = "Platform"
    INSTITUTION = "Institution"
    ACTOR_GROUP = "ActorGroup"
    POLICY_DOCUMENT = "PolicyDocument"
    REGION = "Region"
    PERSON = "Person"
    EVENT = "Event"


class RelationType(StrEnum):
    """The 17 kinds of claims that join two things; the value is the relationship type in Cypher.

    The first eight are read from the wording of a text. The others say what a text contains: its mentions, its
    measures and targets with their parts, and the concepts of a code list that something falls under.
    """

    ISSUED_BY = "ISSUED_BY"
    CITES = "CITES"
    AMENDS = "AMENDS"
    REPEALS = "REPEALS"
    INCLUDES = "INCLUDES"
    APPLIED_IN = "APPLIED_IN"
    ADVOCATES = "ADVOCATES"
    LOCATED_IN = "LOCATED_IN"
    MENTIONS = "MENTIONS"
    REPORTS = "REPORTS"
    HAS_MEASURE = "HAS_MEASURE"
    ACTS_ON = "ACTS_ON"
    USES_MEANS = "USES_MEANS"
    HAS_ACTOR = "HAS_ACTOR"
    HAS_TARGET = "HAS_TARGET"
    CONCERNS = "CONCERNS"
    CLASSIFIED_AS = "CLASSIFIED_AS"


class Modality(StrEnum):
    """The force of a measure's wording."""

    REQUIRE = "要求"
    ENCOURAGE = "鼓励"
    PERMIT = "允许"
    PROHIBIT = "禁止"
    STATE = "陈述"


class ActorRole(StrEnum):
    """What a measure makes of an actor."""

    LEAD = "牵头"
    PARTICIPATE = "参与"
    RESPONSIBLE = "责任单位"
    SUPPORTED = "支持对象"
    ACT = "行动主体"


class Bound(StrEnum):
    """How a target's value is meant."""

    EXACTLY = "等于"
    AT_LEAST = "不低于"
    AT_MOST = "不超过"
    ABOUT = "约"


TOPICS = frozenset(
    {EntityType.DIRECTION, EntityType.INDUSTRY, EntityType.TECHNOLOGY, EntityType.PRODUCT, EntityType.SCENARIO}
)
"""The entity types under the abstract class Topic."""

_INCLUDED = TOPICS | {EntityType.INSTRUMENT, EntityType.PLATFORM, EntityType.ACTOR_GROUP}

SIGNATURES: dict[RelationType, tuple[frozenset[EntityType], frozenset[EntityType]]] = {
    RelationType.ISSUED_BY: (
        frozenset({EntityType.POLICY_DOCUMENT}),
        frozenset({EntityType.INSTITUTION, EntityType.REGION}),
    ),
    RelationType.CITES: (frozenset({EntityType.POLICY_DOCUMENT}), frozenset({EntityType.POLICY_DOCUMENT})),
    RelationType.AMENDS: (frozenset({EntityType.POLICY_DOCUMENT}), frozenset({EntityType.POLICY_DOCUMENT})),
    RelationType.REPEALS: (frozenset({EntityType.POLICY_DOCUMENT}), frozenset({EntityType.POLICY_DOCUMENT})),
    RelationType.INCLUDES: (_INCLUDED, _INCLUDED),
    RelationType.APPLIED_IN: (
        frozenset({EntityType.TECHNOLOGY, EntityType.PRODUCT}),
        frozenset({EntityType.INDUSTRY, EntityType.SCENARIO, EntityType.DIRECTION}),
    ),
    RelationType.ADVOCATES: (
        frozenset({EntityType.PERSON, EntityType.EVENT, EntityType.INSTITUTION, EntityType.POLICY_DOCUMENT}),
        frozenset({EntityType.INDUSTRY, EntityType.DIRECTION, EntityType.TECHNOLOGY, EntityType.PRODUCT}),
    ),
    RelationType.LOCATED_IN: (
        frozenset({EntityType.INSTITUTION, EntityType.PLATFORM, EntityType.EVENT, EntityType.INDUSTRY}),
        frozenset({EntityType.REGION}),
    ),
}
"""For each relation read from wording: the types that its head and its tail may have."""


def is_legal(relation: RelationType, head: EntityType, tail: EntityType) -> bool:
    """Whether `relation` may join these two entity types; true for relations without a signature.

    >>> is_legal(RelationType.ISSUED_BY, EntityType.POLICY_DOCUMENT, EntityType.INSTITUTION)
    True
    >>> is_legal(RelationType.ISSUED_BY, EntityType.PRODUCT, EntityType.INSTITUTION)
    False
    """
    heads, tails = SIGNATURES.get(relation, (frozenset(EntityType), frozenset(EntityType)))
    return head in heads and tail in tails
