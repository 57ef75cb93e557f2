"""Document to extraction: the only place that knows the order of the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from extract.aliases import resolve
from extract.backends.backend import Backend, open_backend
from extract.entities import find_mentions
from extract.measures import find_measures
from extract.model import RESOLVER, SEEN, shipped_model
from extract.names_seen import Seen, read_seen
from extract.records import Document, Extraction
from extract.relations import find_relations
from extract.resolver import Resolver, read_resolver
from extract.segment import find_sentences
from extract.targets import find_targets

VERSION = "1"
"""Raised with every change of the code that changes what is extracted."""


class Pipeline:
    """The steps with one backend; a pipeline is made once and used for many documents."""

    def __init__(self, backend: str = "spacy", model: Path | None = None) -> None:
        """A pipeline with the backend of that name and the shipped model, or the one in the folder `model`."""
        self._backend_name = backend
        self._model = model or shipped_model()

    @cached_property
    def _backend(self) -> Backend:
        return open_backend(self._backend_name, self._model)

    @cached_property
    def _resolver(self) -> Resolver:
        return read_resolver(self._model / RESOLVER)

    @cached_property
    def _seen(self) -> Seen:
        return read_seen(self._model / SEEN)

    @cached_property
    def identity(self) -> str:
        """Version, backend with its model, and word lists: equal identities give equal extractions."""
        made = f"{self._backend.identity}+lexicon-{_lexicon_digest()}+resolver-{_file_digest(self._model / RESOLVER)}"
        return f"policy-{VERSION}+{made}"

    def extract(self, document: Document) -> Extraction:
        """Everything found in `document`."""
        text = document.text
        sentences = find_sentences(text)
        found = find_mentions(document, self._backend, self._resolver, self._seen)
        entities = resolve(document, found)
        return Extraction(
            document=document,
            pipeline=self.identity,
            sentences=sentences,
            entities=entities,
            relations=find_relations(document, sentences, entities),
            measures=find_measures(text, sentences, entities),
            targets=find_targets(text, sentences, entities),
        )

    def extract_all(self, documents: Iterable[Document], workers: int = 1) -> Iterator[Extraction]:
        """The extraction of each document, in order; with several `workers`, processes of their own.

        At most four documents a worker are under way at once, so memory does not grow with the corpus.
        """
        if workers <= 1:
            yield from map(self.extract, documents)
            return
        with ProcessPoolExecutor(workers, initializer=_open_worker, initargs=(self._backend_name, self._model)) as pool:
            waiting: list[Future[Extraction]] = []
            for document in documents:
                waiting.append(pool.submit(_extract_in_worker, document))
                if len(waiting) >= 4 * workers:
                    yield waiting.pop(0).result()
            for future in waiting:
                yield future.result()


_worker: Pipeline


def _open_worker(backend: str, model: Path) -> None:
    global _worker
    _worker = Pipeline(backend, model)


def _extract_in_worker(document: Document) -> Extraction:
    return _worker.extract(document)


def _lexicon_digest() -> str:
    folder = files("extract").joinpath("lexicon")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".tsv"))
    return hashlib.sha256(b"".join(folder.joinpath(name).read_bytes() for name in names)).hexdigest()[:8]


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
