"""The embedded Cypher store: an ArcadeDB database in a folder, written once and then only read."""

from __future__ import annotations

import os
import re
import shutil
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from kg.errors import InvalidGraph, QueryError, StoreUnavailable
from kg.property_graph import NODE_LABELS, Node, Relationship
from kg.stores.cypher_text import columns, refuse_unsafe, with_used_relationships
from kg.stores.store import QUERY_SECONDS, batches, in_order, to_node, to_relationship
from kg.table import Table
from kg.time_limit import TimeIsUp, within

_PATH = re.compile(r"\(#\d+:\d+\)(?:<?-\[#\d+:\d+\]->?\(#\d+:\d+\))*")
_CLASS_NAME = re.compile(r"\bcom\.arcadedb\.[\w.$]+: ")
_CAUSE = re.compile(r" \(caused by [\w.$]+(?:: null)?\)")
_CONFIGURATION = "schema.json"
_RECORD = re.compile(r"#\d+:\d+")
_ENGINE_SETTINGS = "-Xmn64m -Darcadedb.maxPageRAM=128 -Darcadedb.indexCompactionMinPagesSchedule=0"
"""What the engine keeps before it looks for garbage, and of pages in MB: by itself it takes shares of all the memory
there is, and a load or a query goes no faster. Nor does it write indexes anew behind a load: they are built from whole
data, and what is looked up in one of a million is found as fast."""


class _Shared:
    """The databases open in this process, by path: the engine opens each only once, so users of one share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Any, int]] = {}

    def take(self, path: str) -> Any:
        with self._lock:
            database, users = self._open.get(path, (None, 0))
            if database is None:
                database = _open(path)
            self._open[path] = (database, users + 1)
            return database

    def give_back(self, path: str) -> None:
        with self._lock:
            database, users = self._open[path]
            if users > 1:
                self._open[path] = (database, users - 1)
                return
            del self._open[path]
            database.close()


_SHARED = _Shared()


class ArcadeDBStore:
    """An embedded store opened for reading; any number of processes may read the same folder at once."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`; raises StoreUnavailable where there is none or it cannot be opened."""
        self._path = os.path.realpath(folder)
        self._database: Any = _SHARED.take(self._path)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """The rows of `cypher`, as `CypherStore.query` says; writes are refused by the engine."""
        if self._database is None:
            raise StoreUnavailable(self._path, "the store is closed", "open it again with open_store")
        refuse_unsafe(cypher)
        seconds = QUERY_SECONDS if timeout is None else min(timeout, QUERY_SECONDS)
        # The engine cannot end one query early: the thread goes on until the limit stored with the data ends it. Until
        # then it holds on to the database, and the interpreter does not end: both would crash the engine.
        database = _SHARED.take(self._path)
        try:
            rows, is_cut = within(seconds, lambda: self._rows(database, cypher, parameters, limit), is_daemon=False)
        except TimeIsUp as error:
            raise _too_long(seconds) from error
        names = columns(cypher)
        if rows and set(names) != set(rows[0]):
            names = sorted(rows[0]) if not names else list(rows[0])
        return Table(tuple(names), [tuple(row.get(name) for name in names) for row in rows], is_cut)

    def _rows(
        self, database: Any, cypher: str, parameters: Mapping[str, Any] | None, limit: int | None
    ) -> tuple[list[dict[str, Any]], bool]:
        """At most `limit` rows, and whether there are more; gives the database back that was taken for it."""
        from arcadedb import ArcadeDBError

        arguments = [dict(parameters)] if parameters else []
        found: list[dict[str, Any]] = []
        try:
            with database.query("opencypher", with_used_relationships(cypher), *arguments) as result:
                for row in result.iter_dicts():
                    if limit is not None and len(found) >= limit:
                        return found, True
                    found.append({name: _plain(database, value) for name, value in row.items()})
        except ArcadeDBError as error:
            raise _query_error(error) from error
        finally:
            _SHARED.give_back(self._path)
        return found, False

    def records(self) -> tuple[list[Node], list[Relationship]]:
        """All nodes and relationships, as `CypherStore.records` says."""
        nodes = (row["n"] for row in self._stream("MATCH (n) RETURN n"))
        links = self._stream("MATCH (h)-[x]->(t) RETURN h.iri AS head, t.iri AS tail, x")
        return in_order(
            (to_node(node["@type"], node) for node in nodes),
            (to_relationship(row["x"]["@type"], row["head"], row["tail"], row["x"]) for row in links),
        )

    def _stream(self, cypher: str) -> Iterator[dict[str, Any]]:
        from arcadedb import ArcadeDBError

        if self._database is None:
            raise StoreUnavailable(self._path, "the store is closed", "open it again with open_store")
        try:
            with self._database.query("opencypher", cypher) as result:
                yield from result.iter_dicts()
        except ArcadeDBError as error:
            raise StoreUnavailable(self._path, f"cannot be read ({_one_line(error)})", "run kg build again") from error

    def close(self) -> None:
        """Let go of the store; closing twice is fine."""
        if self._database is not None:
            self._database = None
            _SHARED.give_back(self._path)

    def __enter__(self) -> Self:
        """The store itself, closed at the end of the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the store."""
        self.close()


