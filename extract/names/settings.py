"""Settings that a text names only by what is used there: 医学影像 in 推动人工智能与医学影像深度融合.

The annotation guide calls a setting in which something is applied a scenario. What stands in such a place is one: of
200 members in the annotated documents and the invented pages 7 are no name of any kind. So is a heading that adds a
field to what is used there: “人工智能+”招标.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.lexicon import read_lists
from extract.names.candidates import Candidate
from extract.names.titles import Found
from extract.records import Mention
from ontology.labels import EntityType

_LIKELY, _STANDS = 0.5, 0.3
"""A technique, and what the model takes for another kind of name, is one of at least the first; a name stands of the
second, and no setting covers it."""
_SURE = 0.8
"""How sure a setting is: 10 of 10 on unseen pages were right. A heading is one where no name so sure stands."""
_THINGS = frozenset({EntityType.TECHNOLOGY, EntityType.PRODUCT})
_FIELDS = frozenset({EntityType.INDUSTRY, EntityType.SCENARIO})
_REACH = 60
_TAIL = r"[”\"]?(?:等[\u4e00-\u9fff]{0,6})?(?:技术|产品|系统|装备|设备)?"
_WAYS = tuple(
    (re.compile(_TAIL + begins), re.compile(ends))
    for begins, ends in (
        ("[与和同]", "(?:深度|全面|创新|加速|有机|相互?)*(?:融合|耦合)"),
        ("在", "(?:中|上)?的?(?:深度|规模化?|广泛|示范|创新|推广|集成|率先|落地|全面)*应用"),
        (
            "(?:，?(?:已|可|广泛|主要)*应用于|(?:已|可|广泛|主要)*(?:用于|运用于|[应运]?用到|应用在))",
            "(?:[中上])?(?=[，。；])",
        ),
    )
)
"""What begins behind a technique, and what ends, the place where its setting stands."""
_PART = re.compile("、|以及|(?<![以普涉])及|(?<!参)与|和(?!谐)")
_CLASS = re.compile(r"(?:等[\u4e00-\u9fff]{0,4})?(?:领域|场景|环节|方面|行业|过程)$|等$|[中上]$")
_MEMBER = re.compile(r"[\u4e00-\u9fff]{2,10}")
_SHORTEST = 4
_PLUS = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*"
    r"(?P<name>[“\"][\u4e00-\u9fffA-Za-z\d]{2,8}[+＋](?:[”\"][\u4e00-\u9fff]{2,12}|[\u4e00-\u9fff]{2,12}[”\"]))。?$",
    re.MULTILINE,
)


def with_settings(text: str, candidates: Sequence[Candidate], names: Sequence[Found]) -> list[Found]:
    """`names` with the settings in which their techniques are said to be used, where no name covers them yet.

    By `candidates` an industry is told from another setting, and what is likely something else is left out.
    """
    taken = _offsets(names, _STANDS)
    likeliest = {(c.begin, c.end): c for c in sorted(candidates, key=lambda c: (c.confidence, c.type))}
    added: dict[tuple[int, int], Found] = {}
    for thing, type in names:
        if type in _THINGS and thing.confidence >= _LIKELY:
            for begin, end in _used_in(text, thing.end):
                likely = likeliest.get((begin, end))
                is_other = likely and likely.type not in _FIELDS and likely.confidence >= _LIKELY
                if taken.isdisjoint(range(begin, end)) and not is_other:
                    is_industry = likely is not None and likely.type is EntityType.INDUSTRY
                    kind = EntityType.INDUSTRY if is_industry else EntityType.SCENARIO
                    added[begin, end] = Mention(begin, end, _SURE, "setting"), kind
    taken = _offsets(names, _SURE)
    for heading in _PLUS.finditer(text):
        begin, end = heading.span("name")
        is_campaign = heading["name"].rstrip('”"').endswith(read_lists("setting_words")["campaign"])
        if taken.isdisjoint(range(begin, end)) and not is_campaign:
            added[begin, end] = Mention(begin, end, _SURE, "setting"), EntityType.SCENARIO
    given = {at for begin, end in added for at in range(begin, end)}
    return [*(name for name in names if given.isdisjoint(range(name[0].begin, name[0].end))), *added.values()]


def _offsets(names: Sequence[Found], least: float) -> set[int]:
    """The offsets in names of at least the confidence `least`."""
    return {at for mention, _ in names if mention.confidence >= least for at in range(mention.begin, mention.end)}


def _used_in(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Where the settings stand that the words behind a technique, which ends at `begin`, say it is used in."""
    for opens, ends in _WAYS:
        opened = opens.match(text, begin, begin + _REACH)
        closed = ends.search(text, opened.end(), opened.end() + _REACH) if opened else None
        if opened and closed:
            at = opened.end()
            end = at + len(_CLASS.sub("", text[at : closed.start()]))
            parts = [found.span() for found in _PART.finditer(text, at, end)]
            edges = zip([at, *(stop for _, stop in parts)], [*(start for start, _ in parts), end], strict=True)
            members = list(edges)
            if all(_is_name(text[first:last]) for first, last in members):
                yield from ((first, last) for first, last in members if last - first >= _SHORTEST)
            return


def _is_name(member: str) -> bool:
    words = read_lists("setting_words")
    return (
        bool(_MEMBER.fullmatch(member))
        and not member.startswith((*words["nowhere"], *words["opens_none"]))
        and not member.endswith(words["ends_none"])
        and not re.search("[的了]", member)
    )
