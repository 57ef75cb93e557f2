"""Page furniture goes, text stays, and every character leads back to the file."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.evaluate import comparable
from extract.readers.clean import clean
from extract.readers.furniture import key_of
from extract.readers.lines import Line, Page, Run, lines_of
from extract.readers.paragraphs import units_of
from extract.readers.reader import read_file
from extract.records import Document, Origin

SHARED = Path(__file__).parents[3].parent / "shared" / "eval"
EXAMPLES = Path(__file__).parents[3] / "examples"
BODY = "云岭省将建设人形机器人中试平台，支持领军企业联合高校组建创新联合体，推动未来产业发展。"
MORE = "省工业和信息化厅负责组织实施，有关部门按照职责分工抓好落实，重大事项及时报告省人民政府。"
TITLE = "云岭省人民政府办公厅关于建设未来产业先导区的通知"


def cleaned(text: str, hints: tuple[tuple[str, str], ...] = ()) -> Document:
    return clean(units_of(Page(lines_of(text))), hints, Origin("a.txt", "", "txt"))


def lines(text: str) -> list[str]:
    return cleaned(text).text.split("\n")


def check_map(document: Document, source: str) -> None:
    for origin in document.origins:
        for segment in origin.segments:
            printed = document.text[segment.begin : segment.end]
            there = source[segment.source_begin : segment.source_end]
            assert printed == there or (printed.isspace() and not key_of(there))


def test_menus_paths_bylines_and_footers_of_a_page() -> None:
    page = f"""Network
