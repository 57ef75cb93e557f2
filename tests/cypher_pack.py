"""The pack of Cypher texts: what researchers ask of a graph, each text with what is known of it in the two engines.

The texts lie in `tests/kg/stores/pack/`, one file for each topic. The tests run them on every store; `docs/cypher.md`
is made from them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.stores.cypher_text import mask
from kg.table import Table

FOLDER = Path(__file__).parent / "kg" / "stores" / "pack"


@dataclass(frozen=True)
class Text:
    """One Cypher text: `differs` says what is not alike in the two engines, `instead` is what to write then.

    `fails` names the store that refuses the text, where one does: "embedded" or "server". `empty` is set where the
    right answer has no rows.
    """

    topic: str
    id: str
    asks: str
    cypher: str
    parameters: dict[str, Any] = field(default_factory=dict)
    differs: str = ""
    fails: str = ""
    instead: str = ""
    empty: bool = False


def read_pack() -> list[Text]:
    """All texts, in the order of the files."""
    texts: list[Text] = []
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        texts += [
            Text(content["topic"], **{**each, "cypher": each["cypher"].strip(), "instead": each.get("instead", "")})
            for each in content["text"]
        ]
    return texts


def is_ordered(cypher: str) -> bool:
    """Whether the text settles the order of its rows: an ORDER BY after the last RETURN."""
    code = mask(cypher)
    return bool(re.search(r"\bORDER\s+BY\b", code[code.upper().rindex("RETURN") :], re.IGNORECASE))


def difference(cypher: str, here: Table, there: Table) -> str:
    """What is not alike in two answers to `cypher`, "" where nothing is: columns, rows, and the type of each value."""
    if here.columns != there.columns:
        return f"columns {here.columns} and {there.columns}"
    rows = [[repr(row) for row in table.rows] for table in (here, there)]
    if not is_ordered(cypher):
        rows = [sorted(each) for each in rows]
    if rows[0] == rows[1]:
        return ""
    if len(rows[0]) != len(rows[1]):
        return f"{len(rows[0])} rows and {len(rows[1])} rows"
    return next(f"{a} and {b}" for a, b in zip(*rows, strict=True) if a != b)
