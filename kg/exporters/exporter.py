"""The table of export formats, and the one way to write them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import GraphError, UnwritableOutput
from kg.subgraph import Subgraph

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.graph_folder import Manifest


@dataclass(frozen=True)
class Format:
    """A format: the function that makes it as `module:function`, its file extension ("" = a folder), what it is for."""

    function: str
    extension: str
    use: str
    needs_store: bool = False
    has_header: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether the format is several files, so that it cannot go to stdout."""
        return not self.extension

    def load(self) -> Callable[..., bytes | dict[str, bytes]]:
        """The function: to bytes, or to file name and bytes for a folder.

        It takes the Subgraph, the Store where `needs_store`, and the Manifest where `has_header`.
        """
        module, name = self.function.split(":")
        function: Callable[..., bytes | dict[str, bytes]] = getattr(import_module(module), name)
        return function


FORMATS: dict[str, Format] = {
    "csv": Format("kg.exporters.to_csv:to_csv", "", "tables for Excel, pandas, R (a folder with two files)"),
    "cypher": Format("kg.exporters.to_cypher:to_cypher", ".cypher", "a script that fills a Neo4j database"),
    "cytoscape": Format("kg.exporters.to_cytoscape:to_cytoscape", ".cyjs", "Cytoscape and Cytoscape.js"),
    "gexf": Format("kg.exporters.to_gexf:to_gexf", ".gexf", "Gephi"),
    "graphml": Format("kg.exporters.to_graphml:to_graphml", ".graphml", "NetworkX, igraph, yEd, Gephi"),
    "html": Format("kg.exporters.to_html:to_html", ".html", "a page to open in a browser, without network"),
    "jsonld": Format("kg.exporters.to_jsonld:to_jsonld", ".jsonld", "web pages, search engines", True, True),
    "nquads": Format("kg.exporters.to_rdf:to_nquads", ".nq", "RDF stores, one named graph a text", True, True),
    "skos": Format("kg.exporters.to_skos:to_skos", ".ttl", "the vocabulary alone, for thesauri", False, True),
    "trig": Format("kg.exporters.to_rdf:to_trig", ".trig", "the same as nquads, for people to read", True, True),
    "turtle": Format("kg.exporters.to_rdf:to_turtle", ".ttl", "linked data with evidence", True, True),
    "turtle12": Format("kg.exporters.to_rdf:to_turtle12", ".ttl", "RDF 1.2: statements as reifiers", True, True),
}


def export(
    subgraph: Subgraph, format: str, path: str | Path, store: Store | None = None, build: Manifest | None = None
) -> None:
    """Write `subgraph` in `format` (a key of FORMATS) to the file or folder `path`, "-" for stdout.

    Equal graphs give equal bytes; a file is either the old one or the whole new one. `store` is the RDF dataset that
    the graph was read from; the RDF formats need it. `build` is the manifest of its folder, which they name where it is
    known. Raises GraphError for an unknown format, for a folder format on stdout and where the place cannot be written.
    """
    if format not in FORMATS:
        raise GraphError(f"{format!r} is not an export format; known: {', '.join(FORMATS)}")
    form = FORMATS[format]
    if form.is_folder and str(path) == "-":
        raise GraphError(f"{format} is several files; name a folder to write them to, not stdout")
    if form.needs_store and store is None:
        raise GraphError(f"{format} is written from the RDF dataset; open the graph folder and give its store")
    made = form.load()(subgraph, *([store] if form.needs_store else []), *([build] if form.has_header else []))
    if isinstance(made, dict):
        for name, data in sorted(made.items()):
            write_bytes(Path(path) / name, data)
    elif str(path) == "-":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        write_bytes(Path(path), made)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data` in one step, with the folders above it; a pipe or device is written to.

    Raises UnwritableOutput where that fails.
    """
    temporary = ""
    path = Path(os.path.realpath(path))
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UnwritableOutput(str(path), error.strerror or str(error)) from error


def _umask() -> int:
    """The mask for new files, which `mkstemp` does not follow; the system tells it only while setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
