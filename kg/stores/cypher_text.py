"""Reading a Cypher text without running it: what is code, what would write, which columns it returns."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.errors import QueryError

_OPAQUE = re.compile(
    r"""'(?:\\.|[^'\\])*(?:'|\Z) | "(?:\\.|[^"\\])*(?:"|\Z)  # strings
      | `[^`]*(?:`|\Z)                                       # quoted names
      | //[^\r\n]* | /\*.*?(?:\*/|\Z)                        # comments""",
    re.VERBOSE | re.DOTALL,
)
_WRITES = [
    "CREATE",
    "MERGE",
    "INSERT",
    "SET",
    "DELETE",
    "DETACH",
    "NODETACH",
    "REMOVE",
    "DROP",
    "FOREACH",
    "ALTER",
    "GRANT",
    "DENY",
    "REVOKE",
    "RENAME",
    "TERMINATE",
]
# A word after . : $ | & ! is a property, label, type or parameter, a word before : is a map key. After a digit and a
# point it is a clause all the same: `x > 1. SET`.
_NOT_A_NAME = r"(?<![\w$])(?<!(?<!\d)\.)(?<![:|&!])"
_CLAUSE = re.compile(rf"{_NOT_A_NAME}({'|'.join(_WRITES)}|LOAD)\b(?!\s*:(?!:))", re.IGNORECASE)
_CALL = re.compile(rf"{_NOT_A_NAME}CALL\b(?!\s*:)\s*([\w.]*)\s*(\{{|\()?", re.IGNORECASE)
# Functions that are no part of Cypher: plugins, and some that ask a service on the network.
_FOREIGN = re.compile(r"(?<![\w$.])((?:apoc|dbms|gds|genai|ai)\.[\w.]+)\s*\(", re.IGNORECASE)
_SHOW = re.compile(r"\s*(?:USE\s+\S+\s+)?SHOW\b", re.IGNORECASE)
_NAMED_RELATIONSHIP = re.compile(r"-\[\s*(\w+)\s*(?::[\w\s:|&!%()·]*)?\](?=\s*-)")
_MAP = re.compile(r"\{[^{}]*\}")
_RETURN = re.compile(r"(?<![\w.:$])RETURN\b(?:\s+DISTINCT\b)?", re.IGNORECASE)
_TAIL = re.compile(r"(?<![\w.:$])(?:ORDER\s+BY|SKIP|OFFSET|LIMIT|UNION|NEXT)\b|;", re.IGNORECASE)
_ALIAS = re.compile(r"\bAS\s+([\w`]+)\s*\Z", re.IGNORECASE)

READ_PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.schema.visualization",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
    }
)
"""Procedures that a query may call (lower case): they read the graph and nothing else."""


def mask(cypher: str) -> str:
    """`cypher` with strings and quoted names as dots and comments as blanks, every other character in its place.

    >>> mask("MATCH (n {name: '创新'}) RETURN n // all")
    'MATCH (n {name: ····}) RETURN n       '
    """
    return _OPAQUE.sub(lambda found: (" " if found[0][0] == "/" else "·") * len(found[0]), cypher)


def refuse_unsafe(cypher: str) -> None:
    """Raise QueryError where `cypher` would write, read a file or call a procedure that is not known to only read.

    >>> refuse_unsafe("MATCH (n {name: 'CREATE'}) RETURN n.set")
    """
    if "\\u" in cypher or "\\U" in cypher:
        # Neo4j decodes such an escape before it looks for quotes and words, so it could hide either.
        raise QueryError("a query may not contain \\u escapes; write the character itself or pass it as a parameter")
    code = mask(cypher)
    clause = _CLAUSE.search(code)
    if clause:
        word, place = clause[1].upper(), clause.start() + 1
        what = "reads files" if word == "LOAD" else "writes"
        raise QueryError(f"{word} (character {place}) {what}; queries only read (a name like this goes in `backticks`)")
    if _SHOW.match(code):
        raise QueryError("SHOW asks about the server; queries only read the graph")
    for call in _CALL.finditer(code):
        name = call[1].lower()
        if name in READ_PROCEDURES or (not name and call[2]):
            continue
        known = ", ".join(sorted(READ_PROCEDURES))
        raise QueryError(f"CALL {call[1] or '…'} (character {call.start() + 1}) is not allowed; procedures: {known}")
    foreign = _FOREIGN.search(code)
    if foreign and foreign[1].lower() not in READ_PROCEDURES:
        raise QueryError(f"{foreign[1]} (character {foreign.start() + 1}) is not allowed; use the functions of Cypher")


def with_used_relationships(cypher: str) -> str:
    """`cypher` with `WHERE r IS NOT NULL` in each relationship `[r]` whose properties a map of a pattern may ask for.

    The embedded engine does not bind a relationship that nothing but such a map uses, and would find no rows, silently:
    `MATCH ()-[r]->() MATCH (t {iri: r.text_id})`. The condition, always true, makes it a use that the engine sees.
    >>> with_used_relationships("MATCH ()-[r:CITES]->() MATCH (t {iri: r.text_id}) RETURN t")
    'MATCH ()-[r:CITES WHERE r IS NOT NULL]->() MATCH (t {iri: r.text_id}) RETURN t'
    """
    code = mask(cypher)
    used = set(re.findall(r"(?<![\w$.])(\w+)\s*\.", " ".join(_MAP.findall(code))))
    out = cypher
    for found in reversed(list(_NAMED_RELATIONSHIP.finditer(code))):
        before = code[: found.start()]
        if found[1] in used and before.count("[") == before.count("]"):
            end = found.end() - 1
            out = f"{out[:end]} WHERE {found[1]} IS NOT NULL{out[end:]}"
    return out


def columns(cypher: str) -> list[str]:
    """The names of the columns that `cypher` returns; empty where only running it can tell (`RETURN *`, CALL alone).

    >>> columns("MATCH (n) RETURN n.name AS 名称, count(*) ORDER BY n.name")
    ['名称', 'count(*)']
    """
    code = _level(mask(cypher))
    found = list(_RETURN.finditer(code))
    if not found:
        return []
    begin = found[-1].end()
    tail = _TAIL.search(code, begin)
    end = tail.start() if tail else len(cypher)
    cuts = [begin - 1, *(i for i in range(begin, end) if code[i] == ","), end]
    names = [_column(cypher[left + 1 : right]) for left, right in pairwise(cuts)]
    return [] if any(name in ("*", "") for name in names) else names


def _column(item: str) -> str:
    """The column's name: its alias, else the expression as written."""
    alias = _ALIAS.search(item) if "`" not in item else re.search(r"\bAS\s+`([^`]+)`\s*\Z", item, re.IGNORECASE)
    return alias[1] if alias else item.strip()


def _level(code: str) -> str:
    """`code` with everything inside brackets blanked out: commas and clauses of the outermost query remain."""
    depth, out = 0, []
    for character in code:
        if character in "([{":
            depth += 1
        out.append("·" if depth else character)
        if character in ")]}":
            depth = max(0, depth - 1)
    return "".join(out)
