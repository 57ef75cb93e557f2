"""What a decision takes back stays as history, outside what any query, store or shape takes for a claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from pyoxigraph import NamedNode, Store

from kg.build import quads_of, statement_iri
from kg.card import read_card, read_reasons, render
from kg.dataset import memory_store
from kg.decisions import CORRECTIONS, Decision, clause_key
from kg.exporters.to_rdf import _said_of, _said_of_all, triples_of
from kg.graph_folder import GraphFolder
from kg.history import corrected_quads, correction_iri, history_iri
from kg.provenance import iter_withdrawn, read_corrections, read_runs
from kg.review import append_decisions
from kg.sparql import run_sparql
from kg.stores.store import open_store
from kg.subgraph import everything
from kg.validate import validate
from ontology import terms as t
from ontology.iris import entity_iri
from ontology.labels import EntityType, RelationType
from tests.kg import claims
from tests.kg.decided import PLAN, decide, decisions
from tests.kg.folders import build
from tests.kg.test_graph_folder import state

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

INDUSTRY = entity_iri(EntityType.INDUSTRY, "机器人产业")
HUMANOID = entity_iri(EntityType.PRODUCT, "人形机器人")
INCLUDES = t.RELATION_PROPERTIES[RelationType.INCLUDES]
STATEMENT = statement_iri(INDUSTRY, INCLUDES, HUMANOID, PLAN.document.id)
REJECT = decide("reject", "INCLUDES", "Industry:机器人产业", "Product:人形机器人")
RETYPE = decide("retype", "Product", "人形机器人", value="Technology")
EVERY_KIND = [
    decide("accept", "Product", "巡检机器人"),
    RETYPE,
    decide("rename", "ActorGroup", "龙头企业", value="企业"),
    decide("merge", "Direction", "研发", value="Technology:灵巧手"),
    decide("reject", "Instrument", "专项资金"),
    decide("retype", "APPLIED_IN", "Technology:人形机器人", "Scenario:矿山救援", "INCLUDES"),
    decide("accept", "CITES", "PolicyDocument:云州市机器人产业行动方案", "PolicyDocument:云州市数字经济规划"),
    decide("reject", *clause_key(PLAN.targets[0])),
    decide("accept", *clause_key(PLAN.measures[0])),
]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s rdf:predicate ipkg:includes ; rdf:subject ?a ; rdf:object ?b }"


def statements(store: Store) -> set[str]:
    """The statements that a query of the union sees."""
    return {row[0] for row in run_sparql(store, "SELECT ?s { ?s a ipkg:Statement }").rows}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with a decision of every kind about the plan."""
    folder = tmp_path_factory.mktemp("history") / "graph"
    build(folder)
    assert append_decisions(folder, EVERY_KIND) == len(EVERY_KIND)
    report = build(folder)
    assert (report.unchanged, report.extracted, report.stale) == (False, 0, ())
    return folder


def test_a_rejected_claim_is_withdrawn_with_its_evidence_its_day_and_the_decision() -> None:
    made = corrected_quads(PLAN, [REJECT], run="https://example.org/run")
    assert STATEMENT not in {q.subject.value for q in made.claims}
    assert {q.graph_name.value for q in made.history} == {history_iri(PLAN.document.id)}
    store = Store()
    store.extend(made.history)
    (withdrawn,) = iter_withdrawn(store)
    assert (withdrawn.statement_id, withdrawn.head, withdrawn.relation, withdrawn.tail) == (
        STATEMENT,
        INDUSTRY,
        "INCLUDES",
        HUMANOID,
    )
    assert withdrawn.label == "机器人产业 包含 人形机器人"
    assert withdrawn.sentence.startswith("机器人产业包括") and withdrawn.confidence == 0.8313
    assert [c.render() for c in withdrawn.corrections] == ["reject，2026-03-01，李禾，核对原文"]
    moments = store.quads_for_pattern(NamedNode(STATEMENT), NamedNode(t.INVALIDATED_AT), None)
    assert [q.object.value for q in moments] == ["2026-03-01T00:00:00Z"]


