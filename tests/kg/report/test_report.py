"""A report says what the graph says: every sentence stands in its text, and both files hold the same tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import msgspec
import pytest

from extract.records import Extraction, Field
from kg.errors import GraphError
from kg.graph_folder import GraphFolder
from kg.report.content import SENTENCES, Quote, Report, shown
from kg.report.report import make_report, write_report
from kg.report.to_docx import to_docx
from kg.report.to_html import to_html
from tests.command import kg
from tests.kg.folders import build, extractions, with_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> GraphFolder:
    folder = tmp_path_factory.mktemp("report") / "graph"
    build(folder)
    return GraphFolder(folder)


@pytest.fixture(scope="module")
def report(graph: GraphFolder) -> Report:
    return make_report(graph)


def test_the_sections_are_those_that_were_asked_for(report: Report) -> None:
    titles = ["语料", "关键主体", "方向、产业与技术", "政策工具", "量化目标", "主题网络", "局限"]
    assert [section.title for section in report.sections] == titles
    assert all(section.lines for section in report.sections)


def test_every_sentence_stands_in_the_text_that_is_cited(graph: GraphFolder, report: Report) -> None:
    nodes, relationships = map(list, graph.records())
    claims = {r.statement_id: r.properties["text_id"] for r in relationships}
    claims |= {n.iri: n.properties["text_id"] for n in nodes if n.label in ("Measure", "Target")}
    texts = {n.iri: n.properties for n in nodes if n.label == "SourceText"}
    quotes = [quote for section in report.sections for exhibit in section.exhibits for quote in exhibit.quotes]
    assert quotes
    for quote in quotes:
        text = texts[str(claims[quote.claim])]
        body = str(text["text"])
        assert quote.sentence and quote.sentence in body
        assert body[quote.begin : quote.end] in quote.sentence
        assert quote.number and str(text.get("name", "（无标题）")) in report.references[quote.number - 1]
    assert max(sum(quote.about == other.about for other in quotes) for quote in quotes) <= SENTENCES


def test_of_a_long_passage_both_ends_are_shown() -> None:
    quote = Quote("甲", "头" + "文" * 5000 + "尾", 1, 0, 5002, "s")
    assert quote.shown.startswith("头文") and quote.shown.endswith("文尾") and "……" in quote.shown
    assert len(quote.shown) < 300


def test_derived_numbers_lead_to_the_sentences_of_their_row(report: Report) -> None:
    shown = {exhibit.title: exhibit for section in report.sections for exhibit in section.exhibits}
    middle = next(exhibit for exhibit in shown.values() if "中介中心性" in exhibit.table.columns)
    (said,) = [note for note in middle.notes if "中介中心性" in note and "算出" in note]
    assert "“联合发文强度”" in said and "PageRank" in said
    assert {quote.about.partition("：")[0] for quote in middle.quotes} == {
        row["机构"] for row in middle.table.to_dicts() if row["联合发文强度"]
    }
    groups = shown["共词网络的社团"]
    assert {quote.about for quote in groups.quotes} == {
        f"{row['社团']}：主题数 {row['主题数']}" for row in groups.table.to_dicts()
    }


def test_all_texts_are_in_the_reference_list_and_the_build_in_the_citation(graph: GraphFolder, report: Report) -> None:
    assert len(report.references) == len(list(graph.iter_texts()))
    assert graph.manifest.generation in report.citation and "[DS]" in report.citation
    assert any(graph.manifest.generation in line for line in report.lines)


def test_equal_graphs_give_equal_bytes(graph: GraphFolder, report: Report, tmp_path: Path) -> None:
    build(tmp_path / "graph")
    other = make_report(GraphFolder(tmp_path / "graph"))
    assert to_html(report) == to_html(other)
    assert to_docx(report) == to_docx(other)


def test_the_word_file_reads_back_with_every_table_and_reference(report: Report) -> None:
    made = to_docx(report)
    document = docx.Document(io.BytesIO(made))
    wanted = [
        [list(exhibit.table.columns), *([shown(value) for value in row] for row in exhibit.table.rows)]
        for section in report.sections
        for exhibit in section.exhibits
    ]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables] == wanted
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert [f"[{i}] {line}" for i, line in enumerate(report.references, 1)] == paragraphs[-len(report.references) :]
    figures = sum(exhibit.figure is not None for section in report.sections for exhibit in section.exhibits)
    assert len(document.inline_shapes) == figures > 0
    assert document.core_properties.created is None and document.core_properties.title == report.title
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def bare(extraction: Extraction) -> Extraction:
    """The text with nothing found in it."""
    return msgspec.structs.replace(extraction, entities=(), relations=(), measures=(), targets=())


def test_a_graph_that_claims_nothing_has_a_report_that_says_so(tmp_path: Path) -> None:
    build(tmp_path / "graph", [bare(extraction) for extraction in extractions()])
    report = make_report(GraphFolder(tmp_path / "graph"))
    missing = {section.title: section.lines[0] for section in report.sections[1:-1]}
    assert all("没有" in line for line in missing.values()), missing
    assert docx.Document(io.BytesIO(to_docx(report))).tables


def test_text_that_looks_like_markup_is_shown_as_it_stands(tmp_path: Path) -> None:
    title = "<script>alert(1)</script>&amp;"
    found = bare(extractions()[0])
    build(tmp_path / "graph", [with_document(found, fields=(Field("title", title),))])
    report = make_report(GraphFolder(tmp_path / "graph"))
    page = to_html(report).decode()
    assert "<script" not in page and escape(title) in page
    assert title in "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(to_docx(report))).paragraphs)


def test_another_ending_is_refused_with_those_that_are_known(graph: GraphFolder, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"\.html or \.docx"):
        write_report(graph, tmp_path / "report.pdf")


def test_the_command_writes_the_file_and_refuses_a_folder_without_a_graph(graph: GraphFolder, tmp_path: Path) -> None:
    kg("report", "--graph", graph.folder, "-o", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes().startswith(b"<!DOCTYPE html>")
    refused = kg("report", "--graph", tmp_path / "none", "-o", tmp_path / "r.html", code=1)
    assert len(refused.stderr.splitlines()) == 1 and "no graph here" in refused.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()),
        "",
    )
    if not path:
        pytest.skip("no Chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.mark.browser
def test_the_page_opens_quietly_with_its_figures_and_its_sentences(
    browser: Browser, report: Report, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_bytes(to_html(report))
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "report.html").as_uri())
    assert not said and all(url.startswith(("file:", "data:")) for url in asked)
    widths = page.eval_on_selector_all("img", "images => images.map(image => image.naturalWidth)")
    assert widths and all(widths)
    assert page.locator("h2").count() == len(report.sections) + 2
    page.locator("summary").first.click()
    link = page.locator("dd a").first
    assert link.is_visible() and re.fullmatch(r"\[\d+\]", link.inner_text())
    link.click()
    assert page.locator(page.evaluate("location.hash")).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
