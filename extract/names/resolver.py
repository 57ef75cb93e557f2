"""Candidates to names: each is weighed, and of those that overlap the likeliest stand.

The weights are those of a logistic regression on the evidence of `candidates.py`, trained by `kg train` on reference
documents that the model of names had not seen; so the result is a probability, not a score.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from pathlib import Path

from extract.names.candidates import FEATURES, Candidate, Evidence
from extract.names.seen import BadModel

LEAST = 0.1
"""Candidates below this probability are dropped; the graph asks for more (see `kg build --min-confidence`)."""


class Resolver:
    """Weighs candidates: `weights` has a number for each of `FEATURES`."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = tuple(weights.get(name, 0.0) for name in FEATURES)

    def probability(self, numbers: Sequence[float]) -> float:
        """How likely a candidate with this evidence is a name with this span and type."""
        total = sum(map(mul, self._weights, numbers))
        return 1 / (1 + math.exp(-min(30.0, max(-30.0, total))))

    def choose(self, evidence: Iterable[Evidence]) -> list[Candidate]:
        """The likeliest candidates that do not overlap, in reading order, with their probability as confidence."""
        weighed = [e.candidate._replace(confidence=round(self.probability(e.numbers), 4)) for e in evidence]
        weighed.sort(key=lambda c: (-c.confidence, c.begin, -c.end, c.type))
        taken: set[int] = set()
        kept: list[Candidate] = []
        for candidate in weighed:
            if candidate.confidence >= LEAST and taken.isdisjoint(range(candidate.begin, candidate.end)):
                taken.update(range(candidate.begin, candidate.end))
                kept.append(candidate)
        return sorted(kept)


def read_resolver(path: Path) -> Resolver:
    """The resolver whose weights are in the JSON file `path`.

    Raises BadModel for a file that is not there, is no JSON or has other features.
    """
    try:
        weights = json.loads(path.read_text("utf-8"))["weights"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadModel(str(path), "holds no weights") from error
    if set(weights) - set(FEATURES):
        raise BadModel(str(path), "was made for other features")
    return Resolver(weights)


def fit(numbers: Sequence[Sequence[float]], right: Sequence[bool], ridge: float = 1.0, steps: int = 30) -> list[float]:
    """The weights of the logistic regression of `right` on `numbers`, by Newton's method with a ridge penalty.

    Iteratively reweighted least squares (McCullagh & Nelder 1989, §2.5); the first number, the bias, is not penalised.
    """
    import numpy as np

    x = np.asarray(numbers, dtype=float)
    y = np.asarray(right, dtype=float)
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-6
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (y - p) - penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return [float(value) for value in w]
