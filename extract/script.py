"""Traditional characters to simplified ones, one for one, so that a word list in one script reads both."""

from __future__ import annotations

import functools
from importlib.resources import files

_SAMPLE = 2000
_TRADITIONAL_SHARE = 0.03


@functools.cache
def _table() -> dict[int, str]:
    """OpenCC's character table (Apache-2.0); where one character has several simplified forms, the commonest."""
    rows = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if "\t" in row)
    return {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1 and len(new.split(" ")[0]) == 1}


def simplified(text: str) -> str:
    """`text` in simplified characters, of the same length: offsets stay right.

    >>> simplified("聯合印發《實施意見》")
    '联合印发《实施意见》'
    """
    return text.translate(_table())


def is_traditional(text: str) -> bool:
    """Whether `text` is in traditional script: more than a few of its characters have another simplified form.

    >>> is_traditional("推動未來產業發展"), is_traditional("推动未来产业发展")
    (True, False)
    """
    sample = text[:_SAMPLE]
    changed = sum(a != b for a, b in zip(sample, simplified(sample), strict=True))
    return changed > _TRADITIONAL_SHARE * max(1, len(sample))


def as_read(text: str) -> str:
    """`text` as the models and word lists know it: simplified where it is traditional, of the same length."""
    return simplified(text) if is_traditional(text) else text
