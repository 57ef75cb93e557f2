"""RDF → Cypher store → RDF gives the same dataset, quad for quad, whatever the texts claim."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from extract.records import Extraction
from kg.dataset import memory_store
from kg.decisions import Decision
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.restore import restore_graphs, to_quads
from kg.run import Run
from kg.stored_graph import StoredGraph
from kg.stores.arcadedb_store import create
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import open_store
from ontology import terms as t
from ontology.iris import mint
from tests.kg import claims
from tests.kg.decided import decisions
from tests.kg.folders import extractions, with_document
from tests.kg.made_claims import made_extractions, property_graph, quads_in, runs, store_of
from tests.neo4j_server import Neo4jServer

NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]

Records = tuple[list[Node], list[Relationship]]
Trip = Callable[[Iterable[Node], Iterable[Relationship]], Records]


def through_embedded(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Records:
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder) / "cypher", nodes, relationships)
        with open_store(Path(folder) / "cypher") as store:
            return store.records()


@pytest.fixture
def through_server(server: Neo4jServer) -> Trip:
    def trip(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Records:
        with Neo4jStore(server.url) as store:
            store.refresh(nodes, relationships)
            return store.records()

    return trip


@pytest.fixture(params=["embedded", pytest.param("server", marks=NEO4J)])
def trip(request: pytest.FixtureRequest) -> Trip:
    if request.param == "embedded":
        return through_embedded
    found: Trip = request.getfixturevalue("through_server")
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_any_dataset_comes_back_from_the_embedded_store(found: list[Extraction]) -> None:
    assert list(restore_graphs(*through_embedded(*property_graph(store_of(found))))) == quads_in(found)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_any_dataset_comes_back_from_neo4j(through_server: Trip, found: list[Extraction]) -> None:
    assert list(restore_graphs(*through_server(*property_graph(store_of(found))))) == quads_in(found)


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(decisions(), runs())
def test_corrections_come_back_from_the_embedded_store(decided: list[Decision], run: Run) -> None:
    found = [*extractions()]
    records = through_embedded(*property_graph(store_of(found, decided, run)))
    assert list(restore_graphs(*records)) == quads_in(found, decided, run)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(decisions(), runs())
def test_corrections_come_back_from_neo4j(through_server: Trip, decided: list[Decision], run: Run) -> None:
    found = [*extractions()]
    records = through_server(*property_graph(store_of(found, decided, run)))
    assert list(restore_graphs(*records)) == quads_in(found, decided, run)


def test_the_hand_made_dataset_comes_back(trip: Trip) -> None:
    found = [*extractions()]
    assert list(restore_graphs(*trip(*property_graph(store_of(found))))) == quads_in(found)


def test_each_text_keeps_its_own_aliases(trip: Trip) -> None:
    """A text in which the name itself never stands, and one whose labels a person has shortened."""
    note = claims.note()
    entity = min(note.entities, key=lambda entity: entity.iri)
    quads = [q for q in quads_in([note, claims.plan()]) for q in q]
    alias = NamedNode(t.ALT_LABEL)
    graph = NamedNode(note.document.id)
    subject = NamedNode(entity.iri)
    kept = [q for q in quads if not (q.subject == subject and q.predicate == alias and q.graph_name == graph)]
    for labels in ([], ["人工智能大模型", "大模型"]):
        changed = [*kept, *(Quad(subject, alias, Literal(label, language="zh"), graph) for label in labels)]
        assert set(to_quads(*trip(*property_graph(memory_store(changed))))) == set(changed)


def test_what_is_described_elsewhere_than_in_its_texts_stays_there(trip: Trip) -> None:
    """As the concepts of a code list are: named by claims of texts, described in a graph of the list."""
    listed = NamedNode(mint("ConceptScheme", "list"))
    concept = NamedNode(mint("Industry", "listed"))
    quads = [q for q in quads_in([claims.plan()]) for q in q]
    quads += [
        Quad(concept, NamedNode(t.TYPE), NamedNode(t.IPKG + "Industry"), listed),
        Quad(concept, NamedNode(t.PREF_LABEL), Literal("新材料产业", language="zh"), listed),
        Quad(concept, NamedNode(t.ALT_LABEL), Literal("新材料", language="zh"), listed),
    ]
    assert set(to_quads(*trip(*property_graph(memory_store(quads))))) == set(quads)


def test_a_text_without_a_run_or_a_hash_comes_back(trip: Trip) -> None:
    bare = with_document(claims.note(), origins=())
    quads = [q for graph in quads_in([bare]) for q in graph if q.predicate.value not in (t.GENERATED_BY, t.SHA256)]
    assert set(to_quads(*trip(*property_graph(memory_store(quads))))) == set(quads)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_what_others_put_into_the_database_is_left_out(through_server: Trip, server: Neo4jServer) -> None:
    found = [claims.plan()]
    nodes, links = property_graph(store_of(found))
    through_server(nodes, links)
    server.run("MATCH (n:Product) SET n.note = 'theirs', n:Theirs")
    server.run("MATCH (n:Product) CREATE (n)<-[:MENTIONS {statement_id: 'x'}]-(:SourceText {iri: 'y', name: '别人的'})")
    with Neo4jStore(server.url) as store:
        assert store.records() == (nodes, links)
        assert store.records("another") == ([], [])
    assert set(StoredGraph(server.url).dataset()) == set(store_of(found))


def test_a_stored_graph_has_the_parts_of_a_graph_folder(tmp_path: Path) -> None:
    found = [*extractions()]
    nodes, links = property_graph(store_of(found))
    create(tmp_path / "cypher", nodes, links)
    graph = StoredGraph(tmp_path / "cypher")
    assert tuple(map(list, graph.records())) == (nodes, links)
    assert set(graph.dataset()) == set(store_of(found))


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    create(tmp_path / "cypher", [], [])
    with pytest.raises(GraphError, match="no graph here; fill it first"):
        StoredGraph(tmp_path / "cypher")
