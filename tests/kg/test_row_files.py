"""Nodes and relationships come out of their files as they went in, of the same types."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.errors import InvalidGraph, UnwritableGraph
from kg.property_graph import Node, Relationship, Value
from kg.row_files import (
    NODES,
    read_nodes,
    read_relationships,
    written_nodes,
    written_relationships,
)
from ontology.labels import RelationType
from tests.kg.properties import PROPERTIES

NODE = Node("https://example.org/x", "Product", {"name": "水泵"})


@settings(deadline=None)
@given(PROPERTIES)
def test_what_is_written_is_read(properties: dict[str, Value]) -> None:
    nodes = [Node("https://example.org/x", "Target", properties), NODE]
    links = [Relationship("s", RelationType.CITES, "a", "b", properties | {"joint": True, "begins": (1, 2)})]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert list(written_nodes(folder, nodes)) == nodes
        assert list(written_relationships(folder, links)) == links
        found = [*read_nodes(folder)], [*read_relationships(folder)]
    assert repr(found) == repr((nodes, links))  # 2 and 2.0 are equal and not the same


def test_bad_files_are_told_by_name_and_line(tmp_path: Path) -> None:
    assert list(written_nodes(tmp_path, [NODE, NODE])) == [NODE, NODE]
    file = tmp_path / NODES
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(InvalidGraph, match=rf"{NODES}:2: damaged .*; run the same kg build again$"):
        list(read_nodes(tmp_path))
    with pytest.raises(UnwritableGraph):
        list(written_nodes(tmp_path / "nowhere", [NODE]))
