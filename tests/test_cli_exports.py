"""Every export of the example texts opens in the program that it is for, and holds the same part of the graph."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.property_graph import NODE_CLASSES
from ontology import terms
from ontology.labels import RelationType
from tests.command import kg
from tests.neo4j_server import Neo4jServer

pytestmark = [pytest.mark.models, pytest.mark.xdist_group("neo4j")]

EXAMPLES = Path(__file__).parents[1] / "examples"
Content = tuple[dict[str, str], dict[str, str]]
"""Node IRI → label, and statement IRI → relationship type."""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports") / "graph"
    kg("build", EXAMPLES, "--graph", folder)
    return folder


def rows(graph: Path, cypher: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kg("query", cypher, "--graph", graph, "--format", "json").stdout)
    return found


def whole(graph: Path) -> Content:
    """The graph as the embedded store answers."""
    nodes = rows(graph, "MATCH (n) RETURN n.iri AS iri, labels(n)[0] AS label")
    claims = rows(graph, "MATCH ()-[r]->() RETURN r.statement_id AS id, type(r) AS type")
    return {row["iri"]: row["label"] for row in nodes}, {row["id"]: row["type"] for row in claims}


@pytest.fixture(scope="module")
def selection(graph: Path) -> tuple[list[str], Content]:
    """A selection by every option, and what it must give: a product's sure INCLUDES in one dated text."""
    claims = rows(
        graph,
        "MATCH (a:Product)-[r:INCLUDES]->(b:Product) MATCH (t:SourceText {iri: r.text_id})"
        " WHERE r.confidence >= 0.8 AND r.date IS NOT NULL AND size(r.date) = 10"
        " RETURN a.name AS name, a.iri AS a, b.iri AS b, r.statement_id AS id, r.date AS date, t.iri AS text"
        " ORDER BY r.statement_id",
    )
    name, text, date = (claims[0][key] for key in ("name", "text", "date"))
    source = Path(rows(graph, f"MATCH (t:SourceText {{iri: '{text}'}}) RETURN t.sources[0] AS s")[0]["s"]).name
    chosen = [row for row in claims if name == row["name"] and text == row["text"]]
    words = ["--around", name, "--hops", "1", "--type", "Product", "--relation", "INCLUDES", "--source", source]
    words += ["--since", date[:7], "--until", date, "--min-confidence", "0.8"]
    nodes = {row[end]: "Product" for row in chosen for end in "ab"}
    return words, (nodes, {row["id"]: "INCLUDES" for row in chosen})


def from_networkx(read: nx.MultiDiGraph, label: str) -> Content:
    return (
        {iri: data[label] for iri, data in read.nodes(data=True)},
        {str(data.get("statement_id") or data.get("id") or key): data["type"] for _, _, key, data in read_edges(read)},
    )


