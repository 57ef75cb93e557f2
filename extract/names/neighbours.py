"""What stands around a candidate: the members of its list, what else was read at its place, and its line.

A list names things of one kind (未来制造、未来信息和未来能源), so what the model thinks of the neighbours speaks for or
against a type; a heading or a label at the head of a line is named otherwise than running text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ontology.labels import EntityType

NEIGHBOUR_FEATURES = (
    "next member as this",
    "next member as other",
    "last member as this",
    "last member as other",
    "list as this",
    "list as other",
    "members",
    "any type here",
    "types here",
    "share of the document",
    "begins its line",
    "ends its line",
    "labels its line",
    "length of line",
    "offset",
)
"""What the columns of `neighbourhood` mean."""

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]

_TYPES = len(EntityType)
_JOINTS = "、和与及或；"
_LONG_JOINT = "以及"
_REACH = 6
"""Members looked at on each side."""
_LONG_LINE = 200
_NOWHERE = -1


class Table(NamedTuple):
    """Candidates in reading order, at one place one after the other: a number for each in each column.

    Where each begins and ends, the number of its type, the model's confidence, 0 where only a list proposes it, and the
    number of its place. `first` has the first candidate of each place.
    """

    begin: Indices
    end: Indices
    type: Indices
    confidence: Numbers
    place: Indices
    first: Indices


class _Near(NamedTuple):
    """What stands beside an offset: for each offset, with one more for nowhere, the row of `best` and of `likeliest`.

    `best` has the model's best confidence in each type there, `likeliest` the place it is surest of, or `_NOWHERE`.
    """

    row: Indices
    best: Numbers
    likeliest: Indices


def neighbourhood(text: str, table: Table) -> Numbers:
    """A row for each candidate of `table` in `text`, with the numbers of `NEIGHBOUR_FEATURES`."""
    begin, end, type, confidence, place, first = table
    here = np.zeros((len(first), _TYPES))
    here[place, type] = confidence
    after, before = _joints(text)
    following = _near(begin[first], here, len(text))
    preceding = _near(end[first], here, len(text))
    by_type, members = np.zeros_like(here), np.zeros(len(first))
    for near, beyond in ((following, after[end[first]]), (preceding, before[begin[first]])):
        _follow(near.likeliest[near.row[beyond]], here, by_type, members)
    this, divisor = by_type[place, type], np.maximum(members, 1)[place]
    mass = np.bincount(type, confidence, _TYPES)
    marks = np.array(["\n", *text, "\n"])
    begins, ends = marks[begin] == "\n", marks[end + 1] == "\n"
    labels = begins & np.isin(marks[end + 1], ("。", "："))
    return np.column_stack(
        [
            *_best(following, after[end], type),
            *_best(preceding, before[begin], type),
            this / divisor,
            (by_type.sum(axis=1)[place] - this) / divisor,
            members[place],
            here.sum(axis=1)[place],
            np.bincount(place)[place],
            (mass / (mass.sum() + 1))[type],
            begins,
            ends,
            labels,
            _line_lengths(text, begin, end),
            np.log1p(begin),
        ]
    )


def _joints(text: str) -> tuple[Indices, Indices]:
    """For each offset of `text`, its end among them: the one behind the joint there, and before the joint that ends."""
    after, before = (np.full(len(text) + 1, _NOWHERE) for _ in range(2))
    at = np.array([i for i, mark in enumerate(text) if mark in _JOINTS], dtype=np.intp)
    after[at], before[at + 1] = at + 1, at
    longer = np.array([i for i in (at - 1).tolist() if text.startswith(_LONG_JOINT, max(i, 0))], dtype=np.intp)
    after[longer] = longer + len(_LONG_JOINT)
    return after, before


def _near(offsets: Indices, here: Numbers, length: int) -> _Near:
    """What stands at each offset, for places that have one of `offsets` and the confidences `here`."""
    known, group = np.unique(offsets, return_inverse=True)
    row = np.full(length + 2, len(known))
    row[known] = np.arange(len(known))
    best = np.zeros((len(known) + 1, _TYPES))
    np.maximum.at(best, group, here)
    total = here.sum(axis=1)
    order = np.lexsort((-total, group))
    surest = order[np.unique(group[order], return_index=True)[1]]
    return _Near(row, best, np.append(np.where(total[surest] > 0, surest, _NOWHERE), _NOWHERE))


def _best(near: _Near, beyond: Indices, type: Indices) -> tuple[Numbers, Numbers]:
    """The model's best confidence in `type` and in any other at the offsets `beyond`."""
    rows = near.best[near.row[beyond]]
    candidates = np.arange(len(type))
    this = rows[candidates, type]
    rows[candidates, type] = 0
    return this, rows.max(axis=1)


def _follow(onward: Indices, here: Numbers, by_type: Numbers, members: Numbers) -> None:
    """Add up what is thought of the members of each place's list, from one to the next that `onward` leads to."""
    onward = np.append(onward, _NOWHERE)
    at = onward[:-1]
    for _ in range(_REACH):
        found = np.flatnonzero(at != _NOWHERE)
        by_type[found] += here[at[found]]
        members[found] += 1
        at = onward[at]


def _line_lengths(text: str, begin: Indices, end: Indices) -> Numbers:
    """The length of the line around each begin:end as a share of a long one, at most 1."""
    breaks = np.array([-1, *(i for i, mark in enumerate(text) if mark == "\n"), len(text)], dtype=np.intp)
    first = np.maximum(breaks[np.searchsorted(breaks, begin) - 1] + 1, begin - _LONG_LINE)
    last = np.minimum(breaks[np.searchsorted(breaks, end)], end + _LONG_LINE)
    shares: Numbers = np.minimum(last - first, _LONG_LINE) / _LONG_LINE
    return shares
