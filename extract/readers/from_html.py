"""HTML to lines, with the standard library's parser: it does not recurse, and it tells positions."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from extract.readers.encoding import decode
from extract.readers.lines import Line, Page, Run

HINTS = {
    "articletitle": "title",
    "og:title": "title",
    "dc.title": "title",
    "title": "title",
    "pubdate": "date",
    "publishdate": "date",
    "article:published_time": "date",
    "dc.date": "date",
    "contentsource": "source",
    "dc.source": "source",
    "source": "source",
    "author": "author",
}
"""Meta elements that say something of a text: of the Chinese government web standard, Open Graph, Dublin Core."""

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section summary table tbody "
    "tfoot thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_MUTE = frozenset("script style noscript template svg iframe object canvas textarea select button head".split())  # noqa: SIM905
_CHROME = frozenset("nav header footer aside".split())  # noqa: SIM905
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_CHROME_NAME = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|copyright|share|bdsharebuttonbox|sidebar|toolbar|"
    r"pagination|pager|related)(?:$|[-_ ])",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WRAP = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_LEAST_SHARE = 0.3


def read(data: bytes, source: str) -> Page:
    """The visible lines of an HTML page: blocks end lines, table cells part with tabs, menus and scripts are out.

    Positions count the decoded characters of the file; a character reference is a run of its own. Where leaving out
    navigation would leave out most of the page, its marks are not trusted and it is kept.
    Raises UnreadableDocument where `data` is empty, binary or too long.
    """
    declared = _DECLARED.search(data[:4096])
    text, encoding = decode(data, source, declared.group(1).decode("ascii") if declared else "")
    parser = _Lines(text, chrome=False)
    if _size(parser.lines) < _LEAST_SHARE * parser.seen:
        parser = _Lines(text, chrome=True)
    return Page(parser.lines, tuple(parser.hints), encoding)


def _size(lines: list[Line]) -> int:
    return sum(len(line.text.strip()) for line in lines)


class _Lines(HTMLParser):
    """Collects lines while the page goes by; `stack` holds the open elements and whether they are left out."""

    def __init__(self, text: str, chrome: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.source, self.chrome = text, chrome
        self.lines: list[Line] = []
        self.hints: list[tuple[str, str]] = []
        self.seen = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._runs: list[Run] = []
        self._stack: list[tuple[str, bool]] = []
        self._open: dict[str, int] = {}
        self._left_out = 0
        self._title: list[str] = []
        self.feed(text)
        self.close()
        self._flush()
        if title := " ".join("".join(self._title).split()):
            self.hints.append(("title", title))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({name: value or "" for name, value in attrs})
        if tag in ("br", "hr") or tag in _BLOCKS:
            self._flush()
        elif tag in ("td", "th") and self._runs:
            self._runs.append(Run("\t", -1, -1))
        if tag in _VOID:
            return
        if tag == "body":
            self._close("head")
        out = self._is_left_out(tag, attrs)
        self._stack.append((tag, out))
        self._open[tag] = self._open.get(tag, 0) + 1
        self._left_out += out

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        self._close(tag)

    def handle_data(self, data: str) -> None:
        begin = self._offset()
        if self._is_mute(data):
            return
        at = 0
        for match in _WRAP.finditer(data):
            self._runs.append(Run(data[at : match.start()], begin + at, begin + match.start()))
            at = match.end()
        self._runs.append(Run(data[at:], begin + at, begin + len(data)))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, spelling: str) -> None:
        begin = self._offset()
        end = begin + len(spelling)
        if self.source[end : end + 1] == ";":
            end += 1
        text = html.unescape(self.source[begin:end])
        if not self._is_mute(text):
            self._runs.append(Run(text, begin, end, exact=text == self.source[begin:end]))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _is_mute(self, data: str) -> bool:
        if self._open.get("title") and self._open.get("head") and not self._open.get("svg"):
            self._title.append(data)
        if not any(self._open.get(tag) for tag in _MUTE):
            self.seen += len(data.strip())
        return self._left_out > 0

    def _is_left_out(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        if tag in _MUTE:
            return True
        if self.chrome:
            return False
        if tag == "header":
            return not (self._open.get("article") or self._open.get("main"))
        names = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        return tag in _CHROME or (tag in ("div", "ul", "section") and bool(_CHROME_NAME.search(names)))

    def _close(self, tag: str) -> None:
        if not self._open.get(tag):
            return
        while self._stack:
            name, out = self._stack.pop()
            self._open[name] -= 1
            self._left_out -= out
            if name == tag:
                return

    def _flush(self) -> None:
        if self._runs:
            self.lines.append(Line(self._runs))
            self._runs = []

    def _meta(self, attrs: dict[str, str]) -> None:
        name = HINTS.get((attrs.get("name") or attrs.get("property") or "").lower())
        if name and attrs.get("content", "").strip():
            self.hints.append((name, attrs["content"].strip()))
