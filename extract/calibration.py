"""How far a confidence is a probability: reliability by bin, and the expected calibration error.

Naeini, Cooper & Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning", AAAI.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

BINS = 10


class Bin(NamedTuple):
    """The claims with a confidence from `least` up to `most`: how many, their mean confidence, how many are right."""

    least: float
    most: float
    claims: int
    confidence: float
    right: int

    @property
    def accuracy(self) -> float:
        """Share of the claims that is right; 0 where there are none."""
        return self.right / self.claims if self.claims else 0.0


def reliability(judged: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """`bins` bins of equal width over 0 to 1 for claims given as (confidence, whether it is right).

    >>> [b for b in reliability([(0.75, True), (0.75, False)]) if b.claims]
    [Bin(least=0.7, most=0.8, claims=2, confidence=0.75, right=1)]
    """
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, is_right in judged:
        members[min(bins - 1, int(confidence * bins))].append((confidence, is_right))
    return [
        Bin(
            i / bins,
            (i + 1) / bins,
            len(claims),
            sum(confidence for confidence, _ in claims) / len(claims) if claims else 0.0,
            sum(is_right for _, is_right in claims),
        )
        for i, claims in enumerate(members)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between confidence and share of right claims, each bin weighing as many claims as it has.

    0 where there are no claims.
    """
    total = sum(b.claims for b in bins)
    return sum(b.claims * abs(b.confidence - b.accuracy) for b in bins) / total if total else 0.0
