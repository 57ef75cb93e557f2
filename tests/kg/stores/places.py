"""Where a Cypher store can lie, for the tests that every store has to pass: how a graph gets into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kg.property_graph import Node, Relationship
from kg.stores.arcadedb_store import create
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import CypherStore, open_store
from tests.neo4j_server import Neo4jServer

Holding = Callable[[Iterable[Node], Iterable[Relationship]], AbstractContextManager[CypherStore]]
"""Makes the place hold exactly this graph, whatever it held before, and opens it."""


ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7)"
"""Runs for minutes on any machine: a server looks at time limits every two seconds only, and may be done before."""


@contextmanager
def ending_soon() -> Iterator[None]:
    """Embedded stores written within this end a query after 5 s, since the engine cannot end one query early."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.stores.arcadedb_store.QUERY_SECONDS", 5.0)
        yield


def loaded(server: Neo4jServer, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[Neo4jStore]:
    """The server's database emptied and loaded."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_PASSWORD", server.password)
        server.ensure_running()
        server.run("MATCH (n) DETACH DELETE n")
        with Neo4jStore(server.url) as store:
            store.refresh(nodes, relationships)
            yield store


def in_folders(folder: Path) -> Holding:
    """An embedded store is written anew for each graph, as each generation of a graph folder is."""
    made: list[Path] = []

    @contextmanager
    def hold(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[CypherStore]:
        made.append(folder / str(len(made)))
        create(made[-1], nodes, relationships)
        with open_store(made[-1]) as store:
            yield store

    return hold


def on(server: Neo4jServer) -> Holding:
    """A database on a server is refreshed."""

    @contextmanager
    def hold(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Iterator[CypherStore]:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("NEO4J_PASSWORD", server.password)
            with Neo4jStore(server.url) as store:
                store.refresh(nodes, relationships)
                yield store

    return hold
