from __future__ import annotations

from extract.aliases import plain, resolve
from extract.records import Document, Entity, Field, Mention
from ontology.iris import entity_iri
from ontology.labels import EntityType

T = EntityType


def entities(text: str, *names: tuple[str, EntityType], title: str = "", issuer: str = "") -> dict[str, Entity]:
    """The entities of every place of `names` in `text`, by name."""
    found = []
    for name, type in names:
        at = text.find(name)
        while at >= 0:
            found.append((Mention(at, at + len(name)), type))
            at = text.find(name, at + len(name))
    found.sort(key=lambda item: (item[0].begin, -item[0].end))
    fields = [Field(key, value) for key, value in (("title", title), ("issuer", issuer)) if value]
    return {entity.name: entity for entity in resolve(Document(text, tuple(fields)), found)}


def test_a_short_name_is_the_institution() -> None:
    found = entities("工信部和工业和信息化部", ("工信部", T.INSTITUTION), ("工业和信息化部", T.INSTITUTION))
    assert list(found) == ["工业和信息化部"]
    assert len(found["工业和信息化部"].mentions) == 2


def test_a_body_of_the_state_is_itself_with_the_name_of_the_state_before_it() -> None:
    names = [(name, T.INSTITUTION) for name in ("中华人民共和国公安部", "中华人民共和国驻云国大使馆")]
    found = entities("公安部、中华人民共和国公安部和中华人民共和国驻云国大使馆", ("公安部", T.INSTITUTION), *names)
    assert list(found) == ["公安部", "中华人民共和国驻云国大使馆"]


def test_a_definition_joins_the_short_name() -> None:
    text = "《云岭省氢能发展规划》（以下简称《规划》）提出。《规划》明确。"
    found = entities(text, ("云岭省氢能发展规划", T.POLICY_DOCUMENT), ("规划", T.POLICY_DOCUMENT))
    assert list(found) == ["云岭省氢能发展规划"]


def test_a_collective_name_is_no_other_name_of_the_last_of_several() -> None:
    text = "粮库、油库（以下统称储备库）应当巡检。"
    found = entities(text, *((name, T.ACTOR_GROUP) for name in ("粮库", "油库", "储备库")))
    assert list(found) == ["粮库", "油库", "储备库"]


def test_a_short_title_without_definition_is_the_only_title_that_ends_with_it() -> None:
    text = "关于发展氢能的实施意见\n《实施意见》提出。"
    names = ("关于发展氢能的实施意见", T.POLICY_DOCUMENT), ("实施意见", T.POLICY_DOCUMENT)
    assert list(entities(text, *names, title="云岭省关于发展氢能的实施意见")) == ["关于发展氢能的实施意见"]


def test_a_bare_title_means_another_document_in_another_text() -> None:
    one = entities("《办法》规定。甲", ("办法", T.POLICY_DOCUMENT))["办法"]
    other = entities("《办法》规定。乙", ("办法", T.POLICY_DOCUMENT))["办法"]
    assert one.iri != other.iri


def test_a_local_short_name_gets_the_issuing_region() -> None:
    name = ("市发展改革委", T.INSTITUTION)
    assert list(entities("市发展改革委负责", name, issuer="苏州市人民政府")) == ["苏州市发展和改革委员会"]
    assert list(entities("市发展改革委负责", name, issuer="云岭省澜江市人民政府")) == ["澜江市发展和改革委员会"]
    assert list(entities("市发展改革委负责", name, issuer="推进“三城一市”工作办公室")) == ["市发展改革委"]
    unknown = entities("市发展改革委负责", name)["市发展改革委"]
    assert unknown.iri != entity_iri(T.INSTITUTION, "市发展改革委")


def test_the_party_committee_and_the_government_of_a_place_are_those_of_the_issuing_region() -> None:
    names = [(name, T.INSTITUTION) for name in ("省委", "省政府办公厅", "四川省政府", "四川省人民政府")]
    text = "省委、省政府办公厅、四川省政府、四川省人民政府"
    found = entities(text, *names, issuer="四川省财政厅")
    assert list(found) == ["四川省委", "四川省人民政府办公厅", "四川省人民政府"]
    unknown = entities("省委印发", ("省委", T.INSTITUTION))["省委"]
    assert unknown.iri != entity_iri(T.INSTITUTION, "省委")
    assert list(entities("香港特别行政区政府", ("香港特别行政区政府", T.INSTITUTION))) == ["香港特别行政区政府"]


