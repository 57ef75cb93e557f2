"""Shapes: the hand-made claims pass, and of every shape a broken copy is caught, by message and by node.

Constraints that Oxigraph runs are put before pySHACL too, which must say the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg.build import decimal_literal, integer_literal, quads_of, run_quads
from kg.dataset import memory_store, settle_names
from kg.validate import SHAPES, validate
from ontology import terms as t
from ontology.iris import entity_iri, mint
from ontology.labels import SIGNATURES, EntityType, RelationType
from tests.kg import claims

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

SH = "http://www.w3.org/ns/shacl#"
GRAPH = NamedNode(claims.plan().document.id)
FUND = entity_iri(EntityType.INSTRUMENT, "专项资金")
HUMANOID = entity_iri(EntityType.PRODUCT, "人形机器人")
INDUSTRY = entity_iri(EntityType.INDUSTRY, "机器人产业")
PLAN = entity_iri(EntityType.POLICY_DOCUMENT, "云州市机器人产业行动方案")


@functools.cache
def plan_quads() -> tuple[Quad, ...]:
    return tuple(quads_of(claims.plan()))


def first(cls: str) -> str:
    """The first node of a class in the plan."""
    return min(q.subject.value for q in plan_quads() if q.predicate.value == t.TYPE and q.object.value == cls)


def having(predicate: str) -> str:
    """The first node of the plan that has this property."""
    return min(q.subject.value for q in plan_quads() if q.predicate.value == predicate)


def without(subject: str, *predicates: str) -> list[Quad]:
    return [q for q in plan_quads() if not (q.subject.value == subject and q.predicate.value in predicates)]


def plus(quads: Iterable[Quad], subject: str, predicate: str, value: str | Literal) -> list[Quad]:
    object = NamedNode(value) if isinstance(value, str) else value
    return [*quads, Quad(NamedNode(subject), NamedNode(predicate), object, GRAPH)]


def instead(subject: str, predicate: str, value: str | Literal) -> list[Quad]:
    """The plan with this one value of the property."""
    return plus(without(subject, predicate), subject, predicate, value)


def unasserted() -> list[Quad]:
    return [q for q in plan_quads() if q.predicate.value != t.RELATION_PROPERTIES[RelationType.CITES]]


STATEMENT, SPAN, MEASURE, TARGET = (first(c) for c in (t.STATEMENT, t.EVIDENCE_SPAN, t.MEASURE, t.TARGET))
TEXT, ORIGIN, VALUED = GRAPH.value, first(t.ORIGIN), having(t.VALUE)
SENTENCED = having(t.SENTENCE)
OTHER = claims.news().document.id
year = functools.partial(Literal, datatype=NamedNode(t.XSD + "gYear"))
property_of = t.RELATION_PROPERTIES

BROKEN: dict[str, tuple[Callable[[], list[Quad]], str, str]] = {
    "no subject": (lambda: without(STATEMENT, t.SUBJECT), STATEMENT, "断言须恰有一个主语"),
    "two objects": (lambda: plus(plan_quads(), STATEMENT, t.OBJECT, FUND + "0"), STATEMENT, "断言须恰有一个宾语"),
    "unknown predicate": (lambda: instead(STATEMENT, t.PREDICATE, t.IPKG + "near"), STATEMENT, "本体所定的关系"),
    "no source": (lambda: without(STATEMENT, t.PRIMARY_SOURCE), STATEMENT, "来源文本"),
    "no run": (lambda: without(STATEMENT, t.GENERATED_BY), STATEMENT, "抽取批次"),
    "no evidence": (lambda: without(STATEMENT, t.EVIDENCE), STATEMENT, "至少有一个证据片段"),
    "too sure": (lambda: instead(STATEMENT, t.CONFIDENCE, decimal_literal(1.5)), STATEMENT, "置信度"),
    "unknown role": (lambda: plus(plan_quads(), STATEMENT, t.ROLE, Literal("旁观")), STATEMENT, "角色"),
    "order 0": (lambda: plus(plan_quads(), STATEMENT, t.ORDER, integer_literal(0)), STATEMENT, "发文次序"),
    "begin after end": (lambda: instead(SPAN, t.BEGIN_INDEX, integer_literal(999)), SPAN, "小于止点"),
    "no quotation": (lambda: without(SPAN, t.ANCHOR_OF), SPAN, "一段原文"),
    "two texts": (lambda: plus(plan_quads(), SPAN, t.REFERENCE_CONTEXT, OTHER), SPAN, "恰属一篇文本"),
    "no string": (lambda: without(TEXT, t.IS_STRING), TEXT, "存储字符串"),
    "wrong hash": (lambda: instead(TEXT, t.SHA256, Literal("abc")), TEXT, "SHA-256"),
    "date as words": (lambda: instead(TEXT, t.ISSUED, Literal("去年")), TEXT, "日期至多一个"),
    "origin without file": (lambda: without(ORIGIN, t.IDENTIFIER), ORIGIN, "文件名"),
    "no name": (lambda: without(FUND, t.PREF_LABEL), FUND, "中文首选名"),
    "two names": (
        lambda: plus(plan_quads(), FUND, t.PREF_LABEL, Literal("专项经费", language="zh")),
        FUND,
        "中文首选名",
    ),
    "alias is name": (
        lambda: plus(plan_quads(), FUND, t.ALT_LABEL, Literal("专项资金", language="zh")),
        FUND,
        "别名不得与首选名相同",
    ),
    "mentioned nowhere": (
        lambda: [
            q for q in plan_quads() if not (q.predicate.value == property_of["MENTIONS"] and q.object.value == FUND)
        ],
        FUND,
        "没有证据的节点不入图",
    ),
    "no action": (lambda: without(MEASURE, t.ACTION), MEASURE, "一个动作"),
    "unknown modality": (lambda: instead(MEASURE, t.MODALITY, Literal("也许")), MEASURE, "语气"),
    "no filler": (
        lambda: without(MEASURE, *(property_of[r] for r in ("ACTS_ON", "USES_MEANS", "HAS_ACTOR"))),
        MEASURE,
        "对象、手段或主体",
    ),
    "no indicator": (lambda: without(TARGET, t.INDICATOR), TARGET, "一个指标"),
    "value as words": (lambda: instead(VALUED, t.VALUE, Literal("一百")), VALUED, "目标的数值"),
    "year 1948": (lambda: instead(TARGET, t.TARGET_YEAR, year("1948")), TARGET, "1949 至 2100"),
    "year 2101": (lambda: instead(TARGET, t.TARGET_YEAR, year("2101")), TARGET, "1949 至 2100"),
}
"""name → (broken copy, the node to be named, part of the message); pySHACL finds these."""

BROKEN_BY_QUERY: dict[str, tuple[Callable[[], list[Quad]], str, str]] = {
    "triple not asserted": (unasserted, "", "三元组不在图中"),
    "wrong quotation": (lambda: instead(SPAN, t.ANCHOR_OF, Literal("另一句话")), SPAN, "字符不一致"),
    "sentence elsewhere": (
        lambda: plus(instead(SENTENCED, t.SENTENCE, mint("EvidenceSpan", "x")), *elsewhere()[0]) + elsewhere_rest(),
        SENTENCED,
        "所在句不含",
    ),
    "evidence of another text": (lambda: instead(SPAN, t.REFERENCE_CONTEXT, OTHER), "", "来源文本中"),
    "includes itself": (lambda: plus(plan_quads(), HUMANOID, property_of["INCLUDES"], HUMANOID), HUMANOID, "包含自身"),
    "cites itself": (lambda: plus(plan_quads(), PLAN, property_of["CITES"], PLAN), PLAN, "引用自身"),
}
"""The same for the constraints in SPARQL; "" where the node is one of many."""


def elsewhere() -> list[tuple[str, str, str | Literal]]:
    """A span over the first character of the plan, far from any other's sentence but the first."""
    span = mint("EvidenceSpan", "x")
    return [
        (span, t.TYPE, t.EVIDENCE_SPAN),
        (span, t.REFERENCE_CONTEXT, TEXT),
        (span, t.BEGIN_INDEX, integer_literal(0)),
        (span, t.END_INDEX, integer_literal(1)),
        (span, t.ANCHOR_OF, Literal(claims.PLAN[0])),
    ]


