"""Constraints and indexes of a Neo4j database: the keys that a load needs, and what searches and dates look up."""

from __future__ import annotations

from typing import Any

from kg.property_graph import ENTITY_LABELS, NODE_LABELS
from kg.stores.store import MARK
from ontology.labels import RelationType

_DATED = ("SourceText",)

POPULATING = (
    "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'ipkg_' AND state = 'POPULATING' RETURN count(name) AS n"
)
"""The query for how many of our indexes the server has not made yet."""


def keys() -> dict[str, str]:
    """Name → definition of what a load needs before it writes.

    The key is (iri, mark) and (statement_id, mark): a node of somebody else may have the same iri, and so may another
    graph's.
    """
    found = {}
    for label in NODE_LABELS:
        found[f"ipkg_{label}_key"] = f"CONSTRAINT {{}} FOR (x:`{label}`) REQUIRE (x.iri, x.{MARK}) IS UNIQUE"
    for type_ in RelationType:
        link = f"()-[x:`{type_.value}`]-()"
        found[f"ipkg_{type_.value}_key"] = f"CONSTRAINT {{}} FOR {link} REQUIRE (x.statement_id, x.{MARK}) IS UNIQUE"
    return found


def indexes() -> dict[str, str]:
    """Name → definition of what questions use; made after the first load, which is cheaper than keeping them through.

    The full-text indexes are those of `kg/stores/neo4j_search.py`.
    """
    found = {}
    for label in NODE_LABELS:
        found[f"ipkg_{label}_iri"] = f"INDEX {{}} FOR (x:`{label}`) ON (x.iri)"
        if label in ENTITY_LABELS:
            found[f"ipkg_{label}_name"] = f"INDEX {{}} FOR (x:`{label}`) ON (x.name)"
    for label in _DATED:
        found[f"ipkg_{label}_date"] = f"INDEX {{}} FOR (x:`{label}`) ON (x.date)"
    for type_ in RelationType:
        link = f"()-[x:`{type_.value}`]-()"
        found[f"ipkg_{type_.value}_id"] = f"INDEX {{}} FOR {link} ON (x.statement_id)"
        found[f"ipkg_{type_.value}_date"] = f"INDEX {{}} FOR {link} ON (x.date)"
    return found


def prepare(session: Any, wanted: dict[str, str]) -> None:
    """Make those that are not there yet, in one transaction; a second time is one query."""
    there = session.execute_read(_names)
    missing = [
        definition.replace("{}", f"{name} IF NOT EXISTS") for name, definition in wanted.items() if name not in there
    ]
    if missing:
        session.execute_write(_make, missing)


def _names(transaction: Any) -> set[str]:
    return {record["name"] for record in transaction.run("SHOW INDEXES YIELD name")}


def _make(transaction: Any, definitions: list[str]) -> None:
    for definition in definitions:
        transaction.run(f"CREATE {definition}").consume()