def read_edges(read: nx.MultiDiGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    return list(read.edges(keys=True, data=True))


def graphml(path: Path) -> Content:
    return from_networkx(nx.read_graphml(path, force_multigraph=True), "label")


def gexf(path: Path) -> Content:
    read = nx.read_gexf(path, version="1.3")
    return from_networkx(read if read.is_multigraph() else nx.MultiDiGraph(read), "type")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables(path: Path) -> Content:
    nodes, claims = table(path / "nodes.csv"), table(path / "relationships.csv")
    return {row["iri"]: row["label"] for row in nodes}, {row["statement_id"]: row["type"] for row in claims}


def cytoscape(path: Path) -> Content:
    elements = json.loads(path.read_bytes())["elements"]
    nodes, edges = ([item["data"] for item in elements[kind]] for kind in ("nodes", "edges"))
    return {item["id"]: item["label"] for item in nodes}, {item["id"]: item["type"] for item in edges}


def page(path: Path) -> Content:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    data = json.loads(found[1])
    return {item["id"]: item["label"] for item in data["nodes"]}, {item["id"]: item["type"] for item in data["edges"]}


def cypher(path: Path) -> Content:
    text = path.read_text("utf-8")
    nodes = re.findall(r"^MERGE \(n:`(\w+)` \{iri: '([^']+)'\}\)", text, re.MULTILINE)
    claims = re.findall(r"MERGE \(h\)-\[r:`(\w+)` \{statement_id: '([^']+)'\}\]", text)
    return {iri: label for label, iri in nodes}, {iri: type for type, iri in claims}


def rdf(format: str) -> Callable[[Path], Content]:
    def read(path: Path) -> Content:
        import rdflib

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = rdflib.Graph().parse(path, format=format)
        classes = {rdflib.URIRef(iri): label for label, iri in NODE_CLASSES.items()}
        nodes = {str(s): classes[o] for s, o in found.subject_objects(rdflib.RDF.type) if o in classes}
        types = {iri: str(relation) for relation, iri in terms.RELATION_PROPERTIES.items()}
        claims = {str(s): types[str(o)] for s, o in found.subject_objects(rdflib.RDF.predicate)}
        return nodes, claims

    return read


READERS: dict[str, Callable[[Path], Content]] = {
    "graphml": graphml,
    "gexf": gexf,
    "csv": tables,
    "cytoscape": cytoscape,
    "html": page,
    "cypher": cypher,
    "turtle": rdf("turtle"),
    "jsonld": rdf("json-ld"),
}


@pytest.mark.parametrize("form", READERS)
def test_the_reader_of_a_format_finds_the_whole_graph(graph: Path, tmp_path: Path, form: str) -> None:
    kg("export", "--format", form, "-o", tmp_path / "out", "--graph", graph)
    assert READERS[form](tmp_path / "out") == whole(graph)


@pytest.mark.parametrize("form", READERS)
def test_the_reader_of_a_format_finds_the_same_selection(
    graph: Path, selection: tuple[list[str], Content], tmp_path: Path, form: str
) -> None:
    words, (nodes, claims) = selection
    done = kg("export", "--format", form, "-o", tmp_path / "out", "--graph", graph, *words)
    assert done.stderr == f"{tmp_path / 'out'}: {len(nodes)} nodes, {len(claims)} relationships\n"
    found, stated = READERS[form](tmp_path / "out")
    if form in ("turtle", "jsonld"):  # RDF says besides which text a claim is from
        texts = [iri for iri, label in found.items() if label == "SourceText"]
        assert len(texts) == 1
        found = {iri: label for iri, label in found.items() if iri not in texts}
    assert (found, stated) == (nodes, claims)
    assert len(nodes) >= 2 and set(claims.values()) == {RelationType.INCLUDES}


@pytest.mark.neo4j
@pytest.mark.parametrize("is_part", [False, True])
def test_the_cypher_script_makes_the_same_graph_on_neo4j(
    server: Neo4jServer, graph: Path, selection: tuple[list[str], Content], tmp_path: Path, is_part: bool
) -> None:
    from neo4j import GraphDatabase

    words, part = selection
    script = tmp_path / "graph.cypher"
    kg("export", "--format", "cypher", "-o", script, "--graph", graph, *(words if is_part else []))
    statements = [line.removesuffix(";") for line in script.read_text("utf-8").split("\n") if line]
    schema = [each for each in statements if each.startswith("CREATE INDEX")]
    with GraphDatabase.driver(server.url, auth=("neo4j", server.password)) as driver, driver.session() as session:
        for statement in schema:
            session.run(statement).consume()
        with session.begin_transaction() as transaction:
            for statement in statements[len(schema) :]:
                transaction.run(statement).consume()
            transaction.commit()
    nodes = server.run("MATCH (n) RETURN n.iri AS iri, labels(n) AS labels")
    claims = server.run("MATCH ()-[r]->() RETURN r.statement_id AS id, type(r) AS type")
    for statement in schema:
        server.run(f"DROP INDEX {statement.split()[2]} IF EXISTS")
    assert Counter(len(row["labels"]) for row in nodes) == {1: len(nodes)}
    made = {row["iri"]: row["labels"][0] for row in nodes}, {row["id"]: row["type"] for row in claims}
    assert made == (part if is_part else whole(graph))