def test_a_corrected_claim_is_a_revision_of_the_withdrawn_one() -> None:
    made = corrected_quads(PLAN, [RETYPE])
    new = statement_iri(INDUSTRY, INCLUDES, entity_iri(EntityType.TECHNOLOGY, "人形机器人"), PLAN.document.id)
    revisions = {(q.subject.value, q.object.value) for q in made.history if q.predicate.value == t.REVISION_OF}
    assert (new, STATEMENT) in revisions
    corrections = read_corrections(memory_store(made.claims))
    assert [c.iri for c in corrections[new]] == [correction_iri(RETYPE)]


def test_an_accepted_claim_keeps_its_iri_and_names_the_decision() -> None:
    made = corrected_quads(PLAN, [decide("accept", "INCLUDES", "Industry:机器人产业", "Product:人形机器人")])
    assert made.history == []
    said = {q.predicate.value: q.object.value for q in made.claims if q.subject.value == STATEMENT}
    assert (said[t.CONFIDENCE], said[t.METHOD]) == ("1", "review")
    assert t.CORRECTED_BY in said


@pytest.mark.parametrize("threshold", [0.0, 0.75, 1.0])
def test_history_holds_what_the_threshold_would_let_in(threshold: float) -> None:
    made = corrected_quads(PLAN, EVERY_KIND, threshold)
    store = Store()
    store.extend(made.history)
    withdrawn = {w.statement_id for w in iter_withdrawn(store)}
    before, after = (statements(memory_store(quads)) for quads in (quads_of(PLAN, threshold), made.claims))
    assert withdrawn == before - after


@settings(max_examples=60, deadline=None)
@given(decisions())
def test_what_is_withdrawn_is_not_claimed_and_each_has_its_reason(given: list[Decision]) -> None:
    made = corrected_quads(PLAN, given)
    lines = [str(quad) for quad in made.claims]
    assert lines == sorted(set(lines))
    store = Store()
    store.extend(made.history)
    claimed = {q.subject.value for q in made.claims if q.predicate.value == t.TYPE}
    for withdrawn in iter_withdrawn(store):
        assert withdrawn.statement_id not in claimed
        assert withdrawn.corrections and {c.iri for c in withdrawn.corrections} <= set(map(correction_iri, given))
        assert withdrawn.sentence in claims.PLAN


def test_stores_queries_and_counts_do_not_see_what_was_withdrawn(graph: Path) -> None:
    opened = GraphFolder(graph)
    store = opened.dataset()
    withdrawn = {w.statement_id for w in iter_withdrawn(store)}
    assert STATEMENT in withdrawn and not withdrawn & statements(store)
    (count,) = run_sparql(store, COUNT).rows[0]
    assert count == opened.manifest.counts["INCLUDES"]
    with open_store(opened.cypher) as cypher:
        assert cypher.query("MATCH ()-[r:INCLUDES]->() RETURN count(r) AS n").rows == [(count,)]
        ids = {row[0] for row in cypher.query("MATCH ()-[r]->() RETURN r.statement_id AS id").rows}
    assert not ids & withdrawn and ids == {r.statement_id for r in opened.records()[1]}
    asked = "SELECT ?s { GRAPH ?g { ?s a ipkg:WithdrawnStatement ; prov:invalidatedAtTime ?t } }"
    assert {row[0] for row in run_sparql(store, asked).rows} == withdrawn


def test_a_graph_with_every_kind_of_decision_satisfies_its_shapes(graph: Path) -> None:
    report = validate(GraphFolder(graph).dataset())
    assert report.results == ()


def test_an_export_has_the_corrections_and_not_the_history(graph: Path) -> None:
    opened = GraphFolder(graph)
    store = opened.dataset()
    triples = triples_of(everything(*opened.records()), store)
    objects = {triple.object.value for triple in triples if triple.predicate.value == t.TYPE}
    assert t.CORRECTION in objects and t.WITHDRAWN_STATEMENT not in objects
    assert not {triple.subject.value for triple in triples} & {w.statement_id for w in iter_withdrawn(store)}


