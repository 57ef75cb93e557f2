"""What the ends of a name say of it: of which type the known names are that begin or end with the same characters.

A head noun is such an end (…平台, …机制), but so are the many that no list of head nouns has.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from extract.names.seen import Seen
from ontology.labels import EntityType

ENDING_FEATURES = (
    "last character as this",
    "last two as this",
    "names with last two",
    "last three as this",
    "names with last three",
    "first two as this",
    "names with first two",
    "last two unnamed",
)
"""What the numbers of `Endings.shares` mean."""

_MARKS = "“”《》"
_PRIOR = 0.1
"""Added for each type: one name is no rule."""


class Endings:
    """How many names of each type begin or end with the same one to three characters."""

    def __init__(self, seen: Seen) -> None:
        """Count the names of `seen`, each once for each of its types."""
        self._types: dict[str, frozenset[EntityType]] = {}
        tables: list[dict[str, Counter[EntityType]]] = [defaultdict(Counter) for _ in range(4)]
        places: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for name, types, unnamed in seen.items():
            self._types[name] = frozenset(types)
            bare = name.strip(_MARKS)
            for table, part in zip(tables, _parts(bare), strict=True):
                table[part].update(types.keys())
            counted = places[bare[-2:]]
            counted[0] += sum(types.values())
            counted[1] += unnamed
        self._last, self._last_two, self._last_three, self._first_two = map(_with_totals, tables)
        self._unnamed = {end: (unnamed + 1) / (named + unnamed + 2) for end, (named, unnamed) in places.items()}

    def shares(self, name: str, type: EntityType) -> tuple[float, ...]:
        """The numbers of `ENDING_FEATURES` for `name` as `type`; the name itself does not count."""
        bare = name.strip(_MARKS)
        own = self._types.get(name, frozenset())
        last, last_two, last_three, first_two = _parts(bare)
        return (
            _share(self._last.get(last, _NONE), type, own)[0],
            *_share(self._last_two.get(last_two, _NONE), type, own),
            *_share(self._last_three.get(last_three, _NONE), type, own),
            *_share(self._first_two.get(first_two, _NONE), type, own),
            self._unnamed.get(last_two, 0.5),
        )


def _parts(bare: str) -> tuple[str, str, str, str]:
    return bare[-1:], bare[-2:], bare[-3:], bare[:2]


Counts = tuple[Mapping[EntityType, int], int]
"""Names of each type, and of all types together."""

_NONE: Counts = {}, 0


def _with_totals(table: Mapping[str, Counter[EntityType]]) -> dict[str, Counts]:
    return {part: (counts, counts.total()) for part, counts in table.items()}


def _share(counts: Counts, type: EntityType, own: frozenset[EntityType]) -> tuple[float, float]:
    """The share of names that are of `type`, and the logarithm of their number, both less the name itself."""
    known, names = counts
    total = max(0, names - len(own))
    this = max(0, known.get(type, 0) - (type in own))
    return (this + _PRIOR) / (total + _PRIOR * len(EntityType)), math.log1p(total)
