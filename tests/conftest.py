"""What several rooms' tests share: the Neo4j server, one for each process that runs tests, started at first use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.neo4j_server import CURRENT_VERSION, Neo4jServer, ServerNotStarted, running_server


@pytest.fixture(scope="session")
def started_server() -> Iterator[Neo4jServer]:
    """The server itself, whatever the last test left in it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def current_server() -> Iterator[Neo4jServer]:
    """A server of the current calendar version, where there is a Java for it."""
    try:
        starting = running_server(CURRENT_VERSION)
        server = starting.__enter__()
    except ServerNotStarted as error:
        pytest.skip(str(error))
    yield server
    starting.__exit__(None, None, None)


@pytest.fixture
def server(started_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> Neo4jServer:
    """The server, up and empty, with its password in the environment."""
    for name in ("NEO4J_USERNAME", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NEO4J_PASSWORD", started_server.password)
    started_server.ensure_running()
    started_server.run("MATCH (n) DETACH DELETE n")
    return started_server