def test_our_ministry_is_the_only_issuer() -> None:
    ours = ("我部", T.INSTITUTION)
    assert list(entities("我部印发", ours, issuer="工业和信息化部办公厅")) == ["工业和信息化部"]
    commission = ("我委", T.INSTITUTION)
    assert list(entities("我委印发", commission, issuer="国家发展改革委")) == ["国家发展和改革委员会"]
    unknown = entities("我部印发", ours, issuer="云岭省财政厅")["我部"]
    assert unknown.iri != entity_iri(T.INSTITUTION, "我部")


def test_a_department_after_one_of_a_region_is_of_that_region() -> None:
    names = [(name, T.INSTITUTION) for name in ("云岭省科学技术厅", "教育厅", "财政厅", "国家能源局")]
    found = entities("云岭省科学技术厅、教育厅和财政厅、国家能源局联合印发", *names)
    assert list(found) == ["云岭省科学技术厅", "云岭省教育厅", "云岭省财政厅", "国家能源局"]
    assert list(entities("云岭省科学技术厅印发，教育厅转发", *names[:2])) == ["云岭省科学技术厅", "教育厅"]
    market = [("苏州市财政局", T.INSTITUTION), ("市场监督管理局", T.INSTITUTION), ("税务局", T.INSTITUTION)]
    assert list(entities("苏州市财政局、市场监督管理局", *market[:2])) == ["苏州市财政局", "苏州市市场监督管理局"]
    assert list(entities("市场监督管理局、税务局", *market[1:], issuer="苏州市人民政府")) == [
        "市场监督管理局",
        "税务局",
    ]
    state = [("国家市场监督管理总局", T.INSTITUTION), ("测试局", T.INSTITUTION)]
    assert list(entities("国家市场监督管理总局、测试局", *state)) == ["国家市场监督管理总局", "测试局"]
    both = [(name, T.INSTITUTION) for name in ("云岭省财政厅", "西陵省财政厅", "教育厅")]
    assert "教育厅" in entities("云岭省财政厅、教育厅印发，西陵省财政厅、教育厅转发", *both)
    local = [("省科学技术厅", T.INSTITUTION), ("教育厅", T.INSTITUTION)]
    assert list(entities("省科学技术厅、教育厅", *local, issuer="四川省人民政府")) == [
        "四川省科学技术厅",
        "四川省教育厅",
    ]


def test_an_acronym_in_brackets_is_another_name() -> None:
    found = entities("人工智能（AI）。AI应用", ("人工智能", T.TECHNOLOGY), ("AI", T.TECHNOLOGY))
    assert list(found) == ["人工智能"]


def test_a_region_is_known_by_its_full_name() -> None:
    assert list(entities("在北京和北京市", ("北京市", T.REGION), ("北京", T.REGION))) == ["北京市"]


def test_traditional_script_is_the_same_thing() -> None:
    text = "推動人形機器人產業發展，發展人形機器人"
    found = entities(text, ("人形機器人", T.PRODUCT))
    assert [entity.iri for entity in found.values()] == [entity_iri(T.PRODUCT, "人形机器人")]


def test_a_name_keeps_its_printed_form_and_one_iri() -> None:
    one = entities("“十四五”规划", ("“十四五”规划", T.POLICY_DOCUMENT))
    other = entities("十四五规划", ("十四五规划", T.POLICY_DOCUMENT))
    assert list(one) == ["“十四五”规划"]
    assert [e.iri for e in one.values()] == [e.iri for e in other.values()]
    assert entity_iri(T.POLICY_DOCUMENT, "规划（2016～2020年）") == entity_iri(T.POLICY_DOCUMENT, "规划(2016—2020年)")


def test_a_law_with_and_without_the_state_is_one() -> None:
    text = "《中华人民共和国数据安全法》和《数据安全法》"
    names = ("中华人民共和国数据安全法", T.POLICY_DOCUMENT), ("数据安全法", T.POLICY_DOCUMENT)
    assert len(entities(text, *names)) == 1


def test_plain_folds_marks_width_and_space() -> None:
    assert plain("《 ６Ｇ 网络》") == "6G网络"


