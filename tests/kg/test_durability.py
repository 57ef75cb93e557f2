"""Kills, damage and full disks: the graph is the old one or the new one, and the same command finishes the work."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.errors import InvalidGraph, NoGraph
from kg.graph_folder import GraphFolder, read_manifest
from kg.stores.neo4j_store import Neo4jStore
from kg.stores.store import open_store
from kg.validate import validate
from tests.command import kg
from tests.kg.folders import ByHand, build, extractions
from tests.kg.graphs import dataset, whole
from tests.kg.killed import BUILD, EXPORT, LOAD, ROUNDS, kill_within, seconds_of
from tests.kg.test_graph_folder import state, texts
from tests.neo4j_server import Neo4jServer

PLAN, NEWS, NOTE = extractions()
ALL = {e.document.id for e in extractions()}
NEO4J = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))


@pytest.mark.parametrize("is_first", [True, False])
def test_a_build_killed_at_any_moment(tmp_path: Path, is_first: bool) -> None:
    build(tmp_path / "undisturbed")
    expected, seconds = state(tmp_path / "undisturbed"), seconds_of(BUILD, tmp_path / "timed")
    chance = random.Random(f"build {is_first}")
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        if not is_first:
            build(folder, [NEWS])
        kill_within(1.2 * seconds, chance, BUILD, folder)
        if is_first and not (folder / "manifest.json").exists():
            assert read_manifest(folder) is None
        else:
            assert texts(folder) in (ALL, {NEWS.document.id})
            assert validate(GraphFolder(folder).dataset()).conforms
        build(folder)
        assert state(folder) == expected
        assert texts(folder) == ALL
        assert not list(folder.rglob(".tmp-*"))
        shutil.rmtree(folder)


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    build(tmp_path, [NEWS])
    for place in (tmp_path / ".tmp-manifest", tmp_path / "extractions" / ".tmp-extraction"):
        place.write_bytes(b"{")
    (tmp_path / ".tmp-build").mkdir()
    build(tmp_path, [NEWS])
    assert not list(tmp_path.rglob(".tmp-*"))


@pytest.mark.parametrize("form", ["nquads", "graphml"])
def test_an_export_killed_at_any_moment(tmp_path: Path, form: str) -> None:
    graph, out = tmp_path / "graph", tmp_path / "out"
    build(graph)
    out.mkdir()
    seconds = seconds_of(EXPORT, graph, form, out / "whole")
    whole_file, chance = (out / "whole").read_bytes(), random.Random(form)
    for number in range(ROUNDS):
        target = out / "file"
        target.write_bytes(b"old")
        kill_within(1.2 * seconds, chance, EXPORT, graph, form, target)
        assert target.read_bytes() in (b"old", whole_file), number
        assert seconds_of(EXPORT, graph, form, target) > 0
        assert target.read_bytes() == whole_file


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_load_killed_at_any_moment(server: Neo4jServer) -> None:
    graph = whole(dataset())
    seconds, chance = seconds_of(LOAD, server.url), random.Random("load")
    for _ in range(ROUNDS):
        server.run("MATCH (n) DETACH DELETE n")
        kill_within(1.2 * seconds, chance, LOAD, server.url)
        with Neo4jStore(server.url) as store:
            nodes, links = store.records()
            assert all(node in graph.nodes for node in nodes)
            assert all(link in graph.relationships for link in links)
            store.refresh(graph.nodes, graph.relationships, version="1")
            assert store.records() == (list(graph.nodes), list(graph.relationships))


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_server_started_again_in_a_load_is_waited_for(server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.store.BATCH_ROWS", 5)
    graph = whole(dataset())

    def restarting() -> object:
        for place, node in enumerate(graph.nodes):
            if place == len(graph.nodes) // 2:
                server.kill()
                starting = threading.Thread(target=server.start)
                starting.start()
            yield node
        starting.join()

    with Neo4jStore(server.url) as store:
        report = store.refresh(restarting(), graph.relationships)  # type: ignore[arg-type]
        assert report.nodes.created + report.nodes.unchanged == len(graph.nodes)
        assert store.records() == (list(graph.nodes), list(graph.relationships))


def _largest(folder: Path) -> Path:
    """The largest file of data: RocksDB's log, which says what it did, is none."""
    return max((p for p in folder.iterdir() if p.suffix in (".sst", ".bucket")), key=lambda p: p.stat().st_size)


