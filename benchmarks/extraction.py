"""How fast texts are read: everything that this project finds, beside what other toolkits do, on the same text.

    python -m benchmarks.extraction [TEXTS] [--model DIR] [--characters N]

One run, one process, one core; the contenders take turns on the same text, three times, and the median counts. TEXTS
is a file or folder: by default `../shared/corpus` where it is, else `examples/`. What is not installed is named and
left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from extract.backends.backend import open_toolkit
from extract.errors import ExtractError
from extract.pipeline import Pipeline
from extract.readers.reader import iter_documents
from extract.records import Document

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
ROUNDS = 3
WARM_SECONDS = 3.0
OURS = "ours: everything (kg extract)"


class Contender(NamedTuple):
    """What is measured: its name, and the call that reads all texts."""

    name: str
    run: Callable[[], object]


class Row(NamedTuple):
    """A contender's median speed in characters a second, and the slowest and fastest round."""

    name: str
    speed: float
    slowest: float
    fastest: float


def read_texts(source: Path, characters: int) -> list[Document]:
    """The first documents of `source`, until they hold so many characters."""
    found: list[Document] = []
    for document in iter_documents([str(source)], lambda error: None):
        found.append(document)
        if sum(len(each.text) for each in found) >= characters:
            break
    return found


def contenders(documents: Sequence[Document], model: Path | None) -> Iterator[Contender]:
    """Ours and whatever else is installed, loaded and warm; a missing one is named on stderr."""
    passages = [line for document in documents for line in document.text.split("\n") if line.strip()]
    makers = {
        OURS: partial(_ours, documents, model),
        "HanLP 1.x: segmentation, tags, names": partial(_hanlp1, passages, in_java=True),
        "HanLP 1.x as our backend (with offsets)": partial(_hanlp1, passages, in_java=False),
        "jieba: segmentation and tags": partial(_jieba, passages),
        "spaCy blank zh: characters": partial(_blank, passages, "char"),
        "spaCy blank zh: jieba's words": partial(_blank, passages, "jieba"),
        **{f"spaCy {name}: everything": partial(_pipeline, passages, name) for name in installed_pipelines()},
    }
    for name, make in makers.items():
        try:
            run = make()
        except ExtractError as error:
            print(f"left out: {name}: {error}", file=sys.stderr)
        else:
            yield Contender(name, run)


def installed_pipelines() -> list[str]:
    """The names of the installed spaCy pipelines for Chinese."""
    from spacy.util import get_installed_models

    return sorted(name for name in get_installed_models() if name.startswith("zh_"))


def measure(warm: Sequence[Contender], characters: int, rounds: int = ROUNDS) -> list[Row]:
    """Each contender's speed over `rounds` rounds, once it is warm: Java compiles what has run for a while.

    The contenders take turns, so that whatever else the machine does meets all of them.
    """
    for contender in warm:
        started = time.perf_counter()
        while time.perf_counter() - started < WARM_SECONDS:
            contender.run()
    speeds: dict[str, list[float]] = {contender.name: [] for contender in warm}
    for _ in range(rounds):
        for contender in warm:
            begin = time.perf_counter()
            contender.run()
            speeds[contender.name].append(characters / (time.perf_counter() - begin))
    return [Row(name, statistics.median(found), min(found), max(found)) for name, found in speeds.items()]


def render(rows: Sequence[Row]) -> str:
    """The table: speeds, and how many times as fast as ours each is."""
    ours = next((row.speed for row in rows if row.name == OURS), 0.0)
    lines = [f"{'':44}{'characters/s':>14}{'slowest-fastest':>22}{'ratio to ours':>15}"]
    for row in rows:
        ratio = f"{row.speed / ours:.2f}" if ours else "-"
        lines.append(f"{row.name:44}{row.speed:14,.0f}{f'{row.slowest:,.0f}-{row.fastest:,.0f}':>22}{ratio:>15}")
    return "\n".join(lines)


def _ours(documents: Sequence[Document], model: Path | None) -> Callable[[], object]:
    pipeline = Pipeline(model=model)
    _ = pipeline.identity
    return lambda: _exhaust(pipeline.extract_all(documents))


def _hanlp1(passages: Sequence[str], in_java: bool) -> Callable[[], object]:
    backend: Any = open_toolkit("hanlp1")
    if not in_java:
        return lambda: _exhaust(backend.annotate(passages))
    # Its own speed: nothing of the answer is brought out of Java.
    return lambda: _exhaust(map(backend.segment, passages))


def _jieba(passages: Sequence[str]) -> Callable[[], object]:
    import jieba
    import jieba.posseg

    jieba.setLogLevel("ERROR")
    return lambda: _exhaust(chain.from_iterable(map(jieba.posseg.cut, passages)))


def _blank(passages: Sequence[str], segmenter: str) -> Callable[[], object]:
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    return lambda: _exhaust(nlp.pipe(passages))


def _pipeline(passages: Sequence[str], name: str) -> Callable[[], object]:
    backend = open_toolkit(f"spacy:{name}")
    return lambda: _exhaust(backend.annotate(passages))


def _exhaust(items: Iterable[object]) -> None:
    for _ in items:
        pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 1 where there is no text or ours cannot be loaded."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("texts", nargs="?", type=Path, default=CORPUS if CORPUS.is_dir() else ROOT / "examples")
    parser.add_argument("--model", type=Path, help="a model that kg train made, instead of the shipped one")
    parser.add_argument("--characters", type=int, default=100_000, help="how much text to read (default: 100,000)")
    given = parser.parse_args(arguments)
    documents = read_texts(given.texts, given.characters)
    characters = sum(len(document.text) for document in documents)
    if not documents:
        print(f"{given.texts}: no text to read", file=sys.stderr)
        return 1
    print(f"{given.texts}: {len(documents)} texts, {characters:,} characters; median of {ROUNDS} rounds")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    packages = ", ".join(f"{name} {version(name)}" for name in ("spacy", "jieba", "numpy", "onnxruntime"))
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, load {load:.1f} at the start\n")
    rows = measure(list(contenders(documents, given.model)), characters)
    print(render(rows))
    return 0 if any(row.name == OURS for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
