"""A Neo4j server as a Cypher store: queries that only read, and loads that touch nothing but what they put there."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from kg.errors import QueryError, StoreUnavailable
from kg.property_graph import NODE_LABELS, Node, Relationship
from kg.stores.cypher_text import refuse_unsafe
from kg.stores.neo4j_load import TRANSACTION_SECONDS, Load, LoadReport
from kg.stores.neo4j_schema import POPULATING
from kg.stores.store import (
    MARK,
    OWN_PROPERTIES,
    QUERY_SECONDS,
    SERVER_SCHEMES,
    in_order,
    to_node,
    to_relationship,
)
from kg.table import Table
from ontology.labels import RelationType

_URLS = "write bolt://HOST:PORT or neo4j://HOST:PORT"
_CONNECT_SECONDS = 10
_RETRY_SECONDS = 60  # a server that is started again answers after 10 to 40 s
_FETCH_ROWS = 10_000
_LOOK_SECONDS = 0.2
_MANY_WORDS = re.compile(r": expected (?:'[^']+', ){5,}.*? or '[^']+'")

Item = TypeVar("Item")


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

    def rows(self, cypher: str, parameters: Mapping[str, Any], at_once: int) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of our own, of plain values, fetched as they are read, `at_once` each time.

        Raises as `query` does. A query without a transaction around it takes one message to the server, not three.
        """
        from neo4j import READ_ACCESS, Query

        with (
            self._failures("a query", QUERY_SECONDS),
            self._driver.session(
                database=self._database, default_access_mode=READ_ACCESS, fetch_size=at_once
            ) as session,
        ):
            for record in session.run(Query(cypher, timeout=QUERY_SECONDS), dict(parameters)):
                yield tuple(record.values())

    def refresh(
        self,
        nodes: Iterable[Node],
        relationships: Iterable[Relationship],
        graph: str = "default",
        *,
        version: str | None = None,
        check: bool = False,
    ) -> LoadReport:
        """Make the database hold exactly this graph, changing only what differs; a second time changes nothing.

        Only nodes and relationships marked with the name `graph` are ever changed or removed: what others put into the
        database stays, and so does a node of ours that others' relationships are attached to (`kept`). `version` names
        the content: where the last load was of an equal one, and as much is there, nothing is read. `check` compares
        every value, for a database in which others change ours. A lost server is waited for; a load that is broken off
        leaves a part of the graph, and running it again completes it. Raises StoreUnavailable where the server is lost
        for longer, and InvalidGraph where a relationship's end is not among the nodes.
        """
        with self._failures("a load"), self._driver.session(database=self._database, fetch_size=_FETCH_ROWS) as session:
            return Load(session, graph, check).run(nodes, relationships, version)

    def await_indexes(self) -> None:
        """Return when the indexes that a load asked for are made; until then a search waits, 30 s at most.

        Raises StoreUnavailable where the server is lost meanwhile.
        """
        with self._failures("making the indexes"), self._driver.session(database=self._database) as session:
            while session.run(POPULATING).single(strict=True)["n"]:
                time.sleep(_LOOK_SECONDS)

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
    def _failures(self, doing: str, seconds: float = TRANSACTION_SECONDS) -> Iterator[None]:
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


def _rows(transaction: Any, cypher: str, graph: str, make: Callable[[Any], Item]) -> list[Item]:
    return [make(record) for record in transaction.run(cypher, graph=graph)]


def _parse(url: str) -> tuple[str, str | None]:
    """The URL for the driver, and the database: `?database=NAME`, else NEO4J_DATABASE, else the user's home."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise StoreUnavailable(url.rpartition("@")[2], "not a Neo4j URL", _URLS) from error
    bare = parts._replace(query="", netloc=parts.netloc.rpartition("@")[2]).geturl()
    if parts.scheme not in SERVER_SCHEMES or not parts.hostname:
        raise StoreUnavailable(bare, "not a Neo4j URL", _URLS)
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
        return [_plain(item) for item in value if not (isinstance(item, str) and item in OWN_PROPERTIES)]
    return _text(value)


def _text(value: Any) -> Any:
    """A date, time, duration or point as text; ArcadeDB writes a time without seconds that are 0."""
    if hasattr(value, "iso_format"):
        date, middle, time = value.iso_format().partition("T")
        return date + middle + time.replace(".000000000", "").replace("+00:00", "Z")
    return list(value) if type(value).__module__ == "neo4j.spatial" else value
