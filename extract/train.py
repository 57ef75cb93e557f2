"""Making the model again: sentences and reference documents in, a model folder out.

A model folder holds `field.npz.xz` (the names' conditional random field), `encoder.onnx.xz` (the encoder that is
asked beside it), `seen.tsv.xz` (how often the training texts had a name), `resolver.json` (the trees of the resolver)
and `card.json` (what it was made from, and how well it does on documents that it had not seen).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from extract.alignment import locate
from extract.entities import gather
from extract.evaluate import KINDS, evaluate, read_reference
from extract.model import ENCODER, FIELD, RESOLVER, SEEN, shipped_model
from extract.names.encoder_base import Base, fetch_base, read_base
from extract.names.encoder_training import find_torch, train_encoder
from extract.names.endings import Endings
from extract.names.random_field import Labelled, find_crfsuite, train_random_field
from extract.names.resolver import find_grower, grow, write_resolver
from extract.names.seen import count_names, write_seen
from extract.names.words import find_words
from extract.readers.reader import read_file
from extract.records import Document, above, to_annotation
from extract.script import as_read
from extract.segment import find_passages, find_sentences
from extract.training_data import TRAINING_FOLDER, iter_training_sentences

FOLDS = 2
_SHARED = 20
"""A sentence of so many characters in two documents makes them one for cross-validation."""
_FEWEST = 2000
"""Fewer judged candidates than these are no ground for trees."""
_LEAST = 0.3
"""Claims below this confidence are not scored, as in `kg evaluate`."""

Names = tuple[tuple[int, int, str], ...]
Judged = list[tuple[Sequence[float], bool]]


class Reference(NamedTuple):
    """A reference document as it is learned from: where its outermost names stand, and those left open.

    `annotation` is all that the reference says of the text, by the guide.
    """

    source: str
    document: Document
    names: Names
    open: Names
    annotation: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The text as the models read it."""
        return as_read(self.document.text)


