"""The commands that read a graph, each as a process: what it prints, what it refuses, and its exit code."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from extract.records import Extraction
from kg.graph_folder import GraphFolder
from kg.stores.store import open_store
from kg.table import width
from ontology.iris import entity_iri
from ontology.labels import EntityType, RelationType
from tests.command import kg
from tests.kg import claims
from tests.kg.folders import build, extractions
from tests.neo4j_server import Neo4jServer
from tests.proxy import failing_proxy

NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))
MEMBERS = (
    "MATCH (a:Industry)-[r:INCLUDES]->(b:Product) RETURN a.name AS 产业, b.name AS 产品, r.confidence AS c"
    " ORDER BY c, 产品"
)
ROWS = [("机器人产业", "人形机器人", 0.66), ("机器人产业", "巡检机器人", 0.7), ("机器人产业", "人形机器人", 0.8313)]
READING = ("query", "sparql", "show", "export", "analyze", "validate", "load")
EXPORTS = ("turtle", "jsonld", "graphml", "gexf", "csv", "cypher", "cytoscape", "html")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "graph"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in which a product is issued by a scenario."""
    plan = claims.plan()
    relations = [
        msgspec.structs.replace(r, type=RelationType.ISSUED_BY) if r.type is RelationType.APPLIED_IN else r
        for r in plan.relations
    ]
    folder = tmp_path_factory.mktemp("cli") / "broken"
    build(folder, [msgspec.structs.replace(plan, relations=tuple(relations))])
    return folder


def rows_of(printed: str, form: str) -> list[tuple[Any, ...]]:
    """The rows of MEMBERS as a format printed them."""
    if form == "json":
        return [tuple(row.values()) for row in json.loads(printed)]
    if form == "jsonl":
        return [tuple(json.loads(line).values()) for line in printed.splitlines()]
    if form == "csv":
        head, *rows = csv.reader(io.StringIO(printed))
    else:
        head, _, *rows = [line.split() for line in printed.splitlines()]
    assert head == ["产业", "产品", "c"]
    return [(a, b, float(c)) for a, b, c in rows]


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_query_prints_rows_in_every_format(graph: Path, form: str) -> None:
    done = kg("query", MEMBERS, "--graph", graph, "--format", form)
    assert rows_of(done.stdout, form) == ROWS
    assert done.stderr == ""


SENTENCES = "MATCH (n)-[r:INCLUDES]->(p) RETURN p.name AS 产品, r.sentence AS 原文 ORDER BY r.confidence"


def on_terminal(columns: int, *words: str | Path) -> list[str]:
    """The lines that `kg WORDS` writes to a terminal so wide."""
    here, there = pty.openpty()
    command = [sys.executable, "-m", "kg", *map(str, words)]
    with subprocess.Popen(command, stdout=there, env={**os.environ, "COLUMNS": str(columns)}) as process:
        os.close(there)
        written = b""
        with contextlib.suppress(OSError):  # Linux ends a terminal that nobody writes to any more with an error
            while read := os.read(here, 4096):
                written += read
    os.close(here)
    assert process.returncode == 0
    return written.decode().splitlines()


def test_a_terminal_wraps_the_last_column_and_a_pipe_does_not(graph: Path) -> None:
    piped = kg("query", SENTENCES, "--graph", graph, COLUMNS="40").stdout.splitlines()
    assert len(piped) == 2 + len(ROWS) and max(map(width, piped)) > 60
    wide, narrow = (on_terminal(columns, "query", SENTENCES, "--graph", graph) for columns in (200, 40))
    assert wide == piped
    assert max(map(width, narrow)) <= 40
    begun = [line for line in narrow[2:] if not line.startswith(" " * len(narrow[1].split()[0]))]
    assert [line.split()[0] for line in begun] == [product for _, product, _ in ROWS]
    for line, whole in zip(begun, piped[2:], strict=True):
        assert whole.startswith(line)


def test_query_takes_parameters_and_stdin(graph: Path) -> None:
    cypher = "MATCH (n {name: $name}) WHERE $from <= 2 AND labels(n)[0] IN $types RETURN n.name AS name"
    words = ["--param", "name=人形机器人", "--param", "from=2", "--param", 'types=["Product"]']
    assert kg("query", cypher, "--graph", graph, *words).stdout.splitlines()[2:] == ["人形机器人"]
    assert kg("query", "-", "--graph", graph, "--format", "jsonl", stdin=f"\ufeff{MEMBERS}").stdout.count("\n") == 3


