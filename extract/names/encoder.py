"""A small pretrained encoder: it reads a passage as a whole, and knows words that no annotation of ours has.

The two lower layers of a Transformer for Chinese (BERT, Devlin et al. 2019), trained further to label names by
`encoder_training.py`, kept in eight bits and run by ONNX Runtime on one core. It sees characters, and beside them the
marks of the lists: words and their tags, head nouns, known names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np

from extract.model import BadModel, read_packed
from extract.names.readings import LABELS, Probabilities

LONGEST = 254
"""Characters that are read at once; a longer passage is read in parts."""
START, STOP, UNKNOWN, PADDING = "[CLS]", "[SEP]", "[UNK]", "[PAD]"

_CUTS = "。；，、：）"

Marks = Sequence[Sequence[str]]
"""What the lists say of the characters of a passage, as `features.marks_of` gives it."""


class Codes:
    """Characters and marks as the numbers that an encoder was trained with; 0 stands for every unknown mark."""

    def __init__(self, characters: Sequence[str], marks: Sequence[Sequence[str]]) -> None:
        """`characters` from number 0 on, the four special ones among them; of each kind of mark those from 1 on."""
        self.characters, self.marks = tuple(characters), tuple(tuple(kind) for kind in marks)
        self._character = {character: number for number, character in enumerate(characters)}
        self._marks = [{mark: number for number, mark in enumerate(kind, 1)} for kind in marks]

    def of_text(self, text: str) -> list[int]:
        """The numbers of the characters of `text`, between start and stop."""
        unknown = self._character[UNKNOWN]
        inner = map(self._character.get, map(str.lower, text), repeat(unknown))
        return [self._character[START], *inner, self._character[STOP]]

    def of_marks(self, marks: Marks, begin: int, end: int) -> list[list[int]]:
        """The numbers of the marks of characters `begin` to `end`, kind by kind, with none for start and stop."""
        return [
            [0, *map(known.get, kind[begin:end], repeat(0)), 0] for known, kind in zip(self._marks, marks, strict=True)
        ]


class Encoder:
    """A trained encoder: passages and their marks in, probabilities of the labels out."""

    def __init__(self, path: Path) -> None:
        """Open the model file `path`, compressed by xz. Raises BadModel where it is none."""
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as faults

        data, digest = read_packed(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Its fused addition and norm takes ten times as long as the two apart (1.32), a fifth of all the time.
        without = ["SkipLayerNormFusion"]
        try:
            self._session = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"], disabled_optimizers=without
            )
            about = self._session.get_modelmeta().custom_metadata_map
            self._codes = Codes(json.loads(about["characters"]), json.loads(about["marks"]))
        except (faults.InvalidProtobuf, faults.InvalidGraph, faults.Fail, ValueError, KeyError) as error:
            raise BadModel(str(path), "holds no encoder") from error
        self.identity = f"encoder-{digest}"

    def read(self, passage: str, marks: Marks) -> Probabilities:
        """The probabilities of the labels for the characters of `passage`, which have `marks`."""
        parts = [np.zeros((0, len(LABELS)), np.float32)]
        for begin, end in pieces_of(passage, LONGEST):
            kinds = self._codes.of_marks(marks, begin, end)
            inputs = {f"marks{kind}": np.array(numbers) for kind, numbers in enumerate(kinds)}
            inputs["characters"] = np.array(self._codes.of_text(passage[begin:end]))
            inputs["places"] = np.arange(end - begin + 2)
            (found,) = self._session.run(None, inputs)
            parts.append(found[1:-1])
        return np.concatenate(parts)


def pieces_of(passage: str, longest: int) -> Iterator[tuple[int, int]]:
    """The parts of at most `longest` characters, which end after a mark of punctuation where there is one.

    >>> list(pieces_of("甲乙，丙丁戊", 4)), list(pieces_of("", 4))
    ([(0, 3), (3, 6)], [])
    """
    begin = 0
    while len(passage) - begin > longest:
        last = begin + longest
        cut = max(passage.rfind(mark, begin + longest // 2, last) for mark in _CUTS)
        end = cut + 1 if cut > 0 else last
        yield begin, end
        begin = end
    if begin < len(passage):
        yield begin, len(passage)
