"""CITES, AMENDS, REPEALS: what a document rests on, carries out, changes or ends."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.records import Span, attribute
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern, kinds
from extract.relation_rules.issued import announced
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import EntityType, RelationType

_DOCUMENT = frozenset({EntityType.POLICY_DOCUMENT})
_INSTITUTION = frozenset({EntityType.INSTITUTION})
_ACTORS = frozenset({EntityType.INSTITUTION, EntityType.PERSON, EntityType.EVENT})
_GROUPS = frozenset({EntityType.ACTOR_GROUP, EntityType.REGION})
_CLOSE = r"[》”\"〉]*(?:等[^，。；：《》]{0,12})?(?:（[^）]{0,40}）)*"
_OPEN = r"[《“\"〈\s]*"
_CUE = Pattern(r"(?P<cue>@cite_*@)(?:好|了)?[^，。；：《》]{0,40}(?:，以及)?(?:[《“\"〈]+[^，。；：《》]{0,60})?")
_QUOTED = Pattern(r"(?P<cue>@quoted_*@)(?:好|了)?[^，。；：《》]{0,40}《[^，。；：《》]{0,60}")
"""Words that only before a title in its marks say that a document is cited: not 深入实施创新驱动发展战略."""
_BY = Pattern("(?P<cue>@mark_*@)《")
"""Words that say it right before the mark: 按《A》执行."""
_IS_MADE = Pattern(r"@issue@了?[《“\"〈]+$")
_BASED = re.compile(rf"{_CLOSE}的?(?:总体)?(?P<cue>基础之?上|框架(?:之?[下内]|之上)|指导下|指引下)")
_WITH = re.compile(r"(?<![可所得予难足])以[^，。；：《》]{0,30}《$")
_GROUND = Pattern(rf"{_CLOSE}为[^，。；：、《》]{{0,6}}?(?P<cue>@ground@)")
_BESIDE = re.compile(r"[与同和][^，。；：《》]{0,24}[《“]$")
_LINKED = re.compile(rf"{_CLOSE}(?:等[^，。；《》]{{0,8}})?(?:相互?|保持|做好|有效|充分|紧密|有机)*(?P<cue>衔接|配套)")
_SPELT_OUT = re.compile(rf"{_CLOSE}的?(?:具体|进一步|作了|作出|进行了?)*(?P<cue>细化|配套|深化|具体化)")
_OF = re.compile(r"[对是为][^，。；：《》]{0,24}[《“]$")
_GROUNDS = re.compile(
    r"(?P<cue>(?:编制|制定|修订|修改|起草|上位|法律|法规|政策|出台|立法|设定|主要)(?:法|和[\u4e00-\u9fff]{2})?依据|上位(?:法律)?文件)"
    r"(?:主要|包括|分别|有哪些|有|是什么|如下|为|是|[一二三四五六七八九十]|[个部项方面])*"
)
_HEADS_LIST = re.compile(r"[^，。；《》]{0,24}")
_GROUND_HERE = re.compile(rf"{_GROUNDS.pattern}：?[^，。；《》]{{0,40}}《")
_LISTED = re.compile(
    r"(?:答：)?[^，。；《》]{0,40}《[^《》\n]{2,120}》(?:（[^（）]{1,40}）)*(?:[、；。，和及与以《等第]|$)"
)
_BEFORE_ITEM = frozenset("《〈“”、；：，。.．和及与是为 \n")
_ISSUER = re.compile("《[^《》，。；]{2,38}(?<!关于)$")
"""Before a title that its issuer opens: 《国务院关于A》."""
_EXPLAINS = re.compile("(?:说明|解读|问答|答记者问)$")
_SEEKS_OPINIONS = re.compile("关于(?:公开)?征求")
"""Opens the title of a notice that seeks opinions on a draft: it is the draft that cites, not the notice."""
_IT = Pattern(
    r"(?:[^，。；：《》]{0,30}(?:表示|介绍|指出|说)，)?[“\"]?(?:该|这[份部项]|上述)?(?P<noun>@document_noun@)(?![》《])"
)
_ELSE = re.compile("会议|要|[^，。；：]{0,12}(?:指出|强调|要求|表示|认为|介绍|提出)")
_ELSEWHERE = re.compile("[，；](?!(?:同时|并|且|还|也)(?![^，。；]{0,16}(?:请|要求|应当|须)))")
"""Opens a clause that need not have the subject of the one before it: not 《A》落实了《B》，同时与《C》衔接."""
_OTHERS = Pattern("@others@[^，。；]{0,12}$")
_URGES = re.compile("(?:请|要求)[^，。；]{0,12}$")
_CHANGED = Pattern(
    rf"{_CLOSE}(?:第[^，。；《》]{{1,12}}条[^，。；《》]{{0,10}})?(?:同时|同步|即行|相应|一并|已经|已)?"
    r"(?:予以|进行|作了|作出|作)?(?:了)?(?:全面)?(?P<cue>@amend|repeal@)(?!的|后)"
)
_TO_CHANGE_IT = re.compile(
    "(?:推动|推进|加快|开展|启动|组织|研究|抓紧|适时|配合|参与|支持|做好|(?<!已)完成|正在|拟|将对)[^，。；《》]{0,12}《$"
)
_ENDED = re.compile("(?:不再|停止|终止)$")
_REPEAL = Pattern(rf"(?P<cue>废止)(?:了|原)?{_OPEN}")
_RESULT = Pattern(rf"@result@(?:了|新的|本)?{_OPEN}$")
_UP_TO_NEXT = re.compile(rf"{_CLOSE}[^，。；：《》]{{0,12}}，《")
_GOES_ON = re.compile(r"》(?:（[^）]{0,40}）)*(?!等|[和与及的中]|规定|要求|精神|有关|相关)[\u4e00-\u9fff]")
_TO_CHANGE = re.compile(r"[^《》〈〉]{0,30}关于(?P<cue>修改|修订|废止)[^《》〈〉，]{0,6}[《〈][^《》〈〉]{0,30}")
_TO_CARRY_OUT = re.compile(
    r"[^《》〈〉]{0,30}关于[^《》〈〉，]{0,8}(?P<cue>贯彻落实|落实|贯彻|执行|实施)[^《》〈〉，]{0,12}[《〈][^《》〈〉]{0,30}"
)
_BYLINE = re.compile(r"(?:等[^，。；：、《》]{0,8})?\s*[《“\"]{1,2}")
_ASKED = Pattern(r"[》”\"]+(?:（[^（）]{0,40}）)*的?(?:@asked@、?){1,4}(?:以及|[和与及])《")
"""Between two titles what the first one asks for: 按照《A》部署要求和《B》有关规定."""
_OWN = re.compile(".?本|该")
_SHORT_NAME = re.compile("（[^（）]{0,2}(?:简称|统称|下称)为?[《“]?$")
_ANNEXED = re.compile(r"[》”\"〉]*（(?:见)?附件")
_REACH, _FAR = 100, 300
"""How far before a cue somebody else is looked for, and the document that is the subject of its clause."""
_LONGEST_BARE = 6
"""Without marks, no more characters than these are a kind of document and no title: 实施方案, 工作方案."""
_MARKS = 3  # 《 or “ before the name that a sentence begins with


class _Mode(NamedTuple):
    """How a document is named: the relation, its kind, the rule and the words that say it."""

    type: RelationType
    kind: str
    method: str
    cue: Span


@functools.cache
def _kinds() -> dict[str, str]:
    return kinds("cite_") | kinds("quoted_") | kinds("mark_")


def find_citations(context: Context) -> Iterator[Finding]:
    """The CITES, AMENDS and REPEALS relations of the text, then those that its titles speak of."""
    speaker: Place | None = None
    last_named: Place | None = None
    grounds: tuple[_Mode, list[Place]] | None = None
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if not context.documents(names):
            cue = _heads_list(context, sentence)
            grounds = (_grounds(cue), _explained(context, sentence, last_named)) if cue else None
            continue
        if grounds and not _LISTED.match(context.text, sentence.begin, sentence.end):
            grounds = None
        cue = None if grounds else _says_grounds(context, sentence)
        here = grounds or ((_grounds(cue), _explained(context, sentence, last_named)) if cue else None)
        if here:
            as_ground, resting = here
            documents = context.documents(names)
            before = [name for name in documents if cue and name.end <= cue.begin]
            items = [name for name in documents[len(before) :] if _is_item(context, sentence, name)]
            yield from _pairs(context, as_ground, before[-1:] or resting, items)
            continue
        floor = sentence.begin
        current: Place | None = None
        is_first = True
        for group in _lists(context, names):
            documents = context.documents(group.members)
            if not documents:
                continue
            mode = _mode(context, floor, documents)
            is_to_change = _is_to_change(context, floor, documents, sentence.end)
            floor = group.end
            if is_to_change:
                continue
            if mode is None:
                current = last_named = context.meant(documents[0])
                if is_first:
                    speaker = None if _is_made_by(context, sentence, documents[0]) else current
                is_first = False
            elif not _ANNEXED.match(context.text, documents[-1].end):
                owner = context.owner(documents[0].begin)
                if owner and context.is_in_headline(owner):
                    is_other = current and not _is_same(current, owner)
                    owner = None if is_other or _has_actor(context, sentence, mode.cue.begin) else owner
                if current and _turns(context, current, mode.cue):
                    current = None
                said = current or _named_by_kind(context, sentence)
                last = None if _is_of_others(context, speaker, sentence, mode.cue.begin) else speaker
                heads = _heads(context, mode, documents, said, owner, last, sentence.end)
                yield from _pairs(context, mode, heads, documents)
    yield from _in_titles(context)


def _is_to_change(context: Context, floor: int, documents: Sequence[Place], end: int) -> bool:
    """Whether it is said that documents are to be changed, not that something here changes them: 推动《A》修订."""
    first, last = documents[0], documents[-1]
    begin = _clause_begin(context, floor, first.begin)
    is_changed = _CHANGED.match(context.text, last.end, last.end + 100)
    is_planned = is_changed and _TO_CHANGE_IT.search(context.text, begin, first.begin)
    return bool(is_planned) and _result(context, last.end, end) is None


def _is_same(one: Place, other: Place) -> bool:
    """Whether two places name one thing."""
    return any(a.iri == b.iri for a in one.readings for b in other.readings)


def _is_made_by(context: Context, sentence: Span, document: Place) -> bool:
    """Whether the sentence is about who issues the document: what follows it is then not what the document says."""
    is_made = _IS_MADE.search(context.text, max(sentence.begin, document.begin - 8), document.begin) is not None
    makers = context.places.within(sentence.begin, document.begin) if is_made else ()
    return any(name.has(_ACTORS | _GROUPS) for name in makers)


def _turns(context: Context, subject: Place, cue: Span) -> bool:
    """Whether somebody else than `subject` may be the one of the clause in which the cue stands."""
    if cue.begin - subject.end > _FAR:
        return True
    between = context.text[subject.end : cue.begin]
    if not re.search("[，；]", between):
        return False
    others = context.places.within(subject.end, cue.begin)
    return bool(_ELSEWHERE.search(between)) or any(name.has(_ACTORS | _GROUPS) for name in others)


def _heads_list(context: Context, sentence: Span) -> Span | None:
    """The cue of a heading that the documents below are the grounds of: 二、编制依据, 起草遵循了哪些依据？."""
    found = _GROUNDS.search(context.text, sentence.begin, sentence.end)
    if not found or not _HEADS_LIST.fullmatch(context.text, sentence.begin, found.start()):
        return None
    rest = context.text[found.end() : sentence.end]
    return None if rest.strip("：。？ \n") else Span(found.start("cue"), found.end("cue"))


def _is_item(context: Context, sentence: Span, name: Place) -> bool:
    """Whether the document is an item of the list, not spoken of in it: 《A》规定“实施B战略” lists A alone."""
    is_first = name.begin == sentence.begin or context.text[name.begin - 1] in _BEFORE_ITEM
    return is_first or _ISSUER.search(context.text, max(sentence.begin, name.begin - 40), name.begin) is not None


def _grounds(cue: Span) -> _Mode:
    return _Mode(RelationType.CITES, "依据", "ground-list", cue)


def _says_grounds(context: Context, sentence: Span) -> Span | None:
    """The cue of a sentence that lists grounds: 上位依据主要有三：《A》、《B》和《C》."""
    found = _GROUND_HERE.search(context.text, sentence.begin, sentence.end)
    return Span(found.start("cue"), found.end("cue")) if found else None


def _explained(context: Context, sentence: Span, last_named: Place | None) -> list[Place]:
    """The document whose grounds are listed: the one that the sentence or the page speaks of."""
    heads = (_named_by_kind(context, sentence), context.owner(sentence.begin), context.subject, last_named)
    head = next((place for place in heads if place and place.begin < sentence.begin), None)
    inside = context.documents(context.places.inside(head)) if head else []
    if head and inside and (_EXPLAINS.search(context.bare(head)) or _SEEKS_OPINIONS.match(context.text, head.begin)):
        return inside[:1]
    return [head] if head else []


def _named_by_kind(context: Context, sentence: Span) -> Place | None:
    """The document that a sentence begins with, named by its kind alone: 办法以《A》为依据, 他说，该规划与《B》衔接."""
    found = _IT.match(context.text, sentence.begin, sentence.end)
    return context.last_of_kind(found["noun"], sentence.begin) if found else None


def _is_of_others(context: Context, speaker: Place | None, sentence: Span, cue: int) -> bool:
    """Whether a sentence speaks of what somebody else goes by, not the document `speaker` named before it.

    So does one that opens another paragraph, and one about 该方案 where no such document was named.
    """
    if not speaker or "\n" in context.text[speaker.end : sentence.begin]:
        return True
    if _IT.match(context.text, sentence.begin, sentence.end):
        return True
    if _URGES.search(context.text, max(sentence.begin, cue - _REACH), cue) or _has_actor(context, sentence, cue):
        return True
    names = context.places.within(max(sentence.begin, cue - _REACH), cue)
    is_said = _ELSE.match(context.text, sentence.begin, sentence.end) is not None
    is_by_document = bool(names) and names[0].has(_DOCUMENT) and names[0].begin - sentence.begin < _MARKS
    return (is_said and not is_by_document) or any(name.has(_ACTORS) for name in names)


def _has_actor(context: Context, sentence: Span, cue: int) -> bool:
    """Whether the clause of the cue has somebody before it, who then goes by the document: 各地要按照《A》."""
    begin = _clause_begin(context, sentence.begin, cue)
    names = [name for name in context.places.within(begin, cue) if not context.text.startswith("的", name.end)]
    return _OTHERS.search(context.text, begin, cue) is not None or any(name.has(_ACTORS | _GROUPS) for name in names)


def _in_titles(context: Context) -> Iterator[Finding]:
    """关于修改《X》的决定 changes X, and the title says so; 关于落实《X》的意见 cites it."""
    for place in context.places.outer:
        for inner in context.places.inside(place) if place.has(_DOCUMENT) else ():
            if not inner.has(_DOCUMENT):
                continue
            if found := _TO_CHANGE.fullmatch(context.text, place.begin, inner.begin):
                mode = _change(found["cue"], Span(*found.span("cue")))
                yield from _pairs(context, mode, [place], [inner])
            elif found := _TO_CARRY_OUT.fullmatch(context.text, place.begin, inner.begin):
                mode = _Mode(RelationType.CITES, "贯彻落实", "cue-before", Span(*found.span("cue")))
                yield from _pairs(context, mode, [place], [inner])


def _lists(context: Context, names: Sequence[Place]) -> list[Group]:
    """The lists of names; the issuer at the head of a title parts none: 《A》《国务院关于B》和《C》 is one.

    Nor does what a document asks for: 《A》要求和《B》有关规定; nor its short name: 《A》（以下简称《a》）和《B》.
    """
    lists: list[Group] = []
    names = [n for n in names if not _SHORT_NAME.search(context.text, max(0, n.begin - 8), n.begin)]
    for group in find_groups(context, names):
        if lists and _is_titled(context, lists[-1], group.members[0]):
            lists[-1] = Group(lists[-1].members + group.members)
        elif len(group.members) > 1 and _is_beside(context, group):
            lists += [Group(group.members[:1]), Group(group.members[1:])]
        else:
            lists.append(group)
    return lists


def _is_beside(context: Context, group: Group) -> bool:
    """Whether 与 parts the first title from those it goes with: 《A》与《B》《C》相衔接."""
    gap = context.gap(group.members[0], group.members[1]).strip("《》“” ")
    return gap in ("与", "同") and _LINKED.match(context.text, group.end, group.end + 60) is not None


def _is_titled(context: Context, before: Group, name: Place) -> bool:
    """Whether `before` is titles and then the issuers of one more, `name`: 《A》《X关于B》, 《A》、X等部门《B》.

    Or titles that are cited, with what they ask for: 按照《A》要求和《B》.
    """
    last, gap = before.members[-1], context.gap(before.members[-1], name)
    if last.has(_DOCUMENT) and name.has(_DOCUMENT) and _ASKED.fullmatch(gap):
        return _cue_before(context, 0, before.members[0].begin) is not None
    return (
        before.members[0].has(_DOCUMENT)
        and last.has(_INSTITUTION)
        and (
            (not gap.strip() and (name.has(_INSTITUTION) or context.text.startswith("关于", name.begin)))
            or (name.has(_DOCUMENT) and _BYLINE.fullmatch(gap) is not None)
        )
    )


def _heads(
    context: Context,
    mode: _Mode,
    documents: Sequence[Place],
    current: Place | None,
    owner: Place | None,
    speaker: Place | None,
    end: int,
) -> list[Place]:
    """Who cites: the document named for it in the sentence, else the one that speaks here and what it announces."""
    result = _result(context, documents[-1].end, end)
    if owner and owner.begin >= documents[0].begin:
        owner = None
    is_other = owner and result and not any(_is_same(result, own) for own in (owner, *announced(context, owner)))
    if result and (mode.type is RelationType.AMENDS or (not current and (is_other or not owner))):
        return [result]
    if current and mode.type is RelationType.CITES:
        return [current]
    if owner:
        brought = announced(context, owner)
        return brought if brought and _SEEKS_OPINIONS.match(context.text, owner.begin) else [owner, *brought]
    return [speaker] if speaker and mode.type is RelationType.CITES else []


def _result(context: Context, begin: int, end: int) -> Place | None:
    """对A进行修订，形成B; 根据A，制定B: the new document named behind the old one."""
    for name in context.places.within(begin, min(end, begin + 120)):
        if not name.has(_DOCUMENT):
            continue
        made = _RESULT.search(context.text, max(begin, name.begin - 20), name.begin)
        if made or _is_next(context, begin, name):
            is_bare = context.text[name.begin - 1] not in "《“〈本" and name.end - name.begin <= _LONGEST_BARE
            return None if is_bare else name
    return None


def _is_next(context: Context, begin: int, name: Place) -> bool:
    """Whether a document is the subject right behind what it goes by: 落实《A》要求，《B》提出."""
    is_behind = _UP_TO_NEXT.fullmatch(context.text, begin, name.begin) is not None
    return is_behind and _GOES_ON.match(context.text, name.end, name.end + 60) is not None


def _mode(context: Context, floor: int, documents: Sequence[Place]) -> _Mode | None:
    """What the words around a list of documents make of it; None where they only mention it."""
    text, first, last = context.text, documents[0], documents[-1]
    after = _CHANGED.match(text, last.end, last.end + 100)
    if after:
        return _change(after["cue"], Span(after.start("cue"), after.end("cue")))
    start = _clause_begin(context, floor, first.begin)
    cued = _cue_before(context, floor, first.begin)
    if cued:
        cue = Span(cued.start("cue"), cued.end("cue"))
        if _ENDED.search(text, max(start, cue.begin - 4), cue.begin):
            return _change("废止", cue)
        return _Mode(RelationType.CITES, _kinds()[cued["cue"]], "cue-before", cue)
    ended = _REPEAL.search(text, max(start, first.begin - 8), first.begin)
    if ended and ended.end() == first.begin:
        return _change(ended["cue"], Span(ended.start("cue"), ended.end("cue")))
    before = text[start : first.begin]
    ground = _GROUND.match(text, last.end, last.end + 60) if _WITH.search(before) else None
    if ground:
        return _Mode(RelationType.CITES, "依据", "based-on", Span(ground.start("cue"), ground.end("cue")))
    based = _BASED.match(text, last.end, last.end + 60)
    if based:
        return _Mode(RelationType.CITES, "基础", "based-on", Span(based.start("cue"), based.end("cue")))
    linked = _LINKED.match(text, last.end, last.end + 60) if _BESIDE.search(before) else None
    linked = linked or (_SPELT_OUT.match(text, last.end, last.end + 60) if _OF.search(before) else None)
    if linked:
        return _Mode(RelationType.CITES, "配套", "linked", Span(linked.start("cue"), linked.end("cue")))
    return None


def _clause_begin(context: Context, floor: int, end: int) -> int:
    """Where the clause begins that goes on at `end`, or what of it is looked at."""
    window = max(floor, end - 60)
    return max(window, *(context.text.rfind(mark, window, end) + 1 for mark in "，。；：\n"))


def _cue_before(context: Context, floor: int, begin: int) -> re.Match[str] | None:
    """The nearest words that say that the document which begins at `begin` is cited: 落实 of 结合实际落实《."""
    text, start = context.text, _clause_begin(context, floor, begin)
    if text.startswith("以及", start) and text[start - 1] == "，":
        start = _clause_begin(context, floor, start - 1)
    if _IS_MADE.search(text, max(start, begin - 8), begin):
        return None
    cues = [found for pattern in (_CUE, _QUOTED, _BY) for found in _overlapping(pattern, text, start, begin)]
    reaching = (found for found in cues if found.end() == begin)
    return max(reaching, key=lambda found: found.start("cue"), default=None)


def _overlapping(pattern: Pattern, text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of a pattern, each found behind the cue of the one before it."""
    found = pattern.search(text, begin, end)
    while found:
        yield found
        found = pattern.search(text, found.end("cue"), end)


def _change(word: str, cue: Span) -> _Mode:
    if word in ("废止", "失效"):
        return _Mode(RelationType.REPEALS, "废止", "repeal", cue)
    return _Mode(RelationType.AMENDS, "修订", "amend", cue)


def _pairs(context: Context, mode: _Mode, heads: Sequence[Place], documents: Sequence[Place]) -> Iterator[Finding]:
    """One finding a pair; an amended document is cited as well, since the new one rests on it.

    What a notice brings is no ground of the notice, whatever it asks of those who get it.
    """
    for head in heads[:3]:
        own = head.span.of(context.text)
        brought = announced(context, head)
        for document in documents[:60]:
            if any(_is_same(document, inner) for inner in brought):
                continue
            if own.endswith(document.span.of(context.text)) or _OWN.match(context.text, max(0, document.begin - 1)):
                continue
            kind = attribute({"kind": mode.kind})
            yield Finding(mode.type, head, document, mode.cue, mode.method, kind)
            if mode.type is RelationType.AMENDS:
                yield Finding(RelationType.CITES, head, document, mode.cue, mode.method, kind)
