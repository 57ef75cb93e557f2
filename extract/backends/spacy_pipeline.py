"""Any installed spaCy pipeline for Chinese, by name or folder: its tokens, tags and entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import spacy

from extract.backends.backend import Annotation, Name, Word, digest_of
from extract.errors import BackendUnavailable

DEFAULT = "zh_core_web_sm"


class SpacyPipeline:
    """A pipeline as `spacy.load` opens it."""

    def __init__(self, model: str = "") -> None:
        """Load the pipeline `model`, a package or a folder.

        Raises BackendUnavailable where it is missing, or a package that it needs.
        """
        model = model or DEFAULT
        try:
            self._nlp = spacy.load(model)
        except ImportError as error:
            raise BackendUnavailable("spacy", f"{model}: {error}", "pip install spacy-pkuseg") from error
        except (OSError, ValueError) as error:
            reason = f"{model} is neither an installed pipeline nor the folder of one"
            raise BackendUnavailable("spacy", reason, f"python -m spacy download {_package(model)}") from error
        meta = self._nlp.meta
        digest = f"-{digest_of(Path(model))}" if Path(model).is_dir() else ""
        self.identity = f"spacy-{version('spacy')}:{meta['lang']}_{meta['name']}-{meta['version']}{digest}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """Tokens with their fine tag, else the coarse one, and entities."""
        for doc in self._nlp.pipe(passages):
            words = (Word(t.idx, t.idx + len(t), t.tag_ or t.pos_) for t in doc if not t.is_space)
            names = (Name(e.start_char, e.end_char, e.label_) for e in doc.ents)
            yield Annotation(tuple(words), tuple(names))


def _package(model: str) -> str:
    """The package to install: `model`, or a usual one where that is a path."""
    return model if model.isidentifier() else DEFAULT