def create(folder: Path, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> None:
    """Write a new store with exactly these nodes and relationships to `folder`, which must not exist yet.

    An unfinished folder (a kill, an error) is not a store: write into a new folder and name it current afterwards.
    Raises InvalidGraph where a relationship's end is missing or an `iri` or `statement_id` occurs twice, and
    StoreUnavailable where the folder cannot be written.
    """
    engine = _engine()
    if folder.exists():
        raise StoreUnavailable(str(folder), "already there", "create the store in a folder that does not exist yet")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with engine.create_database(str(folder)) as database:
            _write(database, nodes, relationships)
    except OSError as error:
        raise StoreUnavailable(str(folder), f"cannot be written ({error.strerror})", "free the folder") from error
    except InvalidGraph:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except engine.ArcadeDBError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreUnavailable(str(folder), f"cannot be written ({_one_line(error)})", "free the folder") from error


def _write(database: Any, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> None:
    types: set[str] = set()
    # By the hash of the IRI, which takes a third less memory; two of one hash, next to never, are refused as one IRI.
    records: dict[int, str] = {}
    statements = array("q")
    # Without a write-ahead log: what is unfinished is thrown away as a whole. Twice as fast as UNWIND … CREATE.
    with database.graph_batch() as batch:
        for label, some in batches(nodes, lambda node: node.label):
            _ensure(database, "vertex", label, types)
            rows = [{"iri": node.iri, **node.properties} for node in some]
            for node, record in zip(some, batch.create_vertices(label, rows), strict=True):
                if records.setdefault(hash(node.iri), record) != record:
                    raise InvalidGraph(f"{node.iri}: two nodes of the graph have this iri")
        for type_, links in batches(relationships, lambda link: link.type):
            _ensure(database, "edge", type_, types)
            heads = [_end(records, link, link.head) for link in links]
            tails = [_end(records, link, link.tail) for link in links]
            rows = [{"statement_id": link.statement_id, **link.properties} for link in links]
            batch.new_edges(heads, type_, tails, rows)
            statements.extend(hash(link.statement_id) for link in links)
        records.clear()
    for name in sorted(types):
        _index(database, name)
    _refuse_twice(database, statements)
    # The engine has no limit of its own for one query; the one stored with the data ends a query in every process.
    database.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {int(QUERY_SECONDS * 1000)}")


def _refuse_twice(database: Any, hashes: array[int]) -> None:
    """Raise InvalidGraph where one statement_id occurs twice; two of equal hash are looked at, and are next to never.

    A unique index would find it too, but the engine takes ten times as long for one of a million.
    """
    values = np.sort(np.frombuffer(hashes, np.int64))
    if not (values[1:] == values[:-1]).any():
        return
    with database.query("opencypher", "MATCH ()-[r]->() RETURN r.statement_id AS id") as found:
        for id, count in Counter(row["id"] for row in found.iter_dicts()).items():
            if count > 1:
                raise InvalidGraph(f"{id}: {count} relationships of the graph have this statement_id")


def _ensure(database: Any, kind: str, name: str, known: set[str]) -> None:
    if name not in known:
        make = database.schema.create_vertex_type if kind == "vertex" else database.schema.create_edge_type
        make(name)
        known.add(name)


def _index(database: Any, name: str) -> None:
    """Indexes come after the rows: building them at once is cheaper than keeping them up to date."""
    key = "iri" if name in NODE_LABELS else "statement_id"
    database.schema.create_property(name, key, "STRING")
    database.schema.create_index(name, [key])
    if key == "iri":
        database.schema.create_property(name, "name", "STRING")
        database.schema.create_index(name, ["name"])


def _end(records: Mapping[int, str], link: Relationship, iri: str) -> str:
    try:
        return records[hash(iri)]
    except KeyError:
        raise InvalidGraph(f"{link.statement_id}: {link.type} joins {iri}, which is no node of the graph") from None


def _open(path: str) -> Any:
    """The database at `path`, read-only: that takes no lock, so other processes can open it at the same time."""
    engine = _engine()
    if not Path(path, _CONFIGURATION).is_file():
        raise StoreUnavailable(path, "no embedded Cypher store here", "run kg build to make one")
    try:
        return engine.open_database(path, read_only=True)
    except engine.ArcadeDBError as error:
        raise StoreUnavailable(
            path, f"cannot be opened ({_one_line(error)})", "run kg build to make it again"
        ) from error


def _plain(database: Any, value: Any) -> Any:
    """The engine's value as every store gives it; it hands over a path as a text of record ids."""
    if isinstance(value, dict):
        kind = value.get("@type")
        properties = {name: _plain(database, value[name]) for name in sorted(value) if name[:1] not in ("@", "_")}
        return properties if kind is None else {**properties, _kind_key(kind): kind}
    if isinstance(value, (list, tuple)):
        return [_plain(database, item) for item in value]
    if isinstance(value, str) and value.startswith("(#") and _PATH.fullmatch(value):
        return [_record(database, record) for record in _RECORD.findall(value)]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _record(database: Any, record: str) -> dict[str, Any]:
    element = database.lookup_by_rid(record)
    kind = element.get_type_name()
    properties = {name: _plain(database, value) for name, value in sorted(element.to_dict().items()) if name[0] != "@"}
    return {**properties, _kind_key(kind): kind}


def _kind_key(kind: str) -> str:
    return "label" if kind in NODE_LABELS else "type"


def _query_error(error: Exception) -> QueryError:
    message = _one_line(error)
    if "arcadedb.command.timeout" in message:
        return _too_long(QUERY_SECONDS)
    return QueryError(message)


def _too_long(seconds: float) -> QueryError:
    return QueryError(f"stopped after {seconds:g} s; ask for less (LIMIT, a label, a shorter path) or allow more time")


def _one_line(error: Exception) -> str:
    """The engine's message without the names of its classes and without the picture of the query below it."""
    line = _CAUSE.sub("", str(error).partition("\n")[0])
    return _CLASS_NAME.sub("", re.sub(r"^(Query failed|Reading the result set failed): ", "", line)).strip()


def _engine() -> Any:
    """The `arcadedb` module, its log going to a file: standard error belongs to the program's own messages."""
    os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
    os.environ.setdefault("ARCADEDB_NATIVE_ISOLATE_ARGS", _ENGINE_SETTINGS)
    import arcadedb

    return arcadedb
