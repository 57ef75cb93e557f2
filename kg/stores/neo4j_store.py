"""A Neo4j server as a Cypher store: queries that only read, and loads that touch nothing but what they put there."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from kg.errors import InvalidGraph, QueryError, StoreUnavailable
from kg.property_graph import (
    ENTITY_LABELS,
    NODE_LABELS,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Node,
    Relationship,
)
from kg.stores.cypher_text import refuse_unsafe
from kg.stores.neo4j_search import prepare_search, search_property
from kg.stores.store import (
    BATCH_ROWS,
    MARK,
    QUERY_SECONDS,
    SEARCH,
    SERVER_SCHEMES,
    batches,
    in_order,
    to_node,
    to_relationship,
)
from kg.table import Table
from ontology.labels import RelationType

_CONNECT_SECONDS = 10
_RETRY_SECONDS = 5
_TRANSACTION_SECONDS = 600
_MANY_WORDS = re.compile(r": expected (?:'[^']+', ){5,}.*? or '[^']+'")

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class Counts:
    """What a load did to nodes or to relationships."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class LoadReport:
    """What a load did; `kept` are nodes that are gone from the graph but that others' relationships hold on to."""

    nodes: Counts
    relationships: Counts
    kept: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What happened, for a person: a line each for nodes, relationships and, if there are any, what was kept."""
        counts = {"nodes": self.nodes, "relationships": self.relationships}
        lines = [
            f"{name}: " + ", ".join(f"{n} {done}" for done, n in vars(each).items()) for name, each in counts.items()
        ]
        if self.kept:
            gone = "1 node is" if len(self.kept) == 1 else f"{len(self.kept)} nodes are"
            lines.append(f"{gone} gone from the graph and kept, as relationships of others hold on")
        return lines


class Neo4jStore:
    """A Neo4j database; user and password come from NEO4J_USERNAME and NEO4J_PASSWORD."""

    def __init__(self, url: str) -> None:
        """Connect to `url`; raises StoreUnavailable where no server answers or it refuses the user."""
        from neo4j import GraphDatabase, NotificationMinimumSeverity

        # What the driver logs, an error of ours says as well; without a handler it would go to stderr.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        self._url, self._database = _parse(url)
        user, password = os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD")
        with self._failures("connecting"):
            self._driver = GraphDatabase.driver(
                self._url,
                auth=(user, password) if password else None,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=2 * _CONNECT_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
        try:
            # Not `verify_connectivity(database=…)`, which warns on stderr that it is a preview.
            with self._failures("connecting"), self._driver.session(database=self._database) as session:
                session.run("RETURN 1").consume()
        except StoreUnavailable:
            self.close()
            raise

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """The rows of `cypher`, as `CypherStore.query` says; the server refuses to write in a READ transaction."""
        from neo4j import READ_ACCESS

        refuse_unsafe(cypher)
        seconds = QUERY_SECONDS if timeout is None else timeout
        rows: list[tuple[Any, ...]] = []
        is_cut = False
        with (
            self._failures("a query", seconds),
            self._driver.session(database=self._database, default_access_mode=READ_ACCESS) as session,
            session.begin_transaction(timeout=seconds) as transaction,
        ):
            result = transaction.run(cypher, dict(parameters or {}))
            names = tuple(result.keys())
            for record in result:
                if limit is not None and len(rows) >= limit:
                    is_cut = True
                    break
                rows.append(tuple(_plain(value) for value in record.values()))
        return Table(names, rows, is_cut)

    def refresh(
        self, nodes: Iterable[Node], relationships: Iterable[Relationship], graph: str = "default"
    ) -> LoadReport:
        """Make the database hold exactly this graph, changing only what differs; a second time changes nothing.

        Only nodes and relationships marked with the name `graph` are ever changed or removed: what others put into the
        database stays, and so does a node of ours that others' relationships are attached to (`kept`). A load that is
        broken off leaves a part of the graph; running it again completes it. Raises StoreUnavailable where the server
        is lost, and InvalidGraph where a relationship's end is not among the nodes.
        """
        done = LoadReport(Counts(), Counts())
        labels: dict[str, str] = {}
        statements: dict[RelationType, set[str]] = {}
        with self._failures("a load"), self._driver.session(database=self._database) as session:
            prepare_search(session)
            for label, some in batches(nodes, lambda node: node.label):
                if label not in labels.values():
                    _prepare_label(session, _known(label, NODE_LABELS))
                labels.update((node.iri, node.label) for node in some)
                _merge_nodes(session, label, some, graph, done.nodes)
            for (type_, head, tail), links in batches(relationships, lambda link: _ends(link, labels)):
                if type_ not in statements:
                    _prepare_type(session, type_)
                statements.setdefault(type_, set()).update(link.statement_id for link in links)
                _merge_relationships(session, (type_, head, tail), links, graph, done.relationships)
            for type_ in RelationType:
                done.relationships.deleted += _prune_type(session, type_, statements.get(type_, set()), graph)
            kept: list[str] = []
            for label in NODE_LABELS:
                deleted, held = _prune_label(session, label, labels, graph)
                done.nodes.deleted += deleted
                kept += held
        return LoadReport(done.nodes, done.relationships, tuple(sorted(kept)))

    def records(self, graph: str = "default") -> tuple[list[Node], list[Relationship]]:
        """All nodes and relationships that were loaded as `graph`, as `CypherStore.records` says."""
        nodes: list[Node] = []
        links: list[Relationship] = []
        with self._failures("reading the graph"), self._driver.session(database=self._database) as session:
            for label in NODE_LABELS:
                found = f"MATCH (x:`{label}` {{{MARK}: $graph}}) RETURN x"
                nodes += session.execute_read(_rows, found, graph, lambda row, label=label: to_node(label, row["x"]))
            for type_ in RelationType:
                found = f"MATCH (h)-[x:`{type_.value}` {{{MARK}: $graph}}]->(t) RETURN h.iri AS head, t.iri AS tail, x"
                links += session.execute_read(
                    _rows,
                    found,
                    graph,
                    lambda row, type_=type_: to_relationship(type_, row["head"], row["tail"], row["x"]),
                )
        return in_order(nodes, links)

    def close(self) -> None:
        """Close the connections; closing twice is fine."""
        self._driver.close()

    def __enter__(self) -> Self:
        """The store itself, closed at the end of the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the store."""
        self.close()

    @contextmanager
    def _failures(self, doing: str, seconds: float = _TRANSACTION_SECONDS) -> Iterator[None]:
        """The driver's errors as ours: the server's fault is StoreUnavailable, the query's is QueryError."""
        from neo4j.exceptions import AuthError, DriverError, Neo4jError

        try:
            yield
        except AuthError as error:
            advice = "set NEO4J_USERNAME (now {}) and NEO4J_PASSWORD".format(os.environ.get("NEO4J_USERNAME", "neo4j"))
            raise StoreUnavailable(self._url, "refused the user or the password", advice) from error
        except Neo4jError as error:
            raise self._server_error(error, doing, seconds) from error
        except (DriverError, OSError) as error:
            if doing == "connecting":
                reason, advice = "no Neo4j server answers", "start the server or correct the URL"
            else:
                reason, advice = f"the server was lost during {doing}", "start the server and run the same again"
            raise StoreUnavailable(self._url, f"{reason} ({_one_line(error)})", advice) from error

    def _server_error(self, error: Any, doing: str, seconds: float) -> StoreUnavailable | QueryError:
        code = error.code or ""
        if "AuthenticationRateLimit" in code:
            advice = "wait a minute, then set NEO4J_USERNAME and NEO4J_PASSWORD"
            return StoreUnavailable(self._url, "refuses logins after too many wrong passwords", advice)
        if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
            name = self._database or "default"
            return StoreUnavailable(self._url, f"database {name} is not there", "correct ?database= or NEO4J_DATABASE")
        if "TransactionTimedOut" in code:
            return QueryError(f"stopped after {seconds:g} s; ask for less (LIMIT, a label) or allow more time")
        if doing == "a query":
            return QueryError(_one_line(error))
        return StoreUnavailable(self._url, f"{doing} failed ({_one_line(error)})", "mend the cause and run it again")


