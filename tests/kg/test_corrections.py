"""Decisions change exactly the claims that they name, in exactly their text, and twice as much as once."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings

from extract.records import Entity, Extraction, Mention, quotation_faults
from kg.corrections import correct
from kg.decisions import REVIEW, Decision, clause_key, part_subject
from ontology.iris import entity_iri, mint
from ontology.labels import SIGNATURES, EntityType, RelationType, is_legal
from tests.kg import claims
from tests.kg.decided import DAY, PLAN, decide, decisions, keys

T = EntityType
HUMANOID = entity_iri(T.PRODUCT, "人形机器人")


def entity(extraction: Extraction, type: EntityType, name: str) -> Entity | None:
    """The entity with the IRI of this name."""
    return next((e for e in extraction.entities if e.iri == entity_iri(type, name)), None)


def pairs(extraction: Extraction, relation: RelationType) -> set[tuple[str, str]]:
    """The names that the relations of a type join."""
    names = {e.iri: e.name for e in extraction.entities}
    return {(names[r.head.iri], names[r.tail.iri]) for r in extraction.relations if r.type is relation}


def test_without_decisions_nothing_changes() -> None:
    assert correct(PLAN, []).extraction is PLAN


def test_an_accepted_entity_is_certain_at_each_of_its_mentions() -> None:
    after = correct(PLAN, [decide("accept", "Product", "巡检机器人")]).extraction
    found = entity(after, T.PRODUCT, "巡检机器人")
    assert found and {(m.confidence, m.method) for m in found.mentions} == {(1.0, REVIEW)}
    assert set(after.entities) - {found} == {e for e in PLAN.entities if e.iri != found.iri}


def test_a_rejected_entity_takes_along_what_rests_on_it() -> None:
    corrected = correct(PLAN, [decide("reject", "Product", "人形机器人")])
    after = corrected.extraction
    assert entity(after, T.PRODUCT, "人形机器人") is None
    assert pairs(after, RelationType.INCLUDES) == {("机器人产业", "巡检机器人")}
    assert pairs(after, RelationType.APPLIED_IN) == set()
    assert [m.action for m in after.measures] == ["攻关", "支持"]
    assert after.measures[1].objects == () and after.measures[1].means == PLAN.measures[1].means


def test_a_measure_goes_when_it_loses_all_it_had() -> None:
    both = [decide("reject", "Product", "人形机器人"), decide("reject", "Instrument", "专项资金")]
    corrected = correct(PLAN, both)
    assert [m.action for m in corrected.extraction.measures] == ["攻关"]
    assert corrected.unused == ()


def test_a_retyped_entity_is_another_thing_and_what_it_cannot_join_goes() -> None:
    corrected = correct(PLAN, [decide("retype", "Product", "人形机器人", value="Region")])
    after = corrected.extraction
    made = entity(after, T.REGION, "人形机器人")
    assert made and len(made.mentions) == 3 and entity(after, T.PRODUCT, "人形机器人") is None
    assert pairs(after, RelationType.INCLUDES) == {("机器人产业", "巡检机器人")}
    assert pairs(after, RelationType.APPLIED_IN) == set()
    assert after.measures[1].objects[0].iri == made.iri
    assert corrected.moved == {HUMANOID: made.iri}


def test_a_rename_mends_the_boundary_of_a_name_where_the_new_one_stands() -> None:
    after = correct(PLAN, [decide("rename", "ActorGroup", "龙头企业", value="企业")]).extraction
    made = entity(after, T.ACTOR_GROUP, "企业")
    assert made and {m.span.of(claims.PLAN) for m in made.mentions} == {"企业"}
    assert after.measures[0].actors[0].reference.span.of(claims.PLAN) == "企业"
    wider = correct(PLAN, [decide("rename", "Technology", "灵巧手", value="攻关灵巧手")]).extraction
    made = entity(wider, T.TECHNOLOGY, "攻关灵巧手")
    assert made and [m.span.of(claims.PLAN) for m in made.mentions] == ["攻关灵巧手"]
    elsewhere = correct(PLAN, [decide("rename", "Technology", "灵巧手", value="五指灵巧手")]).extraction
    made = entity(elsewhere, T.TECHNOLOGY, "五指灵巧手")
    assert made and [m.span.of(claims.PLAN) for m in made.mentions] == ["灵巧手"]


def test_a_rename_in_spelling_alone_keeps_the_iri() -> None:
    note = claims.note()
    after = correct(note, [decide("rename", "Technology", "AI大模型", value="ai 大模型", extraction=note)]).extraction
    assert [(e.iri, e.name) for e in after.entities] == [(note.entities[0].iri, "ai 大模型")]


def test_a_merge_makes_one_thing_of_two_with_the_other_name_as_alias() -> None:
    corrected = correct(PLAN, [decide("merge", "Product", "巡检机器人", value="人形机器人")])
    after = corrected.extraction
    made = entity(after, T.PRODUCT, "人形机器人")
    assert made and made.name == "人形机器人" and len(made.mentions) == 4
    assert corrected.aliases == {made.iri: {"巡检机器人"}}
    assert pairs(after, RelationType.INCLUDES) == {("机器人产业", "人形机器人")}
    across = correct(PLAN, [decide("merge", "Direction", "研发", value="Product:人形机器人")]).extraction
    assert entity(across, T.DIRECTION, "研发") is None
    assert len(entity(across, T.PRODUCT, "人形机器人").mentions) == 4  # type: ignore[union-attr]


def test_a_merge_of_both_ends_leaves_no_relation_of_a_thing_with_itself() -> None:
    after = correct(PLAN, [decide("merge", "Industry", "机器人产业", value="Product:人形机器人")]).extraction
    assert pairs(after, RelationType.INCLUDES) == {("人形机器人", "巡检机器人")}


def test_a_local_name_stays_the_documents_own_when_its_type_changes() -> None:
    text = PLAN.document.id
    local = mint("Institution", "市工业和信息化局", text)
    own = Entity(local, T.INSTITUTION, "市工业和信息化局", (Mention(0, 3),))
    extraction = msgspec.structs.replace(PLAN, entities=(own,), relations=(), measures=(), targets=())
    after = correct(extraction, [decide("retype", "Institution", own.name, value="ActorGroup")]).extraction
    assert [e.iri for e in after.entities] == [mint("ActorGroup", "市工业和信息化局", text)]


def test_an_accepted_relation_is_certain_and_so_are_the_names_it_joins() -> None:
    after = correct(PLAN, [decide("accept", "INCLUDES", "Industry:机器人产业", "Product:巡检机器人")]).extraction
    (found,) = (r for r in after.relations if r.tail.iri == entity_iri(T.PRODUCT, "巡检机器人"))
    assert (found.confidence, found.method, found.attributes) == (1.0, REVIEW, ())
    assert entity(after, T.PRODUCT, "巡检机器人").confidence == 1.0  # type: ignore[union-attr]
    industry = entity(after, T.INDUSTRY, "机器人产业")
    assert industry and [m.method for m in industry.mentions] == ["lexicon", REVIEW]


def test_a_rejected_relation_goes_with_all_its_passages_and_nothing_else() -> None:
    after = correct(PLAN, [decide("reject", "INCLUDES", "Industry:机器人产业", "Product:人形机器人")]).extraction
    assert len(PLAN.relations) - len(after.relations) == 2
    assert pairs(after, RelationType.INCLUDES) == {("机器人产业", "巡检机器人")}
    assert set(after.entities) == set(PLAN.entities) and after.measures == PLAN.measures


def test_a_retyped_relation_says_something_else_of_the_same_things() -> None:
    given = decide("retype", "APPLIED_IN", "Product:人形机器人", "Scenario:矿山救援", "INCLUDES")
    after = correct(PLAN, [given]).extraction
    assert pairs(after, RelationType.APPLIED_IN) == set()
    assert ("人形机器人", "矿山救援") in pairs(after, RelationType.INCLUDES)


def test_measures_and_targets_are_accepted_and_rejected() -> None:
    first, second = PLAN.measures
    given = [decide("accept", *clause_key(first)), decide("reject", *clause_key(second))]
    given += [decide("accept", *clause_key(PLAN.targets[1])), decide("reject", *clause_key(PLAN.targets[0]))]
    after = correct(PLAN, given).extraction
    assert [(m.action, m.confidence, m.method) for m in after.measures] == [("攻关", 1.0, REVIEW)]
    assert [(t.indicator, t.confidence) for t in after.targets] == [("龙头企业", 1.0)]
    assert entity(after, T.TECHNOLOGY, "灵巧手").confidence == 1.0  # type: ignore[union-attr]


def test_one_part_of_a_measure_is_rejected() -> None:
    measure = PLAN.measures[0]
    given = decide("reject", "HAS_ACTOR", part_subject(measure), "ActorGroup:龙头企业")
    after = correct(PLAN, [given]).extraction
    assert len(after.measures[0].actors) == len(measure.actors) - 1
    assert after.measures[0].objects == measure.objects


def test_of_two_decisions_about_a_claim_the_last_counts() -> None:
    reject, accept = (decide(v, "Product", "人形机器人") for v in ("reject", "accept"))
    assert entity(correct(PLAN, [reject, accept]).extraction, T.PRODUCT, "人形机器人")
    assert not entity(correct(PLAN, [accept, reject]).extraction, T.PRODUCT, "人形机器人")


def test_decisions_lead_on_from_what_others_made() -> None:
    first = decide("retype", "Product", "人形机器人", value="Technology")
    then = decide("rename", "Technology", "人形机器人", value="仿人机器人")
    last = decide("reject", "INCLUDES", "Industry:机器人产业", "Technology:仿人机器人")
    for order in ([first, then, last], [last, then, first]):
        corrected = correct(PLAN, order)
        assert entity(corrected.extraction, T.TECHNOLOGY, "仿人机器人")
        assert pairs(corrected.extraction, RelationType.INCLUDES) == {("机器人产业", "巡检机器人")}
        assert corrected.unused == ()


def test_a_change_of_mind_ends_where_the_last_decision_says() -> None:
    there = decide("merge", "Product", "人形机器人", value="巡检机器人")
    back = decide("merge", "Product", "巡检机器人", value="人形机器人")
    after = correct(PLAN, [there, back]).extraction
    assert entity(after, T.PRODUCT, "人形机器人") and not entity(after, T.PRODUCT, "巡检机器人")


@pytest.mark.parametrize("key", keys(PLAN))
def test_another_text_and_a_text_changed_in_a_letter_are_not_touched(key: tuple[str, str, str]) -> None:
    given = [decide("reject", *key)]
    assert correct(PLAN, given).extraction != PLAN
    assert correct(PLAN, given).unused == ()
    document = msgspec.structs.replace(PLAN.document, text=PLAN.document.text.replace("不少于", "不低于"))
    for other in (claims.news(), msgspec.structs.replace(PLAN, document=document)):
        assert correct(other, given).extraction is other


def test_a_decision_that_finds_nothing_is_named_but_not_one_that_was_replaced() -> None:
    gone = decide("reject", "Product", "服务机器人")
    old, new = decide("rename", "Product", "人形机器人", value="甲"), decide("accept", "Product", "人形机器人")
    assert correct(PLAN, [gone, old, new]).unused == (gone,)


@settings(max_examples=300, deadline=None)
@given(decisions())
def test_applying_twice_is_applying_once(given: list[Decision]) -> None:
    once = correct(PLAN, given).extraction
    assert correct(once, given).extraction == once
    assert correct(PLAN, given + given).extraction == once


@settings(max_examples=300, deadline=None)
@given(decisions())
def test_what_decisions_leave_is_a_sound_extraction(given: list[Decision]) -> None:
    """Each quotation exact, each name once, no relation that the model does not know."""
    after = correct(PLAN, given).extraction
    assert quotation_faults(after) == []
    types = {e.iri: e.type for e in after.entities}
    assert len(types) == len(after.entities) and all(e.mentions for e in after.entities)
    for relation in after.relations:
        assert relation.type in SIGNATURES and relation.head.iri != relation.tail.iri
        assert is_legal(relation.type, types[relation.head.iri], types[relation.tail.iri])
    for measure in after.measures:
        assert {r.iri for r in (*measure.objects, *measure.means)} <= types.keys()
        assert measure.objects or measure.means or measure.actors
    assert DAY not in after.to_json().decode()
