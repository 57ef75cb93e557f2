"""What a language toolkit gives: words with tags, and the names that it finds; and the table of the toolkits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from extract.errors import ExtractError


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a segmenter: code points `begin` to `end` of its passage, and a part-of-speech tag ("" if none)."""

    begin: int
    end: int
    tag: str = ""


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name found by a toolkit or model, with its own label, how sure it is (0 to 1) and which of the two found it."""

    begin: int
    end: int
    label: str
    confidence: float = 1.0
    source: str = "model"
    opinions: tuple[float, ...] = ()
    """What each model says that `confidence` is made from, the random field first (`names.readings.OPINION`)."""


class Annotation(msgspec.Struct, frozen=True):
    """What a toolkit says of one passage; offsets count from the passage's first character."""

    words: tuple[Word, ...] = ()
    names: tuple[Name, ...] = ()


class Backend(Protocol):
    """A toolkit: passages in, annotations out, one each, in order and lazily."""

    identity: str
    """Name, version and model: what makes two runs comparable."""

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """The annotation of each passage (a paragraph without line breaks)."""
        ...


class UnknownBackend(ExtractError):
    """A backend name that the table does not have."""

    def __init__(self, name: str) -> None:
        self.name = name
        known = ", ".join(sorted(BACKENDS))
        super().__init__(f"unknown backend {name!r}; known: {known}, or one with its model as in {EXAMPLE}")


OURS = "spacy"
"""This project's own backend; every other one adds its names to those of this one."""

EXAMPLE = "spacy:zh_core_web_sm"

BACKENDS = {
    OURS: "extract.backends.spacy_pipeline:SpacyPipeline",
    "hanlp": "extract.backends.hanlp_backend:HanlpBackend",
    "hanlp1": "extract.backends.hanlp1_backend:Hanlp1Backend",
}
"""Toolkit → module and class, imported on first use; the class takes a model's name or path, "" for its own choice."""


def open_backend(name: str = OURS, model: Path | None = None) -> Backend:
    """The backend called `name`, loaded, with the model of names in the folder `model` or the shipped one.

    `spacy` is this project's own; any other, as `hanlp1`, `hanlp:MODEL` or `spacy:PIPELINE`, adds a toolkit's names.
    Raises UnknownBackend, and BackendUnavailable where its package or model is missing.
    """
    from extract.backends.joint_backend import JointBackend
    from extract.backends.spacy_backend import SpacyBackend

    if name == OURS:
        return SpacyBackend(model)
    return JointBackend(open_toolkit(name), SpacyBackend(model))


def digest_of(path: Path) -> str:
    """Eight hex digits of what a model's file or folder holds: two models of one name are two."""
    import hashlib

    made = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as opened:
                made.update(hashlib.file_digest(opened, "sha256").digest())
    return made.hexdigest()[:8]


def open_toolkit(name: str) -> Backend:
    """The toolkit alone, with its own words, tags and labels: `TOOLKIT` or `TOOLKIT:MODEL`."""
    import importlib

    toolkit, _, model = name.partition(":")
    if toolkit not in BACKENDS:
        raise UnknownBackend(name)
    module, _, attribute = BACKENDS[toolkit].partition(":")
    backend: Backend = getattr(importlib.import_module(module), attribute)(model)
    return backend
