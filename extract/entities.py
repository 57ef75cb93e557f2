"""Names in a document: what the model, the word lists and the marks of the text propose, resolved into mentions.

`find_mentions` gives the mentions of a document with their types, sorted, a longer name before the shorter one in it.
Two mentions either nest or are apart; the outermost one is what the text says at that place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.backends.backend import Backend
from extract.gazetteer import Hit, find_regions
from extract.records import Document, Mention
from extract.segment import find_sentences
from ontology.labels import EntityType

Found = tuple[Mention, EntityType]
"""A mention and what it names."""

SUBJECTS = frozenset({EntityType.REGION, EntityType.INDUSTRY, EntityType.TECHNOLOGY, EntityType.PRODUCT})
"""Types that are listed inside a longer name: what the longer name is about, or where it is."""

_TITLE = re.compile(r"《([^《》\n]{2,120})》")
_ABOUT = re.compile(r"(?<=.)关于(?=.{4,})")
_TITLE_CONFIDENCE = 0.97
_REGION_CONFIDENCE = 0.95
_REPEATED = 0.9
"""How sure a repeated name is, as a share of the surest place of the same name."""
_LEAST_REPEATED = 0.6
_SHORTEST_REPEATED = 2


def find_mentions(document: Document, backend: Backend) -> tuple[Found, ...]:
    """Every mention in `document`, in reading order."""
    text = document.text
    titles = list(find_titles(text))
    model = list(_model_names(text, backend))
    names = _apart([*titles, *model])
    names = _one_type_each(text, names)
    names = _apart([*names, *_repeats(text, names)])
    regions = find_regions(text)
    names = _with_regions(names, regions)
    return tuple(sorted([*names, *_inner(text, names, regions)], key=_order))


def find_titles(text: str) -> Iterator[Found]:
    """The titles between 《 and 》, from 关于 on where an issuer stands before it.

    >>> [(text.begin, text.end) for text, _ in find_titles("《国务院关于加强质量工作的意见》")]
    [(4, 15)]
    """
    for found in _TITLE.finditer(text):
        about = _ABOUT.search(found[1])
        begin = found.start(1) + (about.start() if about and "印发" not in found[1][: about.start()] else 0)
        yield Mention(begin, found.end(1), _TITLE_CONFIDENCE, "title"), EntityType.POLICY_DOCUMENT


def _model_names(text: str, backend: Backend) -> Iterator[Found]:
    """The names that the model finds in each sentence."""
    sentences = find_sentences(text)
    for sentence, annotation in zip(sentences, backend.annotate(s.of(text) for s in sentences), strict=True):
        for name in annotation.names:
            mention = Mention(sentence.begin + name.begin, sentence.begin + name.end, name.confidence, "model")
            yield mention, EntityType(name.label)


def _order(found: Found) -> tuple[int, int, str]:
    mention, type = found
    return mention.begin, -mention.end, type


def _apart(names: Iterable[Found]) -> list[Found]:
    """Names that do not overlap: the first ones win, which come in order of trust."""
    taken: set[int] = set()
    kept: list[Found] = []
    for mention, type in names:
        if taken.isdisjoint(range(mention.begin, mention.end)):
            taken.update(range(mention.begin, mention.end))
            kept.append((mention, type))
    return sorted(kept, key=_order)


def _one_type_each(text: str, names: Sequence[Found]) -> list[Found]:
    """Each name with the type that its places in the document speak for most, by the sum of their confidence.

    A text keeps to one sense of a word; what the model says of one place alone is weaker than what it says of all.
    """
    votes: dict[str, dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    for mention, type in names:
        votes[mention.span.of(text)][type] += mention.confidence**2
    best = {name: min(types, key=lambda t: (-types[t], t)) for name, types in votes.items()}
    resolved: list[Found] = []
    for mention, type in names:
        wanted = best[mention.span.of(text)]
        if wanted is type:
            resolved.append((mention, type))
        else:
            doubt = Mention(mention.begin, mention.end, round(mention.confidence / 2, 4), mention.method)
            resolved.append((doubt, wanted))
    return resolved


def _repeats(text: str, names: Sequence[Found]) -> Iterator[Found]:
    """The other places of names that are sure somewhere in the document."""
    sure: dict[str, Found] = {}
    for mention, type in names:
        name = mention.span.of(text)
        if mention.confidence >= _LEAST_REPEATED and len(name) >= _SHORTEST_REPEATED:
            known = sure.get(name)
            if known is None or mention.confidence > known[0].confidence:
                sure[name] = (mention, type)
    for name in sorted(sure, key=lambda n: (-len(n), n)):
        mention, type = sure[name]
        for found in re.finditer(re.escape(name), text):
            confidence = round(mention.confidence * _REPEATED, 4)
            yield Mention(found.start(), found.end(), confidence, "repeat"), type


def _with_regions(names: Sequence[Found], regions: Sequence[Hit]) -> list[Found]:
    """`names` and the regions that stand outside them."""
    hits = [(Mention(h.begin, h.end, _REGION_CONFIDENCE, "gazetteer"), EntityType.REGION) for h in regions]
    return _apart([*names, *hits])


def _inner(text: str, names: Sequence[Found], regions: Sequence[Hit]) -> Iterator[Found]:
    """Names inside longer ones: regions, and what the document also names on its own."""
    own: dict[str, Found] = {}
    for mention, type in names:
        if type in SUBJECTS and mention.end - mention.begin >= _SHORTEST_REPEATED:
            name = mention.span.of(text)
            if name not in own or own[name][0].confidence < mention.confidence:
                own[name] = (mention, type)
    by_begin: Mapping[int, Hit] = {hit.begin: hit for hit in regions}
    longest = max(map(len, own), default=0)
    for outer, outer_type in names:
        taken = outer.begin
        at = outer.begin
        while at < outer.end:
            inner = _inner_at(text, at, outer, outer_type, own, longest, by_begin)
            if inner and at >= taken:
                yield inner
                taken = inner[0].end
                at = taken
            else:
                at += 1


def _inner_at(
    text: str,
    at: int,
    outer: Mention,
    outer_type: EntityType,
    own: Mapping[str, Found],
    longest: int,
    regions: Mapping[int, Hit],
) -> Found | None:
    hit = regions.get(at)
    if hit and hit.end <= outer.end and (hit.begin, hit.end) != (outer.begin, outer.end):
        return Mention(hit.begin, hit.end, _REGION_CONFIDENCE, "gazetteer"), EntityType.REGION
    for end in range(min(outer.end, at + longest), at + _SHORTEST_REPEATED - 1, -1):
        found = own.get(text[at:end])
        if found and (at, end) != (outer.begin, outer.end) and found[1] is not outer_type:
            mention, type = found
            return Mention(at, end, round(mention.confidence * _REPEATED, 4), "inner"), type
    return None
