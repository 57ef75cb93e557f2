"""The competency questions: their files are whole, parameters are checked, what is missing is said, rows are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.errors import QueryError, UnknownQuestion
from kg.needs import parse_need
from kg.question_page import render_page
from kg.questions import (
    CypherEngine,
    Engine,
    Question,
    SparqlEngine,
    ask,
    bind,
    find_question,
    list_questions,
    questions,
    spelled,
)
from kg.sparql import fill, run_sparql
from kg.stores.arcadedb_store import create
from kg.stores.cypher_text import columns, mask
from kg.stores.store import open_store
from tests.kg.classified import classified
from tests.kg.graphs import dataset, whole

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
each_question = pytest.mark.parametrize("question", questions(), ids=lambda question: f"{question.number:02}")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("questions") / "cypher"
    graph = classified()
    create(folder, graph.nodes.values(), graph.relationships.values())
    with open_store(folder) as store:
        yield CypherEngine(store)


@pytest.fixture(scope="module")
def rdf() -> Engine:
    return SparqlEngine(classified().dataset())


@pytest.fixture(params=["embedded", "rdf"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def rows(engine: Engine, number: int, **parameters: Any) -> list[tuple[Any, ...]]:
    answer = ask(find_question(number), engine, parameters)
    assert answer.table.rows or answer.missing
    return answer.table.rows


def test_there_are_thirty_questions_in_order() -> None:
    assert [question.number for question in questions()] == list(range(1, 31))
    table = list_questions()
    assert table.columns == ("号", "问题", "参数", "question")
    assert len(table) == 30
    assert len({row[1] for row in table.rows}) == len({row[3] for row in table.rows}) == 30
    assert table.rows[3][2] == "年份=[2025, 2027]"


@each_question
def test_a_file_has_all_its_parts(question: Question) -> None:
    assert question.zh.endswith("？") and question.en.endswith("?") and question.note.endswith(".")
    assert tuple(columns(question.cypher)) == question.columns
    assert all(parse_need(need).missing.startswith("没有") for need in question.needs) and question.needs
    names = {parameter.name for parameter in question.parameters}
    assert set(re.findall(r"\$(\w+)", mask(question.cypher))) == names
    assert set(re.findall(r"\$(\w+)", question.sparql)) == names
    assert all(parameter.zh and parameter.en for parameter in question.parameters)


@each_question
def test_both_texts_order_their_rows(question: Question) -> None:
    """At the end, where it is the order of the answer; that it is total, the equal orders of all engines show."""
    for text in question.text.cypher, question.text.sparql:
        assert text.rstrip().splitlines()[-1].startswith(("ORDER BY", "LIMIT")), text
        assert text.count("ORDER BY") == 1


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "run: make docs"


def test_an_unknown_number_is_one_clear_line() -> None:
    with pytest.raises(UnknownQuestion, match="no question 31; kg ask lists those from 1 to 30"):
        find_question(31)


@pytest.mark.parametrize(
    ("number", "given_", "message"),
    [
        (3, {"名": "x"}, "no parameter '名'; it has 名称"),
        (6, {"名": "x"}, "no parameter '名'; it has none"),
        (4, {"年份": "甲"}, "'甲' is no value for '年份'; give one like 2025"),
        (10, {"前": 1.5}, "1.5 is no value for '前'; give one like 20"),
        (10, {"前": True}, "True is no value for '前'"),
        (3, {"名称": None}, "None is no value for '名称'"),
        (30, {"置信度": "高"}, "'高' is no value"),
        (3, {"名称": {"a": 1}}, "is no value for '名称'"),
    ],
)
def test_a_wrong_parameter_is_one_clear_line(number: int, given_: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        bind(find_question(number), given_)


def test_values_take_the_kind_of_the_default() -> None:
    assert bind(find_question(4), {"年份": 2026}) == {"年份": [2026]}
    assert bind(find_question(3), {"名称": 5}) == {"名称": "5"}
    assert bind(find_question(30), {"置信度": 1}) == {"置信度": 1.0, "文本数": 2}


def test_the_spelled_query_can_be_run_by_hand() -> None:
    cypher = spelled(find_question(3), "cypher", {"名称": "6G"})
    assert cypher.startswith("// --param '名称=6G'\nMATCH ") and "$名称" in cypher
    sparql = spelled(find_question(6), "sparql")
    assert "list:" not in sparql and "<https://w3id.org/ipkg/id/rz-1981>" in sparql


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_as_a_parameter_of_sparql(value: str) -> None:
    assert run_sparql(Store(), fill("SELECT ($值 AS ?x) {}", {"值": value})).rows == [(value,)]


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.sampled_from([0.5, 1e-7, 123456.75])))
def test_any_list_survives_as_parameters_of_sparql(values: list[Any]) -> None:
    found = run_sparql(Store(), fill("SELECT ?x { VALUES ?x { $值 } }", {"值": values})).rows
    assert [repr(row[0]) for row in found] == [repr(value) for value in values]


def test_parameters_in_strings_comments_and_iris_are_left_alone() -> None:
    query = 'SELECT ("$x list:y" AS ?a) { <http://a/$x> ?b "it\'s $x" } # $x list:y'
    assert fill(query, {}) == query
    with pytest.raises(QueryError, match=r"no value for \$x"):
        fill("SELECT ?a { ?a ?b $x }", {})
    with pytest.raises(QueryError, match="no value for SPARQL"):
        fill("SELECT ?a { ?a ?b $x }", {"x": None})


def test_a_graph_without_code_lists_says_what_is_missing() -> None:
    answer = ask(find_question(14), SparqlEngine(dataset()))
    assert answer.table.columns == find_question(14).columns and answer.table.rows == []
    assert answer.missing == (
        "没有“政策文件 归类为 分类表 admin_levels 的条目”的断言（PolicyDocument-CLASSIFIED_AS->Concept:admin_levels）",
    )
    assert ask(find_question(18), SparqlEngine(dataset())).missing == (
        "没有分类表 future_fields_2021 的条目（Concept:future_fields_2021）",
        "没有分类表 future_fields_2025 的条目（Concept:future_fields_2025）",
    )


@each_question
def test_an_empty_graph_answers_nothing_and_says_so(question: Question, tmp_path: Path) -> None:
    create(tmp_path / "cypher", (), ())
    with open_store(tmp_path / "cypher") as store:
        for engine in CypherEngine(store), SparqlEngine(Store()):
            answer = ask(question, engine)
            assert (answer.table.columns, answer.table.rows) == (question.columns, [])
            assert len(answer.missing) == len(question.needs)


def test_a_name_that_is_not_there_is_told(engine: Engine) -> None:
    answer = ask(find_question(1), engine, {"文件": "没有的"})
    assert answer.missing == ("没有名称含“没有的”的政策文件（参数 文件）",)
    assert ask(find_question(3), engine, {"名称": "水下"}).missing == ("所需的断言图中都有，没有一条符合这些条件",)


def test_who_issued_and_who_led(engine: Engine) -> None:
    assert rows(engine, 1, 文件="深海智能") == [
        ("关于发展深海智能装备的意见", 1, "甲部", "是", 1),
        ("关于发展深海智能装备的意见", 2, "乙部", "", 1),
    ]


def test_the_mix_of_instruments_counts_measures(engine: Engine) -> None:
    assert rows(engine, 6) == [("需求型", 2, 50.0), ("供给型", 1, 25.0), ("环境型", 1, 25.0)]


def test_empty_cells_are_printed_too(engine: Engine) -> None:
    found = rows(engine, 7)
    assert len(found) == 12
    assert [row[:3] for row in found if not row[3]] == [
        ("技术攻关", "供给型", 1),
        ("推广应用", "环境型", 1),
        ("推广应用", "需求型", 1),
    ]


def test_followers_and_their_lag(engine: Engine) -> None:
    assert [row[2:] for row in rows(engine, 14, 文件="深海智能")] == [
        ("东屿省深海装备行动计划", "省", "东屿省海洋厅", "2024-02", 8),
        ("青岩县深海装备方案", "县", None, "2025-01-20", 19),
    ]


def test_what_local_documents_had_first(engine: Engine) -> None:
    assert rows(engine, 15) == [
        ("低空物流", "Scenario", "2022-11-03", "2023-06-15", 7),
        ("深海智能装备", "Direction", "2022-11-03", "2023-06-15", 7),
    ]


def test_lists_of_two_plans(engine: Engine) -> None:
    assert rows(engine, 18) == [
        ("保留", "氢能与储能", "氢能与储能", None),
        ("换名", "量子信息", "量子科技", None),
        ("进入", None, "脑机接口", "类脑智能"),
        ("退出", "深海开发", None, None),
        ("退出", "类脑智能", None, "脑机接口"),
    ]


def test_three_classifications_meet_in_their_topics(engine: Engine) -> None:
    assert rows(engine, 22) == [
        ("未来信息", None, "制造业", 1, "声呐芯片"),
        ("未来能源", None, "能源供应业", 1, "氢能装备"),
        ("未来空间", "高端装备制造产业", "制造业", 1, "水下机器人"),
        ("未来健康", None, None, 0, None),
    ]


def test_supported_products_without_demand(engine: Engine) -> None:
    assert rows(engine, 24) == [("水下机器人", 2, 2)]


def test_rows_from_the_claims_of_three_texts(tmp_path: Path) -> None:
    graph = whole(dataset())
    create(tmp_path / "cypher", graph.nodes, graph.relationships)
    with open_store(tmp_path / "cypher") as store:
        engine = CypherEngine(store)
        assert rows(engine, 12, 文件="机器人") == [
            ("云州市机器人产业行动方案", "云州市数字经济规划", "依据", "根据", 1, "是")
        ]
        assert [row[:6] for row in rows(engine, 4)] == [
            (2027, "中试平台", "不低于", 125000.0, "平方米", "中试平台"),
            (2027, "龙头企业", "等于", None, "批", "龙头企业"),
        ]
