"""CSV, Cytoscape and Cypher hold every value exactly, and a hostile name stays a value."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.to_csv import to_csv
from kg.exporters.to_cypher import literal, to_cypher
from kg.exporters.to_cytoscape import to_cytoscape
from tests.kg.graphs import dataset, hostile, whole

GRAPHS = {"claims": whole(dataset()), "hostile": hostile()}


def text_of(value: Any) -> str:
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, tuple) else str(value)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", GRAPHS)
def test_csv_comes_back(name: str) -> None:
    graph, files = GRAPHS[name], to_csv(GRAPHS[name])
    assert files["nodes.csv"].startswith(b"\xef\xbb\xbf"), "Excel reads Chinese only after a byte order mark"
    for row, node in zip(rows(files["nodes.csv"]), graph.nodes, strict=True):
        wanted = {"iri": node.iri, "label": node.label} | {k: text_of(v) for k, v in node.properties.items()}
        assert {k: v for k, v in row.items() if v} == {k: v for k, v in wanted.items() if v}
    for row, r in zip(rows(files["relationships.csv"]), graph.relationships, strict=True):
        ends = (row["statement_id"], row["type"], row["head"], row["tail"])
        assert ends == (r.statement_id, r.type, r.head, r.tail)
        assert all(row[k] == text_of(v) for k, v in r.properties.items())


@pytest.mark.parametrize("name", GRAPHS)
def test_cytoscape_comes_back(name: str) -> None:
    graph, elements = GRAPHS[name], json.loads(to_cytoscape(GRAPHS[name]))["elements"]
    for item, node in zip(elements["nodes"], graph.nodes, strict=True):
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in node.properties.items()}
        assert item["data"] == {**plain, "id": node.iri, "label": node.label}
    ids = {item["data"]["id"] for item in elements["nodes"]}
    for item in elements["edges"]:
        assert {item["data"]["source"], item["data"]["target"]} <= ids


def unescape(written: str) -> str:
    """The string that Cypher reads from a literal as `literal` writes it."""
    joined = written.replace("' + '", "")[1:-1]
    plain = {"n": "\n", "r": "\r", "t": "\t"}

    def one(match: re.Match[str]) -> str:
        return chr(int(match[1][1:], 16)) if len(match[1]) > 1 else plain.get(match[1], match[1])

    found = re.sub(r"\\(u[0-9A-F]{4}|.)", one, joined)
    return found.encode("utf-16", "surrogatepass").decode("utf-16")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_cypher_string_is_one_line_and_reads_back(text: str) -> None:
    if "' + '" in text:
        return
    written = literal(text)
    assert len(written.splitlines()) == 1
    assert unescape(written) == text


def test_a_cypher_script_has_one_statement_a_line() -> None:
    graph = GRAPHS["hostile"]
    lines = to_cypher(graph).decode().split("\n")[:-1]
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds == ["CREATE"] * 2 + ["MERGE"] * len(graph.nodes) + ["MATCH"] * len(graph.relationships)
    assert all(line.endswith(";") for line in lines)


def test_the_cypher_script_fills_the_embedded_store(tmp_path: Path) -> None:
    """The same statements, run twice on another engine that speaks Cypher, give the same names and edges once."""
    import arcadedb

    graph = hostile()
    statements = [s for s in to_cypher(graph).decode().split("\n") if s and not s.startswith("CREATE INDEX")]
    with arcadedb.create_database(str(tmp_path / "db")) as database:
        for statement in statements * 2:
            with database.transaction():
                database.command("opencypher", statement.removesuffix(";"))
        nodes = [row.to_dict() for row in database.query("opencypher", "MATCH (n) RETURN n.iri AS iri, n.name AS name")]
        edges = list(database.query("opencypher", "MATCH ()-[r]->() RETURN r.statement_id AS id"))
    assert {(n["iri"], n["name"]) for n in nodes} == {(n.iri, n.properties["name"]) for n in graph.nodes}
    assert len(edges) == len(graph.relationships)
