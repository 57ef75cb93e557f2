"""ISSUED_BY from layout: signatures, decrees, tables of documents, the line below a title, the fields of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.records import Span
from extract.relation_rules.coordination import find_groups
from extract.relation_rules.cues import Pattern
from extract.relation_rules.issued import DAY, DOCUMENT, INSTITUTION, ISSUERS, NUMBER, is_for_another, issued
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding

_HEAD_OF_PAGE = 20000
_FIELD = Pattern(r"@issue_field@\s*：?\s*")
_DATE = re.compile(rf"[\s*]*{DAY}[\s*]*")
_DATE_OR_MONTH = re.compile(
    rf"[\s（]*(?:{DAY}|\d{{4}}\s*年\s*\d{{1,2}}\s*月|\d{{4}}[-－./]\d{{1,2}}[-－./]\d{{1,2}})[\s）]*"
)
_COLUMN = Pattern("@issue_field@")
_CELL = re.compile(r"[》”\"]?(?:（[^（）]{1,30}）)?\s+")
_SENTENCE_END = re.compile("[。；：，]")
_END_OF_TEXT = re.compile(r"(?:[。！”】]|附件[^。！]*)\s+$")
_DECREE = re.compile(rf"\s*(?P<cue>令)\s*（?\s*{NUMBER}号\s*）?[\s*]*(?:{DAY})?[\s*]*《")
_PUBLISHER = Pattern("@press|site@$")
"""Ends a paper or a site, which stands where a signature may stand and only reprints."""
_LABELLED = re.compile(r"：\s*$")
_PROMULGATED = re.compile(r"》[^《》。]{0,400}(?:公布|发布|施行)")
_SITE = re.compile(r"[》”\"]?\s*[_|—-]+\s*")


def find_signers(context: Context) -> Iterator[Finding]:
    """The ISSUED_BY relations that the layout of the text states."""
    yield from _fields(context)
    yield from _signatures(context)
    yield from _decrees(context)
    yield from _rows(context)
    yield from _below_title(context)


def find_site(context: Context) -> Iterator[Finding]:
    """A_X: the title of a web page, where nobody else is named as issuer; the site then published its own document."""
    subject = context.subject
    found = _SITE.match(context.text, subject.end, subject.end + 12) if subject else None
    issuer = context.places.starting(found.end()) if found else None
    if subject and found and issuer and issuer.has(INSTITUTION):
        yield from issued(context, [subject], [issuer], Span(found.start(), found.end()), "site")


def _fields(context: Context) -> Iterator[Finding]:
    """发文机关：X, on one line or on two, and the issuer that the reader found."""
    subject = context.own
    if subject is None or is_for_another(context, subject):
        return
    for found in _FIELD.finditer(context.text, 0, _HEAD_OF_PAGE):
        names = context.places.within(found.end(), min(len(context.text), found.end() + 120))
        if names and names[0].begin == found.end() and names[0].has(INSTITUTION):
            issuers = find_groups(context, names)[0].members
            yield from issued(context, [subject], issuers, Span(found.start(), found.end()), "field")
    for field in context.document.fields:
        if field.name == "issuer" and field.span:
            named = context.places.within(field.span.begin, field.span.end)
            issuers = tuple(name for name in named if name.has(INSTITUTION))
            yield from issued(context, [subject], issuers, None, "field")


def _signatures(context: Context) -> Iterator[Finding]:
    """Lines that hold nothing but institutions, and a date: they sign the document above.

    So do the words between the spaces of a page read as one line, where its text or its list of annexes has ended.
    """
    signed: list[Place] = []
    for piece in context.pieces:
        names = context.places.within(piece.begin, piece.end)
        end = names[-1].end if names else piece.begin
        is_dated = bool(_DATE.fullmatch(context.text, end, piece.end))
        if _is_signature(context, names, piece, is_dated):
            signed += names
            if not is_dated:
                continue
        owner = context.owner(signed[0].begin) if signed and is_dated else None
        if owner and owner.end < signed[0].begin and _ends_before(context.text, signed[0].begin):
            yield from issued(context, [owner], signed, piece, "signature")
        signed = []


def _ends_before(text: str, offset: int) -> bool:
    """Whether a line begins at `offset`, or in a page of one line what can stand above a signature ends there."""
    line = text.rfind("\n", 0, offset) + 1
    return not text[line:offset].strip() or bool(_END_OF_TEXT.search(text, max(line, offset - 300), offset))


def _decrees(context: Context) -> Iterator[Finding]:
    """A B令, 第5号, 《X》已经…通过，现予公布: the authorities at the head of a decree issue what it promulgates."""
    text, outer = context.text, context.places.outer
    for index, (last, document) in enumerate(pairwise(outer)):
        if not document.has(DOCUMENT):
            continue
        # X令 may be a name as a whole, with X in it.
        inside = [name for name in context.places.inside(last) if name.has(INSTITUTION) and name.end == last.end - 1]
        found = _DECREE.fullmatch(text, inside[0].end if inside else last.end, document.begin)
        if found and _PROMULGATED.match(text, document.end):
            issuers = inside or _authorities(context, outer, index)
            yield from issued(context, [document], issuers, Span(found.start("cue"), found.end("cue")), "decree")


def _authorities(context: Context, names: Sequence[Place], last: int) -> Sequence[Place]:
    """The institutions up to `names[last]` with only white space between them; the 来源：X above them is none."""
    first = last + 1
    while first and names[first - 1].has(INSTITUTION):
        name = names[first - 1]
        gap = context.gap(name, names[first]) if first <= last else ""
        is_site = "\n" in gap and _PUBLISHER.search(name.span.of(context.text))
        if gap.strip() or is_site or _LABELLED.search(context.text, max(0, name.begin - 20), name.begin):
            break
        first -= 1
    return names[first : last + 1]


def _rows(context: Context) -> Iterator[Finding]:
    """A table of documents as text: below a line of column names that has 发文单位, A X 2031年5月1日 on a line each."""
    is_table = False
    for line in context.lines:
        columns = line.of(context.text).split()
        if len(columns) > 2 and not _SENTENCE_END.search(columns[-1]) and any(map(_COLUMN.fullmatch, columns)):
            is_table = True
        elif is_table:
            groups = find_groups(context, context.places.within(line.begin, line.end))
            for group, following in pairwise(groups):
                documents = context.documents(group.members[-1:])
                gap = context.gap(group.members[-1], following.members[0])
                is_cell = bool(_CELL.fullmatch(gap)) and context.text[following.end : following.end + 1].strip() == ""
                if documents and is_cell and all(name.has(ISSUERS) for name in following.members):
                    yield from issued(context, documents, following.members, None, "row")
                    break


def _below_title(context: Context) -> Iterator[Finding]:
    """The line below a title that holds nothing but institutions, and a date."""
    for title in context.title_places:
        end = context.text.find("\n", title.end)
        begin, stop = end + 1, context.text.find("\n", end + 1)
        line = Span(begin, stop if stop >= 0 else len(context.text))
        names = context.places.within(line.begin, line.end) if end >= 0 else ()
        rest = context.text[names[-1].end : line.end] if names else ""
        is_body = bool(names) and _is_signature(context, names, line, is_dated=True) and names[0].begin == line.begin
        is_site = bool(names) and bool(_PUBLISHER.search(names[-1].span.of(context.text)))
        if is_body and not is_site and (not rest.strip() or _DATE_OR_MONTH.fullmatch(rest)):
            yield from issued(context, [title], names, line, "below-title")


def _is_signature(context: Context, names: Sequence[Place], line: Span, is_dated: bool) -> bool:
    if not names or not all(name.has(INSTITUTION) for name in names):
        return False
    end = names[-1].end if is_dated else line.end
    rest = end - line.begin - sum(name.end - name.begin for name in names)
    return rest <= 3 * len(names) + 4 and not re.search(r"[：。《]", context.text[line.begin : end])
