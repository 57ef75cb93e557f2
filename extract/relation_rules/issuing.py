"""ISSUED_BY from prose: 印发 and its like, bylines, passives, numbers of decrees and the meetings that adopt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.records import Span
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern
from extract.relation_rules.issue_wordings import find_worded, is_unissued
from extract.relation_rules.issued import DAY, DOCUMENT, INSTITUTION, ISSUERS, MANY, NUMBER, is_for_another, issued
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from extract.relation_rules.signing import find_signers, find_site
from ontology.labels import EntityType

_REGION = frozenset({EntityType.REGION})
_EVENT = frozenset({EntityType.EVENT})
_LONGEST_LIST = 300
_AT = re.compile(r"[在于]\s*$")
_BASIS = re.compile(r"(?:在|根据|依据|按照|依照|结合|对照|参照|贯彻|落实)[^，。；：《》]{0,16}[《“]?$")
_BASIS_END = re.compile(r"[》”]?(?:[^，。；：《》]{0,12}?(?:基础上|框架下|框架内|指导下|要求|规定|精神|部署))?")
_CARRIED = Pattern(r"，(?:[^，。；：、《》]{0,14}?)(?P<cue>@issue@)了?(?:[^，。；：、《》]{0,8}的)?[《“\"〈]")
_NO_SUBJECT = re.compile(r"[^，。；]{0,12}?(?:表示|介绍|获悉|负责人|负责同志|指出|提出|认为|消息|[说称])")
_ENDS_CLAUSE = re.compile("；|会上|要求|指导|督促|责成|授权|委托|同意|批准|批复")
_OPENING = re.compile(
    r"(?:[^，。；：]{0,14}[，：】）]|——|◆|[\d〇一二三四五六七八九十]{1,4}[年月日](?:底|初|前后)?|近日|日前|近期|今年|去年|同[日时年]|此前|随后|"
    r"[\d（）.、一二三四五六七八九十]{1,4}[.、是）])*"
)
"""What may stand before the subject that begins a sentence: not 成立 in 成立X委员会，发布《A》."""
_LONGEST_OPENING, _LONGEST_CARRY = 30, 150
_MOST_ADVERBIALS = 3
_PASSIVE = re.compile(
    r"[》”\"〉]*(?:（[^）]{0,40}）)*(?:，?(?:现已|已|日前|近日|均|分别)?|，(?:该|此)?[\u4e00-\u9fff]{0,4})(?P<cue>由|经)\s*"
)
_ABOUT_IT = re.compile(r"[“\"]?(?:该|这[份部项]|上述|此)?(?P<noun>[\u4e00-\u9fff]{2,4}?)(?P<cue>由)\s*")
_PASSIVE_END = Pattern(r"(?:(?!另行|正在|抓紧|尽快)[^，。；：、《》]){0,12}?@issue@")
_ON_BEHALF = re.compile("我谨?(?P<cue>代表)")
_REPORTS = re.compile("，?[^。；]{0,10}(?:报告工作|作(?:政府)?工作报告)")
_WITH = Pattern(r"\s*[将已]?@issue_with@\s*")
_TO_JOIN = Pattern(r"\s*(?:要|应当?|须|拟|可)@issue_with@\s*")
_BRACKET = re.compile(r"[》”\s]*（\s*")
_NUMBERED = re.compile(rf"\s*(?P<cue>令|公告)\s*（?\s*{NUMBER}号")
_ADOPTS = re.compile(r"(?:审议|表决|讨论|并|原则|正式|全票)*(?P<cue>通过)了?(?:[^，。；：、《》]{0,6}的)?《")
_UP_TO_MEETING = re.compile(
    rf"[》”\s]*(?:（|已经?)?\s*(?:于?{DAY})?\s*(?:已?经|由)?\s*(?:第?[一二三四五六七八九十]+届)?"
)
_MEETING = re.compile(
    rf"(?:{NUMBER}次[^，。；：、《》（）]{{0,8}}|[部委局署办室行]务)会议(?:于?{DAY})?(?:审议|讨论|表决)?(?P<cue>通过)"
)
_OWN_TITLE = re.compile(
    rf"{MANY}\s*关于|\d{{4}}\s*年度?[^《》，。]{{0,20}}?(?:要点|总结|报告|计划|安排)|"
    rf"(?:令|公告|通告)?\s*(?:\d{{4}}\s*年)?\s*第\s*\d{{1,4}}\s*号(?:令|公告|通告)?"
)


def find_issuers(context: Context) -> list[Finding]:
    """The ISSUED_BY relations of the text: those of its sentences, then those of its layout."""
    found: list[Finding] = []
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if context.documents(names):
            found += _in_sentence(context, sentence, names)
        found += _of_it(context, sentence, names)
        found += _report(context, sentence, names)
    for place in context.places.outer:
        if place.has(DOCUMENT):
            found += _inside_title(context, place)
    found += _after_title(context)
    found += find_signers(context)
    # Whose meeting adopts a document issues it where nobody else is said to.
    named = {context.bare(finding.head) for finding in found if finding.method != "meeting"}
    found = [finding for finding in found if finding.method != "meeting" or context.bare(finding.head) not in named]
    return found or list(find_site(context))


def _in_sentence(context: Context, sentence: Span, names: Sequence[Place]) -> Iterator[Finding]:
    groups = find_groups(context, names)
    for index, group in enumerate(groups):
        documents = context.documents(group.members)
        if not documents or documents[0] != group.members[0]:
            continue
        before, begin = _without_adverbials(context, groups, index)
        issuers = _issuers(context, groups, before - 1) if before else None
        found = find_worded(context, issuers, begin or issuers.end, documents) if issuers else ()
        yield from found
        if not found or _joins(context, issuers):
            yield from _carried(context, sentence, groups[:index], documents)
        yield from _adopted(context, groups[before - 1].members[-1], documents) if before else ()
        if index + 1 < len(groups) and groups[index + 1].members[0].has(ISSUERS):
            yield from _passive(context, documents[-1], groups[index + 1 :])


def _joins(context: Context, issuers: Group | None) -> bool:
    """Whether they are only with whom somebody issues: Y of X高度重视A，会同Y印发《B》."""
    return issuers is not None and context.text.endswith(("会同", "联合"), 0, issuers.begin)


def _issuers(context: Context, groups: Sequence[Group], index: int) -> Group | None:
    """The issuers that end with `groups[index]`, the lead first; None where there are none.

    In A、B等C国家 those before 等 issue, not C. Names with only white space between them, and A会同B、C, are one list.
    """
    members = _last_run(groups[index].members)
    is_whole = not members or len(members) == len(groups[index].members)
    while index and is_whole:
        gap = context.gap(groups[index - 1].members[-1], groups[index].members[0])
        previous = _last_run(groups[index - 1].members)
        index -= 1
        if previous and gap == "等" and len(groups[index + 1].members) == 1:
            members = previous
        elif previous and members and _TO_JOIN.fullmatch(gap):
            return None
        elif previous and members and (not gap.strip() or _WITH.fullmatch(gap)):
            members = (*previous, *members)
        else:
            break
        is_whole = len(previous) == len(groups[index].members)
    return Group(members) if members else None


def _last_run(members: Sequence[Place]) -> tuple[Place, ...]:
    """The issuers that a list ends with."""
    first = len(members)
    while first and members[first - 1].has(ISSUERS):
        first -= 1
    return tuple(members[first:])


def _without_adverbials(context: Context, groups: Sequence[Group], index: int) -> tuple[int, int]:
    """The number of lists before `groups[index]` without those that say where or on what ground; where these end.

    在G签署《A》, 根据《B》的要求印发《A》: neither G nor B issues. The end is 0 where there are none such.
    """
    count, end = index, 0
    while count and index - count < _MOST_ADVERBIALS:
        group = groups[count - 1]
        before = context.text[max(0, group.begin - 20) : group.begin]
        following = groups[count].begin
        if group.members[0].is_only(_REGION) and _AT.search(before):
            end = end or group.end
        elif group.members[-1].has(DOCUMENT) and _BASIS.search(before):
            found = _BASIS_END.match(context.text, group.end, following)
            end = end or (found.end() if found else group.end)
        else:
            break
        count -= 1
    return count, end


def _adopted(context: Context, meeting: Place, documents: Sequence[Place]) -> Iterator[Finding]:
    """X第九次会议表决通过《A》."""
    body = _body(context, meeting) if meeting.has(_EVENT) else None
    found = _ADOPTS.fullmatch(context.text, meeting.end, documents[0].begin) if body else None
    if body and found:
        yield from issued(context, documents, [body], Span(found.start("cue"), found.end("cue")), "meeting")


def _carried(
    context: Context, sentence: Span, groups: Sequence[Group], documents: Sequence[Place]
) -> Iterator[Finding]:
    """X高度重视A，先后印发《B》: who begins the sentence issues, where nobody else is named in between."""
    if not groups:
        return
    text, subject = context.text, groups[0]
    begin, end = subject.end, documents[0].begin
    comma = text.rfind("，", begin, end) if end - begin <= _LONGEST_CARRY else -1
    found = _CARRIED.fullmatch(text, comma, end) if comma >= 0 else None
    if (
        found
        and subject.begin - sentence.begin <= _LONGEST_OPENING
        and _OPENING.fullmatch(text, sentence.begin, subject.begin)
        and all(name.has(ISSUERS) for name in subject.members)
        and not any(name.has(ISSUERS) for group in groups[1:] for name in group.members if not _joins(context, group))
        and not _NO_SUBJECT.match(text, begin, begin + 16)
        and not _ENDS_CLAUSE.search(text, begin, end)
        and not is_for_another(context, documents[-1])
        and not is_unissued(context, comma + 1, end)
    ):
        cue = Span(found.start("cue"), found.end("cue"))
        yield from issued(context, documents, subject.members, cue, "issue-carried")


def _inside_title(context: Context, document: Place) -> Iterator[Finding]:
    """Issuers at the head of the name itself: 国务院关于…的意见."""
    run: list[Place] = []
    for inner in context.places.inside(document):
        if not inner.has(INSTITUTION) or (not run and inner.begin != document.begin):
            break
        run.append(inner)
    if run and _OWN_TITLE.match(context.text, run[-1].end, document.end):
        yield from issued(context, [document], run, None, "title-head")


def _passive(context: Context, document: Place, groups: Sequence[Group]) -> Iterator[Finding]:
    """《A》由X制定; 《A》由X会同Y、Z制定; of 该办法由X制定 the document before it that is called so."""
    found = _PASSIVE.fullmatch(context.text, document.end, groups[0].begin)
    if found:
        yield from _made_by(context, context.meant(document), groups, found)


def _of_it(context: Context, sentence: Span, names: Sequence[Place]) -> Iterator[Finding]:
    """《A》…。该文件由X印发; …。办法由X制定: the document before it that is called so."""
    found = _ABOUT_IT.match(context.text, sentence.begin, sentence.end)
    if not found or not names or names[0].begin != found.end() or not names[0].has(ISSUERS):
        return
    document = context.last_of_kind(found["noun"], sentence.begin)
    if document:
        yield from _made_by(context, document, find_groups(context, names), found)


def _report(context: Context, sentence: Span, names: Sequence[Place]) -> Iterator[Finding]:
    """我代表X，向大会报告工作: the work report before it is X's."""
    found = _ON_BEHALF.search(context.text, sentence.begin, min(sentence.end, sentence.begin + _LONGEST_OPENING))
    if found and names and names[0].begin == found.end():
        members = find_groups(context, names)[0].members
        report = context.last_of_kind("工作报告", sentence.begin)
        if report and all(name.has(INSTITUTION) for name in members) and _REPORTS.match(context.text, members[-1].end):
            yield from issued(context, [report], members, Span(*found.span("cue")), "report")


