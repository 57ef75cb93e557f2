"""Repeats inside one file: a page that prints its article twice gives one text with two origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from extract.furniture import is_path, key_of
from extract.paragraphs import Unit, is_sentence
from extract.records import Document, Origin, Segment

_LONG = 30
_LEAST_LINES = 3
_LEAST_CHARACTERS = 400
_SHARE = 0.8


def split_copies(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """The units parted where the page begins to say the same again; the page as a whole where it does not.

    A copy repeats at least four fifths of the long lines before it, in their order, from the first or second one on.
    """
    long = [(index, unit.key) for index, unit in enumerate(units) if is_sentence(unit.text)]
    begins = [0, *(_begin(units, long, *found) for found in _repeats(long))]
    return [units[b:e] for b, e in zip(begins, [*begins[1:], len(units)], strict=True)]


def _repeats(long: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Places in `long` where the last copy ends and the next begins: (first line of the copy before, first of it)."""
    first = at = 0
    where: dict[str, int] = {}
    while at < len(long):
        key = long[at][1]
        earlier = where.get(key)
        if earlier is not None and earlier - first <= 1 and _is_copy(long, first, at):
            yield earlier, at
            first, where = at, {}
        where.setdefault(key, at)
        at += 1


def _is_copy(long: Sequence[tuple[int, str]], first: int, at: int) -> bool:
    """Whether the lines from `at` on repeat those from `first` to `at`."""
    original = [key for _, key in long[first:at]]
    copy = {key for _, key in long[at : at + 2 * len(original)]}
    same = [key for key in original if key in copy]
    size = sum(map(len, same))
    return len(same) >= _SHARE * len(original) and (len(same) >= _LEAST_LINES or size >= _LEAST_CHARACTERS)


def _begin(units: Sequence[Unit], long: Sequence[tuple[int, str]], earlier: int, at: int) -> int:
    """The unit where the copy begins: its path or title, which the head of the copy before has too."""
    head = {unit.key for unit in units[: long[earlier][0]]}
    last = long[at - 1][0] + 1
    for index in range(last, long[at][0]):
        if units[index].key in head or is_path(units[index].text):
            return index
    return long[at][0]


def merge_copies(documents: Sequence[Document]) -> list[Document]:
    """The documents with copies of one text made one, which has the origins of all of them.

    Of copies that differ in a heading or in white space the first that says everything is the text; the others lead
    back to their place in the source line by line.
    """
    merged: list[Document] = []
    for document in documents:
        for index, other in enumerate(merged):
            if _says_all_of(other, document):
                merged[index] = _with_origins(other, document)
                break
            if _says_all_of(document, other):
                merged[index] = _with_origins(document, other)
                break
        else:
            merged.append(document)
    return merged


def _says_all_of(whole: Document, part: Document) -> bool:
    if whole.text == part.text:
        return True
    keys = {key_of(line) for line in whole.text.split("\n")}
    long = [key for line in part.text.split("\n") if len(key := key_of(line)) >= _LONG]
    return bool(long) and all(key in keys for key in long)


def _with_origins(document: Document, copy: Document) -> Document:
    moved = tuple(_moved(origin, copy.text, document.text) for origin in copy.origins)
    origins = sorted([*document.origins, *moved], key=lambda origin: origin.copy)
    return msgspec.structs.replace(document, origins=tuple(origins))


def _moved(origin: Origin, text: str, target: str) -> Origin:
    """The origin of `text` as an origin of `target`: the segments of the lines that both have."""
    if text == target:
        return origin
    places: dict[str, list[int]] = {}
    position = 0
    for line in target.split("\n"):
        places.setdefault(line, []).append(position)
        position += len(line) + 1
    segments: list[Segment] = []
    position, index = 0, 0
    for line in text.split("\n"):
        end = position + len(line)
        at = places[line].pop(0) if places.get(line) else None
        while index < len(origin.segments) and origin.segments[index].begin < end:
            segment = origin.segments[index]
            if at is not None:
                shift = at - position
                segments.append(msgspec.structs.replace(segment, begin=segment.begin + shift, end=segment.end + shift))
            index += 1
        position = end + 1
    return msgspec.structs.replace(origin, segments=tuple(sorted(segments, key=lambda segment: segment.begin)))
