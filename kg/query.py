"""Cypher query → table: parameters as a person writes them, and the checks that make all stores answer alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError, refuse_broken_text
from kg.stores.cypher_text import mask
from kg.table import Table

if TYPE_CHECKING:
    from kg.stores.store import CypherStore

_PARAMETER = re.compile(r"\$(\w+)")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_BIGGEST = 2**63


def run_query(
    store: CypherStore,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
) -> Table:
    """The rows of `cypher`, at most `limit` of them; `is_cut` of the table says that there are more.

    Raises QueryError for wrong syntax, a write, LOAD CSV, more than `timeout` seconds (QUERY_SECONDS of the stores
    where None), and a `$name` without a value, which the embedded engine would take for null.
    """
    refuse_broken_text(cypher)
    given = dict(parameters or {})
    if not cypher.strip():
        raise QueryError("the query is empty; try: MATCH (n) RETURN n.name LIMIT 10")
    missing = sorted(set(_PARAMETER.findall(mask(cypher))) - set(given))
    if missing:
        names = ", ".join(f"${name}" for name in missing)
        raise QueryError(f"no value for {names}; give one with --param {missing[0]}=VALUE")
    return store.query(cypher, given, limit=limit, timeout=timeout)


def parse_parameters(pairs: Iterable[str]) -> dict[str, Any]:
    """Parameters from `name=value` words: numbers, true, false, null, JSON lists and objects, else strings.

    A number in quotation marks is a string. Raises QueryError for a word of another form, or a name given twice.
    >>> parse_parameters(["名称=人形机器人", "n=3", 'types=["Product"]', 'year="2024"'])
    {'名称': '人形机器人', 'n': 3, 'types': ['Product'], 'year': '2024'}
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        refuse_broken_text(pair)
        name, equals, value = pair.partition("=")
        name = name.strip().removeprefix("$")
        if not equals or not re.fullmatch(r"\w+", name):
            raise QueryError(f"{pair!r} is no parameter; write NAME=VALUE, as in --param name=人形机器人")
        if name in found:
            raise QueryError(f"the parameter {name!r} is given twice")
        found[name] = _parse_value(value)
    return found


def _parse_value(value: str) -> Any:
    """`value` as JSON where it looks like JSON and the stores can hold it, else the string itself."""
    word = value.strip()
    if not (word in ("true", "false", "null") or word[:1] in ("[", "{", '"') or _NUMBER.fullmatch(word)):
        return value
    try:
        parsed = json.loads(word)
    except ValueError:
        return value
    return parsed if _fits(parsed) else value


def _fits(value: Any) -> bool:
    """Whether every integer in `value` has at most 64 bits, as in Cypher."""
    if isinstance(value, list | dict):
        return all(map(_fits, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, int) or -_BIGGEST <= value < _BIGGEST
