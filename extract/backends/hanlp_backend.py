"""HanLP 2: any of its pretrained multi-task models, or a component that you trained, by name or folder.

A name is one of `hanlp.pretrained`; HanLP brings the model from its own hub at first use. The code is Apache-2.0, but
HanLP's Chinese models are for research and teaching only, so none comes with this project.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from extract.backends.backend import Annotation, Name, Word, digest_of
from extract.errors import BackendUnavailable

DEFAULT = "CLOSE_TOK_POS_NER_SRL_DEP_SDP_CON_ELECTRA_SMALL_ZH"
"""The smallest multi-task model for Chinese (tokens, tags, three kinds of names)."""

BATCH = 64
"""Passages at a time: how far ahead of its answers the backend reads."""

LICENCE = "HanLP's Chinese models are for research and teaching only"

_log = logging.getLogger(__name__)
_TASKS = ("tok", "pos", "ner")
_CONFIGS = ("config.json", "meta.json")


class HanlpBackend:
    """A HanLP component: a multi-task model, or a recogniser of names over characters."""

    def __init__(self, model: str = "") -> None:
        """Load `model`, a name of `hanlp.pretrained` or a folder, onto a GPU where there is one.

        Raises BackendUnavailable where the package or the model is missing.
        """
        hanlp = _package()
        name = model or DEFAULT
        self._component = _load(hanlp, name)
        self._tasks = [task for task in getattr(self._component, "tasks", ()) if task.startswith(_TASKS)]
        folder = Path(name).expanduser()
        self.identity = f"hanlp-{version('hanlp')}:{digest_of(folder) if folder.is_dir() else name}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """Words, tags and names of each passage, `BATCH` passages at a time."""
        remaining = iter(passages)
        while batch := list(islice(remaining, BATCH)):
            full = [passage for passage in batch if passage.strip()]
            found = self._annotated(full) if full else iter(())
            yield from (next(found) if passage.strip() else Annotation() for passage in batch)

    def _annotated(self, passages: Sequence[str]) -> Iterator[Annotation]:
        if self._tasks:
            document = self._component(list(passages), tasks=self._tasks)
            return (from_document(passage, document, i) for i, passage in enumerate(passages))
        found = self._component([list(passage) for passage in passages])
        return (_over_characters(names) for names in found)


def from_document(passage: str, document: Mapping[str, Sequence[Any]], index: int) -> Annotation:
    """What HanLP's `document` says of the passage at `index`: the finest tokens, their tags, and names of every scheme.

    Tokens come as text, names count tokens. A token that does not stand in the passage has no place and is left out.

    >>> document = {"tok/fine": [["北京", "建设"]], "ner/msra": [[("北京", "LOCATION", 0, 1)]]}
    >>> from_document("北京建设", document, 0).names
    (Name(begin=0, end=2, label='LOCATION', confidence=1.0, source='model', opinions=()),)
    """
    tokens = _first(document, "tok", index)
    tags = _first(document, "pos", index) or [""] * len(tokens)
    places = _places(passage, tokens)
    words = [Word(*place, tag) for place, tag in zip(places, tags, strict=True) if place[0] < place[1]]
    names = {
        (places[begin][0], places[end - 1][1], label): None
        for task in document
        if task.startswith("ner")
        for _, label, begin, end in document[task][index]
    }
    return Annotation(tuple(words), tuple(Name(*name) for name in sorted(names) if name[0] < name[1]))


def _first(document: Mapping[str, Sequence[Any]], task: str, index: int) -> Sequence[str]:
    """The answer of the first task of that kind; `/fine` comes before `/coarse` in HanLP's models."""
    kinds = sorted((key for key in document if key.startswith(task)), key=lambda key: not key.endswith("fine"))
    found: Sequence[str] = document[kinds[0]][index] if kinds else ()
    return found


def _places(passage: str, tokens: Iterable[str]) -> list[tuple[int, int]]:
    """Where each token stands in `passage`, in order; an empty place for one that does not.

    HanLP leaves white space out, also inside a token.

    >>> _places("a b, 北京", ["ab", ",", "北京"])
    [(0, 3), (3, 4), (5, 7)]
    """
    offsets = [offset for offset, character in enumerate(passage) if not character.isspace()]
    dense = "".join(passage[offset] for offset in offsets)
    places: list[tuple[int, int]] = []
    position = 0
    for token in ("".join(token.split()) for token in tokens):
        begin = dense.find(token, position) if token else -1
        if begin < 0:
            places.append((0, 0))
        else:
            position = begin + len(token)
            places.append((offsets[begin], offsets[position - 1] + 1))
    return places


def _over_characters(names: Iterable[Sequence[Any]]) -> Annotation:
    """The names of a recogniser whose tokens were the characters."""
    found = sorted((begin, end, label) for _, label, begin, end in names)
    return Annotation((), tuple(Name(*name) for name in found))


def _package() -> Any:
    try:
        return import_module("hanlp")
    except ImportError as error:
        reason = f"the package hanlp is missing (with torch about 3 GB; {LICENCE})"
        raise BackendUnavailable("hanlp", reason, "pip install 'hanlp==2.1.5' torch") from error


def _load(hanlp: Any, model: str) -> Any:
    """The component, ready to be called; HanLP itself picks a GPU where there is one."""
    known = hanlp.pretrained.ALL
    folder = Path(model).expanduser()
    is_folder = any((folder / config).is_file() for config in _CONFIGS)
    if model not in known and not is_folder:
        reason = f"{model} is neither the folder of a HanLP model nor a name in hanlp.pretrained ({LICENCE})"
        raise BackendUnavailable("hanlp", reason, f"kg extract --backend hanlp:{DEFAULT} INPUT")
    if not is_folder:
        _log.warning("%s: %s", model, LICENCE)
    try:
        return hanlp.load(str(folder) if is_folder else model, verbose=False)
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        if is_folder:
            reason = f"{model} cannot be loaded: {first}"
            raise BackendUnavailable("hanlp", reason, "pip install 'hanlp==2.1.5' torch") from error
        reason = f"{model} could not be brought from HanLP's hub ({LICENCE})"
        command = f'python -c "import hanlp; hanlp.load({model!r})" where there is a network, and copy ~/.hanlp here'
        raise BackendUnavailable("hanlp", reason, command) from error