def _made_by(context: Context, document: Place, groups: Sequence[Group], cue: re.Match[str]) -> Iterator[Finding]:
    names = list(groups[0].members)
    for group in groups[1:]:
        if not _WITH.fullmatch(context.gap(names[-1], group.members[0])):
            break
        names += group.members
    end = _PASSIVE_END.match(context.text, names[-1].end, names[-1].end + 24)
    if end:
        members = [name for name in names if name.has(ISSUERS)]
        is_adopted = cue["cue"] == "经" and end[0].endswith("通过")
        method = "meeting" if is_adopted else "passive"
        yield from issued(context, [document], members, Span(cue.start("cue"), cue.end("cue")), method)


def _after_title(context: Context) -> Iterator[Finding]:
    """《A》（X、Y令第2号）; 《A》已经2021年8月3日X第28次常务会议通过; the latter also in the line below a title."""
    text = context.text
    for document, name in pairwise(context.places.outer):
        body = _body(context, name)
        if not document.has(DOCUMENT) or not body:
            continue
        is_bracket = _BRACKET.fullmatch(text, document.end, body.begin)
        is_meeting = _UP_TO_MEETING.fullmatch(text, document.end, body.begin)
        if not is_bracket and not is_meeting:
            continue
        issuers = find_groups(context, context.places.within(name.begin, name.begin + _LONGEST_LIST))[0]
        members = [member for member in issuers.members if member.has(INSTITUTION)] or [body]
        end = issuers.end if body is name else body.end
        numbered = _NUMBERED.match(text, end) if is_bracket else None
        adopted = _MEETING.match(text, end) if is_meeting else None
        if found := numbered or adopted:
            cue = Span(found.start("cue"), found.end("cue"))
            yield from issued(context, [document], members, cue, "number" if numbered else "meeting")


def _body(context: Context, name: Place) -> Place | None:
    """The institution that the name is, or whose meeting it is: X of X第六次常务会议."""
    if name.has(INSTITUTION):
        return name
    inside = context.places.inside(name) if name.has(_EVENT) else ()
    return next((inner for inner in inside if inner.has(INSTITUTION)), None)
