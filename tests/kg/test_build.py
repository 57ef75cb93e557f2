"""Extraction → quads: the shape that docs/model.md draws, each claim once, each quotation exact."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from extract.records import Actor, Document, Entity, Extraction, Mention, Span, measure_iri, quotation_faults
from kg.build import count_claims, date_literal, decimal_literal, quads_of, run_iri, run_quads, statement_iri
from kg.dataset import memory_store
from kg.sparql import run_sparql
from ontology import terms as t
from ontology.iris import entity_iri
from ontology.labels import ActorRole, EntityType, RelationType
from tests.kg import claims

EXTRACTIONS = {"plan": claims.plan(), "news": claims.news(), "note": claims.note()}
INDUSTRY = entity_iri(EntityType.INDUSTRY, "机器人产业")
HUMANOID = entity_iri(EntityType.PRODUCT, "人形机器人")
INCLUDES = t.RELATION_PROPERTIES[RelationType.INCLUDES]


def values(quads: list[Quad], subject: str, predicate: str) -> list[str]:
    """The values of a property, sorted."""
    return sorted(q.object.value for q in quads if (q.subject.value, q.predicate.value) == (subject, predicate))


@pytest.mark.parametrize("name", EXTRACTIONS)
def test_quads_are_sorted_distinct_and_in_the_graph_of_the_text(name: str) -> None:
    quads = quads_of(EXTRACTIONS[name])
    lines = [str(quad) for quad in quads]
    assert lines == sorted(set(lines))
    assert {quad.graph_name.value for quad in quads} == {EXTRACTIONS[name].document.id}


@pytest.mark.parametrize("name", EXTRACTIONS)
def test_equal_extractions_give_equal_quads(name: str) -> None:
    """Also after the trip through JSON, which is what a rebuild reads."""
    assert quads_of(Extraction.from_json(EXTRACTIONS[name].to_json())) == quads_of(EXTRACTIONS[name])


@pytest.mark.parametrize("name", EXTRACTIONS)
def test_every_span_quotes_its_text(name: str) -> None:
    extraction = EXTRACTIONS[name]
    assert quotation_faults(extraction) == []
    quads = quads_of(extraction)
    spans = [q.subject.value for q in quads if q.object.value == t.EVIDENCE_SPAN]
    assert spans
    for span in spans:
        ((begin,), (end,), (quoted,)) = (values(quads, span, p) for p in (t.BEGIN_INDEX, t.END_INDEX, t.ANCHOR_OF))
        assert extraction.document.text[int(begin) : int(end)] == quoted


def test_the_text_its_fields_and_each_place_it_was_found() -> None:
    news = claims.news()
    quads, text = quads_of(news), news.document.id
    assert values(quads, text, t.IS_STRING) == [claims.NEWS]
    assert values(quads, text, t.TITLE) == ["云州发布机器人产业行动方案"]
    assert values(quads, text, t.PUBLISHER) == ["云州日报"]
    assert values(quads, text, t.AUTHOR_NAME) == ["李禾"]
    assert values(quads_of(claims.plan()), claims.plan().document.id, t.DOCUMENT_NUMBER) == ["云工信〔2024〕7号"]
    origins = values(quads, text, t.SOURCE)
    found = sorted((*values(quads, o, t.IDENTIFIER), *values(quads, o, t.COPY)) for o in origins)
    assert found == [("news/1.txt", "0"), ("news/2.txt", "1")]


def test_a_claim_found_twice_is_one_statement_with_the_data_of_the_surest() -> None:
    quads, text = quads_of(claims.plan()), claims.plan().document.id
    statement = statement_iri(INDUSTRY, INCLUDES, HUMANOID, text)
    assert values(quads, statement, t.CONFIDENCE) == ["0.8313"]
    assert values(quads, statement, t.CUE) == ["包括"]
    assert values(quads, statement, t.METHOD) == ["list"]
    assert len(values(quads, statement, t.EVIDENCE)) == 2
    assert values(quads, statement, t.GENERATED_BY) == [run_iri(claims.PIPELINE)]
    assert values(quads, INDUSTRY, INCLUDES) == sorted({HUMANOID, entity_iri(EntityType.PRODUCT, "巡检机器人")})


def test_a_mention_statement_has_every_mention_as_evidence() -> None:
    quads, text = quads_of(claims.plan()), claims.plan().document.id
    statement = statement_iri(text, t.RELATION_PROPERTIES[RelationType.MENTIONS], HUMANOID, text)
    assert values(quads, statement, t.COUNT) == ["3"]
    spans = values(quads, statement, t.EVIDENCE)
    assert len(spans) == 3
    for span in spans:
        (sentence,) = values(quads, span, t.SENTENCE)
        assert "人形机器人" in values(quads, sentence, t.ANCHOR_OF)[0]
        assert values(quads, sentence, t.SENTENCE) == []


def test_aliases_are_the_surfaces_that_differ_from_the_name() -> None:
    bureau = entity_iri(EntityType.INSTITUTION, "云州市工业和信息化局")
    quads = quads_of(claims.plan())
    assert values(quads, bureau, t.PREF_LABEL) == ["云州市工业和信息化局"]
    assert values(quads, bureau, t.ALT_LABEL) == ["市工业和信息化局"]
    assert values(quads, HUMANOID, t.ALT_LABEL) == []


def test_attributes_have_their_datatypes() -> None:
    store = memory_store(quads_of(claims.plan()))
    rows = run_sparql(
        store, "SELECT ?o ?j { ?s rdf:predicate ipkg:issuedBy ; ipkg:order ?o ; ipkg:joint ?j } ORDER BY ?o"
    )
    assert rows.rows == [(1, True), (2, True)]
    assert run_sparql(store, "SELECT ?k { ?s rdf:predicate ipkg:cites ; ipkg:kind ?k }").rows == [("依据",)]


def test_a_measure_is_a_node_with_its_clause_and_one_edge_for_each_filler() -> None:
    plan = claims.plan()
    quads, measure = quads_of(plan), plan.measures[0]
    iri = measure_iri(plan.document, measure)
    clause = measure.span.of(claims.PLAN)
    assert values(quads, iri, t.PREF_LABEL) == [clause]
    assert values(quads, iri, t.ACTION) == ["攻关"] and values(quads, iri, t.MODALITY) == ["鼓励"]
    (span,) = values(quads, iri, t.EVIDENCE)
    assert values(quads, span, t.ANCHOR_OF) == [clause]
    roles = run_sparql(
        memory_store(quads),
        f"SELECT ?r {{ ?s rdf:subject <{iri}> ; rdf:predicate ipkg:hasActor ; ipkg:role ?r ; ipkg:modality '鼓励' }}",
    )
    assert sorted(roles.rows) == [("牵头",), ("行动主体",)]  # of one actor's two roles the first is kept


def test_targets_with_and_without_a_value() -> None:
    table = run_sparql(
        memory_store(quads_of(claims.plan())),
        """SELECT ?i ?v ?u ?b (STR(?y) AS ?year) { ?t a ipkg:Target ; ipkg:indicator ?i ; schema:unitText ?u ;
           ipkg:bound ?b ; ipkg:targetYear ?y . OPTIONAL { ?t schema:value ?v } } ORDER BY ?v""",
    )
    assert table.rows == [
        ("龙头企业", None, "批", "等于", "2027"),
        ("中试平台", 125000.0, "平方米", "不低于", "2027"),
    ]


def test_a_text_reports_the_policy_in_its_title() -> None:
    for extraction in (claims.plan(), claims.news()):
        store = memory_store(quads_of(extraction))
        rows = run_sparql(store, "SELECT ?n { ?text ipkg:reports/skos:prefLabel ?n }").rows
        assert rows == [("云州市机器人产业行动方案",)]


def test_counts() -> None:
    quads = [*run_quads(claims.PIPELINE), *(q for e in EXTRACTIONS.values() for q in quads_of(e))]
    counts = count_claims(memory_store(quads))
    assert counts["texts"] == 3 and counts["Product"] == 2 and counts["INCLUDES"] == 3
    assert counts["Measure"] == 2 and counts["Target"] == 2 and counts["MENTIONS"] == 19
    assert "Person" not in counts and "AMENDS" not in counts
    assert count_claims(memory_store([])) == {"texts": 0}


def test_threshold_takes_claims_and_what_rests_on_them() -> None:
    quads = quads_of(claims.plan(), 0.75)
    subjects = {quad.subject.value for quad in quads}
    assert entity_iri(EntityType.PRODUCT, "巡检机器人") not in subjects
    counts = count_claims(memory_store(quads))
    assert (counts["INCLUDES"], counts["Measure"], counts["Target"]) == (1, 2, 1)
    assert set(count_claims(memory_store(quads_of(claims.plan(), 1.0)))) == {"texts"}


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_adds_a_claim(one: float, other: float) -> None:
    low, high = sorted((one, other))
    few, many = ({q.subject.value for q in quads_of(claims.plan(), x)} for x in (high, low))
    assert few <= many


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), st.data())
def test_any_text_can_be_quoted_after_the_trip_through_the_store(text: str, data: st.DataObject) -> None:
    """Emoji, line breaks, quotes and control characters: SPARQL's SUBSTR and Python's slices agree on all of them."""
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    entity = Entity(entity_iri(EntityType.PRODUCT, "甲"), EntityType.PRODUCT, "甲", (Mention(begin, end),))
    quads = quads_of(Extraction(Document(text), "p", (Span(0, len(text)),), (entity,)))
    table = run_sparql(
        memory_store(quads),
        """SELECT ?quoted (SUBSTR(?string, ?b + 1, ?e - ?b) AS ?cut) { ?s nif:anchorOf ?quoted ; nif:beginIndex ?b ;
           nif:endIndex ?e ; nif:referenceContext/nif:isString ?string }""",
    )
    assert table.rows and all(quoted == cut for quoted, cut in table.rows)
    assert text[begin:end] in [quoted for quoted, _ in table.rows]


def test_one_measure_twice_is_one_node() -> None:
    plan = claims.plan()
    twice = msgspec.structs.replace(plan, measures=(*plan.measures, *plan.measures))
    assert quads_of(twice) == quads_of(plan)


def test_surest_role_does_not_depend_on_the_order_of_equal_ones() -> None:
    """Two roles of one actor in one measure: the measure's first stays, whatever else it has."""
    plan = claims.plan()
    measure = plan.measures[0]
    actors = (measure.actors[1], Actor(measure.actors[1].reference, ActorRole.PARTICIPATE))
    changed = msgspec.structs.replace(plan, measures=(msgspec.structs.replace(measure, actors=actors),))
    roles = [q.object.value for q in quads_of(changed) if q.predicate.value == t.ROLE]
    assert roles == ["牵头"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("2024-03-15", "date"),
        ("2024-03", "gYearMonth"),
        ("2024", "gYear"),
        ("2024-02-30", "string"),
        ("去年", "string"),
    ],
)
def test_dates_are_typed_by_what_they_say(value: str, name: str) -> None:
    assert date_literal(value).datatype == NamedNode(t.XSD + name)


@given(st.floats(-1e12, 1e12))
def test_decimals_are_exact_and_survive_the_store_unchanged(number: float) -> None:
    literal = decimal_literal(round(number, 6))
    assert float(literal.value) == round(number, 6) and "e" not in literal.value.lower()
    node = NamedNode("http://example.org/x")
    (quad,) = memory_store([Quad(node, node, literal, node)]).quads_for_pattern(None, None, None, node)
    assert isinstance(quad.object, Literal) and quad.object == literal
