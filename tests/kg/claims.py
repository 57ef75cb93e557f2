"""Extractions made by hand, for every test that needs claims; the sentences were written for these tests.

`plan()` is a city's plan with every kind of claim, `news()` a newspaper item that reports it, found in two files, and
`note()` a short text that spells an entity of the plan in another way.
"""

from __future__ import annotations

from extract.records import (
    Actor,
    Document,
    Entity,
    Extraction,
    Field,
    Measure,
    Mention,
    Origin,
    Reference,
    Relation,
    Span,
    Target,
    attribute,
)
from ontology.iris import entity_iri
from ontology.labels import ActorRole, Bound, EntityType, Modality, RelationType

PIPELINE = "rules 0.1.0"

PLAN = (
    "云州市工业和信息化局 云州市科学技术局关于印发《云州市机器人产业行动方案》的通知\n"
    "云工信〔2024〕7号\n"
    "根据《云州市数字经济规划》，制定本方案。\n"
    "机器人产业包括人形机器人、巡检机器人等产品，人形机器人应用于矿山救援。\n"
    "鼓励龙头企业依托中试平台攻关灵巧手，由市工业和信息化局牵头，设立专项资金支持人形机器人😀研发。\n"
    "到2027年，建成不少于12.5万平方米中试平台，培育一批龙头企业。\n"
)
NEWS = (
    "云州发布机器人产业行动方案\n"
    "记者从云州市工业和信息化局获悉，《云州市机器人产业行动方案》近日印发，机器人产业再添人形机器人等新品类。\n"
)
NOTE = "ＡＩ大模型与ai 大模型是一回事。\n"


class Reading:
    """Finds the places of strings in a text, so that no offset is counted by hand."""

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        self.entities: dict[str, Entity] = {}

    def span(self, part: str, nth: int = 0) -> Span:
        """Where `part` stands for the `nth` time."""
        begin = -1
        for _ in range(nth + 1):
            begin = self.text.index(part, begin + 1)
        return Span(begin, begin + len(part))

    def name(self, type: EntityType, name: str, *surfaces: str, confidence: float = 0.9) -> str:
        """Mentions of an entity at every place of its `surfaces` (its name where none is given); returns its IRI."""
        iri = entity_iri(type, name)
        places = set()
        for surface in surfaces or (name,):
            begin = self.text.find(surface)
            while begin >= 0:
                places.add((begin, begin + len(surface)))
                begin = self.text.find(surface, begin + 1)
        mentions = tuple(Mention(begin, end, confidence, "lexicon") for begin, end in sorted(places))
        self.entities[iri] = Entity(iri, type, name, mentions)
        return iri

    def at(self, iri: str, nth: int = 0) -> Reference:
        """The `nth` mention of the entity as an end of a claim."""
        mention = self.entities[iri].mentions[nth]
        return Reference(iri, mention.begin, mention.end)

    def sentences(self) -> tuple[Span, ...]:
        """The lines of the text, without their breaks."""
        spans, begin = [], 0
        for line in self.text.splitlines():
            spans.append(Span(begin, begin + len(line)))
            begin += len(line) + 1
        return tuple(spans)

    def extraction(
        self,
        relations: tuple[Relation, ...] = (),
        measures: tuple[Measure, ...] = (),
        targets: tuple[Target, ...] = (),
    ) -> Extraction:
        """All that was found, as the pipeline would hand it over."""
        entities = tuple(self.entities.values())
        return Extraction(self.document, PIPELINE, self.sentences(), entities, relations, measures, targets)


