"""The same graph and the same Cypher give the same rows in every store, and no store lets a query write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import QueryError
from kg.property_graph import Node
from kg.query import run_query
from kg.stores.arcadedb_store import create
from kg.stores.store import CypherStore, open_store
from kg.subgraph import name_of
from tests.kg.graphs import HOSTILE, dataset, hostile, whole
from tests.kg.stores.places import ENDLESS, ending_soon, loaded
from tests.neo4j_server import Neo4jServer

GRAPH = whole(dataset())
ODD = hostile()
NODES = (*GRAPH.nodes, *ODD.nodes)
RELATIONSHIPS = (*GRAPH.relationships, *ODD.relationships)

NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))

QUERIES: dict[str, str] = {
    "count by label": "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label",
    "count by type": "MATCH ()-[r]->() RETURN type(r) AS type, count(r) AS n ORDER BY type",
    "members with evidence": "MATCH (a:Industry)-[r:INCLUDES]->(b:Product) RETURN a.name, b.name, r.sentence, r.date,"
    " r.confidence, r.begin, r.end, r.begins, r.ends, r.cue ORDER BY b.name, r.confidence",
    "a node": "MATCH (n:Product {name: '人形机器人'}) RETURN n",
    "a relationship": "MATCH (:Product {name: '人形机器人'})-[r:APPLIED_IN]->() RETURN r",
    "a path": "MATCH p = (:Industry)-[r:INCLUDES]->(b:Product)-[:APPLIED_IN]->(:Scenario) RETURN p"
    " ORDER BY r.statement_id",
    "everything a node has": "MATCH (n:Target) WHERE n.value > 1 RETURN properties(n) AS all, n.value, n.year, n.bound",
    "keys": "MATCH (n:Institution) UNWIND keys(n) AS key WITH key WHERE NOT key STARTS WITH '_'"
    " RETURN DISTINCT key ORDER BY key",
    "absent values": "MATCH (t:SourceText) RETURN t.name, t.date, t.number, t.issuers, t.authors, t.sources"
    " ORDER BY t.iri",
    "null first": "MATCH (t:SourceText) RETURN t.date AS date ORDER BY date DESC",
    "in a list": "MATCH (n) WHERE n.name IN ['灵巧手', '专项资金'] RETURN n.name ORDER BY n.name",
    "alias": "MATCH (n) WHERE '市工业和信息化局' IN n.aliases RETURN n.name, n.aliases",
    "any": "MATCH (n) WHERE any(a IN n.aliases WHERE a STARTS WITH 'ai') RETURN n.name, size(n.aliases)",
    "contains": "MATCH (n) WHERE n.name CONTAINS '机器人' RETURN n.name, labels(n)[0] AS label ORDER BY label, n.name",
    "regular expression": "MATCH (n:Technology) WHERE n.name =~ '(?i).*AI.*' RETURN n.name",
    "lower case": "MATCH (n) WHERE toLower(n.name) CONTAINS 'ai' RETURN n.name ORDER BY n.name",
    "two labels": "MATCH (n:Product|Technology) RETURN n.name ORDER BY n.name",
    "two types": "MATCH (m:Measure)-[r:ACTS_ON|USES_MEANS]->(x) RETURN m.action, type(r), x.name"
    " ORDER BY x.name, type(r)",
    "label in WHERE": "MATCH (n) WHERE n:Scenario OR n:Region RETURN n.name ORDER BY n.name",
    "undirected": "MATCH (:Product {name: '人形机器人'})-[r]-(x) RETURN type(r), x.name, r.statement_id"
    " ORDER BY r.statement_id",
    "two hops": "MATCH (a:Institution)<-[:HAS_ACTOR]-(m:Measure)-[:USES_MEANS]->(x) RETURN a.name, m.name, x.name"
    " ORDER BY x.name",
    "variable length": "MATCH (a:PolicyDocument {name: '云州市机器人产业行动方案'})-[*1..2]->(x)"
    " RETURN DISTINCT x.name ORDER BY x.name",
    "shortest path": "MATCH p = shortestPath((a:Technology {name: '灵巧手'})-[*..6]-(b:Scenario {name: '矿山救援'}))"
    " RETURN length(p)",
    "optional": "MATCH (n:Product) OPTIONAL MATCH (n)-[:APPLIED_IN]->(s) RETURN n.name, count(s) AS n ORDER BY n.name",
    "exists": "MATCH (n:ActorGroup) WHERE EXISTS { MATCH (:Measure)-[:HAS_ACTOR]->(n) } RETURN n.name",
    "not exists": "MATCH (n:Product) WHERE NOT (n)-[:APPLIED_IN]->() RETURN n.name ORDER BY n.name",
    "count subquery": "MATCH (m:Measure) RETURN m.action, COUNT { (m)-[:HAS_ACTOR]->() } AS actors ORDER BY m.action",
    "support": "MATCH (a)-[r:INCLUDES]->(b) RETURN a.name, b.name, count(DISTINCT r.text_id) AS texts"
    " ORDER BY texts DESC, b.name",
    "collect in order": "MATCH (a:Industry)-[:INCLUDES]->(b) WITH a, b ORDER BY b.name RETURN a.name, collect(b.name)",
    "top, then aggregate": "MATCH (n)<-[r:MENTIONS]-() WITH n, sum(r.count) AS c ORDER BY c DESC, n.name LIMIT 3"
    " RETURN collect(n.name) AS names, max(c), min(c), sum(c)",
    "with where": "MATCH (n)-[r]->() WITH n, count(r) AS c WHERE c > 3 RETURN n.name, c ORDER BY c, n.name",
    "unwind range": "UNWIND range(1, 3) AS i RETURN i, i * 1.5 AS x, i % 2 = 0 AS even",
    "case": "MATCH (m:Measure) RETURN CASE m.modality WHEN '鼓励' THEN 1 ELSE 0 END AS soft, m.action ORDER BY soft",
    "union": "MATCH (n:Region) RETURN n.name AS name UNION MATCH (n:Scenario) RETURN n.name AS name",
    "distinct": "MATCH (r)-[x:ISSUED_BY]->(i) RETURN DISTINCT x.joint, x.order, i.name ORDER BY x.order",
    "skip and limit": "MATCH (n:Institution) RETURN n.name ORDER BY n.name SKIP 1 LIMIT 1",
    "string functions": "RETURN substring('人形机器人', 2, 3) AS a, left('工业', 1) AS b, size('工业😀') AS c,"
    " split('甲、乙', '、') AS d, replace('甲乙', '乙', '丙') AS e, toString(1.5) AS f, trim(' 甲 ') AS g",
    "numbers": "MATCH (t:Target) RETURN avg(t.confidence) AS mean, round(avg(t.confidence), 2) AS rounded",
    "dates": "MATCH (t:SourceText) WHERE t.date >= '2024-03-10' RETURN t.date",
    "a date": "RETURN date('2024-03-15') AS day, date('2024-03-15').year AS year",
    "map literal": "MATCH (n:Region) RETURN {name: n.name, kinds: labels(n)} AS map",
    "map projection": "MATCH (n:Region) RETURN n {.name, .nothing} AS map",
    "list comprehension": "MATCH (n:Institution) RETURN [a IN n.aliases WHERE size(a) > 2 | left(a, 2)] AS some"
    " ORDER BY n.name",
    "pattern comprehension": "MATCH (m:Measure) RETURN m.action, size([(m)-[:HAS_ACTOR]->(a) | a.name]) AS n"
    " ORDER BY m.action",
    "subquery": "MATCH (m:Measure) CALL { WITH m MATCH (m)-[r]->() RETURN count(r) AS n } RETURN m.action, n"
    " ORDER BY m.action",
    "star": "MATCH (n:Region) WITH n.name AS 名称, 1 AS a RETURN *",
    "odd column names": "MATCH (n:Region) RETURN n.name AS `名称, 全称`, count(*) AS `n (个)`",
    "co-occurrence": "MATCH (a:Product)<-[:MENTIONS]-(t:SourceText)-[:MENTIONS]->(b:Product) WHERE a.iri < b.iri"
    " RETURN a.name, b.name, count(DISTINCT t) AS n ORDER BY n DESC, a.name, b.name LIMIT 5",
    "no rows": "MATCH (n:Product {name: '没有这个'}) RETURN n.name AS 名称, n.aliases",
    "comment": "// 先看地区\nMATCH (n:Region) /* 只有一个 */ RETURN n.name ORDER BY n.name",
}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CypherStore]:
    folder = tmp_path_factory.mktemp("store") / "cypher"
    with ending_soon():
        create(folder, NODES, RELATIONSHIPS)
        with open_store(folder) as store:
            yield store


@pytest.fixture(scope="module")
def on_server(started_server: Neo4jServer) -> Iterator[CypherStore]:
    yield from loaded(started_server, NODES, RELATIONSHIPS)


@pytest.fixture(scope="module")
def on_current_server(current_server: Neo4jServer) -> Iterator[CypherStore]:
    yield from loaded(current_server, NODES, RELATIONSHIPS)


@pytest.fixture(params=["embedded", *(pytest.param(name, marks=NEO4J) for name in ("on_server", "on_current_server"))])
def store(request: pytest.FixtureRequest) -> CypherStore:
    found: CypherStore = request.getfixturevalue(request.param)
    return found


def spelled(node: Node) -> dict[str, Any]:
    """The node as a store gives it."""
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in node.properties.items()}
    return {"iri": node.iri, "label": node.label, **values}


def test_every_node_comes_back_whole(store: CypherStore) -> None:
    rows = store.query("MATCH (n) RETURN n ORDER BY n.iri").rows
    assert [row[0] for row in rows] == sorted(map(spelled, NODES), key=lambda node: node["iri"])


def test_the_records_come_back_as_they_were_put_in(store: CypherStore) -> None:
    nodes, relationships = store.records()
    assert nodes == sorted(NODES, key=lambda node: node.iri)
    assert relationships == sorted(RELATIONSHIPS, key=lambda link: link.statement_id)


def test_every_relationship_comes_back_whole(store: CypherStore) -> None:
    rows = store.query("MATCH (a)-[r]->(b) RETURN a.iri, r, b.iri ORDER BY r.statement_id").rows
    expected = [
        (
            r.head,
            {
                "statement_id": r.statement_id,
                "type": str(r.type),
                **{key: list(value) if isinstance(value, tuple) else value for key, value in r.properties.items()},
            },
            r.tail,
        )
        for r in sorted(RELATIONSHIPS, key=lambda r: r.statement_id)
    ]
    assert rows == expected


def test_names_with_everything_in_them_are_found_by_parameter(store: CypherStore) -> None:
    for name in HOSTILE:
        table = store.query("MATCH (n:Product {name: $name}) RETURN n.aliases", {"name": name})
        assert table.rows == [([f"别{name}"],)]


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("name", QUERIES)
def test_both_stores_give_the_same_rows(embedded: CypherStore, on_server: CypherStore, name: str) -> None:
    here, there = (run_query(store, QUERIES[name]) for store in (embedded, on_server))
    assert here.columns == there.columns
    if "ORDER BY" in QUERIES[name]:
        assert here.rows == there.rows
    else:
        assert sorted(here.rows, key=repr) == sorted(there.rows, key=repr)
    assert here.rows or name == "no rows"


def test_rows_are_what_the_texts_say(store: CypherStore) -> None:
    table = run_query(store, QUERIES["members with evidence"])
    assert table.columns[:3] == ("a.name", "b.name", "r.sentence")
    assert [(row[0], row[1], row[3], row[4]) for row in table.rows] == [
        ("机器人产业", "人形机器人", "2024-03", 0.66),
        ("机器人产业", "人形机器人", "2024-03-15", 0.8313),
        ("机器人产业", "巡检机器人", "2024-03-15", 0.7),
    ]
    texts = {text.iri: str(text.properties["text"]) for text in GRAPH.texts}
    spans = run_query(store, "MATCH (:Industry)-[r:INCLUDES]->(b) RETURN r.text_id, r.begins, r.ends, b.name")
    for text_id, begins, ends, name in spans.rows:
        assert all(name in texts[text_id][b:e] for b, e in zip(begins, ends, strict=True))


def test_support_counts_texts_not_relationships(store: CypherStore) -> None:
    assert run_query(store, QUERIES["support"]).rows[0] == ("机器人产业", "人形机器人", 2)


def test_parameters_of_every_kind(store: CypherStore) -> None:
    given = {"名": ["a", "乙"], "n": 2, "x": 0.5, "is": True, "none": None, "map": {"k": [1]}}
    table = run_query(store, "RETURN $名 AS a, $n AS b, $x AS c, $is AS d, $none AS e, $map.k AS f", given)
    assert table.rows == [(["a", "乙"], 2, 0.5, True, None, [1])]


def test_a_parameter_without_a_value_is_an_error(store: CypherStore) -> None:
    with pytest.raises(QueryError, match=r"no value for \$a, \$b"):
        run_query(store, "MATCH (n {name: $b}) WHERE n.iri = $a AND n.x <> '$c' RETURN n")


def test_limit(store: CypherStore) -> None:
    table = store.query("MATCH (n) RETURN n.iri", limit=3)
    assert len(table) == 3 and table.is_cut
    assert not store.query("MATCH (n:Region) RETURN n.iri", limit=1).is_cut
    assert len(store.query("MATCH (n) RETURN n.iri", limit=0)) == 0
    assert len(store.query("MATCH (n) RETURN n.iri", limit=10**6)) == len(NODES)


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Product {name: 'x'})",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Product) WITH n MERGE (m:Region {name: n.name}) RETURN m",
        "MATCH (n) REMOVE n.name RETURN n",
        "MATCH (n) FOREACH (x IN [1] | SET n.a = x)",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "load  csv with headers from 'https://example.org/a.csv' as line return line",
        "MATCH (n) CALL { LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line } RETURN line",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL db.createLabel('X')",
        "MATCH (n) /* RETURN */ SET/**/ n.a = 1 RETURN n",
        "DROP INDEX something",
        "SHOW SETTINGS",
        "USE system SHOW USERS",
        "CALL apoc.load.json('https://example.org/a.json') YIELD value RETURN value",
        "CALL dbms.components() YIELD versions RETURN versions",
        "RETURN apoc.convert.toJson({a: 1}) AS a",
        "RETURN genai.vector.encode('x', 'OpenAI', {token: 'x'}) AS a",
        "MATCH (n) RETURN n; MATCH (m) DELETE m",
    ],
)
def test_what_a_reader_may_not_do_is_refused_and_changes_nothing(store: CypherStore, cypher: str) -> None:
    before = store.query("MATCH (n) RETURN n ORDER BY n.iri").rows
    with pytest.raises(QueryError):
        run_query(store, cypher)
    assert store.query("MATCH (n) RETURN n ORDER BY n.iri").rows == before


def test_words_that_only_look_like_writing_are_read(store: CypherStore) -> None:
    cypher = "MATCH (n:Region) WHERE n.name <> 'DELETE me' RETURN n.set AS `create`, {merge: 1}.merge AS x // DROP"
    assert run_query(store, cypher).rows == [(None, 1)]


@pytest.mark.parametrize(
    "cypher", ["MATCH (n RETURN n", "查询人形机器人", "MATCH (n) RETURN m", "", "  \n", "RETURN 1 +"]
)
def test_wrong_syntax_is_one_clear_line(store: CypherStore, cypher: str) -> None:
    with pytest.raises(QueryError) as error:
        run_query(store, cypher)
    message = str(error.value)
    assert message and "\n" not in message and "Exception" not in message and len(message) < 400


def test_a_query_that_runs_too_long_is_given_up(store: CypherStore) -> None:
    with pytest.raises(QueryError, match=r"stopped after 0\.2 s"):
        run_query(store, ENDLESS, timeout=0.2)
    assert len(store.query("MATCH (n:Region) RETURN n")) == 1


def test_a_store_can_be_closed_twice(tmp_path: Path) -> None:
    create(tmp_path / "s", NODES, RELATIONSHIPS)
    store = open_store(tmp_path / "s")
    store.close()
    store.close()


def test_the_graph_of_these_tests_has_every_kind_of_node() -> None:
    assert {"Measure", "Target", "SourceText", "Product"} <= {node.label for node in NODES}
    assert len({name_of(node) for node in ODD.nodes}) >= len(HOSTILE)
