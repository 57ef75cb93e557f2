"""A build commits a whole graph or nothing, does only what changed, and gives equal bytes for equal inputs."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from pyoxigraph import Store

from extract.records import Document, Extraction, Origin, Segment, Span
from kg.errors import GraphError, InvalidGraph, NoGraph, UnwritableGraph
from kg.graph_folder import GraphFolder, build_graph, read_manifest, write_atomic
from kg.property_graph import Relationship, iter_nodes, iter_relationships
from kg.sparql import run_sparql
from kg.stores.arcadedb_store import create
from kg.stores.store import open_store
from tests.kg import claims
from tests.kg.folders import ByHand, build, extractions, with_document
from tests.kg.graphs import dataset, whole

PLAN, NEWS, NOTE = extractions()


def state(folder: Path) -> dict[str, str]:
    """Hash of every file that a reader of the current graph uses, but for the engines' own files.

    Of the manifest all but its two moments.
    """
    graph = GraphFolder(folder)
    files = [graph.generation / "graph.nq", graph.generation / "texts.jsonl"]
    files += sorted((folder / "extractions").glob("*.json"))
    timeless = msgspec.structs.replace(graph.manifest, started="", finished="")
    manifest = hashlib.sha256(msgspec.json.encode(timeless)).hexdigest()
    return {
        "manifest": manifest,
        **{str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


def texts(folder: Path) -> set[str]:
    """The texts of the current graph, as all its parts agree on them."""
    graph = GraphFolder(folder)
    by_sparql = texts_of_dataset(folder)
    with open_store(graph.cypher) as store:
        by_cypher = {row[0] for row in store.query("MATCH (t:SourceText) RETURN t.iri").rows}
    by_entry = {entry.iri for entry in graph.iter_texts()}
    assert by_sparql == by_cypher == by_entry == {e.document.id for e in graph.iter_extractions()}
    return by_entry


def texts_of_dataset(folder: Path) -> set[str]:
    return {row[0] for row in run_sparql(GraphFolder(folder).dataset(), "SELECT ?x { ?x a ipkg:SourceText }").rows}


def claimed(link: Relationship) -> tuple[object, ...]:
    """All of it but which run read it."""
    said = {key: value for key, value in link.properties.items() if key != "run_id"}
    return link.statement_id, link.type, link.head, link.tail, said


def test_a_graph_holds_what_the_texts_say_in_all_its_parts(tmp_path: Path) -> None:
    report = build(tmp_path)
    graph = GraphFolder(tmp_path)
    assert (report.texts, report.extracted, report.unchanged) == (3, 3, False)
    assert report.counts == graph.manifest.counts
    expected, found = whole(dataset()), graph.records()
    nodes, relationships = (tuple(part) for part in found)
    assert (nodes, relationships) == (tuple(iter_nodes(graph.dataset())), tuple(iter_relationships(graph.dataset())))
    # The build's own run, and the reference lists, are what the claims alone have not.
    assert {n.iri for n in nodes if n.label not in ("ExtractionRun", "Concept")} == {
        n.iri for n in expected.nodes if n.label not in ("ExtractionRun", "Concept")
    }
    assert {n.iri for n in expected.nodes if n.label == "Concept"} <= {n.iri for n in nodes}
    assert list(map(claimed, relationships)) == list(map(claimed, expected.relationships))
    with open_store(graph.cypher) as store:
        assert store.query("MATCH (n) RETURN count(n) AS n").rows == [(len(nodes),)]
        assert store.query("MATCH ()-[r]->() RETURN count(r) AS n").rows == [(len(relationships),)]
    assert graph.manifest.inputs == {
        "news/1.txt": "1" * 64,
        "news/2.txt": "2" * 64,
        "notes/note.txt": "3" * 64,
        "plans/云州.html": "0" * 64,
    }


def test_building_again_extracts_and_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    asked = ByHand(extractions())
    report = build(tmp_path, extractor=asked)
    assert (report.unchanged, report.extracted, asked.asked) == (True, 0, [])
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert {path for path in before if before[path] != after[path]} <= {tmp_path / ".lock"}


def test_only_a_changed_text_is_extracted_again(tmp_path: Path) -> None:
    build(tmp_path, [PLAN, NEWS])
    asked = ByHand(extractions())
    report = build(tmp_path, extractor=asked)
    assert asked.asked == [NOTE.document.id]
    assert (report.texts, report.extracted, report.unchanged) == (3, 1, False)
    retitled = with_document(NEWS, fields=NEWS.document.fields[1:])
    asked = ByHand([PLAN, retitled, NOTE])
    build(tmp_path, [PLAN, retitled, NOTE], asked)
    assert asked.asked == [NEWS.document.id]


def test_another_pipeline_extracts_everything_again(tmp_path: Path) -> None:
    build(tmp_path)
    asked = ByHand(extractions())
    build(tmp_path, extractor=asked, pipeline="rules 0.2.0")
    assert len(asked.asked) == 3
    assert GraphFolder(tmp_path).manifest.pipeline == "rules 0.2.0"


def test_a_removed_text_takes_its_claims_along(tmp_path: Path) -> None:
    build(tmp_path)
    report = build(tmp_path, [NEWS, NOTE])
    assert report.texts == 2 and "Measure" not in report.counts
    assert texts(tmp_path) == {NEWS.document.id, NOTE.document.id}
    with open_store(GraphFolder(tmp_path).cypher) as store:
        assert store.query("MATCH ()-[r {text_id: $t}]->() RETURN r", {"t": PLAN.document.id}).rows == []
        assert store.query("MATCH (n:Technology {name: '灵巧手'}) RETURN n").rows == []
        assert len(store.query("MATCH (n:Product {name: '人形机器人'}) RETURN n").rows) == 1
    kept = {Extraction.from_json(p.read_bytes()).document.id for p in (tmp_path / "extractions").iterdir()}
    assert kept == {NEWS.document.id, NOTE.document.id}


def test_back_and_forth_gives_the_first_graph_again(tmp_path: Path) -> None:
    build(tmp_path)
    first = state(tmp_path)
    build(tmp_path, [PLAN])
    assert state(tmp_path) != first
    build(tmp_path)
    assert state(tmp_path) == first
    assert len(list((tmp_path / "generations").iterdir())) == 2


def test_an_open_graph_can_be_read_while_the_next_one_is_built(tmp_path: Path) -> None:
    build(tmp_path)
    graph = GraphFolder(tmp_path)
    with open_store(graph.cypher) as store:
        build(tmp_path, [PLAN])
        assert store.query("MATCH (t:SourceText) RETURN count(t) AS n").rows == [(3,)]
    assert len(list(graph.iter_texts())) == 3
    assert len(run_sparql(graph.dataset(), "SELECT ?x { ?x a ipkg:SourceText }")) == 3


BUILD = """
import sys
from pathlib import Path
from tests.kg.folders import build, extractions
held = extractions()
build(Path(sys.argv[1]), held[::int(sys.argv[2])])
"""


def test_equal_inputs_give_equal_bytes_in_any_process_and_order(tmp_path: Path) -> None:
    states = []
    for number, (seed, step) in enumerate([("1", "1"), ("2", "-1")]):
        folder = tmp_path / str(number)
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", BUILD, str(folder), step], env=environment, check=True)
        states.append(state(folder))
    assert states[0] == states[1]


def test_one_text_in_two_builds_of_origins_keeps_its_extraction(tmp_path: Path) -> None:
    build(tmp_path)
    moved = with_document(NOTE, origins=(Origin("elsewhere/note.txt", "4" * 64, "txt"),))
    asked = ByHand(extractions())
    report = build(tmp_path, [PLAN, NEWS, moved], asked)
    assert asked.asked == [] and not report.unchanged
    assert "elsewhere/note.txt" in GraphFolder(tmp_path).manifest.inputs
    assert "notes/note.txt" not in GraphFolder(tmp_path).manifest.inputs


def test_two_prints_of_one_text_are_one_text_with_two_origins(tmp_path: Path) -> None:
    wide = claims.NOTE.replace("ＡＩ", "AI")
    reprint = Document(wide, (), (Origin("z/reprint.txt", "5" * 64, "txt"),))
    assert reprint.id == NOTE.document.id
    build_graph(tmp_path, [NOTE.document, reprint], ByHand([NOTE]), claims.PIPELINE, create)
    (entry,) = GraphFolder(tmp_path).iter_texts()
    assert [origin.source for origin in entry.origins] == ["notes/note.txt", "z/reprint.txt"]
    (extraction,) = GraphFolder(tmp_path).iter_extractions()
    assert extraction.document.text == claims.NOTE
    asked = ByHand([NOTE])
    assert build_graph(tmp_path, [NOTE.document, reprint], asked, claims.PIPELINE, create).unchanged
    assert asked.asked == []


def test_a_span_leads_back_to_its_files(tmp_path: Path) -> None:
    segments = (Segment(0, 5, 100, 105, "p. 1"), Segment(5, 10, 205, 210, "p. 2"))
    origin = Origin("a.pdf", "6" * 64, "pdf", segments=segments)
    build(tmp_path, [with_document(NOTE, origins=(origin,))])
    graph = GraphFolder(tmp_path)
    assert graph.locate(NOTE.document.id, Span(1, 3)) == [("a.pdf", "p. 1", 101, 103)]
    assert graph.locate(NOTE.document.id, Span(3, 7)) == [("a.pdf", "p. 1", 103, 105), ("a.pdf", "p. 2", 205, 207)]
    assert graph.locate("https://example.org/none", Span(0, 1)) == []


DYING = """
import os, signal, sys
from pathlib import Path
import kg.graph_folder as g
from tests.kg.folders import ByHand, extractions
from tests.kg import claims
from kg.stores.arcadedb_store import create

