"""GEXF 1.3, the format of Gephi: https://gexf.net.

Written here and not by NetworkX, whose writer stamps the day into the file and takes the properties `type` and `end`
for the edge's kind and its life span.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from kg.exporters.values import column_types, xml_text, xml_value
from kg.subgraph import Subgraph


def to_gexf(subgraph: Subgraph) -> bytes:
    """The graph with all attributes; Gephi shows a node's name and a relationship's type as their labels.

    A node's label is its attribute `type`: Gephi and NetworkX let the name that they show overwrite a `label`.
    A list is a JSON array in a string, a control character U+FFFD.
    """
    nodes = [
        ({"id": n.iri, "label": str(n.properties.get("name", n.iri))}, {**n.properties, "type": n.label})
        for n in subgraph.nodes
    ]
    edges = [
        (
            {"id": r.statement_id, "source": r.head, "target": r.tail, "label": str(r.type), "kind": str(r.type)},
            {**r.properties, "type": str(r.type)},
        )
        for r in subgraph.relationships
    ]
    file = io.BytesIO()
    xml = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("gexf", AttributesImpl({"xmlns": "http://gexf.net/1.3", "version": "1.3"}))
    xml.startElement("graph", AttributesImpl({"mode": "static", "defaultedgetype": "directed"}))
    _write(xml, "node", nodes)
    _write(xml, "edge", edges)
    xml.endElement("graph")
    xml.endElement("gexf")
    return file.getvalue()


def _write(xml: XMLGenerator, kind: str, items: list[tuple[dict[str, str], dict[str, Any]]]) -> None:
    """The attributes of one kind of item, then the items, one a line."""
    columns = column_types(properties for _, properties in items)
    xml.characters("\n")
    xml.startElement("attributes", AttributesImpl({"class": kind}))
    for number, (name, type_) in enumerate(columns.items()):
        attribute = {"id": str(number), "title": xml_text(name), "type": type_}
        xml.startElement("attribute", AttributesImpl(attribute))
        xml.endElement("attribute")
    xml.endElement("attributes")
    xml.characters("\n")
    xml.startElement(f"{kind}s", AttributesImpl({}))
    for own, properties in items:
        xml.characters("\n")
        xml.startElement(kind, AttributesImpl({name: xml_text(value) for name, value in own.items()}))
        _write_values(xml, columns, properties)
        xml.endElement(kind)
    xml.endElement(f"{kind}s")


def _write_values(xml: XMLGenerator, columns: Mapping[str, str], properties: Mapping[str, Any]) -> None:
    xml.startElement("attvalues", AttributesImpl({}))
    for number, name in enumerate(columns):
        if name in properties:
            cell = xml_value(properties[name])
            value = str(cell).lower() if isinstance(cell, bool) else str(cell)
            xml.startElement("attvalue", AttributesImpl({"for": str(number), "value": value}))
            xml.endElement("attvalue")
    xml.endElement("attvalues")
