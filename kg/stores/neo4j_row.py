"""A node or relationship as one line of JSON, of which the digest of a load and the row of an import file are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from xxhash import xxh3_64_intdigest

from kg.errors import InvalidGraph
from kg.property_graph import (
    CORRECTION,
    MANY,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    REPEATED,
    SOFTWARE,
    Node,
    Relationship,
    Value,
)
from ontology import terms

FORMAT = 3
"""Which of our own properties a load writes, and how: what an earlier format wrote is written anew."""

ITEMS = "\x1f"
"""Between the items of a list: the unit separator, as names may hold any printable character."""

LISTS = frozenset(
    {
        *MANY,
        *REPEATED,
        *SOFTWARE,
        *terms.MATCHES,
        *("corrections", *CORRECTION),
        *("aliases", "described_in", "sources", "source_copies", "source_sha256"),
        *("begins", "ends", "sentence_begins", "sentence_ends"),
    }
)
"""The properties that hold lists."""

_encode = msgspec.json.Encoder().encode


def node_row(node: Node) -> bytes:
    """Its IRI and a field for each of NODE_PROPERTIES as a JSON list, in which what is absent takes no character.

    A list is a field of one text, or its only number; it stays a list where such a text would be that of another one
    too. Raises InvalidGraph for a property that the model does not have, and for one value where a list belongs.
    """
    return _row([node.iri, *node.properties.values()], node.properties, _NODES)


def relationship_row(link: Relationship) -> bytes:
    """Its ends, its statement and a field for each of RELATIONSHIP_PROPERTIES, in the same way."""
    values = [link.head, link.tail, link.statement_id, *link.properties.values()]
    return _row(values, link.properties, _RELATIONSHIPS)


def digest(row: bytes) -> int:
    """A number for what a row says; of two nodes of one label, or relationships of one type, equal ones are equal."""
    return xxh3_64_intdigest(row, FORMAT) >> 1  # what a database holds as a number has a sign


class _Layout(NamedTuple):
    """Where the values go of the many rows that have the same properties."""

    lists: tuple[tuple[int, str], ...]
    absent: tuple[msgspec.Raw, ...]
    in_order: Callable[[list[Any]], Any]


class _Layouts(dict[tuple[str, ...], _Layout]):
    """The layout of each row by the names of its properties, made when it is first asked for."""

    def __init__(self, keys: int, known: tuple[str, ...]) -> None:
        super().__init__()
        self._keys, self._known = keys, known

    def __missing__(self, names: tuple[str, ...]) -> _Layout:
        if unknown := set(names) - set(self._known):
            raise InvalidGraph(f"properties that the model does not have: {', '.join(sorted(unknown))}")
        places = {name: place for place, name in enumerate(names, self._keys)}
        order = list(range(self._keys))
        absent: list[msgspec.Raw] = []
        for is_absent, some in groupby(self._known, key=lambda name: name not in places):
            if is_absent:  # all fields up to the next that is there, with the commas between them
                order.append(self._keys + len(names) + len(absent))
                absent.append(msgspec.Raw(b"," * (len(list(some)) - 1)))
            else:
                order += [places[name] for name in some]
        lists = tuple((place, name) for name, place in places.items() if name in LISTS)
        self[names] = _Layout(lists, tuple(absent), itemgetter(*order))
        return self[names]


_NODES = _Layouts(1, NODE_PROPERTIES)
_RELATIONSHIPS = _Layouts(3, RELATIONSHIP_PROPERTIES)


def _row(values: list[Any], properties: Mapping[str, Value], layouts: _Layouts) -> bytes:
    lists, absent, in_order = layouts[tuple(properties)]
    for place, name in lists:
        value = values[place]
        if type(value) is not tuple:
            raise InvalidGraph(f"{name} {value!r}: one value where a list belongs")
        values[place] = value[0] if len(value) == 1 and type(value[0]) is int else _joined(value)
    values += absent
    return _encode(in_order(values))


def _joined(values: tuple[Any, ...]) -> str | tuple[Any, ...]:
    text = ITEMS.join(map(str, values))
    is_of_others_too = values and (not text or text.count(ITEMS) >= len(values))
    return values if is_of_others_too else text
