"""A small graph that holds something for each of the thirty questions, made by hand, code lists included.

Two ministries' opinion of 2023, a province's plan of 2024 that cites it, a city's of 2022 and a county's of 2025; the
sentences, like what they say, were written for these tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.dataset import memory_store
from kg.property_graph import Node, Relationship, Value
from kg.restore import to_quads
from kg.sparql import fill
from ontology import terms
from ontology.iris import INSTANCES, entity_iri, mint
from ontology.labels import EntityType, RelationType

R = RelationType
_LISTS = NamedNode(INSTANCES + "code-lists")


class Maker:
    """Collects nodes and claims; a claim's evidence is where the name of its end stands in the text."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.relationships: dict[str, Relationship] = {}

    def text(self, name: str, date: str, body: str) -> Node:
        return self._add(Node(mint("SourceText", body), "SourceText", {"name": name, "date": date, "text": body}))

    def entity(self, label: str, name: str) -> Node:
        return self._add(Node(entity_iri(EntityType(label), name), label, {"name": name}))

    def concept(self, code_list: str, notation: str, name: str, broader: str = "") -> Node:
        properties: dict[str, Value] = {"name": name, "scheme": code_list, "notation": notation}
        properties |= {"broader": broader} if broader else {}
        for kind, pair in _MATCHES:
            if (code_list, notation) in pair:
                other, at = pair[1 - pair.index((code_list, notation))]
                properties[kind] = (f"{scheme_iri(other)}/{at}",)
        return self._add(Node(f"{scheme_iri(code_list)}/{notation}", "Concept", properties))

    def measure(self, text: Node, clause: str, action: str, modality: str, *objects: Node) -> Node:
        said: dict[str, Value] = {"name": clause, "action": action, "modality": modality}
        node = self._add(Node(mint("Measure", text.iri, clause), "Measure", {**said, **_passage(text, clause)}))
        self.claim(text, R.HAS_MEASURE, text, node, modality=modality)
        for each in objects:
            self.claim(text, R.ACTS_ON, node, each, modality=modality)
        return node

    def target(
        self, text: Node, clause: str, indicator: str, value: float, unit: str, year: int, concerned: Node
    ) -> None:
        said: dict[str, Value] = {"indicator": indicator, "value": value, "unit": unit, "year": year, "bound": "等于"}
        properties = {"name": clause, **said, **_passage(text, clause)}
        node = self._add(Node(mint("Target", text.iri, clause), "Target", properties))
        self.claim(text, R.HAS_TARGET, text, node)
        self.claim(text, R.CONCERNS, node, concerned)

    def claim(self, text: Node, type: RelationType, head: Node, tail: Node, **more: Value) -> None:
        name = str((head if type is R.CLASSIFIED_AS else tail).properties["name"])
        begin = max(_body(text).find(name), 0)
        end = begin + len(name)
        iri = mint("Statement", head.iri, terms.RELATION_PROPERTIES[type], tail.iri, text.iri)
        properties: dict[str, Value] = {
            "text_id": text.iri,
            "date": text.properties["date"],
            "sentence": _body(text)[begin:end],
            "begin": begin,
            "end": end,
            "begins": (begin,),
            "ends": (end,),
            "confidence": 0.9,
            "method": "by hand",
            **more,
        }
        self.relationships[iri] = Relationship(iri, type, head.iri, tail.iri, properties)

    def concepts(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.label == "Concept"]

    def said(self) -> list[Node]:
        """All nodes but the entries of code lists; those with the same name as a text come after it."""
        return [node for node in self.nodes.values() if node.label != "Concept"]

    def dataset(self) -> Store:
        """The same in RDF, the code lists in a named graph of their own with labels in two languages."""
        entries = (quad for node in self.concepts() for quad in _entry(node))
        return memory_store([*to_quads(self.said(), self.relationships.values()), *entries])

    def _add(self, node: Node) -> Node:
        return self.nodes.setdefault(node.iri, node)


def scheme_iri(code_list: str) -> str:
    """The IRI of a code list, as queries spell it."""
    return fill(f"list:{code_list}", {}).strip("<>")


def _body(text: Node) -> str:
    return str(text.properties["text"])


def _passage(text: Node, clause: str) -> dict[str, Value]:
    begin = _body(text).index(clause)
    place: dict[str, Value] = {"text_id": text.iri, "begin": begin, "end": begin + len(clause), "sentence": clause}
    return {**place, "confidence": 0.75, "method": "clause"}


