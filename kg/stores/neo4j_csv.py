"""One CSV file for `neo4j-admin database import`, of the nodes of a label or the relationships of a type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from kg.property_graph import FLOAT_PROPERTIES
from kg.stores.neo4j_row import LISTS, digest
from kg.stores.store import DIGEST, MARK

_WRITTEN_AT_ONCE = 1 << 18
_INTEGERS = frozenset(
    {
        *("begin", "end", "sentence_begin", "sentence_end", "begins", "ends", "sentence_begins", "sentence_ends"),
        *("source_copies", "year", "order", "count"),
    }
)
_BOOLEANS = frozenset({"joint"})

_PLAIN = {msgspec.json.encode(plain)[1:-1]: plain.encode() for plain in map(chr, range(128))}
_PLAIN[rb"\""] = b'""'
"""What JSON writes in a text → what CSV writes there, which doubles the quote and has all else as it is."""

_BACKSLASH = ord("\\")  # as a number, which is found ten times as fast as bytes of length 1

_ESCAPE = re.compile(rb"\\(?:u....|.)")


class File(msgspec.Struct, frozen=True):
    """What the import command must know of a file: `kind` is nodes or relationships, `largest` a row in bytes."""

    kind: str
    name: str
    largest: int
    is_multiline: bool


class FileWriter:
    """Writes the file of a label or a type, row by row."""

    def __init__(self, folder: Path, stack: ExitStack, kind: str, name: str, columns: Sequence[str], graph: str):
        """Begin the file in `folder`, to be closed with `stack`; `columns` are its first headings.

        After them come the known properties, more columns where `add` has some, and the marks of a load of `graph`.
        """
        self._kind, self._name = kind, name
        self._is_multiline = False
        self._largest = 0
        self._write = stack.enter_context((folder / f"{name}.csv").open("wb", _WRITTEN_AT_ONCE)).write
        self._write(",".join([*columns, f"{MARK}:string", f"{DIGEST}:long"]).encode() + b"\n")
        self._mark = msgspec.json.encode(graph)

    def add(self, row: bytes, more: bytes = b"") -> None:
        """Write `row`, made by `kg.stores.neo4j_row`; `more` are further columns of JSON.

        JSON texts without escapes are quoted fields of CSV as they stand, and so are most rows.
        """
        line = b"%b,%b%b,%d\n" % (row[1:-1], more, self._mark, digest(row))
        if _BACKSLASH in line:
            line = _ESCAPE.sub(lambda found: _PLAIN[found[0]], line)
            self._is_multiline |= line.count(b"\n") > 1 or b"\r" in line
        if len(line) > self._largest:
            self._largest = len(line)
        self._write(line)

    def file(self) -> File:
        """What was written."""
        return File(self._kind, self._name, self._largest, self._is_multiline)


def heading(name: str) -> str:
    """The heading of a property's column: its name, type and whether it is a list."""
    kind = "string"
    if name in _INTEGERS:
        kind = "long"
    elif name in FLOAT_PROPERTIES:
        kind = "double"
    elif name in _BOOLEANS:
        kind = "boolean"
    return f"{name}:{kind}{'[]' if name in LISTS else ''}"
