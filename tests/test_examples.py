"""The example documents say what their sources say: what a reader meets first must not be broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SOURCES = Path(__file__).parent / "example_sources"


def source(name: str) -> str:
    return (SOURCES / f"{name}.txt").read_text("utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_text_layer_of_the_pdf_has_every_character_of_its_source() -> None:
    import pypdfium2

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(EXAMPLES / "plan.pdf")]
    assert len(pages) > 1
    text = "".join(re.sub(r"— \d+ —", "", page) for page in pages)
    assert squeezed(text) == squeezed(source("plan"))


def test_the_word_file_has_the_paragraphs_and_the_table_of_its_source() -> None:
    import docx

    document = docx.Document(str(EXAMPLES / "opinion.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "".join([paragraph.text for paragraph in document.paragraphs] + cells)
    assert len(document.tables) == 1
    assert squeezed(text) == squeezed(source("opinion"))


def test_the_notice_is_gb18030_and_nothing_else() -> None:
    data = (EXAMPLES / "notice_gb18030.txt").read_bytes()
    assert data.decode("gb18030").replace("\r\n", "\n") == source("notice")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


@pytest.mark.parametrize("name", ["news.html", "press.md", "speech_traditional.txt"])
def test_the_texts_share_names_so_that_the_graph_has_paths(name: str) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    shared = {"人形机器人", "人形機器人", "低空经济", "低空經濟", "脑机接口", "腦機接口"}
    assert sum(word in text for word in shared) == 3