def _entry(node: Node) -> Iterator[Quad]:
    def quad(term: str, value: NamedNode | Literal) -> Quad:
        return Quad(NamedNode(node.iri), NamedNode(term), value, _LISTS)

    scheme = scheme_iri(str(node.properties["scheme"]))
    yield quad(terms.TYPE, NamedNode(terms.SKOS + "Concept"))
    yield quad(terms.SKOS + "inScheme", NamedNode(scheme))
    yield quad(terms.SKOS + "notation", Literal(str(node.properties["notation"])))
    yield quad(terms.PREF_LABEL, Literal(str(node.properties["name"]), language="zh"))
    yield quad(terms.PREF_LABEL, Literal(f"entry {node.properties['notation']}", language="en"))
    for kind, term in terms.MATCHES.items():
        for other in node.properties.get(kind, ()):  # type: ignore[union-attr]
            yield quad(term, NamedNode(str(other)))
    if "broader" in node.properties:
        yield quad(terms.SKOS + "broader", NamedNode(f"{scheme}/{node.properties['broader']}"))


_CODE_LISTS = {
    "instrument_types": (
        ("S", "供给型"),
        ("S.2", "资金投入"),
        ("E", "环境型"),
        ("E.3", "税收优惠"),
        ("D", "需求型"),
        ("D.2", "应用推广"),
    ),
    "innovation_stages": (("1", "基础研究"), ("2", "技术攻关"), ("3", "中试"), ("4", "推广应用")),
    "admin_levels": (("1", "国家"), ("2", "部委"), ("3", "省"), ("4", "市"), ("5", "县")),
    "future_industries_2024": (
        ("2", "未来信息"),
        ("4", "未来能源"),
        ("5", "未来空间"),
        ("5.2", "深海"),
        ("6", "未来健康"),
    ),
    "sei_2018": (("2", "高端装备制造产业"),),
    "gbt4754_2017": (("C", "制造业"), ("C39", "电子设备制造业"), ("D", "能源供应业")),
    "future_fields_2021": (("1", "量子信息"), ("2", "类脑智能"), ("3", "氢能与储能"), ("4", "深海开发")),
    "future_fields_2025": (("1", "量子科技"), ("2", "脑机接口"), ("3", "氢能与储能")),
}
_MATCHES = (
    ("close_match", (("future_fields_2021", "1"), ("future_fields_2025", "1"))),
    ("related_match", (("future_fields_2021", "2"), ("future_fields_2025", "2"))),
    ("exact_match", (("future_fields_2021", "3"), ("future_fields_2025", "3"))),
)
"""Entries of the two plans' lists that correspond, and how."""

_CLASSIFIED = (
    ("国", "深海专项资金", "instrument_types", "S.2"),
    ("国", "推广应用声呐芯片", "instrument_types", "D.2"),
    ("省", "政府采购声呐芯片", "instrument_types", "D"),
    ("县", "税收优惠", "instrument_types", "E.3"),
    ("国", "设立深海专项资金攻关水下机器人", "innovation_stages", "2"),
    ("省", "研制水下机器人", "innovation_stages", "2"),
    ("县", "给予税收优惠", "innovation_stages", "4"),
    ("国", "推广应用声呐芯片", "innovation_stages", "4"),
    ("国", "关于发展深海智能装备的意见", "admin_levels", "2"),
    ("省", "东屿省深海装备行动计划", "admin_levels", "3"),
    ("市", "白沙市低空经济办法", "admin_levels", "4"),
    ("县", "青岩县深海装备方案", "admin_levels", "5"),
    ("国", "水下机器人", "future_industries_2024", "5.2"),
    ("国", "声呐芯片", "future_industries_2024", "2"),
    ("国", "氢能装备", "future_industries_2024", "4"),
    ("国", "水下机器人", "sei_2018", "2"),
    ("国", "水下机器人", "gbt4754_2017", "C"),
    ("国", "声呐芯片", "gbt4754_2017", "C39"),
    ("国", "氢能装备", "gbt4754_2017", "D"),
)
"""The text that says so (by its level), what is classified, and where."""


def classified() -> Maker:
    """The graph: something for each of the thirty questions, with cells that stay empty."""
    g = Maker()
    national = g.text(
        "两部委关于发展深海智能装备的意见",
        "2023-06-15",
        "甲部、乙部印发关于发展深海智能装备的意见。设立深海专项资金攻关水下机器人。推广应用声呐芯片。"
        "鼓励企业建设海洋牧场，由乙部牵头。氢能装备加快示范，声呐芯片用于氢能装备。支持低空物流。"
        "到2025年，水下机器人达到10台。大力发展深海智能装备。",
    )
    province = g.text(
        "东屿省深海装备行动计划",
        "2024-02",
        "根据关于发展深海智能装备的意见，东屿省海洋厅印发东屿省深海装备行动计划。研制水下机器人。政府采购声呐芯片。"
        "禁止在保护区建设海洋牧场。低空物流先行先试。声呐成像属于深海智能装备，声呐芯片、声呐成像也属于海洋信息。"
        "水下机器人、声呐芯片用于海洋牧场。东屿省建设深海试验平台，中试水下机器人。到2027年，水下机器人达到20台。",
    )
    city = g.text(
        "白沙市低空经济办法",
        "2022-11-03",
        "白沙市低空经济办法提出发展低空物流，建设量子测控系统。陆遥说，要发展深海智能装备。",
    )
    county = g.text(
        "青岩县深海装备方案",
        "2025-01-20",
        "青岩县深海装备方案贯彻关于发展深海智能装备的意见。给予税收优惠。声呐成像要突破。",
    )
    _state(g, national, province, city, county)
    for code_list, entries in _CODE_LISTS.items():
        for notation, name in entries:
            g.concept(code_list, notation, name, notation.rpartition(".")[0])
    texts = {"国": national, "省": province, "市": city, "县": county}
    entries = {(node.properties["scheme"], node.properties["notation"]): node for node in g.concepts()}
    named = {str(node.properties["name"]): node for node in g.said()}
    for text, head, code_list, notation in _CLASSIFIED:
        g.claim(texts[text], R.CLASSIFIED_AS, named[head], entries[code_list, notation])
    return g


