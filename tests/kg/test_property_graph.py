"""One claim in three spellings: RDF, property graph and NetworkX have the same things, ids, counts and values."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from extract.records import (
    Extraction,
    Field,
    Origin,
)
from kg.analysis.projections import to_networkx
from kg.build import count_claims, quads_of
from kg.dataset import memory_store
from kg.decisions import Decision
from kg.errors import InvalidGraph
from kg.history import correction_iri
from kg.property_graph import (
    CLASSES,
    CORRECTION,
    NODE_LABELS,
    NODE_PROPERTIES,
    OWN_GRAPH,
    RELATIONSHIP_PROPERTIES,
    iter_nodes,
    iter_relationships,
)
from kg.restore import restore_graphs, to_quads
from kg.run import Run
from ontology import terms as t
from ontology.labels import RelationType
from tests.kg import claims
from tests.kg.decided import DAY, decide, decisions
from tests.kg.folders import extractions, with_document
from tests.kg.made_claims import made_extractions, property_graph, quads_in, runs, store_of


def test_the_hand_made_claims_go_there_and_back() -> None:
    found = [*extractions()]
    assert list(restore_graphs(*property_graph(store_of(found)))) == quads_in(found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_any_claims_go_there_and_back(found: list[Extraction]) -> None:
    assert list(restore_graphs(*property_graph(store_of(found)))) == quads_in(found)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(decisions(), runs())
def test_corrections_and_all_of_a_run_go_there_and_back(decided: list[Decision], run: Run) -> None:
    found = [*extractions()]
    assert list(restore_graphs(*property_graph(store_of(found, decided, run)))) == quads_in(found, decided, run)


def test_a_corrected_claim_names_the_decisions_and_a_run_its_software() -> None:
    run = Run("rules+spacy-3.8", {"python": "3.11"}, {"backend": "rules"})
    decided = [decide("accept", "Product", "人形机器人")]
    nodes, links = property_graph(store_of([claims.plan()], decided, run))
    (node,) = (node for node in nodes if node.label == "ExtractionRun")
    assert node.properties == {
        "name": "rules+spacy-3.8",
        "settings": '{"backend":"rules"}',
        "settings_hash": run.settings_hash,
        "software": ("python", "rules", "spacy"),
        "software_versions": ("3.11", "", "3.8"),
    }
    corrected = [link.properties for link in links if "corrections" in link.properties]
    assert corrected
    for properties in corrected:
        assert properties["corrections"] == (correction_iri(decided[0]),)
        said = {key: properties[key] for key in CORRECTION}
        assert said == dict(zip(CORRECTION, [("accept",), (DAY,), ("",), ("李禾",), ("核对原文",)], strict=True))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(made_extractions(), min_size=1, max_size=3))
def test_ids_and_counts_are_equal_in_the_three_spellings(found: list[Extraction]) -> None:
    store = store_of(found)
    nodes, links = property_graph(store)
    network = to_networkx(nodes, links)
    for label, cls in CLASSES.items():
        in_rdf = {q.subject.value for q in store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(cls))}
        assert in_rdf == {node.iri for node in nodes if node.label == label}
        assert in_rdf == {iri for iri, data in network.nodes(data=True) if data["label"] == label}
    statements = {q.subject.value for q in store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(t.STATEMENT))}
    assert statements == {link.statement_id for link in links} == {key for *_, key in network.edges(keys=True)}
    assert len(statements) == len(links) == network.number_of_edges()
    counts = count_claims(store)
    assert counts.pop("texts") == sum(node.label == "SourceText" for node in nodes)
    per_label = Counter(n.label for n in nodes if n.label not in OWN_GRAPH)
    assert counts == per_label | Counter(str(link.type) for link in links)
    for link in links:
        data = network.edges[link.head, link.tail, link.statement_id]
        assert data == {**link.properties, "type": str(link.type)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made_extractions())
def test_every_relationship_quotes_its_text(extraction: Extraction) -> None:
    nodes, links = property_graph(store_of([extraction]))
    text = extraction.document.text
    for properties in [link.properties for link in links] + [n.properties for n in nodes if "text_id" in n.properties]:
        begin, end = properties["begin"], properties["end"]
        assert isinstance(begin, int) and isinstance(end, int)
        assert properties["text_id"] == extraction.document.id
        assert text[begin:end] in str(properties["sentence"])
        assert str(properties["sentence"]) in text


def test_properties_are_those_of_the_model_and_plain() -> None:
    nodes, links = property_graph(store_of([*extractions()]))
    for node in nodes:
        assert node.label in NODE_LABELS and set(node.properties) <= set(NODE_PROPERTIES)
    for link in links:
        assert set(link.properties) <= set(RELATIONSHIP_PROPERTIES)
        assert {"text_id", "sentence", "begin", "end", "begins", "ends", "confidence", "method"} <= set(link.properties)
    kinds = {type(value) for each in (*nodes, *links) for value in each.properties.values()}
    assert kinds <= {str, int, float, bool, tuple}


def test_a_text_has_all_its_fields() -> None:
    joint = claims.plan()
    fields = (*joint.document.fields, Field("issuer", "云州市科学技术局"), Field("author", "李禾"))
    document = msgspec.structs.replace(joint.document, fields=fields)
    nodes, _ = property_graph(store_of([msgspec.structs.replace(joint, document=document)]))
    (text,) = (node for node in nodes if node.label == "SourceText")
    assert text.properties["issuers"] == ("云州市工业和信息化局", "云州市科学技术局")
    assert text.properties["authors"] == ("李禾",)
    assert text.properties["number"] == "云工信〔2024〕7号"
    assert text.properties["date"] == "2024-03-15"
    assert text.properties["sources"] == ("plans/云州.html",)


def test_a_text_that_a_file_prints_twice_has_it_twice() -> None:
    twice = tuple(Origin("a.html", "0" * 64, "html", copy=copy) for copy in range(2))
    store = store_of([with_document(claims.note(), origins=twice)])
    (text,) = (node for node in iter_nodes(store) if node.label == "SourceText")
    assert text.properties["sources"] == ("a.html", "a.html")
    assert [*iter_nodes(memory_store(to_quads(*property_graph(store))))] == [*iter_nodes(store)]


def broken(predicate: str, value: NamedNode | Literal | None = None) -> Store:
    """The hand-made plan with one property of one statement taken out, or set to `value`."""
    quads = quads_of(claims.plan())
    statement = min(q.subject.value for q in quads if q.predicate.value == t.CUE and "statement" in q.subject.value)
    kept = [q for q in quads if not (q.subject.value == statement and q.predicate.value == predicate)]
    extra = [Quad(NamedNode(statement), NamedNode(predicate), value, quads[0].graph_name)] if value else []
    return memory_store([*kept, *extra])


@pytest.mark.parametrize(
    ("store", "message"),
    [
        (broken(t.SUBJECT), "has no rdf:subject"),
        (broken(t.OBJECT), "has no rdf:object"),
        (broken(t.PREDICATE, NamedNode(t.IPKG + "near")), "ipkg:near is no relation"),
        (broken(t.EVIDENCE), "no text or no evidence"),
        (broken(t.PRIMARY_SOURCE), "no text or no evidence"),
        (broken(t.EVIDENCE, NamedNode(t.IPR + "evidence-span/0")), "the evidence has no"),
    ],
)
def test_a_statement_that_cannot_be_a_relationship_is_told(store: Store, message: str) -> None:
    with pytest.raises(InvalidGraph, match=message):
        list(iter_relationships(store))


def test_parallel_claims_of_two_texts_stay_apart() -> None:
    _, links = property_graph(store_of([*extractions()]))
    pairs = Counter((link.head, link.tail) for link in links if link.type is RelationType.INCLUDES)
    assert max(pairs.values()) == 2
