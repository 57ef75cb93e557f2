"""Labels of characters, and what names they spell.

BIO labels over the entity types: B begins a name, I goes on with it, O is outside. A model gives each character of a
passage a probability for each label; a reading is a name that these probabilities allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ontology.labels import EntityType

OUTSIDE = "O"
TYPES = tuple(sorted(type.value for type in EntityType))
LABELS = (OUTSIDE, *(f"{place}-{type}" for type in TYPES for place in "BI"))
"""The columns of a table of probabilities."""
LABEL_AT = {label: column for column, label in enumerate(LABELS)}

LEAST = 0.1
"""Readings below this probability are no candidates."""

LONGEST = 120
"""Readings of more characters are none either: the longest of 18,800 annotated names has 54.

In a passage of another language, which no name fits well, every start would go with every end.
"""

Probabilities = NDArray[np.float32]
"""A row for each character of a passage, a column for each of `LABELS`."""

_Places = NDArray[np.intp]

OPINION = ("name", "labels", "outside", "begins", "outside before", "outside after")
"""What the numbers of `opinions` mean."""

_LEAST_LABEL = 1e-4
_BEGINS = [LABEL_AT[f"B-{type}"] for type in TYPES]


def joined(tables: Iterable[Probabilities]) -> Probabilities:
    """The `tables` of passages as one, a row that is surely outside after each: no name goes on into the next one."""
    border = np.zeros((1, len(LABELS)), np.float32)
    border[0, LABEL_AT[OUTSIDE]] = 1
    return np.concatenate([part for table in tables for part in (table, border)])


def likeliest(table: Probabilities) -> list[tuple[int, int, str]]:
    """The (begin, end, type) of the names that the likeliest label of each character spells."""
    return spans_of([LABELS[column] for column in table.argmax(axis=1).tolist()])


def spans_of(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """The (begin, end, type) of BIO labels; an I that follows no B of its type begins a name too.

    >>> spans_of(["O", "B-Region", "I-Region", "B-Region"])
    [(1, 3, 'Region'), (3, 4, 'Region')]
    """
    spans: list[tuple[int, int, str]] = []
    begin, type = 0, ""
    for i, label in enumerate([*labels, "O"]):
        if type and (label[0] != "I" or label[2:] != type):
            spans.append((begin, i, type))
            type = ""
        if label != "O" and not type:
            begin, type = i, label[2:]
    return spans


def labels_of(length: int, names: Iterable[tuple[int, int, str]]) -> list[str]:
    """BIO labels for `length` characters; the inverse of `spans_of` for names that do not overlap."""
    labels = ["O"] * length
    for begin, end, type in names:
        labels[begin] = f"B-{type}"
        labels[begin + 1 : end] = [f"I-{type}"] * (end - begin - 1)
    return labels


def likelihoods(table: Probabilities, names: Sequence[tuple[int, int, str]]) -> NDArray[np.float32]:
    """How likely each of `names` is: the smallest probability of its labels, and that it goes no further.

    So a sure type with a doubtful border is doubtful.
    """
    begins, ends, first = _places(names)
    rows = len(table) + 1
    columns = np.vstack([table, np.zeros((1, len(LABELS)), np.float32)]).T.ravel()
    inside = (first + 1) * rows
    # Of the stretches between all these places, every other one is what a name has after its first character. In the
    # order of the columns, for what lies between two names is read as well.
    order = np.argsort(inside + begins, kind="stable")
    stretches = np.column_stack([inside + begins + 1, inside + ends])[order].ravel()
    least = np.ones(len(names), np.float32)
    least[order] = np.minimum.reduceat(columns, stretches)[::2]
    least[ends - begins == 1] = 1
    found: NDArray[np.float32] = np.minimum.reduce([least, columns[first * rows + begins], 1 - columns[inside + ends]])
    return found


def _places(names: Sequence[tuple[int, int, str]]) -> tuple[_Places, _Places, _Places]:
    """Where `names` begin and end, and the columns of their first labels."""
    begins, ends = (np.array([name[i] for name in names], dtype=np.intp) for i in (0, 1))
    return begins, ends, np.array([LABEL_AT[f"B-{type}"] for _, _, type in names], dtype=np.intp)


def opinions(table: Probabilities, names: Sequence[tuple[int, int, str]]) -> NDArray[np.float64]:
    """What `table` says of each of `names`: a row for each, in it the numbers of `OPINION`.

    Its likelihood; the mean logarithm of the probabilities of its labels and of its end; the mean probability that its
    characters are outside; that its first one begins a name of any type; that the characters beside it are outside, 1
    at the ends.

    >>> opinions(np.zeros((2, len(LABELS)), np.float32), []).shape
    (0, 6)
    """
    begins, ends, first = _places(names)
    wide = np.vstack([table, np.zeros((1, len(LABELS)), np.float32)]).astype(np.float64)
    logs = np.log(np.maximum(wide, _LEAST_LABEL))
    up_to = np.vstack([np.zeros((1, len(LABELS))), np.cumsum(logs, axis=0)])
    labels = logs[begins, first] + up_to[ends, first + 1] - up_to[begins + 1, first + 1]
    labels += np.log(np.maximum(1 - wide[ends, first + 1], _LEAST_LABEL))
    outside = np.concatenate([[1.0], wide[:-1, 0], [1.0]])
    outside_up_to = np.cumsum(outside)
    length = ends - begins
    return np.column_stack(
        [
            likelihoods(table, names),
            labels / (length + 1),
            (outside_up_to[ends] - outside_up_to[begins]) / length,
            wide[:, _BEGINS].sum(axis=1)[begins],
            outside[begins],
            outside[ends + 1],
        ]
    )


def iter_readings(table: Probabilities) -> Iterator[tuple[int, int, str, float]]:
    """Every (begin, end, type, likelihood) of at most `LONGEST` characters that is `LEAST` likely; they may overlap."""
    length = len(table)
    for begin, index in zip(*np.nonzero(table[:, _BEGINS] >= LEAST), strict=True):
        type = TYPES[index]
        inside = table[:, LABEL_AT[f"I-{type}"]]
        least = float(table[begin, _BEGINS[index]])
        for end in range(int(begin) + 1, min(length, int(begin) + LONGEST) + 1):
            goes_on = float(inside[end]) if end < length else 0.0
            likely = min(least, 1 - goes_on)
            if likely >= LEAST:
                yield int(begin), end, type, likely
            least = min(least, goes_on)
            if least < LEAST:
                break
