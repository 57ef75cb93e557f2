"""Bodies by name: the central ones as listed, the local ones by what stands behind their place."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from extract.lexicon import read_lists, read_rows
from extract.names.gazetteer import NONE


@functools.cache
def central_bodies() -> Mapping[str, str]:
    """Every known name of a central body → its full name."""
    found: dict[str, str] = {}
    for _, full, short in read_rows("institutions", 3):
        for name in (full, *(short.split() if short != NONE else ())):
            found.setdefault(name, full)
    return found


@functools.cache
def central_names() -> frozenset[str]:
    """The names that no local body has: 财政部 and 国家能源局, but not 能源局."""
    names = central_bodies()
    return frozenset(n for n in names if (len(n) > 3 and n[0] in "国中全最") or (len(n) > 2 and n[-1] in "部院"))


@functools.cache
def local_body() -> re.Pattern[str]:
    """What stands behind a place in the name of its government, party committee, congress, department or hospital.

    A department may be that of a zone in the place: 科技局 of 长春经济技术开发区科技局.
    """
    fields = sorted(
        {word for words in read_lists("local_offices").values() for word in words}, key=lambda w: (-len(w), w)
    )
    field = "|".join(fields)
    apart = "|".join(read_lists("body_words")["apart"])
    zone = rf"(?:(?!{apart})[\u4e00-\u9fff]){{0,8}}(?:开发区|高新区|新区|园区|示范区|自贸区)"
    return re.compile(
        r"(?:(?:人民)?政府(?![投采性购引债网门质数信储服])|(?:第[一二三四五六七八九十]{1,3}届)?"
        r"(?:人大常委会|人民代表大会常务委员会|人民代表大会(?!常务))|人大(?!常委)|政协|党?委(?![\u4e00-\u9fff]?[员托派任]))"
        r"(?:办公[厅室])?(?![各部机门代委][\u4e00-\u9fff])"
        rf"|(?:{zone})?(?:{field})(?:厅|局|委员会|委(?![员托派任])|办公室|办(?![\u4e00-\u9fff]))(?:办公室)?(?![长级面部限势])"
        rf"|{zone}(?:管委会|管理委员会)"
        r"|(?:第[一二三四五六七八九十]{1,2})?(?:人民|中心|中医)医院(?!全覆盖|建设|等级|体系|高质量|能力|标准)|融媒体中心(?!建设|全覆盖)"
    )
