"""One invented sentence a construction, and properties on arbitrary text with arbitrary names."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.measures import find_measures
from extract.records import Document, Entity, Extraction, Measure, Mention, quotation_faults
from extract.segment import find_sentences
from ontology.iris import entity_iri
from ontology.labels import ActorRole, EntityType, Modality

_TYPES = {
    "Act": EntityType.ACTOR_GROUP,
    "Dir": EntityType.DIRECTION,
    "Doc": EntityType.POLICY_DOCUMENT,
    "Eve": EntityType.EVENT,
    "Ind": EntityType.INDUSTRY,
    "Ins": EntityType.INSTRUMENT,
    "Org": EntityType.INSTITUTION,
    "Per": EntityType.PERSON,
    "Pla": EntityType.PLATFORM,
    "Pro": EntityType.PRODUCT,
    "Reg": EntityType.REGION,
    "Sce": EntityType.SCENARIO,
    "Tec": EntityType.TECHNOLOGY,
}
_MARK = re.compile(r"\[([^\[\]|]+)\|(\w{3})\]")

Row = tuple[str, list[str], list[str], list[str]]


def unmark(marked: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of `marked`: [name|Pro], types by three letters."""
    text, spans, end = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[end : found.start()]
        spans.append((len(text), len(text) + len(found[1]), _TYPES[found[2]]))
        text, end = text + found[1], found.end()
    return text + marked[end:], entities_of(text + marked[end:], spans)


def entities_of(text: str, spans: list[tuple[int, int, EntityType]]) -> tuple[Entity, ...]:
    mentions: dict[tuple[EntityType, str], list[Mention]] = {}
    for begin, end, type in spans:
        mentions.setdefault((type, text[begin:end]), []).append(Mention(begin, end))
    return tuple(Entity(entity_iri(t, name), t, name, tuple(found)) for (t, name), found in mentions.items())


def measures_of(marked: str) -> tuple[str, tuple[Measure, ...]]:
    text, entities = unmark(marked)
    return text, find_measures(text, find_sentences(text), entities)


def read(marked: str) -> list[Row]:
    """Action, objects, means and actors of each measure of `marked`."""
    text, measures = measures_of(marked)
    return [
        (
            measure.action,
            [r.span.of(text) for r in measure.objects],
            [r.span.of(text) for r in measure.means],
            [a.reference.span.of(text) for a in measure.actors],
        )
        for measure in measures
    ]


