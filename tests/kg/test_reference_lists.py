"""Four code lists stand whole in every graph, agree with their files, go the way back, and do not flood an export."""

from __future__ import annotations

from pathlib import Path

from kg.dataset import write_nquads
from kg.graph_folder import GraphFolder
from kg.reference_lists import REFERENCE_LISTS, reference_graphs, reference_quads
from kg.restore import restore_graphs
from kg.sparql import run_sparql
from kg.subgraph import everything, make_selection, select
from kg.validate import validate
from ontology import terms
from ontology.concepts import load_code_list
from tests.kg.folders import build


def listed() -> set[str]:
    return {concept.iri for name in REFERENCE_LISTS for concept in load_code_list(name).concepts}


def test_each_list_is_a_graph_of_its_own_name_with_all_its_entries() -> None:
    graphs = {str(quads[0].graph_name).strip("<>"): quads for quads in reference_graphs()}
    assert list(graphs) == sorted(load_code_list(name).iri for name in REFERENCE_LISTS)
    for iri, quads in graphs.items():
        assert {str(quad.graph_name).strip("<>") for quad in quads} == {iri}
        assert list(map(str, quads)) == sorted(map(str, quads))
    described = {q.subject.value for quads in graphs.values() for q in quads if q.predicate.value == terms.IN_SCHEME}  # type: ignore[union-attr]
    assert described == listed()


def test_entries_of_the_two_plans_match_each_other_both_ways() -> None:
    symmetric = {terms.MATCHES[kind] for kind in ("exact_match", "close_match", "related_match")}
    plans = [load_code_list(name).iri for name in ("future_fields_2021", "future_fields_2025")]
    pairs = {
        (quad.predicate.value, quad.subject.value, quad.object.value)  # type: ignore[union-attr]
        for name in ("future_fields_2021", "future_fields_2025")
        for quad in reference_quads(name)
        if quad.predicate.value in symmetric and quad.object.value.rpartition("/")[0] in plans  # type: ignore[union-attr]
    }
    assert pairs == {(predicate, other, one) for predicate, one, other in pairs}
    assert len(pairs) == 6


def test_a_built_graph_holds_them_conforms_and_goes_there_and_back(tmp_path: Path) -> None:
    build(tmp_path / "graph")
    graph = GraphFolder(tmp_path / "graph")
    store = graph.dataset()
    nodes, relationships = (list(part) for part in graph.records())
    assert listed() <= {node.iri for node in nodes if node.label == "Concept"}
    assert validate(store).conforms
    write_nquads(tmp_path / "back.nq", restore_graphs(nodes, relationships))
    assert (tmp_path / "back.nq").read_bytes() == (graph.generation / "graph.nq").read_bytes()
    query = "SELECT (COUNT(*) AS ?n) { ?x a skos:Concept ; skos:inScheme list:innovation_stages }"
    scheme = load_code_list("innovation_stages").iri
    assert run_sparql(store, query.replace("list:innovation_stages", f"<{scheme}>")).rows == [(6,)]


def test_a_whole_export_has_every_entry_and_a_selection_those_asked_for(tmp_path: Path) -> None:
    build(tmp_path / "graph")
    nodes, relationships = (list(part) for part in GraphFolder(tmp_path / "graph").records())
    concepts = {node.iri for node in nodes if node.label == "Concept"}
    assert concepts <= {node.iri for node in everything(nodes, relationships).nodes}
    asked = select(nodes, relationships, make_selection(types=["Concept"]))
    assert {node.iri for node in asked.nodes} == concepts
