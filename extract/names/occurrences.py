"""Where many names stand in one text, found in one pass over it: every place of each, or the longest at each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def find_places(text: str, names: Iterable[str]) -> dict[str, list[int]]:
    """Name → where it begins in `text`, in order; the places of one name do not overlap, those of two may.

    As `str.count` and `re.finditer` find them, in time that grows with the text and not with text times names.

    >>> find_places("发展绿色产业和绿色产业园", ["绿色产业", "产业园", "发展"])
    {'绿色产业': [2, 7], '产业园': [9], '发展': [0]}
    """
    places: dict[str, list[int]] = {name: [] for name in names if name}
    lengths: dict[str, set[int]] = {}
    for name in places:
        lengths.setdefault(name[:2], set()).add(len(name))
    by_begin = {begin: sorted(ends) for begin, ends in lengths.items()}
    singles = {begin for begin in by_begin if len(begin) == 1}
    for at, first in enumerate(text):
        known = by_begin.get(text[at : at + 2], ())
        for length in known if first not in singles else sorted({1, *known}):
            found = places.get(text[at : at + length])
            if found is not None and (not found or found[-1] + length <= at):
                found.append(at)
    return places


class LongestNames:
    """The names of a list that have two or more characters, ready to be found in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        """Most places of a text are settled by the first two characters of the names."""
        self._names = frozenset(name for name in names if len(name) > 1)
        self._begins = frozenset(name[:2] for name in self._names)
        self._longest = max(map(len, self._names), default=0)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """From the left the (begin, end) of the longest name at each place; they do not overlap.

        >>> list(LongestNames(["云岭", "云岭省", "省级"]).find("云岭省级、云岭"))
        [(0, 3), (5, 7)]
        """
        at = 0
        while at < len(text):
            end = at
            if text[at : at + 2] in self._begins:
                ends = range(min(len(text), at + self._longest), at + 1, -1)
                end = next((end for end in ends if text[at:end] in self._names), at)
            if end > at:
                yield at, end
            at = max(end, at + 1)