def test_the_whole_is_exported_in_one_pass_as_step_after_step(graph: Path) -> None:
    """The history describes passages that other claims still rest on."""
    opened = GraphFolder(graph)
    store = opened.dataset()
    assert {*_said_of_all(store)} == {*_said_of(everything(*opened.records()), store)}


def test_decisions_survive_a_rebuild_another_pipeline_and_a_lost_generation(graph: Path, tmp_path: Path) -> None:
    again = tmp_path / "graph"
    build(again, pipeline="rules 0.0.9")
    append_decisions(again, EVERY_KIND)
    build(again)
    assert state(again) == state(graph)
    before = statements(GraphFolder(graph).dataset())
    build(again, pipeline="rules 0.2.0")
    assert statements(GraphFolder(again).dataset()) == before


def test_a_build_with_equal_decisions_is_unchanged_and_equal(graph: Path) -> None:
    before = state(graph)
    assert build(graph).unchanged
    assert state(graph) == before


def test_a_decision_that_finds_nothing_is_reported_once(tmp_path: Path) -> None:
    gone = decide("reject", "Product", "服务机器人")
    build(tmp_path)
    append_decisions(tmp_path, [gone])
    (line,) = build(tmp_path).stale
    assert "decision 1, reject Product 服务机器人: the text has no such claim" in line and CORRECTIONS in line
    append_decisions(tmp_path, [REJECT])
    report = build(tmp_path)
    assert not report.unchanged and report.stale == ()
    news, note = claims.news(), PLAN
    (line,) = build(tmp_path, [news]).stale
    assert "its text is not in the graph" in line and "INCLUDES" in line
    assert note.document.sha256 in (tmp_path / CORRECTIONS).read_text("utf-8")


def test_the_run_says_its_software_and_settings(graph: Path) -> None:
    opened = GraphFolder(graph)
    (run,) = read_runs(opened.dataset())
    software = dict(run.software)
    assert software["python"].startswith("3.") and software["policy-knowledge-graph"]
    assert (run.iri, run.pipeline) == (opened.manifest.run, claims.PIPELINE)
    assert len(run.settings_hash) == 64 and "min_confidence" in run.settings
    assert opened.manifest.started <= opened.manifest.finished
    assert opened.manifest.corrections == len(EVERY_KIND)


def test_a_card_tells_why_a_claim_is_there_and_what_was_withdrawn(graph: Path) -> None:
    store = GraphFolder(graph).dataset()
    card = read_card(store, entity_iri(EntityType.TECHNOLOGY, "人形机器人"))
    shown = render(card, reasons=read_reasons(store, card))
    assert "方法 review" in shown and "复核：retype → Technology，2026-03-01，李禾，核对原文" in shown
    assert "抽取批次 https://" in shown and "python 3." in shown
    card = read_card(store, INDUSTRY)
    shown = render(card, reasons=read_reasons(store, card))
    assert "已撤回（1）\n  机器人产业 包含 人形机器人\n" in shown and "原置信度 0.83，方法 list" in shown


def test_a_measure_that_was_classified_by_its_means_loses_that_with_their_name() -> None:
    """No decision is about the measure itself; the one about its means is behind what is withdrawn."""
    rename = decide("rename", "Instrument", "专项资金", value="税收优惠")
    history = corrected_quads(PLAN, [rename]).history
    label = "设立专项资金支持人形机器人😀研发 归类为 资金投入"
    (statement,) = (q.subject for q in history if q.predicate.value == t.LABEL and q.object.value == label)  # type: ignore[union-attr]
    (cause,) = (q.object for q in history if q.subject == statement and q.predicate.value == t.CORRECTED_BY)
    assert cause == NamedNode(correction_iri(rename))
