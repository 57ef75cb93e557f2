"""The texts of a graph as references after GB/T 7714—2015, numbered in the order in which a report cites them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.property_graph import Node

_AUTHORS = 3
"""Of more responsible bodies the first three are named, then 等 (8.1.2)."""


def reference(text: Node, issuers: Sequence[str] = ()) -> str:
    """A text as GB/T 7714—2015 cites it, with the mark Z (其他), as a text does not say what it was printed in.

    `issuers` are its issuers in their order, else those of the text; they or its authors come first, then title and
    document number, then who published it and when. What the text does not say is left out, an unknown author too, as
    the numeric system allows.
    >>> reference(Node("t", "SourceText", {"name": "实施意见", "issuers": ("工信厅",), "number": "云工信〔2025〕6号"}))
    '工信厅. 实施意见: 云工信〔2025〕6号[Z].'
    """
    of: Any = text.properties
    authors = [str(name) for name in issuers or of.get("issuers") or of.get("authors") or ()]
    named = ", ".join(authors[:_AUTHORS]) + (", 等" if len(authors) > _AUTHORS else "")
    title = str(of.get("name") or "（无标题）") + (f": {of['number']}" if of.get("number") else "") + "[Z]"
    publisher = str(of.get("publisher", ""))
    published = ", ".join(filter(None, ("" if publisher in authors else publisher, str(of.get("date", "")))))
    return " ".join(f"{part}." for part in (named, title, published) if part)


class References:
    """The reference list of a report: a text gets its number when it is first asked for."""

    def __init__(self, texts: Iterable[Node], issuers: Mapping[str, Sequence[str]] | None = None) -> None:
        """`texts` are all that can be cited; `issuers` has those of a text in their order, where it is known."""
        self._issuers = issuers or {}
        self._texts = {text.iri: text for text in texts}
        self._numbers: dict[str, int] = {}

    def number(self, iri: str) -> int | None:
        """The number of a text, from 1; None for an IRI that is no text of the graph."""
        return self._numbers.setdefault(iri, len(self._numbers) + 1) if iri in self._texts else None

    def cite_rest(self) -> None:
        """Give the texts that were not cited the numbers after the others, by date and title; undated ones last."""
        rest = [text for iri, text in self._texts.items() if iri not in self._numbers]
        for text in sorted(rest, key=_by_date):
            self.number(text.iri)

    def render(self) -> list[str]:
        """The references in the order of their numbers."""
        return [reference(self._texts[iri], self._issuers.get(iri, ())) for iri in self._numbers]


def _by_date(text: Node) -> tuple[str, str, str]:
    return str(text.properties.get("date", "~")), str(text.properties.get("name", "")), text.iri
