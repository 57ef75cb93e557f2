"""Cypher is judged by its code, not by what stands in its strings, names and comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.stores.cypher_text import columns, mask, refuse_unsafe, with_used_relationships


@pytest.mark.parametrize(
    ("cypher", "names"),
    [
        ("MATCH (n) RETURN n.name, count(*) AS n ORDER BY n LIMIT 3", ["n.name", "n"]),
        ("MATCH (n) RETURN DISTINCT n.name AS `名, 称`", ["名, 称"]),
        ("MATCH (n) RETURN {a: 1, b: [1, 2]} AS m, f(1, 2)", ["m", "f(1, 2)"]),
        ("CALL { MATCH (n) RETURN n.a AS x, 2 AS y } RETURN x", ["x"]),
        ("RETURN 'a, b AS c' AS d", ["d"]),
        ("RETURN 1 AS a UNION RETURN 2 AS a", ["a"]),
        ("MATCH (n) RETURN *", []),
        ("CALL db.labels()", []),
    ],
)
def test_columns(cypher: str, names: list[str]) -> None:
    assert columns(cypher) == names


@given(st.text())
def test_a_mask_keeps_every_place(cypher: str) -> None:
    assert len(mask(cypher)) == len(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n) WHERE n.name = 'x' SET n.a = 1",
        "MATCH (n) WHERE 1 > 1. SET n.a = 1",
        "/* a */CREATE (n)",
        "MATCH (n)\nDELETE\nn",
        "LOAD CSV FROM 'file:///x' AS l RETURN l",
        "CALL apoc.load.json('file:///x')",
        "CALL db.labels() YIELD label CALL dbms.shutdown()",
        "RETURN '\\u0027 LOAD CSV FROM \\u0027file:///x\\u0027 AS l RETURN l //'",
        "MATCH (n) RETURN '' + \"\" CREATE (m)",
        "MATCH (`a``b`) CREATE (m)",
    ],
)
def test_writes_and_reads_of_files_are_found(cypher: str) -> None:
    with pytest.raises(QueryError):
        refuse_unsafe(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n:Set) RETURN n.create, n.load",
        "MATCH (n {delete: 1}) RETURN $set",
        "MATCH ()-[r:MERGE|DELETE]->() RETURN r",
        "RETURN 'it\\'s CREATE' AS `DROP` // SET",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (n) CALL { WITH n RETURN 1 AS x } RETURN x",
        "MATCH (offset) RETURN offset",
    ],
)
def test_words_in_other_places_are_allowed(cypher: str) -> None:
    refuse_unsafe(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH ()-[r:CITES]->() RETURN r.text_id",
        "MATCH ()-[r:CITES*1..2]->() RETURN {a: r.b}",
        "MATCH ()-[r {text_id: r.x}]->() RETURN r",
        "MATCH (n) RETURN [(n)-[r:CITES]->(m) | {a: r.text_id}]",
        "RETURN '-[r]-', {a: r.b}",
        "MATCH ()-[r WHERE r.x]->() MATCH ({a: r.x}) RETURN 1",
    ],
)
def test_a_text_without_a_relationship_in_need_stays_as_it_is(cypher: str) -> None:
    assert with_used_relationships(cypher) == cypher


@given(st.text(st.sampled_from("-[]{}()>r:.aW '`/*")))
def test_no_text_breaks_the_rewriting(cypher: str) -> None:
    rewritten = with_used_relationships(cypher)
    assert rewritten.replace(" WHERE r IS NOT NULL", "").replace(" WHERE a IS NOT NULL", "") or not cypher