def _merge_nodes(session: Any, label: str, nodes: list[Node], graph: str, counts: Counts) -> None:
    match = f"MERGE (x:`{label}` {{iri: row.key, {MARK}: $graph}})"
    rows = [
        {"key": node.iri, "properties": {**_full(node.properties, NODE_PROPERTIES), SEARCH: search_property(node)}}
        for node in nodes
    ]
    _merge(session, match, rows, (*NODE_PROPERTIES, SEARCH), graph, counts)


def _merge_relationships(
    session: Any, kind: tuple[RelationType, str, str], links: list[Relationship], graph: str, counts: Counts
) -> None:
    type_, head, tail = kind
    match = (
        f"MATCH (h:`{head}` {{iri: row.head, {MARK}: $graph}}), (t:`{tail}` {{iri: row.tail, {MARK}: $graph}}) "
        f"MERGE (h)-[x:`{type_.value}` {{statement_id: row.key, {MARK}: $graph}}]->(t)"
    )
    rows = [
        {
            "key": link.statement_id,
            "head": link.head,
            "tail": link.tail,
            "properties": _full(link.properties, RELATIONSHIP_PROPERTIES),
        }
        for link in links
    ]
    _merge(session, match, rows, RELATIONSHIP_PROPERTIES, graph, counts)