def plan() -> Extraction:
    """A plan with every kind of claim: 14 entities, 6 relations (INCLUDES of one pair twice), 2 measures, 2 targets."""
    title = "云州市机器人产业行动方案"
    head = Span(0, PLAN.index("\n"))
    document = Document(
        PLAN,
        (
            Field("title", head.of(PLAN), head),
            Field("date", "2024-03-15"),
            Field("number", "云工信〔2024〕7号"),
            Field("issuer", "云州市工业和信息化局"),
            Field("source", "云州市人民政府网"),
        ),
        (Origin("plans/云州.html", "0" * 64, "html", "utf-8"),),
    )
    r = Reading(PLAN, document)
    T = EntityType
    policy = r.name(T.POLICY_DOCUMENT, title)
    basis = r.name(T.POLICY_DOCUMENT, "云州市数字经济规划")
    bureau = r.name(T.INSTITUTION, "云州市工业和信息化局", "云州市工业和信息化局", "市工业和信息化局")
    science = r.name(T.INSTITUTION, "云州市科学技术局")
    industry = r.name(T.INDUSTRY, "机器人产业")
    humanoid = r.name(T.PRODUCT, "人形机器人")
    inspector = r.name(T.PRODUCT, "巡检机器人", confidence=0.6)
    rescue = r.name(T.SCENARIO, "矿山救援")
    leaders = r.name(T.ACTOR_GROUP, "龙头企业")
    pilot = r.name(T.PLATFORM, "中试平台")
    hand = r.name(T.TECHNOLOGY, "灵巧手")
    fund = r.name(T.INSTRUMENT, "专项资金")
    r.name(T.REGION, "云州市")
    r.name(T.DIRECTION, "研发", confidence=0.3)
    issue = head
    relations = (
        Relation(
            RelationType.ISSUED_BY,
            r.at(policy),
            r.at(bureau),
            issue,
            r.span("印发"),
            0.95,
            "title",
            attribute({"order": "1", "joint": "true"}),
        ),
        Relation(
            RelationType.ISSUED_BY,
            r.at(policy),
            r.at(science),
            issue,
            r.span("印发"),
            0.95,
            "title",
            attribute({"order": "2", "joint": "true"}),
        ),
        Relation(
            RelationType.CITES,
            r.at(policy),
            r.at(basis),
            r.span("根据《云州市数字经济规划》"),
            r.span("根据"),
            0.9,
            "cue",
            attribute({"kind": "依据"}),
        ),
        Relation(
            RelationType.INCLUDES,
            r.at(industry, 1),
            r.at(humanoid),
            r.span("机器人产业包括人形机器人、巡检机器人等产品"),
            r.span("包括"),
            0.83125,
            "list",
        ),
        Relation(
            RelationType.INCLUDES,
            r.at(industry, 1),
            r.at(inspector),
            r.span("机器人产业包括人形机器人、巡检机器人等产品"),
            r.span("等产品"),
            0.7,
            "list",
        ),
        Relation(
            RelationType.INCLUDES,
            r.at(industry, 1),
            r.at(humanoid),
            r.span("机器人产业包括人形机器人"),
            None,
            0.5,
            "model",
        ),
        Relation(
            RelationType.APPLIED_IN,
            r.at(humanoid, 1),
            r.at(rescue),
            r.span("人形机器人应用于矿山救援"),
            r.span("应用于"),
            0.9,
            "cue",
        ),
    )
    first = r.span("鼓励龙头企业依托中试平台攻关灵巧手，由市工业和信息化局牵头")
    second = r.span("设立专项资金支持人形机器人😀研发")
    lead = r.at(bureau, 1)
    measures = (
        Measure(
            first.begin,
            first.end,
            "攻关",
            r.span("攻关"),
            (r.at(hand),),
            (r.at(pilot),),
            (Actor(r.at(leaders)), Actor(lead, ActorRole.LEAD), Actor(lead, ActorRole.RESPONSIBLE)),
            Modality.ENCOURAGE,
            r.span("鼓励"),
            0.8,
            "clause",
        ),
        Measure(
            second.begin,
            second.end,
            "支持",
            r.span("支持"),
            (r.at(humanoid, 2),),
            (r.at(fund),),
            modality=Modality.REQUIRE,
            confidence=0.75,
            method="clause",
        ),
    )
    area, many = r.span("建成不少于12.5万平方米中试平台"), r.span("培育一批龙头企业")
    year = r.span("2027年")
    targets = (
        Target(
            area.begin,
            area.end,
            "中试平台",
            r.span("中试平台", 1),
            125000.0,
            "平方米",
            2027,
            year,
            Bound.AT_LEAST,
            concerns=(r.at(pilot, 1),),
            confidence=0.85,
            method="clause",
        ),
        Target(
            many.begin,
            many.end,
            "龙头企业",
            r.span("龙头企业", 1),
            None,
            "批",
            2027,
            year,
            concerns=(r.at(leaders, 1),),
            confidence=0.7,
            method="clause",
        ),
    )
    return r.extraction(relations, measures, targets)


def news() -> Extraction:
    """A news item on the plan: it shares entities and one INCLUDES with it, and stands in two files."""
    document = Document(
        NEWS,
        (
            Field("title", "云州发布机器人产业行动方案", Span(0, NEWS.index("\n"))),
            Field("date", "2024-03"),
            Field("source", "云州日报"),
            Field("author", "李禾"),
        ),
        (Origin("news/1.txt", "1" * 64, "txt", "gb18030"), Origin("news/2.txt", "2" * 64, "txt", "utf-8", 1)),
    )
    r = Reading(NEWS, document)
    T = EntityType
    r.name(T.POLICY_DOCUMENT, "云州市机器人产业行动方案", "机器人产业行动方案", "云州市机器人产业行动方案")
    r.name(T.INSTITUTION, "云州市工业和信息化局")
    industry = r.name(T.INDUSTRY, "机器人产业")
    humanoid = r.name(T.PRODUCT, "人形机器人")
    evidence = r.span("机器人产业再添人形机器人等新品类")
    last = len(r.entities[industry].mentions) - 1
    includes = Relation(
        RelationType.INCLUDES, r.at(industry, last), r.at(humanoid), evidence, r.span("等新品类"), 0.66, "list"
    )
    return r.extraction((includes,))


def note() -> Extraction:
    """One entity in two spellings, neither of them the name in other texts; no title, no date, no origin."""
    r = Reading(NOTE, Document(NOTE))
    r.name(EntityType.TECHNOLOGY, "AI大模型", "ＡＩ大模型", "ai 大模型")
    return r.extraction()
