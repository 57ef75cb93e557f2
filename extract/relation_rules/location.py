"""LOCATED_IN: a place in the name, 在X建设P, X等P, X的P, X建设P, P位于X, P在X召开, P（X）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.records import Span
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern, words
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import SIGNATURES, EntityType, RelationType

_LOCATED = SIGNATURES[RelationType.LOCATED_IN][0]
_REGION = frozenset({EntityType.REGION})
_BUILT = frozenset({EntityType.PLATFORM, EntityType.EVENT})
_INDUSTRY = frozenset({EntityType.INDUSTRY})
_THERE = Pattern(
    r"[^，。；：\n]{0,14}?(?P<cue>@build@)(?!涉及|有关|关于|提供)(?:了|一批|\d+个|[一二三四五六七八九十]+个)?[^，。；：\n]{0,12}[“\"]?"
)
_SETS = re.compile(r"(?:将|拟|已|各|要|分别|新)?(?P<cue>[建设])(?:一[个座处]|有|了|好|\d+[个座处])?[“\"]?")
_NOT_THERE = Pattern("[^，。；：、在于]{0,2}(?:@lent@)|[^，。；：、]{0,6}援建")
"""Behind a region that nothing says to build in: what comes from there (新加坡模式, 日本贷款, 香港企业), or gives."""
_AT = re.compile("[在于]$")
_EACH = re.compile("分别|依次")
_OF = re.compile(
    r"）?(?:等(?:地|国家|地区|省市|省份|城市|区域|沿线国家)?)?的?(?:首[个家座]|唯一的?|第一[个家座])?[“\"]?"
)
_STANDS = re.compile(
    r"[”\"』」]?[^，。；：、\n]{0,8}?(?P<cue>位于|坐落于|坐落在|设在|设于|建在|建到了?|落户|落在|放在|布局在)于?"
)
_HELD = re.compile(r"[”\"』」]?[^，。；：、\n]{0,8}?[在于]")
_HELD_END = Pattern(r"(?:[^，。；：\n下]|(?<=[线地])下){0,14}?(?P<cue>@held@)")
_MOVES = re.compile("把|(?:推动|推进|引导|支持|促进|吸引|鼓励|助力|协助|帮助)(?!下)")
_PUTS = re.compile("将(?![落在于设建位坐布放])")
"""Between a name and 落户, 设在: something else is what is put there."""
_OPENS = re.compile(r"[”\"』」]?（(?:位于|设于|设在|地处|地点：|地址：|省会)?")
_CLOSES = re.compile(r"[），；、]|(?:[^（）《》。；：]{0,12})）")
_MEDIUM = Pattern("@press|channel@$")
"""Ends a paper or a channel, which is called after a place and writes of it."""
_TOWARDS = Pattern('@towards@[“"]?$')
_MODEL = Pattern('@model@[“"]?$')
"""Before a region that something is taken from, or that it only stands beside: 借鉴新加坡, 毗邻新加坡."""
_FACES = Pattern('@faces|model@(?:[^，。；：、\n]{1,4}[和与及])?[“"]?$')
"""Before a region whose name follows with 的 and is elsewhere: 面向东盟的门户枢纽."""
_ONLY_CALLED = Pattern("@called_after@")
"""After a region: a name that is called after it, and is no place in it."""
_PARENT = re.compile("[^、和与]*(?:大学|学院|研究院|研究所|银行|交易所|集团|公司|医院)（?")
"""Between two regions in a name: the first is of the body that the thing belongs to: 北京大学深圳研究生院."""
_DASHES = "—–－―─-"
_BRACKET = re.compile(rf"[（·{_DASHES}]|）、?")


def find_locations(context: Context) -> Iterator[Finding]:
    """The LOCATED_IN relations of the text: those inside names, then those that sentences state."""
    for place in context.places.outer:
        if place.has(_LOCATED) and not _MEDIUM.search(context.text, place.begin, place.end):
            yield from _inside(context, place)
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if any(name.has(_REGION) for name in names):
            yield from _in_sentence(context, names)


def _is_somewhere(context: Context, place: Place) -> bool:
    """Whether a name says where: 全国 and 农村 do not."""
    return place.has(_REGION) and place.span.of(context.text) not in words("no_place")


def _inside(context: Context, place: Place) -> Iterator[Finding]:
    """The first place in the name, and those that go on from it: 上海市 and 青浦区 of 上海市青浦区人民政府."""
    end = -1
    inside = context.places.all_inside(place)
    regions = [inner for inner in inside if _is_somewhere(context, inner)]
    parted = [b.begin for a, b in pairwise(regions) if _PARENT.fullmatch(context.text, a.end, b.begin)]
    for inner in inside:
        if parted and inner.begin < parted[-1]:
            continue
        if 0 <= end < inner.begin:
            return
        is_aimed_at = _TOWARDS.search(context.text, place.begin, inner.begin)
        if (
            inner.begin >= end
            and _is_somewhere(context, inner)
            and not is_aimed_at
            and not _is_one_end(context, place, inner)
            and not _ONLY_CALLED.match(context.text, inner.end, place.end)
        ):
            yield Finding(RelationType.LOCATED_IN, place, inner, inner.span, "in-name")
            end = inner.end


def _is_one_end(context: Context, place: Place, region: Place) -> bool:
    """Whether the region in a name is one of two that the thing is between: 东盟 in 中国—东盟博览会."""
    before = context.text[max(place.begin, region.begin - 1) : region.begin]
    after = context.text[region.end : min(place.end, region.end + 2)].lstrip("）")[:1]
    return any(beside and beside in _DASHES for beside in (before, after))


def _in_sentence(context: Context, names: Sequence[Place]) -> Iterator[Finding]:
    groups = _joined(context, find_groups(context, names))
    for group, following in pairwise(groups):
        regions = [name for name in group.members if _is_somewhere(context, name)]
        if regions and group.members[-1] == regions[-1]:
            yield from _then(context, regions, following)
        if _is_somewhere(context, following.members[0]):
            yield from _there(context, group, [n for n in following.members if _is_somewhere(context, n)])


def _then(context: Context, regions: Sequence[Place], following: Group) -> Iterator[Finding]:
    """The place stands first: 在X建设P, X将建P, X的P."""
    text, begin, end = context.text, regions[-1].end, following.begin
    there = [name for name in following.members if name.has(_LOCATED)]
    if end - begin > 40 or not there:
        return
    found = _THERE.fullmatch(text, begin, end) or _SETS.fullmatch(text, begin, end)
    before = max(0, regions[0].begin - 9), regions[0].begin
    is_faced = "的" in text[begin:end] and _FACES.search(text, *before)
    if found:
        is_elsewhere = is_faced or _TOWARDS.search(text, *before) or _MODEL.search(text, *before)
        if not is_elsewhere and not _is_giver(context, regions[0], begin, end):
            cue = Span(found.start("cue"), found.end("cue"))
            heads = [name for name in there if name.has(_BUILT)]
            if _EACH.search(text, begin, end):
                pairs = zip(heads, regions, strict=True) if len(heads) == len(regions) else ()
                for head, region in pairs:
                    yield from _located([region], [head], cue, "built-there")
            else:
                yield from _located(regions, heads, cue, "built-there")
    elif not is_faced and there[0] == following.members[0] and _is_of(context, there[0], begin, end):
        yield from _located(regions, there[:1], None, "of")


def _is_of(context: Context, thing: Place, begin: int, end: int) -> bool:
    """Whether only 的, 等地的 or nothing stands between a region and a thing that can be of one place."""
    return bool(_OF.fullmatch(context.text, begin, end)) and not thing.is_only(_INDUSTRY)


def _is_giver(context: Context, region: Place, begin: int, end: int) -> bool:
    """Whether a thing comes from a region, and is built elsewhere: 引进德国技术建设P, 上海援建的P."""
    is_at = _AT.search(context.text, max(0, region.begin - 1), region.begin)
    return not is_at and bool(_NOT_THERE.match(context.text, begin, end))


def _there(context: Context, group: Group, regions: Sequence[Place]) -> Iterator[Finding]:
    """The place stands behind: P位于X, P在X召开, P（X）."""
    text, head, begin, end = context.text, group.members[-1], group.end, regions[0].begin
    if end - begin > 24 or not head.has(_LOCATED):
        return
    found = _STANDS.fullmatch(text, begin, end)
    if not found and _HELD.fullmatch(text, begin, end):
        found = _HELD_END.match(text, regions[-1].end, regions[-1].end + 24) if head.has(_BUILT) else None
    is_other = _MOVES.search(text, begin, end) or (not head.has(_BUILT) and _PUTS.search(text, begin, end))
    if found and not is_other:
        yield from _located(regions, [head], Span(found.start("cue"), found.end("cue")), "stands-there")
    elif (
        head.has(_BUILT)
        and _OPENS.fullmatch(text, begin, end)
        and _CLOSES.match(text, regions[-1].end, regions[-1].end + 16)
    ):
        yield from _located(regions, [head], None, "bracket")


def _located(regions: Sequence[Place], heads: Sequence[Place], cue: Span | None, method: str) -> Iterator[Finding]:
    for head in heads[:20]:
        for region in regions[:60]:
            yield Finding(RelationType.LOCATED_IN, head, region, cue, method)


def _joined(context: Context, groups: Sequence[Group]) -> list[Group]:
    """上海（浦东新区）, 济南-青岛, 湖北省荆州市: brackets, dashes and nothing at all do not part a list of regions."""
    lists: list[list[Place]] = []
    for group in groups:
        last, first = lists[-1][-1] if lists else None, group.members[0]
        gap = context.gap(last, first) if last and last.has(_REGION) and first.has(_REGION) else " "
        if not gap or _BRACKET.fullmatch(gap):
            lists[-1] += group.members
        else:
            lists.append(list(group.members))
    return [Group(tuple(members)) for members in lists]
