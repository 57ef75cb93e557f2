"""The dataset on disk: equal bytes for equal claims, the same quads in file and store, one name for each entity."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.build import count_claims, quads_of, run_quads
from kg.dataset import (
    NQUADS,
    load_nquads,
    open_dataset,
    read_nquads,
    settle_names,
    texts_in,
    write_dataset,
    write_nquads,
)
from kg.errors import InvalidGraph, NoGraph, UnwritableGraph
from kg.sparql import run_sparql
from ontology import terms as t
from ontology.iris import entity_iri
from ontology.labels import EntityType
from tests.kg import claims
from tests.kg.claims import Reading


def texts() -> list[list[Quad]]:
    """The hand-made claims in the order that a build writes."""
    extractions = sorted((claims.plan(), claims.news(), claims.note()), key=lambda e: e.document.id)
    return [run_quads(claims.PIPELINE), *map(quads_of, extractions)]


def spelled(name: str) -> list[Quad]:
    """A text that names the AI model of `claims.note()` in its own spelling."""
    from extract.records import Document

    reading = Reading(f"{name}。", Document(f"{name}。只此一句{len(name)}{name}"))
    reading.name(EntityType.TECHNOLOGY, name)
    return quads_of(reading.extraction())


def test_file_and_store_hold_the_same_quads(tmp_path: Path) -> None:
    count = write_dataset(tmp_path, texts())
    lines = (tmp_path / NQUADS).read_text("utf-8").splitlines()
    store = open_dataset(tmp_path)
    named = [quad for quad in store if not isinstance(quad.graph_name, DefaultGraph)]
    assert count == len(lines) == len(named)
    assert sorted(f"{quad} ." for quad in named) == sorted(lines)
    assert set(read_nquads(tmp_path / NQUADS)) == set(named)


def test_chunks_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset(tmp_path / "whole", texts())
    monkeypatch.setattr("kg.dataset._CHUNK", 7)
    write_dataset(tmp_path / "chunks", texts())
    assert set(open_dataset(tmp_path / "chunks")) == set(open_dataset(tmp_path / "whole"))


def test_default_graph_holds_each_triple_once(tmp_path: Path) -> None:
    write_dataset(tmp_path, texts())
    store = open_dataset(tmp_path)
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert len(default) == len(set(default))
    assert set(default) == {quad.triple for quad in store}


def test_equal_claims_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_nquads(tmp_path / name / NQUADS, texts())
    assert (tmp_path / "one" / NQUADS).read_bytes() == (tmp_path / "two" / NQUADS).read_bytes()


def test_lines_are_sorted_within_each_graph(tmp_path: Path) -> None:
    write_nquads(tmp_path / NQUADS, texts())
    lines = (tmp_path / NQUADS).read_bytes().splitlines()
    keys = [(line.split()[-2], line) for line in lines]
    assert keys == sorted(keys)


def test_texts_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sort the texts"):
        write_nquads(tmp_path / NQUADS, [*reversed(texts())])


def test_texts_stream_through(tmp_path: Path) -> None:
    """The next text is asked for only after the one before it is written."""
    handed: list[int] = []

    def stream() -> object:
        for number, quads in enumerate(texts()):
            handed.append(number)
            yield quads
            assert handed[-1] == number

    write_nquads(tmp_path / NQUADS, stream())  # type: ignore[arg-type]
    assert handed == [0, 1, 2, 3]


def test_one_name_for_each_entity_whatever_the_spellings() -> None:
    spellings = ["AI大模型", "ai大模型", "ＡＩ大模型"]
    iri = entity_iri(EntityType.TECHNOLOGY, "AI大模型")
    for order in permutations([spelled(name) for name in spellings]):
        settled = list(settle_names(order))
        names = {q.object.value for quads in settled for q in quads if q.predicate.value == t.PREF_LABEL}
        assert len(names) == 1
        for quads in settled:
            assert [str(q) for q in quads] == sorted({str(q) for q in quads})
            aliases = {q.object.value for q in quads if q.predicate.value == t.ALT_LABEL and q.subject.value == iri}
            assert not aliases & names
        every = {q.object.value for quads in settled for q in quads if q.predicate.value in (t.PREF_LABEL, t.ALT_LABEL)}
        assert every == set(spellings)


def test_a_quotation_that_looks_like_a_name_is_none() -> None:
    """Names are looked for in the written lines; a text may hold anything, such as a part of another line."""
    subject, graph = NamedNode(entity_iri(EntityType.TECHNOLOGY, "AI大模型")), NamedNode("https://example.org/a")
    line = f'{subject} <{t.PREF_LABEL}> "别名"@zh'
    quads = [
        Quad(
            subject,
            NamedNode(t.PREF_LABEL),
            Literal(f'大模型 <{t.PREF_LABEL}> "别名" {graph} .\n', language="zh"),
            graph,
        ),
        Quad(subject, NamedNode(t.ANCHOR_OF), Literal(f"\n{line} {graph} .\n{line}"), graph),
    ]
    other = [Quad(quad.subject, quad.predicate, quad.object, NamedNode("https://example.org/b")) for quad in quads]
    assert list(settle_names([quads, other])) == [quads, other]


def test_texts_that_agree_pass_unchanged() -> None:
    assert list(settle_names(texts())) == texts()


def test_dropping_a_graph_takes_out_its_text(tmp_path: Path) -> None:
    write_dataset(tmp_path, [quads for quads in texts() if quads[0].graph_name.value != claims.news().document.id])
    store = open_dataset(tmp_path)
    assert texts_in(store) == sorted([claims.plan().document.id, claims.note().document.id])
    assert count_claims(store)["INCLUDES"] == 2


def test_several_readers_at_once(tmp_path: Path) -> None:
    write_dataset(tmp_path, texts())
    stores = [open_dataset(tmp_path) for _ in range(3)]
    assert {len(run_sparql(store, "SELECT ?x { ?x a ipkg:SourceText }")) for store in stores} == {3}
    with pytest.raises(RuntimeError):
        stores[0].add(texts()[0][0])


def test_an_empty_dataset_can_be_asked(tmp_path: Path) -> None:
    assert write_dataset(tmp_path, []) == 0
    assert run_sparql(open_dataset(tmp_path), "SELECT ?x { ?x a ipkg:SourceText }").rows == []


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoGraph, match="kg build"):
        open_dataset(tmp_path)
    (tmp_path / "rdf").mkdir()
    with pytest.raises(NoGraph, match="cannot be opened"):
        open_dataset(tmp_path)
    (tmp_path / NQUADS).write_text("这不是 N-Quads\n", "utf-8")
    with pytest.raises(InvalidGraph, match="not N-Quads"):
        list(read_nquads(tmp_path / NQUADS))
    with pytest.raises(InvalidGraph, match=r"graph\.nq:1: not N-Quads"):
        load_nquads(tmp_path / NQUADS, tmp_path / "other")
    with pytest.raises(UnwritableGraph):
        write_nquads(tmp_path / NQUADS / "below a file" / NQUADS, texts())
