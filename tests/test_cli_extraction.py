"""The commands that read documents, each as a process on the example texts: what is found, kept and refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.records import quotation_faults
from kg.graph_folder import GraphFolder
from tests.command import kg
from tests.extract.readers import pages
from tests.neo4j_server import Neo4jServer

pytestmark = [pytest.mark.models, pytest.mark.xdist_group("neo4j")]

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = ("notice_gb18030.txt", "opinion.docx", "plan.pdf", "speech_traditional.txt", "news.html", "press.md")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example texts and nothing else."""
    folder = tmp_path_factory.mktemp("texts")
    for name in FILES:
        shutil.copy(EXAMPLES / name, folder)
    return folder


@pytest.fixture(scope="module")
def graph(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples") / "graph"
    done = kg("build", texts, "--graph", folder)
    assert f"{folder}: 6 texts (6 extracted now)\n" in done.stderr
    assert done.stdout == ""
    return folder


@pytest.fixture(scope="module")
def loaded(started_server: Neo4jServer, graph: Path) -> Neo4jServer:
    """The server with the graph of the example texts in it."""
    started_server.ensure_running()
    started_server.run("MATCH (n) DETACH DELETE n")
    kg("load", "--store", started_server.url, "--graph", graph, NEO4J_PASSWORD=started_server.password)
    return started_server


def rows(graph: Path, cypher: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kg("query", cypher, "--graph", graph, "--format", "json").stdout)
    return found


def test_every_format_and_encoding_is_a_text_with_its_title(graph: Path) -> None:
    found = rows(graph, "MATCH (t:SourceText) RETURN t.name AS title, t.sources AS sources")
    assert {Path(source).name for row in found for source in row["sources"]} == set(FILES)
    assert all(row["title"] for row in found)


def test_every_claim_quotes_its_text(graph: Path) -> None:
    for extraction in GraphFolder(graph).iter_extractions():
        assert extraction.entities and extraction.measures
        assert quotation_faults(extraction) == []
    wrong = "MATCH ()-[r]->() MATCH (t:SourceText {iri: r.text_id}) WHERE NOT t.text CONTAINS r.sentence RETURN r"
    assert rows(graph, wrong) == []


def test_what_is_built_is_valid(graph: Path) -> None:
    """Warnings it may have: one text names fewer issuers than another."""
    assert kg("validate", "--graph", graph).stderr.startswith(f"{graph}: conforms")


def test_the_texts_meet_in_what_they_name(graph: Path) -> None:
    query = "MATCH (t:SourceText)-[:MENTIONS]->(n:Product {name: '人形机器人'}) RETURN count(DISTINCT t) AS n"
    assert rows(graph, query)[0]["n"] >= 3
    assert "【" in kg("show", "人形机器人", "--graph", graph).stdout


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (t:SourceText) RETURN t ORDER BY t.iri",
        "MATCH (a)-[r:INCLUDES]->(b) RETURN a.name, b.name, r ORDER BY r.statement_id",
        "MATCH (m:Measure)-[r:ACTS_ON|USES_MEANS]->(x) RETURN m.action, m.modality, type(r), x.name, r.sentence"
        " ORDER BY r.statement_id",
        "MATCH (m:Measure)-[r:HAS_ACTOR]->(a:ActorGroup) RETURN a.name, count(DISTINCT m) AS n ORDER BY n DESC, a.name",
        "MATCH (t:Target) RETURN t.indicator, t.value, t.unit, t.year, t.bound ORDER BY t.iri",
        "MATCH (t:SourceText)-[:MENTIONS]->(n) RETURN n.name, labels(n)[0] AS label, count(DISTINCT t) AS texts"
        " ORDER BY texts DESC, label, n.name LIMIT 20",
    ],
)
def test_neo4j_gives_the_same_rows(loaded: Neo4jServer, graph: Path, cypher: str) -> None:
    there = kg("query", cypher, "--store", loaded.url, "--format", "json", NEO4J_PASSWORD=loaded.password)
    assert rows(graph, cypher) == json.loads(there.stdout) != []


def test_building_again_extracts_nothing_and_a_file_that_is_gone_takes_its_claims_along(
    texts: Path, graph: Path, tmp_path: Path
) -> None:
    assert "6 texts (unchanged)" in kg("build", texts, "--graph", graph).stderr
    copy, fewer = tmp_path / "graph", [texts / name for name in FILES[1:]]
    shutil.copytree(graph, copy)
    done = kg("build", *fewer, "--graph", copy)
    assert f"{copy}: 5 texts (0 extracted now)\n" in done.stderr
    assert not [row for row in rows(copy, "MATCH (t:SourceText) RETURN t.sources AS s") if FILES[0] in str(row["s"])]


def test_extract_prints_annotations_whose_offsets_fit() -> None:
    (found,) = json.loads(kg("extract", EXAMPLES / FILES[0]).stdout)["documents"]
    text = found["text"]
    assert found["entities"] and found["measures"]
    for entity in found["entities"]:
        assert entity["iri"].startswith("https://") and 0 <= entity["confidence"] <= 1
        assert all(text[m["begin"] : m["end"]] == entity["text"] for m in entity["mentions"])
    for claim in (*found["measures"], *found["targets"], *found["relations"]):
        assert text[claim["begin"] : claim["end"]] == claim["text"]


def test_extract_reads_stdin_and_writes_a_file(tmp_path: Path) -> None:
    text = "关于培育未来产业的意见\n支持企业攻关人形机器人。\n到2027年，建设3家创新中心。\n"
    kg("extract", "-", "-o", tmp_path / "a" / "out.json", stdin=text)
    (found,) = json.loads((tmp_path / "a" / "out.json").read_text("utf-8"))["documents"]
    assert found["source"] == "-"
    assert "人形机器人" in {entity["text"] for entity in found["entities"]}
    assert [(target["value"], target["year"]) for target in found["targets"]] == [(3, 2027)]


