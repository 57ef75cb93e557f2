"""Names from probabilities: what `iter_readings` gives, and that labels and names are each other's inverse."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.names.readings import (
    LABEL_AT,
    LABELS,
    LEAST,
    TYPES,
    iter_readings,
    labels_of,
    likelihoods,
    opinions,
    spans_of,
)


def table_of(*rows: dict[str, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    table = np.zeros((len(rows), len(LABELS)), np.float32)
    for at, row in enumerate(rows):
        for label, probability in row.items():
            table[at, LABEL_AT[label]] = probability
        table[at, 0] = 1 - sum(row.values())
    return table


def test_a_doubtful_border_gives_both_readings() -> None:
    table = table_of({"B-Region": 0.9}, {"I-Region": 0.8}, {"I-Region": 0.3}, {})
    found = {(begin, end, type): round(likely, 2) for begin, end, type, likely in iter_readings(table)}
    assert found == {(0, 1, "Region"): 0.2, (0, 2, "Region"): 0.7, (0, 3, "Region"): 0.3}


def test_a_name_may_end_with_the_passage() -> None:
    table = table_of({"B-Person": 1.0}, {"I-Person": 1.0})
    assert list(iter_readings(table)) == [(0, 2, "Person", 1.0)]
    assert likelihoods(table, [(0, 1, "Person")]).tolist() == [0.0]


def test_what_a_model_says_of_a_name() -> None:
    table = table_of({}, {"B-Region": 0.8}, {"I-Region": 0.6, "B-Person": 0.4}, {"I-Region": 0.5})
    labels = (np.log(0.8) + np.log(0.6) + np.log(0.5)) / 3
    cut = (np.log(0.8) + np.log(0.4)) / 2
    expected = [[0.5, labels, 0.1, 0.8, 1.0, 0.5], [0.4, cut, 0.2, 0.8, 1.0, 0.0]]
    assert np.allclose(opinions(table, [(1, 3, "Region"), (1, 2, "Region")]), expected, atol=1e-6)
    whole = [0.6, (np.log(0.8) + np.log(0.6)) / 3, 0.1, 0.8, 1.0, 1.0]
    assert np.allclose(opinions(table[1:3], [(0, 2, "Region")]), [whole], atol=1e-6)


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 9), min_size=27, max_size=27), min_size=n, max_size=n)
    )
)
def test_every_reading_is_as_likely_as_it_says(weights: list[list[int]]) -> None:
    table = np.array(weights, np.float32) + 1e-6
    table /= table.sum(axis=1, keepdims=True)
    found = list(iter_readings(table))
    assert all(likely >= LEAST for _, _, _, likely in found)
    assert np.allclose([row[3] for row in found], likelihoods(table, [row[:3] for row in found]), atol=1e-6)
    every = {(b, e, t) for t in TYPES for b in range(len(table)) for e in range(b + 1, len(table) + 1)}
    missed = sorted(every - {name[:3] for name in found})
    assert (likelihoods(table, missed) < LEAST + 1e-6).all()


def test_names_of_many_types_are_weighed_in_time_with_the_text() -> None:
    rows, names = 500_000, 50_000
    table = np.full((rows, len(LABELS)), 1 / len(LABELS), np.float32)
    asked = [(10 * i, 10 * i + 4, TYPES[i % len(TYPES)]) for i in range(names)]
    begun = time.process_time()
    found = likelihoods(table, asked)
    assert np.allclose(found, 1 / len(LABELS))
    # What lies between two names of different types was once read for each: 18 s.
    assert time.process_time() - begun < 9


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(TYPES)), max_size=6))
def test_names_that_do_not_overlap_survive_their_labels(gaps: list[tuple[int, int, str]]) -> None:
    names, at = [], 0
    for gap, length, type in gaps:
        names.append((at + gap, at + gap + length, type))
        at += gap + length
    assert spans_of(labels_of(at + 1, names)) == names
