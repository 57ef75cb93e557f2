"""Titles of documents: those between 《 and 》, those that a title tells of, and the bodies that a title names.

A notice names what it brings (关于印发《X》的通知), a decree who gives it (X令), a meeting whose it is (X第六次会议).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.lexicon import read_lists
from extract.names.candidates import TITLE, Candidate
from extract.names.features import head_types
from extract.records import Mention
from ontology.labels import EntityType

Found = tuple[Mention, EntityType]
"""A mention and what it names."""

INNER = 0.9
"""How sure a name inside a longer one is, as a share of the same name on its own."""

OFFICE = "政府|[厅局部]"
"""Words that end the name of a body and tell of one wherever they stand; 会 and 办 do so only at its end."""

_TITLE = re.compile(r"《([^《》\n]{2,120})》")
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[日晚早晨时商]报|周刊|杂志)")
"""What 《》 holds where a paper is meant, mostly: 《人民日报》; no title that is a document ends so."""
_ABOUT = re.compile(r"(?<=.)关于(?=.{4,})")
_MARKED = re.compile(r"[《〈]([^《》〈〉\n]{2,120})[》〉]")
_PROMULGATED = re.compile(r"(?:关于)?印发(([^《》〈〉\n]{2,120}?)(?:[（(][^（）()]{1,20}[）)])?)的通知")
BODY_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,30}(?:（[\u4e00-\u9fff]{2,10}）[\u4e00-\u9fff]{0,10})?"
    rf"(?:{OFFICE}|[委署办会院室]|中心)"
)
_LONGEST_BODY = 60
_DECREE = re.compile(rf"({BODY_NAME.pattern})令")
_MEETING = re.compile(
    rf"(?:第?[一二三四五六七八九十]+届)?({BODY_NAME.pattern})第[^，。；：、]{{1,6}}次(?:常务|主任|[部委局]务)会议"
    r"|([\u4e00-\u9fff]{2,20}?(?:第[一二三四五六七八九十]+届)?(?:人大常委会|人民代表大会常务委员会))第[^，。；：、]{1,6}次会议"
)
_OF_BODY = {EntityType.POLICY_DOCUMENT: _DECREE, EntityType.EVENT: _MEETING}
"""Names that begin with the body whose they are: X令, X第六次常务会议."""


def is_in_title(text: str, at: int) -> bool:
    """Whether a title mark is open at `at`: 《…三年行动方案》."""
    near = text[max(0, at - 60) : at]
    return near.rfind("《") > near.rfind("》")


def find_titles(text: str) -> Iterator[Candidate]:
    """The titles between 《 and 》, from 关于 on where an issuer stands before it.

    >>> [(c.begin, c.end) for c in find_titles("《国务院关于加强质量工作的意见》")]
    [(4, 15)]
    """
    for found in _TITLE.finditer(text):
        if _PAPER.fullmatch(found[1]):
            continue
        begin = found.start(1) + _without_issuer(found[1])
        yield Candidate(begin, found.end(1), EntityType.POLICY_DOCUMENT, 0.0, TITLE)


def _without_issuer(title: str) -> int:
    """Where the name of a document begins in its title: at 关于 where the issuer stands before it."""
    about = _ABOUT.search(title)
    return about.start() if about and "印发" not in title[: about.start()] else 0


def bodies_before(text: str, names: Sequence[Found]) -> Iterator[Found]:
    """Bodies at the head of a line or behind 《 that goes on with what they issue: X省Y厅 of X省Y厅关于….

    The model has seen few such lines, and leaves the body out where it does not know it.
    """
    before = 0
    for document, type in sorted(names, key=by_place):
        begin = document.begin
        low = max(before, begin - _LONGEST_BODY)
        head = max(low, text.rfind("\n", low, begin) + 1, text.rfind("《", low, begin) + 1)
        opens = head == 0 or text[head - 1] in "\n《"
        is_title = opens and type is EntityType.POLICY_DOCUMENT and text.startswith("关于", begin)
        if is_title and BODY_NAME.fullmatch(text, head, begin):
            yield Mention(head, begin, round(document.confidence * INNER, 4), "title-head"), EntityType.INSTITUTION
        before = document.end


def named_in(text: str, names: Sequence[Found]) -> Iterator[Found]:
    """What a name tells of: X of 关于印发《X》的通知 and 关于印发X的通知, a document; X of X令 and X第六次会议, a body.

    In 190 annotated documents, each of the 24 titles that stand in 《》 inside a longer one is a document itself.
    """
    for whole, type in names:
        likely = round(whole.confidence * INNER, 4)
        for begin, end in _titles_in(text, whole) if type is EntityType.POLICY_DOCUMENT else ():
            yield Mention(begin, end, likely, "inner"), type
        pattern = _OF_BODY.get(type)
        if found := pattern and pattern.fullmatch(text, whole.begin, whole.end):
            yield Mention(*found.span(found.lastindex or 1), likely, "inner"), EntityType.INSTITUTION


def _titles_in(text: str, whole: Mention) -> Iterator[tuple[int, int]]:
    # One that begins with its 《 is no title inside another: 《治理框架》2.0版.
    for marked in _MARKED.finditer(text, whole.begin + 1, whole.end):
        yield marked.start(1) + _without_issuer(marked[1]), marked.end(1)
    verb = "印发" if text.endswith("印发", 0, whole.begin) else ""  # 市政府印发关于X的通知
    found = _PROMULGATED.fullmatch(text, whole.begin - len(verb), whole.end)
    if found and _is_title(found[2]):
        about = found[1].find("关于")
        yield found.start(1) + max(about, 0), found.end(1)


def _is_title(name: str) -> bool:
    """Whether what a notice brings is a document: 节水清单 is one behind 印发, though not on its own."""
    return EntityType.POLICY_DOCUMENT in head_types(name) or name.endswith(read_lists("title_words")["brought"])


def by_place(found: Found) -> tuple[int, int, str]:
    """Where a mention stands, a longer one before the shorter one in it; what mentions are sorted by."""
    mention, type = found
    return mention.begin, -mention.end, type
