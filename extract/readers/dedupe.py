"""Repeats inside one file: a page that prints its article twice gives one text with two origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from extract.readers.furniture import is_path, key_of
from extract.readers.paragraphs import Unit, is_sentence
from extract.records import Document, Origin, Segment

_LONG = 30
_LEAST_SENTENCES = 3
_LEAST_CHARACTERS = 400
_MOST_TRIES = 50
_SHARE = 0.8


def split_copies(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """The units parted where the page begins to say the same again; the page as a whole where it does not.

    A copy repeats at least four fifths of the sentences before it, from the first or second one on.
    """
    long = [(index, unit.key) for index, unit in enumerate(units) if is_sentence(unit.text)]
    begins = [0]
    for original, copy in _repeats(long):
        begins.append(_begin(units, begins[-1], long[original][0], long[copy - 1][0] + 1, long[copy][0]))
    return [units[begin:end] for begin, end in zip(begins, [*begins[1:], len(units)], strict=True)]


def _repeats(long: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Places in `long` where a copy begins, each after the place of the sentence that it repeats."""
    first, tries = 0, 0
    where: dict[str, int] = {}
    for at, (_, key) in enumerate(long):
        earlier = where.get(key)
        if earlier is not None and earlier - first <= 1 and tries < _MOST_TRIES:
            if _is_copy(long, first, at):
                yield earlier, at
                first, where, tries = at, {}, 0
            else:
                tries += 1
        where.setdefault(key, at)


def _is_copy(long: Sequence[tuple[int, str]], first: int, at: int) -> bool:
    """Whether the sentences from `at` on repeat those from `first` to `at`."""
    original = [key for _, key in long[first:at]]
    copy = {key for _, key in long[at : at + 2 * len(original)]}
    same = [key for key in original if key in copy]
    distinct = set(same)
    is_long = len(distinct) >= _LEAST_SENTENCES or sum(map(len, distinct)) >= _LEAST_CHARACTERS
    return is_long and len(same) >= _SHARE * len(original)


def _begin(units: Sequence[Unit], start: int, body: int, end: int, copy: int) -> int:
    """The unit between `end` and `copy` where the copy begins: at its path or title.

    Its head says what the units from `start` to `body` say, which are the head of the copy before.
    """
    head = {unit.key for unit in units[start:body]}
    for index in range(end, copy):
        if units[index].key in head or is_path(units[index].text):
            return index
    return copy


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
