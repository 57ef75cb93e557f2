"""Search: every name is found by itself, its aliases, its parts and its initials, in the folder and on the server."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError, InvalidGraph
from kg.grams import has_initials
from kg.property_graph import Node, Relationship
from kg.search import KINDS, Match, SearchIndex, open_index, search
from kg.search_index import SEARCH, FolderIndex, IndexWriter
from kg.subgraph import aliases_of, name_of
from ontology.iris import entity_iri, mint
from ontology.labels import EntityType, RelationType
from ontology.pinyin import letters
from ontology.script import fold
from tests.command import kg
from tests.kg.folders import build
from tests.kg.graphs import HOSTILE, hostile, relate
from tests.neo4j_server import Neo4jServer

NAMES = {
    "人工智能": ("AI",),
    "人工智能机器人": ("智能机器人",),
    "人工智能产业": (),
    "通用人工智能": ("強人工智能",),
    "重庆机床": (),
    "6G网络": ("第六代移动通信",),
    "𠮷林芯片": (),
}
BODY = "支持人工智能机器人与6G网络；重庆机床、人工智能产业、通用人工智能、𠮷林芯片。"


def mention(text: Node, thing: Node, body: str = BODY) -> Relationship:
    """That `text` names `thing`, proved by the whole body as its sentence."""
    link = relate(text, RelationType.MENTIONS, text, thing, body)
    return dataclasses.replace(link, properties={**link.properties, "sentence": body})


def graph() -> tuple[list[Node], list[Relationship]]:
    texts = [Node(mint("SourceText", t), "SourceText", {"name": t, "text": BODY}) for t in ("甲市通知", "乙市通知")]
    things = [
        Node(entity_iri(EntityType.PRODUCT, name), "Product", {"name": name, **({"aliases": a} if a else {})})
        for name, a in NAMES.items()
    ]
    links = [mention(texts[0], thing) for thing in things]
    links.append(mention(texts[1], things[2]))
    odd = hostile()
    return [*texts, *things, *odd.nodes], [*links, *odd.relationships]


NODES, LINKS = graph()


def write(folder: Path, nodes: Iterable[Node], links: Iterable[Relationship] = ()) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with IndexWriter(folder) as writer:
        assert list(writer.nodes(nodes)) == list(nodes)
        assert list(writer.relationships(links)) == list(links)
    return folder


@pytest.fixture(scope="module")
def in_folder(tmp_path_factory: pytest.TempPathFactory) -> FolderIndex:
    return FolderIndex(write(tmp_path_factory.mktemp("index"), NODES, LINKS))


@pytest.fixture(scope="module")
def on_server(started_server: Neo4jServer) -> Iterator[SearchIndex]:
    from kg.stores.neo4j_store import Neo4jStore

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_PASSWORD", started_server.password)
        started_server.ensure_running()
        started_server.run("MATCH (n) DETACH DELETE n")
        with Neo4jStore(started_server.url) as store:
            store.refresh(NODES, LINKS)
            store.await_indexes()
        found = open_index(None, started_server.url)
        yield found
        found.close()


NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))


@pytest.fixture(params=["in_folder", pytest.param("on_server", marks=NEO4J)])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    found: SearchIndex = request.getfixturevalue(request.param)
    return found


def hits(index: SearchIndex, text: str, **options: object) -> list[tuple[str, str]]:
    table = search(index, text, **options)  # type: ignore[arg-type]
    return [(row[0], row[2]) for row in table.rows if row[0] != Match.SENTENCE]


def test_the_better_match_comes_first_then_what_more_texts_name(index: SearchIndex) -> None:
    assert hits(index, "人工智能") == [
        ("name", "人工智能"),
        ("prefix", "人工智能产业"),  # two texts
        ("prefix", "人工智能机器人"),
        ("substring", "通用人工智能"),
    ]
    assert hits(index, "智能机器人") == [("alias", "人工智能机器人")]


def test_pinyin_initials_whole_begin_within_and_any_reading(index: SearchIndex) -> None:
    assert hits(index, "rgznjqr") == [("pinyin", "人工智能机器人")]
    assert [name for _, name in hits(index, "RGZN")] == ["人工智能", "人工智能产业", "人工智能机器人", "通用人工智能"]
    assert hits(index, "cqjc") == hits(index, "zqjc") == [("pinyin", "重庆机床")]
    assert hits(index, "6gwl") == [("pinyin", "6G网络")]


def test_script_width_and_case_do_not_matter(index: SearchIndex) -> None:
    for text in ("人工智慧", "xyzzy"):
        assert hits(index, text) == []
    assert hits(index, "６ｇ 網絡") == [("name", "6G网络")]
    assert hits(index, "强人工智能")[0] == ("alias", "通用人工智能")
    assert hits(index, "𠮷") == [("prefix", "𠮷林芯片")]


def test_sentences_come_last_with_the_first_text_and_the_number_of_texts(index: SearchIndex) -> None:
    row = search(index, "机器人与6G").rows[-1]
    assert (row[0], row[1], row[3], row[5]) == ("sentence", "Sentence", 2, BODY)
    assert row[2] in ("甲市通知", "乙市通知")
    assert search(index, "支持人工智能", kinds=["Sentence"]).rows[0][5] == BODY


def test_types_and_limit(index: SearchIndex) -> None:
    assert hits(index, "通知", kinds=["SourceText"]) == [("substring", "乙市通知"), ("substring", "甲市通知")]
    assert len(search(index, "人工智能", limit=2)) == 2
    with pytest.raises(GraphError, match="Sentence"):
        search(index, "a", kinds=["Thing"])
    with pytest.raises(GraphError, match="nothing to search"):
        search(index, " 《》")


def test_names_with_everything_in_them_are_found(index: SearchIndex) -> None:
    for name in HOSTILE:
        assert ("name", name) in hits(index, name)
        assert ("alias", name) in hits(index, f"别{name}")


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("page", [2, 100])
@pytest.mark.parametrize("text", ["人工智能", "rgzn", "机", "芯片", "通知", "g网", "jq", "与6G网络；重庆", "持人"])
def test_both_answer_alike(
    in_folder: SearchIndex, on_server: SearchIndex, monkeypatch: pytest.MonkeyPatch, text: str, page: int
) -> None:
    monkeypatch.setattr("kg.stores.neo4j_search._PAGE", page)
    monkeypatch.setattr("kg.stores.neo4j_search._BEST", (page, 3 * page))
    assert search(in_folder, text) == search(on_server, text)


WORDS = ("机", "机器", "器机", "人机", "机12", "AI机", "𠮷机", "1机", "机器人工")
MANY_TEXTS = [Node(mint("SourceText", f"机{n}"), "SourceText", {"name": f"机{n}号"}) for n in range(9)]
MANY = [
    *MANY_TEXTS,
    *(
        Node(entity_iri(type_, name), type_.value, {"name": name})
        for type_ in (EntityType.PRODUCT, EntityType.INDUSTRY)
        for name in sorted({left + right for left in WORDS for right in WORDS}, reverse=True)
    ),
]
MANY_LINKS = [
    mention(text, thing, name_of(thing))
    for place, thing in enumerate(sorted(MANY[len(MANY_TEXTS) :], key=lambda node: node.iri))
    for text in MANY_TEXTS[: place % 4 if place % 9 else 7 + place // 9 % 3]
]
"""Names that one character finds, many of them of one length and in as many texts, a few in more than the others."""


@pytest.fixture(scope="module")
def both_of_many(
    tmp_path_factory: pytest.TempPathFactory, on_server: SearchIndex, started_server: Neo4jServer
) -> Iterator[tuple[SearchIndex, SearchIndex]]:
    """The folder, and the server with the other graph in the same database; from seven texts on, ranks are equal."""
    from kg.stores.neo4j_search import ServerIndex
    from kg.stores.neo4j_store import Neo4jStore

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_PASSWORD", started_server.password)
        patch.setattr("kg.stores.neo4j_search._MOST_TEXTS", 7)
        patch.setattr("kg.stores.neo4j_search._MANY_TEXTS", 7 << 10)
        with Neo4jStore(started_server.url) as store:
            store.refresh(MANY, MANY_LINKS, "许多")
            store.await_indexes()
        index = ServerIndex(started_server.url, "许多")
        yield FolderIndex(write(tmp_path_factory.mktemp("many"), MANY, MANY_LINKS)), index
        index.close()
        with Neo4jStore(started_server.url) as store:
            store.refresh([], [], "许多")


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@given(
    st.sampled_from(["机", "机器", "1", "j", "jq", "AI", "人机", "工", "2机", "号"]),
    st.integers(1, 100),
    st.sampled_from([1, 5, 30, 100]),
    st.sampled_from([(), ("Product",), ("SourceText", "Industry")]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_give_names_in_one_order_however_many_there_are(
    both_of_many: tuple[SearchIndex, SearchIndex], text: str, limit: int, page: int, kinds: tuple[str, ...]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.stores.neo4j_search._PAGE", page)
        patch.setattr("kg.stores.neo4j_search._BEST", (page, 3 * page))
        in_folder, on_server = (search(index, text, limit, kinds) for index in both_of_many)
    assert in_folder == on_server


CHARACTERS = st.sampled_from("人工智能重行长乐AIai6𠮷，（）·- \"'*:強")
FORMS = st.text(CHARACTERS, min_size=1, max_size=8).filter(lambda name: bool(fold(name)))


@given(st.dictionaries(FORMS, st.lists(FORMS, max_size=2), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_name_is_found_by_itself_its_aliases_parts_and_initials(
    tmp_path_factory: pytest.TempPathFactory, named: dict[str, list[str]]
) -> None:
    nodes = [
        Node(mint("Product", name), "Product", {"name": name, "aliases": tuple(sorted(set(aliases)))})
        for name, aliases in named.items()
    ]
    index = FolderIndex(write(tmp_path_factory.mktemp("index"), nodes))
    for node in nodes:
        found = {row[4]: row[0] for row in search(index, name_of(node), 100).rows}
        assert found[node.iri] == Match.NAME
        for form in (name_of(node), *aliases_of(node)):
            folded = fold(form)
            found = {row[4]: row[0] for row in search(index, form, 100).rows}
            assert found[node.iri] in (Match.NAME, Match.ALIAS)
            parts = {folded[b:e] for b in range(len(folded)) for e in range(b + 1, len(folded) + 1)}
            for part in filter(fold, parts):
                assert node.iri in {row[4] for row in search(index, part, 100).rows}
            initials = "".join(letters(c)[-1] for c in folded if letters(c))
            if len(initials) > 1 and not initials.isdigit():
                assert has_initials(folded, initials, "whole")  # type: ignore[arg-type]
                assert node.iri in {row[4] for row in search(index, initials, 100).rows}
    index.close()


def test_equal_graphs_give_equal_bytes_and_a_damaged_file_is_named(tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, NODES, LINKS) / SEARCH for name in "ab")
    assert one.read_bytes() == two.read_bytes()
    one.write_bytes(b"x" * 5000)
    with pytest.raises(InvalidGraph, match="kg build again"):
        search(FolderIndex(one.parent), "人工智能")
    with pytest.raises(GraphError, match="no search index"):
        FolderIndex(tmp_path)


def test_a_failed_build_leaves_no_index_open(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), IndexWriter(tmp_path) as writer:
        list(writer.nodes([NODES[0]]))
        raise ZeroDivisionError
    with pytest.raises(sqlite3.ProgrammingError):
        writer._database.execute("SELECT 1")


def test_the_kinds_are_labels_and_sentences() -> None:
    assert "Product" in KINDS and "Sentence" in KINDS and "Measure" not in KINDS


def test_the_commands_print_hits_and_decisions_of_a_built_graph(tmp_path: Path) -> None:
    build(tmp_path / "g")
    hit, *_ = json.loads(kg("search", "rxjqr", "--graph", tmp_path / "g", "--format", "json").stdout)
    assert (hit["match"], hit["name"], hit["texts"]) == ("pinyin", "人形机器人", 2)
    table = kg("linking", "--graph", tmp_path / "g", "--format", "csv").stdout
    assert "merged,仅写法不同,Technology,AI大模型,ai大模型,1,1" in table
    kg("search", "《》", "--graph", tmp_path / "g", code=1)
    kg("search", "人", "--graph", tmp_path / "none", code=1)
    next((tmp_path / "g").glob(f"generations/*/{SEARCH}")).unlink()
    assert "kg build" in kg("search", "人", "--graph", tmp_path / "g", code=1).stderr
    assert not build(tmp_path / "g").unchanged
    kg("search", "人", "--graph", tmp_path / "g")
