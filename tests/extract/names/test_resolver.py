from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.names.candidates import FEATURES, GAZETTEER, MODEL, Candidate, describe
from extract.names.resolver import Resolver, fit, read_resolver
from extract.names.seen import BadModel, Seen, count_names, read_seen
from ontology.labels import EntityType

T = EntityType
NONE = Seen({})


def test_of_candidates_that_overlap_the_likelier_stands() -> None:
    text = "建设人形机器人平台"
    candidates = [
        Candidate(2, 9, T.PLATFORM, 0.9, MODEL),
        Candidate(2, 7, T.PRODUCT, 0.3, MODEL),
        Candidate(7, 9, T.PLATFORM, 0.2, MODEL),
    ]
    evidence = describe(text, candidates, frozenset(range(10)), NONE)
    chosen = Resolver({"model logit": 1.0}).choose(evidence)
    assert [(c.begin, c.end, c.type) for c in chosen] == [(2, 9, T.PLATFORM)]
    assert chosen[0].confidence == pytest.approx(0.9, abs=1e-3)


def test_every_candidate_has_a_number_for_each_feature() -> None:
    candidates = [Candidate(0, 2, T.REGION, 0.0, GAZETTEER), Candidate(0, 2, T.REGION, 0.7, MODEL)]
    (evidence,) = describe("北京发展", candidates, frozenset({0, 2, 4}), NONE)
    assert len(evidence.numbers) == len(FEATURES)
    numbers = dict(zip(FEATURES, evidence.numbers, strict=True))
    assert numbers["gazetteer"] == numbers["model"] == 1.0
    assert numbers["in the lists alone"] == 0.0


def test_names_are_counted_by_type_and_where_they_are_none() -> None:
    passages = [("发展氢能，氢能产业", (), [(2, 4, "Direction")]), ("用氢能", (), [(1, 3, "Technology")])]
    seen = count_names(passages)
    assert seen.shares("氢能", T.DIRECTION) == (0.25, 0.25, 0.25, 0.0)
    assert seen.shares("量子", T.DIRECTION) == (0.0, 0.0, 0.0, 1.0)


def test_counts_survive_their_file(tmp_path: Path) -> None:
    seen = count_names([("发展氢能，氢能产业", (), [(2, 4, "Direction")])])
    (tmp_path / "seen.tsv").write_text(seen.to_tsv(), "utf-8")
    assert read_seen(tmp_path / "seen.tsv").to_tsv() == seen.to_tsv()


def test_a_broken_model_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "seen.tsv").write_text("氢能\t一\tDirection:1\n", "utf-8")
    with pytest.raises(BadModel, match=r"seen\.tsv: line 1 .*kg train"):
        read_seen(tmp_path / "seen.tsv")
    (tmp_path / "resolver.json").write_text(json.dumps({"weights": {"no such": 1}}), "utf-8")
    with pytest.raises(BadModel, match="other features"):
        read_resolver(tmp_path / "resolver.json")
    with pytest.raises(BadModel, match="no weights"):
        read_resolver(tmp_path / "none.json")


def test_regression_finds_the_odds() -> None:
    """Of 10 cases without the mark 2 are right, of 10 with it 8: log odds -ln 4 and +2 ln 4."""
    numbers = [[1.0, 0.0]] * 10 + [[1.0, 1.0]] * 10
    right = [True] * 2 + [False] * 8 + [True] * 8 + [False] * 2
    weights = fit(numbers, right, ridge=1e-9)
    assert weights == pytest.approx([-1.386294, 2.772589], abs=1e-4)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4), st.floats(0.1, 1)), max_size=12))
def test_what_is_chosen_never_overlaps(places: list[tuple[int, int, float]]) -> None:
    candidates = [Candidate(b, b + n, T.PRODUCT, c, MODEL) for b, n, c in places]
    evidence = describe("人形机器人量子计算机", candidates, frozenset(), NONE)
    chosen = Resolver({"model logit": 1.0}).choose(evidence)
    assert all(a.end <= b.begin for a, b in itertools.pairwise(chosen))
