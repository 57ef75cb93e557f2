"""ISSUED_BY: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from extract.records import Field, Span
from ontology.labels import RelationType
from tests.extract.marked import pairs, read


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
        ("[水利部|Org]的《[灌区改造办法|Doc]》已有规定。", "灌区改造办法 水利部"),
        ("借鉴[青石县|Reg]《[灌区改造办法|Doc]》的做法。", "灌区改造办法 青石县"),
        ("[水利部|Org]在《[灌区改造办法|Doc]》中强调节水。", "灌区改造办法 水利部"),
        ("[水利部|Org]就《[灌区改造办法（征求意见稿）|Doc]》公开征求意见。", "灌区改造办法（征求意见稿） 水利部"),
        ("[水利部|Org]在[青石县|Reg]签署《[节水备忘录|Doc]》。", "节水备忘录 水利部"),
        ("[水利部|Org]根据《[水法|Doc]》的规定印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部"),
        ("[水利部|Org]以水农〔2031〕4号文印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部"),
        ("[水利部|Org]高度重视春灌，先后出台《[灌区改造办法|Doc]》。", "灌区改造办法 水利部"),
        ("《[灌区改造办法|Doc]》施行。该办法由[水利部|Org]会同[财政部|Org]制定。", "灌区改造办法 水利部 财政部"),
        ("《[灌区改造办法|Doc]》施行，[该办法|Doc]由[水利部|Org]制定。", "灌区改造办法 水利部"),
        ("[[水利部|Org]2031年农村水利工作要点|Doc]\n一、抓好春灌。", "水利部2031年农村水利工作要点 水利部"),
        ("《[灌区改造办法|Doc]》说明\n[水利部|Org] 2031年3月\n为了春灌。", ""),
        ("[灌区改造办法|Doc]\n[水利部|Org] 2031年3月\n为了春灌。", "灌区改造办法 水利部"),
        ("▲[水利部|Org]、[财政部|Org]：9月18日印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部 财政部"),
        ("二、加大支持\n[水利部|Org]印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部"),
        ("2．[青石县|Reg]：出台《[灌区改造办法|Doc]》。", "灌区改造办法 青石县"),
        ("[水利部|Org]18日就《[灌区改造办法（征求意见稿）|Doc]》公开征求意见。", "灌区改造办法（征求意见稿） 水利部"),
        ("[水利部|Org]印发2031年一号文件《[灌区改造办法|Doc]》。", "灌区改造办法 水利部"),
        ("[水利部|Org]重视春灌，会同[财政部|Org]先后印发《[灌区改造办法|Doc]》。", "灌区改造办法 水利部 财政部"),
        ("[水利部|Org]将联合[财政部|Org]出台《[灌区改造办法|Doc]》。", "灌区改造办法 水利部 财政部"),
        ("[青石县|Reg]通过《[灌区改造办法|Doc]》。", "灌区改造办法 青石县"),
        ("[市政府工作报告|Doc]\n现在，我代表[市人民政府|Org]，向大会报告工作。", "市政府工作报告 市人民政府"),
        ("[水利部|Org]聯合[財政部|Org]發佈《[灌區改造辦法|Doc]》。", "灌區改造辦法 水利部 財政部"),
    ],
)  # fmt: skip
def test_issuers_are_read_from_verbs_and_bylines(marked: str, expected: str) -> None:
    document, *issuers = expected.split() or [""]
    assert pairs(marked, RelationType.ISSUED_BY) == {(document, issuer) for issuer in issuers}


@pytest.mark.parametrize(
    "marked",
    [
        "[水利部|Org]指导各地制定《[灌区改造办法|Doc]》。",
        "[水利部|Org]有关负责人就《[灌区改造办法|Doc]》答记者问。",
        "[省水利厅|Org]认真落实《[灌区改造办法|Doc]》。",
        "[水利部|Org]批准《[灌区改造方案|Doc]》，请组织实施。",
        "在[青石县|Reg]签署《[节水备忘录|Doc]》。",
        "[水利部|Org]转发上级文件《[灌区改造办法|Doc]》。",
        "[青石县|Reg]：发布《[灌区改造办法|Doc]》解读",
        "成立[灌区改造委员会|Org]，发布《[灌区改造办法|Doc]》。",
        "[水利部|Org]有关负责人介绍，近日印发《[灌区改造办法|Doc]》。",
        "[水利部|Org]要求各地加快改造，出台《[灌区改造办法|Doc]》。",
        "[水利部|Org]要抓紧制定《[灌区改造办法|Doc]》。",
        "[水利部|Org]拟于年内出台《[灌区改造办法|Doc]》。",
        "[水利部|Org]未按规定印发《[灌区改造办法|Doc]》。",
        "[水利部|Org]尚未印发《[灌区改造办法|Doc]》。",
        "[水利部|Org]交流了经验，会上印发了《[灌区改造办法|Doc]》。",
        "代表建议[水利部|Org]出台《[灌区改造办法|Doc]》。",
        "[水利部|Org]高度重视春灌，正在编制《[灌区改造办法|Doc]》。",
        "[水利部|Org]应会同[财政部|Org]修订《[灌区改造办法|Doc]》。",
        "[水利部|Org]通过《[灌区改造办法|Doc]》规范用水。",
        "[水利部|Org]网站发布《[灌区改造办法|Doc]》。",
        "《[灌区改造办法|Doc]》施行。该办法由[水利部|Org]另行制定。",
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


def test_what_is_only_the_matter_of_what_is_announced_or_issued_is_not_issued() -> None:
    for matter in (
        "印发落实《[水法|Doc]》任务分工",
        "印发《[水法|Doc]》重点任务分工",
        "公布《[节水目录|Doc]》入选名单",
    ):
        notice = f"[水利部|Org][关于{matter}的通知|Doc]"
        assert {tail for _, tail in pairs(notice, RelationType.ISSUED_BY)} == {"水利部"}
        assert len(pairs(notice, RelationType.ISSUED_BY)) == 1
    for matter in ("解读报告", "（修订）实施细则", "宣传手册", "执行情况的通报"):
        assert not pairs(f"[水利部|Org]发布《[水法|Doc]》{matter}。", RelationType.ISSUED_BY)
    page = "发文机关： [水利部|Org]\n[水利部|Org]关于印发《[水法|Doc]》任务分工的通知\n"
    assert not pairs(page, RelationType.ISSUED_BY)
    own = "[水利部|Org][关于印发《[水利部|Org][关于节水的意见|Doc]》的通知|Doc]"
    assert ("关于节水的意见", "水利部") in pairs(own, RelationType.ISSUED_BY)
    joined = "[水利部|Org]印发《[灌区办法|Doc]》及配套清单。"
    assert pairs(joined, RelationType.ISSUED_BY) == {("灌区办法", "水利部")}


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
        "《[丰水省灌区条例|Doc]》已由[丰水省第十二届人大常委会|Org]第九次会议于2031年3月1日通过，现予公布。",
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


def test_a_table_of_documents_says_who_issues_each() -> None:
    rows = "1 [灌区办法|Doc] [水利部|Org] 3月1日\n2 [用水条例|Doc] [青石县|Reg] 3月5日\n"
    issued = {("灌区办法", "水利部"), ("用水条例", "青石县")}
    assert pairs(f"序号 名称 发文单位 日期\n{rows}", RelationType.ISSUED_BY) == issued
    assert not pairs(f"序号 名称 联系单位 日期\n{rows}", RelationType.ISSUED_BY)


def test_who_issues_a_notice_is_not_whose_document_it_hands_on() -> None:
    handed = "[国务院办公厅|Org]转发[水利部|Org][关于节水的意见的通知|Doc]"
    assert not pairs(handed, RelationType.ISSUED_BY)


def test_a_notice_that_hands_on_an_opinion_is_of_who_signs_it() -> None:
    title = "[青石县人民政府|Org]转发[青石县水利局|Org][关于节水意见的通知|Doc]"
    handed = f"{title}\n请执行。\n[青石县人民政府|Org]\n2031年3月1日\n"
    assert pairs(handed, RelationType.ISSUED_BY) == {("关于节水意见的通知", "青石县人民政府")}


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


@pytest.mark.parametrize("deals", ["学习", "解读", "转发"])
def test_a_headline_about_a_document_of_another_makes_it_nobody_s(deals: str) -> None:
    headline = f"[青石县水利局|Org]{deals}《[灌区改造办法|Doc]》\n"
    assert not pairs(f"{headline}[青石县水利局|Org] 2031年3月1日\n开会。\n", RelationType.ISSUED_BY)
    field = Field("issuer", "青石县水利局", Span(0, 6))
    assert not read(f"{headline}开会。\n", (field,))[1]


def test_the_reader_s_issuer_field_is_used() -> None:
    marked = "[关于做好春灌的通知|Doc]\n供稿 [水利部|Org]\n"
    field = Field("issuer", "水利部", Span(13, 16))
    text, relations = read(marked, (Field("title", "关于做好春灌的通知"), field))
    assert [(r.type, r.tail.span.of(text), r.method) for r in relations] == [
        (RelationType.ISSUED_BY, "水利部", "field")
    ]
