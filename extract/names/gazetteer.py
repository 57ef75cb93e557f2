"""Regions by name: provinces, prefectures, counties, city clusters, new areas and waters, longest name first."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from extract.lexicon import read_rows
from extract.names.occurrences import LongestNames

NONE = "-"
"""A cell that says: there is none."""


class Hit(NamedTuple):
    """A region's name in a text: code points `begin` up to, not including, `end`, and the region's full name."""

    begin: int
    end: int
    name: str


class Region(NamedTuple):
    """A region of the list: its level (省, 地, 县, 群, 带, 水, 新, 外), its GB/T 2260 code or "", its full name."""

    level: str
    code: str
    name: str


@functools.cache
def regions_by_name() -> Mapping[str, Region]:
    """Every name and other name of the list; of two regions with one short name the higher one has it."""
    found: dict[str, Region] = {}
    for level, code, name, others in read_rows("regions", 4):
        region = Region(level, "" if code == NONE else code, name)
        found.setdefault(name, region)
        for other in others.split() if others != NONE else ():
            found.setdefault(other, region)
    return found


def find_regions(text: str) -> list[Hit]:
    """The regions that `text` names, in reading order, each at its longest name.

    >>> [text for text in ("江苏省与珠江西岸",) for text in [hit.name for hit in find_regions(text)]]
    ['江苏省', '珠江']
    >>> [hit.name for hit in find_regions("阿坝州与长阳县")]
    ['阿坝藏族羌族自治州', '长阳土家族自治县']
    """
    names = regions_by_name()
    return [Hit(begin, end, names[text[begin:end]].name) for begin, end in _region_names().find(text)]


@functools.cache
def _region_names() -> LongestNames:
    return LongestNames(regions_by_name())
