"""How fast graphs are loaded and answer: ours beside the bare engines, on made-up graphs of our schema.

    python -m benchmarks.stores [--sizes 10000,100000,1000000] [--rounds R] [--without-neo4j] [--only WORD]

Sizes count relationships. In each round ours and the bare engine take turns, and the median counts; in brackets
stands the ratio of processor time, which other work on the machine does not change. Neo4j is a server of the tests'
version with 2 GB of heap and the compilers that it is installed with. Memory is that of a process of its own, fed by
a graph made as it goes in.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import bare_stores
from benchmarks.made_graph import Item, MadeGraph, Making
from benchmarks.store_memory import Load, measured
from kg.dataset import NQUADS, STORE, load_nquads, open_dataset, write_nquads
from kg.errors import QueryError
from kg.search import SearchIndex, search
from kg.search_index import FolderIndex, IndexWriter
from kg.stores import arcadedb_store
from kg.stores.neo4j_bulk import run_import, write_bulk
from kg.stores.neo4j_search import ServerIndex
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import CypherStore
from kg.validate import validate
from tests.cypher_pack import read_pack

SEARCHES = (
    *("人形机器人", "脑机接口", "未来产业", "传感芯片12", "人工智能", "机器", "芯片", "产业", "人形", "第3号文件"),
    *("rxjqr", "njjk", "wlcy", "sj", "3", "支持量子产业发展", "号文件第03项", "量子", "没有这个词", "xyzxyz"),
)
"""Names, their beginnings and parts, pinyin initials, sentences, and what is nowhere."""

SEARCH_SECONDS = 0.05
_SERVER_OPTIONS = ("-Xms512m", "-Xmx2g")
_WARM_UPS = 5


class Seconds(NamedTuple):
    """What something took: on the clock, and of processors (0 where that says nothing)."""

    wall: float
    cpu: float = 0.0


class Pair(NamedTuple):
    """What ours took, and what it is compared with."""

    ours: Seconds
    beside: Seconds | None = None


class Measured:
    """The graph of one size and the tasks on it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.made = folder, MadeGraph(size)
        self.nodes, self.links = list(self.made.nodes()), list(self.made.links())
        gc.collect()
        gc.freeze()  # a graph held for the measuring should not be searched for garbage during it

    def embedded(self) -> Pair:
        """The embedded store; bare: the same rows through the engine's fastest path."""
        ours = timed(lambda: arcadedb_store.create(self._new("cypher"), self.nodes, self.links))
        return Pair(ours, timed(lambda: bare_stores.load_arcadedb(self._new("bare"), self.nodes, self.links)))

    def rdf_write(self) -> Pair:
        """The N-Quads of all texts; making the quads does not count."""
        target = self._new("rdf")
        target.mkdir()
        ours = timed_on(self.made.graphs(), lambda graphs: write_nquads(target / NQUADS, graphs))
        bare = self.folder / "bare.nq"
        return Pair(ours, timed_on(self.made.graphs(), lambda graphs: bare_stores.write_quads(bare, graphs)))

    def rdf_read(self, *, is_union: bool = False) -> Pair:
        """The N-Quads into a store on disk, each triple also in the default graph; bare: the quads alone, or both."""
        file = self.folder / "rdf" / NQUADS
        store = self._new(f"rdf/{STORE}")
        ours = timed(lambda: load_nquads(file, store))
        return Pair(ours, timed(lambda: bare_stores.load_oxigraph(file, self._new("bare-rdf"), is_union)))

    def shacl(self) -> Pair:
        """All shapes on the dataset."""
        store = open_dataset(self.folder / "rdf")
        return Pair(timed(lambda: validate(store)))

    def pack(self) -> Pair:
        """All texts of the query pack in the embedded store."""
        with arcadedb_store.ArcadeDBStore(self.folder / "cypher") as store:
            return Pair(pack_seconds(store, "embedded"))

    def search(self) -> Pair:
        """The slowest of SEARCHES in the index of a graph folder."""
        folder = self._new("index")
        folder.mkdir()
        with IndexWriter(folder) as writer:
            for _ in (*writer.nodes(self.nodes), *writer.relationships(self.links)):
                pass
        return Pair(slowest_search(FolderIndex(folder)), Seconds(SEARCH_SECONDS))

    def _new(self, name: str) -> Path:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.folder / name


