"""Word lists as data: tab-separated rows; `#` lines are comments; each row or the head names the source."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files

from extract.errors import ExtractError


class BadLexicon(ExtractError):
    """A word list with a row that cannot be read: `name`, `line` and the reason."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name, self.line, self.reason = name, line, reason
        super().__init__(f"lexicon {name}, line {line}: {reason}")


@functools.cache
def read_rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The rows of `extract/lexicon/{name}.tsv`, each with exactly `columns` cells.

    Raises BadLexicon where a row has another number of cells.
    """
    rows: list[tuple[str, ...]] = []
    text = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) != columns:
            raise BadLexicon(name, number, f"{len(cells)} cells instead of {columns}")
        rows.append(cells)
    return tuple(rows)


@functools.cache
def read_lists(name: str) -> Mapping[str, tuple[str, ...]]:
    """The word lists of `extract/lexicon/{name}.tsv`, in which a row is the name of a list and its words.

    >>> read_lists("title_words")["brought"]
    ('政策', '分工', '清单')
    """
    return {list_name: tuple(words.split()) for list_name, words in read_rows(name, 2)}
