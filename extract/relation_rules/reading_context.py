"""What the rules that read relations share: the text with its names and sentences, and what a rule hands back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from extract.records import Document, Entity, Span
from extract.relation_rules.cues import Pattern
from extract.relation_rules.mention_index import Place, Places
from extract.segment import iter_lines
from ontology.labels import EntityType, RelationType
from ontology.script import simplified

LONGEST_GAP = 80
"""Between two names of one construction there are never more characters than this."""

_FAR = 300
_ANY_DOCUMENT = frozenset({"文件", "政策", "文本"})
_KIND = Pattern("(?:(?P<own>本)|该|这[份部项]|上述)?(?P<noun>@document_noun@)")
_BRACKETED = re.compile("（[^（）]*）$")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
_PIECE = re.compile(r"\s+")
_LONGEST_TITLE = 150
_TITLE_TAIL = re.compile(
    r"[”\"』」》*\s]*(?:[（][^）]{1,20}[）])?(?:的通知)?[”\"』」》*\s]*(?:[_|].{0,40}|.{0,8}〔\d{4}〕\d+号.{0,20})?"
)
_TO_MARK = Pattern(
    r"(?:[^，。；：《》]{0,20}@issue@了?|[\s、和与及—-]*(?:等[^，。；：《》]{0,12})?(?:关于)?)[《“\"〈\s]*"
)
"""Between issuers and the mark of their title: X等部门《A》, X印发《A》."""
_DEALS_WITH = re.compile("转发|批转|学习|解读|宣传|贯彻|落实|执行")
_HANDED_ON = re.compile("(?!.*印发)关于.*(?:意见|方案|规划|办法|规定|措施|计划|政策|请示|报告)的通知")
"""A notice in which another's document is handed on, all in one name: X转发Y关于A意见的通知."""
_HEADLINE = Pattern('(?<!关于)@issue@了?[《“"〈]*$')
_ANNEX = re.compile(r"附件.{0,6}|.{0,12}\d{1,2}[.．、]?")
_ANNEX_MARK = re.compile(r"附件\s*[\d一二三四五六七八九十]{0,2}[：.．、]?")
_BODY = re.compile("第[一1][条章]|[一1][、.．]|为了?|根据|依据|依照|按照")
"""Begins the text below the title of an annex, where a list of annexes has the next one."""
_CITED = Pattern("@cite_*@[^，。；：]{0,20}$")
_NO_TITLE = re.compile(
    r"[^，。；：、《》]{0,8}的(?:决策|重大|重要|战略|工作|有关|总体)?(?:部署|决策|论述|指示|讲话|精神|思想)"
)


class Finding(NamedTuple):
    """A relation as a rule reads it: two places, the words that say it, the rule, and what else the words say."""

    type: RelationType
    head: Place
    tail: Place
    cue: Span | None
    method: str
    attributes: tuple[tuple[str, str], ...] = ()