def _merge(
    session: Any, match: str, rows: list[dict[str, Any]], keys: tuple[str, ...], graph: str, counts: Counts
) -> None:
    """One batch in one transaction: what is missing is made, what differs is set, the rest is left alone.

    Our own properties alone are compared and set: one that somebody else added to the node stays.
    """
    cypher = (
        f"UNWIND $rows AS row {match} WITH x, row.properties AS p "
        "WHERE any(k IN $keys WHERE coalesce(x[k] <> p[k], (x[k] IS NULL) <> (p[k] IS NULL))) "
        "SET x += p RETURN count(x) AS written"
    )

    def work(transaction: Any) -> tuple[int, int]:
        result = transaction.run(cypher, rows=rows, keys=list(keys), graph=graph)
        written = result.single()["written"]
        made = result.consume().counters
        return made.nodes_created + made.relationships_created, written

    created, written = _write(session, work)
    counts.created += created
    counts.updated += written - created
    counts.unchanged += len(rows) - written


def _prune_type(session: Any, type_: RelationType, wanted: set[str], graph: str) -> int:
    link = f"()-[x:`{type_.value}`"
    there = _read(session, f"MATCH {link} {{{MARK}: $graph}}]->() RETURN x.statement_id AS key", graph)
    gone = sorted(key for key in there if key not in wanted)
    cypher = (
        f"UNWIND $keys AS key MATCH {link} {{statement_id: key, {MARK}: $graph}}]->() DELETE x RETURN count(x) AS n"
    )
    return sum(_delete(session, cypher, some, graph) for some in _slices(gone))


def _prune_label(session: Any, label: str, wanted: Mapping[str, str], graph: str) -> tuple[int, list[str]]:
    """Remove what is gone; a node that still has relationships has others' relationships, so it stays."""
    there = _read(session, f"MATCH (x:`{label}` {{{MARK}: $graph}}) RETURN x.iri AS key", graph)
    gone = sorted(key for key in there if wanted.get(key) != label)
    match = f"UNWIND $keys AS key MATCH (x:`{label}` {{iri: key, {MARK}: $graph}})"
    cypher = f"{match} WHERE NOT (x)--() DELETE x RETURN count(x) AS n"
    deleted = sum(_delete(session, cypher, some, graph) for some in _slices(gone))
    if deleted == len(gone):
        return deleted, []
    return deleted, _read(session, f"{match} RETURN key", graph, gone)


def _prepare_label(session: Any, label: str) -> None:
    """The key is (iri, mark): a node of somebody else may have the same iri, and so may another graph's."""
    _schema(session, f"CONSTRAINT ipkg_{label}_key IF NOT EXISTS FOR (x:`{label}`) REQUIRE (x.iri, x.{MARK}) IS UNIQUE")
    _schema(session, f"INDEX ipkg_{label}_iri IF NOT EXISTS FOR (x:`{label}`) ON (x.iri)")
    if label in ENTITY_LABELS:
        _schema(session, f"INDEX ipkg_{label}_name IF NOT EXISTS FOR (x:`{label}`) ON (x.name)")


def _prepare_type(session: Any, type_: RelationType) -> None:
    key = f"REQUIRE (x.statement_id, x.{MARK}) IS UNIQUE"
    _schema(session, f"CONSTRAINT ipkg_{type_.value}_key IF NOT EXISTS FOR ()-[x:`{type_.value}`]-() {key}")
    _schema(session, f"INDEX ipkg_{type_.value}_id IF NOT EXISTS FOR ()-[x:`{type_.value}`]-() ON (x.statement_id)")


def _schema(session: Any, definition: str) -> None:
    session.run(f"CREATE {definition}").consume()


