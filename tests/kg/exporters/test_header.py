"""The header of an RDF export counts what the export holds, and says how to use and cite it."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.build import run_iri
from kg.exporters.header import CLAIMS, DCAT, LICENCE, VOID, citation, dataset_iri, header
from kg.exporters.to_rdf import triples_of
from kg.graph_folder import Manifest
from kg.property_graph import CLASSES
from kg.subgraph import Selection, select
from ontology import terms
from tests.kg import claims
from tests.kg.graphs import dataset, whole

STORE = dataset()
GRAPH = whole(STORE)
PART = select(GRAPH.nodes, GRAPH.relationships, Selection(relations=frozenset({"INCLUDES"})))
BUILD = Manifest("3", "0123456789abcdef", claims.PIPELINE, 0.5, {}, {})


def values(triples: list[Triple], subject: str, predicate: str) -> list[str]:
    found = [t for t in triples if t.subject == NamedNode(subject) and t.predicate == NamedNode(predicate)]
    return sorted(t.object.value for t in found)


@pytest.mark.parametrize("part", [GRAPH, PART])
def test_the_counts_are_those_of_the_triples(part: type[GRAPH]) -> None:
    triples = triples_of(part, STORE)
    about = header(part, len(triples), BUILD)
    iri = dataset_iri(part, BUILD)
    assert values(about, iri, VOID + "triples") == [str(len(triples))]
    assert values(about, iri, VOID + "entities") == [str(len(part.nodes))]
    for partition in values(about, iri, VOID + "propertyPartition"):
        (term,) = values(about, partition, VOID + "property")
        count = sum(t.predicate == NamedNode(term) for t in triples)
        assert values(about, partition, VOID + "triples") == [str(count)]
    counted = {}
    for partition in values(about, iri, VOID + "classPartition"):
        (cls,) = values(about, partition, VOID + "class")
        counted[cls] = values(about, partition, VOID + "entities")
    for label in {node.label for node in part.nodes}:
        assert counted[CLASSES[label]] == [str(sum(node.label == label for node in part.nodes))]
    assert counted[terms.STATEMENT] == [str(len(part.relationships))]


def test_it_says_title_build_run_licence_rights_and_dates() -> None:
    about = header(GRAPH, 1, BUILD)
    iri = dataset_iri(GRAPH, BUILD)
    assert values(about, iri, terms.TYPE) == [VOID + "Dataset", DCAT + "Dataset"]
    assert values(about, iri, terms.TITLE) == [CLAIMS.english, CLAIMS.title]
    assert values(about, iri, terms.IDENTIFIER) == [BUILD.generation]
    assert values(about, iri, terms.GENERATED_BY) == [run_iri(claims.PIPELINE)]
    assert values(about, iri, terms.DCTERMS + "license") == [LICENCE]
    assert "原文的权利归原权利人" in values(about, iri, terms.DCTERMS + "rights")[0]
    assert "置信度不低于0.5" in values(about, iri, terms.DCTERMS + "description")[0]
    (period,) = values(about, iri, terms.DCTERMS + "temporal")
    dates = sorted(str(text.properties["date"]) for text in GRAPH.texts if "date" in text.properties)
    assert values(about, period, DCAT + "startDate") == [dates[0]]
    assert values(about, period, DCAT + "endDate") == [dates[-1]]


def test_the_run_is_the_one_that_the_statements_name() -> None:
    build = Manifest("3", "0", claims.PIPELINE, 0.5, {}, {}, "https://w3id.org/ipkg/id/extraction-run/1")
    about = header(GRAPH, 1, build)
    assert values(about, dataset_iri(GRAPH, build), terms.GENERATED_BY) == [build.run]


def test_another_part_or_build_is_another_dataset_and_the_same_one_the_same() -> None:
    iris = {dataset_iri(part, build) for part in (GRAPH, PART) for build in (None, BUILD)}
    assert len(iris) == 4
    assert header(whole(dataset()), 7, BUILD) == header(GRAPH, 7, BUILD)


def test_without_a_build_nothing_is_said_of_it() -> None:
    said = {t.predicate.value for t in header(GRAPH, 1, None)}
    assert not said & {terms.IDENTIFIER, terms.GENERATED_BY}


def test_the_citation_has_the_form_of_the_standard() -> None:
    cited = citation(GRAPH, BUILD)
    form = r"Policy Knowledge Graph project\. 产业政策知识图谱: 3份文本，\d+个节点，\d+条断言\[DS\]\. "
    form += r"policy-knowledge-graph \d+\.\d+\.\d+版\. 构建0123456789abcdef\. https://\S+/dataset/\w{16}\."
    assert re.fullmatch(form, cited)
    assert Literal(cited, language="zh") in {t.object for t in header(GRAPH, 1, BUILD)}
