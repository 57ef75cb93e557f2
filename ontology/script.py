"""How a name is looked up: in simplified characters, without width, case, spacing, quotation and title marks.

Identity (`iris.normalise`) sees script and marks; who asks for 腦機接口 or “脑机接口” means 脑机接口 all the same.
"""

from __future__ import annotations

import functools
import re
import string
from importlib.util import find_spec
from pathlib import Path

from ontology.iris import normalise

_MARKS = re.compile("[“”‘’\"'「」『』﹁﹂﹃﹄《》〈〉«»]")


@functools.cache
def _table() -> dict[int, str]:
    """OpenCC's character table (Apache-2.0); where one character has several simplified forms, the commonest."""
    spec = find_spec("opencc")  # only its data file is wanted: importing the package takes ten times as long
    assert spec is not None and spec.origin is not None
    rows = Path(spec.origin).with_name("dictionary").joinpath("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if "\t" in row)
    return {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1 and len(new.split(" ")[0]) == 1}


def simplified(text: str) -> str:
    """`text` in simplified characters, of the same length: offsets stay right.

    >>> simplified("聯合印發《實施意見》")
    '联合印发《实施意见》'
    """
    return text.translate(_table())


def fold(name: str) -> str:
    """`name` as a look-up sees it; names that differ in script, width, case, spacing or marks alone are equal.

    >>> fold("「６Ｇ 網絡」"), fold("“十四五”规划")
    ('6g网络', '十四五规划')
    """
    if _unchanged().issuperset(name):
        return name
    return _MARKS.sub("", simplified(normalise(name)))


@functools.cache
def _unchanged() -> frozenset[str]:
    """Characters that folding leaves as they are, in whatever order; most names have no others."""
    ideographs = map(chr, range(0x4E00, 0xA000))
    return frozenset(c for c in ideographs if simplified(c) == c).union(string.digits, string.ascii_lowercase)
