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
from extract.features import character_features

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
        self.identity = f"crf-{hashlib.sha256(data).hexdigest()[:8]}"

    def find(self, passage: str, words: Sequence[Word]) -> list[Name]:
        """The names in `passage`, in reading order, without overlaps."""
        if not passage:
            return []
        labels = self._tagger.tag(character_features(passage, words))
        return [
            Name(begin, end, label, round(min(self._marginals(labels, begin, end)), 4))
            for begin, end, label in spans_of(labels)
        ]

    def _marginals(self, labels: Sequence[str], begin: int, end: int) -> Iterable[float]:
        yield from (self._tagger.marginal(labels[i], i) for i in range(begin, end))
        if end < len(labels):
            yield 1.0 - self._tagger.marginal(f"I-{labels[begin][2:]}", end)


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


def train_tagger(passages: Iterable[Labelled], path: Path, iterations: int = 120) -> None:
    """Train on `passages` and write the model to `path`; equal input gives equal bytes.

    L-BFGS with elastic-net penalties (c1 0.3, c2 0.02), chosen by cross-validation over documents.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for passage, words, names in passages:
        if passage:
            trainer.append(character_features(passage, words), labels_of(len(passage), names))
    trainer.set_params({"c1": 0.3, "c2": 0.02, "max_iterations": iterations})
    trainer.train(str(path))
