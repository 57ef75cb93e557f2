"""Properties of a node as hypothesis makes them: every kind of value, with what quoting and lists may trip over."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.stores.neo4j_row import ITEMS
from tests.kg.graphs import HOSTILE

_TEXTS = st.one_of(st.sampled_from(["", '"', "\\", '\\"', "\\u000a", "[", ",[", "null", ITEMS, *HOSTILE]), st.text())
_ITEM = st.text(st.characters(exclude_characters=ITEMS, exclude_categories=["Cs"]), min_size=1)
PROPERTIES = st.fixed_dictionaries(
    {"name": _TEXTS},
    optional={
        "text": _TEXTS,
        "unit": _TEXTS,
        "aliases": st.lists(_ITEM).map(tuple),
        "source_copies": st.lists(st.integers(0, 99)).map(tuple),
        "year": st.integers(1900, 2100),
        "value": st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0),  # -0.0 equals 0.0
    },
)
