"""What every Cypher store can do, and the table from a URL or folder to the store behind it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from kg.errors import StoreUnavailable
from kg.property_graph import NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, Node, Relationship, Value
from kg.table import Table
from ontology.labels import RelationType

QUERY_SECONDS = 60.0
"""How long a query may run where the caller names no limit: long enough for a count over a million claims."""

MARK = "_graph"
"""The property by which a store on a server knows its own nodes and relationships; queries do not show it."""

DIGEST = "_digest"
"""The property with a number for what was written: a refresh sends only where it differs."""

LOADED = "_loaded"
"""The property, on one node, that says which version of the graph was loaded to the end."""

SEARCH = "_search"
"""The property with what a server finds a node by: the tokens of its names (`kg.grams`), its label and graph."""

RANK = "_rank"
"""The property that says how many texts mention a node, as tokens that a full-text index can sort by."""

OWN_PROPERTIES = frozenset({MARK, DIGEST, LOADED, SEARCH, RANK})
"""What a store on a server keeps for itself; `keys(n)` does not show it."""

BATCH_ROWS = 5000
_BATCH_CHARACTERS = 4_000_000  # a whole text is one property: this many characters keep a batch of texts small

Item = TypeVar("Item", Node, Relationship)
Key = TypeVar("Key")

SERVER_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


class CypherStore(Protocol):
    """A property graph that answers Cypher; every store gives the same rows for the same text.

    Values are plain: a node is a dict of its properties with its `label`, a relationship a dict with its `type`, a path
    the list of its nodes and relationships in order, a date its ISO text.
    """

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """The rows of `cypher`, at most `limit` of them (`is_cut`: there are more); a query never writes.

        Raises QueryError where the text is wrong, would write or runs longer than `timeout` seconds (QUERY_SECONDS
        where it is None), and StoreUnavailable where the store no longer answers.
        """

    def records(self) -> tuple[list[Node], list[Relationship]]:
        """All nodes and relationships of the graph, sorted: those that were put in, with equal values.

        What others put into the same database is left out. Raises StoreUnavailable where the store no longer answers.
        """

    def close(self) -> None:
        """Let go of the store; closing twice is fine."""

    def __enter__(self) -> Self:
        """The store itself, closed at the end of the block."""

    def __exit__(self, *error: object) -> None:
        """Close the store."""


def scheme_of(place: str) -> str:
    """The scheme of a server's URL, "" for a folder.

    >>> scheme_of("bolt://localhost"), scheme_of("graphs/a")
    ('bolt', '')
    """
    scheme, mark, _ = place.partition("://")
    return scheme.lower() if mark and "/" not in scheme else ""


def open_store(url_or_path: str | os.PathLike[str]) -> CypherStore:
    """The store at a server's URL (`bolt://…`, `neo4j://…`, `neo4j+s://…`) or in a folder, ready for queries.

    User, password and database of a server come from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE (or
    `?database=NAME`). Raises StoreUnavailable where nothing answers there.
    """
    place = os.fspath(url_or_path)
    scheme = scheme_of(place)
    if scheme in SERVER_SCHEMES:
        from kg.stores.neo4j_store import Neo4jStore

        return Neo4jStore(place)
    if scheme:
        known = ", ".join(f"{known}://" for known in SERVER_SCHEMES)
        raise StoreUnavailable(place, f"no store for {scheme}://", f"known are {known} and a folder")
    from kg.stores.arcadedb_store import ArcadeDBStore

    return ArcadeDBStore(Path(place))


def batches(items: Iterable[Item], key: Callable[[Item], Key]) -> Iterator[tuple[Key, list[Item]]]:
    """`items` in groups of equal `key`, at most BATCH_ROWS in one, each group given out when it is full.

    At most a few batches are held at once, however many items come.
    """
    open_: dict[Key, list[Item]] = defaultdict(list)
    rows = characters = 0
    for item in items:
        group = open_[key(item)]
        group.append(item)
        rows += 1
        characters += len(str(item.properties.get("text", "")))
        if len(group) == BATCH_ROWS:
            yield key(item), open_.pop(key(item))
            rows -= BATCH_ROWS
        elif rows >= 4 * BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield from open_.items()
            open_.clear()
            rows = characters = 0
    yield from open_.items()


def to_node(label: str, found: Mapping[str, Any]) -> Node:
    """The node that a store holds as these properties; what is no property of the model is left out."""
    return Node(str(found["iri"]), label, _properties(found, NODE_PROPERTIES))


def to_relationship(type_: str, head: str, tail: str, found: Mapping[str, Any]) -> Relationship:
    """The relationship that a store holds as these properties, in the same way."""
    properties = _properties(found, RELATIONSHIP_PROPERTIES)
    return Relationship(str(found["statement_id"]), RelationType(type_), head, tail, properties)


def _properties(found: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Value]:
    present = ((name, found.get(name)) for name in names)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in present if value is not None}


def in_order(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> tuple[list[Node], list[Relationship]]:
    """Nodes by IRI and relationships by statement, as `kg.property_graph` reads them."""
    return sorted(nodes, key=lambda node: node.iri), sorted(relationships, key=lambda link: link.statement_id)
