"""Names that a text gives itself: （以下简称《实施意见》）, 以下称“先导区”, 简称“双碳”, 以下统称“推荐单位”."""

from __future__ import annotations

import re
from typing import NamedTuple

_SHORT = r"[“\"‘'《「『]?(?P<name>[^“”\"‘’'《》「」『』（）()，。；：、\s]{2,30})[”\"’'》」』]?"
_DEFINITION = re.compile(
    rf"[（(](?:[^（）()\n]{{1,40}}[，,；;]\s*)?(?P<cue>以?下(?:[统統简簡]?[称稱])|[统統简簡][称稱])(?:为|為|作)?[:：]?\s*"
    rf"{_SHORT}(?:[，,；;、][^（）()]{{0,40}})?[）)]"
)
_NUMBER = re.compile(r"[（(][^（）()\n]{2,40}号[）)]$")
_CLOSING = '》”’」』〉"'


class Definition(NamedTuple):
    """A short name at `begin:end` for what ends at `anchor`: the end of the long name, quotation marks left out.

    A collective name (统称) is of the same type but no other name of it: it stands for several.
    """

    anchor: int
    begin: int
    end: int
    name: str
    is_collective: bool


def find_definitions(text: str) -> list[Definition]:
    """The names that `text` defines, in reading order.

    >>> text = "《数据安全条例》（以下简称《条例》）"
    >>> [(d.name, text[:d.anchor]) for d in find_definitions(text)]
    [('条例', '《数据安全条例')]
    """
    found: list[Definition] = []
    for match in _DEFINITION.finditer(text):
        number = _NUMBER.search(text, max(0, match.start() - 42), match.start())
        anchor = number.start() if number else match.start()
        while anchor > 0 and (text[anchor - 1] in _CLOSING or text[anchor - 1].isspace()):
            anchor -= 1
        is_collective = match["cue"].endswith(("统称", "統稱"))
        found.append(Definition(anchor, match.start("name"), match.end("name"), match["name"], is_collective))
    return found
