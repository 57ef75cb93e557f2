"""Lines of a page that know where each of their characters stands in the source.

A reader gives a `Page`; cleaning cuts, joins and drops its lines; `compose` writes what is left as the stored text
with its map back. A line is a few runs rather than a position for each character: a plain line is one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.records import Segment

INVISIBLE = "\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
"""Control, zero-width and direction characters, as the inside of a character class: they carry no content."""

_LINE = re.compile(r"([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|\Z)")
_GAP = re.compile(rf"[\s{INVISIBLE}]+")
_UNTIDY = re.compile(rf"[^\S ]|[{INVISIBLE}]|^\s|\s\s|\s$")
_WHITE = re.compile(r"\s")
_PLACED = 0


class Run(NamedTuple):
    """A piece of a line and the source it was read from; `exact` where the source has the very same characters.

    A run with a negative `begin` was added between two pieces and stands nowhere in the source.
    """

    text: str
    begin: int
    end: int
    locus: str = ""
    exact: bool = True


class Line:
    """A line of text with its runs; immutable."""

    __slots__ = ("runs", "text")

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(run for run in runs if run.text)
        self.text = self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)

    def parts(self, spans: Sequence[tuple[int, int]]) -> list[Line]:
        """The pieces at `spans`, which are in ascending order and do not overlap; linear in runs and spans."""
        out: list[Line] = []
        index, offset = 0, 0
        for begin, end in spans:
            while index < len(self.runs) and offset + len(self.runs[index].text) <= begin:
                offset += len(self.runs[index].text)
                index += 1
            runs: list[Run] = []
            at, here = index, offset
            while at < len(self.runs) and here < end:
                run = self.runs[at]
                runs.append(_cut(run, max(begin - here, 0), min(end - here, len(run.text))))
                here += len(run.text)
                at += 1
            out.append(Line(runs))
        return out

    def cut(self, begin: int, end: int | None = None) -> Line:
        """The piece of the line from `begin` to `end`."""
        return self.parts([(begin, len(self.text) if end is None else end)])[0]

    def without(self, spans: Sequence[tuple[int, int]]) -> Line:
        """The line less the pieces at `spans`, which are in ascending order."""
        if not spans:
            return self
        ends = [0, *(end for _, end in spans)]
        begins = [*(begin for begin, _ in spans), len(self.text)]
        kept = [(begin, end) for begin, end in zip(ends, begins, strict=True) if begin < end]
        return joined(self.parts(kept))


class Page(NamedTuple):
    """What a reader hands over: lines, (field name, value) pairs of the file's own metadata, and the encoding."""

    lines: list[Line]
    hints: tuple[tuple[str, str], ...] = ()
    encoding: str = ""


def joined(lines: Sequence[Line], between: str = "") -> Line:
    """The lines as one, with `between` put between them."""
    runs: list[Run] = []
    for line in lines:
        if runs and between:
            runs.append(Run(between, -1, -1))
        runs.extend(line.runs)
    return Line(runs)


def lines_of(text: str) -> list[Line]:
    """The lines of a decoded file, wherever Unicode ends a line, blank ones too; positions count in `text`.

    >>> [(line.text, line.runs[0].begin) for line in lines_of("规划\\r\\n意见")]
    [('规划', 0), ('意见', 4)]
    """
    lines = [Line([Run(match.group(1), match.start(1), match.end(1))]) for match in _LINE.finditer(text)]
    return lines if lines[-1].text else lines[:-1]


def is_tidy(text: str) -> bool:
    """Whether `tidy` has nothing to do: no space at the ends, none doubled or of another kind, nothing invisible."""
    return not _UNTIDY.search(text)


def tidy(line: Line) -> Line:
    """The line with its white space in canonical form and its invisible characters gone.

    Ends are stripped; a run of white space becomes one space, or one tab where it holds a tab (table cells).

    >>> tidy(lines_of("\\u3000\\u3000第一章\\u3000总则 ")[0]).text
    '第一章 总则'
    """
    if is_tidy(line.text):
        return line
    gaps = list(_GAP.finditer(line.text))
    ends = [0, *(gap.end() for gap in gaps)]
    begins = [*(gap.start() for gap in gaps), len(line.text)]
    parts = line.parts([(b, e) for gap in zip(ends, begins, gaps_after(gaps), strict=True) for b, e in _pair(gap)])
    runs: list[Run] = []
    for number, part in enumerate(parts):
        if number % 2 == 0:
            runs.extend(part.runs)
        elif runs and number + 1 < len(parts) and parts[number + 1].text and _WHITE.search(part.text):
            runs.extend(_space(part))
    return Line(runs)


def gaps_after(gaps: Sequence[re.Match[str]]) -> list[tuple[int, int] | None]:
    """For each piece between gaps, the gap that follows it; None for the last piece."""
    return [*(gap.span() for gap in gaps), None]


def compose(lines: Sequence[Line]) -> tuple[str, tuple[Segment, ...]]:
    """The stored text, one line after the other, and its map into the source.

    Neighbouring runs that are neighbours in the source too are one segment; line ends have none.
    """
    segments: list[Segment] = []
    position = 0
    for line in lines:
        fresh = True
        for run in line.runs:
            end = position + len(run.text)
            if run.begin >= _PLACED:
                last = segments[-1] if segments and not fresh else None
                if last and run.exact and _continues(last, run, position):
                    segments[-1] = Segment(last.begin, end, last.source_begin, run.end, run.locus)
                else:
                    segments.append(Segment(position, end, run.begin, run.end, run.locus))
                fresh = not run.exact
            else:
                fresh = True
            position = end
        position += 1
    return "\n".join(line.text for line in lines), tuple(segments)


def _continues(last: Segment, run: Run, position: int) -> bool:
    return last.end == position and last.source_end == run.begin and last.locus == run.locus


def _pair(gap: tuple[int, int, tuple[int, int] | None]) -> list[tuple[int, int]]:
    begin, end, after = gap
    return [(begin, end)] if after is None else [(begin, end), after]


def _space(gap: Line) -> list[Run]:
    mark = "\t" if "\t" in gap.text else " "
    placed = [run for run in gap.runs if run.begin >= _PLACED]
    if not placed:
        return [Run(mark, -1, -1)]
    first = placed[0]
    end = max(run.end for run in placed if run.locus == first.locus)
    same = gap.text == mark and first.exact
    return [Run(mark, first.begin, end, first.locus, same)]


def _cut(run: Run, begin: int, end: int) -> Run:
    if begin <= 0 and end >= len(run.text):
        return run
    if run.begin < _PLACED or len(run.text) != run.end - run.begin:
        return run._replace(text=run.text[begin:end])
    return run._replace(text=run.text[begin:end], begin=run.begin + begin, end=run.begin + end)