设为首页 | 加入收藏 | 手机版
当前位置：首页 > 政务公开 > 通知公告
{TITLE}
来源：云岭省科技厅 发布时间：2025-03-20 08:15 浏览次数：1024 字号：【大 中 小】 【打印】
分享到：微信 微博 QQ空间
{BODY}
{MORE}
【打印本页】 【关闭窗口】
上一篇：关于召开座谈会的通知
下一篇：关于公布名单的公告
主办单位：云岭省科技厅　版权所有 © 2025
云ICP备00000000号-1
"""
    document = cleaned(page)
    assert document.text.split("\n") == [TITLE, "来源：云岭省科技厅 发布时间：2025-03-20 08:15", BODY, MORE]
    assert (document.title, document.date, document.value("source")) == (TITLE, "2025-03-20", "云岭省科技厅")
    check_map(document, page)


def test_a_page_on_one_line() -> None:
    page = (
        f"{TITLE}_云岭省科技厅 设为首页 加入收藏 搜索 首 页 时政要闻 互动服务 "
        "当前位置： 首页 > 正文 首页 时政要闻 互动服务 "
        f"{TITLE} 2025年03月20日 17:50 来源： 云岭科技网 【打印】 【纠错】 //a.gov.cn/v.html?file=//a.gov.cn/1.pdf "
        f"{TITLE} 云政办发〔2025〕7号 各市人民政府： {BODY} 一、重点任务 一是 {BODY} 二 是{MORE} "
        "云岭省人民政府办公厅 2025年3月12日 附件： 任务清单 关闭 云岭省科技厅 版权所有 承办：云岭信息中心 "
        "云ICP备00000000号 返回顶部 publishdate:2025/03/21 20:22:24"
    )
    document = cleaned(page)
    assert document.text.split("\n") == [
        TITLE,
        "2025年03月20日 17:50 来源： 云岭科技网",
        "云政办发〔2025〕7号",
        "各市人民政府：",
        BODY,
        "一、重点任务",
        f"一是{BODY}",
        f"二是{MORE}",
        "云岭省人民政府办公厅",
        "2025年3月12日",
        "附件：",
        "任务清单",
    ]
    assert document.values("date") == ("2025-03-12", "2025-03-20")
    assert document.value("number") == "云政办发〔2025〕7号"
    check_map(document, page)


def test_the_table_of_metadata_gives_fields_and_keeps_what_is_cited() -> None:
    page = (
        f"{TITLE}\n首页\n>\n政务公开\n>\n文件发布\n发文机关：\n云岭省人民政府办公厅\n标　　题：\n{TITLE}\n发文字号：\n"
        f"\u200b云政办发〔2025〕7号\n成文日期：\n2025-03-12\n发布日期：\n2025-03-20\n分　　类：\n科技管理\n{TITLE}\n"
        f"发布时间：2025-03-20 14:59\n来源：科技处\n{BODY}\n{MORE}\n"
    )
    document = cleaned(page)
    cited = ["发文机关： 云岭省人民政府办公厅", "发文字号： 云政办发〔2025〕7号", "成文日期： 2025-03-12"]
    byline = ["发布时间：2025-03-20 14:59", "来源：科技处"]
    assert document.text.split("\n") == [TITLE, *cited, *byline, BODY, MORE]
    assert document.values("date") == ("2025-03-12", "2025-03-20")
    assert document.value("number") == "云政办发〔2025〕7号"
    assert document.value("issuer") == "云岭省人民政府办公厅"


def test_lines_that_were_broken_into_pieces() -> None:
    pieces = (
        "根据《 我部 关于做好 2024 年工作的通知》 要求， 请于 9 月 21 日前报送 。 附件： 1 . 申报书 2025 年 9 月 4 日"
    )
    assert lines("\n".join([TITLE, BODY, *pieces.split()])) == [
        TITLE,
        BODY,
        "根据《我部关于做好2024年工作的通知》要求，请于9月21日前报送。",
        "附件：",
        "1.申报书",
        "2025年9月4日",
    ]


def test_lines_broken_at_a_width_are_joined() -> None:
    text = (BODY + MORE) * 6
    wrapped = "\n".join(text[at : at + 32] for at in range(0, len(text), 32))
    assert lines(f"{TITLE}\n\n{wrapped}\n\n　　一、任务\n{wrapped}\n")[1:] == [text, "一、任务", text]


def test_a_lede_above_the_title_and_marks_of_markdown() -> None:
    document = cleaned(
        f"据悉，{BODY}\n\n**{TITLE}**\n\n**一、目标**\n\n{MORE}\n\n---\n*自动采集于 2025-03-20 10:00:00*\n"
    )
    assert document.text.split("\n") == [f"据悉，{BODY}", TITLE, "一、目标", MORE]
    assert document.title == TITLE


def test_title_number_and_salutation_without_line_ends() -> None:
    document = cleaned(f"{TITLE}云政办发〔2025〕7号各市人民政府：　　{BODY}　　一、任务　　{MORE}")
    assert document.text.split("\n") == [TITLE, "云政办发〔2025〕7号", "各市人民政府：", BODY, "一、任务", MORE]
    assert document.value("number") == "云政办发〔2025〕7号"


def test_a_signature_and_annexes_below_a_word_of_footers_stay() -> None:
    text = f"{TITLE}\n{BODY}\n平台技术支持：010-00000000\n附件：1.申报书\n云岭省科技厅\n2025年3月12日\n【返回顶部】\n"
    assert lines(text)[-4:] == ["平台技术支持：010-00000000", "附件：1.申报书", "云岭省科技厅", "2025年3月12日"]


def test_a_short_notice_with_a_signature_loses_nothing() -> None:
    notice = ["关于印发节水方案的通知", "各县水利局：", "现将文件印发给你们。", "河东市水利局", "2031年3月1日"]
    assert lines("\n".join(notice)) == notice
    assert lines("\n".join([*notice, "节水方案", BODY, MORE])) == [*notice, "节水方案", BODY, MORE]
    appeal = ["节水倡议", "节约用水从我做起。", *notice[-2:]]
    assert lines("\n".join(appeal)) == appeal


def test_words_of_menus_inside_a_text_stay() -> None:
    text = f"{TITLE}\n{BODY}\n首页\n打印\n下载\n更多\n{MORE}\n"
    assert lines(text)[2:-1] == ["首页", "打印", "下载", "更多"]


def test_a_list_of_other_pages_below_the_text_goes() -> None:
    assert lines(f"{TITLE}\n{BODY}\n相关阅读\n云岭春茶开采\n机场新增航线\n") == [TITLE, BODY]


def test_wide_printed_names_are_mended() -> None:
    assert lines(f"{BODY}\n农 业 农 村 部\n财 政 部 商 务 部\n李　森\n")[1:] == ["农业农村部", "财政部 商务部", "李森"]


def test_what_stands_below_a_title_is_none() -> None:
    head = "政府工作报告（摘要）\n——2031年1月24日在云岭省人民代表大会上\n省长  周禾"
    document = cleaned(f"{head}\n来源：云岭省人民政府  发布时间：2031-01-30\n{BODY}\n{MORE}\n")
    assert document.title == "政府工作报告（摘要）"
    assert document.text.startswith("政府工作报告（摘要）\n——2031年1月24日在云岭省人民代表大会上\n")


@pytest.mark.parametrize(
    "title", ["云溪市2031年大气污染防治重点任务清单", "对省政协第356号提案的答复", "云溪市2031年重点任务分工表"]
)
def test_a_list_and_a_reply_have_titles(title: str) -> None:
    assert cleaned(f"{title}\n（云溪市办公室　2031年3月12日）\n{BODY}\n{MORE}\n").title == title


@pytest.mark.parametrize("menu", ["政务公开\n权责清单", "首页\n惠企政策"])
def test_an_entry_of_a_menu_is_no_title(menu: str) -> None:
    assert cleaned(f"{menu}\n云溪加快建设算力高地\n{BODY}\n{MORE}\n").title not in menu.split("\n")


def test_a_paper_with_the_time_is_a_byline() -> None:
    title = "云岭印发《关于做好2031年工作的实施意见》"
    document = cleaned(f"{title}\n云岭日报  2031-02-26 07:12\n{BODY}\n{MORE}\n")
    assert (document.title, document.date) == (title, "2031-02-26")


def test_a_fragment_has_no_title() -> None:
    assert cleaned(f"（二）主要任务\n{BODY}\n").title == ""
    assert cleaned(f"{BODY}\n{MORE}\n").title == ""


def test_metadata_names_the_title_of_a_page() -> None:
    document = cleaned(f"云岭要闻\n先导区里看未来\n{BODY}\n", (("title", "先导区里看未来-云岭新闻网"),))
    assert document.title == "先导区里看未来"


@pytest.mark.parametrize(
    ("name", "title", "date", "number"),
    [
        ("opinion.docx", "培育壮大未来产业先导力量的实施意见", "2025-03-12", "云工信联规〔2025〕6号"),
        ("plan.pdf", "三年行动计划（2025—2027年）", None, None),
        ("notice_gb18030.txt", "任务申报工作的通知", "2025-05-20", "澜工信科〔2025〕31号"),
        ("speech_traditional.txt", "在雲嶺未來產業大會上的講話", "2025-04-18", None),
        ("news.html", "2027年营业收入将达800亿元", "2025-03-20", None),
        ("press.md", "答记者问", "2025-03-21", None),
    ],
)
def test_the_examples(name: str, title: str, date: str | None, number: str | None) -> None:
    (document,) = read_file(EXAMPLES / name)
    assert document.title.endswith(title)
    assert (document.date, document.value("number")) == (date, number)
    for word in ("设为首页", "分享到", "责任编辑", "热点排行", "版权所有", "当前位置", "— 1 —"):
        assert word not in document.text
    for field in document.fields:
        assert (
            field.span is None
            or field.name == "date"
            or comparable(field.span.of(document.text)) in comparable(field.value)
        )


def test_the_seed_is_one_text_with_two_origins() -> None:
    path = SHARED / "dev" / "000_8335b96c1cebac63.txt"
    if not path.exists():
        pytest.skip("../shared/eval is not beside this checkout")
    (document,) = read_file(path)
    assert [origin.copy for origin in document.origins] == [0, 1]
    assert (document.title, document.date) == ("未来产业七大措施加快形成新质生产力", "2024-02-22")
    for word in ("Network", "当前位置", "主页", "新闻中心", "点击"):
        assert word not in document.text
    check_map(document, path.read_text("utf-8"))
    body = document.text.index("\n", document.text.index("来源"))
    first, second = ([s for s in origin.segments if s.begin > body] for origin in document.origins)
    assert [(s.begin, s.end) for s in first] == [(s.begin, s.end) for s in second]
    assert first[-1].source_end < second[0].source_begin


OWNER_OF_THE_SITE = {
    ("50_government_llm_guideline.json", "中央网络安全和信息化委员会办公室"),
    ("85_cac_twin_transition.json", "中央网络安全和信息化委员会办公室"),
}
"""Annotated, although only the window title and the footer of the page name it: furniture by the guide's own rule."""


