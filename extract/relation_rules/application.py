"""APPLIED_IN from prose: T赋能X, T应用于X, T在X领域应用, T与X融合, 用T改造X, X领域T应用, 面向X行业，推广T, T+X."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.records import Span
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import SIGNATURES, RelationType

APPLIED, FIELDS = SIGNATURES[RelationType.APPLIED_IN]

_CLOSE = r"[”\"』」）]*"
_TAIL = rf"{_CLOSE}(?:等[^，。；：\n]{{0,10}}?)?(?:技术|产品|设备|装备|系统|应用|手段|方法|工具|服务|平台)?"
_EMPOWER = Pattern(rf"{_TAIL}[^，。；：\n]{{0,6}}?(?P<cue>@empower@)[“\"]?")
_SERVES = re.compile(
    rf"{_TAIL}，(?:重点|优先|更好|已|可|主要|广泛)*(?P<cue>服务|应用(?=于))于?(?:我|本|全)?[省市县区]?[“\"]?"
)
_TAKES_UP = re.compile(
    rf"{_CLOSE}(?:领域|行业|产业|环节|场景|场)?(?:已|也|正|开始|率先|全面)*(?P<cue>用上了?|引入|引进|引进了)[“\"]?"
)
_IN = re.compile(
    rf"{_TAIL}[^，。；：\n]{{0,8}}?(?:，(?:鼓励|探索|加快|推动|支持|推进|并|积极|率先)+)?(?:在|向)[“\"]?[^，。；：、\n]{{0,8}}?"
)
_IN_END = Pattern(r"[^，。；：\n]{0,16}?(?P<cue>@apply@)(?!率)")
_TO_OBJECT = Pattern(r"@apply@?[^，。；：、\n的]{0,6}")
_WITH = re.compile(rf"{_TAIL}(?:与|和|同|向)[“\"]?[^，。；：、\n]{{0,4}}?")
_WITH_END = Pattern(r"[^，。；：\n]{0,12}?(?P<cue>@fuse@)")
_JOIN = re.compile(rf"{_CLOSE}等?[^、，]{{0,6}}(?:与|和|同|及)[^、，]{{0,4}}")
_IMPROVE = Pattern(rf"{_TAIL}[^，。；：\n]{{0,6}}?(?P<cue>@improve@)[“\"]?")
_MEANS = Pattern(r"@means@[“\"]?[^，。；：、\n]{0,4}$")
_FOR = Pattern(rf"{_CLOSE}等?[^，。；：\n]{{0,6}}?@field_word@(?:的|中的|中)?[^，。；：、\n]{{0,4}}[“\"]?")
_FOR_END = re.compile(r"[^，。；：\n]{0,8}?(?P<cue>应用|推广|研制|升级改造|部署)")
_USE = Pattern(rf"{_CLOSE}等?[^，。；：、\n]{{0,6}}?(?P<cue>@use@)(?:推广|应用|部署)?[“\"]?")
_PLACE = Pattern(r"(?:在|于)[“\"]?[^，。；：、\n]{0,8}$")
_FACING = Pattern(r"(?:@aimed_at@|(?<![存正现潜所内])在)[“\"]?[^，。；：、\n]{0,8}$")
_USE_THERE = Pattern(
    rf"{_CLOSE}等?[^，。；：、\n]{{0,6}}?@field_word@(?:内|中|里)?，(?:@urge|user@){{0,4}}(?P<cue>@use@)(?:推广|应用|部署)?[“\"]?"
)
_GOES_ON = Pattern(rf"{_TAIL}(?:@empower@|在|向|的)")
"""Behind a technique that is used in another field, or only tells who is meant: 推广T在Y的应用, 采用T的企业."""
_BARRED = Pattern(r"@bar@[^，。；：\n]{0,8}$")
_BARS = Pattern("@bar@")
_FORCE = Pattern(rf"{_TAIL}[^，。；：、\n]{{0,8}}?(?:对|在|为)(?:[^，。；：\n]{{0,12}}[，、])?[^，。；：、\n]{{0,8}}?")
_FORCE_END = Pattern(r"[^，。；：\n]{0,12}?(?P<cue>@force@)[^，。；：、\n]{0,6}作用")
_EXERTS = re.compile(r"发挥[^，。；：、\n]{0,6}$")
_FIELD_END = Pattern("@field_word@$")
_APPLY = re.compile("应用|用于|运用")
_CLASS = re.compile(rf"{_CLOSE}等?[^，。；：、\n]{{0,8}}的[“\"]?")
_PLUS = re.compile(r"[”\"]?[+＋]")
_REACH = 40


def find_applications(context: Context) -> Iterator[Finding]:
    """The APPLIED_IN relations that sentences and names state, in reading order."""
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if len(names) > 1 and any(name.has(APPLIED) for name in names):
            groups = find_groups(context, names)
            for index, group in enumerate(groups):
                yield from _fused(context, group)
                if index + 1 < len(groups):
                    yield from _pair(context, group, groups[index + 1])
    for place in context.places.outer:
        if place.has(FIELDS):
            yield from _plus(context, place)


def _pair(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    if following.begin - group.end > 50 or _is_barred(context.text, group, following.begin):
        return
    things = [name for name in group.members if name.has(APPLIED)]
    fields = [name for name in following.members if name.has(FIELDS)]
    found = list(_forward(context, group, following, things, fields)) if things and fields else []
    if not found:
        fields = [name for name in group.members if name.has(FIELDS)]
        things = [name for name in following.members if name.has(APPLIED)]
        found = list(_backward(context, group, following, things, fields)) if things and fields else []
    for finding in found:
        # T在X领域限制使用
        if finding.cue and not _BARS.search(context.text, following.end, finding.cue.begin):
            yield finding


def _is_barred(text: str, group: Group, end: int) -> bool:
    """Whether `group`, or what is said of it up to `end`, is forbidden or held down: 禁止T在X应用, 在X限制使用T.

    A word in a name bars nothing: 减少碳排放技术在钢铁行业应用.
    """
    if _BARRED.search(text, max(0, group.begin - 14), group.begin):
        return True
    gaps = zip(group.members, [*(name.begin for name in group.members[1:]), end], strict=True)
    return any(_BARS.search(text, name.end, before) for name, before in gaps)


def _forward(
    context: Context, group: Group, following: Group, things: Sequence[Place], fields: Sequence[Place]
) -> Iterator[Finding]:
    """The technique stands before the field: T赋能X, T在X应用, 用T改造X, T向X融合, 发挥T对X的支撑作用."""
    text, begin, end = context.text, group.end, following.begin
    if found := _EMPOWER.fullmatch(text, begin, end):
        yield from _applied(_class_of(context, following, things), fields, found, "empower")
    elif found := _SERVES.fullmatch(text, begin, end):
        yield from _applied(things, fields, found, "empower")
    elif _IN.fullmatch(text, begin, end) and (found := _IN_END.match(text, following.end, following.end + _REACH)):
        if "，" not in text[begin:end] or not _has_object(context, found.end("cue")):
            yield from _applied(things, fields, found, "in")
    elif (found := _IMPROVE.fullmatch(text, begin, end)) and _MEANS.search(text, max(0, group.begin - 12), group.begin):
        yield from _applied(things, [field for field in fields if text[field.end - 1] != "化"], found, "improve")
    elif _WITH.fullmatch(text, begin, end) and (found := _WITH_END.match(text, following.end, following.end + _REACH)):
        yield from _applied(things, fields, found, "fuse")
    elif (
        _FORCE.fullmatch(text, begin, end)
        and _EXERTS.search(text, max(0, group.begin - 10), group.begin)
        and (found := _FORCE_END.match(text, following.end, following.end + _REACH))
    ):
        yield from _applied(things, fields, found, "improve")


def _backward(
    context: Context, group: Group, following: Group, things: Sequence[Place], fields: Sequence[Place]
) -> Iterator[Finding]:
    """The field stands before the technique: X领域T应用, 在X应用T, 面向X行业，推广T, X与T融合."""
    text, begin, end = context.text, group.end, following.begin
    is_field = begin == end and _FIELD_END.search(text, max(0, end - 2), end)
    found = _USE.fullmatch(text, begin, end) if _PLACE.search(text, max(0, group.begin - 12), group.begin) else None
    if not found and (is_field or _FOR.fullmatch(text, begin, end)):
        found = _FOR_END.match(text, following.end, following.end + _REACH)
    found = found or _TAKES_UP.fullmatch(text, begin, end)
    is_facing = _FACING.search(text, max(0, group.begin - 12), group.begin)
    if found:
        yield from _applied(things, fields, found, "for")
    elif (
        is_facing
        and (found := _USE_THERE.fullmatch(text, begin, end))
        and not _GOES_ON.match(text, following.end, following.end + _REACH)
    ):
        yield from _applied(things, fields, found, "facing")
    elif _WITH.fullmatch(text, begin, end) and (found := _WITH_END.match(text, following.end, following.end + _REACH)):
        yield from _applied(things, fields, found, "fuse")


def _has_object(context: Context, at: int) -> bool:
    """Whether 推广, which ends at `at`, says itself what is used: …，在X领域推广T."""
    after = context.places.within(at, at + _REACH)
    return bool(after) and after[0].has(APPLIED) and bool(_TO_OBJECT.fullmatch(context.text, at, after[0].begin))


def _class_of(context: Context, following: Group, things: Sequence[Place]) -> Sequence[Place]:
    """A、B等应用在X等行业的C: it is the class C that is applied."""
    if _APPLY.search(context.text, things[-1].end, following.begin):
        found = _CLASS.match(context.text, following.end, following.end + 30)
        head = context.places.starting(found.end()) if found else None
        if head and head.has(APPLIED):
            return [head]
    return things


def _fused(context: Context, group: Group) -> Iterator[Finding]:
    """T与X深度融合: the list itself joins the two sides."""
    members = group.members
    after = _WITH_END.match(context.text, group.end, group.end + 24)
    if not after:
        return
    for index in range(len(members) - 1, 0, -1):
        if _JOIN.fullmatch(context.gap(members[index - 1], members[index])):
            left, right = members[:index], members[index:]
            for things, fields in ((left, right), (right, left)):
                if all(t.has(APPLIED) for t in things) and all(f.has(FIELDS) for f in fields):
                    yield from _applied(things, fields, after, "fuse")
                    return
            return


def _applied(things: Sequence[Place], fields: Sequence[Place], cue: re.Match[str], method: str) -> Iterator[Finding]:
    span = Span(cue.start("cue"), cue.end("cue"))
    for thing in things[:40]:
        for field in fields[:40]:
            yield Finding(RelationType.APPLIED_IN, thing, field, span, method)


def _plus(context: Context, place: Place) -> Iterator[Finding]:
    """人工智能+招标: the technique is named in the scenario."""
    for inner in context.places.inside(place):
        after = _PLUS.match(context.text, inner.end, place.end)
        if after and after.end() < place.end and inner.has(APPLIED):
            yield Finding(RelationType.APPLIED_IN, inner, place, Span(after.start(), after.end()), "plus")
