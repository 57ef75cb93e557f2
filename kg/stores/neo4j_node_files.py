"""The import files of nodes, written in a process of its own, beside the one that writes the relationships.

The tokens that a node is found by are most of the work. The nodes come as a file of rows, so that neither process waits
for the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import msgspec

from kg.errors import UnwritableOutput
from kg.property_graph import NODE_PROPERTIES
from kg.stores.neo4j_csv import File, FileWriter, heading
from kg.stores.neo4j_search import search_property
from kg.stores.store import SEARCH

_ROWS = "rows.csv"
"""The nodes on their way: of each a line with its label and names, and one with its row."""

_FEW = 20_000
"""So many nodes are written before another process has started."""

_WRITTEN_AT_ONCE = 1 << 18

NamedRow = tuple[str, tuple[str, ...], bytes]
"""Label, names and row (`kg.stores.neo4j_row`) of a node."""


@contextmanager
def written_beside(folder: Path, rows: Iterable[NamedRow], graph: str) -> Iterator[Callable[[], list[File]]]:
    """Take all `rows` and begin to write their files to `folder`; the block gets what waits for the files.

    Raises UnwritableOutput where the folder cannot be written.
    """
    path = folder / _ROWS
    count = 0
    encode = msgspec.json.encode
    try:
        with path.open("wb", _WRITTEN_AT_ONCE) as out:
            for label, names, row in rows:
                out.write(b"%b\n%b\n" % (encode((label, *names)), row))
                count += 1
        if count <= _FEW:
            yield partial(_write, folder, graph)
            return
        command = [sys.executable, "-m", __name__, str(folder), graph]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                yield partial(_wait, process, folder)
            finally:
                process.kill()
    finally:
        path.unlink(missing_ok=True)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> list[File]:
    out, said = process.communicate()
    if process.returncode:
        lines = said.decode(errors="replace").split("\n")
        raise UnwritableOutput(str(folder), next((line for line in reversed(lines) if line), "its writer was killed"))
    return msgspec.json.decode(out, type=list[File])


def _write(folder: Path, graph: str) -> list[File]:
    """Write the files of the nodes that `written_beside` put into `folder`."""
    writers: dict[str, FileWriter] = {}
    asked_by = os.getppid()
    decode = msgspec.json.Decoder(list[str]).decode
    columns = ["iri:ID", *map(heading, NODE_PROPERTIES), f"{SEARCH}:string"]
    with (folder / _ROWS).open("rb") as lines, ExitStack() as stack:
        for known, row in zip(lines, lines, strict=True):
            label, *names = decode(known)
            if (writer := writers.get(label)) is None:
                if os.getppid() != asked_by:  # killed: the same command may be at work again on these files
                    break
                writer = writers[label] = FileWriter(folder, stack, "nodes", label, columns, graph)
            tokens = search_property(label, names, graph)
            writer.add(row[:-1], b"," if tokens is None else msgspec.json.encode(tokens) + b",")
    return [writer.file() for writer in writers.values()]


def main(folder: str, graph: str) -> int:
    """Write the files and say on stdout which; on stderr, why not."""
    try:
        sys.stdout.buffer.write(msgspec.json.encode(_write(Path(folder), graph)))
    except OSError as error:
        print(error.strerror or error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