class Context:
    """A document for the rules: its text, sentences, lines and names.

    `text` has Chinese marks where the document has ASCII ones and simplified characters where it has traditional ones,
    one for one: offsets are the same.
    """

    def __init__(self, document: Document, sentences: tuple[Span, ...], entities: tuple[Entity, ...]) -> None:
        self.document = document
        self.text = simplified(document.text).translate(_WIDE)
        self.sentences = sentences
        self.places = Places(entities, self.text)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """The lines of the text that hold anything, without white space around them."""
        return tuple(iter_lines(self.text))

    def iter_sequences(self) -> Iterator[tuple[Place, ...]]:
        """The names of each sentence, and the names inside each name that holds several, in reading order."""
        for sentence in self.sentences:
            names = self.places.within(sentence.begin, sentence.end)
            if names:
                yield names
            for name in names:
                inside = self.places.inside(name)
                if len(inside) > 1:
                    yield inside

    def gap(self, left: Place, right: Place) -> str:
        """The text between two names, "" where it is too long to be of one construction with them."""
        return self.text[left.end : right.begin] if right.begin - left.end <= LONGEST_GAP else "\0"

    def documents(self, names: Iterable[Place]) -> list[Place]:
        """Those of `names` that are documents; 国务院关于X的决策部署 speaks of none, whatever found a title in it."""
        return [
            name
            for name in names
            if name.has({EntityType.POLICY_DOCUMENT}) and not _NO_TITLE.match(self.text, name.end, name.end + 16)
        ]

    def bare(self, place: Place) -> str:
        """The name as it reads without white space, which a page breaks it with."""
        return "".join(self.text[place.begin : place.end].split())

    @cached_property
    def pieces(self) -> tuple[Span, ...]:
        """The lines of the text; a web page read as one line is parted at its spaces, except in a name."""
        return tuple(self._iter_pieces())

    def _iter_pieces(self) -> Iterator[Span]:
        for line in self.lines:
            begin = line.begin
            if line.end - line.begin > _LONGEST_TITLE:
                for blank in _PIECE.finditer(self.text, line.begin, line.end):
                    if self.places.covering(blank.start()) is None:
                        yield Span(begin, blank.start())
                        begin = blank.end()
            if begin < line.end:
                yield Span(begin, line.end)

    @cached_property
    def title_places(self) -> tuple[Place, ...]:
        """The policy documents that a whole line is the title of, in reading order.

        Annexes in a list are none, but one with its text below it is.
        """
        found: list[Place] = []
        before = ""
        for piece, following in pairwise((*self.pieces, Span(len(self.text), len(self.text)))):
            if piece.end - piece.begin <= _LONGEST_TITLE:
                place = self._title_of(piece)
                is_annexed = _ANNEX_MARK.fullmatch(before) and _BODY.match(self.text, following.begin)
                if place and (is_annexed or not _ANNEX.fullmatch(before)):
                    found.append(place)
                before = piece.of(self.text)
            else:
                before = ""
        return tuple(found)

    def _title_of(self, line: Span) -> Place | None:
        """The document that a line is the title of: nothing before it but its issuers, nothing behind but marks."""
        names = self.places.within(line.begin, line.end)
        for index, name in enumerate(names[:40]):
            if name.has({EntityType.POLICY_DOCUMENT}):
                before = self.text[line.begin : names[0].begin if index else name.begin]
                is_own = not self._is_told_of(names[: index + 1])
                return name if is_own and _is_title(before, self.text[name.end : line.end]) else None
            if not name.has({EntityType.INSTITUTION, EntityType.REGION}):
                return None
        return None

    def _is_told_of(self, names: Sequence[Place]) -> bool:
        """Whether issuers, and a document behind them, make no title of a document: X学习《A》, X转发《A》."""
        if names and _HANDED_ON.fullmatch(self.text, names[-1].begin, names[-1].end):
            return False
        gaps = [self.text[left.end : right.begin] for left, right in pairwise(names)]
        return any(_DEALS_WITH.search(gap) or ("《" in gap and not _TO_MARK.fullmatch(gap)) for gap in gaps)

    @cached_property
    def own(self) -> Place | None:
        """The document that the text is; None where a line at its head only tells of its subject."""
        subject = self.subject
        line = next((line for line in self.lines if subject and line.covers(subject.span)), None)
        if not subject or not line or not _is_title("", self.text[subject.end : line.end]):
            return subject
        names = self.places.within(line.begin, subject.end)
        is_led = all(name.has({EntityType.INSTITUTION, EntityType.REGION}) for name in names[:-1])
        return None if is_led and self._is_told_of(names) else subject

    @cached_property
    def subject(self) -> Place | None:
        """The document that the text is or is about: its title, else the first document named at its head."""
        title = simplified(self.document.title).translate(_WIDE)
        first = self.places.within(0, min(len(self.text), 3000))
        named = [place for place in first if place.has({EntityType.POLICY_DOCUMENT})]
        if title:
            for place in named:
                if place.span.of(self.text) in title:
                    return place
        if self.title_places and self.title_places[0].begin < 3000:
            return self.title_places[0]
        if named and named[0].begin < 200 and not _CITED.search(self.text, max(0, named[0].begin - 30), named[0].begin):
            return named[0]
        return None

    def is_in_headline(self, document: Place) -> bool:
        """Whether a title stands in a line of the press: not X关于A but X印发A, below which others may speak."""
        return _HEADLINE.search(self.text, max(0, document.begin - 12), document.begin) is not None

    def last_of_kind(self, noun: str, offset: int) -> Place | None:
        """The last document before `offset`, not far above, whose kind is `noun`: 《X管理办法（试行）》 for 办法."""
        for place in reversed(self.places.within(max(0, offset - _FAR), offset)):
            name = _BRACKETED.sub("", self.bare(place)).rstrip("》”")
            is_of_kind = name.endswith(noun) and name != noun
            if place.has({EntityType.POLICY_DOCUMENT}) and (is_of_kind or noun in _ANY_DOCUMENT):
                return place
        return None

    def meant(self, document: Place) -> Place:
        """The document that is meant where only its kind is named (本办法, 该办法, 细则), else `document` itself."""
        found = _KIND.fullmatch(self.text, document.begin, document.end)
        if not found or self.text[document.end : document.end + 1] == "》":
            return document
        meant = self.owner(document.begin) if found["own"] else self.last_of_kind(found["noun"], document.begin)
        return meant or document

    def owner(self, offset: int) -> Place | None:
        """The document that speaks at `offset`: the last title before it; None in a text about documents."""
        index = bisect_right(self._title_begins, offset) - 1
        return self.title_places[index] if index >= 0 else None

    @cached_property
    def _title_begins(self) -> list[int]:
        return [place.begin for place in self.title_places]


def _is_title(before: str, after: str) -> bool:
    """Whether nothing but marks stands before a name, and nothing but its own kind of tail behind it."""
    return not re.search(r"[\u4e00-\u9fff\d]", before) and bool(_TITLE_TAIL.fullmatch(after))
