"""CITES, AMENDS, REPEALS: what a document rests on, carries out, changes or ends."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.records import Span, attribute
from extract.relation_rules.coordination import Group, find_groups
from extract.relation_rules.cues import Pattern, kinds
from extract.relation_rules.issuing import announced
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import EntityType, RelationType

_DOCUMENT = frozenset({EntityType.POLICY_DOCUMENT})
_INSTITUTION = frozenset({EntityType.INSTITUTION})
_CLOSE = r"[》”\"〉]*(?:等[^，。；：《》]{0,12})?(?:（[^）]{0,40}）)*"
_OPEN = r"[《“\"〈\s]*"
_CUE = Pattern(r"(?P<cue>@cite_*@)(?:好|了)?[^，。；：《》]{0,40}(?:[《“\"〈]+[^，。；：《》]{0,30})?")
_BASED = re.compile(rf"{_CLOSE}的?(?P<cue>基础上)")
_GROUND = re.compile(rf"{_CLOSE}为[^，。；：、《》]{{0,6}}(?P<cue>依据|根据|遵循)")
_CHANGED = Pattern(
    rf"{_CLOSE}(?:第[^，。；《》]{{1,12}}条[^，。；《》]{{0,10}})?(?:同时|同步|即行|相应|一并|已经|已)?"
    r"(?:予以|进行|作了|作出|作)?(?:了)?(?:全面)?(?P<cue>@amend|repeal@)(?!的|后)"
)
_REPEAL = Pattern(rf"(?P<cue>废止)(?:了|原)?{_OPEN}")
_RESULT = Pattern(rf"@result@(?:了|新的)?{_OPEN}$")
_TO_CHANGE = re.compile(r"[^《》〈〉]{0,30}关于(?P<cue>修改|修订|废止)[^《》〈〉，]{0,6}[《〈]")
_OWN = re.compile(".?本|该")
_ANNEXED = re.compile(r"[》”\"〉]*（(?:见)?附件")


class _Mode(NamedTuple):
    """How a document is named: the relation, its kind, the rule and the words that say it."""

    type: RelationType
    kind: str
    method: str
    cue: Span


@functools.cache
def _kinds() -> dict[str, str]:
    return kinds("cite_")


def find_citations(context: Context) -> Iterator[Finding]:
    """The CITES, AMENDS and REPEALS relations of the text, then those that its titles speak of."""
    speaker: Place | None = None
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if not context.documents(names):
            continue
        floor = sentence.begin
        current: Place | None = None
        for group in _lists(context, names):
            documents = context.documents(group.members)
            if not documents:
                continue
            mode = _mode(context, floor, documents)
            floor = group.end
            if mode is None:
                current = speaker = documents[0]
            elif not _ANNEXED.match(context.text, documents[-1].end):
                if current and "，" in context.text[current.end : mode.cue.begin]:
                    current = None
                heads = _heads(context, mode, documents, current, speaker, sentence.end)
                yield from _pairs(context, mode, heads, documents)
    yield from _in_titles(context)


def _in_titles(context: Context) -> Iterator[Finding]:
    """《关于修改《X》的决定》 changes X, and the title says so."""
    for place in context.places.outer:
        for inner in context.places.inside(place) if place.has(_DOCUMENT) else ():
            found = inner.has(_DOCUMENT) and _TO_CHANGE.fullmatch(context.text, place.begin, inner.begin)
            if found:
                mode = _change(found["cue"], Span(found.start("cue"), found.end("cue")))
                yield from _pairs(context, mode, [place], [inner])


def _lists(context: Context, names: Sequence[Place]) -> list[Group]:
    """The lists of names; the issuer at the head of a title parts none: 《A》《国务院关于B》和《C》 is one."""
    lists: list[Group] = []
    for group in find_groups(context, names):
        if lists and _is_titled(context, lists[-1], group.members[0]):
            lists[-1] = Group(lists[-1].members + group.members)
        else:
            lists.append(group)
    return lists


def _is_titled(context: Context, before: Group, name: Place) -> bool:
    """Whether `before` is a list of titles that ends in the issuers of one, which goes on with `name`."""
    last = before.members[-1]
    return (
        before.members[0].has(_DOCUMENT)
        and last.has(_INSTITUTION)
        and not context.gap(last, name).strip()
        and (name.has(_INSTITUTION) or context.text.startswith("关于", name.begin))
    )


def _heads(
    context: Context, mode: _Mode, documents: Sequence[Place], current: Place | None, speaker: Place | None, end: int
) -> list[Place]:
    """Who cites: the document named for it in the sentence, else the one that speaks here and what it announces."""
    result = _result(context, documents[-1].end, end)
    owner = context.owner(documents[0].begin)
    if owner and owner.begin >= documents[0].begin:
        owner = None
    if result and (mode.type is RelationType.AMENDS or not (current or owner)):
        return [result]
    if current and mode.type is RelationType.CITES:
        return [current]
    if owner:
        return [owner, *announced(context, owner)]
    return [speaker] if speaker and mode.type is RelationType.CITES else []


def _result(context: Context, begin: int, end: int) -> Place | None:
    """对A进行修订，形成B; 根据A，制定B: the new document named behind the old one."""
    for name in context.places.within(begin, min(end, begin + 120)):
        if name.has(_DOCUMENT) and _RESULT.search(context.text, max(begin, name.begin - 20), name.begin):
            return name
    return None


def _mode(context: Context, floor: int, documents: Sequence[Place]) -> _Mode | None:
    """What the words around a list of documents make of it; None where they only mention it."""
    text, first, last = context.text, documents[0], documents[-1]
    after = _CHANGED.match(text, last.end, last.end + 100)
    if after:
        return _change(after["cue"], Span(after.start("cue"), after.end("cue")))
    window = max(floor, first.begin - 60)
    start = max(window, *(text.rfind(mark, window, first.begin) + 1 for mark in "，。；：\n"))
    for found in _CUE.finditer(text, start, first.begin):
        if found.end() == first.begin:
            cue = Span(found.start("cue"), found.end("cue"))
            return _Mode(RelationType.CITES, _kinds()[found["cue"]], "cue-before", cue)
    ended = _REPEAL.search(text, max(start, first.begin - 8), first.begin)
    if ended and ended.end() == first.begin:
        return _change(ended["cue"], Span(ended.start("cue"), ended.end("cue")))
    is_ground = text[max(0, first.begin - 2) : first.begin] == "以《"
    ground = _GROUND.match(text, last.end, last.end + 60) if is_ground else None
    if ground:
        return _Mode(RelationType.CITES, "依据", "based-on", Span(ground.start("cue"), ground.end("cue")))
    based = _BASED.match(text, last.end, last.end + 60)
    if based:
        return _Mode(RelationType.CITES, "基础", "based-on", Span(based.start("cue"), based.end("cue")))
    return None


def _change(word: str, cue: Span) -> _Mode:
    if word in ("废止", "失效"):
        return _Mode(RelationType.REPEALS, "废止", "repeal", cue)
    return _Mode(RelationType.AMENDS, "修订", "amend", cue)


def _pairs(context: Context, mode: _Mode, heads: Sequence[Place], documents: Sequence[Place]) -> Iterator[Finding]:
    """One finding a pair; an amended document is cited as well, since the new one rests on it."""
    for head in heads[:3]:
        own = head.span.of(context.text)
        for document in documents[:60]:
            if own.endswith(document.span.of(context.text)) or _OWN.match(context.text, max(0, document.begin - 1)):
                continue
            kind = attribute({"kind": mode.kind})
            yield Finding(mode.type, head, document, mode.cue, mode.method, kind)
            if mode.type is RelationType.AMENDS:
                yield Finding(RelationType.CITES, head, document, mode.cue, mode.method, kind)
