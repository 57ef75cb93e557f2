"""How far a long command is, on stderr: the count, items a second and the time that is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_EVERY = 0.2


def counted(what: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    """`items`, with one line on stderr that is kept up to date, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    began = shown = time.monotonic()
    count, width = 0, 0
    for count, item in enumerate(items, 1):
        now = time.monotonic()
        if now - shown >= _EVERY:
            shown = now
            line = progress_line(what, count, now - began, total)
            width = max(width, len(line))
            print(f"\r{line:{width}}", end="", file=sys.stderr, flush=True)
        yield item
    if count:
        line = progress_line(what, count, time.monotonic() - began, None)
        print(f"\r{line:{width}}", file=sys.stderr, flush=True)


def progress_line(what: str, count: int, seconds: float, total: int | None) -> str:
    """The line itself; the time left supposes that the rest goes as fast as what is done.

    >>> progress_line("loaded", 1500, 10.0, 6000)
    'loaded 1,500 of 6,000, 150/s, 30 s left'
    >>> progress_line("extracted", 3, 0.0, None)
    'extracted 3'
    """
    of = f" of {total:,}" if total is not None and total >= count else ""
    line = f"{what} {count:,}{of}"
    if seconds <= 0:
        return line
    rate = count / seconds
    line += f", {rate:,.0f}/s" if rate >= 10 else f", {rate:.1f}/s"
    if of and total is not None:
        left = round((total - count) / rate)
        line += f", {left // 60} min {left % 60} s left" if left >= 60 else f", {left} s left"
    return line
