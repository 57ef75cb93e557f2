"""The graph as CSV files for `neo4j-admin database import`, which fills an empty database far faster than a load."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from kg.errors import GraphError, InvalidGraph, UnwritableOutput
from kg.property_graph import RELATIONSHIP_PROPERTIES, Node, Relationship, Value
from kg.stores.neo4j_csv import File, FileWriter, heading
from kg.stores.neo4j_load import known_label
from kg.stores.neo4j_node_files import NamedRow, written_beside
from kg.stores.neo4j_row import ITEMS, LISTS, node_row, relationship_row
from kg.stores.neo4j_search import names_of
from ontology.labels import RelationType

COMMAND = "import.sh"
"""The file with the command, run from its own folder."""

_SMALLEST_BUFFER = 4 << 20
_BRACKET = ord("[")  # as a number, which is found ten times as fast as bytes of length 1


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
        files = _write(folder, nodes, relationships, graph)
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


def _write(folder: Path, nodes: Iterable[Node], relationships: Iterable[Relationship], graph: str) -> list[File]:
    """Write all rows; returns the files by name, each opened when its first row comes."""
    iris: set[str] = set()
    with written_beside(folder, _node_rows(nodes, iris), graph) as files_of_nodes, ExitStack() as stack:
        types: dict[str, FileWriter] = {}
        statements: set[str] = set()
        for number, link in enumerate(relationships, 1):
            if link.head not in iris or link.tail not in iris:
                missing = link.tail if link.head in iris else link.head
                raise InvalidGraph(f"{link.statement_id}: {link.type} joins {missing}, which is no node of the graph")
            statements.add(link.statement_id)
            if len(statements) < number:
                raise InvalidGraph(f"{link.statement_id}: two relationships have this statement_id")
            if (writer := types.get(link.type)) is None:
                columns = [":START_ID", ":END_ID", "statement_id:string", *map(heading, RELATIONSHIP_PROPERTIES)]
                name = RelationType(link.type).value
                writer = types[link.type] = FileWriter(folder, stack, "relationships", name, columns, graph)
            row = relationship_row(link)
            if _BRACKET in row[1:]:
                _refuse_lists(link.properties)
            writer.add(row)
        files = [*files_of_nodes(), *(writer.file() for writer in types.values())]
    return sorted(files, key=lambda file: file.name)


def _node_rows(nodes: Iterable[Node], iris: set[str]) -> Iterator[NamedRow]:
    """What the files of nodes are made of; the IRIs are noted in `iris`."""
    for number, node in enumerate(nodes, 1):
        iris.add(node.iri)
        if len(iris) < number:
            raise InvalidGraph(f"{node.iri}: two nodes have this iri")
        row = node_row(node)
        if _BRACKET in row[1:]:
            _refuse_lists(node.properties)
        yield known_label(node.label), names_of(node), row


def _command(files: list[File], database: str) -> list[str]:
    buffer = max([_SMALLEST_BUFFER, *(2 * file.largest for file in files)])
    options = [f"--array-delimiter=U+{ord(ITEMS):04X}", f"--read-buffer-size={buffer}"]
    if multiline := [f"{file.name}.csv" for file in files if file.is_multiline]:
        # Files in which a value has several lines are read by one thread: name them, and the others stay fast.
        options += ["--multiline-fields-format=v2", f"--multiline-fields={','.join(multiline)}"]
    parts = [f"--{file.kind}={file.name}={file.name}.csv" for file in files]
    # The name of the database first: after a list of files the tool takes it for one more of them.
    return ["database", "import", "full", database, *options, *parts]


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
