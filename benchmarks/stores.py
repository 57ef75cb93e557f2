"""How fast graphs are loaded: ours beside the bare engines, on made-up graphs of our schema.

    python -m benchmarks.stores [--sizes 10000,100000] [--large] [--rounds R] [--without-neo4j]

Sizes count relationships. In each round ours and the bare engine take turns, and the median counts. The bare loops
send the same batches with the same keys and constraints, and do nothing else. Neo4j is the server of the tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from kg.dataset import NQUADS, STORE, load_nquads, open_dataset, write_nquads
from kg.property_graph import NODE_LABELS, Node, Relationship
from kg.restore import to_quads
from kg.stores import arcadedb_store
from kg.stores.neo4j_bulk import run_import, write_bulk
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import BATCH_ROWS, MARK
from kg.validate import validate
from ontology.iris import mint
from ontology.labels import RelationType

LARGE = 1_000_000
_RELATIONSHIPS_OF_A_TEXT = 100

Pair = tuple[float, float | None]


def synthetic(relationships: int, seed: int = 1) -> tuple[list[Node], list[Relationship]]:
    """A graph with that many mentions and memberships, a third as many nodes, and a few names that all texts use."""
    chance = random.Random(seed)
    run = Node(mint("ExtractionRun", "made"), "ExtractionRun", {"name": "made 1"})
    texts = []
    for number in range(max(relationships // _RELATIONSHIPS_OF_A_TEXT, 1)):
        text = f"第{number}号文件支持产业发展。" * 20
        properties = {"name": f"第{number}号文件", "text": text, "date": f"20{number % 20 + 5:02}-01-01"}
        texts.append(Node(mint("SourceText", str(number)), "SourceText", properties))
    things = {
        label: [Node(mint(label, str(n)), label, {"name": f"{label}产品{n}"}) for n in range(relationships // 9 + 1)]
        for label in ("Industry", "Product", "Technology")
    }
    links = []
    for number in range(relationships):
        text = texts[number % len(texts)]
        type_ = RelationType.MENTIONS if number % 4 else RelationType.INCLUDES
        named = things["Product" if number % 3 else "Technology"]
        tail = named[min(int(chance.paretovariate(0.5)) - 1, len(named) - 1)]
        head = text if type_ is RelationType.MENTIONS else things["Industry"][number % len(things["Industry"])]
        begin = number // len(texts) % 100
        passage: dict[str, Any] = {"text_id": text.iri, "begin": begin, "end": begin + 4, "sentence": "支持产业发展。"}
        lists = {"begins": (begin,), "ends": (begin + 4,), "sentence_begins": (0,), "sentence_ends": (12,)}
        data = {**passage, **lists, "confidence": 0.9, "method": "made", "date": text.properties["date"]}
        links.append(Relationship(mint("Statement", str(number)), type_, head.iri, tail.iri, data))
    nodes = [run, *texts, *(node for some in things.values() for node in some)]
    return sorted(nodes, key=lambda node: node.iri), sorted(links, key=lambda link: link.statement_id)


class Measured:
    """The graph of one size and the tasks on it; each task gives our seconds and, where there is one, the bare ones."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.nodes, self.links = synthetic(size)

    def embedded(self) -> Pair:
        """Load into the embedded store; bare: the same rows through the engine's fastest path."""
        ours = timed(lambda: arcadedb_store.create(self._new("cypher"), self.nodes, self.links))
        return ours, timed(lambda: self._bare_embedded(self._new("bare")))

    def rdf_write(self) -> Pair:
        """N-Quads and the store; bare: pyoxigraph loads the same file and dumps it."""
        graphs = _graphs(self.nodes, self.links)
        target = self._new("rdf")

        def ours() -> None:
            write_nquads(target / NQUADS, graphs)

        quads = [quad for graph in graphs for quad in graph]

        def bare() -> None:
            with (self.folder / "bare.nq").open("wb") as out:
                serialize(quads, out, RdfFormat.N_QUADS)

        return timed(ours), timed(bare)

    def rdf_read(self) -> Pair:
        """The N-Quads into a store on disk (each triple also in the default graph); bare: the quads alone."""
        file = self.folder / "rdf" / NQUADS
        store = file.parent / STORE
        shutil.rmtree(store, ignore_errors=True)

        def bare() -> None:
            made = Store(str(self._new("bare-rdf")))
            made.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
            made.flush()

        return timed(lambda: load_nquads(file, store)), timed(bare)

    def shacl(self) -> Pair:
        """All shapes on the dataset."""
        store = open_dataset(self.folder / "rdf")
        return timed(lambda: validate(store)), None

    def _new(self, name: str) -> Path:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.folder / name

    def _bare_embedded(self, folder: Path) -> None:
        import arcadedb

        with arcadedb.create_database(str(folder)) as database:
            records: dict[str, str] = {}
            with database.graph_batch() as batch:
                for label, some in _by_kind(self.nodes, lambda node: node.label):
                    if not database.schema.exists_type(label):
                        database.schema.create_vertex_type(label)
                    made = batch.create_vertices(label, [{"iri": n.iri, **n.properties} for n in some])
                    records.update(zip((n.iri for n in some), made, strict=True))
                for type_, some in _by_kind(self.links, lambda link: link.type.value):
                    if not database.schema.exists_type(type_):
                        database.schema.create_edge_type(type_)
                    heads, tails = [records[x.head] for x in some], [records[x.tail] for x in some]
                    rows = [{"statement_id": x.statement_id, **x.properties} for x in some]
                    batch.new_edges(heads, type_, tails, rows)
            for name in {*(n.label for n in self.nodes), *(x.type.value for x in self.links)}:
                key = "iri" if name in NODE_LABELS else "statement_id"
                database.schema.create_property(name, key, "STRING")
                database.schema.create_index(name, [key], unique=True)
                if key == "iri":
                    database.schema.create_property(name, "name", "STRING")
                    database.schema.create_index(name, ["name"])


