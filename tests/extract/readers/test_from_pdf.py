"""The text layer of PDF pages as paragraphs, and the way back to page and character."""

from __future__ import annotations

import pypdfium2

from extract.readers.from_pdf import read
from tests.extract.readers.pages import pdf

ROWS = [
    " 云岭省将建设人形机器人中试平台，支持领军企业联合",
    "高校组建创新联合体，推动未来产业发展，到2027年建成",
    "先导区。",
    " 一、重点任务",
    " 支持企业建设实验室，推动人形机器人在汽车制造、应急",
    "救援等场景应用，打造产业集群。",
]


def test_rows_of_a_paragraph_are_joined() -> None:
    lines = [line.text.strip() for line in read(pdf([ROWS]), "规划.pdf").lines]
    assert lines == [
        "".join(row.strip() for row in ROWS[:3]),
        "一、重点任务",
        "".join(row.strip() for row in ROWS[4:]),
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    page = read(pdf([[*ROWS[:2], "— 1 —"], [*ROWS[2:], "— 2 —"]]), "规划.pdf")
    assert page.lines[0].text.strip() == "".join(row.strip() for row in ROWS[:3])
    assert [run.locus for run in page.lines[0].runs] == ["page 1", "page 1", "page 2"]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [["云岭省未来产业规划", *ROWS, f"第 {number} 页"] for number in (1, 2, 3)]
    text = "".join(line.text for line in read(pdf(pages), "规划.pdf").lines)
    assert "云岭省未来产业规划" not in text
    assert "页" not in text
    assert text.count("先导区") == 3


def test_every_run_leads_back_to_its_page() -> None:
    data = pdf([ROWS, ROWS])
    layers = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    for line in read(data, "规划.pdf").lines:
        for run in line.runs:
            if run.begin >= 0:
                assert layers[int(run.locus.removeprefix("page ")) - 1][run.begin : run.end] == run.text
