"""How often the training texts have a name: as which type, and how often the same characters were no name there."""

from __future__ import annotations

import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from extract.model import BadModel, read_packed
from extract.names.random_field import Labelled
from ontology.labels import EntityType

_LONGEST = 24
_PRIOR = 1.0
"""Added to the count of unnamed places: one sighting is no certainty."""


class Seen:
    """The names of the training texts with their counts."""

    def __init__(self, counts: Mapping[str, tuple[Mapping[EntityType, int], int]]) -> None:
        self._counts = counts

    def shares(self, name: str, type: EntityType) -> tuple[float, float, float, float]:
        """Of the places of `name`: named as `type`, named otherwise, not named; and 1.0 for a name never seen."""
        found = self._counts.get(name)
        if found is None:
            return 0.0, 0.0, 0.0, 1.0
        types, unnamed = found
        total = sum(types.values()) + unnamed + _PRIOR
        this = types.get(type, 0)
        return this / total, (sum(types.values()) - this) / total, unnamed / total, 0.0

    def items(self) -> Iterator[tuple[str, Mapping[EntityType, int], int]]:
        """Each name with its places by type and the number of those where it is no name."""
        return ((name, types, unnamed) for name, (types, unnamed) in self._counts.items())

    def without(self, other: Seen) -> Seen:
        """These counts less those of `other`: what the rest of the texts has."""
        left: dict[str, tuple[Mapping[EntityType, int], int]] = {}
        for name, (types, unnamed) in self._counts.items():
            gone, gone_unnamed = other._counts.get(name, ({}, 0))
            kept = {t: n - gone.get(t, 0) for t, n in types.items() if n > gone.get(t, 0)}
            if kept:
                left[name] = (kept, max(0, unnamed - gone_unnamed))
        return Seen(left)

    def to_tsv(self) -> str:
        """The counts as lines `name, unnamed, type:count …`, sorted by name."""
        lines = ["# name\tplaces where it is no name\tplaces by type"]
        for name in sorted(self._counts):
            types, unnamed = self._counts[name]
            lines.append(f"{name}\t{unnamed}\t" + " ".join(f"{t.value}:{types[t]}" for t in sorted(types)))
        return "\n".join(lines) + "\n"


def write_seen(path: Path, seen: Seen) -> None:
    """Write the counts to `path`, compressed by xz; equal counts give equal bytes."""
    path.write_bytes(lzma.compress(seen.to_tsv().encode("utf-8")))


def read_seen(path: Path) -> Seen:
    """The counts that `write_seen` wrote to `path`.

    Raises BadModel for a file that is not there or damaged, or a line of another form.
    """
    counts: dict[str, tuple[Mapping[EntityType, int], int]] = {}
    try:
        lines = read_packed(path)[0].decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadModel(str(path), "cannot be read") from error
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        try:
            name, unnamed, types = line.split("\t")
            pairs = (pair.split(":") for pair in types.split())
            counts[name] = ({EntityType(type): int(count) for type, count in pairs}, int(unnamed))
        except ValueError as error:
            raise BadModel(str(path), f"line {number} is no count of a name") from error
    return Seen(counts)


def count_names(passages: Iterable[Labelled], names: Iterable[str] = ()) -> Seen:
    """The counts in `passages`; with `names`, of these names only as far as their unnamed places go."""
    passages = list(passages)
    named: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for text, _, spans in passages:
        for begin, end, type in spans:
            named[text[begin:end]][EntityType(type)] += 1
    wanted = set(named) | set(names)
    begins = {name[:2] for name in wanted}
    longest = min(_LONGEST, max(map(len, wanted), default=0))
    unnamed: Counter[str] = Counter()
    for text, _, spans in passages:
        exact = {(begin, end) for begin, end, _ in spans}
        for at in range(len(text)):
            if text[at : at + 2] in begins:
                for end in range(at + 1, min(len(text), at + longest) + 1):
                    if text[at:end] in wanted and (at, end) not in exact:
                        unnamed[text[at:end]] += 1
    return Seen({name: (dict(named.get(name, {})), unnamed[name]) for name in wanted})