@pytest.mark.parametrize("part", ["train", "dev"])
def test_cleaning_loses_no_annotated_entity(part: str) -> None:
    paths = sorted((SHARED / part).glob("*.json"))
    if not paths:
        pytest.skip("../shared/eval is not beside this checkout")
    lost = []
    for path in paths:
        annotation = json.loads(path.read_text("utf-8"))
        text = comparable("\0".join(document.text for document in read_file(path.parent / annotation["source"])))
        for entity in annotation["entities"]:
            if not entity.get("optional") and comparable(entity["text"]) not in text:
                lost.append((path.name, entity["text"]))
    assert set(lost) <= OWNER_OF_THE_SITE


MARKS = ["，", "。", "：", " ", "　　", "\t", "\n", "\r\n", "\n\n", "\u200b", "\xa0", "《", "》", "**", ">", "😀"]
WORDS = [
    "产业",
    "一、",
    "（一）",
    "首页",
    "来源：",
    "附件",
    "AI",
    "3",
    "财 政 部",
    "版权所有",
    "问：",
    "2025年3月1日",
    "〔2025〕7号",
]
PIECES = st.sampled_from([*MARKS, *WORDS, TITLE, BODY, MORE])


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_every_segment_leads_back_to_its_characters(text: str) -> None:
    document = cleaned(text)
    check_map(document, text)
    last = 0
    for segment in document.origins[0].segments:
        assert last <= segment.begin < segment.end <= len(document.text)
        last = segment.end
    for field in document.fields:
        assert field.span is None or 0 <= field.span.begin < field.span.end <= len(document.text)
    assert document == cleaned(text)


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_only_space_and_furniture_are_left_out(text: str) -> None:
    """Nothing is added but line ends and spaces, and nothing changes its order."""
    rest = iter(text)
    assert all(char in rest for char in cleaned(text).text if not char.isspace())


def test_runs_that_are_not_exact_keep_their_place() -> None:
    page = Page([Line([Run("研发", 10, 12), Run("＆", 12, 17, exact=False), Run("设计", 17, 19)])])
    document = clean(units_of(page), (), Origin("a.html", "", "html"))
    assert document.text == "研发＆设计"
    assert [(s.begin, s.end, s.source_begin, s.source_end) for s in document.origins[0].segments] == [
        (0, 2, 10, 12),
        (2, 3, 12, 17),
        (3, 5, 17, 19),
    ]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{number}{BODY}" for number in range(10_000)),
        "产" + " " * 500_000 + "业",
        "-" * 500_000,
        "产业_" * 160_000,
        "（" * 500_000,
        "◆" * 500_000,
        (BODY + "\n") * 11_000,
    ],
    ids=["flat", "spaces", "dashes", "underscores", "brackets", "bullets", "repeats"],
)
def test_half_a_million_characters_take_seconds(text: str) -> None:
    begin = time.monotonic()
    clean(units_of(Page(lines_of(text))), (), Origin("a.txt", "", "txt"))
    assert time.monotonic() - begin < 15
