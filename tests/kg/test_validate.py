"""The report on a graph: which nodes, how many, and the sentence behind the first; `test_shapes.py` has the rules."""

from __future__ import annotations

import msgspec
from pyoxigraph import Literal, NamedNode, Quad

from kg.build import quads_of, run_quads
from kg.dataset import memory_store, settle_names
from kg.validate import validate
from ontology import terms as t
from ontology.labels import RelationType
from tests.kg import claims
from tests.kg.broken import BREAKS, HUMANOID, MEASURE, OTHER, TEXT, good, instead, typed, without


def test_good_claims_conform() -> None:
    extractions = sorted((claims.plan(), claims.news(), claims.note()), key=lambda e: e.document.id)
    texts = settle_names(map(quads_of, extractions))
    report = validate(memory_store([*run_quads(claims.PIPELINE), *(q for quads in texts for q in quads)]))
    assert report.conforms and report.results == () and report.table.rows == []
    assert report.summary == "conforms"


def test_future_date_is_a_warning_only() -> None:
    report = validate(memory_store(instead(TEXT, t.ISSUED, typed("2999-01-01", "date"))))
    assert report.conforms and report.summary == "conforms (Warning 1)"
    assert [row[:4] for row in report.table.rows] == [("Warning", 6, "日期在今天之后", TEXT)]


def test_texts_that_disagree_on_a_name_are_caught_of_one_thing() -> None:
    name = Literal("人型机器人", language="zh")
    graph = NamedNode(OTHER)
    quads = [Quad(NamedNode(HUMANOID), NamedNode(t.PREF_LABEL), name, graph)]
    report = validate(memory_store([*good(), *quads]))
    assert any("恰有一个中文首选名" in r.message and r.node == HUMANOID for r in report.results)


def test_table_counts_nodes_and_quotes_the_sentence() -> None:
    wrong = [q for q in good() if q.predicate.value != t.ACTION]
    table = validate(memory_store(wrong)).table
    (row,) = (row for row in table.to_dicts() if "动作" in row["message"])
    assert row["count"] == 2 and row["node"] == MEASURE
    assert row["name"] in row["sentence"] and row["sentence"] in claims.PLAN


def test_table_names_the_text() -> None:
    for wrong in ("no action", "no name", "no quotation", "wrong hash"):
        broken = BREAKS[wrong]
        rows = validate(memory_store(broken.make())).table.to_dicts()
        (row,) = (row for row in rows if broken.message in row["message"])
        assert row["node"] == broken.node and row["shape"] == (broken.number or None)
        assert row["text"] == "云州市工业和信息化局 云州市科学技术局关于印发《云州市机器人产业行动方案》的通知"
    untitled = [q for q in without(TEXT, t.SHA256) if q.predicate.value != t.TITLE]
    assert {row["text"] for row in validate(memory_store(untitled)).table.to_dicts()} == {"plans/云州.html"}


def test_violations_come_first_and_the_totals_count_every_result() -> None:
    quads = instead(TEXT, t.ISSUED, typed("2999", "gYear"))
    report = validate(memory_store(q for q in quads if q.predicate.value != t.ACTION))
    assert [row[0] for row in report.table.rows] == ["Violation", "Warning"]
    assert report.totals == "Violation 2, Warning 1"
    assert report.summary == "does not conform (Violation 2, Warning 1)"


def test_a_relation_of_wrong_types_is_shown_by_its_own_sentence() -> None:
    plan = claims.plan()
    wrong = [
        msgspec.structs.replace(r, type=RelationType.ISSUED_BY, evidence=plan.measures[1].span)
        for r in plan.relations
        if r.type is RelationType.APPLIED_IN
    ]
    quads = quads_of(msgspec.structs.replace(plan, relations=(*plan.relations, *wrong)))
    report = validate(memory_store(quads))
    shown = {(row["name"], row["message"][:9], row["text"], row["sentence"]) for row in report.table.to_dicts()}
    title, sentence = claims.PLAN.splitlines()[0], claims.PLAN.splitlines()[4]
    for name, side in (("人形机器人", "主语"), ("矿山救援", "宾语")):
        assert (name, f"“发布机构”的{side}", title, sentence) in shown
    assert not any(sentence in row for row in shown if row[0] not in ("人形机器人", "矿山救援"))
