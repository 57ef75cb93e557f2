"""Small policy corpora for the tests of content analyses, made by hand: papers, their measures, code-list entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.property_graph import Node, Relationship, Value
from ontology.labels import RelationType
from tests.kg.analysis.graphs import Claims, claim


@dataclass(frozen=True)
class Said:
    """A measure: its clause, verb and modality; the entities that it acts on, uses and has for actors, with labels."""

    clause: str
    action: str = "支持"
    modality: str = "鼓励"
    objects: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)


class Policies:
    """A graph that grows paper by paper; `claims` gives its nodes and relationships."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: list[Relationship] = []

    def paper(
        self,
        name: str,
        date: str = "",
        issuers: Sequence[str] = (),
        mentions: Mapping[str, str] | None = None,
        measures: Iterable[Said] = (),
        cites: Sequence[str] = (),
        text: str = "",
        number: str = "",
        reports: bool = False,
        target_years: Sequence[int] = (),
    ) -> str:
        """Add a paper with its text, or with `reports` a news text about it; returns the text's IRI."""
        measures = list(measures)
        iri = f"{name}报道{len(self.nodes)}" if reports else f"{name}原文"
        body = text or "。".join([name, *(m.clause for m in measures), *(mentions or {})]) + "。"
        dated: dict[str, Value] = {"date": date} if date else {}
        head: dict[str, Value] = {} if reports else {"issuers": tuple(issuers)} if issuers else {}
        numbered: dict[str, Value] = {"number": number} if number else {}
        title = f"{name}答记者问" if reports else name
        self.nodes[iri] = Node(iri, "SourceText", {"name": title, "text": body, **dated, **head, **numbered})
        self._add(RelationType.REPORTS, iri, self.node(name, "PolicyDocument"), iri, dated)
        for order, issuer in enumerate(issuers, 1):
            self._add(RelationType.ISSUED_BY, name, self.node(issuer, "Institution"), iri, {"order": order, **dated})
        for entity, label in (mentions or {}).items():
            self._add(RelationType.MENTIONS, iri, self.node(entity, label), iri, dated)
        for cited in cites:
            self._add(RelationType.CITES, name, self.node(cited, "PolicyDocument"), iri, {"cue": "根据", **dated})
        for measure in measures:
            self._measure(iri, body, measure, dated)
        for year in target_years:
            target = f"{iri}目标{year}"
            self.nodes[target] = Node(
                target, "Target", {"name": target, "year": year, "text_id": iri, "begin": 0, "end": 1}
            )
        return iri

    def node(self, name: str, label: str) -> str:
        """The node of this name, made where it is not there yet."""
        self.nodes.setdefault(name, Node(name, label, {"name": name}))
        return name

    def concept(self, scheme: str, notation: str, name: str) -> str:
        """An entry of a code list."""
        iri = f"{scheme}/{notation}"
        broader = notation.rpartition(".")[0]
        upper: dict[str, Value] = {"broader": broader} if broader else {}
        self.nodes[iri] = Node(iri, "Concept", {"name": name, "scheme": scheme, "notation": notation, **upper})
        return iri

    def classify(self, head: str, concept: str, text: str) -> None:
        """File a node under an entry."""
        self._add(RelationType.CLASSIFIED_AS, head, concept, text, {})

    def measure_iri(self, text: str, clause: str) -> str:
        """The IRI of a measure of a text."""
        return f"{text}#{clause}"

    def claims(self) -> Claims:
        """Nodes and relationships."""
        return list(self.nodes.values()), list(self.links)

    def _measure(self, text: str, body: str, measure: Said, dated: Mapping[str, Value]) -> None:
        iri, begin = self.measure_iri(text, measure.clause), max(body.find(measure.clause), 0)
        said: dict[str, Value] = {"name": measure.clause, "action": measure.action, "modality": measure.modality}
        place: dict[str, Value] = {"text_id": text, "begin": begin, "end": begin + len(measure.clause)}
        self.nodes[iri] = Node(iri, "Measure", {**said, **place})
        self._add(RelationType.HAS_MEASURE, text, iri, text, dated)
        for type, parts in (
            (RelationType.ACTS_ON, measure.objects),
            (RelationType.USES_MEANS, measure.means),
            (RelationType.HAS_ACTOR, measure.actors),
        ):
            for entity, label in parts.items():
                self._add(type, iri, self.node(entity, label), text, dated)

    def _add(self, type: RelationType, head: str, tail: str, text: str, properties: Mapping[str, Value]) -> None:
        self.links.append(claim(type, head, tail, text, **properties))


def sample() -> Policies:
    """A corpus on which every content analysis has something to say: central and local, dated, classified."""
    made = Policies()
    made.paper(
        "数据安全法", "2019-06-10", ["全国人民代表大会常务委员会"], {"数据安全": "Direction"}, number="主席令84号"
    )
    centre = made.paper(
        "关于推动未来产业发展的意见",
        "2022-01-18",
        ["工业和信息化部", "科学技术部"],
        {"脑机接口": "Technology", "人形机器人": "Product", "数据安全": "Direction"},
        [
            Said("设立专项资金支持脑机接口", "设立", "要求", {"脑机接口": "Technology"}, {"专项资金": "Instrument"}),
            Said("鼓励企业研发人形机器人", "研发", "鼓励", {"人形机器人": "Product"}, {}, {"企业": "ActorGroup"}),
            Said("推广数据交易", "推广", "要求", {"数据交易": "Scenario", "数据安全": "Direction"}),
        ],
        ["数据安全法"],
        number="工信部联科〔2022〕12号",
        target_years=[2025, 2030],
    )
    made.paper("关于推动未来产业发展的意见", "2022-02-01", ["工业和信息化部"], {"脑机接口": "Technology"}, reports=True)
    local = made.paper(
        "上海市未来产业行动方案",
        "2024-03-01",
        ["上海市人民政府"],
        {"脑机接口": "Technology", "量子计算": "Technology"},
        [
            Said("政府采购首批脑机接口产品", "采购", "要求", {"脑机接口": "Technology", "数据安全": "Direction"}),
            Said("禁止数据交易", "交易", "禁止", {"数据交易": "Scenario"}),
        ],
        ["关于推动未来产业发展的意见", "数据安全法"],
        number="沪府发〔2024〕3号",
    )
    made.paper(
        "广东省数据条例",
        "2024-09-01",
        ["广东省人民政府"],
        {"数据安全": "Direction", "量子计算": "Technology"},
        [Said("制定数据安全标准", "制定", "要求", {"数据安全": "Direction"}, {"标准体系": "Instrument"})],
        ["数据安全法"],
        number="粤府〔2024〕9号",
    )
    made.paper("未注明日期的通知", "", ["商务部"], {"数据安全": "Direction"})
    kinds = {
        n: made.concept("instrument_types", n, w)
        for n, w in {"S.2": "资金投入", "E.5": "标准制定", "D.1": "政府采购"}.items()
    }
    stages = {n: made.concept("innovation_stages", n, w) for n, w in {"1": "基础研究", "5": "推广应用"}.items()}
    made.classify("专项资金", kinds["S.2"], centre)
    made.classify("标准体系", kinds["E.5"], centre)
    made.classify(made.measure_iri(local, "政府采购首批脑机接口产品"), kinds["D.1"], local)
    made.classify(made.measure_iri(centre, "设立专项资金支持脑机接口"), stages["1"], centre)
    made.classify(made.measure_iri(local, "政府采购首批脑机接口产品"), stages["5"], local)
    made.classify(made.measure_iri("广东省数据条例原文", "制定数据安全标准"), stages["5"], "广东省数据条例原文")
    return made
