"""Names outside every list: the random field and the encoder of a model folder, asked together.

The two see different things: the field has the lists, words and neighbours by heart, the encoder knows what words it
has never seen named are like. The mean of their probabilities is the model's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from extract.backends.backend import Name, Word
from extract.model import ENCODER, FIELD, shipped_model
from extract.names.encoder import Encoder
from extract.names.random_field import RandomField
from extract.names.readings import Probabilities, iter_readings, joined, likeliest, likelihoods, opinions


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

        The names that the field's likeliest labels spell are among them however likely they are. They may overlap.
        """
        if not passages:
            return []
        readings = self._field.read(passages)
        field = encoded = joined(reading.table for reading in readings)
        encoder = self._encoder
        if encoder:
            asked = zip(passages, readings, strict=True)
            encoded = joined(encoder.read(passage, reading.marks) for (passage, _), reading in asked)
        made: list[list[Name]] = [[] for _ in passages]
        starts = list(accumulate((len(passage) + 1 for passage, _ in passages[:-1]), initial=0))
        for (begin, end, type), likely, said in _names(field, encoded):
            number = bisect_right(starts, begin) - 1
            first = starts[number]
            made[number].append(Name(begin - first, end - first, type, likely, opinions=said))
        return made


def _names(
    field: Probabilities, encoded: Probabilities
) -> Iterator[tuple[tuple[int, int, str], float, tuple[float, ...]]]:
    """Each name in reading order, its probability, and what the two models say of it, the field first."""
    mean = (field + encoded) / np.float32(2)
    found = {(begin, end, type): likely for begin, end, type, likely in iter_readings(mean)}
    others = [name for name in likeliest(field) if name not in found]
    found.update(zip(others, likelihoods(mean, others).tolist(), strict=True))
    names = sorted(found, key=lambda n: (n[0], -n[1], n[2]))
    opinion = np.hstack([opinions(field, names), opinions(encoded, names)]).round(4).tolist()
    for name, said in zip(names, opinion, strict=True):
        yield name, round(found[name], 4), tuple(said)