def test_a_bad_file_in_a_folder_is_told_and_left_out_unless_strict(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    shutil.copy(EXAMPLES / FILES[0], folder)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not a word file")
    done = kg("build", folder, "--graph", tmp_path / "graph")
    for name in ("empty.txt", "binary.txt", "broken.docx"):
        assert f"{name}:" in done.stderr
    assert "3 of the inputs could not be read and were left out" in done.stderr
    assert "graph: 1 text (1 extracted now)" in done.stderr
    before = (tmp_path / "graph" / "manifest.json").read_bytes()
    kg("build", folder, "--graph", tmp_path / "graph", "--strict", code=1)
    assert (tmp_path / "graph" / "manifest.json").read_bytes() == before


def test_a_folder_of_nothing_but_bad_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "empty.txt").write_bytes(b"")
    for words in (["extract"], ["build", "--graph", tmp_path / "graph"]):
        done = kg(*words, tmp_path / "texts", code=1, lines=2)
        assert "empty.txt: the file is empty" in done.stderr
        assert done.stderr.endswith(f"kg: {tmp_path / 'texts'}: none of the 1 files could be read\n")
        assert done.stdout == ""
    assert not (tmp_path / "graph" / "manifest.json").exists()


BAD: dict[str, tuple[str, Callable[[], bytes] | None, str]] = {
    "nothing": ("none.txt", None, "no such file or folder"),
    "empty": ("empty.txt", lambda: b"", "the file is empty"),
    "binary": ("binary.txt", lambda: bytes(range(256)) * 50, "not a text in UTF-8"),
    "broken": ("broken.docx", lambda: pages.docx([pages.SENTENCE])[:900], "a damaged Word file"),
    "encrypted": ("encrypted.pdf", lambda: pages.pdf([["密"]], password="secret"), "an encrypted PDF; save it without"),
    "scanned": ("scanned.pdf", lambda: pages.scanned_pdf(3), "no text layer in 3 of 3 pages; run OCR first"),
    "50 MB": ("large.txt", lambda: f"{pages.SENTENCE}\n".encode() * 450_000, "more than the 10,000,000 characters"),
    "no texts": ("folder/figure.png", lambda: b"x", "no readable files in this folder; formats: txt"),
}


def contents(graph: Path) -> dict[Path, str]:
    return {
        p: hashlib.sha256(p.read_bytes()).hexdigest() for p in graph.rglob("*") if p.is_file() and p.name != ".lock"
    }


@pytest.mark.parametrize("strict", [[], ["--strict"]])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_input_is_one_line_and_exit_code_1_and_leaves_the_graph(
    graph: Path, tmp_path: Path, case: str, strict: list[str]
) -> None:
    name, make, reason = BAD[case]
    path = tmp_path / name
    if make:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(make())
    given = path.parent if path.parent != tmp_path else path
    before = contents(graph)
    for words in (["extract", given], ["build", EXAMPLES / FILES[0], given, "--graph", graph]):
        done = kg(*words, *strict, code=1)
        assert done.stderr.startswith(f"kg: {given}: {reason}")
        assert done.stdout == ""
    assert contents(graph) == before


def test_html_nested_ten_thousand_deep_is_read(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text("<div>" * 10_000 + pages.SENTENCE + "</div>" * 10_000, "utf-8")
    (found,) = json.loads(kg("extract", tmp_path / "deep.html").stdout)["documents"]
    assert found["text"] == pages.SENTENCE


@pytest.mark.parametrize("kilobytes", [1, 64, 1000])
def test_a_disk_that_is_full_leaves_the_graph_as_it_was(graph: Path, tmp_path: Path, kilobytes: int) -> None:
    copy = tmp_path / "graph"
    shutil.copytree(graph, copy)
    (tmp_path / "more.txt").write_text(pages.SENTENCE, "utf-8")
    before = rows(copy, "MATCH (n) RETURN count(n) AS n")
    words = ["build", EXAMPLES, tmp_path / "more.txt", "--graph", copy]
    done = kg(*words, code=1, prefix=["prlimit", f"--fsize={1024 * kilobytes}"])
    assert (
        done.stderr
        == f"kg: {copy}: cannot write the graph (File too large); choose another --graph or free the folder\n"
    )
    assert rows(copy, "MATCH (n) RETURN count(n) AS n") == before
    assert not list(copy.glob(".tmp-*"))


def test_an_unwritable_place_is_one_line_and_exit_code_1() -> None:
    done = kg("build", EXAMPLES / FILES[0], "--graph", "/proc/graph", code=1)
    assert done.stderr.startswith("kg: /proc/graph: cannot write the graph")
    done = kg("extract", EXAMPLES / FILES[0], "-o", "/proc/out.json", code=1)
    assert done.stderr.startswith("kg: /proc/out.json: cannot write")


def test_evaluate_prints_six_scores(tmp_path: Path) -> None:
    """The program scores 1 against its own findings."""
    found = json.loads(kg("extract", EXAMPLES / FILES[0]).stdout)["documents"][0]
    (tmp_path / "notice.txt").write_text(found["text"], "utf-8")
    found["source"] = "notice.txt"
    (tmp_path / "notice.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    printed = kg("evaluate", tmp_path).stdout
    for name in ("entities", "relations", "measures", "targets"):
        assert name in printed


def test_evaluate_without_references_is_told(tmp_path: Path) -> None:
    assert str(tmp_path) in kg("evaluate", tmp_path, code=1).stderr