def test_query_without_rows_prints_its_head(graph: Path) -> None:
    assert kg("query", "MATCH (n:Event) RETURN n.name AS 名称", "--graph", graph).stdout == "名称\n----\n"
    assert kg("query", "MATCH (n:Event) RETURN n", "--graph", graph, "--format", "json").stdout == "[]\n"


def test_the_graph_folder_is_graph_by_default(graph: Path) -> None:
    assert rows_of(kg("query", MEMBERS, "--format", "json", folder=graph.parent).stdout, "json") == ROWS


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_sparql_prints_rows_in_every_format(graph: Path, form: str) -> None:
    query = """SELECT (?a AS ?产业) (?b AS ?产品) ?c {
        ?s rdf:predicate ipkg:includes ; rdf:subject/skos:prefLabel ?a ; rdf:object/skos:prefLabel ?b ;
           ipkg:confidence ?c } ORDER BY ?c ?b"""
    assert rows_of(kg("sparql", query, "--graph", graph, "--format", form).stdout, form) == ROWS
    assert kg("sparql", "-", "--graph", graph, "--format", form, stdin=query).stdout


def test_show_prints_the_card(graph: Path) -> None:
    card = kg("show", "人形机器人", "--graph", graph).stdout
    assert card.startswith("人形机器人  [Product 产品]\n")
    assert "【人形机器人应用于矿山救援】" in card and "2024-03-15，置信度 0.90" in card
    assert "【机器人产业再添人形机器人等新品类】" in card and "云州发布机器人产业行动方案" in card
    assert "别名：ai 大模型、ＡＩ大模型" in kg("show", "AI 大模型", "--graph", graph).stdout


@pytest.mark.parametrize(
    "name", ["人形機器人", "“人形机器人”", "「人形 機器人」", "《人形机器人》", "'人形\u3000机器人'"]
)
def test_a_name_is_found_in_any_script_and_with_any_marks(graph: Path, name: str) -> None:
    wanted = kg("show", "人形机器人", "--graph", graph).stdout
    assert kg("show", name, "--graph", graph).stdout == wanted
    words = ["export", "--format", "cytoscape", "-o", "-", "--graph", graph, "--around"]
    assert kg(*words, name).stdout == kg(*words, "人形机器人").stdout
    assert kg("show", "“”", "--graph", graph, code=1).stderr == "kg: '“”' is not in the graph\n"


def test_a_name_of_several_types_has_a_card_of_each(tmp_path: Path) -> None:
    note = extractions()[2]
    (entity,) = note.entities
    twin = msgspec.structs.replace(entity, iri=entity_iri(EntityType.INDUSTRY, entity.name), type=EntityType.INDUSTRY)
    build(tmp_path, [msgspec.structs.replace(note, entities=(entity, twin))])
    for name in ("AI大模型", "ai 大模型", "“ＡＩ大模型”"):
        printed = kg("show", name, "--graph", tmp_path).stdout
        assert "AI大模型  [Technology 技术]\n" in printed and "AI大模型  [Industry 产业]\n" in printed
        assert printed.count("← MENTIONS 见于（1）") == 2


@pytest.mark.parametrize("method", ["centrality", "communities"])
@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_analyze_prints_its_table(graph: Path, method: str, form: str) -> None:
    printed = kg("analyze", method, "--graph", graph, "--format", form).stdout
    assert "人形机器人" in printed and "机器人产业" in printed
    if form == "json":
        rows = json.loads(printed)
        assert rows and rows[0]["iri"].startswith("https://")


def test_validate_is_content_with_what_a_build_writes(graph: Path) -> None:
    done = kg("validate", "--graph", graph)
    assert (done.stdout, done.stderr) == ("", f"{graph}: conforms\n")


