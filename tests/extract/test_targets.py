"""One invented sentence a wording, what must not be taken for a target, and properties on arbitrary text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings

from extract.records import Document, Entity, Extraction, Mention, Target, quotation_faults
from extract.segment import find_sentences
from extract.targets import find_targets
from ontology.labels import Bound, EntityType
from tests.extract.test_measures import random_entities, spans, texts, unmark

Row = tuple[str, float | None, str, int | None]


def targets_of(text: str) -> tuple[Target, ...]:
    return find_targets(text, find_sentences(text), ())


def read(text: str) -> list[Row]:
    return [(target.indicator, target.value, target.unit, target.year) for target in targets_of(text)]


WORDINGS: list[tuple[str, list[Row]]] = [
    # a verb and a counted noun
    ("到2028年，建设50家智慧农场。", [("智慧农场", 50, "家", 2028)]),
    ("到2030年，突破百项育种技术。", [("育种技术", 100, "项", 2030)]),
    ("到2027年，培育1万名养老护理员。", [("养老护理员", 1, "万名", 2027)]),
    ("到2026年，整治年产值三千亿元的行业。", []),  # 三千亿元的 modifies
    ("到2026年，投放三千亿元绿色信贷。", [("绿色信贷", 3000, "亿元", 2026)]),
    (
        "到2029年，建成20个标准化港池和15个冷库。",
        [("标准化港池", 20, "个", 2029), ("冷库", 15, "个", 2029)],
    ),
    ("到2029年，形成具有国际影响力的30个品牌。", []),
    # a verb, an indicator and a value
    ("新增造林面积300万亩。", [("造林面积", 300, "万亩", None)]),
    (
        "2026年底前，改造危旧桥梁800座，新建公交专用道120公里。",
        [("危旧桥梁", 800, "座", 2026), ("公交专用道", 120, "公里", 2026)],
    ),
    ("新增国家级绿色工厂三十家。", [("国家级绿色工厂", 30, "家", None)]),
    # an indicator and a predicate
    ("到2027年，农机化率达到78%。", [("农机化率", 78, "%", 2027)]),
    ("到2027年，农机化率由70%提高到78%。", [("农机化率", 78, "%", 2027)]),
    ("到2030年，新能源公交车占比达到90%以上。", [("新能源公交车占比", 90, "%", 2030)]),
    ("将企业注销时间压缩至3个工作日以内。", [("企业注销时间", 3, "个工作日", None)]),
    ("到2030年，民航旅客运输量翻一番。", [("民航旅客运输量", 1, "番", 2030)]),
    ("到2030年，单位产品水耗较2020年下降两成。", [("单位产品水耗", 2, "成", 2030)]),
    (
        "到2028年，软件业收入突破2万亿元，年均增长9%以上。",
        [("软件业收入", 2, "万亿元", 2028), ("软件业收入", 9, "%", 2028)],
    ),
    ("失业率控制在5.5%以内，居民收入增长6%左右。", [("失业率", 5.5, "%", None), ("居民收入", 6, "%", None)]),
    ("到2027年，覆盖面提高5个百分点。", [("覆盖面", 5, "个百分点", 2027)]),
    ("到2026年建成8座智慧渔港和3个冷链中心。", [("智慧渔港", 8, "座", 2026), ("冷链中心", 3, "个", 2026)]),
    # a headline, 全省 and the year are no part of an indicator; the year of what will be counts without 到
    ("四部门发文扶持渔业 2027年养殖产值将达90亿元", [("养殖产值", 90, "亿元", 2027)]),
    ("明确到2027年全省近海养殖产值达到90亿元。", [("近海养殖产值", 90, "亿元", 2027)]),
    # what a fund is set up with
    ("设立20亿元的青山渔业发展基金。", [("青山渔业发展基金", 20, "亿元", None)]),
    ("一只基金，即总规模50亿元的青山渔业基金。", [("青山渔业基金", 50, "亿元", None)]),
    ("到2026年，设立三千亿元的基金。", [("基金", 3000, "亿元", 2026)]),
    # traditional script
    ("到2028年，要突破50項育種技術。", [("育種技術", 50, "項", 2028)]),
    ("到2028年，培育兩萬戶養殖戶。", [("養殖戶", 2, "萬戶", 2028)]),
    # the row of a table
    ("建设冷库5座\t市商务局\t2026年12月", [("冷库", 5, "座", 2026)]),
    # 分别
    (
        "到2027年，畜牧业机械化率和水产业机械化率分别达到60%、55%。",
        [("畜牧业机械化率", 60, "%", 2027), ("水产业机械化率", 55, "%", 2027)],
    ),
    (
        "到2027年和2030年，固废利用率分别达到60%和70%。",
        [("固废利用率", 60, "%", 2027), ("固废利用率", 70, "%", 2030)],
    ),
    # the year holds for what follows, and a heading's for the lines below it
    ("到2027年，水质持续改善。建成河道公园40个。", [("河道公园", 40, "个", 2027)]),
    (
        "（一）到2027年的目标\n建成河道公园40个。\n引进龙头企业12家。",
        [("河道公园", 40, "个", 2027), ("龙头企业", 12, "家", 2027)],
    ),
    (
        "《意见》明确，到2027年养殖产值达到90亿元。\n《意见》提出，突破50项育种技术，建成8座智慧渔港。",
        [("养殖产值", 90, "亿元", 2027), ("育种技术", 50, "项", 2027), ("智慧渔港", 8, "座", 2027)],
    ),
    ("到2027年养殖产值达到90亿元。\n新建8座渔港。", [("养殖产值", 90, "亿元", 2027), ("渔港", 8, "座", None)]),
    ("渔业有了起色。\n到2027年建成8座智慧渔港。", [("智慧渔港", 8, "座", 2027)]),
    ("力争用三年时间，培训乡村医生2万人次以上。", [("乡村医生", 2, "万人次", None)]),
    (
        "到“十五五”末，家庭农场达到5000家；到二〇三五年，达到8000家。",
        [("家庭农场", 5000, "家", 2030), ("家庭农场", 8000, "家", 2035)],
    ),
    # a noun made of a verb is the indicator, a verb alone is none
    ("到2030年，育种投入强度提高到2.8%。", [("育种投入强度", 2.8, "%", 2030)]),
    ("基金财政出资比例不超过30%。", [("基金财政出资比例", 30, "%", None)]),
    ("到2029年，新建梯田100万亩，改造提升80万亩。", [("梯田", 100, "万亩", 2029), ("梯田", 80, "万亩", 2029)]),
    ("支持合作社组建联盟，到2027年组建5家以上。", []),
    ("到2027年，开工改造老旧渔港40个。", [("老旧渔港", 40, "个", 2027)]),
    (
        "到2027年，新建渠道2000公里、改造危旧闸门300座。",
        [("渠道", 2000, "公里", 2027), ("危旧闸门", 300, "座", 2027)],
    ),
    ("到2027年，投资增长10%，出口增长6%。", [("投资", 10, "%", 2027), ("出口", 6, "%", 2027)]),
    ("到2027年的养殖产值达到90亿元。", [("养殖产值", 90, "亿元", 2027)]),
    # who is counted, not what they are to do
    ("到2027年，推动1000家养殖企业开展节水改造。", [("养殖企业", 1000, "家", 2027)]),
    # a size says which ones are counted, a rank counts nothing
    ("到2027年，实施10亿元以上水利项目50个。", [("10亿元以上水利项目", 50, "个", 2027)]),
    ("到2027年，进入全国百强县前50位。", []),
    # words of a comparison are no part of the indicator
    ("到2027年，度电水耗较2023年同类机组平均水平降低50%左右。", [("度电水耗", 50, "%", 2027)]),
    ("到2027年，养殖产值增速高于全国平均水平1个百分点以上。", [("养殖产值增速", 1, "个百分点", 2027)]),
    ("到2027年，涉农贷款余额净增100亿元以上。", [("涉农贷款余额", 100, "亿元", 2027)]),
    # from a value to another
    (
        "到2030年，家庭农场由2025年的2400家增加到4800家，机械化率由2025年的62%提高到2030年的80%。",
        [("家庭农场", 4800, "家", 2030), ("机械化率", 80, "%", 2030)],
    ),
    (
        "到2027年，渔业规模达到100亿元，2028年达到200亿元。",
        [("渔业规模", 100, "亿元", 2027), ("渔业规模", 200, "亿元", 2028)],
    ),
    # what a clause of another matter says has no value in the next one
    (
        "到2030年，百亿级渔业企业达到20家，千亿级渔业集群实现零的突破，力争达到3个。",
        [("百亿级渔业企业", 20, "家", 2030)],
    ),
    # a sum over years to come, a comparison in what is to be
    ("三年累计新建学校120所。", [("学校", 120, "所", None)]),
    ("确保一季度渔业产值同比增长7%以上。", [("一季度渔业产值", 7, "%", None)]),
    ("每户给予200元补贴。新建充电桩5000个。", [("充电桩", 5000, "个", None)]),
    ("要实现到2035年森林覆盖率达到36%的目标。", [("森林覆盖率", 36, "%", 2035)]),
    ("到2027年，投资强度不低于300万元/亩。", [("投资强度", 300, "万元/亩", 2027)]),
    # without a value
    ("到2028年，打造一批特色的茶旅小镇。", [("茶旅小镇", None, "批", 2028)]),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[row[0][:24] for row in WORDINGS])
def test_wording(text: str, expected: list[Row]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2022年，全县接待游客300万人次，同比增长12%。",
        "截至2024年底，建成养老驿站500个。",
        "去年新建学校30所。",
        "已累计发放贷款50亿元。",
        "近年来，粮食单产提高到480公斤。",
        "对新认定的平台给予最高500万元补助。",
        "单个项目支持资金不超过200万元。",
        "每家企业奖励20万元。",
        "违反规定的，处1万元以上5万元以下罚款。",
        "第二十三条申请人应当提交3份材料。",
        "收到申请之日起15个工作日内作出决定。",
        "联系电话：010-12345678。",
        "2025年3月8日，会议在第12届博览会期间召开。",
        "专家组由5名以上的专家组成。",
        "年收入2000万元以上的企业可以申报。",
        "推荐项目不超过3个。",
        "推进5G网络和千兆光网建设。",
        "本办法有效期5年。",
        "二、申报条件\n（一）研发人员占80%以上。\n（二）到2027年新增专利30项。",
        "申报条件：\n1.研发人员占80%以上。\n2.建设检测平台3个。",
        "一、去年工作回顾\n粮食产量达到600万吨以上。",
        "已设立20亿元的渔业基金。",
        "养殖10万尾以上鱼苗的养殖者，应当登记。",
        "重点检查大额养殖合同（一般不低于500万元）。",
        "每县冷库类项目数量不超过10项。",
        "近年来，全市农业投资占比超过45%，农场数量提高到3800家。",
        "育种投入强度只有1.9%。",
        "护林人才缺口超过2万人。",
        "共推出改革举措108项。",
        "今年一季度，渔业产值同比增长7%。",
        "打造一批特色小镇。",  # 一批 without a year or period
        "",
    ],
)
def test_statistics_dates_grants_and_conditions_are_no_targets(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "bound", "end_value"),
    [
        ("到2027年，培育专业村200个以上。", Bound.AT_LEAST, None),
        ("到2027年，耕地保有量不低于300万亩。", Bound.AT_LEAST, None),
        ("到2027年，能耗强度控制在0.5吨以内。", Bound.AT_MOST, None),
        ("到2027年，建设约60个驿站。", Bound.ABOUT, None),
        ("到2027年，入园企业达到90家左右。", Bound.ABOUT, None),
        ("到2027年，建设3—5个样板区。", Bound.EXACTLY, 5.0),
        ("到2027年，建设60个驿站。", Bound.EXACTLY, None),
    ],
)
def test_bound_and_range(text: str, bound: Bound, end_value: float | None) -> None:
    (target,) = targets_of(text)
    assert (target.bound, target.end_value) == (bound, end_value)


def test_year_stands_where_it_says_and_names_in_the_indicator_are_concerned() -> None:
    text, entities = unmark("到2027年，[秸秆|Pro]综合利用率达到95%。")
    (target,) = find_targets(text, find_sentences(text), entities)
    assert target.year_span is not None
    assert target.year_span.of(text) == "到2027年"
    assert target.span.of(text) == "秸秆综合利用率达到95%"
    assert [reference.span.of(text) for reference in target.concerns] == ["秸秆"]


def test_later_member_of_a_list_begins_with_its_own_quantity() -> None:
    text = "到2026年，建成8座智慧渔港和3个冷链中心，养殖产值突破90亿元，年均增长6%。"
    assert [target.span.of(text) for target in targets_of(text)] == [
        "建成8座智慧渔港",
        "3个冷链中心",
        "养殖产值突破90亿元",
        "年均增长6%",
    ]


def test_conditions_end_with_their_section() -> None:
    text = "二、申报条件\n（一）研发人员占80%以上。\n三、工作目标\n新建冷库20座。"
    assert [target.indicator for target in targets_of(text)] == ["冷库"]


def test_quantity_in_the_name_of_a_document_is_none() -> None:
    text, entities = unmark("到2027年，实施[百县千村工程规划|Doc]。")
    assert find_targets(text, find_sentences(text), entities) == ()


def test_dated_target_is_surer_than_a_vague_one() -> None:
    dated, vague = targets_of("到2028年，建设50家农场。打造一批小镇。")
    assert dated.confidence > vague.confidence


def test_report_lasts_until_the_text_looks_ahead() -> None:
    text = "过去一年，成绩来之不易。新增就业100万人。\n今年，新增就业110万人。"
    assert [target.value for target in targets_of(text)] == [110]


@settings(max_examples=300, deadline=None)
@given(texts, spans)
def test_any_text_gives_quotable_targets_twice_the_same(text: str, found: list[tuple[int, int, EntityType]]) -> None:
    entities = random_entities(text, found)
    sentences = find_sentences(text)
    targets = find_targets(text, sentences, entities)
    assert targets == find_targets(text, sentences, entities)
    assert quotation_faults(Extraction(Document(text), "t", sentences, entities, targets=targets)) == []


@pytest.mark.parametrize("unit", ["3.5%、", "建设100家，", "到2025年和", "百", "1", "由3%提高到", "一批", " 5 "])
def test_a_long_line_does_not_hang(unit: str) -> None:
    text = "到2027年，建设" + unit * (120_000 // len(unit))
    started = time.process_time()
    name = Entity("x", EntityType.PLATFORM, "建设", (Mention(8, 10),))
    find_targets(text, find_sentences(text), (name,))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("unit", ["医院数30家以上，", "覆盖率达80%，"])
def test_a_long_sentence_that_commits_to_nothing_does_not_hang(unit: str) -> None:
    """Whether it urges somebody is asked for each value, and must be found out once."""
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    assert find_targets(text, find_sentences(text), ()) == ()
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("丰水市2031年灌溉重点任务清单\n新建灌溉试验站20个。\n", "丰水市2031年灌溉重点任务清单", 2031),
        ("政府工作报告\n——2031年1月5日在丰水市第七届人民代表大会上\n新建灌溉试验站20个。\n", "政府工作报告", 2031),
        ("丰水市灌溉行动方案（2031—2033年）\n新建灌溉试验站20个。\n", "丰水市灌溉行动方案（2031—2033年）", None),
        ("灌溉规划（2031年3月）\n新建灌溉试验站20个。\n", "灌溉规划（2031年3月）", None),
        ("2031年试点遴选通知\n新建灌溉试验站20个。\n", "2031年试点遴选通知", None),
        (
            "灌溉计划公布 2031年灌溉将有大动作\n新建灌溉试验站20个。\n",
            "灌溉计划公布 2031年灌溉将有大动作",
            None,
        ),
        ("灌溉产业目录（2031年版）\n新建灌溉试验站20个。\n", "灌溉产业目录（2031年版）", None),
        ("丰水市2031年灌溉重点任务清单\n到2033年，新建灌溉试验站20个。\n", "丰水市2031年灌溉重点任务清单", 2033),
    ],
)
def test_a_text_for_one_year_dates_what_names_none(text: str, title: str, expected: int | None) -> None:
    (target,) = find_targets(text, find_sentences(text), (), title)
    assert (target.indicator, target.value, target.year) == ("灌溉试验站", 20.0, expected)
    assert target.year_span is None or str(expected) in target.year_span.of(text)


def test_each_of_a_list_has_its_number_behind_it() -> None:
    text = "到2031年，建成试验站10个、分中心6个。"
    found = find_targets(text, find_sentences(text), ())
    assert [(t.indicator, t.value) for t in found] == [("试验站", 10.0), ("分中心", 6.0)]


def test_a_text_that_ends_in_the_year_of_its_title_is_read() -> None:
    text = "灌溉行动方案2031"
    assert find_targets(text, find_sentences(text), (), text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年建设智慧农场50家。", 2031),
        ("落实《云溪市规划（2031—2035年）》，今年建设智慧农场50家。", 2031),
        ("今年1—8月，全市工业增加值增长6.5%。", None),
        ("半年内建设智慧农场50家。", None),
        ("年内新增充电桩800个，对先进企业给予奖励。", 2031),
        ("2032年，智慧农场达到50家。", 2032),
        ("2031年，力争智慧农场达到50家。", 2031),
        ("2030年，智慧农场达到50家。", None),
        ("2031年全市新增农场50家，完成年度目标的110%。", None),
        ("全年实现工业总产值200亿元，增长8%。", None),
        ("力争全年实现工业总产值200亿元。", 2031),
        ("2031年9月10日前寄送材料一式三份。", None),
        ("县里印发《智慧农业行动计划（2031—2033年）》，提出建设智慧农场50家。", 2033),
        ("2031年先行开通航线100条。", None),
        ("建设智慧农场50家。\t县农业农村局\t2032年6月", 2032),
    ],
)
def test_the_time_of_issue_makes_a_year_one_to_come(text: str, expected: int | None) -> None:
    years = {t.year for t in find_targets(text, find_sentences(text), (), issued=2031) if t.year}
    assert years == ({expected} if expected else set())


def test_a_year_that_opens_its_clause_is_the_year_of_it() -> None:
    text = "到2033年，智慧农场达到50家。2032年先行建成20家渔场，2030年渔场产量达到3万吨。"
    found = find_targets(text, find_sentences(text), (), issued=2031)
    assert [(t.value, t.year) for t in found] == [(50, 2033), (20, 2032)]
    assert [(t.value, t.year) for t in targets_of(text)] == [(50, 2033)]


def test_what_a_document_clarified_is_not_past() -> None:
    text = "《意见》明确了目标任务：2031年，粮食产量保持在1500亿斤以上。"
    (target,) = find_targets(text, find_sentences(text), (), issued=2031)
    assert (target.indicator, target.value, target.year) == ("粮食产量", 1500, 2031)


def test_the_year_of_a_report_is_not_that_of_its_plan() -> None:
    title = "政府工作报告"
    text = (
        f"{title}\n——2031年1月5日在丰水市第七届人民代表大会上\n一、“十六五”时期主要目标任务\n基本养老保险参保率达到95%以上。\n"
        "二、2031年重点工作\n新建灌溉试验站20个。\n"
    )
    found = find_targets(text, find_sentences(text), (), title)
    assert [(t.indicator, t.value, t.year) for t in found] == [
        ("基本养老保险参保率", 95, None),
        ("灌溉试验站", 20, 2031),
    ]


def test_the_head_of_a_text_names_its_year() -> None:
    text = (
        "关于推进乡村振兴的意见\n（2031年1月24日）\n做好2031年及今后一个时期“三农”工作，要加大投入。\n改造农田400万亩。"
    )
    (target,) = find_targets(text, find_sentences(text), (), "关于推进乡村振兴的意见")
    assert (target.indicator, target.year) == ("农田", 2031)


@pytest.mark.parametrize(
    "text", ["建成云溪医院二期。", "出台银发经济二十条。", "从助餐等方面提出20条举措。", "出台20项举措。"]
)
def test_ordinals_and_points_of_a_document_count_nothing(text: str) -> None:
    assert read(f"到2032年，{text}") == []


def test_chains_and_a_life_are_counted() -> None:
    assert read("到2032年，推出10条重点产业链。") == [("重点产业链", 10, "条", 2032)]
    assert read("到2032年，人均预期寿命达到80岁以上\n二、其他") == [("人均预期寿命", 80, "岁", 2032)]


def test_an_age_counts_nothing() -> None:
    assert read("到2032年，新增3岁以下婴幼儿托位1.5万个。") == [("3岁以下婴幼儿托位", 1.5, "万个", 2032)]


def test_累计_is_no_part_of_what_is_counted() -> None:
    assert read("到2032年，全省累计创建绿色工厂200家。") == [("绿色工厂", 200, "家", 2032)]
