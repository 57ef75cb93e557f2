"""Queries from anyone: what is too long or too much is told, Ctrl-C ends a query at once, a name stays a name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph_folder import GraphFolder
from tests.command import kg
from tests.kg.folders import build
from tests.neo4j_server import Neo4jServer

NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))
SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7)"
SLOW_SPARQL = "SELECT (COUNT(*) AS ?n) { ?a ?p ?w . ?b ?q ?x . ?c ?r ?y . ?d ?t ?z }"
INJECTION = "'}) DETACH DELETE n //"
COUNT = "MATCH (n) RETURN count(n) AS n"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queries") / "graph"
    build(folder)
    return folder


def interrupted(*words: str | Path, **environment: str) -> tuple[int, str, str, float]:
    """Exit code, stdout, stderr of `kg WORDS` after Ctrl-C in the middle of its query, and the seconds it then took."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        # A shell that runs the tests in the background has them ignore the signal, which processes inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    time.sleep(4)
    assert process.poll() is None, process.communicate()
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=90)
    return process.returncode, out, err, time.monotonic() - begin


@pytest.mark.parametrize(("command", "text"), [("query", SLOW), ("sparql", SLOW_SPARQL)])
def test_ctrl_c_ends_a_query_at_once(graph: Path, command: str, text: str) -> None:
    code, out, err, seconds = interrupted(command, text, "--graph", graph)
    assert (code, out, err) == (130, "", "kg: stopped\n")
    assert seconds < 2


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_ctrl_c_ends_a_query_on_a_server_too(server: Neo4jServer, graph: Path) -> None:
    code, out, err, seconds = interrupted("query", SLOW, "--graph", graph, "--store", server.url)
    assert (code, out, err) == (130, "", "kg: stopped\n")
    assert seconds < 2
    deadline = time.monotonic() + 10
    running = "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q STARTS WITH 'UNWIND range' RETURN count(q) AS n"
    while server.run(running) != [{"n": 0}]:
        assert time.monotonic() < deadline, "the server still works at the query"
        time.sleep(0.3)


@pytest.mark.parametrize(("command", "text"), [("query", SLOW), ("sparql", SLOW_SPARQL)])
def test_a_time_limit_says_so_and_ends_the_process(graph: Path, command: str, text: str) -> None:
    begin = time.monotonic()
    done = kg(command, text, "--graph", graph, "--timeout", "0.5", code=1)
    assert "0.5 s" in done.stderr
    assert time.monotonic() - begin < 15


@pytest.mark.parametrize(
    ("command", "text"), [("query", "MATCH (n) RETURN n.iri AS iri"), ("sparql", "SELECT ?s { ?s ?p ?o }")]
)
def test_a_limit_of_rows_says_so(graph: Path, command: str, text: str) -> None:
    done = kg(command, text, "--graph", graph, "--limit", "3", "--format", "jsonl")
    assert done.stdout.count("\n") == 3
    assert done.stderr == "kg: only the first 3 rows; there are more (--limit N, 0 for all)\n"
    assert kg(command, text, "--graph", graph, "--limit", "0").stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        lambda graph, out: ("show", INJECTION, "--graph", graph),
        lambda graph, out: ("export", "--format", "csv", "-o", out, "--around", INJECTION, "--graph", graph),
        lambda graph, out: ("export", "--format", "csv", "-o", out, "--source", INJECTION, "--graph", graph),
    ],
)
def test_a_flag_with_cypher_in_it_is_a_name_that_is_not_there(
    graph: Path, tmp_path: Path, words: Callable[[Path, Path], tuple[str | Path, ...]]
) -> None:
    before = GraphFolder(graph).records()
    assert "DETACH DELETE" in kg(*words(graph, tmp_path / "out"), code=1).stderr
    assert tuple(map(list, GraphFolder(graph).records())) == tuple(map(list, before))


@pytest.mark.parametrize("place", ["embedded", pytest.param("server", marks=NEO4J)])
def test_a_parameter_with_cypher_in_it_is_a_value(graph: Path, place: str, request: pytest.FixtureRequest) -> None:
    store: tuple[str, ...] = ()
    environment = {}
    if place == "server":
        server: Neo4jServer = request.getfixturevalue("server")
        store, environment = ("--store", server.url), {"NEO4J_PASSWORD": server.password}
        kg("load", "--graph", graph, "--store", server.url, **environment)
    words = ("--graph", graph, *store, "--format", "csv")
    before = kg("query", COUNT, *words, **environment).stdout
    given = kg("query", "RETURN $x AS x", *words, "--param", f"x={INJECTION}", **environment)
    assert given.stdout.splitlines()[1].strip('"') == INJECTION
    found = kg("query", "MATCH (n {name: $x}) RETURN n.iri AS i", *words, "--param", f"x={INJECTION}", **environment)
    assert found.stdout.split() == ["i"]
    assert kg("query", COUNT, *words, **environment).stdout == before
