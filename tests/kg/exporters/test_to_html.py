"""The page shows every claim with its sentence, asks the network for nothing, and runs no text of the graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.exporters.to_html import page_data, to_html
from kg.palette import RELATIONS, STYLES
from kg.property_graph import NODE_LABELS
from ontology.labels import RelationType
from tests.kg.graphs import dataset, hostile, whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

GRAPH = whole(dataset())


def embedded(page: bytes) -> Any:
    match = re.search(r'<script id="data" type="application/json">(.*?)</script>', page.decode(), re.DOTALL)
    assert match
    return json.loads(match[1])


def test_the_palette_knows_every_label_and_relation() -> None:
    assert set(STYLES) == set(NODE_LABELS)
    assert set(RELATIONS) == {relation.value for relation in RelationType}
    assert len({(style.colour, style.shape) for style in STYLES.values()}) == len(STYLES)


def test_the_page_carries_every_claim_with_its_quotation() -> None:
    data = embedded(to_html(GRAPH))
    assert len(data["nodes"]) == len(GRAPH.nodes)
    texts = {text.iri: str(text.properties["text"]) for text in GRAPH.texts}
    for edge, r in zip(data["edges"], GRAPH.relationships, strict=True):
        text = texts[str(r.properties["text_id"])]
        quoted = [data["sentences"][s][b:e] for s, b, e in edge["quotes"]]
        properties: Mapping[str, Any] = r.properties
        spans = zip(properties["begins"], properties["ends"], strict=True)
        assert quoted == [text[begin:end] for begin, end in spans]
        assert (data["nodes"][edge["head"]]["id"], data["nodes"][edge["tail"]]["id"]) == (r.head, r.tail)


def test_hostile_names_are_data_only() -> None:
    page = to_html(hostile())
    assert embedded(page) == page_data(hostile())
    assert b"<img" not in page
    assert page.count(b"<script") == 2
    assert page.count(b"</script>") == 2


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()),
        "",
    )
    if not path:
        pytest.skip("no Chromium; apt-get install chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


class Opened:
    """A page in the browser with all that it said and asked for."""

    def __init__(self, browser: Browser, folder: Path, page: bytes) -> None:
        (folder / "page.html").write_bytes(page)
        self.page: Page = browser.new_page(viewport={"width": 1300, "height": 800})
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto((folder / "page.html").as_uri())

    def _refuse(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def find(self, words: str) -> None:
        self.page.fill("#search", words)
        self.page.press("#search", "Enter")

    def card(self) -> str:
        return self.page.inner_text("#card")

    def is_quiet(self) -> bool:
        return not self.said and len(self.asked) == 1


@pytest.mark.browser
def test_search_leads_to_the_card_with_sentence_source_and_statement(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, to_html(GRAPH))
    opened.find("人形机器人")
    assert opened.page.inner_text("#card h2") == "人形机器人"
    assert "机器人产业包括人形机器人、巡检机器人等产品" in opened.card()
    assert "2024-03-15" in opened.card() and "置信度" in opened.card() and "/statement/" in opened.card()
    assert "人形机器人应用于矿山救援" in opened.page.locator("#card mark").all_inner_texts()
    opened.page.click("#card .link >> text=矿山救援")
    assert opened.page.inner_text("#card h2") == "矿山救援"
    assert opened.is_quiet(), opened.said + opened.asked


@pytest.mark.browser
def test_search_does_not_mind_marks_width_and_spacing(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, to_html(hostile(("“十四五”规划", "AI 大模型"))))
    for words in ("十四五规划", "“十四五”规划", '"十四五"规划', "《“十四五”规划》"):
        opened.find(words)
        assert opened.page.inner_text("#card h2") == "“十四五”规划"
        opened.find("ＡＩ大模型")
        assert opened.page.inner_text("#card h2") == "AI 大模型"


@pytest.mark.browser
def test_a_click_on_a_node_and_on_a_line_shows_what_is_behind(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, to_html(GRAPH))
    opened.find("机器人产业")
    where = """([a, b]) => {
        const box = canvas.getBoundingClientRect(), at = (name) => toScreen(nodes.find((n) => n.name === name));
        const [p, q] = [at(a), at(b)], t = 0.5;
        return [p, [p[0] * t + q[0] * (1 - t), p[1] * t + q[1] * (1 - t)]].map(([x, y]) => [x + box.x, y + box.y]);
    }"""
    node, line = opened.page.evaluate(where, ["巡检机器人", "机器人产业"])
    opened.page.mouse.click(*line)
    assert "连线的依据" in opened.card() and "机器人产业包括人形机器人、巡检机器人等产品" in opened.card()
    opened.page.mouse.click(*node)
    assert opened.page.inner_text("#card h2") == "巡检机器人"
    assert opened.is_quiet(), opened.said + opened.asked


@pytest.mark.browser
def test_a_type_can_be_switched_off_and_all_nodes_shown(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, to_html(GRAPH))
    hidden = sum(node.label in ("SourceText", "Concept") for node in GRAPH.nodes)
    assert f"显示 {len(GRAPH.nodes) - hidden} / {len(GRAPH.nodes)} 个节点" in opened.page.inner_text("#status")
    opened.page.check("#legend input[value=SourceText]")
    opened.page.check("#legend input[value=Concept]")
    assert f"显示 {len(GRAPH.nodes)} / {len(GRAPH.nodes)} 个节点" in opened.page.inner_text("#status")
    opened.page.uncheck("#legend input[value=Product]")
    assert f"显示 {len(GRAPH.nodes) - 2} / " in opened.page.inner_text("#status")
    assert opened.is_quiet(), opened.said + opened.asked


@pytest.mark.browser
def test_a_large_graph_opens_with_a_part_and_search_reaches_the_rest(browser: Browser, tmp_path: Path) -> None:
    names = tuple(f"产品{number:03}号" for number in range(200))
    opened = Opened(browser, tmp_path, to_html(hostile(names)))
    assert "显示 120 / 201 个节点，从连接最多的开始" in opened.page.inner_text("#status")
    for name in names[::40]:
        opened.find(name)
        assert opened.page.inner_text("#card h2") == name


@pytest.mark.browser
def test_nodes_that_nothing_shown_is_joined_to_do_not_crowd_out_the_network(browser: Browser, tmp_path: Path) -> None:
    graph = hostile(tuple(f"产品{number:03}号" for number in range(200)))
    joined = [r for r in graph.relationships if r.type is RelationType.INCLUDES][:10]
    mentions = [r for r in graph.relationships if r.type is RelationType.MENTIONS]
    ends = {iri for r in joined for iri in (r.head, r.tail)}
    part = type(graph)(graph.nodes, tuple(sorted([*joined, *mentions], key=lambda r: r.statement_id)), graph.texts)
    opened = Opened(browser, tmp_path, to_html(part))
    assert f"显示 {len(ends)} / 201 个节点" in opened.page.inner_text("#status")
    lone = next(node for node in graph.nodes if node.label == "Product" and node.iri not in ends)
    opened.find(str(lone.properties["name"]))
    assert opened.page.inner_text("#card h2") == lone.properties["name"]
    assert f"显示 {len(ends) + 1} / 201 个节点" in opened.page.inner_text("#status")


@pytest.mark.browser
def test_no_name_becomes_markup(browser: Browser, tmp_path: Path) -> None:
    graph = hostile()
    opened = Opened(browser, tmp_path, to_html(graph))
    for words in ("<img", "</script>", "引号", "机器人😀", "别$name"):
        opened.find(words)
        assert opened.page.locator("#card .claim").count() > 0
    assert opened.page.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in opened.page.evaluate("nodes.map((n) => n.name)")
    opened.page.wait_for_timeout(100)
    assert opened.is_quiet(), opened.said + opened.asked


@pytest.mark.browser
def test_an_empty_graph_has_a_page(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, to_html(type(GRAPH)((), ())))
    assert "显示 0 / 0 个节点" in opened.page.inner_text("#status")
    assert opened.is_quiet(), opened.said + opened.asked
