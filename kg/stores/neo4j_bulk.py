"""The graph as CSV files for `neo4j-admin database import`, which fills an empty database far faster than a load."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec

from kg.errors import GraphError, InvalidGraph, UnwritableOutput
from kg.property_graph import FLOAT_PROPERTIES, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, Node, Relationship, Value
from kg.stores.neo4j_load import known_label
from kg.stores.neo4j_row import ITEMS, LISTS, digest, node_row, relationship_row
from kg.stores.neo4j_search import search_property
from kg.stores.store import DIGEST, MARK, SEARCH
from ontology.labels import RelationType

COMMAND = "import.sh"
"""The file with the command, run from its own folder."""

_SMALLEST_BUFFER = 4 << 20
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

_BRACKET, _BACKSLASH = b"[\\"  # as numbers, which are found ten times as fast as bytes of length 1

_ESCAPE = re.compile(rb"\\(?:u....|.)")


class _File:
    """One CSV file, of a label or a type."""

    def __init__(self, folder: Path, stack: ExitStack, kind: str, name: str, headings: list[str], graph: str) -> None:
        self.kind, self.name = kind, name
        self.is_multiline = False
        self.largest = 0
        self._write = stack.enter_context((folder / f"{name}.csv").open("wb", _WRITTEN_AT_ONCE)).write
        self._write(",".join([*headings, f"{MARK}:string", f"{DIGEST}:long"]).encode() + b"\n")
        self._mark = msgspec.json.encode(graph)

    def add(self, row: bytes, properties: Mapping[str, Value], more: bytes = b"") -> None:
        """Write `row`, which `kg.stores.neo4j_row` made of `properties`; `more` are further columns of JSON.

        JSON texts without escapes are quoted fields of CSV as they stand, and so are most rows.
        """
        fields = row[1:-1]
        if _BRACKET in fields:
            _refuse_lists(properties)
        line = b"%b,%b%b,%d\n" % (fields, more, self._mark, digest(row))
        if _BACKSLASH in line:
            line = _ESCAPE.sub(lambda found: _PLAIN[found[0]], line)
            self.is_multiline |= line.count(b"\n") > 1 or b"\r" in line
        if len(line) > self.largest:
            self.largest = len(line)
        self._write(line)


def write_bulk(
    folder: Path,
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    database: str = "neo4j",
    graph: str = "default",
) -> list[str]:
    """Write a CSV file for each label and relationship type and `import.sh` to `folder`; returns the import command.

    What the import makes equals what a load makes, marks and digests included: the first `kg load` afterwards makes
    the indexes and what they rank names by, and finds nothing else to change. Raises InvalidGraph where an end is
    missing or a key occurs twice, and UnwritableOutput where the folder holds something else or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = sorted(
            p.name for p in folder.iterdir() if p.suffix != ".csv" and p.name not in (COMMAND, "import.report")
        )
        if foreign:
            raise UnwritableOutput(str(folder), f"it holds {foreign[0]}")
        for old in folder.glob("*.csv"):
            old.unlink()
        with ExitStack() as stack:
            files = _write(folder, stack, nodes, relationships, graph)
        command = _command(files, database)
        script = "\n".join(
            [
                "#!/bin/sh",
                "# Fills an empty, stopped database. Afterwards start the server and run `kg load --store URL`: it",
                "# makes the indexes. The path of neo4j-admin may be given as NEO4J_ADMIN.",
                'cd "$(dirname "$0")" || exit 1',
                'exec "${NEO4J_ADMIN:-neo4j-admin}" ' + shlex.join(command),
                "",
            ]
        )
        (folder / COMMAND).write_text(script, "utf-8")
        (folder / COMMAND).chmod(0o755)
    except OSError as error:
        raise UnwritableOutput(str(folder), error.strerror or str(error)) from error
    return command


