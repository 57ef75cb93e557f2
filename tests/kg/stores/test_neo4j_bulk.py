"""Files for Neo4j's own importer hold what a load makes, value for value."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import GraphError, InvalidGraph, UnwritableOutput
from kg.property_graph import Node, Value
from kg.search import NAMED_LABELS
from kg.stores import neo4j_node_files
from kg.stores.neo4j_bulk import run_import, write_bulk
from kg.stores.neo4j_search import RANKS, changed_ranks
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import in_order
from tests.kg.graphs import dataset, hostile, whole
from tests.neo4j_server import Neo4jServer, admin_script, drop_database

GRAPH = whole(dataset())
ODD = hostile()


def _held(properties: Mapping[str, Value]) -> dict[str, Value]:
    """The properties that import files can hold: a list of one empty text is refused."""
    return {name: value for name, value in properties.items() if value != ("",)}


NODES = tuple(replace(n, properties=_held(n.properties)) for n in (*GRAPH.nodes, *ODD.nodes))
RELATIONSHIPS = tuple(replace(x, properties=_held(x.properties)) for x in (*GRAPH.relationships, *ODD.relationships))


@pytest.fixture
def stopped(server: Neo4jServer) -> Iterator[Neo4jServer]:
    """The server without its database, not running; running again after the test."""
    drop_database(server)
    yield server
    server.ensure_running()


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_the_importer_makes_what_a_load_makes(stopped: Neo4jServer, tmp_path: Path) -> None:
    command = write_bulk(tmp_path / "import", NODES, RELATIONSHIPS)
    admin = str(admin_script(stopped))
    run_import(tmp_path / "import", admin, command)
    with pytest.raises(GraphError, match="the import failed") as error:
        run_import(tmp_path / "import", admin, command)
    assert "\n" not in str(error.value)
    stopped.start()
    with Neo4jStore(stopped.url) as store:
        assert store.records() == in_order(NODES, RELATIONSHIPS)
        report = store.refresh(NODES, RELATIONSHIPS, check=True)
        assert (report.nodes.unchanged, report.relationships.unchanged) == (len(NODES), len(RELATIONSHIPS))
        assert store.records() == in_order(NODES, RELATIONSHIPS)
    for label in NAMED_LABELS:
        assert stopped.run(changed_ranks(label), graph="default", ranks=RANKS) == []


def test_the_script_runs_the_command_in_its_folder(tmp_path: Path) -> None:
    command = write_bulk(tmp_path / "import", NODES, RELATIONSHIPS, "policy")
    admin = tmp_path / "admin"
    admin.write_text('#!/bin/sh\npwd\nfor word in "$@"; do echo "$word"; done\n', "utf-8")
    admin.chmod(0o755)
    script = tmp_path / "import" / "import.sh"
    done = subprocess.run([str(script)], env={"NEO4J_ADMIN": str(admin)}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(tmp_path / "import"), *command]
    assert command[:4] == ["database", "import", "full", "policy"]


def test_equal_graphs_give_equal_files_and_old_ones_go(tmp_path: Path) -> None:
    write_bulk(tmp_path / "a", NODES, RELATIONSHIPS)
    write_bulk(tmp_path / "b", NODES, RELATIONSHIPS)
    files = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    write_bulk(tmp_path / "a", NODES[:1], [])
    assert {path.name for path in (tmp_path / "a").iterdir()} == {f"{NODES[0].label}.csv", "import.sh"}


def test_the_files_of_many_nodes_are_written_beside_and_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = write_bulk(tmp_path / "a", NODES, RELATIONSHIPS)
    files = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    monkeypatch.setattr(neo4j_node_files, "_FEW", 0)
    assert write_bulk(tmp_path / "b", NODES, RELATIONSHIPS) == command
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}

    def spoiling() -> Iterator[Node]:
        yield from NODES
        (tmp_path / "c" / f"{NODES[0].label}.csv").mkdir()

    with pytest.raises(UnwritableOutput, match=r"/c: cannot write \(Is a directory\)"):
        write_bulk(tmp_path / "c", spoiling(), RELATIONSHIPS)
    with pytest.raises(InvalidGraph, match="two relationships"):
        write_bulk(tmp_path / "d", NODES, [RELATIONSHIPS[0]] * 2)
    assert not (tmp_path / "d" / "rows.csv").exists()


def test_what_no_import_can_hold_is_refused(tmp_path: Path) -> None:
    link = RELATIONSHIPS[0]
    listed = Node("https://example.org/x", "Product", {"name": "甲", "aliases": ("乙\x1f丙",)})
    for nodes, links, message in (
        ([listed], [], r"U\+001F"),
        ([replace(listed, properties={"name": "甲", "aliases": ("",)})], [], "one empty text"),
        ([NODES[0], NODES[0]], [], "two nodes"),
        (NODES, [link, link], "two relationships"),
        (NODES, [replace(link, tail="https://example.org/nobody")], "no node of the graph"),
        ([replace(NODES[0], label="Wrong")], [], "no label of the model"),
        ([replace(NODES[0], properties={"colour": "红"})], [], "does not have: colour"),
    ):
        with pytest.raises(InvalidGraph, match=message):
            write_bulk(tmp_path / "import", nodes, links)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UnwritableOutput, match=r"notes\.txt"):
        write_bulk(tmp_path, NODES, RELATIONSHIPS)
    with pytest.raises(GraphError, match="cannot be run"):
        run_import(tmp_path, str(tmp_path / "no-admin"), [])