@pytest.mark.parametrize("part", ["rdf", "cypher", "graph.nq", "texts.jsonl", "relationships.jsonl"])
@pytest.mark.parametrize("is_cut", [True, False])
def test_a_damaged_file_is_found_and_built_again(tmp_path: Path, part: str, is_cut: bool) -> None:
    build(tmp_path)
    before, place = state(tmp_path), GraphFolder(tmp_path).generation / part
    file = _largest(place) if place.is_dir() else place
    data = file.read_bytes()
    middle = len(data) // 2
    file.write_bytes(data[:middle] if is_cut else data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    if is_cut:
        with pytest.raises(NoGraph, match=f"{file.name} has {middle} bytes instead of {len(data)}"):
            GraphFolder(tmp_path)
    told = kg("validate", "--graph", tmp_path, code=1).stderr
    assert file.name in told and "build" in told
    asked = ByHand(extractions())
    report = build(tmp_path, extractor=asked)
    assert asked.asked == [] and file.name in report.damage and not report.unchanged
    assert state(tmp_path) == before and texts(tmp_path) == ALL
    assert build(tmp_path).damage == ""


def test_damaged_checksums_are_damage(tmp_path: Path) -> None:
    from kg.checksums import refuse_damage

    build(tmp_path)
    generation = GraphFolder(tmp_path).generation
    refuse_damage(tmp_path, generation)
    (generation / "checksums.json").write_text("{", "utf-8")
    with pytest.raises(InvalidGraph, match=r"checksums\.json is damaged; run the same kg build again"):
        refuse_damage(tmp_path, generation)
    assert build(tmp_path).damage == "checksums.json is damaged"


_LIMITED = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from kg.errors import GraphError
from tests.kg.folders import build
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    build(Path(sys.argv[1]))
except GraphError as error:
    sys.exit(f"told: {error}")
"""


@pytest.mark.parametrize("limit", [0, 300, 20_000, 100_000])
def test_files_that_cannot_grow_leave_the_old_graph(tmp_path: Path, limit: int) -> None:
    """As on a full disk, a write fails in the middle."""
    build(tmp_path, [NEWS])
    before = state(tmp_path)
    command = [sys.executable, "-c", _LIMITED, str(tmp_path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 1 and done.stderr.startswith("told: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert {name: digest for name, digest in state(tmp_path).items() if name in before} == before
    assert texts(tmp_path) == {NEWS.document.id}
    build(tmp_path)
    assert texts(tmp_path) == ALL


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="a small disk is mounted by root")
def test_a_full_disk_leaves_the_old_graph(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        build(disk / "graph", [NEWS])
        before = state(disk / "graph")
        free = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(b"x" * max(0, free - 100_000))
        told = subprocess.run(
            [sys.executable, "-c", _LIMITED, str(disk / "graph"), str(1 << 40)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 1 and told.stderr.startswith("told: ") and told.stderr.count("\n") == 1, told.stderr
        assert texts(disk / "graph") == {NEWS.document.id}
        assert {name: digest for name, digest in state(disk / "graph").items() if name in before} == before
        (disk / "ballast").unlink()
        build(disk / "graph")
        assert texts(disk / "graph") == ALL
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_reader_sees_the_old_graph_whole_while_another_process_builds(tmp_path: Path) -> None:
    build(tmp_path, [NEWS])
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(tmp_path)], stdout=subprocess.PIPE)
    seen = set()
    while True:
        is_over = process.poll() is not None
        graph = GraphFolder(tmp_path)
        with open_store(graph.cypher) as store:
            found = frozenset(row[0] for row in store.query("MATCH (t:SourceText) RETURN t.iri").rows)
        assert found == {entry.iri for entry in graph.iter_texts()}
        seen.add(found)
        if is_over:
            break
    assert process.returncode == 0
    assert seen == {frozenset({NEWS.document.id}), frozenset(ALL)}