CONSTRUCTIONS: list[tuple[str, list[Row]]] = [
    # a number after the verb makes it one: 依托 is no verb before it
    ("依托[渔业高校|Act]建设3个[育种中心|Pla]。", [("建设", ["育种中心"], ["渔业高校"], [])]),
    ("由[县水务局|Org]建设3个[育苗中心|Pla]。", [("建设", ["育苗中心"], [], ["县水务局"])]),
    # nor who chose whom a measure is for
    ("支持[市财政局|Org]认定的[养殖户|Act]建设[渔港|Pla]。", [("支持", ["渔港"], [], ["养殖户"])]),
    ("奖励[市财政局|Org]认定的[养殖户|Act]。", [("奖励", [], [], ["养殖户"])]),
    ("鼓励[省渔业厅|Org]确定的企业建设[渔港|Pla]。", [("鼓励", ["渔港"], [], [])]),
    # who leads what is set up, and the seat of a speech, are no objects
    ("成立由[县水务局|Org]牵头的[治水专班|Org]。", [("成立", ["治水专班"], [], [])]),
    ("推广[滴灌|Tec]——在[节水大会|Eve]上的讲话", [("推广", ["滴灌"], [], [])]),
    # the verb without its adverbs
    ("加快建设[智慧粮库|Pla]。", [("建设", ["智慧粮库"], [], [])]),
    ("大力推广[保护性耕作|Tec]。", [("推广", ["保护性耕作"], [], [])]),
    ("高标准、高质量建设[冷链基地|Pla]。", [("建设", ["冷链基地"], [], [])]),
    ("探索建立[林票制度|Ins]。", [("建立", ["林票制度"], [], [])]),
    # before a noun the light verb is the action
    ("加快[纺织业|Ind]绿色转型。", [("加快", ["纺织业"], [], [])]),
    ("加强[动物疫苗|Pro]研发。", [("加强", ["动物疫苗"], [], [])]),
    ("（三）推进[河湖治理|Ins]", [("推进", ["河湖治理"], [], [])]),
    # lists of objects, coordinated verbs, coordinated verb phrases
    (
        "突破[耐盐基因|Tec]、[分子育种|Tec]等[育种技术|Tec]。",
        [("突破", ["耐盐基因", "分子育种", "育种技术"], [], [])],
    ),
    ("识别和培育[低空物流|Ind]。", [("识别", ["低空物流"], [], []), ("培育", ["低空物流"], [], [])]),
    (
        "建设[数据仓库|Pla]并推行[一码通办|Ins]。",
        [("建设", ["数据仓库"], [], []), ("推行", ["一码通办"], [], [])],
    ),
    (
        "包括推广[有机肥|Pro]、完善[农资监管体系|Ins]、培养[农技员|Act]等。",
        [("推广", ["有机肥"], [], []), ("完善", ["农资监管体系"], [], []), ("培养", ["农技员"], [], [])],
    ),
    ("建立健全[医疗急救体系|Ins]。", [("建立健全", ["医疗急救体系"], [], [])]),
    # who chose the actor is none
    ("[市人民政府|Org]确定的[主管部门|Act]建设[数据平台|Pla]。", [("建设", ["数据平台"], [], ["主管部门"])]),
    ("[县（市）人民政府|Org]依法指定的机构负责[政务数据|Pro]管理。", [("负责", ["政务数据"], [], [])]),
    ("由[市财政局|Org]委托的[评估机构|Act]开展[绩效评价|Ins]。", [("开展", ["绩效评价"], [], ["评估机构"])]),
    (
        "[建设单位|Act]或[市人民政府|Org]指定的[检测机构|Act]组织[验收|Ins]。",
        [("组织", ["验收"], [], ["建设单位", "检测机构"])],
    ),
    # means
    ("依托[港口集团|Act]建设[航运中心|Pla]。", [("建设", ["航运中心"], ["港口集团"], [])]),
    ("利用[遥感|Tec]、[无人机|Pro]等手段，监测[秸秆焚烧|Sce]。", [("监测", ["秸秆焚烧"], ["遥感", "无人机"], [])]),
    ("以[产业基金|Ins]为牵引，培育[氢能产业|Ind]。", [("培育", ["氢能产业"], ["产业基金"], [])]),
    ("以[山区县|Reg]为重点推广[小型农机|Pro]。", [("推广", ["小型农机"], [], [])]),
    ("采取[轮作休耕|Ins]等措施，保护[黑土地|Dir]。", [("采取", ["轮作休耕"], [], []), ("保护", ["黑土地"], [], [])]),
    ("依据[水法|Doc]划定[禁采区|Pla]。", [("划定", ["禁采区"], ["水法"], [])]),
    ("围绕[海洋经济|Ind]，建设[试验场|Pla]。", [("建设", ["试验场"], [], [])]),
    ("在[生物医药|Ind]领域推广[连续制造|Tec]。", [("推广", ["连续制造"], [], [])]),
    # somebody encouraged, led or helped
    ("鼓励[民营医院|Act]开设[康复门诊|Pla]。", [("鼓励", ["康复门诊"], [], ["民营医院"])]),
    (
        "支持企业、[高校|Act]和[科研院所|Act]共建[联合实验室|Pla]。",
        [("支持", ["联合实验室"], [], ["高校", "科研院所"])],
    ),
    ("支持符合条件的[农业合作社|Act]申报[示范项目|Ins]。", [("支持", ["示范项目"], [], ["农业合作社"])]),
    ("引导[平台企业|Act]利用[大数据|Tec]开发[助老应用|Pro]。", [("引导", ["助老应用"], ["大数据"], ["平台企业"])]),
    ("支持建设[海水淡化基地|Pla]。", [("支持建设", ["海水淡化基地"], [], [])]),
    ("推动[造船企业|Act]应用[焊接机器人|Pro]。", [("推动", ["焊接机器人"], [], ["造船企业"])]),
    ("发挥[行业协会|Act]作用。", [("发挥", [], [], ["行业协会"])]),
    ("发挥[科创走廊|Pla]作用。", [("发挥", ["科创走廊"], [], [])]),
    ("对[种粮大户|Act]给予[农机补贴|Ins]。", [("给予", ["农机补贴"], [], ["种粮大户"])]),
    ("为[小微企业|Act]提供[纾困贷款|Ins]。", [("提供", ["纾困贷款"], [], ["小微企业"])]),
    # what is taken up by 将, and the verb that closes the clause
    ("将[远程会诊|Sce]纳入[医保目录|Ins]。", [("纳入", ["远程会诊", "医保目录"], [], [])]),
    ("[检测细则|Ins]由[省药监局|Org]统一制定。", [("制定", ["检测细则"], [], ["省药监局"])]),
    ("[市水务局|Org]应当将[巡查结果|Ins]向社会公布。", [("公布", ["巡查结果"], [], ["市水务局"])]),
    ("运用[图像识别|Tec]对病虫害进行采集、存储和分析。", [(v, [], ["图像识别"], []) for v in ("采集", "存储", "分析")]),
    ("将[海带养殖|Ind]纳入[养殖规划|Doc]。", [("纳入", ["海带养殖", "养殖规划"], [], [])]),
    # who acts together with whom, who is given something, and with what
    (
        "支持[种业集团|Act]联合[农科院|Org]、[农学会|Org]组建[育种联盟|Pla]。",
        [("支持", ["育种联盟"], [], ["种业集团", "农科院", "农学会"])],
    ),
    ("支持[种业集团|Act]与[农科院|Org]共建[种质库|Pla]。", [("支持", ["种质库"], [], ["种业集团", "农科院"])]),
    (
        "[省林业厅|Org]编制[林地名录|Ins]，联合[林学会|Org]推广[油茶|Pro]，修复[湿地|Pla]。",
        [
            ("编制", ["林地名录"], [], ["省林业厅"]),
            ("推广", ["油茶"], [], ["省林业厅", "林学会"]),
            ("修复", ["湿地"], [], ["省林业厅"]),
        ],
    ),
    ("引导[银行|Act]为[渔民|Act]提供[渔船贷款|Ins]。", [("引导", ["渔船贷款"], [], ["银行", "渔民"])]),
    ("为[渔民|Act]拓宽销路提供[冷链服务|Ins]。", [("提供", ["冷链服务"], [], ["渔民"])]),
    ("对[种粮大户|Act]，由[水利专项资金|Ins]给予补助。", [("给予", [], ["水利专项资金"], ["种粮大户"])]),
    # a verb is not read inside another word
    ("[推荐单位|Act]对申报材料的真实性负责。", [("负责", [], [], ["推荐单位"])]),
    (
        "[省渔业厅|Org]应对[养殖户|Act]提交的[用药记录|Ins]进行核查。",
        [("进行", ["养殖户", "用药记录"], [], ["省渔业厅"])],
    ),
    ("[渔政机构|Org]根据履行职责需要编制[巡查清单|Ins]。", [("编制", ["巡查清单"], [], ["渔政机构"])]),
    (
        "[渔民|Act]可以向[渔政机构|Org]提出核实[捕捞量|Ins]的申请。",
        [("提出", ["捕捞量"], [], ["渔民", "渔政机构"])],
    ),
    ("由县级渔业发展[专项资金|Ins]给予补助。", [("给予", [], ["专项资金"], [])]),
    ("为落实《关于培育壮大渔业的意见》，推广[网箱|Pro]。", [("推广", ["网箱"], [], [])]),
    (
        "[养殖场|Act]不公开[用药记录|Ins]的，应当提交[休药方案|Ins]。",
        [("提交", ["休药方案"], [], ["养殖场"])],
    ),
    ("[养殖场|Act]弄虚作假的，取消[养殖补贴|Ins]。", [("取消", ["养殖补贴"], [], [])]),
    # actors, and actors carried to later clauses
    (
        "[市教育局|Org]要完善[校车制度|Ins]，推广[安全课程|Ins]。",
        [("完善", ["校车制度"], [], ["市教育局"]), ("推广", ["安全课程"], [], ["市教育局"])],
    ),
    (
        "[省商务厅|Org]会同[海关|Org]建立[通关机制|Ins]。",
        [("建立", ["通关机制"], [], ["省商务厅", "海关"])],
    ),
    ("各[街道办|Act]、有关[物业企业|Act]要改造[充电车棚|Pla]。", [("改造", ["充电车棚"], [], ["街道办", "物业企业"])]),
    (
        "[监管部门|Act]履行下列职责：\n（一）编制[风险清单|Ins]；\n（二）发布[预警信息|Ins]。",
        [("编制", ["风险清单"], [], ["监管部门"]), ("发布", ["预警信息"], [], ["监管部门"])],
    ),
    # who is named anew ends who was named before
    (
        "[申报单位|Act]应为依法注册的[农业企业|Act]，鼓励[合作社|Act]牵头组建[育种联盟|Pla]。",
        [("鼓励", ["育种联盟"], [], ["合作社"])],
    ),
    ("[省农业厅|Org]副厅长[李某|Per]指出，各县（区）要推广[旱作农业|Tec]。", [("推广", ["旱作农业"], [], [])]),
    (
        "[省农业厅|Org]完善[种子名录|Ins]，企业要推广[抗旱品种|Pro]。",
        [("完善", ["种子名录"], [], ["省农业厅"]), ("推广", ["抗旱品种"], [], [])],
    ),
    # the addressees of a notice do nothing in their own line
    ("各县（区）渔业局、有关[捕捞企业|Act]：\n推广[网箱|Pro]。", [("推广", ["网箱"], [], [])]),
    # regions are acted on only where nothing else is
    ("加强与[东盟|Reg]的[渔业合作|Ins]。", [("加强", ["东盟", "渔业合作"], [], [])]),
    ("推动[我国|Reg][茶叶|Pro]出口。", [("推动", ["茶叶"], [], [])]),
    # what others are said to call for
    ("会议强调，要推进[全民阅读|Dir]。", [("推进", ["全民阅读"], [], [])]),
    ("[水利部|Org]提出加快[灌区改造|Ins]。", [("加快", ["灌区改造"], [], [])]),
]


