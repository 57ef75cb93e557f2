"""A selection keeps what was asked for and nothing else, whatever is combined."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError, UnknownName
from kg.property_graph import NODE_LABELS, Node
from kg.subgraph import Selection, Subgraph, aliases_of, find_nodes, make_selection, name_of, near_names, select
from ontology.labels import RelationType
from tests.kg.graphs import dataset, whole

GRAPH = whole(dataset())
NAMES = sorted(name_of(node) for node in GRAPH.nodes if node.label not in ("Measure", "Target", "SourceText"))


def part(selection: Selection) -> Subgraph:
    return select(GRAPH.nodes, GRAPH.relationships, selection)


def names(graph: Subgraph, *labels: str) -> set[str]:
    return {name_of(node) for node in graph.nodes if not labels or node.label in labels}


def files_of(text: Node) -> tuple[Any, ...]:
    sources = text.properties.get("sources", ())
    return sources if isinstance(sources, tuple) else ()


def test_an_empty_selection_is_everything_sorted() -> None:
    graph = part(Selection())
    assert graph == GRAPH
    assert [n.iri for n in graph.nodes] == sorted(n.iri for n in graph.nodes)
    assert [r.statement_id for r in graph.relationships] == sorted(r.statement_id for r in graph.relationships)
    assert len(graph.texts) == 3


@given(
    st.builds(
        Selection,
        around=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
        hops=st.integers(0, 3),
        types=st.frozensets(st.sampled_from(NODE_LABELS), max_size=6),
        relations=st.frozensets(st.sampled_from([r.value for r in RelationType]), max_size=4),
        since=st.sampled_from([None, "2024", "2024-03-02"]),
        until=st.sampled_from([None, "2023", "2024-03"]),
        min_confidence=st.sampled_from([0.0, 0.7, 0.9]),
    )
)
def test_a_part_is_a_part_and_selecting_it_again_changes_nothing(selection: Selection) -> None:
    graph = part(selection)
    kept = {node.iri for node in graph.nodes}
    assert kept <= {node.iri for node in GRAPH.nodes}
    for r in graph.relationships:
        assert r.head in kept and r.tail in kept
        assert not selection.relations or r.type in selection.relations
        assert float(str(r.properties["confidence"])) >= selection.min_confidence
    seeds = {n.iri for n in GRAPH.nodes if name_of(n) in selection.around}
    assert seeds <= kept
    assert all(not selection.types or n.label in selection.types or n.iri in seeds for n in graph.nodes)
    assert {r.properties["text_id"] for r in graph.relationships} <= {t.iri for t in graph.texts}
    if not selection.around:
        assert select(GRAPH.nodes, graph.relationships, selection).relationships == graph.relationships


def test_around_walks_both_directions_and_counts_hops() -> None:
    claims = frozenset({"INCLUDES", "APPLIED_IN"})
    assert names(part(Selection(around=("人形机器人",), hops=0, relations=claims))) == {"人形机器人"}
    one = part(Selection(around=("人形机器人",), relations=claims))
    assert names(one, "Product", "Industry", "Scenario") == {"人形机器人", "机器人产业", "矿山救援"}
    assert "巡检机器人" in names(part(Selection(around=("人形机器人",), hops=2, relations=claims)))


def test_a_name_is_found_by_alias_and_in_any_spelling() -> None:
    node = next(n for n in GRAPH.nodes if aliases_of(n) and n.label != "SourceText")
    for spelling in (aliases_of(node)[0], f" {name_of(node)} "):
        assert node.iri in {n.iri for n in part(Selection(around=(spelling,), hops=0)).nodes}


def test_an_unknown_name_is_refused_with_names_near_it() -> None:
    with pytest.raises(UnknownName, match="人形机器人"):
        part(Selection(around=("形机器人",)))
    assert near_names("机器", ["巡检机器人", "机器人", "云"]) == ["机器人", "巡检机器人"]


def test_types_keep_nodes_without_relationships_too() -> None:
    graph = part(Selection(types=frozenset({"Product", "Region"})))
    assert {node.label for node in graph.nodes} == {"Product", "Region"}
    assert not graph.relationships


def test_the_texts_of_the_claims_stay_unless_types_leave_them_out() -> None:
    includes = frozenset({"INCLUDES"})
    assert len([n for n in part(Selection(relations=includes)).nodes if n.label == "SourceText"]) == 2
    without = part(Selection(relations=includes, types=frozenset({"Product", "Industry"})))
    assert {n.label for n in without.nodes} == {"Product", "Industry"}
    assert len(without.texts) == 2


def test_a_source_is_known_by_title_file_and_iri() -> None:
    text = next(n for n in GRAPH.texts if files_of(n)[1:])
    path = files_of(text)[0]
    for source in (name_of(text), path, path.rpartition("/")[2], text.iri):
        graph = part(Selection(sources=(source,)))
        assert {r.properties["text_id"] for r in graph.relationships} == {text.iri}
    with pytest.raises(UnknownName):
        part(Selection(sources=("没有这篇",)))


@pytest.mark.parametrize(
    ("since", "until", "dates"),
    [
        ("2024", "2024", {"2024-03", "2024-03-15"}),
        ("2024-03-15", None, {"2024-03", "2024-03-15"}),
        ("2024-03-16", None, {"2024-03"}),
        (None, "2024-02", set()),
        ("2025", None, set()),
    ],
)
def test_dates_compare_on_what_both_sides_say(since: str | None, until: str | None, dates: set[str]) -> None:
    graph = part(Selection(since=since, until=until))
    assert {r.properties["date"] for r in graph.relationships} == dates


@pytest.mark.parametrize("wrong", [{"since": "三月"}, {"hops": -1}, {"min_confidence": 1.5}])
def test_an_impossible_selection_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(GraphError):
        Selection(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"types": ["Produkt"]}, {"relations": ["包含"]}])
def test_unknown_words_list_the_known_ones(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(GraphError, match="known: "):
        make_selection(**wrong)  # type: ignore[arg-type]


PRINTED = [
    Node("https://x/1", "PolicyDocument", {"name": "“十四五”规划", "aliases": ("《“十四五”規劃》",)}),
    Node("https://x/2", "Technology", {"name": "脑机接口"}),
    Node("https://x/3", "Industry", {"name": "脑机接口", "aliases": ("腦機接口",)}),
    Node("https://x/4", "Product", {"name": "植入式脑机接口", "aliases": ("脑机接口",)}),
    Node("https://x/5", "Measure", {"name": ""}),
    Node("https://x/6", "Concept", {"name": "脑机接口"}),
    Node("https://x/7", "Concept", {"name": "未来信息"}),
]


@pytest.mark.parametrize("name", ["十四五规划", "“十四五”规划", '"十四五" 规划', "「十四五」規劃", "《“十四五”规划》"])
def test_a_name_with_marks_is_found_with_and_without_them(name: str) -> None:
    assert [node.iri for node in find_nodes(PRINTED, name)] == ["https://x/1"]


@pytest.mark.parametrize("name", ["脑机接口", "腦機接口", "“脑机 接口”"])
def test_all_that_have_the_name_are_found_before_those_that_have_it_as_alias(name: str) -> None:
    assert [node.iri for node in find_nodes(PRINTED, name)] == ["https://x/2", "https://x/3"]


def test_an_entry_of_a_code_list_is_meant_where_no_entity_has_its_name() -> None:
    assert [node.iri for node in find_nodes(PRINTED, "未来信息")] == ["https://x/7"]


def test_around_and_source_find_names_as_they_may_be_written() -> None:
    assert part(Selection(around=("「人形 機器人」",))) == part(Selection(around=("人形机器人",)))
    by_title = part(Selection(sources=("雲州發布機器人產業行動方案",)))
    assert by_title == part(Selection(sources=("云州发布机器人产业行动方案",)))


@pytest.mark.parametrize("name", ["", "“”", " "])
def test_a_name_of_marks_alone_is_nobodys(name: str) -> None:
    with pytest.raises(UnknownName) as error:
        find_nodes(PRINTED, name)
    assert error.value.near == []


def test_near_names_are_found_from_the_other_script() -> None:
    assert near_names("腦機接囗", ["脑机接口", "人形机器人"]) == ["脑机接口"]
