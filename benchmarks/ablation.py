"""What each part of the extraction is worth: the scores with one part taken out, everything else as it is.

    python -m benchmarks.ablation [REFERENCE_DIR...] [--min-confidence X]

REFERENCE_DIR defaults to `../shared/eval/dev` and `../shared/eval/test`. Nothing is trained again: what the other
parts learned beside the missing one stays, so a part that they lean on weighs more here than it would alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from extract import entities
from extract.backends import spacy_backend
from extract.backends.backend import Name, Word
from extract.errors import ExtractError
from extract.evaluate import Evaluation, evaluate_pipeline
from extract.names import candidates, features
from extract.names.neighbours import Numbers
from extract.names.occurrences import LongestNames
from extract.names.resolver import LEAST, Resolver
from extract.names.tagger import Tagger
from extract.pipeline import Pipeline

ROOT = Path(__file__).parents[1]
EVAL = ROOT.parent / "shared" / "eval"
SHOWN = ("entities", "entities (relaxed)", "relations (relaxed)", "measures", "targets")


class NoModel(Tagger):
    """No model: names come from lists, title marks and definitions alone."""

    def candidates(self, passages: Sequence[tuple[str, Sequence[Word]]]) -> list[list[Name]]:
        """Nothing for each passage."""
        return [[] for _ in passages]


class AsProposed(Resolver):
    """Candidates as sure as the model is, those of lists and title marks almost sure."""

    def probabilities(self, numbers: Numbers) -> Numbers:
        """The model's confidence, 0.9 where only a list or a mark proposes the name."""
        logit = numbers[:, candidates.FEATURES.index("model logit")]
        is_listed = numbers[:, candidates.FEATURES.index("in the lists alone")] > 0
        return np.where(is_listed, 0.9, 1 / (1 + np.exp(-logit)))


@contextmanager
def replaced(owner: object, **parts: object) -> Iterator[None]:
    """`owner` with other attributes while the block runs."""
    before = {name: getattr(owner, name) for name in parts}
    for name, part in parts.items():
        setattr(owner, name, part)
    try:
        yield
    finally:
        for name, part in before.items():
            setattr(owner, name, part)


@contextmanager
def without_lexicon() -> Iterator[None]:
    """No known names, no head nouns: neither as candidates nor as features."""

    def nothing() -> dict[str, frozenset[object]]:
        return {}

    heads: tuple[dict[str, str], int] = {}, 2
    with (
        replaced(features, _known_letters=lambda: {}, longest_known=lambda: LongestNames(()), known_names=nothing),
        replaced(features, _heads=lambda: heads, _head_tails=lambda: frozenset()),
        replaced(candidates, known_names=nothing),
        replaced(entities, known_names=nothing, _listed=lambda text: iter(())),
    ):
        yield


def run(folder: Path, least: float) -> Iterator[tuple[str, Evaluation]]:
    """The evaluation of everything, then of everything less one part."""

    def score() -> Evaluation:
        return evaluate_pipeline(Pipeline(), folder, min_confidence=least)

    yield "everything", score()
    with replaced(spacy_backend, Tagger=NoModel):
        yield "without the model", score()
    with without_lexicon():
        yield "without lexicon and head nouns", score()
    with replaced(Resolver, probabilities=AsProposed.probabilities):
        yield "without the resolver", score()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each folder; 1 where a folder cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("references", nargs="*", type=Path, default=[EVAL / "dev", EVAL / "test"])
    parser.add_argument("--min-confidence", type=float, default=0.3)
    given = parser.parse_args(arguments)
    assert LEAST < given.min_confidence <= 1, "confidence must lie between the least candidate's and 1"
    try:
        for folder in given.references:
            print(f"{folder.name:<32}" + "".join(f"{name:>21}" for name in SHOWN))
            for name, evaluation in run(folder, given.min_confidence):
                print(f"{name:<32}" + "".join(f"{evaluation.totals[kind].f1:>21.3f}" for kind in SHOWN), flush=True)
            print()
    except ExtractError as error:
        print(f"ablation: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