def elsewhere_rest() -> list[Quad]:
    quads: list[Quad] = []
    for row in elsewhere()[1:]:
        quads = plus(quads, *row)
    return quads


def test_good_claims_conform() -> None:
    extractions = sorted((claims.plan(), claims.news(), claims.note()), key=lambda e: e.document.id)
    texts = settle_names(map(quads_of, extractions))
    report = validate(memory_store([*run_quads(claims.PIPELINE), *(q for quads in texts for q in quads)]))
    assert report.conforms and report.results == () and report.table.rows == []


@pytest.mark.parametrize("name", [*BROKEN, *BROKEN_BY_QUERY])
def test_broken_copy_is_caught(name: str) -> None:
    make, node, message = {**BROKEN, **BROKEN_BY_QUERY}[name]
    report = validate(memory_store(make()))
    assert not report.conforms
    assert any(message in r.message and node in ("", r.node) for r in report.results), report.table.rows


def test_pyshacl_says_the_same_of_the_constraints_that_oxigraph_runs() -> None:
    """One copy that is broken in all these ways at once."""
    import pyshacl
    import rdflib

    gone = set(plan_quads()) - set(unasserted())
    broken = {quad for make, _, _ in BROKEN_BY_QUERY.values() for quad in make()} - gone
    data = serialize([q.triple for q in broken], format=RdfFormat.N_TRIPLES)
    _, found, _ = pyshacl.validate(rdflib.Graph().parse(data=data, format="nt"), shacl_graph=str(SHAPES))
    judged = {
        (str(found.value(r, rdflib.URIRef(SH + "resultMessage"))), str(found.value(r, rdflib.URIRef(SH + "focusNode"))))
        for r in found.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    }
    ours = {(r.message, r.node) for r in validate(memory_store(broken)).results}
    assert judged == ours
    for _, _, message in BROKEN_BY_QUERY.values():
        assert any(message in found_message for found_message, _ in ours)


