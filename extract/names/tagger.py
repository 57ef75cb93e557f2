"""Names outside every list: a conditional random field over characters, trained and run.

Linear-chain CRF (Lafferty, McCallum & Pereira 2001) with BIO labels over the 13 entity types, by CRFsuite. A name's
confidence is the smallest marginal probability of its labels, so a sure type with a doubtful border is doubtful.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from extract.backends.backend import Name, Word
from extract.names.features import character_features

OUTSIDE = "O"
LEAST = 0.1
"""Readings below this probability are no candidates."""

Labelled = tuple[str, Sequence[Word], Sequence[tuple[int, int, str]]]
"""A passage, its words, and its names as (begin, end, type) without overlaps."""


class Tagger:
    """A trained model: passage and words in, names out."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the model file `path`, or the shipped one."""
        import pycrfsuite

        self._tagger = pycrfsuite.Tagger()
        if path is None:
            with as_file(files("extract").joinpath("model/mentions.crfsuite")) as shipped:
                data = shipped.read_bytes()
        else:
            data = path.read_bytes()
        # CRFsuite reads the model where it lies and keeps no copy: the bytes must live as long as the tagger.
        self._data = data
        self._tagger.open_inmemory(data)
        self._labels = frozenset(self._tagger.labels())
        self._types = sorted({label[2:] for label in self._labels if label != OUTSIDE})
        self.identity = f"crf-{hashlib.sha256(data).hexdigest()[:8]}"

    def find(self, passage: str, words: Sequence[Word]) -> list[Name]:
        """The names in `passage`, in reading order, without overlaps: the likeliest labelling as a whole."""
        if not passage:
            return []
        labels = self._tagger.tag(character_features(passage, words))
        return [
            Name(b, e, label, round(self._confidence(b, e, label, len(passage)), 4)) for b, e, label in spans_of(labels)
        ]

    def candidates(self, passage: str, words: Sequence[Word]) -> list[Name]:
        """The names of `find` and every other reading that is at least `LEAST` likely; they may overlap."""
        found = {(name.begin, name.end, name.label): name for name in self.find(passage, words)}
        for begin in range(len(passage)):
            if self._tagger.marginal(OUTSIDE, begin) > 1 - LEAST:
                continue
            for type in self._types:
                first = self._tagger.marginal(f"B-{type}", begin)
                if first >= LEAST:
                    for name in self._readings(begin, type, first, len(passage)):
                        found.setdefault((name.begin, name.end, name.label), name)
        return sorted(found.values(), key=lambda name: (name.begin, -name.end, name.label))

    def _readings(self, begin: int, type: str, first: float, length: int) -> Iterable[Name]:
        """The names of `type` from `begin` on, the shortest first."""
        inside, least = f"I-{type}", first
        for end in range(begin + 1, length + 1):
            goes_on = self._tagger.marginal(inside, end) if end < length and inside in self._labels else 0.0
            confidence = min(least, 1 - goes_on)
            if confidence >= LEAST:
                yield Name(begin, end, type, round(confidence, 4))
            least = min(least, goes_on)
            if least < LEAST:
                return

    def _confidence(self, begin: int, end: int, type: str, length: int) -> float:
        inside = f"I-{type}"
        labels = [f"B-{type}", *[inside] * (end - begin - 1)]
        labels = [label if label in self._labels else inside for label in labels]
        likely = min(self._tagger.marginal(label, begin + i) for i, label in enumerate(labels))
        goes_on = self._tagger.marginal(inside, end) if end < length and inside in self._labels else 0.0
        return float(min(likely, 1 - goes_on))


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


def train_tagger(passages: Iterable[Labelled], path: Path, iterations: int = 100) -> None:
    """Train on `passages` and write the model to `path`; equal input gives equal bytes.

    L-BFGS with elastic-net penalties (c1 and c2), which keep the model small.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for passage, words, names in passages:
        if passage:
            trainer.append(character_features(passage, words), labels_of(len(passage), names))
    trainer.set_params({"c1": 1.0, "c2": 0.02, "max_iterations": iterations})
    trainer.train(str(path))
