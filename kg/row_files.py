"""The nodes and relationships of a generation as JSON lines, which are read far faster than the RDF dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from kg.errors import InvalidGraph, UnwritableGraph
from kg.property_graph import Node, Relationship, Value
from ontology.labels import RelationType

NODES = "nodes.jsonl"
RELATIONSHIPS = "relationships.jsonl"

_WRITTEN_AT_ONCE = 1 << 18
_Properties = dict[str, str | int | float | bool | tuple[str | int, ...]]
"""As msgspec can tell them apart; the items of a list are in truth of one kind."""
_Row = TypeVar("_Row", "_NodeRow", "_RelationshipRow")


class _NodeRow(msgspec.Struct, frozen=True, array_like=True):
    iri: str
    label: str
    properties: _Properties


class _RelationshipRow(msgspec.Struct, frozen=True, array_like=True):
    statement_id: str
    type: RelationType
    head: str
    tail: str
    properties: _Properties


def written_nodes(generation: Path, nodes: Iterable[Node]) -> Iterator[Node]:
    """`nodes`, unchanged; at the last one all are in the file. Raises UnwritableGraph where the disk is full."""
    rows = ((node, (node.iri, node.label, node.properties)) for node in nodes)
    return _written(generation / NODES, rows)


def written_relationships(generation: Path, relationships: Iterable[Relationship]) -> Iterator[Relationship]:
    """`relationships`, unchanged, in the same way."""
    rows = ((x, (x.statement_id, x.type, x.head, x.tail, x.properties)) for x in relationships)
    return _written(generation / RELATIONSHIPS, rows)


def read_nodes(generation: Path) -> Iterator[Node]:
    """The nodes in the order in which they were written; raises InvalidGraph, with its number, for a bad line."""
    return (Node(row.iri, row.label, _values(row.properties)) for row in _read(generation / NODES, _NodeRow))


def read_relationships(generation: Path) -> Iterator[Relationship]:
    """The relationships, in the same way."""
    rows = _read(generation / RELATIONSHIPS, _RelationshipRow)
    return (Relationship(row.statement_id, row.type, row.head, row.tail, _values(row.properties)) for row in rows)


def _values(properties: _Properties) -> Mapping[str, Value]:
    return cast("Mapping[str, Value]", properties)


_Item = TypeVar("_Item")


def _written(path: Path, rows: Iterable[tuple[_Item, object]]) -> Iterator[_Item]:
    encode = msgspec.json.Encoder().encode
    try:
        with path.open("wb", _WRITTEN_AT_ONCE) as file:
            for item, row in rows:
                file.write(encode(row) + b"\n")
                yield item
    except OSError as error:
        raise UnwritableGraph(str(path.parent), error.strerror or str(error)) from error


def _read(path: Path, row: type[_Row]) -> Iterator[_Row]:
    decode = msgspec.json.Decoder(row).decode
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InvalidGraph(f"{path}:{number}: damaged ({error}); run the same kg build again") from error
