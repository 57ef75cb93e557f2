"""GraphML and GEXF come back from NetworkX with the same nodes, edges and attributes, whatever the names are."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.projections import to_networkx
from kg.exporters.to_gexf import to_gexf
from kg.exporters.to_graphml import to_graphml
from kg.exporters.values import xml_text
from kg.subgraph import Subgraph
from tests.kg.graphs import dataset, hostile, whole

GRAPHS = {"claims": whole(dataset()), "hostile": hostile(), "control": hostile(("甲\x00\x0b乙", "\ufffe\u2028丙"))}


def flat(value: Any) -> Any:
    if isinstance(value, tuple):
        return xml_text(json.dumps(list(value), ensure_ascii=False))
    return xml_text(value) if isinstance(value, str) else value


def expected(graph: Subgraph) -> tuple[dict[str, Any], dict[Any, Any]]:
    held = to_networkx(graph.nodes, graph.relationships)
    nodes = {iri: {k: flat(v) for k, v in data.items()} for iri, data in held.nodes(data=True)}
    edges = {(h, t, key): {k: flat(v) for k, v in data.items()} for h, t, key, data in held.edges(keys=True, data=True)}
    return nodes, edges


def from_graphml(data: bytes) -> tuple[dict[str, Any], dict[Any, Any]]:
    read = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    return dict(read.nodes(data=True)), {(h, t, k): d for h, t, k, d in read.edges(keys=True, data=True)}


@pytest.mark.parametrize("name", GRAPHS)
def test_graphml_comes_back(name: str) -> None:
    assert from_graphml(to_graphml(GRAPHS[name])) == expected(GRAPHS[name])


@given(st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=3, unique_by=lambda s: s.strip()))
def test_graphml_holds_any_name(names: list[str]) -> None:
    graph = hostile(tuple(f"{i}{name}" for i, name in enumerate(names)))
    assert from_graphml(to_graphml(graph)) == expected(graph)


@pytest.mark.parametrize("name", GRAPHS)
def test_gexf_comes_back(name: str) -> None:
    data = to_gexf(GRAPHS[name])
    nodes, edges = expected(GRAPHS[name])
    nodes = {iri: {"type" if k == "label" else k: v for k, v in values.items()} for iri, values in nodes.items()}
    root = ElementTree.fromstring(data)
    space = {"g": "http://gexf.net/1.3"}
    for kind, wanted in (("node", nodes), ("edge", {key: values for (_, _, key), values in edges.items()})):
        titles = {
            a.get("id"): (a.get("title"), a.get("type"))
            for a in root.findall(f"g:graph/g:attributes[@class='{kind}']/g:attribute", space)
        }
        found = {}
        for item in root.iter(f"{{{space['g']}}}{kind}"):
            cells = [(*titles[v.get("for")], v.get("value")) for v in item.iter(f"{{{space['g']}}}attvalue")]
            found[item.get("id")] = {title: read_cell(type_, value) for title, type_, value in cells}
        assert found == wanted


def test_networkx_reads_the_gexf() -> None:
    graph = GRAPHS["claims"]
    read = nx.read_gexf(io.BytesIO(to_gexf(graph)), version="1.3")
    assert set(read) == {node.iri for node in graph.nodes}
    assert read.number_of_edges() == len(graph.relationships)
    assert {(data["label"], data["type"]) for _, data in read.nodes(data=True)} >= {
        ("人形机器人", "Product"),
        ("机器人产业", "Industry"),
    }


def read_cell(type_: str | None, value: str | None) -> Any:
    assert value is not None
    readers: dict[str | None, Any] = {"boolean": lambda v: v == "true", "integer": int, "long": int, "double": float}
    return readers.get(type_, str)(value)
