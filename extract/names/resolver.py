"""Candidates to names: each is weighed, and of those that overlap the likeliest stand.

A candidate is weighed by boosted trees (Friedman 2001, "Greedy function approximation: a gradient boosting machine") on
the evidence of `candidates.py`. `kg train` grows them on reference documents that the model of names had not seen; so
the result is a probability, not a score.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.errors import MissingPackage
from extract.model import BadModel
from extract.names.candidates import FEATURES, TOOLKIT, Candidate, Evidence
from extract.names.neighbours import Numbers

LEAST = 0.1
"""Candidates below this probability are dropped; the graph asks for more (see `kg build --min-confidence`)."""

UNWEIGHED = LEAST
"""The confidence in a name that a general toolkit alone finds, which a graph keeps only where it is told to.

Of 302 that HanLP 1 added to 47 annotated documents, 1 was right.
"""

_ROWS = 2000
"""Candidates weighed at once: bounds memory for the longest texts."""
_PARTS = ("feature", "threshold", "low", "high", "value")
_GROWTH: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.06,
    "max_depth": 6,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "lambda_l2": 5.0,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
_TREES = 200


class Resolver:
    """Weighs candidates with trees over the numbers of `FEATURES`.

    Node `n` of tree `t` asks whether number `feature[t][n]` is at most `threshold[t][n]`, and goes on at node
    `low[t][n]` or `high[t][n]`; a leaf leads to itself. The `value`s of the leaves reached add up to the log odds.
    """

    def __init__(self, trees: Mapping[str, Sequence[Sequence[float]]]) -> None:
        """`trees` has the five lists of numbers, each with a row for each tree.

        Raises KeyError for a list that is missing, ValueError for lists of different shape, for a number out of bounds
        and for a node that leads back.
        """
        whole, real = np.intp, np.float64
        self._feature, self._threshold, self._low, self._high, self._value = (
            _table(trees[part], whole if part in ("feature", "low", "high") else real) for part in _PARTS
        )
        tables = (self._feature, self._threshold, self._low, self._high, self._value)
        nodes = self._feature.shape[1]
        bounds = ((self._feature, len(FEATURES)), (self._low, nodes), (self._high, nodes))
        if len({table.shape for table in tables}) > 1 or any(t.min() < 0 or t.max() >= n for t, n in bounds):
            raise ValueError("these are no trees over the features")
        leads_on = (self._low >= np.arange(nodes)) & (self._high >= np.arange(nodes))
        if not leads_on[:, 0].all() or not (leads_on | (self._low == 0) & (self._high == 0)).all():
            raise ValueError("a node leads back")

    def probabilities(self, numbers: Numbers) -> Numbers:
        """How likely each candidate with such evidence, a row each, is a name with this span and type."""
        found = [self._odds(numbers[i : i + _ROWS]) for i in range(0, len(numbers), _ROWS)]
        odds = np.concatenate(found) if found else np.zeros(0)
        return 1 / (1 + np.exp(-odds))

    def _odds(self, numbers: Numbers) -> Numbers:
        trees, nodes = self._feature.shape
        # Flat tables: one number says tree and node, which takes half the time of two.
        root = np.arange(trees) * nodes
        row = np.arange(len(numbers))[:, None] * numbers.shape[1]
        at = np.broadcast_to(root, (len(numbers), trees))
        while True:
            is_low = numbers.take(row + self._feature.take(at)) <= self._threshold.take(at)
            after = root + np.where(is_low, self._low.take(at), self._high.take(at))
            if np.array_equal(after, at):
                return self._value.take(at).sum(axis=1)  # type: ignore[no-any-return]
            at = after

    def choose(self, evidence: Evidence) -> list[Candidate]:
        """The likeliest candidates that do not overlap, in reading order, with their probability as confidence."""
        weighed = []
        for candidate, probability in zip(evidence.candidates, self.probabilities(evidence.numbers), strict=True):
            confidence = round(float(probability), 4) if candidate.source != TOOLKIT else UNWEIGHED
            if confidence >= LEAST:
                weighed.append(candidate._replace(confidence=confidence))
        weighed.sort(key=lambda c: (-c.confidence, c.begin, -c.end, c.type))
        taken: set[int] = set()
        kept: list[Candidate] = []
        for candidate in weighed:
            if taken.isdisjoint(range(candidate.begin, candidate.end)):
                taken.update(range(candidate.begin, candidate.end))
                kept.append(candidate)
        return sorted(kept)


def _table(rows: Sequence[Sequence[float]], kind: type) -> NDArray[Any]:
    """The rows as one array; shorter ones are filled with 0, which no node leads to."""
    table: NDArray[Any] = np.zeros((len(rows), max(map(len, rows))), dtype=kind)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


def read_resolver(path: Path) -> Resolver:
    """The resolver whose trees are in the JSON file `path`.

    Raises BadModel for a file that is not there, is no JSON or has other features.
    """
    try:
        made = json.loads(path.read_text("utf-8"))
        if made["features"] != list(FEATURES):
            raise BadModel(str(path), "was made for other features")
        return Resolver(made["trees"])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise BadModel(str(path), "holds no trees") from error


def write_resolver(path: Path, trees: Mapping[str, Sequence[Sequence[float]]]) -> None:
    """Write the trees as JSON, one list a line."""
    parts = ",\n".join(f'  "{part}": {json.dumps(trees[part], separators=(",", ":"))}' for part in _PARTS)
    features = json.dumps(FEATURES, ensure_ascii=False)
    path.write_text(f'{{\n "features": {features},\n "trees": {{\n{parts}\n }}\n}}\n', "utf-8")


def find_grower() -> ModuleType:
    """The library that grows trees; raises MissingPackage where it is not installed."""
    try:
        return import_module("lightgbm")
    except (ImportError, OSError) as error:
        raise MissingPackage("lightgbm", "train") from error


def grow(numbers: Sequence[Sequence[float]], right: Sequence[bool]) -> dict[str, list[list[float]]]:
    """Trees that tell the probability of `right` from `numbers`, as `Resolver` takes them; equal input, equal trees.

    Raises MissingPackage as `find_grower` does.
    """
    lightgbm = find_grower()
    data = lightgbm.Dataset(np.asarray(numbers), np.asarray(right, dtype=float))
    made = lightgbm.train(dict(_GROWTH), data, num_boost_round=_TREES).dump_model()
    trees = [_nodes(tree["tree_structure"]) for tree in made["tree_info"]]
    return {part: [[node[i] for node in nodes] for nodes in trees] for i, part in enumerate(_PARTS)}


def _nodes(root: Mapping[str, Any]) -> list[list[float]]:
    """The nodes of one tree, the root first, with the five numbers of each."""
    nodes: list[list[float]] = []

    def add(node: Mapping[str, Any]) -> int:
        place = len(nodes)
        if "left_child" not in node:
            nodes.append([0, 0.0, place, place, round(node["leaf_value"], 5)])
            return place
        nodes.append([])
        low, high = add(node["left_child"]), add(node["right_child"])
        nodes[place] = [node["split_feature"], float(f"{node['threshold']:.9g}"), low, high, 0.0]
        return place

    add(root)
    return nodes
