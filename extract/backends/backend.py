"""What a language toolkit gives: words with tags, and the names that it finds; and the table of the toolkits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from extract.errors import ExtractError


class Word(msgspec.Struct, frozen=True):
    """A word of a segmenter: code points `begin` to `end` of its passage, and a part-of-speech tag ("" if none)."""

    begin: int
    end: int
    tag: str = ""


class Name(msgspec.Struct, frozen=True):
    """A name found by a toolkit or model, with its own label and how sure it is (0 to 1)."""

    begin: int
    end: int
    label: str
    confidence: float = 1.0


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
        super().__init__(f"unknown backend {name!r}; known: {', '.join(sorted(BACKENDS))}")


BACKENDS = {"spacy": "extract.backends.spacy_backend:SpacyBackend"}
"""Backend name → module and class, imported on first use."""


def open_backend(name: str = "spacy", model: Path | None = None) -> Backend:
    """The backend called `name`, loaded, with the model of names in the folder `model` or the shipped one.

    Raises UnknownBackend, and BackendUnavailable where its package or model is missing.
    """
    import importlib

    if name not in BACKENDS:
        raise UnknownBackend(name)
    module, _, attribute = BACKENDS[name].partition(":")
    backend: Backend = getattr(importlib.import_module(module), attribute)(model)
    return backend
