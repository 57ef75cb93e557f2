"""Plain text to lines."""

from __future__ import annotations

from extract.readers.encoding import decode
from extract.readers.lines import Page, lines_of


def read(data: bytes, source: str) -> Page:
    """The lines of a text file; positions count the decoded characters, without a byte order mark.

    Raises UnreadableDocument where `data` is empty, binary or too long.
    """
    text, encoding = decode(data, source)
    return Page(lines_of(text), encoding=encoding)
