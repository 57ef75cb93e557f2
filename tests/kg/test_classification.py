"""Classification: the words decide, the evidence is in the text, and what no rule knows stays unclassified."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from extract.records import Document, Extraction, Measure, measure_iri
from kg import classification_rules
from kg.build import quads_of
from kg.card import read_card, render
from kg.classification import NAMINGS, Classification, classify
from kg.classification_rules import BadRules, read_rules, rule_of_name, rules_digest
from kg.dataset import memory_store
from kg.property_graph import iter_nodes, iter_relationships
from kg.validate import validate
from ontology import terms as t
from ontology.concepts import code_lists, find_concept
from ontology.labels import EntityType, RelationType
from tests.kg import claims
from tests.kg.claims import Reading

PLAN = claims.plan()


def classified(extraction: Extraction) -> list[Classification]:
    measures = {measure_iri(extraction.document, m): m for m in extraction.measures}
    return list(classify(extraction, measures))


def types_of(name: str) -> str:
    rule = rule_of_name(name)
    return dict(rule.codes)["instrument_types"] if rule else "-"


@pytest.mark.parametrize(
    ("name", "notation"),
    [
        ("机器人产业发展专项资金", "S.2"),
        ("风险补偿资金池", "E.2"),
        ("基本医疗保险", "S.6"),
        ("中小企业贷款", "E.2"),
        ("研发费用加计扣除政策", "E.3"),
        ("税收优惠机制", "E.3"),
        ("专利快速审查制度", "E.6"),
        ("首台套保险补偿", "E.2"),
        ("首台（套）应用", "D.1"),
        ("政府購買服務", "D.4"),
        ("消费品以旧换新", "D.3"),
        ("机器人应用试点", "D.2"),
        ("团体标准", "E.5"),
        ("“标准化+”行动", "E.5"),
        ("安全生产责任制", "E.4"),
        ("技能人才培训", "S.1"),
        ("公共数据开放", "S.5"),
        ("出口退税", "E.3"),
        ("工作机制", "E.7"),
        ("一般事项", "-"),
        ("", "-"),
    ],
)
def test_the_name_of_an_instrument_tells_its_type(name: str, notation: str) -> None:
    assert types_of(name) == notation


def test_of_equal_cues_the_one_that_ends_last_decides() -> None:
    """Chinese names have their head at the end."""
    assert types_of("标准培训") == "S.1" and types_of("培训标准") == "E.5"


def test_every_rule_names_entries_that_exist_and_has_a_reason() -> None:
    rules = read_rules()
    for rule in (*rules.names, *rules.stages, *rules.actions):
        assert rule.codes and 0 < rule.confidence < 1
        for code_list, notation in rule.codes:
            assert find_concept(code_list, notation).notation == notation
    rows = [line for line in classification_rules.RULES.read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    assert all(row.split("\t")[-1].strip() for row in rows)


def test_a_bad_row_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = classification_rules.RULES.read_text("utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if line.startswith("name\t"))
    lines[place] = lines[place].replace("E.2", "E.99")
    bad = tmp_path / "rules.tsv"
    bad.write_text("".join(lines), "utf-8")
    before = rules_digest()
    monkeypatch.setattr(classification_rules, "RULES", bad)
    read_rules.cache_clear()
    try:
        with pytest.raises(BadRules, match=f"rules.tsv:{place + 1}: .*E.99"):
            read_rules()
        assert rules_digest() != before
    finally:
        read_rules.cache_clear()


def test_evidence_is_the_mentions_of_an_entity_and_the_clause_of_a_measure() -> None:
    found = {(c.code_list, c.concept.notation, c.method): c for c in classified(PLAN)}
    fund = found["instrument_types", "S.2", "rule:name"]
    assert {span.of(claims.PLAN) for span in fund.evidence} == {"专项资金"}
    assert fund.confidence == pytest.approx(0.9 * 0.9)
    means = found["instrument_types", "S.2", "rule:means"]
    assert [span.of(claims.PLAN) for span in means.evidence] == ["设立专项资金支持人形机器人😀研发"]
    assert ("instrument_types", "S.3", "rule:action") in found  # 攻关 a technology
    assert ("innovation_stages", "2", "rule:stage") in found


@pytest.mark.parametrize(
    ("clause", "action", "notations"),
    [
        ("推动科技成果转化和产业化", "推动", ["instrument_types S.3", "innovation_stages 4", "innovation_stages 5"]),
        ("加强知识产权保护", "加强", ["instrument_types E.6"]),
        ("做好相关工作", "做好", []),
    ],
)
def test_a_measure_without_telling_parts_is_read_by_its_wording(clause: str, action: str, notations: list[str]) -> None:
    reading = Reading(f"{clause}。", Document(f"{clause}。"))
    span, verb = reading.span(clause), reading.span(action)
    measure = Measure(span.begin, span.end, action, verb, confidence=0.5)
    found = classified(reading.extraction(measures=(measure,)))
    assert [f"{c.code_list} {c.concept.notation}" for c in found] == notations
    assert all(c.confidence < 0.5 for c in found)


def test_a_topic_that_a_list_names_is_classified_by_its_name() -> None:
    reading = Reading("发展脑机交互、腦機交互与灵巧手。", Document("发展脑机交互、腦機交互与灵巧手。"))
    topic = reading.name(EntityType.TECHNOLOGY, "脑机交互")
    reading.name(EntityType.TECHNOLOGY, "灵巧手")
    reading.name(EntityType.PERSON, "脑机交互")
    (found,) = (c for c in classified(reading.extraction()) if c.code_list == "future_industries_2024")
    assert (found.subject, found.concept.notation, found.method) == (topic, "6.6", "name")


@pytest.mark.parametrize("naming", [n for n in NAMINGS if n.code_list in code_lists()], ids=lambda n: n.code_list)
def test_every_list_of_names_is_found_by_its_own_entries(naming: object) -> None:
    from kg.classification import Naming, _called
    from ontology.concepts import load_code_list

    assert isinstance(naming, Naming)
    for concept in load_code_list(naming.code_list).concepts:
        found = _called(naming, f"某市{concept.name}（试行）" if naming.by_ending else concept.name)
        assert found is not None and found.name == concept.name


def test_entries_are_in_the_graph_of_the_text_with_those_above_them() -> None:
    quads = quads_of(PLAN)
    kind = find_concept("instrument_types", "S.2")
    top = find_concept("instrument_types", "S")
    said = {(q.predicate.value, str(q.object)) for q in quads if q.subject == NamedNode(kind.iri)}
    assert (t.BROADER, f"<{top.iri}>") in said and (t.NOTATION, '"S.2"') in said
    assert {q.graph_name.value for q in quads} == {PLAN.document.id}
    nodes = {node.iri: node for node in iter_nodes(memory_store(quads))}
    assert nodes[kind.iri].label == "Concept"
    expected = {"name": "资金投入", "scheme": "instrument_types", "notation": "S.2", "broader": "S"}
    assert nodes[kind.iri].properties == expected
    assert "broader" not in nodes[top.iri].properties


def test_a_classification_is_a_relationship_like_the_others() -> None:
    store = memory_store(quads_of(PLAN))
    links = [link for link in iter_relationships(store) if link.type is RelationType.CLASSIFIED_AS]
    assert links
    for link in links:
        assert {"text_id", "sentence", "begin", "end", "confidence", "method"} <= set(link.properties)
    assert validate(store).conforms


def test_a_claim_below_the_threshold_has_no_class() -> None:
    quads = quads_of(PLAN, 0.8)
    confident = [q for q in quads if q.predicate.value == t.CONFIDENCE]
    assert min(float(q.object.value) for q in confident) >= 0.8  # type: ignore[union-attr]


def test_what_is_classified_is_shown_on_the_card_of_the_entry() -> None:
    shown = render(read_card(memory_store(quads_of(PLAN)), "资金投入"))
    assert "分类条目" in shown and "类中的有" in shown and "专项资金" in shown
