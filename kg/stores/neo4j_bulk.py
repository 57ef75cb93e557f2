"""The graph as CSV files for `neo4j-admin database import`, which fills an empty database far faster than a load."""

from __future__ import annotations

import shlex
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from kg.errors import GraphError, InvalidGraph, UnwritableOutput
from kg.property_graph import (
    CORRECTION,
    FLOAT_PROPERTIES,
    MANY,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    REPEATED,
    SOFTWARE,
    Node,
    Relationship,
)
from kg.stores.neo4j_load import known_label, node_digest, relationship_digest
from kg.stores.neo4j_search import search_property
from kg.stores.store import DIGEST, MARK, SEARCH
from ontology import terms
from ontology.labels import RelationType

COMMAND = "import.sh"
"""The file with the command, run from its own folder."""

_ARRAY = "\x1f"
"""Between the items of a list: the unit separator, as names may hold any printable character."""

_SMALLEST_BUFFER = 4 << 20
_INTEGERS = frozenset(
    {
        *("begin", "end", "sentence_begin", "sentence_end", "begins", "ends", "sentence_begins", "sentence_ends"),
        *("source_copies", "year", "order", "count"),
    }
)
_LISTS = frozenset(
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
_BOOLEANS = frozenset({"joint"})


class _Files:
    """One CSV file for each label and type, opened when its first row comes."""

    def __init__(self, folder: Path, stack: ExitStack, graph: str) -> None:
        self._folder, self._stack, self._quoted_graph = folder, stack, _quoted(graph)
        self._open: dict[str, IO[str]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self.rows: dict[str, int] = defaultdict(int)
        self.multiline: set[str] = set()
        self.largest = 0

    def write(
        self, name: str, first: Mapping[str, str | None], item: Mapping[str, Any], names: tuple[str, ...], digest: int
    ) -> None:
        """A row of the file `name`: `first` are its key columns by their heading."""
        if name not in self._open:
            file = self._stack.enter_context((self._folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            headings = [*first, *map(_heading, names), f"{MARK}:string", f"{DIGEST}:long"]
            file.write(",".join(headings) + "\n")
            self._open[name] = file
            self._places[name] = {property: place for place, property in enumerate(names, len(first))}
        # Most rows have few of the properties that there are: only those are looked at.
        places = self._places[name]
        fields = [_field("", value) for value in first.values()] + [""] * len(names)
        for property, value in item.items():
            if value is not None and property in places:
                fields[places[property]] = _field(property, value)
        if unknown := item.keys() - places.keys():
            raise InvalidGraph(f"properties that the model does not have: {', '.join(sorted(unknown))}")
        row = f"{','.join(fields)},{self._quoted_graph},{digest}\n"
        if "\n" in row[:-1] or "\r" in row:
            self.multiline.add(name)
        if 4 * len(row) > self.largest:
            self.largest = max(self.largest, len(row.encode("utf-8")) - 1)
        self._open[name].write(row)
        self.rows[name] += 1


def write_bulk(
    folder: Path,
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    database: str = "neo4j",
    graph: str = "default",
) -> list[str]:
    """Write a CSV file for each label and relationship type and `import.sh` to `folder`; returns the import command.

    What the import makes equals what a load makes, marks and digests included: the first `kg load` afterwards makes
    the indexes and finds nothing to change. Raises InvalidGraph where an end is missing or a key occurs twice,
    and UnwritableOutput where the folder holds something else or cannot be written.
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
            files = _Files(folder, stack, graph)
            kinds = _write(files, nodes, relationships)
        command = _command(files, kinds, database)
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


def _write(files: _Files, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> dict[str, str]:
    """Write all rows; returns for each file the option that names it."""
    kinds: dict[str, str] = {}
    iris: set[str] = set()
    for node in nodes:
        if node.iri in iris:
            raise InvalidGraph(f"{node.iri}: two nodes have this iri")
        iris.add(node.iri)
        kinds[node.label] = f"--nodes={known_label(node.label)}"
        first = {"iri:ID": node.iri, f"{SEARCH}:string": search_property(node)}
        files.write(node.label, first, node.properties, NODE_PROPERTIES, node_digest(node))
    statements: set[str] = set()
    for link in relationships:
        for iri in (link.head, link.tail):
            if iri not in iris:
                raise InvalidGraph(f"{link.statement_id}: {link.type} joins {iri}, which is no node of the graph")
        if link.statement_id in statements:
            raise InvalidGraph(f"{link.statement_id}: two relationships have this statement_id")
        statements.add(link.statement_id)
        type_ = RelationType(link.type).value
        kinds[type_] = f"--relationships={type_}"
        first = {":START_ID": link.head, ":END_ID": link.tail, "statement_id:string": link.statement_id}
        files.write(type_, first, link.properties, RELATIONSHIP_PROPERTIES, relationship_digest(link))
    return kinds


def _command(files: _Files, kinds: Mapping[str, str], database: str) -> list[str]:
    options = ["--array-delimiter=U+001F", f"--read-buffer-size={max(_SMALLEST_BUFFER, 2 * files.largest)}"]
    if files.multiline:
        # Files in which a value has several lines are read by one thread: name them, and the others stay fast.
        named = ",".join(f"{name}.csv" for name in sorted(files.multiline))
        options += ["--multiline-fields-format=v2", f"--multiline-fields={named}"]
    parts = [f"{option}={name}.csv" for name, option in sorted(kinds.items())]
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
    return f"{name}:{kind}{'[]' if name in _LISTS else ''}"


def _field(name: str, value: Any) -> str:
    """The value as the importer reads it; absent is empty, an empty text is two quotes."""
    if value is None:
        return ""
    if isinstance(value, tuple) is not (name in _LISTS):
        raise InvalidGraph(f"{name} {value!r}: a list where one value belongs, or the other way round")
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple):
        return _quoted(_ARRAY.join(_items(name, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _items(name: str, values: tuple[Any, ...]) -> Iterator[str]:
    if values == ("",):
        raise InvalidGraph(
            f"{name}: one empty text alone, which import files cannot tell from an empty list; use kg load"
        )
    for value in values:
        if isinstance(value, str) and _ARRAY in value:
            raise InvalidGraph(f"{name} {value!r}: holds U+001F, which the import files put between items; use kg load")
        yield str(value)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
