"""One invented sentence or page a construction, and properties on arbitrary text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Document, Entity, Extraction, Field, Mention, Relation, Span, quotation_faults
from extract.relations import find_relations
from extract.segment import find_sentences
from extract.training_data import parse_line
from ontology.iris import entity_iri
from ontology.labels import EntityType, RelationType, is_legal

_TYPES = {
    "Doc": EntityType.POLICY_DOCUMENT,
    "Org": EntityType.INSTITUTION,
    "Reg": EntityType.REGION,
    "Pro": EntityType.PRODUCT,
    "Tec": EntityType.TECHNOLOGY,
    "Ind": EntityType.INDUSTRY,
    "Dir": EntityType.DIRECTION,
    "Sce": EntityType.SCENARIO,
    "Act": EntityType.ACTOR_GROUP,
    "Pla": EntityType.PLATFORM,
    "Eve": EntityType.EVENT,
    "Per": EntityType.PERSON,
    "Ins": EntityType.INSTRUMENT,
}


def parse(marked: str) -> tuple[str, list[tuple[int, int, EntityType]]]:
    """Text and names of `marked`: [name|Pro], nested, types by three letters."""
    return parse_line(re.sub(r"\|(\w+)\]", lambda found: f"|{_TYPES[found[1]]}]", marked))


def entities_in(spans: list[tuple[int, int, EntityType]], text: str) -> tuple[Entity, ...]:
    mentions: dict[tuple[EntityType, str], list[Mention]] = {}
    for begin, end, type in spans:
        mentions.setdefault((type, text[begin:end]), []).append(Mention(begin, end, 1.0, "test"))
    return tuple(Entity(entity_iri(t, name), t, name, tuple(found)) for (t, name), found in mentions.items())


def read(marked: str, fields: tuple[Field, ...] = ()) -> tuple[str, tuple[Relation, ...]]:
    """The text of `marked` ([name|Type], nested) and the relations found in it."""
    text, spans = parse(marked)
    document = Document(text, fields)
    return text, find_relations(document, find_sentences(text), entities_in(spans, text))


def pairs(marked: str, type: RelationType) -> set[tuple[str, str]]:
    text, relations = read(marked)
    return {(r.head.span.of(text), r.tail.span.of(text)) for r in relations if r.type is type}


def arrows(expected: str) -> set[tuple[str, str]]:
    """`a>b c>d` as pairs."""
    return {(head, tail) for head, tail in (pair.split(">") for pair in expected.split())}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("近日，[水利部|Org]、[财政部|Org]联合印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部 财政部"),
        ("[水利部|Org]会同[财政部|Org]、[商务部|Org]公布了《[办法|Doc]》。", "办法 水利部 财政部 商务部"),
        ("[水利部|Org]等三部门关于印发《[灌区改造办法|Doc]》的通知", "灌区改造办法 水利部"),
        ("[水利部|Org] [财政部|Org] [商务部|Org][关于做好春灌的通知|Doc]", "关于做好春灌的通知 水利部 财政部 商务部"),
        ("落实《[水利部|Org][关于做好春灌的通知|Doc]》。", "关于做好春灌的通知 水利部"),
        ("《[灌区改造办法|Doc]》由[水利部|Org]牵头编制。", "灌区改造办法 水利部"),
        ("[甲国|Reg]、[乙国|Reg]等[南方|Reg]国家签署《[数字合作备忘录|Doc]》。", "数字合作备忘录 甲国 乙国"),
        ("[水利部|Org]批准《[灌溉闸门技术要求|Doc]》等12项水利行业标准，现予公布。", "灌溉闸门技术要求 水利部"),
        ("[水利部|Org]聯合[財政部|Org]發佈《[灌區改造辦法|Doc]》。", "灌區改造辦法 水利部 財政部"),
    ],
)  # fmt: skip
def test_issuers_are_read_from_verbs_and_bylines(marked: str, expected: str) -> None:
    document, *issuers = expected.split()
    assert pairs(marked, RelationType.ISSUED_BY) == {(document, issuer) for issuer in issuers}


@pytest.mark.parametrize(
    "marked",
    [
        "[水利部|Org]指导各地制定《[灌区改造办法|Doc]》。",
        "[水利部|Org]有关负责人就《[灌区改造办法|Doc]》答记者问。",
        "[省水利厅|Org]认真落实《[灌区改造办法|Doc]》。",
        "[水利部|Org]批准《[灌区改造方案|Doc]》，请组织实施。",
    ],
)
def test_who_only_deals_with_a_document_does_not_issue_it(marked: str) -> None:
    assert not pairs(marked, RelationType.ISSUED_BY)


def test_joint_issue_keeps_the_order_of_the_issuers() -> None:
    text, relations = read("[水利部|Org]、[财政部|Org]联合印发《[办法|Doc]》。")
    assert [(r.tail.span.of(text), dict(r.attributes)) for r in relations] == [
        ("水利部", {"joint": "true", "order": "1"}),
        ("财政部", {"joint": "true", "order": "2"}),
    ]
    assert {r.cue.of(text) for r in relations if r.cue} == {"印发"}


def test_a_notice_and_what_it_announces_have_the_same_issuer() -> None:
    marked = "[水利部|Org][关于印发《[灌区改造办法|Doc]》的通知|Doc]"
    assert pairs(marked, RelationType.ISSUED_BY) == {
        ("关于印发《灌区改造办法》的通知", "水利部"),
        ("灌区改造办法", "水利部"),
    }


def test_a_signature_and_a_field_of_the_page_name_the_issuer() -> None:
    body = "[关于做好春灌的通知|Doc]\n各地要备足化肥。\n[水利部|Org]\n[财政部|Org]\n2031年3月1日\n"
    assert pairs(body, RelationType.ISSUED_BY) == {("关于做好春灌的通知", "水利部"), ("关于做好春灌的通知", "财政部")}
    page = "发文机关：\n[水利部|Org]\n[关于做好春灌的通知|Doc]\n"
    assert pairs(page, RelationType.ISSUED_BY) == {("关于做好春灌的通知", "水利部")}


def test_the_head_of_a_decree_names_the_issuers_of_what_it_promulgates() -> None:
    head = "来源： [灌溉网|Org]\n[水利部|Org] [财政部|Org] 令\n第7号\n《[灌区管理办法|Doc]》"
    issued = {("灌区管理办法", "水利部"), ("灌区管理办法", "财政部")}
    assert pairs(f"{head}已经部务会议审议通过，现予公布，自2031年5月1日起施行。\n", RelationType.ISSUED_BY) == issued
    assert pairs(f"{head}由各地负责解释。\n", RelationType.ISSUED_BY) == set()
    for date in ("2031年3月1日", "二〇三一年三月十一日"):
        dated = f"[水利部|Org]\n[财政部|Org]令\n2031年第7号\n{date}\n《[灌区管理办法|Doc]》"
        promulgated = f"{dated}已经审议通过，{'并经各有关部门同意，' * 15}现予公布。\n"
        assert pairs(promulgated, RelationType.ISSUED_BY) >= issued
    site = "[灌溉网|Org]\n[水利部|Org] [财政部|Org]令（2031年第7号）《[灌区管理办法|Doc]》已经通过，现予公布。\n"
    assert pairs(site, RelationType.ISSUED_BY) == issued
    whole = "[[丰水省人民政府|Org]令|Doc]\n（第7号）\n《[灌区管理办法|Doc]》已经省政府常务会议审议通过，现予公布。\n"
    assert pairs(whole, RelationType.ISSUED_BY) == {("灌区管理办法", "丰水省人民政府")}
    cited = "根据《[灌区管理办法|Doc]》（[水利部|Org]令第7号），《[用水规则|Doc]》已经通过，现予公布。\n"
    assert pairs(cited, RelationType.ISSUED_BY) == {("灌区管理办法", "水利部")}


@pytest.mark.parametrize(
    "marked",
    [
        "按照《[灌区管理办法|Doc]》（[水利部|Org]、[财政部|Org]令2031年第7号）办理。",
        "《[灌区管理办法|Doc]》（[水利部|Org]、[财政部|Org]公告2031年第7号）自发布之日起施行。",
    ],
)
def test_the_number_of_a_decree_names_its_issuers(marked: str) -> None:
    issued = {("灌区管理办法", "水利部"), ("灌区管理办法", "财政部")}
    assert pairs(marked, RelationType.ISSUED_BY) == issued


@pytest.mark.parametrize(
    "marked",
    [
        "[丰水省灌区条例|Doc]\n（2031年3月1日[丰水省第十二届人大常委会|Org]第9次会议通过）\n第一条 为了节水。\n",
        "《[丰水省灌区条例|Doc]》已经2031年3月1日十二届[丰水省第十二届人大常委会|Org]第九次主任会议审议通过。",
        "《[丰水省灌区条例|Doc]》经[丰水省第十二届人大常委会|Org]常务会议通过。",
        "[丰水省灌区条例|Doc]\n（2031年3月1日[[丰水省第十二届人大常委会|Org]第九次主任会议|Eve]审议通过）\n为了节水。\n",
    ],
)
def test_whose_meeting_adopts_a_document_issues_it(marked: str) -> None:
    assert pairs(marked, RelationType.ISSUED_BY) == {("丰水省灌区条例", "丰水省第十二届人大常委会")}


def test_each_of_several_issues_its_own() -> None:
    each = "[丰水省|Reg]、[云岭省|Reg]先后制定《[丰水省灌区条例|Doc]》《[云岭省灌区条例|Doc]》"
    issued = {("丰水省灌区条例", "丰水省"), ("云岭省灌区条例", "云岭省")}
    assert pairs(f"{each}。", RelationType.ISSUED_BY) == issued
    assert not pairs(f"{each}《[用水条例|Doc]》。", RelationType.ISSUED_BY)


def test_who_issues_a_notice_is_not_whose_document_it_hands_on() -> None:
    handed = "[国务院办公厅|Org]转发[水利部|Org][关于节水的意见的通知|Doc]"
    assert not pairs(handed, RelationType.ISSUED_BY)


def test_what_a_body_brings_by_a_notice_is_issued_by_it() -> None:
    brought = "[水利部|Org]印发[[关于节水的意见|Doc]的通知|Doc]"
    issued = {("关于节水的意见", "水利部"), ("关于节水的意见的通知", "水利部")}
    assert pairs(brought, RelationType.ISSUED_BY) == issued


def test_whose_meeting_adopts_what_another_body_sends_out_is_no_issuer() -> None:
    notice = "[水利部|Org][关于印发《[灌区办法|Doc]》的通知|Doc]\n"
    adopted = f"{notice}《[灌区办法|Doc]》已经[[市政府|Org]第九次常务会议|Eve]审议通过，现印发给你们。\n"
    issued = {("灌区办法", "水利部"), ("关于印发《灌区办法》的通知", "水利部")}
    assert pairs(adopted, RelationType.ISSUED_BY) == issued


def test_a_document_made_by_one_body_with_another_is_issued_by_both() -> None:
    made = "《[灌区办法|Doc]》由[水利部|Org]会同[财政部|Org]、[农业农村部|Org]制定。"
    issued = {("灌区办法", body) for body in ("水利部", "财政部", "农业农村部")}
    assert pairs(made, RelationType.ISSUED_BY) == issued


def test_a_document_that_a_text_only_goes_by_is_not_its_own() -> None:
    marked = "发文机关： [水利部|Org]\n现按照《[灌区改造办法|Doc]》开展检查。\n"
    assert pairs(marked, RelationType.ISSUED_BY) == set()


def test_a_page_read_as_one_line_is_signed_where_its_text_or_its_annexes_end() -> None:
    begin = f"[关于做好春灌的通知|Doc] 各地： {'要备足化肥，修好水渠，' * 15}"
    issued = {("关于做好春灌的通知", "水利部"), ("关于做好春灌的通知", "财政部")}
    signature = "[水利部|Org] [财政部|Org] 2031年3月1日 关闭"
    assert pairs(f"{begin}抓好落实。 {signature}", RelationType.ISSUED_BY) == issued
    assert pairs(f"{begin}抓好落实。 附件： 春灌清单 {signature}", RelationType.ISSUED_BY) == issued
    table = f"{begin}抓好落实。 任务 单位 时限 备足化肥 {signature}"
    assert pairs(table, RelationType.ISSUED_BY) == set()


def test_the_reader_s_issuer_field_is_used() -> None:
    marked = "[关于做好春灌的通知|Doc]\n供稿 [水利部|Org]\n"
    field = Field("issuer", "水利部", Span(13, 16))
    text, relations = read(marked, (Field("title", "关于做好春灌的通知"), field))
    assert [(r.type, r.tail.span.of(text), r.method) for r in relations] == [
        (RelationType.ISSUED_BY, "水利部", "field")
    ]


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("[灌区办法|Doc]\n为规范灌溉，根据《[水法|Doc]》《[防洪法|Doc]》，制定本办法。", "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n贯彻落实《[水利部|Org][关于春灌的意见|Doc]》。", "贯彻落实", {"关于春灌的意见"}),
        (
            "[灌区办法|Doc]\n依据《[水法|Doc]》《[水利部|Org][关于春灌|Doc]》《[部|Org] [局|Org][关于节水|Doc]》。",
            *("依据", {"水法", "关于春灌", "关于节水"}),
        ),
        (
            "[灌区办法|Doc]\n落实《[水法|Doc]》（主席令〔2031〕1号）、《[防洪法|Doc]》（主席令〔2031〕2号）和《[节水条例|Doc]》。",
            *("贯彻落实", {"水法", "防洪法", "节水条例"}),
        ),
        ("《[灌区办法|Doc]》以《[水法|Doc]》《[防洪法|Doc]》为上位法依据。", "依据", {"水法", "防洪法"}),
        ("《[灌区办法|Doc]》严格依照《[水法|Doc]》。", "依据", {"水法"}),
        ("[灌区办法|Doc]\n在《[水法|Doc]》基础上，细化轮灌。", "基础", {"水法"}),
    ],
)  # fmt: skip
def test_citations_have_their_kind(marked: str, kind: str, expected: set[str]) -> None:
    text, relations = read(marked)
    cited = [r for r in relations if r.type is RelationType.CITES]
    assert {(r.head.span.of(text), r.tail.span.of(text)) for r in cited} == {("灌区办法", name) for name in expected}
    assert {dict(r.attributes)["kind"] for r in cited} == {kind}


def test_amended_and_repealed_documents() -> None:
    amended = "我部对《[灌区办法|Doc]》（水农〔2031〕4号）进行修订，形成《[灌区管理办法|Doc]》。"
    assert pairs(amended, RelationType.AMENDS) == {("灌区管理办法", "灌区办法")}
    assert pairs(amended, RelationType.CITES) == {("灌区管理办法", "灌区办法")}
    repealed = "[灌区管理办法|Doc]\n本办法自发布之日起施行，《[灌区办法|Doc]》同时废止。"
    assert pairs(repealed, RelationType.REPEALS) == {("灌区管理办法", "灌区办法")}
    decision = "[水利部|Org][关于修改《[灌区办法|Doc]》的决定|Doc]"
    assert pairs(decision, RelationType.AMENDS) == {("关于修改《灌区办法》的决定", "灌区办法")}
    repeal = "[水利部|Org][关于废止《[灌区办法|Doc]》的决定|Doc]"
    assert pairs(repeal, RelationType.REPEALS) == {("关于废止《灌区办法》的决定", "灌区办法")}
    assert not pairs("新修订的《[水法|Doc]》施行后，出台了[灌区办法|Doc]。", RelationType.AMENDS)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("发展[甲胺|Pro]、[乙醛|Pro]和[丙酮|Pro]等[精细化学品|Pro]。", "精细化学品 甲胺 乙醛 丙酮"),
        ("研制[甲胺|Pro]、[乙醛|Pro]等用于制药的[精细化学品|Pro]。", "精细化学品 甲胺 乙醛"),
        ("覆盖终端和[飞艇|Pro]、[滑翔机|Pro]等三类[载具|Pro]。", "载具 飞艇 滑翔机"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]、[丙酮|Pro]制品编码。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]两种。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]分为[甲胺|Pro]、[乙醛|Pro]两类。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]：[甲胺|Pro]、[乙醛|Pro]。", "精细化学品 甲胺 乙醛"),
        ("推广[精细化学品|Pro]（含[甲胺|Pro]、[乙醛|Pro]）和设备。", "精细化学品 甲胺 乙醛"),
        ("生产[甲胺|Pro]、[乙醛|Pro]和其他[精细化学品|Pro]。", "精细化学品 甲胺 乙醛"),
        ("以[甲胺|Pro]、[乙醛|Pro]为代表的[精细化学品|Pro]降价。", "精细化学品 甲胺 乙醛"),
        ("[粮库|Act]、[油库|Act]（以下统称[储备库|Act]）应当巡检。", "储备库 粮库 油库"),
        ("[储备库|Act]，是指承担储备任务的[粮库|Act]、[油库|Act]和[棉库|Act]。", "储备库 粮库 油库 棉库"),
        ("[镇粮站|Pla]是[储备网络|Pla]的重要组成部分。", "储备网络 镇粮站"),
        ("推广[精细化学品|Pro]，如[甲胺|Pro]。", "精细化学品 甲胺"),
    ],
)  # fmt: skip
def test_inclusion_in_prose(marked: str, expected: str) -> None:
    head, *members = expected.split()
    assert pairs(marked, RelationType.INCLUDES) == {(head, member) for member in members}


@pytest.mark.parametrize(
    "marked",
    [
        "在[化肥|Pro]、[农药|Pro]等领域开展[有机食品|Pro]认证。",
        "扩大[化肥|Pro]、[农药|Pro]等[税收优惠目录|Ins]范围。",
        "发展[化肥|Pro]，推广[农药|Pro]。",
    ],
)
def test_no_inclusion_without_a_class(marked: str) -> None:
    assert not pairs(marked, RelationType.INCLUDES)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("（一）[节水装备|Pro]\n1.[滴灌带|Pro]。压降成本。\n2.[微喷头|Pro]。提高精度。", "节水装备 滴灌带 微喷头"),
        ("（二）[节水工具|Pro]类 1.[滴灌带|Pro]。 降本。 2.[微喷头|Pro]。 提速。", "节水工具 滴灌带 微喷头"),
        ("1.[节水装备|Pro]。[滴灌带|Pro]、[微喷头|Pro]。", "节水装备 滴灌带 微喷头"),
        ("（三）[节水技术|Tec]\n有效降低成本，包括[滴灌|Tec]、[微喷|Tec]。", "节水技术 滴灌 微喷"),
        ("——[灌溉|Ind]领域，重点加强[滴灌带|Pro]、[微喷头|Pro]等领域标准制定。", "灌溉 滴灌带 微喷头"),
        ("[申报单位|Act]包括：\n（一）[灌区管理所|Act]；\n（二）[用水协会|Act]。", "申报单位 灌区管理所 用水协会"),
        ("专栏3：创新[节水装备|Pro]\n[滴灌带|Pro]。\n降低成本。\n[微喷头|Pro]。\n提高精度。", "节水装备 滴灌带 微喷头"),
        ("[未来农业|Dir]。\n发展[垂直农场|Ind]，突破[光谱调控|Tec]。", "未来农业 垂直农场 光谱调控"),
    ],
)  # fmt: skip
def test_inclusion_in_layout(marked: str, expected: str) -> None:
    head, *members = expected.split()
    assert pairs(marked, RelationType.INCLUDES) == {(head, member) for member in members}


def test_a_verb_heading_has_no_members() -> None:
    marked = "（一）创新[节水装备|Pro]\n研发[滴灌带|Pro]、[微喷头|Pro]，推广[灌溉机器人|Pro]。"
    assert not pairs(marked, RelationType.INCLUDES)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("在[青石县|Reg]、[白沙县|Reg]建设[灌溉试验站|Pla]。", "灌溉试验站>青石县 灌溉试验站>白沙县"),
        ("支持[青石县|Reg]打造[灌溉试验站|Pla]。", "灌溉试验站>青石县"),
        ("[青石县|Reg]的[灌溉试验站|Pla]已建成。", "灌溉试验站>青石县"),
        ("[青石县|Reg]、[白沙县|Reg]等[灌溉试验站|Pla]。", "灌溉试验站>青石县 灌溉试验站>白沙县"),
        ("依托[[青石县|Reg]灌溉试验站|Pla]。", "青石县灌溉试验站>青石县"),
        ("面向[青石县|Reg]搭建[灌溉数据平台|Pla]。", ""),
        ("推广[[农村|Reg]供水站|Pla]。", ""),
        ("由[[新疆|Reg]生产建设兵团|Org]、[[亚太|Reg]经合组织|Org]参加。", ""),
    ],
)  # fmt: skip
def test_locations(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.LOCATED_IN) == arrows(expected)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("推动[遥感|Tec]、[雷达|Tec]赋能[灌溉|Ind]。", "遥感>灌溉 雷达>灌溉"),
        ("将[遥感|Tec]应用于[灌溉|Ind]、[防汛|Sce]。", "遥感>灌溉 遥感>防汛"),
        ("推动[遥感|Tec]技术在[灌溉|Ind]、[防汛|Sce]等领域的应用。", "遥感>灌溉 遥感>防汛"),
        ("推动[遥感|Tec]与[灌溉|Ind]深度融合。", "遥感>灌溉"),
        ("推进[灌溉|Ind]与[遥感|Tec]融合。", "遥感>灌溉"),
        ("利用[遥感|Tec]改造提升[灌溉|Ind]。", "遥感>灌溉"),
        ("加快[灌溉|Ind]、[防汛|Sce]等领域的[雷达|Pro]研制和应用。", "雷达>灌溉 雷达>防汛"),
        ("有序推进[防汛领域|Sce][雷达|Pro]部署。", "雷达>防汛领域"),
        ("在[灌溉|Ind]、[防汛|Sce]等环节推广使用[遥感|Tec]。", "遥感>灌溉 遥感>防汛"),
        ("充分发挥[遥感|Tec]对推进[智慧灌溉|Dir]的支撑作用。", "遥感>智慧灌溉"),
        ("运用[遥感|Tec]提高[灌溉|Ind]水平。", "遥感>灌溉"),
        ("发挥[灌区|Pla]和[遥感|Tec]站点对[防汛|Sce]的作用。", ""),
        ("试点[“[遥感|Tec]+”防汛|Sce]。", "遥感>“遥感+”防汛"),
        ("1.[防汛会商|Sce]。 利用[遥感|Tec]、[雷达|Tec]等技术，研判水情。", "遥感>防汛会商 雷达>防汛会商"),
        ("[遥感|Tec]。\n降低成本，加快在[灌溉|Ind]、[防汛|Sce]等场景中推广。", "遥感>灌溉 遥感>防汛"),
        ("发展[遥感|Tec]，做强[灌溉|Ind]。", ""),
    ],
)  # fmt: skip
def test_applications(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.APPLIED_IN) == arrows(expected)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[全国灌溉大会|Eve]强调，要发展[智慧灌溉|Ind]，推广[滴灌|Tec]。", "全国灌溉大会>智慧灌溉 全国灌溉大会>滴灌"),
        ("[水利部|Org]印发《[规划|Doc]》，提出加快[智慧灌溉|Ind]发展。", "规划>智慧灌溉"),
        ("[周远|Per]在出席[全国灌溉大会|Eve]时提出，加快[智慧灌溉|Ind]发展。", "周远>智慧灌溉"),
        ("[周远|Per]局长5月在[青石县|Reg]调研时指出，要发展[智慧灌溉|Ind]。", "周远>智慧灌溉"),
        ("落实[省委|Org]、[省政府|Org]关于发展[智慧灌溉|Ind]的决策部署。", "省委>智慧灌溉 省政府>智慧灌溉"),
        ("[关于推动[智慧灌溉|Ind]发展的意见|Doc]\n各地要认真落实。", "关于推动智慧灌溉发展的意见>智慧灌溉"),
        ("[灌区办法|Doc]\n第一条　为推动[智慧灌溉|Ind]发展，根据有关规定，制定本办法。", "灌区办法>智慧灌溉"),
        ("《[规划|Doc]》明确了发展[智慧灌溉|Ind]的哪些任务？", ""),
        ("[全国灌溉大会|Eve]面临新要求，发展[智慧灌溉|Ind]。", ""),
        ("按照[省委|Org]部署要求，发展[智慧灌溉|Ind]。", ""),
        ("贯彻落实[省委|Org]的决策部署，发展[智慧灌溉|Ind]。", ""),
        ("[水利部|Org]调研[智慧灌溉|Ind]。", ""),
    ],
)  # fmt: skip
def test_advocacies(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.ADVOCATES) == arrows(expected)


def test_evidence_is_the_smallest_passage_with_head_tail_and_cue() -> None:
    text, relations = read("会议提出，发展[甲胺|Pro]、[乙醛|Pro]等[精细化学品|Pro]，降低能耗。")
    assert [r.evidence.of(text) for r in relations] == ["甲胺、乙醛等精细化学品", "乙醛等精细化学品"]
    assert {r.cue.of(text) for r in relations if r.cue} == {"等"}


def test_confidence_falls_with_that_of_the_mentions() -> None:
    text = "发展甲胺等精细化学品。"
    names = (("甲胺", 2, 4), ("精细化学品", 5, 10))

    def confidence(mention: float) -> float:
        entities = tuple(
            Entity(entity_iri(EntityType.PRODUCT, n), EntityType.PRODUCT, n, (Mention(b, e, mention, "test"),))
            for n, b, e in names
        )
        (relation,) = find_relations(Document(text), find_sentences(text), entities)
        return relation.confidence

    assert 0 < confidence(0.5) < confidence(0.9) < confidence(1.0) < 1


_ALPHABET = "、，。；：（）《》“”和与等包括印发关于根据一二1.—\n\t 的在县部办法"
_ALPHABET += "技术领域赋能指出推动为制定专栏甲乙\U00020000😀\ue000,"
_TEXT = st.text(st.sampled_from(_ALPHABET) | st.characters(codec="utf-8"), max_size=120)


@settings(max_examples=300, deadline=None)
@given(_TEXT, st.data())
def test_any_text_with_any_names_gives_legal_relations_inside_the_text(text: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, len(text)), st.integers(1, 8), st.sampled_from(list(EntityType)))
    drawn = data.draw(st.lists(spans, max_size=20)) if text else []
    marked = [(begin, min(len(text), begin + length), type) for begin, length, type in drawn if begin < len(text)]
    entities = entities_in(marked, text)
    document, sentences = Document(text), find_sentences(text)
    relations = find_relations(document, sentences, entities)
    assert relations == find_relations(document, sentences, entities)
    assert not quotation_faults(Extraction(document, "test", sentences, entities, relations))
    types = {entity.iri: entity.type for entity in entities}
    for relation in relations:
        assert is_legal(relation.type, types[relation.head.iri], types[relation.tail.iri])
        assert relation.evidence.covers(relation.head.span)
        assert relation.evidence.covers(relation.tail.span)
        assert relation.cue is None or relation.evidence.covers(relation.cue)
        assert 0 < relation.confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "[水利部|Org]指出[滴灌|Tec]、",
        "[甲胺|Pro]等[精细化学品|Pro]是指",
        "[遥感|Tec]在[灌溉|Ind]应用和",
        "《[办法|Doc]》根据",
        "一、[节水装备|Pro]包括：（一）",
        "[青石县|Reg]（",
    ],
)
def test_half_a_million_characters_in_one_line_take_seconds(unit: str) -> None:
    text, spans = parse(unit)
    copies = 100_000 // len(text)
    moved = [(b + i * len(text), e + i * len(text), type) for i in range(copies) for b, e, type in spans]
    long = text * copies
    entities = entities_in(moved, long)
    begin = time.perf_counter()
    find_relations(Document(long), find_sentences(long), entities)
    assert time.perf_counter() - begin < 20