@pytest.mark.parametrize(("marked", "expected"), CONSTRUCTIONS, ids=[row[0][:24] for row in CONSTRUCTIONS])
def test_construction(marked: str, expected: list[Row]) -> None:
    assert read(marked) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "加快建设各类平台。",  # no entity
        "[国家税务总局|Org]印发[减税办法|Doc]。",
        "[规定|Doc]明确了[船员|Act]培训要求。",
        "为什么要建立[碳市场|Pla]？",
        "建设[智慧港口|Pla]是转型的重要抓手。",
        "发现[病死畜禽|Pro]的，",
        "制定本办法。",
        "[甲平台|Pla]被责令整改。",
        "[省科技厅|Org]负责人介绍了[氢能|Tec]进展。",
        "走进[渔港|Pla]，渔民正忙。",
        "建立[休渔制度|Ins]十分必要。",
        "修建[渔港|Pla]有利于渔民增收。",
        "五部门联合发文规范：[海鲜市场|Pla]",
        "来源：[省海洋厅|Org]　发布时间：2025年",
        "主要考虑两点：[海带|Pro]产量大。",
        "[养殖户|Act]违规使用[渔药|Pro]。",
        "[养殖场|Act]未公开[用药记录|Ins]。",
        "[水产业|Ind]增加值占地区生产总值比重不低于30%。",
        "[鱼苗|Pro]保有量稳定在190万尾。",
        "[渔业企业|Act]由2400家增加到4800家。",
        "当前，[水下机器人|Pro]正深刻改变[渔业|Ind]。",
        "[养殖平台|Pla]可用性达到99.9%。",
        "对获批[良种基地|Pla]的，给予300万元支持。",
        "对认定为[良种基地|Pla]的企业，给予奖励。",
        "便于[渔民|Act]了解[休渔制度|Ins]。",
        "将[海带养殖|Ind]作为主导产业。",
        "[渔业合作社|Act]登记信息",
        "[省渔业厅|Org]关于组织开展[渔船更新|Ins]工作的通知",
        "近三年承担过[国家项目|Ins]",
        "[冷链物流|Ind]连接数达到3万个。",
        "[渔船|Pro]升级改造力度持续加大。",
        "向[养殖户|Act]表示欢迎。",
    ],
)
def test_report_question_condition_and_definition_commit_to_nothing(marked: str) -> None:
    assert read(marked) == []


