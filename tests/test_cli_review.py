"""kg review and kg diff as processes: the list, the sheet, the questions, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.decisions import CORRECTIONS, read_decisions
from kg.graph_folder import GraphFolder
from tests.command import kg
from tests.kg.decided import PLAN, decide
from tests.kg.folders import build


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "graph"
    build(folder)
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    build(tmp_path / "graph")
    return tmp_path / "graph"


def test_review_lists_the_most_doubtful_claims(graph: Path) -> None:
    head, _, *rows = kg("review", "--graph", graph, "--limit", "2").stdout.splitlines()
    assert head.split()[:6] == ["doubt", "confidence", "sources", "kind", "subject", "object"]
    assert len(rows) == 2 and rows[0].startswith("置信度低、仅一篇") and "研发" in rows[0]
    rows = json.loads(kg("review", "--graph", graph, "--format", "json", "--min-confidence", "0.9").stdout)
    assert {row["confidence"] for row in rows} <= {0.9, 0.95} and all(len(row["text"]) == 64 for row in rows)


def test_a_sheet_goes_out_and_comes_back_and_the_graph_follows(fresh: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "claims.csv"
    done = kg("review", "--graph", fresh, "--export", sheet)
    assert done.stdout == "" and done.stderr.startswith(f"{sheet}: ")
    assert kg("review", "--graph", fresh, "--export", "-").stdout.startswith("decision,value,note,doubt,")
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"))))
    for row in rows:
        if row[6:9] == ["INCLUDES", "Industry:机器人产业", "Product:巡检机器人"]:
            row[0], row[2] = "否决", "只是举例"
        if row[6:9] == ["Product", "人形机器人", ""] and row[-1] == PLAN.document.sha256:
            row[0], row[1] = "retype", "Technology"
    with sheet.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    apply = ["review", "--graph", fresh, "--apply", sheet, "--by", "李禾"]
    assert kg(*apply, "--everywhere").stderr == f"{fresh}: 3 new decisions; run kg build to apply\n"
    assert kg(*apply).stderr == f"{fresh}: 0 new decisions\n"
    before = GraphFolder(fresh).generation
    build(fresh)
    shown = kg("show", "人形机器人", "--graph", fresh).stdout
    assert shown.startswith("人形机器人  [Technology 技术]\n")
    assert "复核：retype → Technology，" in shown and "，李禾" in shown and "抽取批次 " in shown
    assert "已撤回（1）\n  机器人产业 包含 巡检机器人\n" in kg("show", "巡检机器人", "--graph", fresh).stdout
    counts, claims = kg("diff", before, fresh).stdout.split("\n\n")
    assert "删除    复核  包含" in counts and "机器人产业" in claims and "巡检机器人" in claims
    assert kg("validate", "--graph", fresh).stderr == f"{fresh}: conforms\n"


def test_the_questions_take_each_kind_of_answer(fresh: Path) -> None:
    """研发 and 巡检机器人 come first; an unknown letter and an empty name are asked again."""
    answers = "n\n研究\n改正边界\nx\nm\n \n\nr\n\nq\n"
    done = kg("review", "--graph", fresh, "--ask", "--by", "李禾", stdin=answers)
    assert done.stdout == "" and done.stderr.endswith(f"{fresh}: 2 new decisions; run kg build to apply\n")
    assert "[1/" in done.stderr and "【研发】" in done.stderr
    first, second = read_decisions(fresh)
    assert (first.subject, first.decision, first.value, first.note) == ("研发", "rename", "研究", "改正边界")
    assert (second.subject, second.decision) == ("巡检机器人", "reject")


def test_the_end_of_the_answers_keeps_what_was_decided(fresh: Path) -> None:
    done = kg("review", "--graph", fresh, "--ask", stdin="s\na\n\n")
    assert done.stderr.endswith("1 new decision; run kg build to apply\n")
    assert [d.decision for d in read_decisions(fresh)] == ["accept"]


def test_a_broken_file_is_one_line_with_its_place(fresh: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "claims.csv"
    sheet.write_text("decision,text,kind,subject,object\nmaybe,,,,\n", "utf-8")
    error = kg("review", "--graph", fresh, "--apply", sheet, code=1).stderr
    assert error.startswith(f"kg: {sheet}:2: unknown decision 'maybe'")
    reject = decide("reject", "Product", "人形机器人")
    (fresh / CORRECTIONS).write_bytes(reject.to_json() + b"\n{}\n")
    for words in (["review"], ["review", "--ask"]):
        assert f"{CORRECTIONS}:2: not a decision" in kg(*words, "--graph", fresh, code=1).stderr


def test_wrong_calls_are_one_line(graph: Path, tmp_path: Path) -> None:
    both = kg("review", "--graph", graph, "--ask", "--export", "-", code=2).stderr
    assert both.startswith("kg review: give one of --export, --apply and --ask")
    assert "no graph here" in kg("review", "--graph", tmp_path, code=1).stderr
    assert "no graph here" in kg("diff", graph, tmp_path, code=1).stderr


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_diff_of_a_graph_with_itself_is_empty(graph: Path, form: str) -> None:
    printed = kg("diff", graph, graph, "--format", form).stdout
    assert len(printed.splitlines()) == {"table": 2, "csv": 1, "json": 1, "jsonl": 0}[form]
