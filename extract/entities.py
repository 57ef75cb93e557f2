"""Names in a document: what the model, the word lists and the marks of the text propose, resolved into mentions.

`find_mentions` gives the mentions of a document with their types, sorted, a longer name before the shorter one in it.
Two mentions either nest or are apart; the outermost one is what the text says at that place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from extract.backends.backend import Annotation, Backend
from extract.lexicon import read_rows
from extract.names.candidates import (
    DEFINITION,
    GAZETTEER,
    LEXICON,
    MODEL,
    REPEAT,
    TITLE,
    Candidate,
    Evidence,
    describe,
)
from extract.names.definitions import find_definitions
from extract.names.endings import Endings
from extract.names.features import known_names, longest_known
from extract.names.gazetteer import Hit, find_regions, regions_by_name
from extract.names.occurrences import find_places
from extract.names.proper import with_proper_names
from extract.names.resolver import Resolver
from extract.names.seen import Seen
from extract.names.settings import with_settings
from extract.names.titles import INNER, Found, bodies_before, by_place, find_titles, named_in
from extract.records import Document, Mention, Span
from extract.script import as_read
from extract.segment import find_passages
from ontology.labels import EntityType

SUBJECTS = frozenset({EntityType.REGION, EntityType.INDUSTRY, EntityType.TECHNOLOGY, EntityType.PRODUCT})
"""Types that are listed inside a longer name: what the longer name is about, or where it is."""

_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("《", "》"), ("（", "）"), ("(", ")"))
_THOUGHT = re.compile(r"(?:新时代中国特色社会主义|新时代|生态文明|法治|经济|外交|强军|文化)思想")
_LETTERS = re.compile("[A-Za-z]{2}")
_LIKELY = 0.5
_SHORTEST = 2
_PART = 3
"""A name of at most so many characters that begins and ends inside words is a part of them: 化工 in 标准化工作."""


def find_mentions(
    document: Document, backend: Backend, resolver: Resolver, seen: Seen, endings: Endings
) -> tuple[Found, ...]:
    """Every mention in `document`, in reading order."""
    text = as_read(document.text)
    evidence = gather(text, backend, seen, endings)
    names = resolver.choose(evidence)
    found = [(_with_marks(text, Mention(c.begin, c.end, c.confidence, c.source)), c.type) for c in names]
    found += bodies_before(text, found)
    regions = find_regions(text)
    found = with_proper_names(text, evidence.candidates, regions, found)
    found = with_settings(text, evidence.candidates, found)
    return tuple(sorted([*found, *_inner(text, regions, found), *named_in(text, found)], key=by_place))


def gather(text: str, backend: Backend, seen: Seen, endings: Endings) -> Evidence:
    """Every candidate in `text` with what speaks for it, in reading order."""
    passages = find_passages(text)
    annotations = list(backend.annotate(passage.of(text) for passage in passages))
    named = list(_named(passages, annotations))
    model = [candidate for candidate in named if candidate.source == MODEL]
    candidates = [
        *named,
        *find_titles(text),
        *_defined(text, model),
        *_regions(text),
        *_listed(text),
        *_repeats(text, model),
    ]
    boundaries = _boundaries(passages, annotations)
    names = [candidate for candidate in candidates if _is_name(text, candidate, boundaries)]
    return describe(text, names, boundaries, seen, endings)


def _is_name(text: str, candidate: Candidate, boundaries: frozenset[int]) -> bool:
    """Whether the candidate can be a name: no bare word, no part of two words, no Latin word or title cut in two.

    None of 18,800 annotated names cuts one. Nor is a person named whose thought is (X生态文明思想): of 18 annotated
    documents that name nobody but so, one lists the person.
    """
    begin, end = candidate.begin, candidate.end
    if candidate.type is EntityType.PERSON and _THOUGHT.match(text, end):
        return False
    if _is_torn(text, begin, end):
        return False
    is_whole = end - begin > _PART or begin in boundaries or end in boundaries
    is_cut = _LETTERS.match(text, begin - 1) if begin else None
    return is_whole and not is_cut and not _LETTERS.match(text, end - 1) and text[begin:end] not in _bare_words()


def _is_torn(text: str, begin: int, end: int) -> bool:
    """Whether a name begins inside a title and goes on behind it: B》的通知 of 落实《A关于B》的通知."""
    for opening, closing in ("《》", "〈〉"):
        at = text.find(closing, begin, end - 1)
        if at >= 0 and text[begin - 1 : begin] != opening and opening not in text[begin:at]:
            return True
    return False


@functools.cache
def _bare_words() -> frozenset[str]:
    """Words for a class and slogans, which name nothing by themselves."""
    return frozenset(word for _, row in read_rows("bare_words", 2) for word in row.split())


def _named(passages: Sequence[Span], annotations: Sequence[Annotation]) -> Iterator[Candidate]:
    for passage, annotation in zip(passages, annotations, strict=True):
        for name in annotation.names:
            begin, end = passage.begin + name.begin, passage.begin + name.end
            if name.source == MODEL:
                yield Candidate(begin, end, EntityType(name.label), name.confidence, MODEL, name.opinions)
            else:
                yield Candidate(begin, end, EntityType(name.label), 0.0, name.source)


def _boundaries(passages: Sequence[Span], annotations: Sequence[Annotation]) -> frozenset[int]:
    return frozenset(
        passage.begin + offset
        for passage, annotation in zip(passages, annotations, strict=True)
        for word in annotation.words
        for offset in (word.begin, word.end)
    )


def _defined(text: str, model: Sequence[Candidate]) -> Iterator[Candidate]:
    """Every place of a short name that the text defines, with the type of the long name before the definition."""
    types: dict[int, Candidate] = {}
    for candidate in [*find_titles(text), *model]:
        known = types.get(candidate.end)
        if known is None or candidate.confidence > known.confidence or candidate.source == TITLE:
            types[candidate.end] = candidate
    proposed: set[tuple[str, EntityType]] = set()
    for definition in find_definitions(text):
        long = types.get(definition.anchor)
        if long and (definition.name, long.type) not in proposed:
            proposed.add((definition.name, long.type))
            for found in re.finditer(re.escape(definition.name), text):
                yield Candidate(found.start(), found.end(), long.type, 0.0, DEFINITION)


def _regions(text: str) -> Iterator[Candidate]:
    return (Candidate(hit.begin, hit.end, EntityType.REGION, 0.0, GAZETTEER) for hit in find_regions(text))


def _listed(text: str) -> Iterator[Candidate]:
    """The names of the word lists, the longest at each place."""
    names = known_names()
    for begin, end in longest_known().find(text):
        for type in sorted(names[text[begin:end]]):
            yield Candidate(begin, end, type, 0.0, LEXICON)


def _repeats(text: str, model: Sequence[Candidate]) -> Iterator[Candidate]:
    """The other places of names that the model finds likely somewhere in the text."""
    likely = {
        (text[c.begin : c.end], c.type) for c in model if c.confidence >= _LIKELY and c.end - c.begin >= _SHORTEST
    }
    places = find_places(text, {name for name, _ in likely})
    for name, type in sorted(likely):
        for begin in places[name]:
            yield Candidate(begin, begin + len(name), type, 0.0, REPEAT)


def _with_marks(text: str, mention: Mention) -> Mention:
    """The mention with both marks of a pair or none: “十四五”规划, not 十四五”规划; 工匠, not 工匠”.

    A title ends at its mark where the notice that brings it is named after it: 《……意见》 of 印发《……意见》的通知.
    """
    begin, end = mention.begin, mention.end
    for opening, closing in _PAIRS:
        name = text[begin:end]
        if name.count(closing) > name.count(opening):
            if text[max(0, begin - 1) : begin] == opening:
                brought = name.find("》的") if opening == "《" else -1
                if brought > 0:
                    end = begin + brought
                else:
                    begin -= 1
            elif name.endswith(closing) and len(name) > 1:
                end -= 1
        elif name.count(opening) > name.count(closing):
            if text[end : end + 1] == closing:
                end += 1
            elif name.startswith(opening) and len(name) > 1:
                begin += 1
    return msgspec.structs.replace(mention, begin=begin, end=end)


def _inner(text: str, listed: Sequence[Hit], names: Sequence[Found]) -> Iterator[Found]:
    """Names inside longer ones: regions, and what the document also names on its own.

    A region stands at the head of the name, in brackets (中国（安徽）自由贸易试验区), or is the seat of a body.
    """
    own: dict[str, Found] = {}
    for mention, type in names:
        if type in SUBJECTS and mention.confidence >= _LIKELY and mention.end - mention.begin >= _SHORTEST:
            name = mention.span.of(text)
            if name not in own or own[name][0].confidence < mention.confidence:
                own[name] = (mention, type)
    regions = {hit.begin: hit for hit in listed}
    longest = max(map(len, own), default=0)
    for outer, outer_type in names:
        at = outer.begin
        while at < outer.end:
            inner = _inner_at(text, at, (outer, outer_type), own, longest, regions)
            if inner:
                yield inner
                at = inner[0].end
            else:
                at += 1


def _is_seat(text: str, hit: Hit, type: EntityType) -> bool:
    """Whether the place inside a name says where the body is: 芜湖市 in 中国人民银行芜湖市分行."""
    is_whole = hit.end - hit.begin > _SHORTEST and text[hit.end - 1] in "省市县州区盟旗"
    return is_whole and type is EntityType.INSTITUTION


def _is_wide(hit: Hit, type: EntityType) -> bool:
    """Whether a body is called after a river or a part of the country, and so lies nowhere: 西北大学, 长江航务管理局.

    Of 12 such names in annotated texts, one named the place.
    """
    return regions_by_name()[hit.name].level in "带水" and type in (EntityType.INSTITUTION, EntityType.PLATFORM)


def _inner_at(
    text: str, at: int, outer: Found, own: Mapping[str, Found], longest: int, regions: Mapping[int, Hit]
) -> Found | None:
    whole, outer_type = outer
    hit = regions.get(at)
    is_inside = hit and hit.end <= whole.end and outer_type is not EntityType.REGION and not _is_wide(hit, outer_type)
    is_bracketed = hit and text[hit.begin - 1 : hit.begin] in ("（", "(") and text[hit.end : hit.end + 1] in ("）", ")")
    if hit and is_inside and (hit.begin == whole.begin or is_bracketed or _is_seat(text, hit, outer_type)):
        return Mention(hit.begin, hit.end, round(whole.confidence * INNER, 4), "inner"), EntityType.REGION
    for end in range(min(whole.end, at + longest), at + _SHORTEST - 1, -1):
        found = own.get(text[at:end])
        if found and (at, end) != (whole.begin, whole.end) and found[1] is not outer_type:
            mention, type = found
            return Mention(at, end, round(mention.confidence * INNER, 4), "inner"), type
    return None