def test_formula_of_respect_has_no_object() -> None:
    assert read("深入贯彻落实[党的代表大会|Eve]精神。") == []
    assert read("贯彻落实[节约用水条例|Doc]。") == [("贯彻落实", ["节约用水条例"], [], [])]


@pytest.mark.parametrize(
    ("marked", "modality", "cue"),
    [
        ("[各县|Act]应当编制[防汛预案|Ins]。", Modality.REQUIRE, "应当"),
        ("鼓励[社会资本|Act]建设[养老社区|Pla]。", Modality.ENCOURAGE, "鼓励"),
        ("[园区|Act]可以设立[周转资金|Ins]。", Modality.PERMIT, "可以"),
        ("[生产者|Act]不得使用[禁用农药|Pro]。", Modality.PROHIBIT, "不得"),
        ("严禁倾倒[危险废物|Pro]。", Modality.PROHIBIT, "严禁"),
        ("完善[林长制|Ins]。", Modality.STATE, None),
    ],
)
def test_modality_and_cue(marked: str, modality: Modality, cue: str | None) -> None:
    text, (measure,) = measures_of(marked)
    assert measure.modality is modality
    assert (measure.cue.of(text) if measure.cue else None) == cue


def test_modal_verb_holds_for_the_clauses_after_it() -> None:
    text, measures = measures_of("[渔业局|Org]要修缮[渔港|Pla]，推广[网箱|Pro]；[商务局|Org]建设[冷库|Pla]。")
    assert [(m.action, m.modality) for m in measures] == [
        ("修缮", Modality.REQUIRE),
        ("推广", Modality.REQUIRE),
        ("建设", Modality.STATE),
    ]
    assert [m.cue.of(text) if m.cue else None for m in measures] == ["要", None, None]