def test_two_districts_of_one_name_are_two() -> None:
    text = "南京市鼓楼区和福州市鼓楼区"
    names = ("鼓楼区", T.REGION), ("南京市", T.REGION), ("福州市", T.REGION)
    assert {"南京市鼓楼区", "福州市鼓楼区"} <= set(entities(text, *names))
    assert list(entities("鼓楼区", names[0], issuer="福州市鼓楼区人民政府")) == ["福州市鼓楼区"]
    one, other = (entities(text, names[0])["鼓楼区"].iri for text in ("鼓楼区发文", "鼓楼区来信"))
    assert one != other


def test_a_short_name_of_a_ministry_is_the_local_body_in_a_local_text() -> None:
    name = ("发改委", T.INSTITUTION)
    assert list(entities("发改委负责", name, issuer="西陵省人民政府")) == ["西陵省发展和改革委员会"]
    assert list(entities("发改委负责", name)) == ["国家发展和改革委员会"]
    assert list(entities("审计署指导", ("审计署", T.INSTITUTION), issuer="西陵省人民政府")) == ["审计署"]
    listed = [(n, T.INSTITUTION) for n in ("苏州市财政局", "统计局")]
    assert list(entities("苏州市财政局、统计局", *listed)) == ["苏州市财政局", "苏州市统计局"]


def test_offices_have_one_name_and_units_that_of_their_body() -> None:
    forms = [(n, T.INSTITUTION) for n in ("澜江市发改委", "澜江市发展改革委", "澜江市发展和改革委员会")]
    assert list(entities("澜江市发改委、澜江市发展改革委、澜江市发展和改革委员会", *forms)) == [
        "澜江市发展和改革委员会"
    ]
    unit = [(n, T.INSTITUTION) for n in ("工信部办公厅", "工业和信息化部办公厅")]
    assert list(entities("工信部办公厅即工业和信息化部办公厅", *unit)) == ["工业和信息化部办公厅"]
    found = entities("市市场监管局、自治区财政厅", ("市市场监管局", T.INSTITUTION), issuer="苏州市人民政府")
    assert list(found) == ["苏州市市场监督管理局"]
    code = entities("自治区财政厅", ("自治区财政厅", T.INSTITUTION), issuer="包头市人民政府")
    assert list(code) == ["内蒙古自治区财政厅"]
    region = entities("自治区财政厅", ("自治区财政厅", T.INSTITUTION), issuer="新疆维吾尔自治区人民政府")
    assert list(region) == ["新疆维吾尔自治区财政厅"]


def test_bodies_meetings_and_titles_without_a_name_are_of_their_text() -> None:
    for name, type in (
        ("领导小组办公室", T.INSTITUTION),
        ("管委会", T.INSTITUTION),
        ("科技司", T.INSTITUTION),
        ("第一次全体会议", T.EVENT),
        ("政府工作报告", T.POLICY_DOCUMENT),
        ("实施方案（2023—2025年）", T.POLICY_DOCUMENT),
    ):
        (one,), (other,) = (entities(f"{name}{end}", (name, type)).values() for end in "甲乙")
        assert one.iri != other.iri, name


def test_one_title_of_two_regions_is_two_documents() -> None:
    title = "关于推进普惠金融发展的实施意见"
    text = f"国务院{title}、云岭省人民政府{title}和西陵省人民政府{title}"
    bodies = [(n, T.INSTITUTION) for n in ("国务院", "云岭省人民政府", "西陵省人民政府")]
    found = [(Mention(at, at + len(n)), t) for n, t in bodies for at in [text.find(n)]]
    at = -1
    for _ in bodies:
        at = text.find(title, at + 1)
        found.append((Mention(at, at + len(title)), T.POLICY_DOCUMENT))
    found.sort(key=lambda item: item[0].begin)
    documents = [e for e in resolve(Document(text), found) if e.type is T.POLICY_DOCUMENT]
    assert len(documents) == 3
    own = entities(title, (title, T.POLICY_DOCUMENT), title=f"云岭省人民政府{title}", issuer="云岭省人民政府")
    assert own[title].iri in {document.iri for document in documents}


def test_a_short_title_is_what_its_last_definition_says() -> None:
    text = "《科技办法》（以下简称《办法》）施行。《办法》废止。《数据办法》（以下简称《办法》）施行。《办法》有效。"
    names = [(n, T.POLICY_DOCUMENT) for n in ("科技办法", "数据办法", "办法")]
    mentions = {e.name: len(e.mentions) for e in entities(text, *names).values()}
    assert mentions["科技办法"] >= 3
    assert mentions["数据办法"] >= 3


