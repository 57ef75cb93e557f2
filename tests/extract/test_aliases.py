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
    assert list(entities("市发展改革委负责", name, issuer="苏州市人民政府")) == ["苏州市发展改革委"]
    assert list(entities("市发展改革委负责", name, issuer="云岭省澜江市人民政府")) == ["澜江市发展改革委"]
    assert list(entities("市发展改革委负责", name, issuer="推进“三城一市”工作办公室")) == ["市发展改革委"]
    unknown = entities("市发展改革委负责", name)["市发展改革委"]
    assert unknown.iri != entity_iri(T.INSTITUTION, "市发展改革委")


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
