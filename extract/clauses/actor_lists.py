"""Lists of actors in a clause: names, unnamed members such as 企业, and what closes the list (等部门)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.clauses.standing import Name
from extract.clauses.verbs import JOINS, VerbFinder
from extract.clauses.vocabulary import PERSONS, QUOTES
from extract.records import Span
from ontology.labels import EntityType

BRACKET = re.compile(r"[（(][^（(）)]{0,40}[）)]")
DETERMINER = re.compile(r"(?:各级|各类|各|有关|相关|其他|重点|广大|本级|同级|上级|所属|当地|以及|及|其)*")
_TAIL = re.compile(
    r"等?(?:\d+|[一二三四五六七八九十两]+)?个?(?:有关|相关|各)?(?:部门|单位|机构|地区|省市|方面|各方|成员单位)?|"
    r"等[\u4e00-\u9fff]{0,6}?(?:部门|单位|机构|企业|主体)"
)
_CHOSEN = re.compile(r"(?:依法)?(?:所)?(?:指定|确定|授权|委托|认定|批准|设立|认可|组建|选定|明确)的")
_ORGANS = re.compile(r"(?:部门|单位|机构|企业|主体)$")


def plain_actor(finder: VerbFinder, at: int, end: int) -> int:
    """The end of an actor at `at` that is no entity (企业, 各地); `at` where none stands there."""
    word = finder.word(at, end)
    return at + len(word) if finder.kind(word) == "subject" else at


def starts_actor(finder: VerbFinder, at: int, end: int) -> bool:
    """Whether an actor stands at `at`, a name or a word such as 企业."""
    name = finder.names.starting(at)
    return (name is not None and name.type in PERSONS) or plain_actor(finder, at, end) > at


def after_names(finder: VerbFinder, at: int, end: int) -> int:
    """The end of the list of names that begins at `at`; `at` where none begins there."""
    begin = at
    while True:
        name = finder.names.starting(at)
        member = min(name.end, end) if name else plain_actor(finder, at, end)
        if member == at:
            break
        at = member
        while at < end and finder.text[at] in QUOTES:
            at += 1
        bracket = BRACKET.match(finder.text, at, end)
        following = _next_member(finder, bracket.end() if bracket else at, end)
        if following is None:
            at = bracket.end() if bracket else at
            break
        at = following
    tail = _TAIL.match(finder.text, at, end)
    return min(end, tail.end() if tail and at > begin else at)


def _next_member(finder: VerbFinder, at: int, end: int) -> int | None:
    """Where the next member of a list begins whose last one ends at `at`, None where the list is over."""
    if finder.text.startswith("等", at) and finder.names.starting(at + 1):
        return at + 1
    join = JOINS.match(finder.text, at, end)
    determined = DETERMINER.match(finder.text, join.end(), end) if join else None
    if determined is None:
        return None
    following = determined.end()
    is_member = finder.names.starting(following) or plain_actor(finder, following, end) > following
    return following if is_member else None


def chooses_actor(finder: VerbFinder, name: Name, end: int) -> bool:
    """Whether `name` only chose who acts: 市人民政府 of 市人民政府确定的主管部门."""
    chosen = _CHOSEN.match(finder.text, name.end, end)
    return chosen is not None and starts_actor(finder, chosen.end(), end)


def persons(finder: VerbFinder, begin: int, end: int) -> Iterator[Name]:
    """The actors listed directly at `begin`, in reading order, without who only chose them."""
    name = finder.names.starting(begin)
    if name and chooses_actor(finder, name, end):
        begin = finder.names.next_begin(name.end, end)
    determined = DETERMINER.match(finder.text, begin, end)
    stop = after_names(finder, determined.end() if determined else begin, end)
    yield from (name for name in finder.names.within(begin, stop) if name.type in PERSONS)


def has_person(finder: VerbFinder, span: Span) -> bool:
    """Whether the first name in `span` is an actor, or no name stands there."""
    first = next(finder.names.within(span.begin, span.end), None)
    return first is None or first.type in PERSONS or first.type is EntityType.REGION


def is_organs(finder: VerbFinder, span: Span) -> bool:
    """Whether a list of names ends in a class of bodies: 网信、公安等部门."""
    return bool(_ORGANS.search(finder.text, max(span.begin, span.end - 2), span.end))
