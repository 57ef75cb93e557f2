"""One load in a process of its own, fed by a graph that is made as it goes in, so that only the load takes memory.

python -m benchmarks.store_memory TASK SIZE PLACE   prints seconds, those of processor, and the peak memory in MB

PLACE is a folder that does not exist yet or, for `merge`, the URL of a Neo4j server. Making the graph is not counted.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.made_graph import PIPELINE, MadeGraph, Making
from extract.records import Document, Extraction
from kg.graph_folder import build_graph
from kg.stores import arcadedb_store
from kg.stores.neo4j_bulk import write_bulk
from kg.stores.neo4j_store import Neo4jStore


def build(graph: MadeGraph, place: str, making: Making) -> None:
    """`kg build` of the made-up extractions."""
    documents = (extraction.document for extraction in making.of(graph.extractions()))
    # Both go through the same texts: the extraction asked for next is that of the document given out last.
    extractions = making.of(graph.extractions())

    def extract(missing: Iterable[Document]) -> Iterator[Extraction]:
        for document in missing:
            yield next(each for each in extractions if each.document == document)

    build_graph(Path(place), documents, extract, PIPELINE, arcadedb_store.create)


def embedded(graph: MadeGraph, place: str, making: Making) -> None:
    """The embedded Cypher store."""
    arcadedb_store.create(Path(place), making.of(graph.nodes()), making.of(graph.links()))


def merge(graph: MadeGraph, place: str, making: Making) -> None:
    """`kg load --store`, into a database with or without the graph."""
    with Neo4jStore(place) as store:
        store.refresh(making.of(graph.nodes()), making.of(graph.links()))


def files(graph: MadeGraph, place: str, making: Making) -> None:
    """The import files of `kg load --bulk`."""
    write_bulk(Path(place), making.of(graph.nodes()), making.of(graph.links()))


LOADS = {each.__name__: each for each in (build, embedded, merge, files)}


class Load(NamedTuple):
    """What a load took: on the clock, of processors and at most of memory."""

    seconds: float
    processor: float
    megabytes: float


def measured(task: str, size: int, place: str | Path) -> Load:
    """What a load of `size` relationships takes in a new process."""
    command = [sys.executable, "-m", "benchmarks.store_memory", task, str(size), str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Load(*map(float, done.stdout.split()))


def main(task: str, size: str, place: str) -> None:
    """Load and print."""
    making, began, busy = Making(), time.perf_counter(), time.process_time()
    LOADS[task](MadeGraph(int(size)), place, making)
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    print(seconds - making.seconds, processor - making.processor, _peak_megabytes())


def _peak_megabytes() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # the figure of getrusage begins with that of the process which started this one
        return next(int(line.split()[1]) / 1024 for line in status.open() if line.startswith("VmHWM"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main(*sys.argv[1:])
