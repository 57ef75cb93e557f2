"""Graph folders for the tests, built from the hand-made claims as `kg build` builds them from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from extract.records import Document, Extraction, Origin
from kg.graph_folder import BuildReport, build_graph
from kg.stores.arcadedb_store import create
from tests.kg import claims


def extractions() -> tuple[Extraction, ...]:
    """The plan, the news item and the note, each with at least one origin."""
    note = claims.note()
    origin = Origin("notes/note.txt", "3" * 64, "txt", "utf-8")
    return claims.plan(), claims.news(), with_document(note, origins=(origin,))


def with_document(extraction: Extraction, **changes: object) -> Extraction:
    """The extraction with its document changed; the claims stay."""
    return msgspec.structs.replace(extraction, document=msgspec.structs.replace(extraction.document, **changes))


class ByHand:
    """An extractor that knows the answers, and which texts it was asked for."""

    def __init__(self, found: Iterable[Extraction], stop: Callable[[int], None] = lambda place: None) -> None:
        self.found = {extraction.document.id: extraction for extraction in found}
        self.stop = stop
        self.asked: list[str] = []

    def __call__(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            self.stop(len(self.asked))
            self.asked.append(document.id)
            yield msgspec.structs.replace(self.found[document.id], document=document)


def build(
    folder: Path,
    found: Iterable[Extraction] | None = None,
    extractor: ByHand | None = None,
    pipeline: str = claims.PIPELINE,
) -> BuildReport:
    """Build the graph of the `found` extractions, by default of all hand-made ones."""
    held = extractions() if found is None else tuple(found)
    return build_graph(folder, [e.document for e in held], extractor or ByHand(held), pipeline, create)
