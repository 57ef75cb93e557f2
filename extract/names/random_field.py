"""Names outside every list: a conditional random field over characters, trained and run.

Linear-chain CRF (Lafferty, McCallum & Pereira 2001) with BIO labels over the 13 entity types. CRFsuite trains it; it
is run here on columns of features, all passages of a document at once, for CRFsuite's own tagger takes every feature
of every character as a text of its own, three times the work.
"""

from __future__ import annotations

import lzma
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import import_module
from io import BytesIO
from itertools import chain, repeat
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from extract.backends.backend import Word
from extract.errors import MissingPackage
from extract.model import BadModel, read_packed
from extract.names.features import COLUMNS, Columns, feature_columns, marks_of
from extract.names.readings import LABEL_AT, LABELS, Probabilities, labels_of

Labelled = tuple[str, Sequence[Word], Sequence[tuple[int, int, str]]]
"""A passage, its words, and its names as (begin, end, type) without overlaps."""

Table = NDArray[np.float32]


class FieldReading(NamedTuple):
    """What the field makes of a passage: the marks of the lists, the probabilities of the labels."""

    marks: Columns
    table: Probabilities


class RandomField:
    """A trained field: passages and their words in, probabilities of the labels out."""

    def __init__(self, path: Path) -> None:
        """Open the model file `path`, compressed by xz. Raises BadModel where it is none."""
        data, digest = read_packed(path)
        try:
            with np.load(BytesIO(data)) as held:
                known = held["features"].tobytes().decode().split("\n")
                self._weights = np.zeros((len(known) + 1, len(LABELS)), np.float32)
                self._weights[held["rows"], held["labels"]] = held["weights"]
                n = len(LABELS)
                self._start, self._moves = held["start"], np.exp(held["moves"])
                columns = np.split(np.arange(1, len(known) + 1), held["columns"])
                if (len(columns), self._start.shape, self._moves.shape) != (COLUMNS, (n,), (n, n)):
                    raise ValueError("made for other features or labels")
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, EOFError, BadZipFile) as error:
            raise BadModel(str(path), "holds no random field") from error
        self._rows = [{known[row - 1]: row for row in rows.tolist()} for rows in columns]
        self.identity = f"crf-{digest}"

    def read(self, passages: Sequence[tuple[str, Sequence[Word]]]) -> list[FieldReading]:
        """The field's opinion of each of `passages`, texts without line breaks, whose words cover them without gaps."""
        if not passages:
            return []
        features = [feature_columns(passage, words) for passage, words in passages]
        lengths = np.array([len(passage) for passage, _ in passages], np.intp)
        table = marginals(self._scores(features, int(lengths.sum())), self._moves, lengths)
        return list(map(FieldReading, map(marks_of, features), np.split(table, np.cumsum(lengths)[:-1])))

    def _scores(self, features: Sequence[Columns], length: int) -> Table:
        """For each of the `length` characters of all passages what its features say for each label, in logarithms."""
        scores = np.tile(self._start, (length, 1))
        for rows, *columns in zip(self._rows, *features, strict=True):
            found = map(rows.get, chain.from_iterable(columns), repeat(0))
            scores += self._weights.take(np.fromiter(found, np.intp, length), axis=0)
        return scores


def marginals(scores: Table, moves: Table, lengths: NDArray[np.intp]) -> Probabilities:
    """How likely each label is for each character, by the forward-backward algorithm (Rabiner 1989).

    `scores` has a row for each character of texts of `lengths` characters, one after the other, and a column for each
    label, in logarithms; `moves` says of each label how well the others follow it, from nothing up. Rows of the result
    add up to 1.
    """
    if not len(scores):
        return scores
    order = np.argsort(-lengths, kind="stable")
    begins = (np.cumsum(lengths) - lengths)[order]
    # At each step the texts that are so long, which are the first ones, go on by a character.
    going = np.searchsorted(-lengths[order], -np.arange(lengths.max()), side="left").tolist()
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    from_left: Table = np.empty_like(likely)
    from_right: Table = np.empty_like(likely)
    state = np.ones((len(lengths), len(LABELS)), np.float32)
    for step, texts in enumerate(going):
        here = begins[:texts] + step
        found = likely[here] * state[:texts]
        found /= found.sum(axis=1, keepdims=True)
        from_left[here] = found
        state = found @ moves
    state = np.ones((len(lengths), len(LABELS)), np.float32)
    back = np.ascontiguousarray(moves.T)
    for step, texts in reversed(list(enumerate(going))):
        here = begins[:texts] + step
        from_right[here] = state[:texts]
        found = (likely[here] * state[:texts]) @ back
        state[:texts] = found / found.sum(axis=1, keepdims=True)
    from_left *= from_right
    from_left /= from_left.sum(axis=1, keepdims=True)
    return from_left


def find_crfsuite() -> ModuleType:
    """The library that trains fields; raises MissingPackage where it is not installed."""
    try:
        return import_module("pycrfsuite")
    except ImportError as error:
        raise MissingPackage("python-crfsuite", "train") from error


def train_random_field(passages: Iterable[Labelled], path: Path, iterations: int = 100) -> None:
    """Train on `passages`, texts without line breaks, and write the model to `path`; equal input gives equal bytes.

    L-BFGS with elastic-net penalties (c1 and c2), which keep the model small. Raises MissingPackage as `find_crfsuite`
    does.
    """
    trainer = find_crfsuite().Trainer(algorithm="lbfgs", verbose=False)
    for passage, words, names in passages:
        if passage:
            trainer.append(attributes_of(feature_columns(passage, words)), labels_of(len(passage), names))
    trainer.set_params({"c1": 1.0, "c2": 0.02, "max_iterations": iterations})
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "field"
        trainer.train(str(plain))
        write_field(plain, path)


def attributes_of(columns: Columns) -> list[list[str]]:
    """`columns` as CRFsuite takes them: for each character its features, each with the number of its column."""
    return [[f"{column} {feature}" for column, feature in enumerate(row)] for row in zip(*columns, strict=True)]


def write_field(trained: Path, path: Path) -> None:
    """Write what CRFsuite learned, its file `trained`, to `path`: the weights of features, and of moves."""
    tagger = find_crfsuite().Tagger()
    tagger.open(str(trained))
    learned = tagger.info()
    weights: dict[tuple[int, str], list[tuple[int, float]]] = defaultdict(list)
    for (attribute, label), weight in learned.state_features.items():
        column, _, feature = attribute.partition(" ")
        weights[int(column), feature].append((LABEL_AT[label], weight))
    start = np.full(len(LABELS), -np.inf, np.float32)
    start[[LABEL_AT[label] for label in learned.labels]] = 0
    moves = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (label, following), weight in learned.transitions.items():
        moves[LABEL_AT[label], LABEL_AT[following]] = weight
    known = sorted(weights)
    cells = [(row, *cell) for row, feature in enumerate(known, 1) for cell in sorted(weights[feature])]
    plain = BytesIO()
    np.savez(
        plain,
        features=np.frombuffer("\n".join(feature for _, feature in known).encode(), np.uint8),
        columns=np.searchsorted([column for column, _ in known], range(1, COLUMNS)),
        rows=np.array([row for row, _, _ in cells], np.int32),
        labels=np.array([label for _, label, _ in cells], np.uint8),
        weights=np.array([weight for _, _, weight in cells], np.float32),
        start=start,
        moves=moves,
    )
    path.write_bytes(lzma.compress(plain.getvalue()))
