"""GraphML: http://graphml.graphdrawing.org; read by NetworkX, igraph, yEd and Gephi.

Written here and not by NetworkX, whose writer keeps no carriage return and splits a property of whole and broken
numbers into two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.exporters.values import column_types, xml_text, xml_value
from kg.subgraph import Subgraph

_NAMES = {"boolean": "boolean", "integer": "int", "long": "long", "double": "double", "string": "string"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
_FOOT = "</graph>\n</graphml>\n"


def to_graphml(subgraph: Subgraph) -> bytes:
    """The graph with all attributes; a list is a JSON array in a string, a control character U+FFFD.

    Node and edge ids are the IRIs: `networkx.read_graphml` gives back the nodes, edges and keys of `to_networkx`.
    """
    nodes = [{**node.properties, "label": node.label} for node in subgraph.nodes]
    edges = [{**r.properties, "type": str(r.type)} for r in subgraph.relationships]
    node_types, edge_types = column_types(nodes), column_types(edges)
    lines = [*_keys("node", "n", node_types), *_keys("edge", "e", edge_types), '<graph edgedefault="directed">\n']
    for node, properties in zip(subgraph.nodes, nodes, strict=True):
        lines.append(f"<node id={_attribute(node.iri)}>{''.join(_data('n', node_types, properties))}</node>\n")
    for r, properties in zip(subgraph.relationships, edges, strict=True):
        ends = f"source={_attribute(r.head)} target={_attribute(r.tail)}"
        cells = "".join(_data("e", edge_types, properties))
        lines.append(f"<edge id={_attribute(r.statement_id)} {ends}>{cells}</edge>\n")
    return "".join([_HEAD, *lines, _FOOT]).encode()


def _keys(kind: str, prefix: str, types: Mapping[str, str]) -> Iterator[str]:
    """The declaration of each property."""
    for number, (name, type_) in enumerate(types.items()):
        yield f'<key id="{prefix}{number}" for="{kind}" attr.name={_attribute(name)} attr.type="{_NAMES[type_]}"/>\n'


def _data(prefix: str, types: Mapping[str, str], properties: Mapping[str, Any]) -> Iterator[str]:
    for number, name in enumerate(types):
        if name in properties:
            cell = xml_value(properties[name])
            value = str(cell).lower() if isinstance(cell, bool) else str(cell)
            yield f'<data key="{prefix}{number}">{escape(value, {chr(13): "&#13;"})}</data>'


def _attribute(text: str) -> str:
    return quoteattr(xml_text(text))
