"""A graph that satisfies every rule of the shapes, none of them idly, and for each rule copies that break it.

The graph is the hand-made plan with what the plan does not have: dates and numbers of its policies, a classification.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.build import confidence_literal, decimal_literal, integer_literal, quads_of, run_iri, run_quads, statement_iri
from ontology import terms as t
from ontology.concepts import find_concept, load_code_list
from ontology.iris import entity_iri, mint
from ontology.labels import EntityType, RelationType
from tests.kg import claims

GRAPH = NamedNode(claims.plan().document.id)
TEXT = GRAPH.value
OTHER = claims.news().document.id
FUND = entity_iri(EntityType.INSTRUMENT, "专项资金")
HUMANOID = entity_iri(EntityType.PRODUCT, "人形机器人")
INDUSTRY = entity_iri(EntityType.INDUSTRY, "机器人产业")
PLAN = entity_iri(EntityType.POLICY_DOCUMENT, "云州市机器人产业行动方案")
BASIS = entity_iri(EntityType.POLICY_DOCUMENT, "云州市数字经济规划")
BUREAU = entity_iri(EntityType.INSTITUTION, "云州市工业和信息化局")
FUNDING = find_concept("instrument_types", "S.2").iri
LIST = load_code_list("instrument_types").iri
SCHEME, NOTATION = t.SKOS + "inScheme", t.SKOS + "notation"
of = t.RELATION_PROPERTIES

Quads = list[Quad]


def typed(value: str, name: str) -> Literal:
    """`value` as a literal of the XML Schema datatype `name`."""
    return Literal(value, datatype=NamedNode(t.XSD + name))


def chinese(value: str) -> Literal:
    return Literal(value, language="zh")


def plus(quads: Iterable[Quad], *rows: tuple[str, str, str | Literal]) -> Quads:
    """The quads and these triples more."""
    added = (Quad(NamedNode(s), NamedNode(p), NamedNode(o) if isinstance(o, str) else o, GRAPH) for s, p, o in rows)
    return [*quads, *added]


@functools.cache
def good() -> tuple[Quad, ...]:
    """The graph that conforms, with its run."""
    quads = [*run_quads(claims.PIPELINE), *quads_of(claims.plan())]
    policies = [
        (PLAN, t.DATE_ISSUED, typed("2024-03-15", "date")),
        (PLAN, t.DOCUMENT_NUMBER, Literal("云工信〔2024〕7号")),
        (BASIS, t.DATE_ISSUED, typed("2023", "gYear")),
        (BASIS, t.DOCUMENT_NUMBER, Literal("2023年第12号")),
    ]
    named = (FUNDING, t.PREF_LABEL, Literal("funding", language="en"))
    return tuple(plus(quads, *policies, named))


def statement(
    subject: str, relation: str, object: str, evidence: str, iri: str = ""
) -> list[tuple[str, str, str | Literal]]:
    """A complete statement of the plan, and its plain triple."""
    predicate = of[RelationType(relation)]
    iri = iri or statement_iri(subject, predicate, object, TEXT)
    return [
        (subject, predicate, object),
        (iri, t.TYPE, t.STATEMENT),
        (iri, t.SUBJECT, subject),
        (iri, t.PREDICATE, predicate),
        (iri, t.OBJECT, object),
        (iri, t.PRIMARY_SOURCE, TEXT),
        (iri, t.GENERATED_BY, run_iri(claims.PIPELINE)),
        (iri, t.EVIDENCE, evidence),
        (iri, t.CONFIDENCE, confidence_literal(0.8)),
        (iri, t.METHOD, Literal("rule")),
    ]


def first(cls: str) -> str:
    """The first node of a class."""
    return min(q.subject.value for q in good() if q.predicate.value == t.TYPE and q.object.value == cls)


def having(predicate: str) -> str:
    """The first node that has this property."""
    return min(q.subject.value for q in good() if q.predicate.value == predicate)


def without(subject: str, *predicates: str) -> Quads:
    return [q for q in good() if not (q.subject.value == subject and q.predicate.value in predicates)]


def with_(*rows: tuple[str, str, str | Literal]) -> Quads:
    return plus(good(), *rows)


def instead(subject: str, predicate: str, value: str | Literal) -> Quads:
    """The graph with this one value of the property."""
    return plus(without(subject, predicate), (subject, predicate, value))


def unasserted(relation: str) -> Quads:
    return [q for q in good() if q.predicate.value != of[RelationType(relation)]]


def unmentioned(entity: str) -> Quads:
    is_mention = lambda q: q.predicate.value == of[RelationType.MENTIONS] and q.object.value == entity  # noqa: E731
    return [q for q in good() if not is_mention(q)]


def copied(node: str, twin: str) -> Quads:
    """The graph in which all that is said of `node` and to it is said of `twin` as well."""
    quads = list(good())
    for q in good():
        if node in (q.subject.value, q.object.value):
            subject = twin if q.subject.value == node else q.subject.value
            object = NamedNode(twin) if q.object.value == node else q.object
            quads.append(Quad(NamedNode(subject), q.predicate, object, GRAPH))
    return quads


STATEMENT, SPAN, MEASURE, TARGET = (first(c) for c in (t.STATEMENT, t.EVIDENCE_SPAN, t.MEASURE, t.TARGET))
ORIGIN, VALUED, SENTENCED = first(t.ORIGIN), having(t.VALUE), having(t.SENTENCE)
CITATION = statement_iri(PLAN, of[RelationType.CITES], BASIS, TEXT)
ISSUE = statement_iri(PLAN, of[RelationType.ISSUED_BY], BUREAU, TEXT)
FAR = mint("EvidenceSpan", "far")
TWIN = mint("Twin", "twin")


def in_a_far_sentence() -> Quads:
    """A span whose sentence is said to be the first character of the text."""
    return plus(
        instead(SENTENCED, t.SENTENCE, FAR),
        (FAR, t.TYPE, t.EVIDENCE_SPAN),
        (FAR, t.REFERENCE_CONTEXT, TEXT),
        (FAR, t.BEGIN_INDEX, integer_literal(0)),
        (FAR, t.END_INDEX, integer_literal(1)),
        (FAR, t.ANCHOR_OF, Literal(claims.PLAN[0])),
    )


def fillerless() -> Quads:
    return without(MEASURE, *(of[RelationType(r)] for r in ("ACTS_ON", "USES_MEANS", "HAS_ACTOR")))


@dataclass(frozen=True)
class Break:
    """A copy that breaks rule `number` at `node`, with a part of the message that says so."""

    number: int
    make: Callable[[], Quads]
    node: str
    message: str
    severity: str = "Violation"


BREAKS: dict[str, Break] = {
    "no subject": Break(1, lambda: without(STATEMENT, t.SUBJECT), STATEMENT, "断言须恰有一个主语"),
    "two objects": Break(1, lambda: with_((STATEMENT, t.OBJECT, FUND + "0")), STATEMENT, "断言须恰有一个宾语"),
    "unknown predicate": Break(
        1, lambda: instead(STATEMENT, t.PREDICATE, t.IPKG + "near"), STATEMENT, "本体所定的关系"
    ),
    "no source": Break(1, lambda: without(STATEMENT, t.PRIMARY_SOURCE), STATEMENT, "恰有一个来源文本"),
    "no run": Break(1, lambda: without(STATEMENT, t.GENERATED_BY), STATEMENT, "抽取批次"),
    "no evidence": Break(1, lambda: without(STATEMENT, t.EVIDENCE), STATEMENT, "至少有一个证据片段"),
    "too sure": Break(1, lambda: instead(STATEMENT, t.CONFIDENCE, decimal_literal(1.5)), STATEMENT, "置信度"),
    "sure in words": Break(1, lambda: instead(STATEMENT, t.CONFIDENCE, Literal("很高")), STATEMENT, "置信度"),
    "ill-written confidence": Break(
        1, lambda: instead(STATEMENT, t.CONFIDENCE, typed("半", "decimal")), STATEMENT, "置信度"
    ),
    "unknown role": Break(1, lambda: with_((STATEMENT, t.ROLE, Literal("旁观"))), STATEMENT, "角色"),
    "order 0": Break(1, lambda: with_((STATEMENT, t.ORDER, integer_literal(0))), STATEMENT, "发文次序"),
    "evidence of another text": Break(1, lambda: instead(SPAN, t.REFERENCE_CONTEXT, OTHER), "", "来源文本中"),
    "triple not asserted": Break(2, lambda: unasserted("CITES"), CITATION, "三元组不在图中"),
    "begin after end": Break(3, lambda: instead(SPAN, t.BEGIN_INDEX, integer_literal(999)), SPAN, "小于止点"),
    "no quotation": Break(3, lambda: without(SPAN, t.ANCHOR_OF), SPAN, "一段原文"),
    "two texts": Break(3, lambda: with_((SPAN, t.REFERENCE_CONTEXT, OTHER)), SPAN, "恰属一篇文本"),
    "wrong quotation": Break(3, lambda: instead(SPAN, t.ANCHOR_OF, Literal("另一句话")), SPAN, "字符不一致"),
    "sentence elsewhere": Break(3, in_a_far_sentence, SENTENCED, "所在句不含"),
    "head of the wrong class": Break(
        4, lambda: with_((FUND, of[RelationType.ISSUED_BY], BUREAU)), FUND, "“发布机构”的主语须为政策文件"
    ),
    "tail of the wrong class": Break(
        4, lambda: with_((PLAN, of[RelationType.ISSUED_BY], FUND)), FUND, "“发布机构”的宾语须为机构、地区"
    ),
    "no name": Break(5, lambda: without(FUND, t.PREF_LABEL), FUND, "中文首选名"),
    "two names": Break(5, lambda: with_((FUND, t.PREF_LABEL, chinese("专项经费"))), FUND, "中文首选名"),
    "name in English": Break(
        5, lambda: instead(FUND, t.PREF_LABEL, Literal("special fund", language="en")), FUND, "中文首选名"
    ),
    "alias is name": Break(5, lambda: with_((FUND, t.ALT_LABEL, chinese("专项资金"))), FUND, "别名不得与首选名相同"),
    "nameless measure": Break(5, lambda: without(MEASURE, t.PREF_LABEL), MEASURE, "中文首选名"),
    "concept with two Chinese names": Break(
        5, lambda: with_((FUNDING, t.PREF_LABEL, chinese("资金"))), FUNDING, "每种语言至多一个"
    ),
    "policy of the future": Break(
        6, lambda: instead(PLAN, t.DATE_ISSUED, typed("2999-01-01", "date")), PLAN, "在今天之后", "Warning"
    ),
    "text of the future": Break(
        6, lambda: instead(TEXT, t.ISSUED, typed("2999", "gYear")), TEXT, "在今天之后", "Warning"
    ),
    "date as words": Break(6, lambda: instead(PLAN, t.DATE_ISSUED, Literal("去年")), PLAN, "成文日期"),
    "number in other brackets": Break(
        6, lambda: instead(PLAN, t.DOCUMENT_NUMBER, Literal("云工信[2024]7号")), PLAN, "文号", "Warning"
    ),
    "cites itself": Break(7, lambda: with_((PLAN, of[RelationType.CITES], PLAN)), PLAN, "引用自身"),
    "cites a later policy": Break(
        7, lambda: instead(BASIS, t.DATE_ISSUED, typed("2024-04", "gYearMonth")), PLAN, "晚于", "Warning"
    ),
    "includes itself": Break(8, lambda: with_((HUMANOID, of[RelationType.INCLUDES], HUMANOID)), HUMANOID, "包含自身"),
    "includes what includes it": Break(
        8, lambda: with_((HUMANOID, of[RelationType.INCLUDES], INDUSTRY)), INDUSTRY, "互相包含", "Warning"
    ),
    "no action": Break(9, lambda: without(MEASURE, t.ACTION), MEASURE, "一个动作"),
    "unknown modality": Break(9, lambda: instead(MEASURE, t.MODALITY, Literal("也许")), MEASURE, "语气"),
    "no filler": Break(9, fillerless, MEASURE, "对象、手段或主体"),
    "no indicator": Break(10, lambda: without(TARGET, t.INDICATOR), TARGET, "一个指标"),
    "value as words": Break(10, lambda: instead(VALUED, t.VALUE, Literal("一百")), VALUED, "目标的数值"),
    "year 1948": Break(10, lambda: instead(TARGET, t.TARGET_YEAR, typed("1948", "gYear")), TARGET, "1949 至 2100"),
    "year 2101": Break(10, lambda: instead(TARGET, t.TARGET_YEAR, typed("2101", "gYear")), TARGET, "1949 至 2100"),
    "year as words": Break(10, lambda: instead(TARGET, t.TARGET_YEAR, typed("明年", "gYear")), TARGET, "1949 至 2100"),
    "concept of no list": Break(11, lambda: without(FUNDING, SCHEME), FUNDING, "恰属一个代码表"),
    "concept without notation": Break(11, lambda: without(FUNDING, NOTATION), FUNDING, "恰有一个编号"),
    "concept of an unknown list": Break(
        11, lambda: instead(FUNDING, SCHEME, t.IPR + "my-list"), FUNDING, "不在已知的代码表中"
    ),
    "notation of another concept": Break(
        11, lambda: instead(FUNDING, NOTATION, Literal("S.3")), FUNDING, "不在已知的代码表中"
    ),
    "invented concept": Break(11, lambda: copied(FUNDING, LIST + "/S.99"), LIST + "/S.99", "不在已知的代码表中"),
    "mentioned nowhere": Break(12, lambda: unmentioned(FUND), FUND, "没有证据的节点不入图"),
    "measure without evidence": Break(1, lambda: without(MEASURE, t.EVIDENCE), MEASURE, "至少有一个证据片段"),
    "product twice": Break(13, lambda: copied(HUMANOID, TWIN), TWIN, "同类同名的实体"),
    "policy twice": Break(13, lambda: copied(PLAN, TWIN), PLAN, "同一文本中同类同名"),
    "text twice": Break(13, lambda: copied(TEXT, TWIN), TEXT, "字符相同的文本"),
    "statement twice": Break(13, lambda: copied(STATEMENT, TWIN), TWIN, "同一断言"),
    "span twice": Break(13, lambda: copied(SPAN, TWIN), SPAN, "同一位置"),
    "number twice": Break(
        13, lambda: instead(BASIS, t.DOCUMENT_NUMBER, Literal("云工信〔2024〕7号")), BASIS, "文号相同", "Warning"
    ),
    "one of two issuers": Break(
        14,
        lambda: [q for q in good() if q.predicate.value != t.ORDER or q.subject.value == ISSUE],
        ISSUE,
        "至少两个发文机构",
        "Warning",
    ),
    "two first issuers": Break(
        14,
        lambda: [
            Quad(q.subject, q.predicate, integer_literal(1), GRAPH) if q.predicate.value == t.ORDER else q
            for q in good()
        ],
        ISSUE,
        "次序相同",
        "Warning",
    ),
    "no string": Break(0, lambda: without(TEXT, t.IS_STRING), TEXT, "存储字符串"),
    "wrong hash": Break(0, lambda: instead(TEXT, t.SHA256, Literal("abc")), TEXT, "SHA-256"),
    "text dated in words": Break(0, lambda: instead(TEXT, t.ISSUED, Literal("去年")), TEXT, "日期至多一个"),
    "origin without file": Break(0, lambda: without(ORIGIN, t.IDENTIFIER), ORIGIN, "文件名"),
    "run without pipeline": Break(0, lambda: without(run_iri(claims.PIPELINE), t.PIPELINE), "", "流程名"),
}
"""name → copy; `node` is "" where the node is one of many. Number 0 stands for constraints outside the 14 rules."""