def test_note_of_bodies_that_are_no_entities_closes_its_passage_all_the_same() -> None:
    marked = "修缮[渔港|Pla]。\n责任单位：县渔政队\n推广[网箱|Pro]。\n责任单位：[县渔业局|Org]"
    assert roles(marked) == [("修缮", []), ("推广", [("县渔业局", ActorRole.RESPONSIBLE)])]


def roles(marked: str) -> list[tuple[str, list[tuple[str, ActorRole]]]]:
    text, measures = measures_of(marked)
    return [(m.action, [(a.reference.span.of(text), a.role) for a in m.actors]) for m in measures]


def test_note_in_brackets_answers_for_what_stands_before_it() -> None:
    marked = (
        "完善[信用档案|Ins]，推行[承诺制|Ins]。（[市发改委|Org]牵头，[市财政局|Org]配合）"
        "建设[监测网|Pla]（[市环保局|Org]、[市气象局|Org]按职责分工负责）。推广[节水器具|Pro]。"
    )
    lead = [("市发改委", ActorRole.LEAD), ("市财政局", ActorRole.PARTICIPATE)]
    answer = [("市环保局", ActorRole.RESPONSIBLE), ("市气象局", ActorRole.RESPONSIBLE)]
    assert roles(marked) == [("完善", lead), ("推行", lead), ("建设", answer), ("推广", [])]


