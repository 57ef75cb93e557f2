"""Property values as the simpler formats can hold them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_BIGGEST = 2**31

# XML 1.0, production 2 (Char): no other code point may stand in a document, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def flat(value: Any) -> str | int | float | bool:
    """`value` as one cell: a list becomes a JSON array in a string, the rest stays.

    >>> flat(["工信部", "工业和信息化部"])
    '["工信部", "工业和信息化部"]'
    """
    if isinstance(value, (list, tuple)):
        return json.dumps(list(value), ensure_ascii=False)
    if isinstance(value, (bool, int, float)):
        return value
    return str(value)


def xml_text(text: str) -> str:
    r"""`text` with U+FFFD in place of the characters that XML cannot hold.

    >>> xml_text("甲\x07乙")
    '甲\ufffd乙'
    """
    return _NOT_XML.sub("\ufffd", text)


def xml_value(value: Any) -> str | int | float | bool:
    """`value` as an attribute in an XML format."""
    cell = flat(value)
    return xml_text(cell) if isinstance(cell, str) else cell


def column_types(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Each property with the narrowest of boolean, integer, long, double, string that holds its values, by name."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(_kind(flat(value)))
    return {name: _widest(found[name]) for name in sorted(found)}


def _kind(cell: str | int | float | bool) -> str:
    if isinstance(cell, bool):
        return "boolean"
    if isinstance(cell, int):
        return "integer" if -_BIGGEST <= cell < _BIGGEST else "long"
    return "double" if isinstance(cell, float) else "string"


def _widest(types: set[str]) -> str:
    if len(types) == 1:
        return next(iter(types))
    if types <= {"integer", "long"}:
        return "long"
    return "double" if types <= {"integer", "long", "double"} else "string"
