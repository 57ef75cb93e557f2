"""Making the model again: sentences and reference documents in, a model folder out.

A model folder holds `mentions.crfsuite` (the names' conditional random field), `seen.tsv` (how often the training
texts had a name), `resolver.json` (the weights of the resolver) and `card.json` (what it was made from).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from extract.alignment import locate
from extract.entities import gather
from extract.evaluate import read_reference
from extract.model import MENTIONS, RESOLVER, SEEN, shipped_model
from extract.names.candidates import FEATURES
from extract.names.resolver import fit
from extract.names.seen import count_names
from extract.names.tagger import Labelled, train_tagger
from extract.names.words import find_words
from extract.readers.reader import read_file
from extract.records import Document
from extract.script import as_read
from extract.segment import find_sentences
from extract.training_data import TRAINING_FOLDER, iter_training_sentences

FOLDS = 2
_SHARED = 20
"""A sentence of so many characters in two documents makes them one for cross-validation."""

Names = tuple[tuple[int, int, str], ...]


class Reference(NamedTuple):
    """A reference document as it is learned from: its text, where its outermost names stand, and those left open."""

    source: str
    text: str
    names: Names
    open: Names


def train(
    references: Sequence[Path],
    output: Path,
    texts: Path | None = None,
    workers: int = 1,
    *,
    sentences: Path = TRAINING_FOLDER,
    folds: int = FOLDS,
) -> dict[str, Any]:
    """Make the model from the annotated `sentences` and the annotations of `references`, write it to `output`.

    `texts` is the folder of the annotated texts where they do not lie beside their annotations. The resolver is
    trained on names that models of the other folds found, document by document; without reference documents the
    shipped resolver stays. `workers` models are trained at once. Returns the card.
    Raises BadAnnotation with file and reason.
    """
    shipped = [_labelled(text, spans) for text, spans in _sentences(sentences)]
    documents = [document for folder in references for document in iter_references(folder, texts)]
    passages = [passage for document in documents for passage in _passages(document)]
    output.mkdir(parents=True, exist_ok=True)
    card = {
        "sentences": len(shipped),
        "sentence_characters": sum(len(text) for text, _, _ in shipped),
        "documents": len(documents),
        "document_characters": sum(len(document.text) for document in documents),
        "names": sum(len(names) for _, _, names in [*shipped, *passages]),
    }
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        final = pool.submit(train_tagger, [*shipped, *passages], output / MENTIONS)
        judged = [
            pool.submit(_judge, shipped, [d for d in documents if d not in held_out], held_out)
            for held_out in (parts(documents, folds) if len(documents) >= folds else [])
        ]
        final.result()
        evidence = [pair for future in judged for pair in future.result()]
    if evidence:
        weights = fit([numbers for numbers, _ in evidence], [right for _, right in evidence])
        write_resolver(output / RESOLVER, dict(zip(FEATURES, weights, strict=True)))
    elif output.resolve() != shipped_model().resolve():
        shutil.copyfile(shipped_model() / RESOLVER, output / RESOLVER)
    (output / SEEN).write_text(count_names([*shipped, *passages]).to_tsv(), "utf-8")
    (output / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")
    return card


def write_resolver(path: Path, weights: Mapping[str, float]) -> None:
    """Write the resolver's weights, rounded, as JSON."""
    rounded = {name: round(weight, 4) for name, weight in weights.items()}
    path.write_text(json.dumps({"weights": rounded}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def iter_references(folder: Path, texts: Path | None = None) -> Iterator[Reference]:
    """The documents that the annotations in `folder` are of, as reading cleans them, each with its names.

    An annotation may stop before the end of its text: `until` is the offset in the file.
    """
    annotations = read_reference(folder, texts if texts and not _beside(folder) else None)
    base = texts if texts and not _beside(folder) else folder
    for source, annotation in sorted(annotations.items()):
        for document in read_file(base / source):
            yield _reference(source, _until(document, annotation.get("until")), annotation)


def _beside(folder: Path) -> bool:
    return any(folder.glob("*.txt"))


def _until(document: Document, offset: object) -> str:
    """The stored text up to what stands at `offset` of the file."""
    if not isinstance(offset, int):
        return document.text
    segments = document.origins[0].segments
    return document.text[: max((s.end for s in segments if s.source_begin < offset), default=0)]


def _reference(source: str, text: str, annotation: Mapping[str, Any]) -> Reference:
    located = [(span.begin, span.end, type.value) for span, type in locate(text, annotation)]
    optional = {(e["text"], e["type"]) for e in annotation["entities"] if e.get("optional")}
    names = _outermost(located)
    left_open = tuple(name for name in names if (text[name[0] : name[1]], name[2]) in optional)
    return Reference(source, as_read(text), names, left_open)


def _outermost(names: Iterable[tuple[int, int, str]]) -> Names:
    """The longest names that do not overlap, in reading order."""
    taken: set[int] = set()
    kept: list[tuple[int, int, str]] = []
    for begin, end, type in sorted(names, key=lambda n: (n[0] - n[1], n[0], n[2])):
        if taken.isdisjoint(range(begin, end)):
            taken.update(range(begin, end))
            kept.append((begin, end, type))
    return tuple(sorted(kept))


def _sentences(folder: Path) -> Iterator[tuple[str, Names]]:
    for text, spans in iter_training_sentences(folder):
        yield text, tuple((begin, end, type.value) for begin, end, type in spans)


def _labelled(text: str, names: Iterable[tuple[int, int, str]]) -> Labelled:
    read = as_read(text)
    return read, find_words(read), _outermost(names)


def _passages(document: Reference) -> Iterator[Labelled]:
    for sentence in find_sentences(document.text):
        inside = [n for n in document.names if sentence.begin <= n[0] and n[1] <= sentence.end]
        names = [(begin - sentence.begin, end - sentence.begin, type) for begin, end, type in inside]
        yield _labelled(sentence.of(document.text), names)


def _judge(
    shipped: Sequence[Labelled], rest: Sequence[Reference], held_out: Sequence[Reference]
) -> list[tuple[Sequence[float], bool]]:
    """The evidence for each candidate in `held_out` by a model that has not seen it, and whether it is right."""
    from extract.backends.spacy_backend import SpacyBackend

    learned = [passage for document in rest for passage in _passages(document)]
    seen = count_names([*shipped, *learned])
    judged: list[tuple[Sequence[float], bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        train_tagger([*shipped, *learned], Path(folder) / MENTIONS)
        backend = SpacyBackend(Path(folder))
        for document in held_out:
            true, left_open = set(document.names), set(document.open)
            for found in gather(document.text, backend, seen):
                name = (found.candidate.begin, found.candidate.end, found.candidate.type.value)
                if name not in left_open:
                    judged.append((found.numbers, name in true))
    return judged


def parts(documents: Sequence[Reference], folds: int) -> list[list[Reference]]:
    """`documents` in `folds` parts of about equal length; documents that share a long sentence stay together."""
    group = list(range(len(documents)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    first: dict[str, int] = {}
    for index, document in enumerate(documents):
        for sentence in find_sentences(document.text):
            if sentence.end - sentence.begin >= _SHARED:
                other = first.setdefault(sentence.of(document.text), index)
                group[root(index)] = root(other)
    groups: dict[int, list[Reference]] = {}
    for index, document in enumerate(documents):
        groups.setdefault(root(index), []).append(document)
    bins: list[list[Reference]] = [[] for _ in range(folds)]
    sizes = [0] * folds
    for members in sorted(groups.values(), key=lambda g: (-sum(len(d.text) for d in g), g[0].source)):
        smallest = sizes.index(min(sizes))
        bins[smallest] += members
        sizes[smallest] += sum(len(d.text) for d in members)
    return bins
