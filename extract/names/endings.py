"""What the ends of a name say of it: of which type the known names are that begin or end with the same characters.

A head noun is such an end (…平台, …机制), but so are the many that no list of head nouns has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

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
_PARTS = slice(-1, None), slice(-2, None), slice(-3, None), slice(2)
_NUMBERS = {type: number for number, type in enumerate(EntityType)}


class Endings:
    """How many names of each type begin or end with the same one to three characters."""

    def __init__(self, seen: Seen) -> None:
        """Count the names of `seen`, each once for each of its types."""
        self._types: dict[str, frozenset[EntityType]] = {}
        counts: list[dict[str, Counter[int]]] = [defaultdict(Counter) for _ in _PARTS]
        places: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for name, types, unnamed in seen.items():
            self._types[name] = frozenset(types)
            bare = name.strip(_MARKS)
            for parts, part in zip(counts, _PARTS, strict=True):
                parts[bare[part]].update(_NUMBERS[type] for type in types)
            counted = places[bare[-2:]]
            counted[0] += sum(types.values())
            counted[1] += unnamed
        self._counts = [_table(parts) for parts in counts]
        self._unnamed = {end: (unnamed + 1) / (named + unnamed + 2) for end, (named, unnamed) in places.items()}

    def shares(self, names: Sequence[str], types: Sequence[EntityType]) -> NDArray[np.float64]:
        """A row for each of `names` as its type, with the numbers of `ENDING_FEATURES`; the name itself does not count.

        Raises ValueError where there are not as many `types` as `names`.
        """
        own = [self._types.get(name, frozenset()) for name in names]
        is_own = np.array([type in known for type, known in zip(types, own, strict=True)], dtype=np.float64)
        number_own = np.array([len(known) for known in own], dtype=np.float64)
        column = np.array([_NUMBERS[type] for type in types], dtype=np.intp)
        bare = [name.strip(_MARKS) for name in names]
        columns = []
        for (rows, counts), part in zip(self._counts, _PARTS, strict=True):
            row = np.array([rows.get(name[part], 0) for name in bare], dtype=np.intp)
            total = np.maximum(0, counts[row].sum(axis=1) - number_own)
            this = np.maximum(0, counts[row, column] - is_own)
            columns += [(this + _PRIOR) / (total + _PRIOR * len(EntityType)), np.log1p(total)]
        # How many names there are says nothing of a single character.
        del columns[1]
        return np.column_stack([*columns, [self._unnamed.get(name[-2:], 0.5) for name in bare]])


Counts = tuple[Mapping[str, int], NDArray[np.float64]]
"""Part of a name → its row, and a row of the number of names of each type; row 0 is of no part."""


def _table(counts: Mapping[str, Counter[int]]) -> Counts:
    table = np.zeros((len(counts) + 1, len(EntityType)))
    for row, types in enumerate(counts.values(), 1):
        table[row, list(types)] = list(types.values())
    return {part: row for row, part in enumerate(counts, 1)}, table
