"""Document to extraction: the only place that knows the order of the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import msgspec

from extract.aliases import resolve
from extract.backends.backend import OURS, Backend, open_backend
from extract.entities import find_mentions
from extract.measures import find_measures
from extract.model import RESOLVER, SEEN, shipped_model
from extract.names.endings import Endings
from extract.names.resolver import Resolver, read_resolver
from extract.names.seen import Seen, read_seen
from extract.records import Document, Extraction, Measure, Target
from extract.relations import find_relations
from extract.script import as_read
from extract.segment import find_sentences
from extract.targets import find_targets
from ontology.script import simplified


class Pipeline:
    """The steps with one backend; a pipeline is made once and used for many documents."""

    def __init__(self, backend: str = OURS, model: Path | None = None) -> None:
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
    def _endings(self) -> Endings:
        return Endings(self._seen)

    @cached_property
    def identity(self) -> str:
        """Backend with its model, rules and word lists: equal identities give equal extractions."""
        model = hashlib.sha256(b"".join((self._model / name).read_bytes() for name in (RESOLVER, SEEN)))
        return f"{self._backend.identity}+resolver-{model.hexdigest()[:8]}+rules-{_code_digest()}"

    def extract(self, document: Document) -> Extraction:
        """Everything found in `document`."""
        text = document.text
        reading = as_read(text)
        sentences = find_sentences(text)
        found = find_mentions(document, self._backend, self._resolver, self._seen, self._endings)
        entities = resolve(document, found)
        title = simplified(document.title)
        issued = int(document.date[:4]) if document.date else None
        return Extraction(
            document=document,
            pipeline=self.identity,
            sentences=sentences,
            entities=entities,
            relations=find_relations(document, sentences, entities),
            measures=tuple(_as_printed(m, text) for m in find_measures(reading, sentences, entities, title)),
            targets=tuple(_with_indicator(t, text) for t in find_targets(reading, sentences, entities, title, issued)),
        )

    def extract_all(self, documents: Iterable[Document], workers: int = 1) -> Iterator[Extraction]:
        """The extraction of each document, in order; with several `workers`, processes of their own.

        At most four documents a worker are under way at once, so memory does not grow with the corpus.
        """
        if workers <= 1:
            yield from map(self.extract, documents)
            return
        # A fork of a process with threads (a notebook, a Java machine, a GPU) may wait for ever for their locks.
        context = get_context("spawn")
        arguments = (self._backend_name, self._model)
        with ProcessPoolExecutor(workers, context, initializer=_open_worker, initargs=arguments) as pool:
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


def _as_printed(measure: Measure, text: str) -> Measure:
    """The measure with its action in the script of `text`, whatever script it was read in."""
    return msgspec.structs.replace(measure, action=measure.action_span.of(text))


def _with_indicator(target: Target, text: str) -> Target:
    """The target with its indicator and unit in the script of `text`."""
    at = simplified(target.span.of(text)).find(target.unit) if target.unit else -1
    unit = target.span.of(text)[at : at + len(target.unit)] if at >= 0 else target.unit
    return msgspec.structs.replace(target, indicator=target.indicator_span.of(text), unit=unit)


def _code_digest() -> str:
    """What the rules and the word lists of this room are: another rule or list gives another extraction."""
    root = Path(str(files("extract")))
    paths = sorted(
        path for path in root.rglob("*") if path.suffix in (".py", ".tsv") and path.parent.name != "training"
    )
    content = b"".join(path.relative_to(root).as_posix().encode() + path.read_bytes() for path in paths)
    return hashlib.sha256(content).hexdigest()[:8]