class OnServer(Measured):
    """The tasks that need a Neo4j server."""

    def __init__(self, folder: Path, size: int, server: Any) -> None:
        super().__init__(folder, size)
        self.server = server

    def merge(self) -> Pair:
        """The first load; bare: a loop over the driver that merges the same batches under the same constraints."""
        self._empty()
        url, password, pid = self.server.url, self.server.password, self.server.process.pid
        bare = timed(lambda: bare_stores.merge_neo4j(url, password, self.nodes, self.links), pid)
        self._empty()
        self._first = self._refresh("1")
        return Pair(self._first, bare)

    def refresh(self) -> Pair:
        """A refresh that nothing has changed for, of a known version; beside the first load."""
        return Pair(self._refresh("1"), self._first)

    def compare(self) -> Pair:
        """A refresh that reads keys and digests, as where one text has changed; beside the first load."""
        return Pair(self._refresh(None), self._first)

    def pack(self) -> Pair:
        """All texts of the query pack on the server."""
        with Neo4jStore(self.server.url) as store:
            return Pair(pack_seconds(store, "server"))

    def search(self) -> Pair:
        """The slowest of SEARCHES on the server."""
        with Neo4jStore(self.server.url) as store:
            store.await_indexes()
        return Pair(slowest_search(ServerIndex(self.server.url)), Seconds(SEARCH_SECONDS))

    def bulk(self) -> Pair:
        """Import files written and imported by neo4j-admin; bare: the import alone, the mean of two for both sides."""
        from tests.neo4j_server import admin_script, drop_database

        admin, target = str(admin_script(self.server)), self._new("import")
        command: list[str] = []
        written = timed(lambda: command.extend(write_bulk(target, self.nodes, self.links)))
        imports = []
        for _ in range(2):
            drop_database(self.server)
            imports.append(timed(lambda: run_import(target, admin, command)))
        self.server.ensure_running()
        bare = Seconds(*map(statistics.mean, zip(*imports, strict=True)))
        return Pair(Seconds(written.wall + bare.wall, written.cpu + bare.cpu), bare)

    def _refresh(self, name: str | None) -> Seconds:
        with Neo4jStore(self.server.url) as store:
            return timed(lambda: store.refresh(self.nodes, self.links, version=name), self.server.process.pid)

    def _empty(self) -> None:
        """An empty database with its constraints; the other indexes go, so that both loads start alike."""
        while self.server.run("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n")[0]["n"]:
            pass
        with Neo4jStore(self.server.url) as store:
            store.refresh([], [])
        names = "SHOW INDEXES YIELD name, owningConstraint WHERE name STARTS WITH 'ipkg_' AND owningConstraint IS NULL"
        for row in self.server.run(f"{names} RETURN name"):
            self.server.run(f"DROP INDEX {row['name']}")


def pack_seconds(store: CypherStore, name: str) -> Seconds:
    """The seconds of all texts of the pack that the store knows; says which it did not answer."""
    failed = []

    def ask() -> None:
        for text in read_pack():
            if text.fails != name:
                try:
                    store.query(text.cypher, text.parameters, limit=100_000)
                except QueryError as error:
                    failed.append(f"{text.id} ({error})")

    seconds = timed(ask)
    if failed:
        print(f"  not answered: {'; '.join(failed)}")
    return seconds


def slowest_search(index: SearchIndex) -> Seconds:
    """The seconds of the slowest search, the best of three runs of each; says which is over the limit.

    Each has been asked a few times before: a server compiles what it runs often.
    """
    for _ in range(_WARM_UPS):
        for text in SEARCHES:
            search(index, text)
    found = {text: min(timed(partial(search, index, text)).wall for _ in range(3)) for text in SEARCHES}
    index.close()
    if slow := [f"{text} {1000 * each:.0f} ms" for text, each in found.items() if each > SEARCH_SECONDS]:
        print(f"  {len(slow)} of {len(found)} searches over the limit: {', '.join(slow)}")
    return Seconds(max(found.values()))


def timed(call: Callable[[], object], server: int | None = None) -> Seconds:
    """What the call takes in this process, those that it starts and the process `server`."""
    busy, begin = _busy(server), time.perf_counter()
    call()
    return Seconds(time.perf_counter() - begin, _busy(server) - busy)


def _busy(server: int | None) -> float:
    """The processor seconds used so far; those of another process are known on Linux only."""
    used = time.process_time() + sum(os.times()[2:4])
    if server is not None and (status := Path(f"/proc/{server}/stat")).exists():
        fields = status.read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def timed_on(items: Iterable[Item], call: Callable[[Iterator[Item]], object]) -> Seconds:
    """What the call takes on `items`, less what making the items takes."""
    making = Making()
    whole = timed(lambda: call(making.of(items)))
    return Seconds(whole.wall - making.seconds, whole.cpu - making.processor)


class Task(NamedTuple):
    """A line of the table: what is done, what it is compared with and how many times its seconds it may take."""

    name: str
    run: Callable[[Any], Pair]
    beside: str = ""
    bar: float | None = None


