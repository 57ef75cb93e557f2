"""Shapes: a graph that satisfies them conforms, each broken copy is caught, and pySHACL says exactly the same of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, parse, serialize

from kg.build import run_quads
from kg.dataset import memory_store
from kg.errors import InvalidShapes
from kg.shapes import SH, SHAPES, read_checks, read_shapes
from kg.validate import validate
from ontology import terms as t
from ontology.concepts import code_lists, load_code_list
from ontology.iris import mint
from ontology.labels import SIGNATURES, RelationType
from tests.kg import claims
from tests.kg.broken import BREAKS, FUND, FUNDING, NOTATION, SCHEME, good, instead, plus

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

NUMBERS = range(1, 15)
Judgement = tuple[str, str, str]


def by_pyshacl(quads: Iterable[Quad], messages: Container[str] | None = None) -> set[Judgement]:
    """Severity, message and node of each result of pySHACL, which reads the same shapes.

    Where `messages` are given, only shapes that have one of them are asked, as pySHACL takes seconds for them all.
    """
    import pyshacl
    import rdflib

    data = serialize({q.triple for q in quads}, format=RdfFormat.N_TRIPLES)
    shapes = serialize((q.triple for q in _shapes_with(messages)), format=RdfFormat.N_TRIPLES)
    _, found, _ = pyshacl.validate(
        rdflib.Graph().parse(data=data, format="nt"),
        shacl_graph=rdflib.Graph().parse(data=shapes, format="nt"),
        inference="none",
    )
    sh = rdflib.Namespace(SH)
    return {
        (
            str(found.value(result, sh.resultSeverity)).removeprefix(SH),
            str(found.value(result, sh.resultMessage)),
            str(found.value(result, sh.focusNode)),
        )
        for result in found.subjects(rdflib.RDF.type, sh.ValidationResult)
    }


def _shapes_with(messages: Container[str] | None) -> Iterator[Quad]:
    """The shapes; without its targets, hence idle, each node shape that has none of the messages."""
    store = read_shapes()
    parts = "(sh:property|sh:sparql)?/sh:message ?message"
    rows = store.query(f"PREFIX sh: <{SH}> SELECT ?shape ?message {{ ?shape a sh:NodeShape ; {parts} }}")
    wanted = {row["shape"] for row in rows if messages is None or row["message"].value in messages}
    for quad in store:
        if quad.subject in wanted or not quad.predicate.value.startswith(SH + "target"):
            yield quad


def ours(quads: Iterable[Quad]) -> set[Judgement]:
    return {(r.severity, r.message, r.node) for r in validate(memory_store(quads)).results}


def test_the_good_graph_conforms_here_and_with_pyshacl() -> None:
    assert ours(good()) == set() == by_pyshacl(good())


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_copy_is_caught_and_pyshacl_says_the_same(name: str) -> None:
    broken = BREAKS[name]
    quads = broken.make()
    report = validate(memory_store(quads))
    found = [r for r in report.results if broken.message in r.message and broken.node in ("", r.node)]
    assert found, report.table.rows
    assert {(r.shape, r.severity) for r in found} == {(broken.number, broken.severity)}
    assert report.conforms == all(r.severity == "Warning" for r in report.results)
    messages = {check.message for check in read_checks() if check.number == broken.number}
    same = {each for each in by_pyshacl(quads, messages) if each[1] in messages}
    assert same == {(r.severity, r.message, r.node) for r in report.results if r.message in messages}


def test_every_rule_has_a_copy_that_breaks_it_and_a_check() -> None:
    assert {broken.number for broken in BREAKS.values()} == {0, *NUMBERS}
    assert {check.number for check in read_checks()} == {0, *NUMBERS}


@pytest.mark.parametrize("relation", list(RelationType))
def test_signature_of_every_relation_is_judged(relation: RelationType) -> None:
    """A run is no head and no tail of anything, so both shapes of the relation must speak."""
    run = run_quads(claims.PIPELINE)[0].subject.value
    quads = plus(run_quads(claims.PIPELINE), (run, t.RELATION_PROPERTIES[relation], mint("ExtractionRun", "other")))
    messages = {message for _, message, _ in ours(quads)}
    assert any("的主语须为" in m for m in messages) and any("的宾语须为" in m for m in messages)


def test_pyshacl_says_the_same_of_every_signature() -> None:
    """One graph in which a run stands at both ends of every relation."""
    run, twin = run_quads(claims.PIPELINE)[0].subject.value, mint("ExtractionRun", "other")
    quads = plus(run_quads(claims.PIPELINE), *((run, relation, twin) for relation in t.RELATION_PROPERTIES.values()))
    assert ours(quads) == by_pyshacl(quads)


def test_signature_shapes_name_the_classes_of_labels() -> None:
    store = Store()
    store.extend(parse(path=str(SHAPES), format=RdfFormat.TURTLE))
    for relation, sides in SIGNATURES.items():
        for target, types in zip(("targetSubjectsOf", "targetObjectsOf"), sides, strict=True):
            query = f"""PREFIX sh: <{SH}> PREFIX rdf: <{t.RDF}> SELECT DISTINCT ?class {{
                ?s sh:{target} <{t.RELATION_PROPERTIES[relation]}> ; (sh:or/rdf:rest*/rdf:first)?/sh:class ?class }}"""
            assert {row["class"].value for row in store.query(query)} == {t.ENTITY_CLASSES[type] for type in types}


@pytest.mark.parametrize("name", code_lists())
def test_every_concept_of_every_code_list_may_classify(name: str) -> None:
    code_list = load_code_list(name)
    rows: list[tuple[str, str, str | Literal]] = []
    for concept in code_list.concepts:
        rows += [
            (FUND, t.RELATION_PROPERTIES[RelationType.CLASSIFIED_AS], concept.iri),
            (concept.iri, t.TYPE, t.SKOS + "Concept"),
            (concept.iri, SCHEME, code_list.iri),
            (concept.iri, NOTATION, Literal(concept.notation)),
            (concept.iri, t.PREF_LABEL, Literal(concept.name, language="zh")),
            (concept.iri, t.PREF_LABEL, Literal(concept.name_en, language="en")),
        ]
    assert ours(plus(good(), *rows)) == set()


def test_without_the_code_lists_the_shapes_are_valid_and_silent_on_them() -> None:
    """As another SHACL engine reads the file."""
    import pyshacl
    import rdflib

    invented = instead(FUNDING, NOTATION, Literal("Z.9"))
    data = serialize({q.triple for q in invented}, format=RdfFormat.N_TRIPLES)
    conforms, _, _ = pyshacl.validate(rdflib.Graph().parse(data=data, format="nt"), shacl_graph=str(SHAPES))
    assert conforms and ours(invented)


def test_every_message_is_chinese() -> None:
    triples: Iterable[Triple | Quad] = parse(path=str(SHAPES), format=RdfFormat.TURTLE)
    messages = [q.object for q in triples if q.predicate.value == SH + "message"]
    assert len(messages) > 50
    assert all(m.language == "zh" and re.search(r"[一-龥]", m.value) for m in messages)


def test_a_message_has_one_severity_and_one_rule() -> None:
    """So that a row of the report, which stands for a message, has them too."""
    kinds = Counter(message for message, _, _ in {(c.message, c.severity, c.number) for c in read_checks()})
    assert [message for message, count in kinds.items() if count > 1] == []


@pytest.mark.parametrize(
    ("added", "part"),
    [
        ("sh:targetClass ipkg:Measure ; sh:xone ()", "sh:xone"),
        ("sh:targetClass ipkg:Measure ; sh:property [ sh:path ipkg:cue ; sh:node ips:Y ]", "sh:node"),
        ("sh:targetClass ipkg:Measure ; sh:property [ sh:path ipkg:cue ; sh:maxCount 2 ]", "sh:maxCount 2"),
        ("sh:class ipkg:Measure", "target"),
        ("sh:targetClass ipkg:Measure ; sh:class ipkg:Measure", "sh:message"),
        ("sh:targetClass ipkg:Measure ; sh:or ( [ sh:sparql [] ] )", "sh:sparql"),
    ],
)
def test_what_is_not_known_of_shacl_is_refused(
    added: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES.read_text("utf-8") + f"ips:X a sh:NodeShape ; {added} .", "utf-8")
    monkeypatch.setattr("kg.shapes.SHAPES", path)
    with pytest.raises(InvalidShapes, match=re.escape(part)):
        read_checks()


def test_shapes_are_where_the_package_looks() -> None:
    assert Path(__file__).parents[2] / "ontology" / "shapes.ttl" == SHAPES
