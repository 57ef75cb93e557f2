"""LOCATED_IN: a place in the name, 在X建设P, X等P, X的P, X建设P."""

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
    r"[^，。；：\n]{0,14}?(?P<cue>@build@)(?:了|一批|\d+个|[一二三四五六七八九十]+个)?[^，。；：\n]{0,12}[“\"]?"
)
_OF = re.compile(r"）?(?:等(?:地|国家|地区|省市|省份|城市|区域|沿线国家)?)?的?[“\"]?")
_TOWARDS = Pattern('@towards@[“"]?$')
_ONLY_CALLED = Pattern("@called_after@")
"""After a region: a name that is called after it, and is no place in it."""
_BRACKET = re.compile(r"[（\-－—·]|）、?")


def find_locations(context: Context) -> Iterator[Finding]:
    """The LOCATED_IN relations of the text: those inside names, then those that sentences state."""
    for place in context.places.outer:
        if place.has(_LOCATED):
            yield from _inside(context, place)
    for sentence in context.sentences:
        names = context.places.within(sentence.begin, sentence.end)
        if any(name.has(_REGION) for name in names):
            yield from _in_sentence(context, names)


def _is_somewhere(context: Context, place: Place) -> bool:
    """Whether a name says where: 全国 and 农村 do not."""
    return place.has(_REGION) and place.span.of(context.text) not in words("no_place")


def _inside(context: Context, place: Place) -> Iterator[Finding]:
    for inner in context.places.all_inside(place):
        is_aimed_at = _TOWARDS.search(context.text, place.begin, inner.begin)
        if (
            _is_somewhere(context, inner)
            and not is_aimed_at
            and not _ONLY_CALLED.match(context.text, inner.end, place.end)
        ):
            yield Finding(RelationType.LOCATED_IN, place, inner, inner.span, "in-name")
            return


def _in_sentence(context: Context, names: Sequence[Place]) -> Iterator[Finding]:
    groups = _with_brackets(context, find_groups(context, names))
    for group, following in pairwise(groups):
        regions = [name for name in group.members if _is_somewhere(context, name)]
        if regions and group.members[-1] == regions[-1]:
            yield from _then(context, regions, following)


def _then(context: Context, regions: Sequence[Place], following: Group) -> Iterator[Finding]:
    text, begin, end = context.text, regions[-1].end, following.begin
    there = [name for name in following.members if name.has(_LOCATED)]
    if end - begin > 40 or not there:
        return
    found = _THERE.fullmatch(text, begin, end)
    if found:
        if not _TOWARDS.search(text, max(0, regions[0].begin - 4), regions[0].begin):
            cue = Span(found.start("cue"), found.end("cue"))
            yield from _located(regions, [name for name in there if name.has(_BUILT)], cue, "built-there")
    elif _OF.fullmatch(text, begin, end) and not there[0].is_only(_INDUSTRY):
        yield from _located(regions, there[:1], None, "of")


def _located(regions: Sequence[Place], heads: Sequence[Place], cue: Span | None, method: str) -> Iterator[Finding]:
    for head in heads[:20]:
        for region in regions[:60]:
            yield Finding(RelationType.LOCATED_IN, head, region, cue, method)


def _with_brackets(context: Context, groups: Sequence[Group]) -> list[Group]:
    """上海（浦东新区）、济南-青岛: brackets and dashes do not part a list of regions."""
    lists: list[list[Place]] = []
    for group in groups:
        last, first = lists[-1][-1] if lists else None, group.members[0]
        if last and last.has(_REGION) and first.has(_REGION) and _BRACKET.fullmatch(context.gap(last, first)):
            lists[-1] += group.members
        else:
            lists.append(list(group.members))
    return [Group(tuple(members)) for members in lists]
