"""`kg ask` as its users run it: the list, an answer by each engine, what is missing, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.command import kg
from tests.kg.folders import build
from tests.neo4j_server import Neo4jServer


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask") / "graph"
    build(folder)
    return folder


def test_without_a_number_all_are_listed() -> None:
    rows = list(csv.reader(io.StringIO(kg("ask", "--format", "csv").stdout)))
    assert rows[0] == ["号", "问题", "参数", "question"]
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 31)]
    assert rows[12][2] == "文件=未来产业"


@pytest.mark.parametrize("engine", ["cypher", "sparql"])
def test_an_answer_is_a_table_of_its_columns(graph: Path, engine: str) -> None:
    done = kg("ask", "12", "--param", "文件=机器人", "--graph", graph, "--engine", engine, "--format", "jsonl")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "文件": "云州市机器人产业行动方案",
            "依据": "云州市数字经济规划",
            "性质": "依据",
            "线索词": "根据",
            "文本数": 1,
            "源头": "是",
        }
    ]
    assert done.stderr == ""


def test_what_is_missing_is_told_beside_the_empty_table(graph: Path) -> None:
    done = kg("ask", "22", "--graph", graph, "--format", "csv")
    assert done.stdout.count("\n") == 1
    assert done.stderr.startswith("22: 没有“") and "CLASSIFIED_AS->Concept:sei_2018" in done.stderr
    done = kg("ask", "3", "--graph", graph, "--param", "名称=没有的")
    assert done.stderr == "3: 没有名称含“没有的”的方向或产业或技术或产品或场景（参数 名称）\n"


def test_the_printed_query_gives_the_same_answer(graph: Path) -> None:
    for engine, command in (("sparql", "sparql"), ("cypher", "query")):
        given = ("--param", "名称=人形机器人") if engine == "cypher" else ()
        text = kg("ask", "3", "--text", "--engine", engine, "--param", "名称=人形机器人").stdout
        by_hand = kg(command, "-", "--graph", graph, *given, stdin=text)
        assert by_hand.stdout == kg("ask", "3", "--graph", graph, "--engine", engine).stdout
        assert by_hand.stdout.count("\n") == 4


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_server_answers_as_the_graph_folder_does(graph: Path, server: Neo4jServer) -> None:
    kg("load", "--store", server.url, "--graph", graph)
    words = ("ask", "9", "--param", "文件=机器人", "--format", "csv")
    assert kg(*words, "--store", server.url).stdout == kg(*words, "--graph", graph).stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("31",), 1, "no question 31; kg ask lists those from 1 to 30"),
        (("3", "--param", "名=x"), 1, "question 3 has no parameter '名'; it has 名称"),
        (("4", "--param", "年份=甲"), 1, "'甲' is no value for '年份'; give one like 2025"),
        (("3", "--param", "名"), 2, "is no parameter; write NAME=VALUE"),
        (("x",), 2, "'x' is not a valid integer"),
        (("--text",), 2, "give the number of a question"),
        (("--param", "名称=x"), 2, "give the number of a question"),
        (("3", "--store", "bolt://localhost:1", "--engine", "sparql"), 2, "--store answers in Cypher"),
        (("3", "--store", "bolt://localhost:1"), 1, "bolt://localhost:1"),
    ],
)
def test_what_is_wrong_is_one_line(graph: Path, words: tuple[str, ...], code: int, message: str) -> None:
    assert message in kg("ask", *words, "--graph", graph, code=code).stderr


def test_no_graph_is_one_line(tmp_path: Path) -> None:
    assert "no graph here" in kg("ask", "3", "--graph", tmp_path, code=1).stderr
    assert "no graph here" in kg("ask", "3", "--graph", tmp_path, "--engine", "sparql", code=1).stderr
