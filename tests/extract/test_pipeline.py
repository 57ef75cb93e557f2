"""The shipped pipeline on sentences of this file: what every text may rely on."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.pipeline import Pipeline
from extract.records import Document, Extraction, above, quotation_faults
from ontology.labels import EntityType, Modality, RelationType

pytestmark = pytest.mark.models

TEXT = st.text(
    st.one_of(
        st.sampled_from("发展人形机器人，。；：、等（）《》“”\n到2025年建设100家平台工信部"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def extract(text: str) -> Extraction:
    return above(pipeline().extract(Document(text)), 0.5)


def test_a_sentence_gives_names_relation_measure_and_target() -> None:
    text = "到2027年，突破人形机器人、量子计算机等高端装备，建成30家未来产业先导区。"
    found = extract(text)
    names = {entity.name: entity.type for entity in found.entities}
    assert names["人形机器人"] is names["量子计算机"] is EntityType.PRODUCT
    assert names["未来产业先导区"] is EntityType.PLATFORM
    assert any(relation.type is RelationType.INCLUDES for relation in found.relations)
    assert {measure.action for measure in found.measures} >= {"突破"}
    assert [(t.indicator, t.value, t.unit, t.year) for t in found.targets] == [("未来产业先导区", 30.0, "家", 2027)]


def test_encouragement_is_a_modality() -> None:
    (measure,) = extract("鼓励龙头企业建设中试平台。").measures
    assert (measure.action, measure.modality) == ("鼓励", Modality.ENCOURAGE)


def test_traditional_script_is_read_and_quoted_as_printed() -> None:
    text = "突破人形機器人等產品，支持企業建設中試平臺，發展低空經濟。"
    found = extract(text)
    assert {"人形机器人", "中试平台", "低空经济"} <= {e.name for e in found.entities}
    assert not quotation_faults(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The industrial policy supports humanoid robots and 6G.",
        "１２３４５６，７８９０。",
        "支持robotics企业與機器人产业融合发展，推广AI、ＡＩ＋製造。",
        "支\x00持\x07人形\u200b机器人\ufeff中试\u2028平台。",
        "支持\ue000\ue123人形机器人\uf8ff产业。",
        "🚀支持🤖人形机器人👨‍👩‍👧产业，建设𠮷林𬬭中试平台。",
        "《关于推动低空经济的意见，“加快建设人形机器人中试平台，（以下简称《意见》。",
        "》”）支持人形机器人产业》发展。",
        "支持&nbsp;人形机器人&amp;6G&#12290;&lt;产业&gt;发展。",
        "支 持人 形 机器入产业，建没l00家中试平合，到2O27年。",
        "、" * 3000,
        "等" * 3000,
        "发展" + "、".join(f"机器人{i}" for i in range(2000)) + "等产业。",
        "".join(f"（{i}）支持低空经济，建设人形机器人中试平台。\n" for i in range(300)),
        "支持企业建设人形机器人中试平台和氢能产业园区" * 400,
    ],
    ids=range(16),
)
def test_bad_texts_give_claims_that_can_be_quoted_or_none(text: str) -> None:
    found = pipeline().extract(Document(text))
    assert not quotation_faults(found)
    assert pipeline().extract(Document(text)) == found


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_every_quotation_is_in_the_text_and_twice_is_the_same(text: str) -> None:
    first = pipeline().extract(Document(text))
    assert quotation_faults(first) == []
    assert pipeline().extract(Document(text)).to_json() == first.to_json()


def test_what_is_above_a_threshold_shrinks_with_it() -> None:
    whole = pipeline().extract(Document("支持高校建设量子信息国家实验室，发展低空经济等未来产业。"))
    sizes = [len(above(whole, least).to_json()) for least in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert sizes == sorted(sizes, reverse=True)


def test_workers_give_the_same_in_the_same_order() -> None:
    documents = [Document(f"支持{name}建设中试平台。") for name in ("高校", "中央企业", "科研院所", "龙头企业")]
    alone = [e.to_json() for e in pipeline().extract_all(documents)]
    assert [e.to_json() for e in pipeline().extract_all(documents, workers=2)] == alone


def test_a_name_has_both_marks_of_a_pair_or_none() -> None:
    text = "落实“十四五”数字经济发展规划，推进“一网通办”平台建设，发展（智能）网联汽车。"
    for entity in pipeline().extract(Document(text)).entities:
        for mention in entity.mentions:
            name = mention.span.of(text)
            assert name.count("“") == name.count("”")
            assert name.count("（") == name.count("）")


def test_members_of_a_list_that_are_made_alike_are_of_one_type() -> None:
    text = "重点推进未来制造、未来信息、未来材料、未来能源、未来空间和未来健康六大方向产业发展。"
    found = extract(text)
    assert {e.type for e in found.entities if e.name.startswith("未来")} == {EntityType.DIRECTION}


def test_a_notice_does_not_run_into_the_title_that_it_brings() -> None:
    title = "关于推进云岭省数据资源开发利用的指导意见"
    text = f"云岭省数据资源管理局印发《{title}》的通知\n各市、县人民政府：\n现将《{title}》印发给你们，请认真贯彻执行。"
    found = extract(text)
    assert title in {e.name for e in found.entities if e.type is EntityType.POLICY_DOCUMENT}
    assert not [e.name for e in found.entities if "》" in e.name and "《" not in e.name]


def test_a_title_inside_a_title_is_not_torn() -> None:
    inner = "关于加快智慧灌溉发展的意见"
    outer = f"关于贯彻落实《国务院{inner}》的实施意见"
    text = f"青海省人民政府{outer}\n各市人民政府：\n现结合实际，提出如下意见。\n"
    found = extract(text)
    documents = {e.name for e in found.entities if e.type is EntityType.POLICY_DOCUMENT}
    assert documents == {inner, outer}
    relations = {(r.head.span.of(text), r.type, r.tail.span.of(text)) for r in found.relations}
    assert (outer, RelationType.CITES, inner) in relations
    assert (outer, RelationType.ISSUED_BY, "青海省人民政府") in relations


def test_a_short_name_is_not_made_of_parts_of_words() -> None:
    text = "宣传工业通信业标准化工作服务于发展中国家的成功经验，发展化工和装备制造业。"
    found = [entity for entity in extract(text).entities if entity.name in {"化工", "中国"}]
    assert [mention.begin for entity in found for mention in entity.mentions] == [text.index("化工和")]


def test_bare_words_are_no_names() -> None:
    text = "未来制造：突破智能传感、模拟仿真等关键核心技术，发展新产品、新模式，以新质生产力推动高质量发展。"
    found = above(pipeline().extract(Document(text)), 0.1)
    assert {"关键核心技术", "新产品", "新模式", "新质生产力", "高质量发展"}.isdisjoint(e.name for e in found.entities)


def test_a_place_in_brackets_in_a_name_says_where_it_is() -> None:
    text = "加快建设中国（安徽）自由贸易试验区。"
    located = [r for r in extract(text).relations if r.type is RelationType.LOCATED_IN]
    assert [(r.head.span.of(text), r.tail.span.of(text)) for r in located] == [("中国（安徽）自由贸易试验区", "安徽")]


def test_whose_thought_is_named_is_no_person() -> None:
    people = [
        e.name for e in extract("以习近平新时代中国特色社会主义思想为指导。").entities if e.type is EntityType.PERSON
    ]
    assert not people
    speaker = extract("副市长李建平出席全市宣传思想工作会议。")
    assert "李建平" in {e.name for e in speaker.entities if e.type is EntityType.PERSON}


@pytest.mark.parametrize(
    ("notice", "brought"),
    [
        ("青海省水利厅关于印发《青海省灌区管理办法》的通知", "青海省灌区管理办法"),
        ("青海省水利厅关于印发青海省灌区管理办法（2031版）的通知", "青海省灌区管理办法（2031版）"),
    ],
)
def test_what_a_notice_brings_is_a_document_of_the_same_issuer(notice: str, brought: str) -> None:
    text = f"{notice}\n各市水利局：\n现将有关文件印发给你们，请认真贯彻执行。\n"
    relations = [r for r in extract(text).relations if r.type is RelationType.ISSUED_BY]
    assert {(r.head.span.of(text), r.tail.span.of(text)) for r in relations} == {
        (notice.removeprefix("青海省水利厅"), "青海省水利厅"),
        (brought, "青海省水利厅"),
    }


def test_neither_a_list_nor_the_begin_of_a_name_is_a_document_that_another_brings() -> None:
    found = extract("青海省水利厅关于印发青海省节水企业名单的通知\n各市水利局：\n现将名单印发给你们。\n")
    assert "青海省节水企业名单" not in {entity.name for entity in found.entities}
    found = above(pipeline().extract(Document("市水利局发布《节水灌溉治理框架》2.0版。")), 0.3)
    documents = {entity.name for entity in found.entities if entity.type is EntityType.POLICY_DOCUMENT}
    assert documents == {"《节水灌溉治理框架》2.0版"}
