"""Word files: paragraphs and tables in the order of the document, revisions as accepted."""

from __future__ import annotations

import io

import docx as word
from docx.oxml import parse_xml

from extract.readers.from_docx import read
from tests.extract.readers.pages import docx

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def lines_of(data: bytes) -> list[tuple[str, str]]:
    return [(line.runs[0].locus, line.text) for line in read(data, "规划.docx").lines]


def with_paragraph(xml: str) -> bytes:
    document = word.Document()
    document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {NAMESPACE}>", 1)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_and_tables_come_in_document_order() -> None:
    data = docx(["一、任务", [["任务", "单位"], ["建设中试平台", "省科技厅"]], "二、保障"])
    assert lines_of(data) == [
        ("paragraph 1", "一、任务"),
        ("table 1 row 1", "任务\t单位"),
        ("table 1 row 2", "建设中试平台\t省科技厅"),
        ("paragraph 2", "二、保障"),
    ]


def test_a_table_of_one_cell_is_text() -> None:
    assert lines_of(docx(["专栏", [["未来制造。\n发展智能制造。"]]]))[1:] == [
        ("table 1 row 1", "未来制造。"),
        ("table 1 row 1", "发展智能制造。"),
    ]


def test_insertions_count_and_deletions_do_not() -> None:
    xml = (
        "<w:p><w:r><w:t>支持</w:t></w:r><w:del><w:r><w:delText>个人</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>企业</w:t></w:r></w:ins><w:r><w:br/><w:t>研发</w:t></w:r></w:p>"
    )
    assert [text for _, text in lines_of(with_paragraph(xml))] == ["支持企业", "研发"]


def test_positions_count_in_the_paragraph() -> None:
    xml = "<w:p><w:r><w:t>支持</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>企业研发</w:t></w:r></w:p>"
    runs = [line.runs[0] for line in read(with_paragraph(xml), "规划.docx").lines]
    assert [(run.text, run.begin, run.end, run.locus) for run in runs] == [
        ("支持", 0, 2, "paragraph 1"),
        ("企业研发", 3, 7, "paragraph 1"),
    ]
