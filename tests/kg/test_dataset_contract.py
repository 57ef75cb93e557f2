"""What the RDF dataset owes: it holds exactly the texts of the last build, answers while it is open, and only reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from extract.records import Extraction
from kg.dataset import texts_in
from kg.errors import NoGraph, QueryError
from kg.graph_folder import GraphFolder
from kg.sparql import run_sparql
from ontology.iris import mint
from tests.kg.folders import build, extractions

STATEMENTS = "SELECT ?s ?text { ?s a ipkg:Statement ; prov:hadPrimarySource ?text } ORDER BY ?s"
ALL = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"


def quads(store: Store) -> list[str]:
    return sorted(map(str, store))


def built(folder: Path, found: tuple[Extraction, ...]) -> Store:
    build(folder, found)
    return GraphFolder(folder).dataset()


def test_a_load_holds_the_texts_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    first = built(tmp_path / "g", extractions())
    assert len(texts_in(first)) == len(extractions())
    assert quads(built(tmp_path / "g", extractions())) == quads(first)


@pytest.mark.parametrize("gone", range(len(extractions())))
def test_a_text_that_is_gone_takes_its_claims_with_it_and_no_others(tmp_path: Path, gone: int) -> None:
    every = extractions()
    rest = every[:gone] + every[gone + 1 :]
    whole = built(tmp_path / "g", every)
    (text,) = set(texts_in(whole)) - set(texts_in(built(tmp_path / "alone", rest)))
    before = run_sparql(whole, STATEMENTS).rows
    refreshed = built(tmp_path / "g", rest)
    assert run_sparql(refreshed, STATEMENTS).rows == [row for row in before if row[1] != text]
    assert quads(refreshed) == quads(built(tmp_path / "alone", rest))
    assert run_sparql(refreshed, f"ASK {{ GRAPH <{text}> {{ ?s ?p ?o }} }}").rows == [(False,)]
    assert quads(built(tmp_path / "g", every)) == quads(whole)


def test_who_has_it_open_during_a_refresh_reads_on(tmp_path: Path) -> None:
    store = built(tmp_path / "g", extractions())
    before = run_sparql(store, ALL).rows
    built(tmp_path / "g", extractions()[:1])
    assert sorted(run_sparql(store, ALL).rows) == sorted(before)


def test_it_cannot_be_written_through_a_query_or_the_store(tmp_path: Path) -> None:
    store = built(tmp_path / "g", extractions())
    before = quads(store)
    for update in ("CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", f"DROP GRAPH <{mint('SourceText', 'x')}>"):
        with pytest.raises(QueryError, match="would change the graph"):
            run_sparql(store, update)
        with pytest.raises((OSError, RuntimeError)):
            store.update(update)
    assert quads(store) == before


def test_a_query_that_is_given_up_leaves_it_usable(tmp_path: Path) -> None:
    store = built(tmp_path / "g", extractions())
    with pytest.raises(QueryError, match="longer than"):
        run_sparql(store, "SELECT * { ?a ?p ?w . ?b ?q ?x . ?c ?r ?y . ?d ?t ?z }", timeout=0.2)
    assert len(run_sparql(store, STATEMENTS)) > 0


def test_a_limit_says_that_there_is_more(tmp_path: Path) -> None:
    store = built(tmp_path / "g", extractions())
    for query in (ALL, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        cut, whole = run_sparql(store, query, limit=3), run_sparql(store, query)
        assert len(cut) == 3 and cut.is_cut and not whole.is_cut
        assert not run_sparql(store, query, limit=len(whole)).is_cut


def test_a_folder_without_a_dataset_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoGraph):
        GraphFolder(tmp_path / "nothing").dataset()
