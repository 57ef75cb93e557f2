"""Two CSV tables (RFC 4180) that Excel opens with Chinese intact."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from kg.exporters.values import flat
from kg.subgraph import Subgraph


def to_csv(subgraph: Subgraph) -> dict[str, bytes]:
    """`nodes.csv` (iri, label, name, then the other properties by name) and `relationships.csv` (statement_id, type,
    head, head_name, tail, tail_name, then the others).

    UTF-8 with the byte order mark that Excel needs. An absent value is an empty cell, a list a JSON array.
    """
    nodes = [{**node.properties, "iri": node.iri, "label": node.label} for node in subgraph.nodes]
    names = {node.iri: node.properties.get("name", "") for node in subgraph.nodes}
    relationships = [
        {
            **r.properties,
            "statement_id": r.statement_id,
            "type": str(r.type),
            "head": r.head,
            "head_name": names[r.head],
            "tail": r.tail,
            "tail_name": names[r.tail],
        }
        for r in subgraph.relationships
    ]
    return {
        "nodes.csv": _table(nodes, ("iri", "label", "name")),
        "relationships.csv": _table(relationships, ("statement_id", "type", "head", "head_name", "tail", "tail_name")),
    }


def _table(rows: list[dict[str, Any]], first: tuple[str, ...]) -> bytes:
    others = sorted({name for row in rows for name in row} - set(first))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    columns = [*first, *others]
    writer.writerow(columns)
    writer.writerows([_cell(row, name) for name in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(row: Mapping[str, Any], name: str) -> str:
    return str(flat(row[name])) if name in row else ""
