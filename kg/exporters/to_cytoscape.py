"""Cytoscape.js JSON, which Cytoscape desktop opens too (`.cyjs`)."""

from __future__ import annotations

import json

from kg.subgraph import Subgraph


def to_cytoscape(subgraph: Subgraph) -> bytes:
    """`{"elements": {"nodes": […], "edges": […]}}`; all properties stand in each `data`, lists as lists.

    Cytoscape's own keys are `id` (IRI or statement id), `source` and `target`; `label` is the node's label.
    """
    nodes = [{"data": {**node.properties, "id": node.iri, "label": node.label}} for node in subgraph.nodes]
    edges = [
        {
            "data": {
                **r.properties,
                "id": r.statement_id,
                "source": r.head,
                "target": r.tail,
                "type": str(r.type),
            }
        }
        for r in subgraph.relationships
    ]
    whole = {"elements": {"nodes": nodes, "edges": edges}}
    return (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
