"""Which regions a document speaks for, and what the bodies of a region are called in full.

市发改委 in a text of 澜江市 is 澜江市发展和改革委员会, in a text of no city a body of that text alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from extract.lexicon import read_rows
from extract.names.gazetteer import find_regions, regions_by_name
from extract.records import Document
from ontology.script import simplified

_LEADING = re.compile(
    "(?:(?![省市县区])[\u4e00-\u9fff]){1,5}?(?:省|市(?!场)|县|区|(?:州|盟|旗)(?![省市县区]))(?=.*(?:厅|局|委|办|委员会|办公室|政府)$)"
)
_LEVELS = {"省": "省", "市": "地", "州": "地", "盟": "地", "县": "县", "区": "县", "旗": "县"}
_OF_BODY = re.compile("(?:政府|[局厅委办])(?:办公[厅室])?$")
_JOINED = re.compile("[、与和及]|以及")
_NOT_OURS = re.compile("(?:[特地]区|行政区|(?<!自治)州)$")
"""What the region ends in whose government is none of the people: 香港特区, 加州."""


def level_of(word: str) -> str:
    """The level of the region that `word` is short for: 省 (also of 自治区), 地 or 县."""
    if len(word) > 1:
        return {"区": "省", "州": "地"}.get(word[-1], "县")
    return _LEVELS[word]


def own_regions(document: Document) -> dict[str, str]:
    """The region that the document speaks for, by level (省, 地, 县): from its issuers, else its number and title.

    A level at which it names several has "". A site or paper says where a text is from only where nothing else does.
    """
    regions: dict[str, str] = {}
    for value in document.values("issuer"):
        for level, name in _by_level(value, is_body=True).items():
            regions[level] = name if regions.get(level, name) == name else ""
    for value in (*document.values("number"), document.title):
        for level, name in _by_level(value, is_body=False).items():
            regions.setdefault(level, name)
    if not regions:
        for value in filter(_OF_BODY.search, document.values("source")):
            for level, name in _by_level(value, is_body=True).items():
                regions.setdefault(level, name)
    for name in [name for name in regions.values() if name in regions_by_name()]:
        # By its code, 包头市 lies in 内蒙古自治区.
        province = _provinces().get(regions_by_name()[name].code[:2], "")
        if province and province[-1] != "市":
            regions.setdefault("省", province)
    return regions


@functools.cache
def _provinces() -> Mapping[str, str]:
    """The first two digits of a code → the province."""
    return {region.code[:2]: region.name for region in regions_by_name().values() if region.level == "省"}


def issuing_region(document: Document) -> str:
    """The region whose bodies issued the document, "" where they are none of one region."""
    regions = {
        (levels.get("县") or levels.get("地") or levels.get("省") or "")
        for value in document.values("issuer")
        for levels in [_by_level(value, is_body=True)]
    }
    return regions.pop() if len(regions) == 1 else ""


def _by_level(printed: str, *, is_body: bool) -> dict[str, str]:
    """The regions that a field of a document names, by level; of a body the last one, of a title the first."""
    value = simplified(printed)
    found: dict[str, str] = {}
    end = -1
    for hit in find_regions(value):
        region = regions_by_name()[hit.name]
        is_municipality = region.level == "省" and region.name[-1] == "市"
        level = "地" if is_municipality else region.level
        name = _in_place(region.name, found.get("地", "")) if is_shared(region.name) else region.name
        if is_body or level not in found:
            found[level] = name
            if is_body and level == "县" and name.endswith("市"):
                found["地"] = name
        elif _JOINED.fullmatch(value, end, hit.begin):
            found[level] = ""
        end = hit.end
    for name in leading_regions(value) if is_body else ():
        level = "省" if name.endswith("自治区") else _LEVELS[name[-1]]
        found[level] = found.get(level) or (_in_place(name, found.get("地", "")) if is_shared(name) else name)
    return found


def _in_place(district: str, city: str) -> str:
    return city + district if city else ""


def is_shared(region: str) -> bool:
    """Whether several districts have this name: 鼓楼区 is one of 南京市 and one of 福州市."""
    known = regions_by_name().get(region)
    return known is not None and known.level == "县" and not known.code


def leading_regions(body: str) -> Iterator[str]:
    """The regions that the name of a body begins with, also those in no list.

    >>> [*leading_regions("云岭省澜江市市场监管局")], [*leading_regions("省财政厅")]
    (['云岭省', '澜江市'], [])
    """
    at = 0
    while own := _LEADING.match(body, at):
        yield own.group()
        at = own.end()


@functools.cache
def _office_names() -> Mapping[str, str]:
    return {row[0]: row[1] for row in read_rows("office_names", 2)}


def office_in_full(office: str) -> str:
    """What stands behind the place in the full name of a body: 政府 is 人民政府, 发改委 is 发展和改革委员会."""
    return _office_names().get(office) or re.sub("^政府(?=(?:办公[厅室])?$)", "人民政府", office)


def in_full(body: str) -> str:
    """A body of a place by its full name.

    >>> in_full("云岭省政府办公厅"), in_full("澜江市发改委"), in_full("澜江市市场监管局")
    ('云岭省人民政府办公厅', '澜江市发展和改革委员会', '澜江市市场监督管理局')
    """
    place = "".join(leading_regions(body)) or next((body[: hit.end] for hit in find_regions(body) if not hit.begin), "")
    if not place or _NOT_OURS.search(place) or _is_far(place):
        return body
    return place + office_in_full(body.removeprefix(place))


def _is_far(place: str) -> bool:
    region = regions_by_name().get(place)
    return region is not None and region.level not in _LEVELS.values()