def _state(g: Maker, national: Node, province: Node, city: Node, county: Node) -> None:
    """What the four texts say of documents, topics, measures and targets."""
    opinion = g.entity("PolicyDocument", "关于发展深海智能装备的意见")
    plan = g.entity("PolicyDocument", "东屿省深海装备行动计划")
    rules = g.entity("PolicyDocument", "白沙市低空经济办法")
    scheme = g.entity("PolicyDocument", "青岩县深海装备方案")
    for text, document in ((national, opinion), (province, plan), (city, rules), (county, scheme)):
        g.claim(text, R.REPORTS, text, document)
    for place, name in enumerate(("甲部", "乙部"), 1):
        g.claim(national, R.ISSUED_BY, opinion, g.entity("Institution", name), order=place, joint=True)
    island = g.entity("Region", "东屿省")
    bureau = g.entity("Institution", "东屿省海洋厅")
    g.claim(province, R.ISSUED_BY, plan, bureau, order=1)
    g.claim(province, R.LOCATED_IN, bureau, island)
    g.claim(city, R.ISSUED_BY, rules, g.entity("Region", "白沙市"))
    g.claim(province, R.CITES, plan, opinion, kind="依据", cue="根据")
    g.claim(county, R.CITES, scheme, opinion, kind="贯彻落实", cue="贯彻")

    robot, chip = g.entity("Product", "水下机器人"), g.entity("Product", "声呐芯片")
    ranch, hydrogen = g.entity("Scenario", "海洋牧场"), g.entity("Industry", "氢能装备")
    drone, system = g.entity("Scenario", "低空物流"), g.entity("Product", "量子测控系统")
    deep = g.entity("Direction", "深海智能装备")
    sea, imaging = g.entity("Direction", "海洋信息"), g.entity("Technology", "声呐成像")
    platform = g.entity("Platform", "深海试验平台")
    fund, tax = g.entity("Instrument", "深海专项资金"), g.entity("Instrument", "税收优惠")
    for text, named in (
        (national, (robot, chip, ranch, hydrogen, drone, deep, fund)),
        (province, (robot, chip, ranch, drone, deep, sea, imaging)),
        (city, (drone, system, deep)),
        (county, (tax, deep, imaging)),
    ):
        for each in named:
            g.claim(text, R.MENTIONS, text, each, count=1)
    g.measure(national, "设立深海专项资金攻关水下机器人", "攻关", "要求", robot, fund)
    g.measure(national, "推广应用声呐芯片", "推广", "要求", chip)
    g.measure(province, "研制水下机器人", "研制", "要求", robot)
    g.measure(province, "政府采购声呐芯片", "采购", "要求", chip)
    farm = g.measure(national, "鼓励企业建设海洋牧场，由乙部牵头", "建设", "鼓励", ranch)
    g.claim(national, R.HAS_ACTOR, farm, g.entity("ActorGroup", "企业"), role="行动主体")
    g.claim(national, R.HAS_ACTOR, farm, g.entity("Institution", "乙部"), role="牵头")
    g.measure(national, "大力发展深海智能装备", "发展", "要求", deep)
    g.measure(province, "建设深海试验平台，中试水下机器人", "建设", "要求", platform, robot)
    g.measure(province, "禁止在保护区建设海洋牧场", "建设", "禁止", ranch)
    g.measure(county, "给予税收优惠", "给予", "要求", tax)
    g.measure(city, "建设量子测控系统", "建设", "要求", system)

    g.claim(province, R.INCLUDES, deep, imaging)
    g.claim(province, R.INCLUDES, sea, imaging, confidence=0.7)
    g.claim(province, R.INCLUDES, sea, chip)
    for text, head, tail in ((province, robot, ranch), (province, chip, ranch), (national, chip, hydrogen)):
        g.claim(text, R.APPLIED_IN, head, tail)
    g.claim(city, R.ADVOCATES, g.entity("Person", "陆遥"), deep)
    g.claim(province, R.LOCATED_IN, platform, island)
    g.target(national, "水下机器人达到10台", "水下机器人", 10.0, "台", 2025, robot)
    g.target(province, "水下机器人达到20台", "水下机器人", 20.0, "台", 2027, robot)
