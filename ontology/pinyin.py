"""The first letters of the readings of Chinese characters, by which names are typed in short: rgzn for 人工智能."""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import cast


@functools.cache
def _readings() -> Mapping[int, str]:
    """pypinyin's table of single characters (MIT): code point → readings, separated by commas."""
    spec = importlib.util.find_spec("pypinyin")  # importing the package loads its phrases too, 0.2 s on each command
    assert spec is not None and spec.origin is not None
    table = importlib.util.spec_from_file_location("_pinyin_table", Path(spec.origin).with_name("pinyin_dict.py"))
    assert table is not None and table.loader is not None
    module = importlib.util.module_from_spec(table)
    table.loader.exec_module(module)
    return cast("Mapping[int, str]", module.pinyin_dict)


@functools.cache
def letters(character: str) -> str:
    """The letters that a reading of `character` begins with, sorted; of a letter or digit, itself; else "".

    All readings of a character count, the rare ones too, in whatever word it stands: 重 is c, t and z.
    >>> letters("重"), letters("6"), letters("，")
    ('ctz', '6', '')
    """
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    readings = _readings().get(ord(character), "")
    return "".join(sorted({unicodedata.normalize("NFD", each)[0] for each in readings.split(",") if each}))


def initials(text: str) -> tuple[str, ...]:
    """The letters of each character of `text` that has any.

    >>> initials("6G网络（重庆）")
    ('6', 'g', 'w', 'l', 'ctz', 'q')
    """
    return tuple(filter(None, map(letters, text)))


@functools.cache
def syllable(character: str) -> str:
    """The commonest reading of `character` without its tone; the character itself where it has none.

    >>> syllable("绿"), syllable("6")
    ('lü', '6')
    """
    reading = _readings().get(ord(character), "").partition(",")[0]
    if not reading:
        return character
    kept = (c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", "".join(kept))
