"""A Cypher script that fills a Neo4j database, or brings it up to date: one statement a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.errors import GraphError
from kg.subgraph import Subgraph

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_cypher(subgraph: Subgraph) -> bytes:
    """MERGE statements for the nodes by `iri` and the relationships by `statement_id`, then their properties.

    Running it twice changes nothing. Run it with `cypher-shell -f FILE`; the indexes at its head make look-ups fast.
    They are those of `kg load`, so that a database that was loaded before takes the script as well.
    """
    labels = {node.iri: node.label for node in subgraph.nodes}
    lines = [
        f"CREATE INDEX ipkg_{label}_iri IF NOT EXISTS FOR (n:{_name(label)}) ON (n.iri);"
        for label in sorted(set(labels.values()))
    ]
    for node in subgraph.nodes:
        properties = literal({k: v for k, v in node.properties.items() if k != "iri"})
        lines.append(f"MERGE (n:{_name(node.label)} {{iri: {literal(node.iri)}}}) SET n += {properties};")
    for r in subgraph.relationships:
        properties = literal({k: v for k, v in r.properties.items() if k != "statement_id"})
        head = f"(h:{_name(labels[r.head])} {{iri: {literal(r.head)}}})"
        tail = f"(t:{_name(labels[r.tail])} {{iri: {literal(r.tail)}}})"
        edge = f"[r:{_name(str(r.type))} {{statement_id: {literal(r.statement_id)}}}]"
        lines.append(f"MATCH {head} MATCH {tail} MERGE (h)-{edge}->(t) SET r += {properties};")
    return "".join(f"{line}\n" for line in lines).encode()


def literal(value: Any) -> str:
    r"""`value` as a Cypher literal on one line.

    Neo4j replaces \uXXXX before it reads strings, even after a doubled backslash in some versions, so a backslash
    before u ends the string and starts another one.
    >>> literal({"name": "甲'乙", "joint": True, "ends": [3, 9]})
    "{`ends`: [3, 9], `joint`: true, `name`: '甲\\'乙'}"
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        body = "".join(_ESCAPES.get(c) or (c if c.isprintable() or c == "　" else _unicode(c)) for c in value)
        return "'" + body.replace("\\\\u", "\\\\' + 'u") + "'"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(each) for each in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_name(k)}: {literal(value[k])}' for k in sorted(value))}}}"
    raise GraphError(f"{value!r} is a {type(value).__name__}, which no Cypher literal can hold")


def _unicode(character: str) -> str:
    """The escape of a character that is invisible or a line break, as UTF-16 units."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2))


def _name(name: str) -> str:
    """A label, type or property name in backquotes, so that no name can be read as Cypher."""
    return f"`{name.replace('`', '``')}`"