def train(
    references: Sequence[Path],
    output: Path,
    texts: Path | None = None,
    workers: int = 1,
    *,
    sentences: Path = TRAINING_FOLDER,
    folds: int = FOLDS,
    epochs: int | None = None,
    report: Callable[[int, int], None] = lambda made, models: None,
) -> dict[str, Any]:
    """Make the model from the annotated `sentences` and the annotations of `references`, write it to `output`.

    `texts` is the folder of the annotated texts where they do not lie beside their annotations. The resolver is
    trained on names that models of the other folds found, document by document; without reference documents, or with
    few, the shipped resolver stays. The encoder is trained for so many `epochs`; with None the shipped one stays, and
    then `references` should be documents that it has not seen, for the resolver would trust it too much. `workers`
    models are trained at once; `report` hears how many of how many are made. Returns the card.
    Raises BadAnnotation with file and reason, MissingPackage where the field, the resolver or the encoder cannot be
    trained, and BackendUnavailable where the pretrained encoder cannot be fetched.
    """
    find_crfsuite()
    base = None
    if epochs is not None:
        find_torch()
        base = read_base(fetch_base())
    shipped = [_labelled(text, spans) for text, spans in _sentences(sentences)]
    documents = [document for folder in references for document in iter_references(folder, texts)]
    passages = [passage for document in documents for passage in _passages(document)]
    if len(documents) >= folds:
        find_grower()
    output.mkdir(parents=True, exist_ok=True)
    card: dict[str, Any] = {
        "sentences": len(shipped),
        "sentence_characters": sum(len(text) for text, _, _ in shipped),
        "documents": len(documents),
        "document_characters": sum(len(document.text) for document in documents),
        "names": sum(len(names) for _, _, names in [*shipped, *passages]),
    }
    held_out = parts(documents, folds) if len(documents) >= folds else []
    with tempfile.TemporaryDirectory() as scratch, ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        folders = [Path(scratch) / str(i) for i in range(len(held_out))]
        made: list[Future[None]] = []
        for folder, part in zip(folders, held_out, strict=True):
            learned = [p for d in documents if d not in part for p in _passages(d)]
            made += _start(pool, folder, shipped, learned, base, epochs)
        made += _start(pool, output, shipped, passages, base, epochs)
        for number, future in enumerate(as_completed(made), 1):
            future.result()
            report(number, len(made))
        judged = list(pool.map(_judge, folders, held_out))
        if judged:
            _grow_resolver(output, judged)
            for i, folder in enumerate(folders):
                _grow_resolver(folder, judged[:i] + judged[i + 1 :])
            card["cross_validation"] = _scores(pool.map(_extract, folders, held_out), documents)
        else:
            _copy(RESOLVER, output)
    (output / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")
    return card


def _start(
    pool: ProcessPoolExecutor,
    folder: Path,
    shipped: Sequence[Labelled],
    learned: Sequence[Labelled],
    base: Base | None,
    epochs: int | None,
) -> list[Future[None]]:
    """Begin to make the models of names in `folder`, the longer work first, and write what was seen."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = [*shipped, *learned]
    write_seen(folder / SEEN, count_names(passages))
    started = []
    if base and epochs:
        started.append(pool.submit(train_encoder, passages, folder / ENCODER, base, epochs))
    else:
        _copy(ENCODER, folder)
    return [*started, pool.submit(train_random_field, passages, folder / FIELD)]


def _grow_resolver(folder: Path, judged: Iterable[Judged]) -> None:
    """Write the resolver of `judged` candidates to `folder`; the shipped one where they are too few to learn from."""
    evidence = [pair for part in judged for pair in part]
    if len(evidence) < _FEWEST:
        _copy(RESOLVER, folder)
        return
    write_resolver(folder / RESOLVER, grow([numbers for numbers, _ in evidence], [right for _, right in evidence]))


def _copy(part: str, folder: Path) -> None:
    """Put the shipped model's `part` into `folder`."""
    if folder.resolve() != shipped_model().resolve():
        shutil.copyfile(shipped_model() / part, folder / part)


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


def _until(document: Document, offset: object) -> Document:
    """The document with its stored text up to what stands at `offset` of the file."""
    if not isinstance(offset, int):
        return document
    segments = document.origins[0].segments
    end = max((s.end for s in segments if s.source_begin < offset), default=0)
    fields = tuple(field for field in document.fields if not field.span or field.span.end <= end)
    return msgspec.structs.replace(document, text=document.text[:end], fields=fields)


def _reference(source: str, document: Document, annotation: Mapping[str, Any]) -> Reference:
    text = document.text
    located = [(span.begin, span.end, type.value) for span, type in locate(text, annotation)]
    optional = {(e["text"], e["type"]) for e in annotation["entities"] if e.get("optional")}
    names = _outermost(located)
    left_open = tuple(name for name in names if (text[name[0] : name[1]], name[2]) in optional)
    return Reference(source, document, names, left_open, annotation)


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
    text = document.text
    for passage in find_passages(text):
        inside = [n for n in document.names if passage.begin <= n[0] and n[1] <= passage.end]
        names = [(begin - passage.begin, end - passage.begin, type) for begin, end, type in inside]
        yield _labelled(passage.of(text), names)


def _judge(model: Path, held_out: Sequence[Reference]) -> Judged:
    """The evidence for each candidate in `held_out` by a model that has not seen it, and whether it is right."""
    from extract.backends.spacy_backend import SpacyBackend
    from extract.names.seen import read_seen

    backend, seen = SpacyBackend(model), read_seen(model / SEEN)
    endings = Endings(seen)
    judged: Judged = []
    for document in held_out:
        true, left_open = set(document.names), set(document.open)
        evidence = gather(document.text, backend, seen, endings)
        for candidate, numbers in zip(evidence.candidates, evidence.numbers, strict=True):
            name = (candidate.begin, candidate.end, candidate.type.value)
            if name not in left_open:
                judged.append((numbers, name in true))
    return judged


def _extract(model: Path, held_out: Sequence[Reference]) -> list[tuple[str, dict[str, Any]]]:
    """What a model that has not seen the documents `held_out` extracts from them, with the source of each."""
    from extract.pipeline import Pipeline

    pipeline = Pipeline(model=model)
    return [
        (document.source, to_annotation(above(pipeline.extract(document.document), _LEAST))) for document in held_out
    ]


def _scores(
    extracted: Iterable[Iterable[tuple[str, dict[str, Any]]]], documents: Sequence[Reference]
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each kind of claim, over the documents whose annotation has claims of that kind."""
    found: dict[str, dict[str, list[Any]]] = {}
    for source, annotation in (pair for part in extracted for pair in part):
        whole = found.setdefault(source, {kind: [] for kind in KINDS})
        for kind in KINDS:
            whole[kind] += annotation[kind]
    scores: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        reference = {d.source: d.annotation for d in documents if d.annotation[kind] or d.annotation["measures"]}
        totals = evaluate(reference, found).totals if reference else {}
        for name, score in totals.items():
            if name.startswith(kind):
                values = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
                scores[name] = {key: round(value, 3) for key, value in values.items()}
    return scores


def parts(documents: Sequence[Reference], folds: int) -> list[list[Reference]]:
    """`documents` in `folds` parts of about equal length; documents that share a long sentence stay together."""
    group = list(range(len(documents)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    first: dict[str, int] = {}
    for index, document in enumerate(documents):
        text = document.text
        for sentence in find_sentences(text):
            if sentence.end - sentence.begin >= _SHARED:
                other = first.setdefault(sentence.of(text), index)
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
