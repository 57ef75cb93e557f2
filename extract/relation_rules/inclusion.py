"""INCLUDES from prose: A、B等D, A、B两大D, D包括A、B, D由A、B组成, D（含A、B）, 以A为主体的D, A和B（以下统称D）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from extract.records import Span
from extract.relation_rules.coordination import MORE, Group, find_groups
from extract.relation_rules.cues import Pattern
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import SIGNATURES, EntityType, RelationType

INCLUDED = SIGNATURES[RelationType.INCLUDES][0]

_MOST_MEMBERS = 80
_WINDOW = 200
_CLOSE = r"[”\"』」》）]*"
_OPEN = r"[“\"『「《]*"
_COUNT = r"(?:[一二三四五六七八九十百\d]+(?:大|个|类|种|项|条|家|批)?)"
_ETC = re.compile(rf"(?P<before>{MORE})等(?P<between>[^，。；：！？\n]{{0,45}}?){_OPEN}")
_PLAIN = re.compile(rf"(?:{_COUNT}|各类|各类型|一批|新型|重点|主要|其他|相关|有关|现代|“[^”]{{1,8}}”|“|”)*")
_AFTER_ETC = re.compile(f"等{_PLAIN.pattern}{_OPEN}$")
_CLAUSE = Pattern(rf"(?!(?:[^的]{{0,4}})?@class_word@).{{1,44}}的(?:{_COUNT}|各类|一批)?")
_LIKE = Pattern(rf"{_CLOSE}等?为(?P<cue>@like@)的{_OPEN}")
_CALLED = Pattern(r"[^，。；：\n]{0,30}（(?P<cue>@called@)[“\"]?")
_JOINED = re.compile("[^，。；：]{0,12}(?:、|和|及|与|以及)[^，。；：、]{0,24}")
_INCLUDE = Pattern(
    rf"{_CLOSE}@include_suffix@?{_CLOSE}(?:按[^，。；：、]{{1,10}}?)?(?:主要|具体|一般|应当|还|又|可|可以)?"
    rf"(?P<cue>@include@)(?:但不限于|了)?：?{_OPEN}"
)
_COLON = Pattern(rf"{_CLOSE}@include_suffix@?{_CLOSE}(?P<cue>：)(?P<act>@develop@)?{_OPEN}")
_BRACKET = Pattern(rf"{_CLOSE}（(?P<cue>@bracket@)?：?{_OPEN}")
_FIELD_END = Pattern("(?:@field_word@|方向)(?:等|用)?$")
_SUCH_AS = Pattern(rf"{_CLOSE}(?P<of>类)?{_CLOSE}(?P<comma>，)?(?P<cue>@such_as@){_OPEN}")
_TASK = re.compile("(?:任务|内容|目标)$")
_COUNTED = re.compile(rf"{_CLOSE}等?(?P<cue>[两二三四五六七八九十\d]{{1,3}}[大个类种条])[“\"]?")
_MADE_OF = re.compile(rf"{_CLOSE}(?:主要)?由{_OPEN}")
_MADE_OF_END = re.compile(rf"{_CLOSE}(?:等[^，。；：、]{{0,6}})?(?:共同)?(?P<cue>组成|构成)")
_FORMED = re.compile(rf"{MORE}等?(?:共同)?(?P<cue>组成|构成)的{_PLAIN.pattern}{_OPEN}")
_SO_CALLED = re.compile('所称的?[“"]?$')
_GOES_ON = re.compile("[\u4e00-\u9fff](?<![等和及与或以为是在一二三四五六七八九十两多几各])")
_AFTER_COMMA = Pattern(rf"{_CLOSE}，(?:主要|具体)?(?P<cue>@include@){_OPEN}")
_DEFINED = re.compile(rf"{_CLOSE}(?:（[^）]{{1,30}}）)?，?\s*(?P<cue>是指|系指|指的是)")
_PART = re.compile(rf"{_CLOSE}(?:作为|是|为|成为){_OPEN}")
_PART_END = re.compile(rf"{_CLOSE}(?:体系|建设)?的?(?:重要|有机|核心|关键|主要)*(?P<cue>组成部分|构成部分|分支)")
_OTHER = re.compile("其他|其它")
_ACTORS = frozenset({EntityType.ACTOR_GROUP})
_FIELDS = frozenset({EntityType.INDUSTRY, EntityType.DIRECTION, EntityType.SCENARIO})
_GOODS = frozenset({EntityType.PRODUCT, EntityType.TECHNOLOGY})
_SERVES = Pattern("@serves@$")
_ACTS = frozenset({EntityType.INSTRUMENT, EntityType.SCENARIO})
_OF_ACTORS = frozenset({EntityType.ACTOR_GROUP, EntityType.INDUSTRY})


def find_inclusions(context: Context) -> Iterator[Finding]:
    """The INCLUDES relations that prose states, sentence by sentence."""
    for names in context.iter_sequences():
        if len(names) > 1:
            yield from _in_sequence(context, find_groups(context, names))


def included(context: Context, head: Place, members: Sequence[Place], cue: Span, method: str) -> Iterator[Finding]:
    """One finding a member; a name is never a member of its own class, nor are actors of what serves them.

    残疾人、孤儿等社会福利制度: of 60 annotated inclusions of actors one is in an instrument, none in a product.
    """
    if not head.has(INCLUDED):
        return
    own = head.span.of(context.text)
    for member in members[:_MOST_MEMBERS]:
        is_served = member.is_only(_ACTORS) and not head.has(_OF_ACTORS)
        if member.has(INCLUDED) and member.span.of(context.text) != own and not is_served:
            yield Finding(RelationType.INCLUDES, head, member, cue, method)


def _in_sequence(context: Context, groups: Sequence[Group]) -> Iterator[Finding]:
    for index, group in enumerate(groups):
        yield from _others(context, group)
        if index + 1 == len(groups):
            return
        following = groups[index + 1]
        yield from _etc(context, groups, index)
        yield from _like(context, group, following)
        yield from _counted(context, group, following)
        yield from _made_of(context, group, following)
        yield from _formed(context, group, following)
        yield from _called(context, groups, index)
        yield from _listing(context, group, following)
        yield from _defined(context, groups, index)
        yield from _part(context, group, following)


def _cue(found: re.Match[str]) -> Span:
    return Span(found.start("cue"), found.end("cue"))


def _is_boundary(context: Context, members: Sequence[Place], index: int) -> bool:
    """Whether a list ends before `members[index]`: 和 comes last in a list, so what 、 joins behind it is another."""
    gap = context.gap(members[index - 1], members[index])
    return "、" not in gap and "/" not in gap and "、" in context.gap(members[index], members[index + 1])


def _last_list(context: Context, group: Group) -> tuple[Place, ...]:
    """The members that belong to the class behind the group: 终端和飞机、船舶等载具 gives 飞机, 船舶.

    A class that closes a list of its own is none of them: 水泥等建材和飞机、船舶等载具.
    """
    members = group.members
    if len(members) > 1 and _AFTER_ETC.search(context.text, max(0, group.begin - 12), group.begin):
        members = members[1:]
    for index in range(len(members) - 1, 0, -1):
        if "，" in context.gap(members[index - 1], members[index]):
            members = members[index:]
            break
    for index in range(len(members) - 2, 1, -1):
        if _is_boundary(context, members, index):
            return members[index:]
    return members


def _first_list(context: Context, group: Group) -> tuple[Place, ...]:
    """The members that are sure to stand together at the head of the group: A、B和C、D等E gives A, B."""
    members = group.members
    for index in range(1, len(members) - 1):
        if _is_boundary(context, members, index):
            return members[:index]
    return members


def _etc(context: Context, groups: Sequence[Group], index: int) -> Iterator[Finding]:
    """A、B等D, where D may stand behind a clause of its own: A、B等用于构建元宇宙的D."""
    group, begin = groups[index], groups[index].end
    types = {reading.type for member in group.members for reading in member.readings}
    for candidate in islice(groups, index + 1, index + 4):
        head = candidate.begin
        found = _ETC.fullmatch(context.text, begin, head) if head - begin <= 60 else None
        if not found:
            if candidate is groups[index + 1] and "等" in context.text[begin : begin + 8]:
                continue
            return
        name = candidate.members[0]
        is_direct = candidate is groups[index + 1] and _PLAIN.fullmatch(found["between"])
        if is_direct or (_CLAUSE.fullmatch(found["between"]) and name.has(types)):
            if _is_class(context, name, types):
                cue = Span(found.end("before"), found.end("before") + 1)
                members = _last_list(context, group)
                yield from included(context, name, members, cue, "etc" if is_direct else "etc-clause")
            return


def _is_class(context: Context, head: Place, types: set[EntityType]) -> bool:
    """Whether the name behind 等 can be the class of the list, and not only be made or done for its members.

    A project or a catalogue for goods does not consist of goods, nor does the trade in them, nor a reform or a fund of
    fields; in A等D、E the list goes on behind D.
    """
    if head.has(types):
        return True
    if head.is_only(_ACTS) and types <= _GOODS:
        return False
    if head.is_only(_ACTS) and types <= _GOODS | _FIELDS and _SERVES.search(context.text, head.begin, head.end):
        return False
    return context.text[head.end : head.end + 1] != "、"


def _like(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """以A为主体的D."""
    found = _LIKE.fullmatch(context.text, group.end, following.begin) if following.begin - group.end < 16 else None
    types = {reading.type for member in group.members for reading in member.readings}
    head = following.members[0]
    if found and head.has(types) and context.text[group.begin - 1 : group.begin] == "以":
        yield from included(context, head, group.members, _cue(found), "like")


def _counted(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """A、B、C三大D."""
    head, members = following.members[0], _last_list(context, group)
    found = _COUNTED.fullmatch(context.text, group.end, head.begin) if head.begin - group.end < 8 else None
    types = {reading.type for member in members for reading in member.readings}
    if found and len(members) > 1 and head.has(types):
        yield from included(context, head, members, _cue(found), "counted")


def _made_of(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """D由A、B和C组成."""
    if len(following.members) < 2 or not _MADE_OF.fullmatch(context.text, group.end, following.begin):
        return
    found = _MADE_OF_END.match(context.text, following.end, following.end + 20)
    if found:
        yield from included(context, group.members[-1], following.members, _cue(found), "include")


def _formed(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """由A、B组成的D."""
    head = following.members[0]
    found = _FORMED.fullmatch(context.text, group.end, head.begin) if head.begin - group.end < 40 else None
    if found and len(group.members) > 1 and context.text[group.begin - 1 : group.begin] == "由":
        yield from included(context, head, group.members, _cue(found), "include")


def _called(context: Context, groups: Sequence[Group], index: int) -> Iterator[Finding]:
    """A、B以及其他…的单位（以下统称D）: the members may stand in several lists of one noun phrase."""
    group, following = groups[index], groups[index + 1]
    found = _CALLED.fullmatch(context.text, group.end, following.begin) if following.begin - group.end <= 40 else None
    if not found:
        return
    between = context.text[group.end : found.start("cue")]
    is_joined = bool(re.search("[、和及与]", between))
    members = [] if "的" in between and not is_joined else list(group.members)
    for at in range(index - 1, -1, -1):
        if not _JOINED.fullmatch(context.gap(groups[at].members[-1], groups[at + 1].members[0])):
            break
        members = [*groups[at].members, *members]
        is_joined = True
    if len(members) > 1 or (is_joined and members):
        yield from included(context, following.members[0], members, _cue(found), "called")


def _listing(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """D包括A、B; D：A、B; D（含A、B）; D，如A."""
    text, begin, end = context.text, group.end, following.begin
    head, members = group.members[-1], following.members
    if end - begin > 40:
        return
    # Behind a comma the class may be the whole clause: the name before it is the class only of its own kind.
    is_own_kind = head.has({reading.type for reading in members[0].readings})
    if found := _BRACKET.fullmatch(text, begin, end):
        close = text.find("）", end, end + _WINDOW)
        inside = tuple(member for member in members if member.end <= close)
        if found["cue"] or (len(inside) > 1 and _is_kind(context, head, inside, close)):
            cue = _cue(found) if found["cue"] else Span(found.start(), found.end())
            yield from included(context, head, inside, cue, "bracket")
    elif found := _SUCH_AS.fullmatch(text, begin, end):
        if is_own_kind or found["of"] or not found["comma"]:
            yield from included(context, head, members, _cue(found), "such-as")
    elif found := _AFTER_COMMA.fullmatch(text, begin, end):
        if is_own_kind or _SO_CALLED.search(text, max(0, head.begin - 4), head.begin):
            yield from included(context, head, _whole(text, members), _cue(found), "include")
    elif (found := _INCLUDE.fullmatch(text, begin, end)) and len(members) > 1:
        yield from included(context, head, _whole(text, members), _cue(found), "include")
    elif (
        (found := _COLON.fullmatch(text, begin, end))
        and len(members) > 1
        and (not found["act"] or _opens(text, head))
        and not is_task(text, head)
    ):
        yield from included(context, head, members, _cue(found), "colon")


def _is_kind(context: Context, head: Place, inside: Sequence[Place], close: int) -> bool:
    """Whether names in brackets are kinds of the name before them, not where it is used: 除尘设备（电力、钢铁行业）."""
    if head.has({reading.type for member in inside for reading in member.readings}):
        return True
    is_field = all(member.is_only(_FIELDS) for member in inside) and head.is_only(_GOODS)
    return not is_field and not _FIELD_END.search(context.text, inside[0].begin, close)


def is_task(text: str, label: Place) -> bool:
    """Whether a label says what is to be done, not what is listed behind it: 揭榜任务：研制A、B."""
    return bool(_TASK.search(text, label.begin, label.end))


def _opens(text: str, head: Place) -> bool:
    """Whether the name opens its line: D：重点发展A、B is a label, not what somebody says of D."""
    return text[max(0, head.begin - 1) : head.begin] in ("", "\n")


def _whole(text: str, members: Sequence[Place]) -> list[Place]:
    """The members that are items of the list, not the beginning of one: 服务提供者 in 服务提供者名称、编码."""
    return [member for member in members if not _GOES_ON.match(text, member.end)]


def _defined(context: Context, groups: Sequence[Group], index: int) -> Iterator[Finding]:
    """D，是指…的A、B和C: the list that closes the definition."""
    text, head = context.text, groups[index].members[-1]
    found = _DEFINED.match(text, head.end, head.end + 40)
    if not found:
        return
    cue = _cue(found)
    stops = (text.find(mark, cue.end, cue.end + _WINDOW) for mark in "。；\n")
    end = min((stop for stop in stops if stop >= 0), default=cue.end + _WINDOW)
    types = {reading.type for reading in head.readings}
    for group in islice(groups, index + 1, index + 8):
        if group.begin >= end:
            return
        if len(group.members) > 1 and group.members[0].has(types) and text[group.begin - 1] in "的指":
            yield from included(context, head, _first_list(context, group), cue, "defined")
            return


def _part(context: Context, group: Group, following: Group) -> Iterator[Finding]:
    """A作为D的组成部分."""
    whole = following.members[0]
    if whole.begin - group.end > 12 or not _PART.fullmatch(context.text, group.end, whole.begin):
        return
    found = _PART_END.match(context.text, whole.end, whole.end + 24)
    if found:
        yield from included(context, whole, group.members, _cue(found), "part")


def _others(context: Context, group: Group) -> Iterator[Finding]:
    """A、B和其他D: the list itself ends in the class."""
    members = group.members
    if len(members) < 2:
        return
    found = _OTHER.search(context.gap(members[-2], members[-1]))
    if found and members[-1].has({reading.type for member in members[:-1] for reading in member.readings}):
        begin = members[-2].end + found.start()
        yield from included(context, members[-1], members[:-1], Span(begin, begin + 2), "others")
