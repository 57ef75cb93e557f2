"""The cue words of the relation rules: lists in `lexicon/relation_cues.tsv`, and patterns that name them.

A pattern is compiled at its first use, so that importing a rule reads no file.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Mapping

from extract.lexicon import read_lists

_LIST = re.compile(r"@([^@]+)@")


def _rows() -> Mapping[str, tuple[str, ...]]:
    return read_lists("relation_cues")


def words(name: str) -> frozenset[str]:
    """The words listed under `name`."""
    return frozenset(_rows()[name])


def kinds(prefix: str) -> dict[str, str]:
    """For each word of the lists whose name begins with `prefix`: the rest of that name.

    >>> kinds("cite_")["依照"]
    '依据'
    """
    return {word: name.removeprefix(prefix) for name, row in _rows().items() if name.startswith(prefix) for word in row}


def any_of(*names: str) -> str:
    """A regular expression for any word of these lists, longer words first; a name may end in `*`."""
    rows = [
        row
        for name, row in _rows().items()
        for n in names
        if name == n or (n.endswith("*") and name.startswith(n[:-1]))
    ]
    listed = sorted({word for row in rows for word in row}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, listed)) + ")"


class Pattern:
    """A regular expression in which `@name@` stands for any word of a list, `@name|other@` of several.

    >>> Pattern("深度@fuse@").fullmatch("深度融合") is not None
    True
    """

    def __init__(self, source: str) -> None:
        self._source = source

    @functools.cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(_LIST.sub(lambda found: any_of(*found[1].split("|")), self._source))

    def match(self, text: str, begin: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at `begin`."""
        return self._compiled.match(text, begin, end)

    def fullmatch(self, text: str, begin: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match of exactly `begin:end`."""
        return self._compiled.fullmatch(text, begin, end)

    def search(self, text: str, begin: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in `begin:end`."""
        return self._compiled.search(text, begin, end)

    def finditer(self, text: str, begin: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches in `begin:end`, in reading order."""
        return self._compiled.finditer(text, begin, end)
