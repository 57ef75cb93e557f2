"""How alike texts are in their wording: TF-IDF vectors of character pairs, compared by the angle between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from math import log, sqrt
from unicodedata import normalize


def tf_idf(texts: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Text key → its vector of unit length; the terms are pairs of adjacent characters, so no segmenter has a say.

    (1 + ln tf) ln(N / df): the logarithmic weights of Salton & Buckley (1988, Inf. Process. Manag. 24, 513-523);
    pairs of characters serve Chinese retrieval as well as words do (Nie & Ren 1999, Inf. Process. Manag. 35, 443-462).
    A term that stands in every text weighs nothing; a text without any other has an empty vector.
    """
    counts = {key: Counter(_pairs(text)) for key, text in texts.items()}
    spread = Counter(term for terms in counts.values() for term in terms)
    vectors = {}
    for key, terms in counts.items():
        weights = {t: (1 + log(n)) * log(len(texts) / spread[t]) for t, n in terms.items() if spread[t] < len(texts)}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        vectors[key] = {term: weight / length for term, weight in sorted(weights.items())} if length else {}
    return vectors


def cosines(
    left: Mapping[str, dict[str, float]], right: Mapping[str, dict[str, float]]
) -> dict[tuple[str, str], float]:
    """The cosine of every pair of vectors of unit length: 0 for texts without a common term, 1 for equal ones."""
    held: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for key, vector in right.items():
        for term, weight in vector.items():
            held[term].append((key, weight))
    sums = {(a, b): 0.0 for a in left for b in right}
    for a, vector in left.items():
        for term, weight in vector.items():
            for b, other in held.get(term, ()):
                sums[a, b] += weight * other
    return {pair: min(value, 1.0) for pair, value in sums.items()}


def _pairs(text: str) -> list[str]:
    """Adjacent letters and characters of each stretch without marks or spaces."""
    runs = "".join(c if c.isalnum() else " " for c in normalize("NFKC", text).lower()).split()
    return [a + b for run in runs for a, b in pairwise(run)]
