"""ADVOCATES: who calls for what: X指出，…; X关于推动Y的部署; 关于促进Y发展的意见; 为推动Y，制定本办法."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from extract.records import Span, attribute
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern, words
from extract.relation_rules.issued import announced
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import SIGNATURES, EntityType, RelationType

_SOURCES, _TOPICS = SIGNATURES[RelationType.ADVOCATES]
_EVENT = frozenset({EntityType.EVENT})
_SPEAKER = frozenset({EntityType.PERSON, EntityType.INSTITUTION})
_AIMED = frozenset({EntityType.INDUSTRY, EntityType.DIRECTION})

_MOST_TOPICS = 100
_SAY = Pattern(
    r"[》”\"〉]*(?:（[^）]{0,40}）)?(?P<between>[^，。；：《》]{0,16}?，?(?:并|还|也|同时)?(?:多次|再次|明确|进一步|专门)?)"
    r"(?P<cue>@say@)(?P<after>，|：|“|要|了|[\u4e00-\u9fff])"
)
_SAY_AWAY = Pattern(
    r"[^，。；：《》]{0,16}?(?:在|赴|到|出席|主持)[^。；：]{2,60}?(?:时|期间|中|上)(?P<between>，?(?:多次|再次|明确|进一步|又)?)"
    r"(?P<cue>@say@)(?P<after>，|：|“|,|:|\"|要|了|[\u4e00-\u9fff])"
)
_RESTED_ON = Pattern(r"@rest_on@[^，。；：]{0,50}$")
_NOT_SAYING = Pattern(r"@say_not@$")
_NOUN_AFTER = re.compile("[的、和相精安]")
_DEFINES = re.compile("[，：]?[^，。；：]{1,30}，?(?:是指|指的是|，指)")
"""What a source says where it calls for nothing: 《A》明确，政务应用程序是指…."""
_LONGEST_TERM = 40
_AT = re.compile("时|上|期间|中")
_THAT = re.compile(r"[^，。；：]{0,10}?(?P<cue>关于)")
_CALL = Pattern(r"[^，。；：]{0,14}?的?(?:@call@)")
_TITLE = Pattern(r"关于[^，。]{0,8}?(?P<cue>@promote_title@)")
_AIM = re.compile(r"(?:(?<=[，。\s　])|\A|(?<=条))(?P<cue>为(?:了)?)(?=[\u4e00-\u9fff])")
_MAKE = re.compile(
    r"(?:特|现)?制定(?:了)?(?:本|以下|如下|《)|(?:现|特)(?:在|将|就|提出|印发|组织)|提出(?:以下|如下)|编制(?:了)?《|"
    r"印发给|(?:意见|通知)如下"
)
_REST = re.compile(r"，(?:根据|按照|依据|依照|经|结合|现|特|我|制定)")
_PROMOTE = Pattern("@promote@")
_HOLD_DOWN = Pattern("@bar|hold_down@|(?<!供)不(?:能|要|宜|应|会|支持|鼓励|赞成|主张)(?!只|仅|光|忽视|放松|没有|缺)")
_RESUMES = Pattern(r"(?<!行)为|[、和并与以](?:大力|积极|着力|全力|稳步|有序|切实)?@promote@")
"""Behind a word that holds something down: what follows is promoted again, or is what that serves."""
_TURNS = Pattern("[^、和，]+[、和](?:依法|严厉|坚决|进一步|严格)?@bar|hold_down|guard@")
"""Behind a verb of promotion and what it promotes: 发展X、规范Y, but not 促进和规范Y."""
_TROUBLE = Pattern("[^，；：。、]{0,4}?@trouble@")
_HANDLED = Pattern(r"(?<![应面针相反])对(?![外接标口应策象比照话])(?:(?!@promote@)[^，；：。]){0,12}$")
_FAVOUR = Pattern("[^，；：。]{0,20}?@promote|favour@")
_MORE = re.compile("(?:加大|加强|强化|深化|提高|增强|扩大|增加|加快|推动|推进|促进|鼓励|支持|开展)了?$")
_OUGHT = re.compile("(?<![主重])要(?![素求点])|应当|应该|必须|应(?![用对])")
_ACT = Pattern("@list_verb@")
_CLAUSE_END = re.compile("[，；：。]")
_TEAM = re.compile("团队|课题组|研究组|研究人员")


_THEY = re.compile(
    r"[“\"]?(?:(?P<meeting>会议|大会|全会)|(?P<person>他|她))(?:还|并|同时|最后|进一步|特别)*"
    r"(?P<cue>指出|强调|要求|提出|部署|表示|认为|建议|呼吁)"
)
_MEETING = re.compile("(?:会议|大会|全会|座谈会|推进会|现场会|论坛)$")
_HEARD = re.compile("(?:贯彻|落实|学习|传达|根据|按照)[^，。；：]{0,8}$")
_SPIRIT = re.compile("[》”]?(?:精神|要求|部署|和《|决定|报告|工作报告)")
_FAR = 1500
_OPINIONS = frozenset({"表示", "认为", "建议"})
"""Words of a person that hold a call only where they have a verb of promotion: 表示要大力发展X."""
_CLAUSE = 300
"""How far before a name the words that govern it are looked for."""


def find_advocacies(context: Context) -> Iterator[Finding]:
    """The ADVOCATES relations of the text: those of its sentences in reading order, then those of its titles."""
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if names:
            groups = find_groups(context, names)
            for index in range(len(groups)):
                yield from _of_sources(context, sentence, groups, index)
            yield from _of_them(context, sentence, groups)
            yield from _aims(context, sentence, names)
    for place in context.title_places[:8]:
        yield from _title(context, place)


def _of_sources(context: Context, sentence: Span, groups: Sequence[Group], index: int) -> Iterator[Finding]:
    group = groups[index]
    sources = [name for name in group.members if name.has(_SOURCES)]
    if not sources or group.members[-1] != sources[-1]:
        return
    limit = groups[index + 1].begin if index + 1 < len(groups) else sentence.end
    said = _say(context, group, min(limit, group.end + 80))
    if said and _DEFINES.match(context.text, said.end("cue"), said.end("cue") + _LONGEST_TERM):
        return
    if said and context.text[sentence.end - 1] != "？":
        topics = _wanted(context, _statement(context, groups, index + 1 + _is_asked(groups, index + 1, said)), said)
        speakers = _speakers(context, groups, index, sources, said["between"])
        yield from _advocated(speakers, topics, Span(said.start("cue"), said.end("cue")), "say", said["cue"])
    elif away := _say_away(context, group, sentence):
        after = next((i for i in range(index + 1, len(groups)) if groups[i].begin >= away.end("cue")), len(groups))
        topics = _wanted(context, _statement(context, groups, after), away)
        yield from _advocated(sources, topics, Span(away.start("cue"), away.end("cue")), "say", away["cue"])
    else:
        yield from _called_for(context, sources, groups, index + 1)


def _of_them(context: Context, sentence: Span, groups: Sequence[Group]) -> Iterator[Finding]:
    """会议强调，要发展X; 他指出，…: the meeting or the person named last."""
    said = _THEY.match(context.text, sentence.begin, sentence.end)
    if not said:
        return
    before = context.places.within(max(0, sentence.begin - _FAR), sentence.begin)
    source = next((place for place in reversed(before) if _is_meant(context, place, said)), None)
    first = next((i for i, group in enumerate(groups) if group.begin >= said.end()), len(groups))
    topics = [topic for topic in _statement(context, groups, first) if _is_promoted(context, topic, said.end("cue"))]
    topics = [topic for topic in topics if not _is_held_down(context, topic, said.end("cue"))]
    if source:
        yield from _advocated([source], topics, Span(said.start("cue"), said.end("cue")), "said-of", said["cue"])


def _is_meant(context: Context, place: Place, said: re.Match[str]) -> bool:
    if said["person"]:
        return place.has({EntityType.PERSON})
    is_heard_of = _HEARD.search(context.text, max(0, place.begin - 12), place.begin)
    is_heard_of = is_heard_of or _SPIRIT.match(context.text, place.end, place.end + 4)
    return place.has(_EVENT) and bool(_MEETING.search(context.text, place.begin, place.end)) and not is_heard_of


def _say_away(context: Context, group: Group, sentence: Span) -> re.Match[str] | None:
    """某人在某地考察时指出: what stands between the person and the verb may hold names of its own, but no speaker."""
    if not group.members[-1].has({EntityType.PERSON}):
        return None
    said = _SAY_AWAY.match(context.text, group.end, min(sentence.end, group.end + 120))
    if not said or _NOUN_AFTER.match(said["after"]) or said["cue"] in ("规定", "明确", "要求", "部署"):
        return None
    between = context.places.within(group.end, said.start("cue"))
    return None if any(name.has(_SOURCES) for name in between) else said


def _say(context: Context, group: Group, limit: int) -> re.Match[str] | None:
    """The verb that makes the sources speak; None where they are only named or rested on."""
    said = _SAY.match(context.text, group.end, limit + 1)
    if not said or _RESTED_ON.search(context.text, max(0, group.begin - 60), group.begin):
        return None
    if _NOT_SAYING.search(said["between"]) or _NOUN_AFTER.match(said["after"]):
        return None
    if said["cue"] in _OPINIONS and not group.members[-1].has({EntityType.PERSON}):
        return None
    return said if said["cue"] not in ("规定", "明确", "要求", "部署") or _opens(said) else None


def _opens(said: re.Match[str]) -> bool:
    """Whether a word that may be a noun is the verb of a statement: 规定“…, 要求，…, 部署了…, 《X》明确，…."""
    after = said["after"]
    if said["cue"] == "规定":
        return after == "“" or said.string.startswith("，“", said.start("after"))
    if said["cue"] == "明确":
        return "条" not in said["between"] and (after in "了要，：" or not said["between"])
    return not said["between"].endswith("，")


def _speakers(context: Context, groups: Sequence[Group], index: int, sources: list[Place], between: str) -> list[Place]:
    """Who speaks: 某人在出席某会议时提出 is said by the person, not by the meeting."""
    if index and _AT.search(between) and sources[0].has(_EVENT):
        before = groups[index - 1].members[-1]
        gap = context.gap(before, groups[index].members[0])
        if before.has(_SPEAKER) and "在" in gap and "，" not in gap:
            return [before]
    return sources


def _statement(context: Context, groups: Sequence[Group], index: int) -> list[Place]:
    """The topics of one statement: up to the next source that makes one of its own."""
    topics: list[Place] = []
    for group in islice(groups, index, index + _MOST_TOPICS):
        if group.members[-1].has(_SOURCES) and _say(context, group, group.end + 80):
            break
        topics += [name for name in group.members if name.has(_TOPICS)]
    return topics[:_MOST_TOPICS]


def _is_asked(groups: Sequence[Group], index: int, said: re.Match[str]) -> bool:
    """Whether the next names are those who are asked to do something: 要求快递业在年底前…."""
    return index < len(groups) and said["cue"] == "要求" and groups[index].begin == said.end("cue")


def _wanted(context: Context, topics: Sequence[Place], said: re.Match[str]) -> list[Place]:
    """Those of the topics of a statement that it calls to promote."""
    word, floor = said["cue"], said.end("cue")
    found = [topic for topic in topics if not _is_held_down(context, topic, floor)]
    if word in _OPINIONS or _TEAM.search(said["between"]):
        return [topic for topic in found if _is_promoted(context, topic, floor)]
    if word == "指出":
        return [topic for topic in found if _is_urged(context, topic, floor)]
    return found


def _is_held_down(context: Context, name: Place, floor: int) -> bool:
    """Whether a name is what is to be prevented, or is dealt with: 严禁新增X, X滥用, 对X实行审查.

    A word in a name holds nothing down: 推广污染整治装备、X.
    """
    text, begin = context.text, _clause(context, name, floor)
    for found in _HOLD_DOWN.finditer(text, begin, name.begin):
        if not context.places.covering(found.start()) and not _RESUMES.search(text, found.end(), name.begin):
            return True
    if _TROUBLE.match(text, name.end, name.end + 12):
        return True
    dealt = _HANDLED.search(text, begin, name.begin)
    return bool(dealt and not _MORE.search(text, begin, dealt.start()) and not _FAVOUR.match(text, name.end))


def _is_urged(context: Context, name: Place, floor: int) -> bool:
    """Whether what may be a mere report says that something is to be done: 指出，要发展X, not 指出，X成本高."""
    text = context.text
    if _OUGHT.search(text, max(floor, name.begin - _CLAUSE), name.begin):
        return True
    begin, end = _clause(context, name, floor), _CLAUSE_END.search(text, name.end, name.end + _CLAUSE)
    return bool(_ACT.search(text, begin, name.begin) or _PROMOTE.search(text, begin, end.start() if end else name.end))


def _clause(context: Context, name: Place, floor: int) -> int:
    """Where the clause of a name begins, at `floor` or behind it."""
    floor = max(floor, name.begin - _CLAUSE)
    return max([floor, *(context.text.rfind(mark, floor, name.begin) + 1 for mark in "，；：。")])


def _called_for(context: Context, sources: Sequence[Place], groups: Sequence[Group], index: int) -> Iterator[Finding]:
    """党中央、国务院关于推动X的决策部署: X, in one phrase without a comma."""
    if not sources[-1].has(_SPEAKER | _EVENT):
        return
    begin = sources[-1].end
    that = _THAT.match(context.text, begin, begin + 16)
    if not that:
        return
    topics: list[Place] = []
    end = that.end()
    for group in islice(groups, index, index + 4):
        if group.begin - end > 30 or re.search("[，。；：]", context.text[end : group.begin]):
            return
        topics += [n for n in group.members if n.has(_TOPICS) and not _is_held_down(context, n, that.end("cue"))]
        end = group.end
        if _CALL.match(context.text, end, end + 40):
            yield from _advocated(sources, topics, Span(that.start("cue"), that.end("cue")), "call", "部署")
            return


def _aims(context: Context, sentence: Span, names: Sequence[Place]) -> Iterator[Finding]:
    """为推动X、加快Y，制定本办法: what the document is made for."""
    text, owner = context.text, context.owner(sentence.begin)
    aim = _AIM.search(text, sentence.begin, min(sentence.end, sentence.begin + 200)) if owner else None
    made = _MAKE.search(text, aim.end(), sentence.end) if aim else None
    if not aim or not made or not owner:
        return
    stop = _REST.search(text, aim.end(), made.end()) or made
    aimed = [name for name in names if aim.end() <= name.begin < stop.start() and name.has(_AIMED)]
    topics = [name for name in aimed if _is_promoted(context, name, aim.end())]
    heads = announced(context, owner) or [owner]
    yield from _advocated(heads, topics[:20], Span(aim.start("cue"), aim.end("cue")), "aim", "")


def _is_promoted(context: Context, name: Place, floor: int) -> bool:
    """Whether a verb of promotion stands before the name in its clause, and no other one nearer to it."""
    begin = max(floor, name.begin - _CLAUSE)
    begin = max(begin, context.text.rfind("，", begin, name.begin) + 1)
    promoting = list(_PROMOTE.finditer(context.text, begin, name.begin))
    return bool(promoting) and not _TURNS.match(context.text, promoting[-1].end(), name.begin)


def _title(context: Context, place: Place) -> Iterator[Finding]:
    """关于推动X发展的意见: the document calls for X."""
    found = _TITLE.search(context.text, place.begin, place.end)
    if found:
        cue = Span(found.start("cue"), found.end("cue"))
        inside = [inner for inner in context.places.inside(place) if inner.begin >= cue.end and inner.has(_TOPICS)]
        yield from _advocated([place], inside[:3], cue, "title", "")


def _advocated(
    sources: Sequence[Place], topics: Sequence[Place], cue: Span, method: str, word: str
) -> Iterator[Finding]:
    strength = attribute({"strength": "strong" if word in words("say_strong") else "plain"})
    for source in sources[-8:]:
        for topic in topics:
            yield Finding(RelationType.ADVOCATES, source, topic, cue, method, strength)