@pytest.mark.parametrize("relation", [r for r in RelationType if r is not RelationType.CLASSIFIED_AS])
def test_signature_of_every_relation_is_judged(relation: RelationType) -> None:
    """A run is no head and no tail of anything, so both shapes of the relation must speak."""
    run = run_quads(claims.PIPELINE)[0].subject.value
    twin = mint("ExtractionRun", "other")
    report = validate(memory_store(plus(run_quads(claims.PIPELINE), run, property_of[relation], twin)))
    messages = {r.message for r in report.results}
    assert any("的主语须为" in m for m in messages) and any("的宾语须为" in m for m in messages)


def test_signature_shapes_name_the_classes_of_labels() -> None:
    store = Store()
    store.extend(parse(path=str(SHAPES), format=RdfFormat.TURTLE))
    for relation, sides in SIGNATURES.items():
        for target, types in zip(("targetSubjectsOf", "targetObjectsOf"), sides, strict=True):
            query = f"""PREFIX sh: <{SH}> PREFIX rdf: <{t.RDF}> SELECT DISTINCT ?class {{
                ?s sh:{target} <{property_of[relation]}> . ?s (sh:or/rdf:rest*/rdf:first)?/sh:class ?class }}"""
            assert {row["class"].value for row in store.query(query)} == {t.ENTITY_CLASSES[type] for type in types}


def test_future_date_is_a_warning_only() -> None:
    day = Literal("2999-01-01", datatype=NamedNode(t.XSD + "date"))
    report = validate(memory_store(instead(TEXT, t.ISSUED, day)))
    assert report.conforms
    assert [(row[0], row[1], row[2]) for row in report.table.rows] == [("Warning", "日期在今天之后", TEXT)]


def test_texts_that_disagree_on_a_name_are_caught_across_batches() -> None:
    name = Literal("人型机器人", language="zh")
    graph = NamedNode(OTHER)
    quads = [Quad(NamedNode(HUMANOID), NamedNode(t.PREF_LABEL), name, graph)]
    report = validate(memory_store([*plan_quads(), *quads]))
    assert any("首选名不同" in r.message and r.node == HUMANOID for r in report.results)


def test_table_counts_nodes_and_quotes_the_sentence() -> None:
    wrong = [q for q in plan_quads() if q.predicate.value != t.ACTION]
    table = validate(memory_store(wrong)).table
    (row,) = (row for row in table.to_dicts() if "动作" in row["message"])
    assert row["count"] == 2 and row["node"] == MEASURE
    assert row["name"] in row["sentence"] and row["sentence"] in claims.PLAN


def test_table_names_the_text() -> None:
    for wrong in ("no action", "no name", "no quotation", "wrong hash"):
        make, node, _ = BROKEN[wrong]
        (row,) = (row for row in validate(memory_store(make())).table.to_dicts() if row["node"] == node)
        assert row["text"] == "云州市工业和信息化局 云州市科学技术局关于印发《云州市机器人产业行动方案》的通知"
    untitled = [q for q in without(TEXT, t.SHA256) if q.predicate.value != t.TITLE]
    assert {row["text"] for row in validate(memory_store(untitled)).table.to_dicts()} == {"plans/云州.html"}


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


def test_every_message_is_chinese() -> None:
    triples: Iterable[Triple | Quad] = parse(path=str(SHAPES), format=RdfFormat.TURTLE)
    messages = [q.object for q in triples if q.predicate.value == SH + "message"]
    assert len(messages) > 50
    assert all(m.language == "zh" and re.search(r"[一-龥]", m.value) for m in messages)


def test_shapes_are_where_the_package_looks() -> None:
    assert Path(__file__).parents[2] / "ontology" / "shapes.ttl" == SHAPES