def test_a_national_title_is_not_meant_by_a_short_one_of_a_region() -> None:
    text = "《国家氢能产业规划》发布后，我省编制了《规划》。"
    spans = [(text.find("国"), 8), (text.rfind("规划"), 2)]
    found = [(Mention(begin, begin + length), T.POLICY_DOCUMENT) for begin, length in spans]
    assert [entity.name for entity in resolve(Document(text), found)] == ["国家氢能产业规划", "规划"]


def test_letters_that_are_examples_are_no_acronym() -> None:
    text = "人工智能芯片（GPU、NPU）"
    names = [(n, T.PRODUCT) for n in ("人工智能芯片", "GPU", "NPU")]
    assert list(entities(text, *names)) == ["人工智能芯片", "GPU", "NPU"]
    assert list(entities("人工智能（AI）", ("人工智能（AI）", T.TECHNOLOGY))) == ["人工智能"]


def test_a_yearly_meeting_is_one_of_its_year() -> None:
    text = "2023年中央经济工作会议和2024年中央经济工作会议"
    assert len(entities(text, ("中央经济工作会议", T.EVENT))) == 2


def test_titles_and_laws_in_several_prints_are_one() -> None:
    plans = [(n, T.POLICY_DOCUMENT) for n in ("氢能计划（2025年—2027年）", "氢能计划（2025-2027年）")]
    assert len(entities("《氢能计划（2025年—2027年）》即《氢能计划（2025-2027年）》", *plans)) == 1
    laws = [(n, T.POLICY_DOCUMENT) for n in ("中华人民共和国标准化法（2025修正）", "标准化法")]
    assert len(entities("《中华人民共和国标准化法（2025修正）》与《标准化法》", *laws)) == 1


def test_two_issuers_of_two_cities_leave_a_short_name_open() -> None:
    fields = (Field("issuer", "南京市人民政府"), Field("issuer", "苏州市人民政府"))
    (body,) = resolve(Document("市财政局", fields), [(Mention(0, 4), T.INSTITUTION)])
    assert body.name == "市财政局"
    (body,) = resolve(
        Document("市财政局", (Field("issuer", "义乌市人民政府"), Field("title", "义乌市贯彻金华市方案"))),
        [(Mention(0, 4), T.INSTITUTION)],
    )
    assert body.name == "义乌市财政局"


def test_a_shared_district_alone_is_no_fault() -> None:
    body = entities("鼓楼区人民政府、区政府", ("区政府", T.INSTITUTION), issuer="鼓楼区人民政府")
    assert list(body) == ["区政府"]
    below = entities("区财政局", ("区财政局", T.INSTITUTION), issuer="澜江市鼓楼区人民政府")
    assert list(below) == ["澜江市鼓楼区财政局"]


def test_bodies_that_no_region_has_are_central_in_a_local_text() -> None:
    for name in ("市场监管总局", "民航局", "外汇局"):
        (body,) = entities(name, (name, T.INSTITUTION), issuer="澜江市人民政府")
        assert not body.startswith("澜江市"), name


def test_the_government_of_another_kind_of_place_is_no_government_of_the_people() -> None:
    for name in ("香港特区政府", "得克萨斯州政府"):
        assert list(entities(name, (name, T.INSTITUTION))) == [name]
    state = entities("州政府", ("州政府", T.INSTITUTION), issuer="澜江市人民政府")
    assert list(state) == ["州政府"]
    county = entities("县政府", ("县政府", T.INSTITUTION), issuer="内蒙古自治区人民政府")
    assert list(county) == ["县政府"]


def test_a_word_for_a_part_of_any_place_is_no_district() -> None:
    assert list(entities("江南", ("江南", T.REGION))) == ["江南"]
    assert list(entities("昆山", ("昆山", T.REGION))) == ["昆山市"]


def test_the_same_document_in_two_scripts_is_one() -> None:
    plain, other = "关于发展氢能的意见", "關於發展氫能的意見"
    one = entities(f"{plain}\n发展氢能产业", (plain, T.POLICY_DOCUMENT), title=plain, issuer="云岭省人民政府")
    two = entities(f"{other}\n發展氫能產業", (other, T.POLICY_DOCUMENT), title=other, issuer="雲嶺省人民政府")
    assert {e.iri for e in one.values()} == {e.iri for e in two.values()}