class OnServer(Measured):
    """The tasks that need a Neo4j server."""

    def __init__(self, folder: Path, size: int, server: Any) -> None:
        super().__init__(folder, size)
        self.server = server
        self._first = 0.0

    def merge(self) -> Pair:
        """The first load; bare: a loop over the driver that merges the same batches under the same constraints."""
        self._empty()
        with Neo4jStore(self.server.url) as store:
            self._first = timed(lambda: store.refresh(self.nodes, self.links, version="1"))
        self._refreshed()
        self._empty()
        return self._first, timed(self._bare_merge)

    def refresh(self) -> Pair:
        """A refresh that nothing has changed for, of a known version; beside the first load."""
        return self._same, self._first

    def compare(self) -> Pair:
        """A refresh that reads keys and digests, as where one text has changed; beside the first load."""
        return self._digests, self._first

    def bulk(self) -> Pair:
        """Import files written and imported by neo4j-admin; bare: the import of those files alone."""
        from tests.neo4j_server import admin_script, drop_database

        drop_database(self.server)
        admin, target = str(admin_script(self.server)), self._new("import")
        command: list[str] = []

        def ours() -> None:
            command.extend(write_bulk(target, self.nodes, self.links))
            run_import(target, admin, command)

        seconds = timed(ours)
        drop_database(self.server)
        bare = timed(lambda: run_import(target, admin, command))
        self.server.ensure_running()
        return seconds, bare

    def _refreshed(self) -> None:
        with Neo4jStore(self.server.url) as store:
            self._same = timed(lambda: store.refresh(self.nodes, self.links, version="1"))
            self._digests = timed(lambda: store.refresh(self.nodes, self.links))

    def _empty(self) -> None:
        """An empty database with its constraints; the other indexes go, so that both loads start alike."""
        while self.server.run("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n")[0]["n"]:
            pass
        names = "SHOW INDEXES YIELD name, owningConstraint WHERE name STARTS WITH 'ipkg_' AND owningConstraint IS NULL"
        for row in self.server.run(f"{names} RETURN name"):
            self.server.run(f"DROP INDEX {row['name']}")

    def _bare_merge(self) -> None:
        from neo4j import GraphDatabase

        labels = {node.iri: node.label for node in self.nodes}
        with (
            GraphDatabase.driver(self.server.url, auth=("neo4j", self.server.password)) as driver,
            driver.session() as session,
        ):
            for label, some in _by_kind(self.nodes, lambda node: node.label):
                rows = [{"key": n.iri, "p": {k: _list(v) for k, v in n.properties.items()}} for n in some]
                cypher = f"UNWIND $rows AS r MERGE (x:{label} {{iri: r.key, {MARK}: 'default'}}) SET x += r.p"
                session.execute_write(_run, cypher, rows)
            by_ends = _by_kind(self.links, lambda x: f"{x.type.value} {labels[x.head]} {labels[x.tail]}")
            for kind, links in by_ends:
                type_, head, tail = kind.split()
                rows = [
                    {
                        "key": x.statement_id,
                        "h": x.head,
                        "t": x.tail,
                        "p": {k: _list(v) for k, v in x.properties.items()},
                    }
                    for x in links
                ]
                cypher = (
                    f"UNWIND $rows AS r MATCH (h:{head} {{iri: r.h, {MARK}: 'default'}}), "
                    f"(t:{tail} {{iri: r.t, {MARK}: 'default'}}) "
                    f"MERGE (h)-[x:{type_} {{statement_id: r.key, {MARK}: 'default'}}]->(t) SET x += r.p"
                )
                session.execute_write(_run, cypher, rows)


