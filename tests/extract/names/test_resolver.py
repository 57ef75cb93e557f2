from __future__ import annotations

import itertools
import json
import lzma
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model import BadModel
from extract.names.candidates import FEATURES, GAZETTEER, MODEL, Candidate, describe
from extract.names.endings import Endings
from extract.names.resolver import _GROWTH, _TREES, Resolver, grow, read_resolver, write_resolver
from extract.names.seen import Seen, count_names, read_seen, write_seen
from ontology.labels import EntityType

T = EntityType
NONE = Seen({})
NO_ENDINGS = Endings(NONE)


def as_the_model_says() -> Resolver:
    """Two trees that give log odds of 2 or -2 by the model's confidence, and of 1 or 0 where it is above 0.8."""
    asked = [FEATURES.index("model over 0.5"), FEATURES.index("model over 0.8")]
    return Resolver(
        {
            "feature": [[asked[0], 0, 0], [asked[1], 0, 0]],
            "threshold": [[0.5, 0.0, 0.0], [0.5, 0.0, 0.0]],
            "low": [[1, 1, 2], [1, 1, 2]],
            "high": [[2, 1, 2], [2, 1, 2]],
            "value": [[0.0, -2.0, 2.0], [0.0, 0.0, 1.0]],
        }
    )


def test_of_candidates_that_overlap_the_likelier_stands() -> None:
    text = "建设人形机器人平台"
    candidates = [
        Candidate(2, 9, T.PLATFORM, 0.9, MODEL),
        Candidate(2, 7, T.PRODUCT, 0.3, MODEL),
        Candidate(7, 9, T.PLATFORM, 0.2, MODEL),
    ]
    evidence = describe(text, candidates, frozenset(range(10)), NONE, NO_ENDINGS)
    chosen = as_the_model_says().choose(evidence)
    assert [(c.begin, c.end, c.type) for c in chosen] == [(2, 9, T.PLATFORM)]
    assert chosen[0].confidence == pytest.approx(1 / (1 + math.exp(-3)), abs=1e-4)


def test_every_candidate_has_a_number_for_each_feature() -> None:
    candidates = [Candidate(0, 2, T.REGION, 0.0, GAZETTEER), Candidate(0, 2, T.REGION, 0.7, MODEL)]
    evidence = describe("北京发展", candidates, frozenset({0, 2, 4}), NONE, NO_ENDINGS)
    assert evidence.numbers.shape == (1, len(FEATURES))
    numbers = dict(zip(FEATURES, evidence.numbers[0], strict=True))
    assert numbers["gazetteer"] == numbers["model"] == 1.0
    assert numbers["in the lists alone"] == 0.0


def test_names_are_counted_by_type_and_where_they_are_none() -> None:
    passages = [("发展氢能，氢能产业", (), [(2, 4, "Direction")]), ("用氢能", (), [(1, 3, "Technology")])]
    seen = count_names(passages)
    assert seen.shares("氢能", T.DIRECTION) == (0.25, 0.25, 0.25, 0.0)
    assert seen.shares("量子", T.DIRECTION) == (0.0, 0.0, 0.0, 1.0)


def test_counts_survive_their_file(tmp_path: Path) -> None:
    seen = count_names([("发展氢能，氢能产业", (), [(2, 4, "Direction")])])
    write_seen(tmp_path / "seen.tsv.xz", seen)
    assert read_seen(tmp_path / "seen.tsv.xz").to_tsv() == seen.to_tsv()


def test_a_broken_model_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "seen.tsv.xz").write_bytes(lzma.compress("氢能\t一\tDirection:1\n".encode()))
    with pytest.raises(BadModel, match=r"seen\.tsv\.xz: line 1 .*kg train"):
        read_seen(tmp_path / "seen.tsv.xz")
    (tmp_path / "resolver.json").write_text(json.dumps({"features": ["no such"], "trees": {}}), "utf-8")
    with pytest.raises(BadModel, match="other features"):
        read_resolver(tmp_path / "resolver.json")
    (tmp_path / "resolver.json").write_text(json.dumps({"features": list(FEATURES), "trees": {}}), "utf-8")
    with pytest.raises(BadModel, match="no trees"):
        read_resolver(tmp_path / "resolver.json")
    write_resolver(
        tmp_path / "resolver.json", {"feature": [[0]], "threshold": [[0]], "low": [[7]], "high": [[0]], "value": [[0]]}
    )
    with pytest.raises(BadModel, match="no trees"):
        read_resolver(tmp_path / "resolver.json")
    with pytest.raises(BadModel, match="no trees"):
        read_resolver(tmp_path / "none.json")


def made_up(rows: int) -> tuple[list[list[float]], list[bool]]:
    """Evidence where 0.5 are right, 0.9 with one mark, 0.2 with another and 0.69 with both: their log odds add up."""
    chance = random.Random(3)
    odds = {(0, 0): 0.5, (1, 0): 0.9, (0, 1): 0.2, (1, 1): 0.69}
    numbers, right = [], []
    for _ in range(rows):
        one, other = chance.randint(0, 1), chance.randint(0, 1)
        numbers.append([float(one), float(other), *[0.0] * (len(FEATURES) - 2)])
        right.append(chance.random() < odds[one, other])
    return numbers, right


def test_trees_find_the_probability(tmp_path: Path) -> None:
    """Also after a file: what is grown, written and read says how often names with such evidence were right."""
    numbers, right = made_up(4000)
    trees = grow(numbers, right)
    assert trees == grow(numbers, right)
    write_resolver(tmp_path / "resolver.json", trees)
    resolver = read_resolver(tmp_path / "resolver.json")
    for row, truth in zip(numbers[:40], resolver.probabilities(np.array(numbers[:40])), strict=True):
        alike = [ok for other, ok in zip(numbers, right, strict=True) if other == row]
        assert truth == pytest.approx(sum(alike) / len(alike), abs=0.03)


def test_trees_weigh_as_the_library_that_grew_them() -> None:
    lightgbm = pytest.importorskip("lightgbm")
    chance = random.Random(5)
    numbers = [[chance.gauss(0, 1) for _ in FEATURES] for _ in range(1500)]
    right = [row[0] + row[1] * row[2] > 0 for row in numbers]
    made = lightgbm.train(
        {**_GROWTH}, lightgbm.Dataset(np.asarray(numbers), np.asarray(right, dtype=float)), num_boost_round=_TREES
    )
    table = np.array(numbers)
    assert Resolver(grow(numbers, right)).probabilities(table) == pytest.approx(made.predict(table), abs=2e-3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4), st.floats(0.1, 1)), max_size=12))
def test_what_is_chosen_never_overlaps(places: list[tuple[int, int, float]]) -> None:
    candidates = [Candidate(b, b + n, T.PRODUCT, c, MODEL) for b, n, c in places]
    evidence = describe("人形机器人量子计算机产业", candidates, frozenset(), NONE, NO_ENDINGS)
    chosen = as_the_model_says().choose(evidence)
    assert all(a.end <= b.begin for a, b in itertools.pairwise(chosen))
