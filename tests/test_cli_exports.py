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

from kg.property_graph import CLASSES, OWN_GRAPH
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


def reifiers(path: Path) -> Content:
    """Turtle 1.2, which rdflib cannot read yet."""
    from pyoxigraph import RdfFormat, parse

    triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
    classes = {iri: label for label, iri in CLASSES.items()}
    types = [(t.subject.value, t.object.value) for t in triples if t.predicate.value == terms.TYPE]
    named = {t.subject.value: t.object for t in triples if t.predicate.value == terms.RDF + "reifies"}
    claims = {iri: str(terms.RELATION_TYPES[triple.predicate.value]) for iri, triple in named.items()}
    return {iri: classes[cls] for iri, cls in types if cls in classes}, claims


def rdf(format: str) -> Callable[[Path], Content]:
    def read(path: Path) -> Content:
        import rdflib

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = rdflib.Dataset(default_union=True).parse(path, format=format)
        classes = {rdflib.URIRef(iri): label for label, iri in CLASSES.items()}
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
    "nquads": rdf("nquads"),
    "trig": rdf("trig"),
    "turtle12": reifiers,
}
RDF = ("turtle", "jsonld", "nquads", "trig", "turtle12")


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
    if form in RDF:  # RDF says besides which text and run a claim is from
        sources = {iri: label for iri, label in found.items() if label in OWN_GRAPH}
        assert sorted(sources.values()) == ["ExtractionRun", "SourceText"]
        found = {iri: label for iri, label in found.items() if iri not in sources}
    assert (found, stated) == (nodes, claims)
    assert len(nodes) >= 2 and set(claims.values()) == {RelationType.INCLUDES}


def test_the_vocabulary_holds_the_terms_of_the_graph(graph: Path, tmp_path: Path) -> None:
    import rdflib

    kg("export", "--format", "skos", "-o", tmp_path / "out", "--graph", graph)
    found = rdflib.Graph().parse(tmp_path / "out", format="turtle")
    labels = {"Direction", "Industry", "Technology", "Product", "Scenario", "Instrument", "Platform", "ActorGroup"}
    concepts = {iri for iri, label in whole(graph)[0].items() if label in labels}
    assert {str(s) for s in found.subjects(rdflib.RDF.type, rdflib.SKOS.Concept)} == concepts
    includes = rows(graph, "MATCH (a)-[:INCLUDES]->(b) RETURN DISTINCT a.iri AS a, b.iri AS b")
    pairs = {(str(a), str(b)) for a, b in found.subject_objects(rdflib.SKOS.narrower)}
    assert pairs == {(row["a"], row["b"]) for row in includes}


def claims_of(path: Path) -> bytes:
    """N-Quads without the header, whose graph is named after the dataset."""
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if b"<https://w3id.org/ipkg/id/dataset/" not in line)


def stored(graph: Path) -> tuple[bytes, Path]:
    """The dataset on disk, and the embedded store."""
    (generation,) = (graph / "generations").iterdir()
    return (generation / "graph.nq").read_bytes(), generation / "cypher"


def test_the_nquads_are_those_of_the_graph_folder_and_name_its_build(graph: Path, tmp_path: Path) -> None:
    kg("export", "--format", "nquads", "-o", tmp_path / "out.nq", "--graph", graph)
    assert claims_of(tmp_path / "out.nq") == stored(graph)[0]
    generation = json.loads((graph / "manifest.json").read_bytes())["generation"]
    assert f'<http://purl.org/dc/terms/identifier> "{generation}"' in (tmp_path / "out.nq").read_text("utf-8")


def test_the_way_back_from_the_embedded_store_gives_the_dataset(graph: Path, tmp_path: Path) -> None:
    dataset, store = stored(graph)
    kg("export", "--store", store, "--format", "nquads", "-o", tmp_path / "out.nq")
    assert claims_of(tmp_path / "out.nq") == dataset


def test_a_store_gives_the_same_file_as_the_graph_folder(graph: Path, tmp_path: Path) -> None:
    for name, words in (("a", ("--graph", graph)), ("b", ("--store", stored(graph)[1]))):
        kg("export", "--format", "graphml", "-o", tmp_path / name, "--around", "人形机器人", *words)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.neo4j
def test_the_way_back_from_neo4j_gives_the_dataset(server: Neo4jServer, graph: Path, tmp_path: Path) -> None:
    kg("load", "--store", server.url, "--graph", graph)
    kg("export", "--store", server.url, "--format", "nquads", "-o", tmp_path / "out.nq")
    assert claims_of(tmp_path / "out.nq") == stored(graph)[0]


def test_a_store_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = kg("export", "--store", tmp_path / "none", "--format", "nquads", "-o", "-", code=1)
    assert len(done.stderr.splitlines()) == 1 and "no embedded Cypher store here" in done.stderr


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