def test_validate_says_what_is_wrong_where_with_its_sentence(broken: Path) -> None:
    done = kg("validate", "--graph", broken, code=1)
    assert "does not conform (Violation" in done.stderr
    head, _, *rows, totals = done.stdout.splitlines()
    assert totals.startswith("Violation ") and f"({totals})" in done.stderr
    assert head.split() == ["severity", "shape", "message", "node", "name", "count", "text", "sentence"]
    (row,) = (row for row in rows if "主语须为政策文件" in row)
    assert "人形机器人应用于矿山救援。" in row and "关于印发《云州市机器人产业行动方案》的通知" in row


def test_validate_prints_its_table_in_other_formats(graph: Path, broken: Path) -> None:
    assert json.loads(kg("validate", "--graph", graph, "--format", "json").stdout) == []
    rows = json.loads(kg("validate", "--graph", broken, "--format", "json", code=1).stdout)
    assert {row["shape"] for row in rows if "主语须为政策文件" in row["message"]} == {4}
    lines = kg("validate", "--graph", broken, "--format", "csv", code=1).stdout.splitlines()
    assert lines[0].startswith("severity,shape,message") and len(lines) == len(rows) + 1


def exported(graph: Path, target: Path, form: str, *selection: str) -> str:
    """All that an export writes."""
    kg("export", "--format", form, "-o", target, "--graph", graph, *selection)
    if target.is_dir():
        return "".join(path.read_text("utf-8-sig") for path in sorted(target.iterdir()))
    return target.read_text("utf-8")


@pytest.mark.parametrize("form", EXPORTS)
def test_a_selection_is_the_same_part_in_every_format(graph: Path, tmp_path: Path, form: str) -> None:
    with open_store(GraphFolder(graph).cypher) as store:
        query = (
            "MATCH (a)-[r:INCLUDES]->(b) WHERE r.confidence >= 0.7 AND r.date >= '2024-03-10'"
            " RETURN r.statement_id, a.iri, b.iri"
        )
        wanted = {iri for row in store.query(query).rows for iri in row}
        other = {row[0] for row in store.query("MATCH ()-[r]->() RETURN r.statement_id").rows} - wanted
    selection = ["--relation", "INCLUDES", "--min-confidence", "0.7", "--since", "2024-03-10"]
    data = exported(graph, tmp_path / "out", form, *selection)
    short = [("https://w3id.org/ipkg/id/", ""), ("ipr:", ""), ("\\/", "/")] if form in ("turtle", "jsonld") else []
    for old, new in short:
        data = data.replace(old, new)
        wanted, other = ({iri.replace(old, new) for iri in each} for each in (wanted, other))
    if form == "turtle":  # each kind of instance has a prefix of its own
        wanted, other = ({iri.replace("/", ":", 1) for iri in each} for each in (wanted, other))
    assert len(wanted) == 5 and all(iri in data for iri in wanted)
    assert not [iri for iri in other if iri in data]
    assert "机器人产业" in data and "巡检机器人" in data


