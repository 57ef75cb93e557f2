"""Files and folders to documents: the format is chosen, the page read, cleaned, and its repeats made one text."""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath

from extract.errors import UnreadableDocument
from extract.readers.clean import clean, units_of
from extract.readers.dedupe import merge_copies, split_copies
from extract.readers.lines import Page
from extract.records import Document, Origin

FORMATS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
"""Suffixes that are read and the module `from_…` that reads them."""

STDIN = "-"
MAX_BYTES = 200_000_000
"""The largest file that is opened at all; longer ones are refused before they are read."""

_KNOWN = "txt, md, html, pdf, docx"
_SNIFFED = 2048
_OLE = b"\xd0\xcf\x11\xe0"


def read_file(path: str | Path) -> list[Document]:
    """The texts of one file, in its order; a text that the file prints twice is one document with two origins.

    `-` is stdin. The origin's source is `path` as given.
    Raises UnreadableDocument with the reason, whatever is wrong with the file.
    """
    return _read(path, str(path))


def iter_documents(
    inputs: Iterable[str], report: Callable[[UnreadableDocument], None] | None = None
) -> Iterator[Document]:
    """The documents of files and folders, one after the other; `-` is stdin.

    A folder gives its files of known suffix, sorted by path; hidden ones and others are passed over. What cannot be
    read goes to `report`; without `report`, the first such file raises UnreadableDocument.
    """
    for path, source in _iter_paths(inputs, report):
        try:
            documents = _read(path, source)
        except UnreadableDocument as error:
            _tell(error, report)
        else:
            yield from documents


def _tell(error: UnreadableDocument, report: Callable[[UnreadableDocument], None] | None) -> None:
    if report is None:
        raise error
    report(error)


def _iter_paths(
    inputs: Iterable[str], report: Callable[[UnreadableDocument], None] | None
) -> Iterator[tuple[Path | str, str]]:
    for given in inputs:
        if given == STDIN or not Path(given).is_dir():
            yield given, given
            continue
        try:
            paths = _paths_in(given)
        except UnreadableDocument as error:
            _tell(error, report)
        else:
            yield from paths


def _paths_in(folder: str) -> list[tuple[Path | str, str]]:
    """The readable files under `folder` with their source names, sorted by name.

    Raises UnreadableDocument where there is none, or a folder in it cannot be listed.
    """
    found: list[tuple[Path | str, str]] = []
    top = Path(folder)

    def refuse(error: OSError) -> None:
        raise UnreadableDocument(str(error.filename or folder), f"the folder cannot be listed ({_reason(error)})")

    for here, folders, names in os.walk(top, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in FORMATS:
                path = Path(here) / name
                found.append((path, (PurePath(folder) / path.relative_to(top)).as_posix()))
    if not found:
        raise UnreadableDocument(folder, "no readable files in this folder", f"formats: {_KNOWN}")
    return sorted(found, key=lambda item: item[1])


def _read(path: Path | str, source: str) -> list[Document]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(path) == STDIN else _bytes_of(Path(path), source)
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(source, _too_large(len(data)), "split it into documents")
    form = _format_of(PurePath(path).suffix.lower(), data, source)
    page: Page = importlib.import_module(f"extract.readers.from_{form}").read(data, source)
    digest = hashlib.sha256(data).hexdigest()
    documents = []
    for copy, part in enumerate(split_copies(units_of(page))):
        document = clean(part, page.hints, Origin(source, digest, form, page.encoding, copy))
        if document.text:
            documents.append(document)
    if not documents:
        raise UnreadableDocument(source, "no text in it besides the furniture of the page")
    return merge_copies(documents)


def _bytes_of(path: Path, source: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableDocument(source, _too_large(size), "split it into documents")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(source, "no such file or folder") from error
    except OSError as error:
        raise UnreadableDocument(source, f"cannot be read ({_reason(error)})") from error


def _too_large(size: int) -> str:
    return f"{size / 1e6:,.0f} MB, more than the {MAX_BYTES / 1e6:,.0f} MB that a file may have"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _format_of(suffix: str, data: bytes, source: str) -> str:
    """The format: by suffix; by content for stdin, for unknown suffixes, and for a web page saved as .txt."""
    known = FORMATS.get(suffix, "")
    if known and known != "txt":
        return known
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    if known:
        return known
    if head.startswith(b"%pdf-"):
        return "pdf"
    if head.startswith(b"pk\x03\x04"):
        return "docx"
    if head.startswith(_OLE):
        raise UnreadableDocument(source, "an old or password-protected Office file", "save it as .docx")
    return "txt"