def test_line_of_its_own_answers_back_to_the_heading() -> None:
    marked = (
        "（一）推广[滴灌|Tec]\n扩大[高效节水区|Pla]。\n"
        "牵头单位：[县水务局|Org]；配合单位：[县农业局|Org]\n（二）建设[育苗中心|Pla]\n"
    )
    both = [("县水务局", ActorRole.LEAD), ("县农业局", ActorRole.PARTICIPATE)]
    assert roles(marked) == [("推广", both), ("扩大", both), ("建设", [])]


def test_lines_of_their_own_answer_for_the_same_lines_and_a_date_may_close_a_note() -> None:
    lines = "（一）推广[滴灌|Tec]\n牵头单位：[县水务局|Org]\n配合单位：[县农业局|Org]\n完成时限：持续推进\n"
    note = "建设[育苗中心|Pla]。（[县水务局|Org]牵头，[县农业局|Org]配合，2026年3月底前完成）"
    sentence = "建设[育苗中心|Pla]。[县水务局|Org]牵头，[县农业局|Org]配合。"
    both = [("县水务局", ActorRole.LEAD), ("县农业局", ActorRole.PARTICIPATE)]
    assert roles(lines) == [("推广", both)]
    assert roles(note) == roles(sentence) == [("建设", both)]


def test_what_a_review_tells_is_less_sure() -> None:
    _, (past, plan) = measures_of("一、去年工作回顾\n建成[渔港|Pla]2个。\n二、重点任务\n建成[渔港|Pla]3个。")
    assert past.confidence < plan.confidence


def test_name_of_a_section_is_no_measure_and_a_contact_answers_for_nothing() -> None:
    assert roles("三、保障措施\n（一）强链补链行动\n责任单位：[市水利局|Org]") == []
    assert roles("修建[拦河闸|Pla]。\n联系人：[规划科|Org]\n联系单位：[办公室|Org]") == [("修建", [])]


def test_columns_of_a_table_name_who_answers() -> None:
    marked = (
        "任务\t牵头单位\t配合单位\t完成时限\n"
        "建设[冷库|Pla]\t[市商务局|Org]、[港务集团|Act]\t[市财政局|Org]\t2026年12月\n"
        "推广[网箱|Pro]\t[县渔业局|Org]\t\t2027年9月\n修缮[渔港|Pla]。"
    )
    assert roles(marked) == [
        (
            "建设",
            [
                ("市商务局", ActorRole.LEAD),
                ("港务集团", ActorRole.LEAD),
                ("市财政局", ActorRole.PARTICIPATE),
            ],
        ),
        ("推广", [("县渔业局", ActorRole.LEAD)]),
        ("修缮", []),
    ]
    assert all(measure.confidence > 0.85 for measure in measures_of(marked)[1])


@pytest.mark.parametrize(
    ("title", "marked", "modality"),
    [
        ("关于促进油茶产业发展的实施意见", "推广[油茶|Pro]。", Modality.REQUIRE),
        ("关于促进油茶产业发展的实施意见", "近日，[林业局|Org]推广[油茶|Pro]。", Modality.STATE),
        ("关于促进油茶产业发展的实施意见", "[林业局|Org]将推广[油茶|Pro]。", Modality.STATE),
        ("关于促进油茶产业发展的实施意见", "鼓励[林农|Act]种植[油茶|Pro]。", Modality.ENCOURAGE),
        ("三部门印发《油茶产业实施意见》", "推广[油茶|Pro]。", Modality.STATE),
        ("", "推广[油茶|Pro]。", Modality.STATE),
        ("", "一、总体要求\n（一）推广[油茶|Pro]\n（二）改良土壤\n二、保障措施", Modality.REQUIRE),
    ],
)
def test_bare_verb_phrase_requires_in_a_document_that_directs(title: str, marked: str, modality: Modality) -> None:
    text, entities = unmark(marked)
    (measure,) = find_measures(text, find_sentences(text), entities, title)
    assert measure.modality is modality


def test_task_list_with_label_in_brackets() -> None:
    marked = (
        "1．升级[挂号系统|Pro]。（6月底完成，牵头单位：[市卫健委|Org]）\n"
        "2．迁移[社保平台|Pla]。（责任单位：[市人社局|Org]）"
    )
    assert roles(marked) == [
        ("升级", [("市卫健委", ActorRole.LEAD)]),
        ("迁移", [("市人社局", ActorRole.RESPONSIBLE)]),
    ]