def _graphs(nodes: list[Node], links: list[Relationship]) -> list[list[Quad]]:
    """The graph in RDF, a named graph for each text; what belongs to none goes into that of the first."""
    found = defaultdict(list)
    for quad in to_quads(nodes, links):
        graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else NamedNode(mint("SourceText", "0"))
        found[graph.value].append(Quad(quad.subject, quad.predicate, quad.object, graph))
    return [found[name] for name in sorted(found)]


def _run(transaction: Any, cypher: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(cypher, rows=rows).consume()


def _list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _by_kind(items: Sequence[Any], kind: Callable[[Any], str]) -> Iterator[tuple[str, list[Any]]]:
    """`items` in batches of one kind, without what `kg.stores.store.batches` does to bound memory."""
    found = defaultdict(list)
    for item in items:
        found[kind(item)].append(item)
    for name, some in found.items():
        for start in range(0, len(some), BATCH_ROWS):
            yield name, some[start : start + BATCH_ROWS]


def timed(call: Callable[[], object]) -> float:
    """The seconds that the call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


TASKS: dict[str, tuple[Callable[[Any], Pair], str, float | None]] = {
    "embedded load": (Measured.embedded, "bare engine", 1.2),
    "RDF write": (Measured.rdf_write, "bare pyoxigraph", 1.5),
    "RDF read": (Measured.rdf_read, "bare pyoxigraph", 1.5),
    "SHACL": (Measured.shacl, "", None),
}
SERVER_TASKS: dict[str, tuple[Callable[[Any], Pair], str, float | None]] = {
    "Neo4j MERGE": (OnServer.merge, "bare driver", 1.2),
    "Neo4j refresh, same version": (OnServer.refresh, "first load", 0.1),
    "Neo4j refresh, by digests": (OnServer.compare, "first load", 1.0),
    "Neo4j import files": (OnServer.bulk, "bare import", 1.3),
}


def measure(name: str, task: Callable[[], Pair], beside: str, bar: float | None, rounds: int, size: int) -> str:
    """A line of the table: our seconds, items/s, the other's seconds, their ratio and the bar."""
    ours, others = zip(*(task() for _ in range(rounds)), strict=True)
    our = statistics.median(ours)
    line = f"{name:30}{size:>10,}{our:10.2f}{size * 4 / 3 / our:12,.0f}"
    known = [other for other in others if other is not None]
    if known:
        line += f"{statistics.median(known):10.2f}{our / statistics.median(known):8.2f}x  <= {bar}x {beside}"
    return line


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 2 for sizes that are none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="10000,100000", help="relationships, comma between sizes")
    parser.add_argument("--large", action="store_true", help="also a million")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-neo4j", action="store_true")
    given = parser.parse_args(arguments)
    try:
        sizes = [int(size) for size in given.sizes.split(",")] + [LARGE] * given.large
    except ValueError:
        sizes = [0]
    if min(sizes) < 1 or given.rounds < 1:
        parser.error("give sizes of at least 1 and at least 1 round")
    packages = ", ".join(f"{name} {version(name)}" for name in ("arcadedb", "neo4j", "pyoxigraph"))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, load {load:.1f} at the start")
    print(f"seconds, median of {given.rounds} rounds\n")
    print(f"{'':30}{'size':>10}{'ours':>10}{'items/s':>12}{'beside':>10}{'ratio':>9}  bar")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _table(Measured(Path(folder), size), TASKS, given.rounds, size)
        if not given.without_neo4j:
            _on_server(size, given.rounds)
        print(f"{'peak memory of this process':30}{size:>10,}{_peak_megabytes():8.0f} MB", flush=True)
    return 0


def _on_server(size: int, rounds: int) -> None:
    from tests.neo4j_server import running_server

    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        os.environ["NEO4J_PASSWORD"] = server.password
        made = OnServer(Path(folder), size, server)
        with Neo4jStore(server.url) as store:
            store.refresh([], [])
        _table(made, SERVER_TASKS, rounds, size)


def _table(
    made: Any, tasks: Mapping[str, tuple[Callable[[Any], Pair], str, float | None]], rounds: int, size: int
) -> None:
    for name, (task, beside, bar) in tasks.items():
        print(measure(name, partial(task, made), beside, bar, rounds, size), flush=True)


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    sys.exit(main())
