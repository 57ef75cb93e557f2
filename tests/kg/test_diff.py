"""Two builds differ in what they claim, and each difference has its reason."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from extract.records import Document, Extraction
from kg.decisions import clause_key
from kg.diff import Difference, compare, read_side
from kg.errors import NoGraph
from kg.graph_folder import GraphFolder, build_graph
from kg.review import append_decisions
from kg.stores.arcadedb_store import create
from tests.kg import claims
from tests.kg.decided import PLAN, decide
from tests.kg.folders import ByHand, build, extractions, with_document

NEWS = claims.news()


def difference(old: Path, new: Path) -> Difference:
    return compare(read_side(old), read_side(new))


def reasons(found: Difference) -> set[tuple[str, str]]:
    """What changed and why."""
    assert sum(row[3] for row in found.counts.rows) == len(found.claims)
    return {(row[0], row[1]) for row in found.counts.rows}


def with_threshold(folder: Path, least: float) -> None:
    held = extractions()
    build_graph(folder, [e.document for e in held], ByHand(held), claims.PIPELINE, create, least)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff") / "old"
    build(folder)
    return folder


def test_equal_builds_differ_in_nothing(old: Path, tmp_path: Path) -> None:
    build(tmp_path)
    for found in (difference(old, old), difference(old, tmp_path)):
        assert found.settings.rows == found.counts.rows == found.claims.rows == []


def test_texts_that_come_and_go_are_the_reason(old: Path, tmp_path: Path) -> None:
    build(tmp_path, [PLAN])
    assert reasons(difference(old, tmp_path)) == {("删除", "文本删除")}
    assert reasons(difference(tmp_path, old)) == {("新增", "文本新增")}
    row = next(row for row in difference(old, tmp_path).claims.to_dicts() if row["relation"] == "包含")
    assert (row["head"], row["tail"], row["old"], row["new"]) == ("机器人产业", "人形机器人", "0.66 list", "")
    assert row["title"] == "云州发布机器人产业行动方案" and "再添人形机器人" in row["sentence"]


def lengthened(extraction: Extraction) -> Extraction:
    document: Document = extraction.document
    return with_document(extraction, text=document.text + "特此通知。\n")


def test_a_text_changed_in_a_place_that_claims_nothing_claims_the_same(old: Path, tmp_path: Path) -> None:
    build(tmp_path / "same", [lengthened(PLAN), *extractions()[1:]])
    assert reasons(difference(old, tmp_path / "same")) == set()
    less = msgspec.structs.replace(lengthened(PLAN), relations=PLAN.relations[:-1])
    build(tmp_path / "less", [less, *extractions()[1:]])
    found = difference(old, tmp_path / "less")
    assert [row[:5] for row in found.claims.rows] == [("删除", "文本改变", "应用于", "人形机器人", "矿山救援")]


def test_decisions_are_the_reason_in_both_directions(old: Path, tmp_path: Path) -> None:
    build(tmp_path)
    given = [
        decide("reject", "INCLUDES", "Industry:机器人产业", "Product:人形机器人"),
        decide("accept", "Product", "巡检机器人"),
        decide("retype", "Technology", "灵巧手", value="Product"),
        decide("reject", *clause_key(PLAN.targets[0])),
    ]
    append_decisions(tmp_path, given)
    build(tmp_path)
    there, back = difference(old, tmp_path), difference(tmp_path, old)
    assert reasons(there) == reasons(back) == {("新增", "复核"), ("删除", "复核"), ("改变", "复核")}
    changed = [row for row in there.claims.to_dicts() if row["change"] == "改变"]
    assert [(row["tail"], row["old"], row["new"]) for row in changed] == [("巡检机器人", "0.6 lexicon", "1.0 review")]
    assert {(r["relation"], r["tail"]) for r in there.claims.to_dicts() if r["change"] == "新增"} == {
        ("提及", "灵巧手"),
        ("作用于", "灵巧手"),
    }


def test_a_threshold_is_the_reason(old: Path, tmp_path: Path) -> None:
    with_threshold(tmp_path, 0.75)
    found = difference(old, tmp_path)
    assert {reason for _, reason in reasons(found)} == {"阈值"}
    assert found.settings.rows == [("min_confidence", "0.0", "0.75")]


def test_a_pipeline_is_the_reason(old: Path, tmp_path: Path) -> None:
    less = [msgspec.structs.replace(PLAN, measures=PLAN.measures[:1]), *extractions()[1:]]
    build(tmp_path, less, pipeline="rules 0.2.0")
    found = difference(old, tmp_path)
    assert reasons(found) == {("删除", "流程或模型")}
    assert found.settings.rows == [("pipeline", "rules 0.1.0", "rules 0.2.0")]


def test_other_build_rules_are_what_is_left(old: Path, tmp_path: Path) -> None:
    less = [msgspec.structs.replace(PLAN, targets=()), *extractions()[1:]]
    build(tmp_path, less)
    assert reasons(difference(old, tmp_path)) == {("删除", "构建规则")}


def test_generations_of_one_folder_are_compared(tmp_path: Path) -> None:
    build(tmp_path)
    first = GraphFolder(tmp_path).generation
    build(tmp_path, [PLAN, NEWS])
    second = GraphFolder(tmp_path).generation
    assert reasons(difference(first, second)) == {("删除", "文本删除")}
    assert difference(second, tmp_path).claims.rows == []


def test_a_folder_without_a_graph_is_named(old: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoGraph, match=str(path)):
            difference(old, path)
