"""What it is to be issued: the finding of a document and who issues it, with the documents that a notice brings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.records import Span, attribute
from extract.relation_rules.cues import Pattern
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import EntityType, RelationType

ISSUERS = frozenset({EntityType.INSTITUTION, EntityType.REGION})
INSTITUTION = frozenset({EntityType.INSTITUTION})
DOCUMENT = frozenset({EntityType.POLICY_DOCUMENT})
_MONTH_OR_DAY = r"[\d一二三四五六七八九十]{1,3}"
DAY = rf"(?:\d{{4}}|[二〇○零一三四五六七八九十]{{4}})\s*年\s*{_MONTH_OR_DAY}\s*月\s*{_MONTH_OR_DAY}\s*日"
NUMBER = r"(?:\d{4}\s*年\s*)?第?\s*[\d〇○零一二三四五六七八九十百]{1,6}\s*"
MANY = r"(?:等[^，。；：《]{0,12}|[一二三四五六七八九十\d]+(?:个)?部门)?"
"""What the last issuer named may be followed by: others that are not named, as in 水利部等五部门."""
_NOW = re.compile("现?(?:予以|将其)?(?:印发|发布|公布)(?:给你们|你们)?")
_ABOUT = Pattern(
    r".{0,60}?关于(?P<cue>@announce@)(?:(?!@cite_*@)[^，。；：、《》]){0,6}[《“\"]{0,2}(?:(?<=《)[^《》]{2,30})?"
)
_DERIVED = Pattern(
    r"[》”\"〉]+(?:（[^）]{0,40}）)*的?(?:执行|实施|贯彻|落实|学习|重点|相关|有关|系列|政策|主要|工作|任务|责任|年度)*@derived@"
)


def issued(
    context: Context,
    documents: Sequence[Place],
    issuers: Sequence[Place],
    cue: Span | None,
    method: str,
    many: str = "",
) -> Iterator[Finding]:
    """That `issuers`, the lead first, issue `documents` and what these bring; `many` is what 等 stands for."""
    joint = {"joint": "true"} if len(issuers) > 1 or many.startswith("等") else {}
    for document in documents[:20]:
        for place in (document, *announced(context, document), *_announcing(context, document)):
            for order, issuer in enumerate(issuers[:60], 1):
                attributes = attribute({"order": str(order)} | joint)
                yield Finding(RelationType.ISSUED_BY, place, issuer, cue, method, attributes)


def announced(context: Context, document: Place) -> list[Place]:
    """The documents that a notice brings with it: 关于印发《X》的通知 gives X, and so does 印发 before X的通知.

    关于印发落实《X》的方案的通知 and 关于印发《X》任务分工的通知 bring something else.
    """
    inside = [inner for inner in context.places.inside(document) if inner.has(DOCUMENT)]
    inside = [inner for inner in inside if not is_for_another(context, inner)]
    return [
        inner
        for inner in inside
        if _ABOUT.fullmatch(context.text, document.begin, inner.begin)
        or (inner.begin == document.begin and context.text.endswith("印发", 0, inner.begin))
    ]


def is_for_another(context: Context, document: Place) -> bool:
    """Whether a title in its marks only says what something else is about: 《X》解读, 《X》实施细则."""
    return _DERIVED.match(context.text, document.end, document.end + 70) is not None


def _announcing(context: Context, document: Place) -> Iterator[Place]:
    """The notice above that brings `document` with it, where it says so: 编制了《X》。现印发给你们."""
    notice = context.owner(document.begin)
    if notice is None or not _NOW.search(context.text, document.end, document.end + 30):
        return
    name = context.bare(document)
    if any(context.bare(inner) == name for inner in announced(context, notice)):
        yield notice
