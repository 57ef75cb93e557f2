"""Names outside every list: a conditional random field over characters, trained and run.

Linear-chain CRF (Lafferty, McCallum & Pereira 2001) with BIO labels over the 13 entity types, by CRFsuite.
"""

from __future__ import annotations

import lzma
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from extract.backends.backend import Word
from extract.model import BadModel, read_packed
from extract.names.features import character_features, marks_of
from extract.names.readings import LABEL_AT, LABELS, OUTSIDE, Probabilities, labels_of, spans_of

_SURE = 0.98
"""Labels that are together so likely leave no other one worth asking for; most characters need one or two."""

Labelled = tuple[str, Sequence[Word], Sequence[tuple[int, int, str]]]
"""A passage, its words, and its names as (begin, end, type) without overlaps."""


def _by_use(label: str) -> tuple[bool, str]:
    """Outside first."""
    return label != OUTSIDE, label


class FieldReading(NamedTuple):
    """What the field makes of a passage: the marks of the lists, the likeliest labelling, all probabilities."""

    marks: list[list[str]]
    names: list[tuple[int, int, str]]
    table: Probabilities


class RandomField:
    """A trained field: passage and words in, probabilities of the labels out."""

    def __init__(self, path: Path) -> None:
        """Open the model file `path`, compressed by xz. Raises BadModel where it is none."""
        import pycrfsuite

        self._field = pycrfsuite.Tagger()
        # CRFsuite reads the model where it lies and keeps no copy: the bytes must live as long as the field.
        self._data, digest = read_packed(path)
        try:
            self._field.open_inmemory(self._data)
        except ValueError as error:
            raise BadModel(str(path), "holds no random field") from error
        self._columns = [(label, LABEL_AT[label]) for label in sorted(self._field.labels(), key=_by_use)]
        self.identity = f"crf-{digest}"

    def read(self, passage: str, words: Sequence[Word]) -> FieldReading:
        """The field's opinion of `passage`, a text without line breaks; `words` cover it without gaps."""
        if not passage:
            return FieldReading(marks_of([]), [], np.zeros((0, len(LABELS)), np.float32))
        features = character_features(passage, words)
        labels = self._field.tag(features)
        marginal = self._field.marginal
        table = []
        for i, likeliest in enumerate(labels):
            row = [0.0] * len(LABELS)
            known = row[LABEL_AT[likeliest]] = marginal(likeliest, i)
            for label, column in self._columns if known < _SURE else ():
                if label != likeliest:
                    row[column] = marginal(label, i)
                    known += row[column]
                    if known >= _SURE:
                        break
            table.append(row)
        return FieldReading(marks_of(features), spans_of(labels), np.array(table, np.float32))


def train_random_field(passages: Iterable[Labelled], path: Path, iterations: int = 100) -> None:
    """Train on `passages` and write the model to `path`; equal input gives equal bytes.

    L-BFGS with elastic-net penalties (c1 and c2), which keep the model small.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for passage, words, names in passages:
        if passage:
            trainer.append(character_features(passage, words), labels_of(len(passage), names))
    trainer.set_params({"c1": 1.0, "c2": 0.02, "max_iterations": iterations})
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "field"
        trainer.train(str(plain))
        path.write_bytes(lzma.compress(plain.read_bytes()))
