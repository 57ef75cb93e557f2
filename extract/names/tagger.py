"""Names outside every list: the random field and the encoder of a model folder, asked together.

The two see different things: the field has the lists, words and neighbours by heart, the encoder knows what words it
has never seen named are like. The mean of their probabilities is the model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extract.backends.backend import Name, Word
from extract.model import ENCODER, FIELD, shipped_model
from extract.names.encoder import Encoder
from extract.names.random_field import FieldReading, RandomField
from extract.names.readings import Probabilities, iter_readings, likelihoods, opinions


class Tagger:
    """The models of a folder, opened; one without an encoder is asked by its random field alone."""

    def __init__(self, model: Path | None = None) -> None:
        """Open the models in the folder `model`, or the shipped ones."""
        folder = model or shipped_model()
        self._field = RandomField(folder / FIELD)
        encoder = folder / ENCODER
        self._encoder = Encoder(encoder) if encoder.is_file() else None
        self.identity = self._field.identity + (f"+{self._encoder.identity}" if self._encoder else "")

    def candidates(self, passages: Sequence[tuple[str, Sequence[Word]]]) -> list[list[Name]]:
        """For each of `passages` with its words: every name at least `readings.LEAST` likely, in reading order.

        The names of the field's likeliest labelling are among them however likely they are. They may overlap.
        """
        readings = [self._field.read(passage, words) for passage, words in passages]
        encoder = self._encoder
        if not encoder:
            return [_names(reading, reading.table) for reading in readings]
        tables = [
            encoder.read(passage, reading.marks) for (passage, _), reading in zip(passages, readings, strict=True)
        ]
        return list(map(_names, readings, tables))


def _names(reading: FieldReading, encoded: Probabilities) -> list[Name]:
    tables = (reading.table, encoded)
    mean = (reading.table + encoded) / np.float32(2)
    found = {(begin, end, type): likely for begin, end, type, likely in iter_readings(mean)}
    others = [name for name in reading.names if name not in found]
    found.update(zip(others, likelihoods(mean, others).tolist(), strict=True))
    names = sorted(found, key=lambda n: (n[0], -n[1], n[2]))
    said = np.hstack([opinions(table, names) for table in tables]).round(4).tolist()
    return [Name(*name, round(found[name], 4), opinions=tuple(row)) for name, row in zip(names, said, strict=True)]