def die(*ignored): os.kill(os.getpid(), signal.SIGKILL)

moment, held = sys.argv[2], extractions()
extractor = ByHand(held, stop=lambda place: die() if moment == "extraction" and place == 1 else None)
def store(folder, nodes, relationships):
    if moment == "start of the store": die()
    create(folder, nodes, relationships)
    if moment == "end of the store": die()
write = g.write_atomic
def write_atomic(path, data):
    if path.name == "manifest.json" and moment == "before the commit": die()
    write(path, data)
    if path.name == "manifest.json" and moment == "after the commit": die()
g.write_atomic = write_atomic
g.build_graph(Path(sys.argv[1]), [e.document for e in held], extractor, claims.PIPELINE, store)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a build that nothing disturbed leaves."""
    folder = tmp_path_factory.mktemp("undisturbed")
    build(folder)
    return state(folder)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "moment", ["extraction", "start of the store", "end of the store", "before the commit", "after the commit"]
)
def test_a_kill_leaves_the_old_graph_or_the_new_one_and_the_next_build_finishes(
    tmp_path: Path, undisturbed: dict[str, str], moment: str, is_first: bool
) -> None:
    folder = tmp_path / "graph"
    if not is_first:
        build(folder, [NEWS])
    before = None if is_first else GraphFolder(folder).manifest
    done = subprocess.run([sys.executable, "-c", DYING, str(folder), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    if moment == "after the commit":
        assert texts(folder) == {e.document.id for e in extractions()}
    else:
        assert read_manifest(folder) == before
        assert is_first or texts(folder) == {NEWS.document.id}
    asked = ByHand(extractions())
    report = build(folder, extractor=asked)
    assert len(asked.asked) == (1 + is_first if moment == "extraction" else 0)
    assert report.unchanged == (moment == "after the commit")
    assert texts(folder) == {e.document.id for e in extractions()}
    assert state(folder) == undisturbed
    assert not list(folder.glob(".tmp-*"))


def test_an_error_in_the_middle_leaves_the_old_graph(tmp_path: Path) -> None:
    build(tmp_path, [NEWS])
    before = state(tmp_path)

    def fails(folder: Path, nodes: Iterable[object], relationships: Iterable[object]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(UnwritableGraph, match="No space left"):
        build_graph(tmp_path, [PLAN.document], ByHand([PLAN]), claims.PIPELINE, fails)
    assert {k: v for k, v in state(tmp_path).items() if k in before} == before
    assert not list(tmp_path.glob(".tmp-*"))


def test_a_quotation_that_is_not_in_the_text_stops_the_build(tmp_path: Path) -> None:
    build(tmp_path, [NEWS])
    wrong = msgspec.structs.replace(PLAN, measures=(msgspec.structs.replace(PLAN.measures[0], action="不在文中"),))
    with pytest.raises(InvalidGraph, match="a quotation is not in the text"):
        build(tmp_path, [wrong, NEWS])
    assert texts(tmp_path) == {NEWS.document.id}


def test_no_text_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no text"):
        build(tmp_path, [])
    with pytest.raises(NoGraph, match="kg build"):
        GraphFolder(tmp_path)


def test_one_build_at_a_time(tmp_path: Path) -> None:
    def busy(documents: Iterable[Document]) -> Iterator[Extraction]:
        with pytest.raises(GraphError, match="another build is at work"):
            build(tmp_path)
        yield from ByHand([NOTE])(documents)

    build_graph(tmp_path, [NOTE.document], busy, claims.PIPELINE, create)
    assert texts(tmp_path) == {NOTE.document.id}


@pytest.mark.parametrize("place", ["a file/graph", "a file", "/proc/graph"])
def test_an_unwritable_folder_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("not a folder", "utf-8")
    with pytest.raises(UnwritableGraph, match="cannot write the graph") as error:
        build(tmp_path / place)
    assert "\n" not in str(error.value)
    assert (tmp_path / "a file").read_text("utf-8") == "not a folder"


def test_a_graph_of_an_earlier_version_is_told_to_be_built_again(tmp_path: Path) -> None:
    build(tmp_path)
    generation = GraphFolder(tmp_path).generation
    for part in ("relationships.jsonl", "checksums.json"):
        (generation / part).unlink()
    with pytest.raises(NoGraph, match=f"no relationships.jsonl.* kg build INPUT... --graph {tmp_path}$"):
        GraphFolder(tmp_path).records()
    assert not build(tmp_path).unchanged


@pytest.mark.parametrize("part", ["graph.nq", "texts.jsonl", "nodes.jsonl", "relationships.jsonl", "rdf", "cypher", ""])
def test_a_generation_with_a_part_gone_is_told_and_mended(tmp_path: Path, part: str) -> None:
    import shutil

    build(tmp_path)
    whole_state, gone = state(tmp_path), GraphFolder(tmp_path).generation / part
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    if part == "rdf":
        with pytest.raises(NoGraph, match=f"kg build INPUT... --graph {tmp_path}$"):
            GraphFolder(tmp_path).dataset()
    if part == "":
        with pytest.raises(NoGraph, match="is missing"):
            GraphFolder(tmp_path)
    assert not build(tmp_path).unchanged
    assert state(tmp_path) == whole_state
    assert len(texts(tmp_path)) == 3


@pytest.mark.parametrize("damage", [b"", b"{", b'{"document": 1}'])
def test_a_damaged_extraction_is_told_and_made_again_once_it_is_deleted(tmp_path: Path, damage: bytes) -> None:
    build(tmp_path, [NEWS, NOTE])
    damaged = min((tmp_path / "extractions").iterdir())
    damaged.write_bytes(damage)
    with pytest.raises(InvalidGraph, match=f"{damaged.name}: damaged.*; delete it and build again"):
        build(tmp_path)
    assert len(texts_of_dataset(tmp_path)) == 2
    damaged.unlink()
    assert build(tmp_path).extracted == 1
    assert texts(tmp_path) == {e.document.id for e in extractions()}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"generation": 1}', b'{"generation": "\xff"}'])
def test_a_damaged_manifest_is_told(tmp_path: Path, content: bytes) -> None:
    build(tmp_path, [NOTE])
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(InvalidGraph, match="not a manifest"):
        GraphFolder(tmp_path)


@pytest.mark.parametrize("place", ["", "no/such"])
def test_a_folder_without_a_graph_is_told(tmp_path: Path, place: str) -> None:
    with pytest.raises(NoGraph, match="no graph here; run: kg build"):
        GraphFolder(tmp_path / place)


def test_write_atomic_replaces_or_leaves(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    with pytest.raises(TypeError):
        write_atomic(path, "no bytes")  # type: ignore[arg-type]
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"new"


def test_the_dataset_is_opened_for_reading(tmp_path: Path) -> None:
    build(tmp_path, [NOTE])
    store = GraphFolder(tmp_path).dataset()
    assert isinstance(store, Store)
    with pytest.raises(RuntimeError):
        store.add(next(iter(dataset())))
