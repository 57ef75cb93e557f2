"""Rows of import files and digests say what their nodes and relationships say."""

from __future__ import annotations

import csv
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.errors import InvalidGraph
from kg.property_graph import Node, Relationship, Value
from kg.stores.neo4j_bulk import write_bulk
from kg.stores.neo4j_row import ITEMS, digest, node_row, relationship_row
from ontology.labels import RelationType
from tests.kg.properties import PROPERTIES

ODD_LISTS = (("",), (), ("", ""), (ITEMS,), ("甲" + ITEMS + "乙",), ("甲", "乙"), ("甲",), ("[]",), ("甲,乙",))


def _plain(value: Value) -> str:
    return ITEMS.join(map(str, value)) if isinstance(value, tuple) else str(value)


@settings(deadline=None)
@given(PROPERTIES)
def test_a_row_of_csv_has_the_values(properties: dict[str, Value]) -> None:
    with tempfile.TemporaryDirectory() as name:
        command = write_bulk(Path(name), [Node("https://example.org/x", "Target", properties)], [])
        with Path(name, "Target.csv").open(encoding="utf-8", newline="") as file:
            headings, row = csv.reader(file)
    fields = {heading.partition(":")[0]: field for heading, field in zip(headings, row, strict=True)}
    value = properties.get("value")
    if value is not None:
        assert float(fields.pop("value")) == value
    expected = {key: _plain(each) for key, each in properties.items() if key != "value"}
    assert {key: fields[key] for key in expected} == expected
    own = {"iri", "_search", "_graph", "_digest"}
    assert not any(field for key, field in fields.items() if key not in {*own, *properties})
    is_multiline = any("\n" in field or "\r" in field for field in expected.values())
    assert ("--multiline-fields=Target.csv" in command) is is_multiline


@given(PROPERTIES, PROPERTIES)
def test_nodes_have_equal_digests_where_they_are_equal(one: dict[str, Value], other: dict[str, Value]) -> None:
    rows = [node_row(Node("x", "Target", each)) for each in (one, other, dict(reversed(one.items())))]
    assert (digest(rows[0]) == digest(rows[1])) is (one == other)
    assert digest(rows[0]) == digest(rows[2])


def test_lists_that_import_files_cannot_tell_apart_have_digests_of_their_own() -> None:
    assert len({digest(node_row(Node("x", "Product", {"aliases": each}))) for each in ODD_LISTS}) == len(ODD_LISTS)


def test_every_part_of_a_relationship_counts() -> None:
    link = Relationship("s", RelationType.MENTIONS, "a", "b", {"cue": "甲", "begins": (1, 2), "joint": True})
    others = (
        Relationship("t", link.type, "a", "b", link.properties),
        Relationship("s", link.type, "c", "b", link.properties),
        Relationship("s", link.type, "a", "c", link.properties),
        *(Relationship("s", link.type, "a", "b", {**link.properties, "begins": each}) for each in ((1,), (1, 3), ())),
        Relationship("s", link.type, "a", "b", {"role": "甲", "begins": (1, 2), "joint": True}),
        Relationship("s", link.type, "a", "b", {**link.properties, "joint": False}),
    )
    digests = sorted(digest(relationship_row(each)) for each in (link, *others))
    assert all(a < b for a, b in pairwise(digests))


def test_what_the_model_does_not_have_is_refused() -> None:
    for properties, message in (
        ({"colour": "红"}, "does not have: colour"),
        ({"aliases": "乙"}, "where a list belongs"),
    ):
        with pytest.raises(InvalidGraph, match=message):
            node_row(Node("x", "Product", properties))