TASKS = (
    Task("embedded load", Measured.embedded, "bare engine", 1.2),
    Task("RDF write", Measured.rdf_write, "bare pyoxigraph", 1.5),
    Task("RDF read", Measured.rdf_read, "bare pyoxigraph", 1.5),
    Task("RDF read, equal content", partial(Measured.rdf_read, is_union=True), "bare pyoxigraph", 1.5),
    Task("SHACL", Measured.shacl),
    Task("query pack, embedded", Measured.pack),
    Task("kg search, slowest", Measured.search, "50 ms", 1.0),
)
SERVER_TASKS = (
    Task("Neo4j MERGE", OnServer.merge, "bare driver", 1.2),
    Task("Neo4j refresh, same build", OnServer.refresh, "first load", 0.1),
    Task("Neo4j refresh, by digests", OnServer.compare, "first load", 1.0),
    Task("query pack, Neo4j", OnServer.pack),
    Task("kg search on Neo4j, slowest", OnServer.search, "50 ms", 1.0),
    Task("Neo4j import files", OnServer.bulk, "bare import", 1.3),
)
LOADS = (
    ("kg build, alone", "build", "built", ""),
    ("kg build again, alone", "build", "built", "kg build, alone"),
    ("embedded load, alone", "embedded", "embedded", ""),
    ("Neo4j import files, alone", "files", "files", ""),
)
"""Loads in a process of their own: name, load of `benchmarks.store_memory`, folder, and what it must be a tenth of."""

LARGEST_MEGABYTES = 1024
TIME_GROWTH, MEMORY_GROWTH = 11, 2  # for ten times as many relationships


def measure(task: Task, made: Measured, rounds: int) -> str:
    """A line of the table: our seconds, items/s, the other's seconds, their ratio (and by processor time), the bar."""
    pairs = [task.run(made) for _ in range(rounds)]
    ours = _median([pair.ours for pair in pairs])
    size = made.made.size
    line = f"{task.name:30}{size:>10,}{ours.wall:10.3f}{size * 4 / 3 / ours.wall:12,.0f}"
    beside = [pair.beside for pair in pairs if pair.beside is not None]
    if beside:
        other = _median(beside)
        by_cpu = f" ({ours.cpu / other.cpu:.2f}x)" if other.cpu else ""
        line += f"{other.wall:10.3f}{ours.wall / other.wall:8.2f}x{by_cpu:10}  <= {task.bar}x {task.beside}"
    return line


def _median(some: Sequence[Seconds]) -> Seconds:
    return Seconds(*map(statistics.median, zip(*some, strict=True)))


class Alone:
    """Loads that run once each, in a process of their own, and what they took at the size before."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[int, Load]] = {}

    def line(self, name: str, load: str, size: int, place: Path | str, first: str = "") -> str:
        """A line about a load, with its growth where the size before was a tenth; `first` is what it must be under."""
        took = measured(load, size, place)
        line = f"{name:30}{size:>10,}{took.seconds:10.3f}{took.megabytes:9.0f} MB  <= {LARGEST_MEGABYTES} MB"
        if (before := self._before.get(name)) and before[0] * 10 == size:
            growth = [now / then for now, then in zip(took, before[1], strict=True)]
            line += f"; time {growth[0]:.1f}x ({growth[1]:.1f}x) <= {TIME_GROWTH}x"
            line += f", memory {growth[2]:.2f}x <= {MEMORY_GROWTH}x"
        if first and self._before[first][0] == size:
            line += f"; {took.seconds / self._before[first][1].seconds:.3f}x <= 0.1x {first}"
        self._before[name] = (size, took)
        return line


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 2 for sizes that are none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="10000,100000", help="relationships, comma between sizes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-neo4j", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD", help="only lines that have this word")
    given = parser.parse_args(arguments)
    try:
        sizes = [int(size) for size in given.sizes.split(",")]
    except ValueError:
        sizes = [0]
    if min(sizes) < 1 or given.rounds < 1:
        parser.error("give sizes of at least 1 and at least 1 round")
    packages = ", ".join(f"{name} {version(name)}" for name in ("arcadedb", "neo4j", "pyoxigraph"))
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, load {busy:.1f} at the start")
    print(f"seconds, median of {given.rounds} rounds\n")
    print(f"{'':30}{'size':>10}{'ours':>10}{'items/s':>12}{'beside':>10}{'ratio':>9}{'(cpu)':>9}   bar")
    alone = Alone()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for name, load, place, first in LOADS:
                if given.only in name:
                    print(alone.line(name, load, size, Path(folder, place), first), flush=True)
            tasks = [task for task in TASKS if given.only in task.name]
            if tasks:
                _table(Measured(Path(folder), size), tasks, given.rounds)
            tasks = [task for task in SERVER_TASKS if given.only in task.name and not given.without_neo4j]
            if tasks:
                _on_server(Path(folder), size, tasks, given.rounds, alone, given.only)
    return 0


def _on_server(folder: Path, size: int, tasks: Sequence[Task], rounds: int, alone: Alone, only: str) -> None:
    from tests.neo4j_server import running_server

    with running_server(options=_SERVER_OPTIONS) as server:
        os.environ["NEO4J_PASSWORD"] = server.password
        if only in (name := "Neo4j MERGE, alone"):
            print(alone.line(name, "merge", size, server.url), flush=True)
        _table(OnServer(folder, size, server), tasks, rounds)


def _table(made: Measured, tasks: Iterable[Task], rounds: int) -> None:
    for task in tasks:
        print(measure(task, made, rounds), flush=True)


if __name__ == "__main__":
    sys.exit(main())
