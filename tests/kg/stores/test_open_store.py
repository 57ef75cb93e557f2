"""From a word to a store: folders, URLs, and what is neither."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kg.errors import StoreUnavailable
from kg.stores.store import batches, open_store
from tests.kg.graphs import dataset, whole

GRAPH = whole(dataset())


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("http://localhost:7474", "no store for http://"),
        ("mysql://x", "known are bolt://"),
        ("bolt://neo4j:secret@localhost:7687", "do not belong in the URL"),
        ("no/such/folder", "no embedded Cypher store here"),
    ],
)
def test_what_is_no_store_is_told(place: str, message: str) -> None:
    with pytest.raises(StoreUnavailable, match=message) as error:
        open_store(place)
    assert "secret" not in str(error.value)


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"bolt://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StoreUnavailable, match="no Neo4j server answers") as error:
            open_store(url)
    assert "\n" not in str(error.value)


def test_a_server_that_speaks_something_else_is_told() -> None:
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"bolt://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            connection, _ = server.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(StoreUnavailable, match="no Neo4j server answers"):
            open_store(url)
        thread.join()


def test_batches_keep_every_item_and_bound_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.store.BATCH_ROWS", 4)
    made = list(batches(GRAPH.nodes, lambda node: node.label))
    assert sorted((node.iri for _, some in made for node in some)) == sorted(node.iri for node in GRAPH.nodes)
    assert all(len(some) <= 4 and {node.label for node in some} == {label} for label, some in made)


def test_a_folder_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text("{", "utf-8")
    with pytest.raises(StoreUnavailable) as error:
        open_store(tmp_path)
    assert "\n" not in str(error.value)
