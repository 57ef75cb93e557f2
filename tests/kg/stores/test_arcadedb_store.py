"""What is peculiar to the embedded store: it is written once as a whole, and read by many."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import InvalidGraph, QueryError, StoreUnavailable
from kg.stores.arcadedb_store import ArcadeDBStore, create
from kg.stores.store import open_store
from tests.kg.graphs import dataset, whole
from tests.kg.stores.places import ENDLESS, ending_soon

GRAPH = whole(dataset())
COUNT = "MATCH (n) RETURN count(n) AS n"


def test_a_store_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)
    with pytest.raises(StoreUnavailable, match="already there"):
        create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)


def test_an_empty_graph_is_a_store(tmp_path: Path) -> None:
    create(tmp_path / "s", [], [])
    with open_store(tmp_path / "s") as store:
        assert store.query(COUNT).rows == [(0,)]


@pytest.mark.parametrize("what", ["node", "relationship", "end"])
def test_what_is_no_graph_is_refused(tmp_path: Path, what: str) -> None:
    nodes, links = list(GRAPH.nodes), list(GRAPH.relationships)
    if what == "node":
        nodes.append(replace(nodes[0]))
    elif what == "relationship":
        links.append(replace(links[0]))
    else:
        links[0] = replace(links[0], tail="https://example.org/nobody")
    with pytest.raises(InvalidGraph) as error:
        create(tmp_path / "s", nodes, links)
    assert "\n" not in str(error.value)
    named = {"node": nodes[0].iri, "relationship": f"{links[0].statement_id}: 2 ", "end": "nobody"}
    assert named[what] in str(error.value)
    assert not (tmp_path / "s").exists()


def test_many_readers_in_one_process_share_the_database(tmp_path: Path) -> None:
    create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)
    first, second = ArcadeDBStore(tmp_path / "s"), ArcadeDBStore(tmp_path / "s")
    first.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        first.query(COUNT)
    assert second.query(COUNT).rows == [(len(GRAPH.nodes),)]
    second.close()


def test_other_processes_read_at_the_same_time(tmp_path: Path) -> None:
    create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)
    program = (
        f"from kg.stores.store import open_store; print(open_store({str(tmp_path / 's')!r}).query({COUNT!r}).rows)"
    )
    with open_store(tmp_path / "s") as store:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout == f"[({len(GRAPH.nodes)},)]\n"
        assert done.stderr == ""
        assert store.query(COUNT).rows == [(len(GRAPH.nodes),)]


def test_the_limit_stored_with_the_data_ends_a_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.arcadedb_store.QUERY_SECONDS", 0.5)
    create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)
    with ArcadeDBStore(tmp_path / "s") as store, pytest.raises(QueryError, match=r"stopped after 0\.5 s"):
        store.query(ENDLESS)


def test_a_process_ends_cleanly_after_a_query_that_was_given_up(tmp_path: Path) -> None:
    with ending_soon():
        create(tmp_path / "s", GRAPH.nodes, GRAPH.relationships)
    program = f"""
from kg.errors import QueryError
from kg.stores.store import open_store
with open_store({str(tmp_path / "s")!r}) as store:
    try:
        store.query({ENDLESS!r}, timeout=0.1)
    except QueryError:
        print("given up")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "given up\n", "")


def test_a_loop_and_parallel_relationships_are_kept(tmp_path: Path) -> None:
    link = GRAPH.relationships[0]
    loops = [replace(link, statement_id=f"https://example.org/{n}", tail=link.head) for n in range(3)]
    create(tmp_path / "s", GRAPH.nodes, loops)
    with open_store(tmp_path / "s") as store:
        assert store.query("MATCH (a)-[r]->(a) RETURN count(r) AS n").rows == [(3,)]
