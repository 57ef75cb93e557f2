"""SPARQL: plain rows out, nothing written, nothing fetched, and errors that say where."""

from __future__ import annotations

import time

import pytest
from pyoxigraph import Store

from kg.build import quads_of, run_quads
from kg.dataset import memory_store
from kg.errors import QueryError
from kg.sparql import run_sparql
from tests.kg import claims


@pytest.fixture(scope="module")
def store() -> Store:
    return memory_store(
        [*run_quads(claims.PIPELINE), *quads_of(claims.plan()), *quads_of(claims.news()), *quads_of(claims.note())]
    )


def test_select_sees_the_union_with_known_prefixes_and_plain_values(store: Store) -> None:
    table = run_sparql(
        store,
        """SELECT ?name ?confidence ?begin ?none {
             ?s a ipkg:Statement ; rdf:predicate ipkg:includes ; rdf:object/skos:prefLabel ?name ;
                ipkg:confidence ?confidence ; ipkg:evidence/nif:beginIndex ?begin . OPTIONAL { ?s ipkg:role ?none }
           } ORDER BY ?confidence ?begin""",
    )
    assert table.columns == ("name", "confidence", "begin", "none")
    assert [row[:2] for row in table.rows] == [
        ("人形机器人", 0.66),
        ("巡检机器人", 0.7),
        ("人形机器人", 0.8313),
        ("人形机器人", 0.8313),
    ]
    assert all(type(row[2]) is int and row[3] is None for row in table.rows)


def test_ask_and_booleans(store: Store) -> None:
    assert run_sparql(store, "ASK { ?x a ipkg:Measure }").rows == [(True,)]
    assert run_sparql(store, "SELECT DISTINCT ?j { ?s ipkg:joint ?j }").rows == [(True,)]


def test_what_two_texts_say_is_counted_once_and_each_text_can_be_asked_alone(store: Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) { %s { ?h ipkg:includes/skos:prefLabel '人形机器人'@zh } }"
    assert run_sparql(store, count % "").rows == [(1,)]
    assert run_sparql(store, count % "GRAPH ?text").rows == [(2,)]


def test_construct_is_sorted_and_without_repeats(store: Store) -> None:
    table = run_sparql(store, "CONSTRUCT { ?h ipkg:includes ?t } WHERE { GRAPH ?g { ?h ipkg:includes ?t } }")
    assert table.columns == ("subject", "predicate", "object")
    assert len(table) == 2 and table.rows == sorted(table.rows)


def test_limit(store: Store) -> None:
    assert len(run_sparql(store, "SELECT ?s { ?s ?p ?o }", limit=3)) == 3


def test_own_prefixes_win(store: Store) -> None:
    assert len(run_sparql(store, "PREFIX ipkg: <http://example.org/> SELECT ?x { ?x a ipkg:Product }")) == 0


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { ipr:a ipkg:cites ipr:b }",
        "PREFIX a: <http://select/> # SELECT\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "CLEAR ALL",
        "WITH ipr:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused_and_change_nothing(store: Store, update: str) -> None:
    before = len(store)
    with pytest.raises(QueryError, match="would change the graph"):
        run_sparql(store, update)
    assert len(store) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        run_sparql(store, query)


def test_words_in_strings_iris_comments_and_variables_are_no_commands(store: Store) -> None:
    query = """# SERVICE or DELETE
        SELECT ?service ?insert { ?service skos:prefLabel ?insert
          FILTER (STR(?insert) != "SERVICE \\" DELETE" && ?service != <http://x/SERVICE/DROP>) } LIMIT 1"""
    assert len(run_sparql(store, query)) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x\nWHERE { ?x a }", "line 2, column"),
        ("SELECT ?x { ?x a 产业:甲 }", "unknown prefix"),
        ("", "wrong SPARQL"),
        ("关于机器人的文件", "wrong SPARQL"),
    ],
)
def test_syntax_errors_are_one_clear_line(store: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        run_sparql(store, query)
    assert message in str(error.value) and "\n" not in str(error.value) and len(str(error.value)) < 250


def test_a_query_that_runs_too_long_is_given_up(store: Store) -> None:
    begin = time.monotonic()
    with pytest.raises(QueryError, match=r"longer than 0\.3 seconds"):
        run_sparql(store, "SELECT ?a ?b ?c ?d { ?a ?p ?w . ?b ?q ?x . ?c ?r ?y . ?d ?t ?z }", timeout=0.3)
    assert time.monotonic() - begin < 5
