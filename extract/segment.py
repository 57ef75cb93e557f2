"""Text to sentences, clauses and headings: the frame in which names, relations and measures are read.

A line is a paragraph of the stored text. Sentences end at 。！？ (with closing quotation marks and brackets), at an
ellipsis and at the end of a line; ； parts clauses, not sentences, since policy texts chain whole programmes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.records import Span

CLAUSE_MARKS = "，,；;：:。！？!?\n\t"
"""Characters that part clauses where they stand outside brackets and quotation marks."""

_END = re.compile(r"(?:[。！？!?]+|……|…(?!…))[”’』」》）)\]】]*")
_NOT_BLANK = re.compile(r"\S")
_OPEN = "（(“‘《「『【〔["
_CLOSE = "）)”’》」』】〕]"
_NUMBER = "[一二三四五六七八九十百零〇]"
_HEADINGS = (
    re.compile(rf"第{_NUMBER}+[编章]\s*"),
    re.compile(rf"(?:第{_NUMBER}+节|{_NUMBER}+、)\s*"),
    re.compile(rf"(?:[（(]{_NUMBER}+[）)]|第{_NUMBER}+条)\s*"),
    re.compile(r"(?:\d{1,2}\s*[.．、](?!\d)|\d{1,2}(?=[\u4e00-\u9fff]))\s*"),
    re.compile(r"(?:[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳])\s*"),
    re.compile(rf"{_NUMBER}+(?:是|要)(?=[\s\u4e00-\u9fff])|[—\-·•●■◆▪]+\s*"),
)
_LONGEST_HEADING = 60
LONGEST_PASSAGE = 500
"""Code points; longer sentences are rare (a text without full stops), and a model keeps all of a passage in memory."""


def iter_lines(text: str) -> Iterator[Span]:
    """The lines of `text` that hold anything, without the white space around them."""
    begin = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = begin + line.index(stripped[0])
            yield Span(start, start + len(stripped))
        begin += len(line) + 1


def find_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text` in reading order, without the white space around them.

    >>> text = "发展未来产业。到2025年，建成先导区！"
    >>> [span.of(text) for span in find_sentences(text)]
    ['发展未来产业。', '到2025年，建成先导区！']
    """
    return tuple(sentence for line in iter_lines(text) for sentence in _sentences(text, line))


def _sentences(text: str, line: Span) -> Iterator[Span]:
    begin = line.begin
    while begin < line.end:
        found = _END.search(text, begin, line.end)
        end = found.end() if found else line.end
        yield Span(begin, end)
        after = _NOT_BLANK.search(text, end, line.end)
        begin = after.start() if after else line.end


def find_passages(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, those longer than `LONGEST_PASSAGE` in pieces: what a model of names reads at once.

    A piece ends after the last clause mark or 、 in its second half, else where it is full.

    >>> text = "发展氢能，" * 200
    >>> {span.of(text)[-1] for span in find_passages(text)}, max(span.end - span.begin for span in find_passages(text))
    ({'，'}, 500)
    """
    return tuple(piece for sentence in find_sentences(text) for piece in _pieces(text, sentence))


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    begin = sentence.begin
    while sentence.end - begin > LONGEST_PASSAGE:
        half, full = begin + LONGEST_PASSAGE // 2, begin + LONGEST_PASSAGE
        end = max(text.rfind(mark, half, full) + 1 for mark in (*CLAUSE_MARKS, "、")) or full
        yield Span(begin, end)
        begin = end
    yield Span(begin, sentence.end)


def find_clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """The clauses of a sentence, without the marks that part them; what stands in brackets or quotes is not parted.

    >>> text = "一是打造瞭望站，利用人工智能、先进计算（含6G，下同）；建设社区。"
    >>> [span.of(text) for span in find_clauses(text, Span(0, len(text)))]
    ['一是打造瞭望站', '利用人工智能、先进计算（含6G，下同）', '建设社区']
    """
    clauses: list[Span] = []
    begin, depth = sentence.begin, 0
    deepest = _closing(text, sentence)
    for at in range(sentence.begin, sentence.end):
        character = text[at]
        if character in _OPEN:
            depth += at < deepest
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in CLAUSE_MARKS and not depth and not _is_inside_number(text, at):
            clauses.append(Span(begin, at))
            begin = at + 1
    clauses.append(Span(begin, sentence.end))
    return tuple(stripped for clause in clauses if (stripped := strip(text, clause)))


def _closing(text: str, sentence: Span) -> int:
    """The last closing mark of the sentence: an opening mark after it is never closed and opens nothing."""
    return max((text.rfind(mark, sentence.begin, sentence.end) for mark in _CLOSE), default=-1)


def _is_inside_number(text: str, at: int) -> bool:
    """Whether the mark at `at` parts digits: 1,000 and 12:30 are one."""
    return text[at] in ",:：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def strip(text: str, span: Span) -> Span | None:
    """`span` without white space and clause marks at its ends; None where nothing is left."""
    begin, end = span.begin, span.end
    while begin < end and (text[begin].isspace() or text[begin] in CLAUSE_MARKS):
        begin += 1
    while begin < end and (text[end - 1].isspace() or text[end - 1] in CLAUSE_MARKS):
        end -= 1
    return Span(begin, end) if begin < end else None


def numbering(text: str, span: Span) -> tuple[int, int] | None:
    """The level (0 highest) and the end offset of the numbering that `span` begins with: 一、 （三） 1. 一是 ●.

    >>> numbering("（三）提升能力", Span(0, 7))
    (2, 3)
    """
    for level, pattern in enumerate(_HEADINGS):
        found = pattern.match(text, span.begin, span.end)
        if found and found.end() < span.end:
            return level, found.end()
    return None


def is_heading(text: str, line: Span) -> bool:
    """Whether a whole line is a heading: short, and without the full stop that ends a sentence.

    >>> is_heading("（三）提升能力", Span(0, 7)), is_heading("提升能力。", Span(0, 5))
    (True, False)
    """
    last = text[line.end - 1]
    return line.end - line.begin <= _LONGEST_HEADING and last not in "。！？!?；;，,、"