def _write(session: Any, work: Callable[[Any], Result]) -> Result:
    from neo4j import unit_of_work

    result: Result = session.execute_write(unit_of_work(timeout=_TRANSACTION_SECONDS)(work))
    return result


def _read(session: Any, cypher: str, graph: str, keys: list[str] | None = None) -> list[str]:
    def work(transaction: Any) -> list[str]:
        return [record["key"] for record in transaction.run(cypher, graph=graph, keys=keys)]

    found: list[str] = session.execute_read(work)
    return found


def _rows(transaction: Any, cypher: str, graph: str, make: Callable[[Any], Item]) -> list[Item]:
    return [make(record) for record in transaction.run(cypher, graph=graph)]


def _delete(session: Any, cypher: str, keys: list[str], graph: str) -> int:
    def work(transaction: Any) -> int:
        deleted: int = transaction.run(cypher, keys=keys, graph=graph).single()["n"]
        return deleted

    return _write(session, work)


def _slices(keys: list[str]) -> Iterator[list[str]]:
    return (keys[start : start + BATCH_ROWS] for start in range(0, len(keys), BATCH_ROWS))


def _full(properties: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Every property that there can be, None where absent: setting None removes what an earlier load put there."""
    unknown = sorted(set(properties) - set(names))
    if unknown:
        raise InvalidGraph(f"properties that the model does not have: {', '.join(unknown)}")
    return {name: _list(properties.get(name)) for name in names}


def _list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _ends(link: Relationship, labels: Mapping[str, str]) -> tuple[RelationType, str, str]:
    for iri in (link.head, link.tail):
        if iri not in labels:
            raise InvalidGraph(f"{link.statement_id}: {link.type} joins {iri}, which is no node of the graph")
    return RelationType(link.type), labels[link.head], labels[link.tail]


def _known(name: str, names: tuple[str, ...]) -> str:
    """`name`, which goes into query text and so must be one of the model's."""
    if name not in names:
        raise InvalidGraph(f"{name!r} is no label of the model; known: {', '.join(names)}")
    return name


def _parse(url: str) -> tuple[str, str | None]:
    """The URL for the driver, and the database: `?database=NAME`, else NEO4J_DATABASE, else the user's home."""
    parts = urlsplit(url)
    bare = parts._replace(query="", netloc=parts.netloc.rpartition("@")[2]).geturl()
    if parts.scheme not in SERVER_SCHEMES or not parts.hostname:
        raise StoreUnavailable(bare, "not a Neo4j URL", "write bolt://HOST:PORT or neo4j://HOST:PORT")
    if "@" in parts.netloc:
        raise StoreUnavailable(bare, "user and password do not belong in the URL", "set NEO4J_USERNAME, NEO4J_PASSWORD")
    database = parse_qs(parts.query).get("database", [os.environ.get("NEO4J_DATABASE") or ""])[0]
    return bare, database or None


def _one_line(error: Any) -> str:
    """The server's message without the picture of the query below it and without a long list of what may follow."""
    line = str(getattr(error, "message", None) or error).strip().partition("\n")[0]
    return _MANY_WORDS.sub("", line).partition(" (resolved to ")[0]


def _plain(value: Any) -> Any:
    """The driver's value as every store gives it; properties that begin with `_` are the stores' own."""
    from neo4j.graph import Node as Neo4jNode
    from neo4j.graph import Path
    from neo4j.graph import Relationship as Neo4jRelationship

    if isinstance(value, Neo4jNode):
        return {**_plain(dict(value)), "label": ":".join(sorted(value.labels))}
    if isinstance(value, Neo4jRelationship):
        return {**_plain(dict(value)), "type": value.type}
    if isinstance(value, Path):
        steps = zip(value.nodes, [*value.relationships, None], strict=True)
        return [_plain(item) for step in steps for item in step if item is not None]
    if isinstance(value, dict):
        return {name: _plain(value[name]) for name in sorted(value) if not name.startswith("_")}
    if isinstance(value, list):
        # `keys(n)` is such a list.
        return [_plain(item) for item in value if item not in (MARK, SEARCH)]
    return _text(value)


def _text(value: Any) -> Any:
    """A date, time, duration or point as text; ArcadeDB writes a time without seconds that are 0."""
    if hasattr(value, "iso_format"):
        date, middle, time = value.iso_format().partition("T")
        return date + middle + time.replace(".000000000", "").replace("+00:00", "Z")
    return list(value) if type(value).__module__ == "neo4j.spatial" else value