def test_bare_list_of_bodies_closing_a_line_answers() -> None:
    assert roles("推行[容缺受理|Ins]。（[市政务局|Org]、[市司法局|Org]）\n推广[电子证照|Pro]（含[驾驶证|Pro]）。") == [
        ("推行", [("市政务局", ActorRole.RESPONSIBLE), ("市司法局", ActorRole.RESPONSIBLE)]),
        ("推广", []),
    ]


def test_roles_of_somebody_and_of_an_actor() -> None:
    assert roles("[省农业厅|Org]支持[家庭农场|Act]购置[烘干机|Pro]。") == [
        ("支持", [("省农业厅", ActorRole.ACT), ("家庭农场", ActorRole.SUPPORTED)])
    ]


def test_span_is_the_clause_and_action_stands_where_it_says() -> None:
    text, (measure,) = measures_of("（二）要加快建设[智慧灯杆|Pro]，成效明显。")
    assert measure.span.of(text) == "要加快建设智慧灯杆"
    assert measure.action_span.of(text) == measure.action == "建设"


def test_one_line_with_headings_and_gaps_is_parted() -> None:
    assert read("二、培育[骨干企业|Act]　　（一）打造[孵化基地|Pla]。") == [
        ("培育", ["骨干企业"], [], []),
        ("打造", ["孵化基地"], [], []),
    ]


def test_outermost_name_is_the_filler() -> None:
    text = "建设海洋牧场示范区。"
    entities = entities_of(text, [(2, 9, EntityType.PLATFORM), (2, 6, EntityType.INDUSTRY)])
    (measure,) = find_measures(text, find_sentences(text), entities)
    assert [r.span.of(text) for r in measure.objects] == ["海洋牧场示范区"]


def test_doubtful_names_lower_the_confidence() -> None:
    text = "建设海洋牧场。"

    def confidence(certainty: float) -> float:
        entity = Entity("x", EntityType.PLATFORM, "海洋牧场", (Mention(2, 6, certainty),))
        return find_measures(text, find_sentences(text), (entity,))[0].confidence

    assert 0 < confidence(0.5) < confidence(1.0) <= 1


PIECES = (
    *"建设推进要应当将把以在对为由和、，。；：（）《》“”的了等1年百亿😀𠮷\n\t 　",
    "鼓励",
    "企业",
    "责任单位：",
    "到2025年",
    "（一）",
    "100家",
    "以上",
    "通过",
    "不得",
    "加快",
    "牵头",
)
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)
spans = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 12), st.sampled_from(EntityType)), max_size=8)


def random_entities(text: str, found: list[tuple[int, int, EntityType]]) -> tuple[Entity, ...]:
    inside = [(b, min(len(text), b + n), t) for b, n, t in found if b < len(text)]
    return entities_of(text, sorted(set(inside)))


@settings(max_examples=300, deadline=None)
@given(texts, spans)
def test_any_text_gives_quotable_measures_twice_the_same(text: str, found: list[tuple[int, int, EntityType]]) -> None:
    entities = random_entities(text, found)
    sentences = find_sentences(text)
    measures = find_measures(text, sentences, entities)
    assert measures == find_measures(text, sentences, entities)
    assert quotation_faults(Extraction(Document(text), "t", sentences, entities, measures=measures)) == []
    for measure in measures:
        assert measure.objects or measure.means or measure.actors
        assert 0 < measure.confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "鼓励企业",
        "加快",
        "推进、",
        "建设平台、",
        "通过建设",
        "（责任单位：局、",
        "建设100家，",
        "要求",
        "为推进",
        "责任单位：局、",
    ],
)
def test_a_long_line_does_not_hang(unit: str) -> None:
    text = unit * (120_000 // len(unit))
    started = time.process_time()
    find_measures(
        text, find_sentences(text), entities_of(text, [(i, i + 2, EntityType.PLATFORM) for i in range(0, 9000, 7)])
    )
    assert time.process_time() - started < 10
