"""Bytes to characters: the encoding is found from the content, strictly, or the file is refused."""

from __future__ import annotations

import codecs
import re

from extract.errors import UnreadableDocument

MAX_CHARACTERS = 10_000_000
"""The longest text that is read: ten million characters, about twenty times the longest national plan."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 50_000
_PLAUSIBLE = 0.9
_CONTROLS_ALLOWED = 0.002


def decode(data: bytes, source: str, declared: str = "") -> tuple[str, str]:
    """The characters of `data` without a byte order mark, and the name of the encoding.

    In this order: byte order mark; the encoding that an HTML page declares; UTF-8; then GB18030, UTF-16 without a
    mark and Big5, whichever gives the most ordinary Chinese. Raises UnreadableDocument for an empty file, a binary
    file, and a text over MAX_CHARACTERS.

    >>> decode("未来产业".encode("gb18030"), "规划.txt")
    ('未来产业', 'gb18030')
    """
    if not data.strip():
        raise UnreadableDocument(source, "the file is empty")
    check_size(len(data) // 4, source)
    text, encoding = _decoded(data, declared) or ("", "")
    if not encoding:
        raise UnreadableDocument(
            source, "not a text in UTF-8, UTF-16, GB18030 or Big5", "save it as UTF-8, or name its true format"
        )
    check_size(len(text), source)
    if len(_CONTROL.findall(text)) > _CONTROLS_ALLOWED * len(text):
        raise UnreadableDocument(source, "a binary file, not a text", "give it its true suffix")
    if not text.strip():
        raise UnreadableDocument(source, "the file is empty")
    return text, encoding


def check_size(characters: int, source: str) -> None:
    """Raises UnreadableDocument where a text of `characters` is longer than MAX_CHARACTERS."""
    if characters > MAX_CHARACTERS:
        raise UnreadableDocument(
            source, f"more than the {MAX_CHARACTERS:,} characters that one text may have", "split it into documents"
        )


def _decoded(data: bytes, declared: str) -> tuple[str, str] | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding)
            return None if text is None else (text, encoding)
    if declared:
        encoding = _known(declared)
        text = _strictly(data, encoding) if encoding else None
        if text is not None and (encoding == "utf-8" or _plausibility(text) >= _PLAUSIBLE):
            return text, encoding
    if b"\0" not in data:
        text = _strictly(data, "utf-8")
        if text is not None:
            return text, "utf-8"
    return _most_plausible(data)


def _most_plausible(data: bytes) -> tuple[str, str] | None:
    best: tuple[float, str, str] = (0.0, "", "")
    names = ("utf-16-le", "utf-16-be") if b"\0" in data else ("gb18030", "utf-16-le", "utf-16-be", "big5")
    for encoding in names:
        text = _strictly(data, encoding)
        if text is not None and (score := _plausibility(text)) > best[0]:
            best = (score, text, encoding)
    return (best[1], best[2]) if best[0] >= _PLAUSIBLE else None


def _plausibility(text: str) -> float:
    """The share of `text` that ordinary Chinese is written in: GB 2312 and the frequent half of Big5."""
    sample = "".join(text[:_SAMPLE].split())
    if not sample:
        return 1.0
    common = len(sample.encode("gb2312", "ignore").decode("gb2312"))
    rest = "".join(char for char in set(sample) if not char.encode("gb2312", "ignore"))
    frequent = {char for char in rest if b"\xa4\x40" <= char.encode("big5", "ignore") <= b"\xc6\x7e"}
    common += sum(char in frequent for char in sample)
    return (common - len(_CONTROL.findall(sample))) / len(sample)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip()).name
    except LookupError:
        return ""
    return "gb18030" if name in {"gb2312", "gbk", "hz"} else name