def run_import(folder: Path, admin: str, command: list[str]) -> None:
    """Run the import with the local `neo4j-admin`; raises GraphError with its last line where it fails."""
    # A relative path is the caller's, not one from the folder of the import files.
    program = admin if Path(admin).name == admin else str(Path(admin).absolute())
    try:
        done = subprocess.run(
            [program, *command], cwd=folder, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise GraphError(f"{admin}: cannot be run ({error.strerror}); give the path of neo4j-admin") from error
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip() and not line.startswith("\t")]
        told = next((line for line in said if "rror" in line or "xception" in line), said[0] if said else "no message")
        raise GraphError(f"{admin}: the import failed ({told.strip()}); stop the server and empty the database")


def _write(
    folder: Path, stack: ExitStack, nodes: Iterable[Node], relationships: Iterable[Relationship], graph: str
) -> list[_File]:
    """Write all rows; returns the files, each opened when its first row comes."""
    labels: dict[str, _File] = {}
    iris: set[str] = set()
    for number, node in enumerate(nodes, 1):
        iris.add(node.iri)
        if len(iris) < number:
            raise InvalidGraph(f"{node.iri}: two nodes have this iri")
        if (file := labels.get(node.label)) is None:
            headings = ["iri:ID", *map(_heading, NODE_PROPERTIES), f"{SEARCH}:string"]
            file = labels[node.label] = _File(folder, stack, "nodes", known_label(node.label), headings, graph)
        tokens = search_property(node, graph)
        search = b"" if tokens is None else msgspec.json.encode(tokens)
        file.add(node_row(node), node.properties, search + b",")
    types: dict[str, _File] = {}
    statements: set[str] = set()
    for number, link in enumerate(relationships, 1):
        if link.head not in iris or link.tail not in iris:
            missing = link.tail if link.head in iris else link.head
            raise InvalidGraph(f"{link.statement_id}: {link.type} joins {missing}, which is no node of the graph")
        statements.add(link.statement_id)
        if len(statements) < number:
            raise InvalidGraph(f"{link.statement_id}: two relationships have this statement_id")
        if (file := types.get(link.type)) is None:
            headings = [":START_ID", ":END_ID", "statement_id:string", *map(_heading, RELATIONSHIP_PROPERTIES)]
            name = RelationType(link.type).value
            file = types[link.type] = _File(folder, stack, "relationships", name, headings, graph)
        file.add(relationship_row(link), link.properties)
    return sorted([*labels.values(), *types.values()], key=lambda file: file.name)


def _command(files: list[_File], database: str) -> list[str]:
    buffer = max([_SMALLEST_BUFFER, *(2 * file.largest for file in files)])
    options = [f"--array-delimiter=U+{ord(ITEMS):04X}", f"--read-buffer-size={buffer}"]
    if multiline := [f"{file.name}.csv" for file in files if file.is_multiline]:
        # Files in which a value has several lines are read by one thread: name them, and the others stay fast.
        options += ["--multiline-fields-format=v2", f"--multiline-fields={','.join(multiline)}"]
    parts = [f"--{file.kind}={file.name}={file.name}.csv" for file in files]
    # The name of the database first: after a list of files the tool takes it for one more of them.
    return ["database", "import", "full", database, *options, *parts]


def _heading(name: str) -> str:
    kind = "string"
    if name in _INTEGERS:
        kind = "long"
    elif name in FLOAT_PROPERTIES:
        kind = "double"
    elif name in _BOOLEANS:
        kind = "boolean"
    return f"{name}:{kind}{'[]' if name in LISTS else ''}"


def _refuse_lists(properties: Mapping[str, Value]) -> None:
    """Raise InvalidGraph for a list that no field can hold."""
    for name, value in properties.items():
        if not isinstance(value, tuple):
            continue
        if name not in LISTS:
            raise InvalidGraph(f"{name} {value!r}: a list where one value belongs")
        if value == ("",):
            raise InvalidGraph(
                f"{name}: one empty text alone, which import files cannot tell from an empty list; use kg load"
            )
        if held := next((item for item in value if ITEMS in str(item)), None):
            raise InvalidGraph(f"{name} {held!r}: holds U+001F, which the import files put between items; use kg load")