@pytest.mark.parametrize(
    ("selection", "nodes", "relationships"),
    [
        (["--around", "矿山救援", "--hops", "0"], 1, 0),
        (["--type", "Product"], 2, 0),
        (["--type", "Product", "--type", "Scenario"], 3, 1),
        (["--relation", "applied_in"], 3, 1),
        (["--source", "2.txt", "--relation", "INCLUDES"], 3, 1),
        (["--until", "2024-02"], 0, 0),
        (["--min-confidence", "0.95"], 5, 3),
    ],
)
def test_export_tells_how_much_a_selection_holds(
    graph: Path, selection: list[str], nodes: int, relationships: int
) -> None:
    done = kg("export", "--format", "cytoscape", "-o", "-", "--graph", graph, *selection)
    elements = json.loads(done.stdout)["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == (nodes, relationships)
    assert done.stderr == f"-: {nodes} nodes, {relationships} relationships\n"


def test_an_export_is_repeatable_and_makes_its_folders(graph: Path, tmp_path: Path) -> None:
    for form in EXPORTS:
        first = exported(graph, tmp_path / "a" / form, form)
        assert first == exported(graph, tmp_path / "b" / form, form)


def test_a_device_is_written_to_and_not_replaced(graph: Path) -> None:
    kg("export", "--format", "turtle", "-o", "/dev/null", "--graph", graph)
    assert Path("/dev/null").is_char_device()


WRONG_DATA: dict[str, tuple[list[str], str]] = {
    "cypher syntax": (["query", "MATCH (n RETURN n"], "Syntax error"),
    "broken cypher": (["query", "RETURN '\udcff'"], "not UTF-8 at character 9"),
    "broken sparql": (["sparql", "ASK { ?x ?y '\udcff' }"], "not UTF-8 at character 14"),
    "no cypher": (["query", ""], "the query is empty"),
    "missing parameter": (["query", "RETURN $x"], "no value for $x; give one with --param x=VALUE"),
    "a write": (["query", "MATCH (n) DETACH DELETE n"], "DETACH (character 11) writes; queries only read"),
    "a file": (["query", "LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l"], "LOAD (character 1) reads files"),
    "a procedure": (["query", "CALL dbms.shutdown()"], "CALL dbms.shutdown (character 1) is not allowed"),
    "sparql syntax": (["sparql", "SELECT ?x {"], "wrong SPARQL at line 1"),
    "unknown prefix": (["sparql", "SELECT ?x { ?x a wd:Q5 }"], "unknown prefix"),
    "an update": (["sparql", "DELETE WHERE { ?s ?p ?o }"], "DELETE would change the graph"),
    "a service": (["sparql", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"], "SERVICE is not allowed"),
    "unknown name": (["show", "人型机器人"], "'人型机器人' is not in the graph; near: 人形机器人"),
    "unknown around": (["export", "--format", "html", "-o", "x", "--around", "甲"], "'甲' is not in the graph"),
    "unknown source": (["export", "--format", "html", "-o", "x", "--source", "3.txt"], "'3.txt' is not in the graph"),
    "unknown type": (["export", "--format", "html", "-o", "x", "--type", "Prodct"], "'Prodct' is not a type; known:"),
    "unknown relation": (["export", "--format", "html", "-o", "x", "--relation", "X"], "'X' is not a relation"),
    "no date": (["export", "--format", "html", "-o", "x", "--since", "去年"], "'去年' is not a date; write 2024"),
    "a folder on stdout": (["export", "--format", "csv", "-o", "-"], "csv is several files; name a folder"),
    "unwritable file": (["export", "--format", "html", "-o", "/proc/x.html"], "/proc/x.html: cannot write"),
    "a folder as file": (["export", "--format", "html", "-o", "/tmp"], "/tmp: cannot write (Is a directory)"),
    "no such scheme": (["query", "RETURN 1", "--store", "http://localhost"], "no store for http://"),
    "secret in the URL": (["load", "--store", "bolt://neo4j:pw@localhost"], "do not belong in the URL"),
    "no URL": (["load", "--store", "localhost"], "localhost: not a Neo4j URL"),
    "broken URL": (["load", "--store", "bolt://[x"], "not a Neo4j URL"),
    "broken URL to search": (["search", "机器人", "--store", "bolt://[x"], "not a Neo4j URL"),
}


@pytest.mark.parametrize("case", WRONG_DATA)
def test_wrong_data_is_one_line_and_exit_code_1(graph: Path, tmp_path: Path, case: str) -> None:
    words, message = WRONG_DATA[case]
    before = sorted(graph.iterdir())
    done = kg(*words, "--graph", graph, code=1, folder=tmp_path)
    assert message in done.stderr and done.stderr.startswith("kg: ")
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == [] and sorted(graph.iterdir()) == before


WRONG_USAGE: dict[str, tuple[list[str], str]] = {
    "no such command": (["qurey"], "No such command 'qurey'"),
    "no such option": (["--grahp", "x"], "No such option"),
    "no query": (["query"], "Missing argument 'CYPHER'"),
    "two queries": (["query", "RETURN 1", "RETURN 2"], "Got unexpected extra argument"),
    "no such format": (["query", "RETURN 1", "--format", "xml"], "'xml' is not one of 'table', 'csv', 'json', 'jsonl'"),
    "no parameter": (["query", "RETURN 1", "--param", "x"], "'x' is no parameter; write NAME=VALUE"),
    "broken parameter": (["query", "RETURN $x", "--param", "x=\udcff"], "not UTF-8 at character 3"),
    "parameter twice": (["query", "RETURN 1", "--param", "x=1", "--param", "x=2"], "'x' is given twice"),
    "no such export": (["export", "--format", "rdfxml", "-o", "x"], "'rdfxml' is not one of 'turtle'"),
    "no output": (["export", "--format", "html"], "Missing option '-o'"),
    "hops below 0": (["export", "--format", "html", "-o", "x", "--hops", "-1"], "-1 is not in the range"),
    "confidence above 1": (
        ["export", "--format", "html", "-o", "x", "--min-confidence", "2"],
        "2.0 is not in the range",
    ),
    "no such method": (["analyze", "pagerank"], "'pagerank' is not one of"),
    "no store": (["load"], "give --store URL"),
    "two places": (["load", "--store", "bolt://x", "--bulk", "y"], "or --bulk DIR"),
    "a file as graph": (["validate", "--graph", __file__], "is a file"),
    "no input": (["build"], "Missing argument 'INPUT...'"),
    "no workers": (["extract", "x", "--workers", "0"], "0 is not in the range"),
}


@pytest.mark.parametrize("case", WRONG_USAGE)
def test_wrong_usage_is_one_line_and_exit_code_2(case: str, tmp_path: Path) -> None:
    words, message = WRONG_USAGE[case]
    done = kg(*words, code=2, folder=tmp_path)
    assert message in done.stderr and done.stderr.startswith("kg") and done.stderr.endswith(" --help\n")
    assert done.stdout == ""


@pytest.mark.parametrize("command", READING)
def test_a_folder_without_a_graph_is_told(tmp_path: Path, command: str) -> None:
    words = {
        "query": ["RETURN 1"],
        "sparql": ["ASK {}"],
        "show": ["甲"],
        "export": ["--format", "html", "-o", "x"],
        "analyze": ["centrality"],
        "load": ["--store", "bolt://127.0.0.1:1"],
    }
    done = kg(command, *words.get(command, []), code=1, folder=tmp_path)
    assert "graph: no graph here; run: kg build INPUT... --graph graph" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback(graph: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--debug", "show", "甲", "--graph", str(graph)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr
    assert "UnknownName: '甲' is not in the graph" in done.stderr


def test_a_reader_that_stops_early_ends_the_command_quietly(graph: Path) -> None:
    words = ("query", "UNWIND range(1, 300000) AS i RETURN i", "--limit", "0", "--graph", str(graph))
    command = [sys.executable, "-m", "kg", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().strip() == b"i"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 1)  # as click has it


def test_output_is_utf8_whatever_the_terminal_says(graph: Path) -> None:
    done = kg("show", "人形机器人", "--graph", graph, PYTHONIOENCODING="ascii")
    assert "【人形机器人应用于矿山救援】" in done.stdout


def test_help_and_version() -> None:
    assert "Commands:" in kg("--help").stdout
    assert kg("--version").stdout.strip().endswith("0.1.0")
    script = Path(sys.executable).parent / "kg"
    done = subprocess.run([script, "query", "-h"], capture_output=True, text=True, check=True)
    assert "Example:  kg query" in done.stdout


HEAVY = {
    "arcadedb",
    "docx",
    "igraph",
    "jieba",
    "matplotlib",
    "msgspec",
    "neo4j",
    "networkx",
    "numpy",
    "opencc",
    "pandas",
    "pycrfsuite",
    "pyoxigraph",
    "pypdfium2",
    "pyshacl",
    "rdflib",
    "spacy",
}


def imported(*words: str) -> set[str]:
    """Which of the heavy modules `kg WORDS` imports."""
    program = """
import sys
import cli
try:
    cli.main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print("modules:", *sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.rpartition("modules:")[2].split())


def test_help_imports_nothing_heavy() -> None:
    assert imported("--help") == set()
    for command in (*READING, "extract", "build", "evaluate"):
        assert imported(command, "--help") == set()


def test_a_command_imports_only_what_it_needs(graph: Path) -> None:
    assert imported("query", "RETURN 1", "--graph", str(graph)) <= {"arcadedb", "msgspec", "numpy", "pyoxigraph"}
    assert imported("sparql", "ASK {}", "--graph", str(graph)) <= {"msgspec", "pyoxigraph"}
    assert imported("show", "人形机器人", "--graph", str(graph)) <= {"msgspec", "pyoxigraph"}


def test_several_processes_read_one_graph_at_once(graph: Path) -> None:
    words = [sys.executable, "-m", "kg", "query", MEMBERS, "--format", "json", "--graph", str(graph)]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8") for _ in range(3)]
    assert [rows_of(process.communicate()[0], "json") for process in running] == [ROWS] * 3


def test_a_server_that_is_not_there_is_told(graph: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"bolt://127.0.0.1:{taken.getsockname()[1]}"
        for words in (["load", "--store", url], ["query", "RETURN 1", "--store", url]):
            done = kg(*words, *(["--graph", graph] if words[0] == "load" else []), code=1, NEO4J_PASSWORD="x")
            assert done.stderr.startswith(f"kg: {url}: no Neo4j server answers")


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_load_fills_a_server_that_then_gives_the_same_rows(server: Neo4jServer, graph: Path, tmp_path: Path) -> None:
    words = ["load", "--store", server.url, "--graph", graph]
    first = kg(*words, NEO4J_PASSWORD=server.password).stderr
    nodes = server.run("MATCH (n) RETURN count(n) AS n")[0]["n"]
    assert f"{server.url}: nodes: {nodes} created, 0 updated, 0 unchanged, 0 deleted\n" in first
    second = kg(*words, NEO4J_PASSWORD=server.password).stderr
    assert f"nodes: 0 created, 0 updated, {nodes} unchanged, 0 deleted\n" in second
    for cypher in (MEMBERS, "MATCH (n)-[r]->(m) RETURN n, r, m ORDER BY r.statement_id"):
        here = kg("query", cypher, "--graph", graph, "--format", "json")
        there = kg("query", cypher, "--store", server.url, "--format", "json", NEO4J_PASSWORD=server.password)
        assert here.stdout == there.stdout
    server.run("CREATE (:Note {text: '别人的'})")
    build(tmp_path / "small", [extractions()[1]])
    third = kg("load", "--store", server.url, "--graph", tmp_path / "small", NEO4J_PASSWORD=server.password).stderr
    assert " 0 created" in third and " 0 deleted" not in third
    assert server.run("MATCH (n:Note) RETURN n.text AS text") == [{"text": "别人的"}]
    left = kg("query", "MATCH (n) RETURN count(n) AS n", "--graph", tmp_path / "small", "--format", "json").stdout
    assert server.run("MATCH (n) WHERE NOT n:Note RETURN count(n) AS n") == json.loads(left)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_server_that_dies_in_the_middle_of_a_load_is_told(server: Neo4jServer, graph: Path) -> None:
    before = sorted(graph.rglob("manifest.json"))
    with failing_proxy(server.port, 12_000) as port:
        url = f"bolt://127.0.0.1:{port}"
        done = kg("load", "--store", url, "--graph", graph, code=1, NEO4J_PASSWORD=server.password)
    assert done.stderr.startswith(f"kg: {url}: the server was lost during a load")
    assert sorted(graph.rglob("manifest.json")) == before
    kg("load", "--store", server.url, "--graph", graph, NEO4J_PASSWORD=server.password)
    whole = kg("query", "MATCH ()-[r]->() RETURN count(r) AS n", "--graph", graph, "--format", "json").stdout
    assert server.run("MATCH ()-[r]->() RETURN count(r) AS n") == json.loads(whole)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_told(server: Neo4jServer, graph: Path, password: str) -> None:
    for words in (["load", "--store", server.url, "--graph", graph], ["query", "RETURN 1", "--store", server.url]):
        done = kg(*words, code=1, NEO4J_PASSWORD=password)
        assert done.stderr.startswith(f"kg: {server.url}: ") and "NEO4J_PASSWORD" in done.stderr


def test_the_environment_of_these_tests_is_clean() -> None:
    assert not {"NEO4J_USERNAME", "NEO4J_DATABASE"} & set(os.environ)
    assert all(isinstance(each, Extraction) for each in extractions())


def test_load_writes_import_files_and_prints_their_command(graph: Path, tmp_path: Path) -> None:
    done = kg("load", "--bulk", tmp_path / "import", "--graph", graph)
    assert done.stdout == f"sh {tmp_path / 'import' / 'import.sh'}\n"
    assert (tmp_path / "import" / "SourceText.csv").is_file()
    told = kg("load", "--bulk", tmp_path / "import", "--run", tmp_path / "none", "--graph", graph, code=1).stderr
    assert "cannot be run" in told
