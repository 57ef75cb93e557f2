"""One HTML page for a browser: the network, a search box, and for each claim the sentences behind it.

The page is a single file that asks the network for nothing: its Content-Security-Policy allows only the script and
the styles that are in it, known by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from kg.exporters.layout import positions
from kg.palette import RELATIONS, STYLES, UNKNOWN
from kg.property_graph import Node, Relationship
from kg.quotation import quotations
from kg.subgraph import Subgraph, aliases_of, name_of
from ontology.labels import RelationType

_PARTS = ("page.html", "page.css", "network.js", "cards.js")
_NODE_FACTS = {
    "date": "日期",
    "date_issued": "发布日期",
    "number": "文号",
    "publisher": "来源",
    "issuers": "发文机关",
    "authors": "作者",
    "sources": "文件",
    "action": "动作",
    "modality": "语气",
    "indicator": "指标",
    "value": "数值",
    "end_value": "至",
    "unit": "单位",
    "bound": "界限",
    "notation": "代码",
    "scheme": "分类表",
    "broader": "上位代码",
    "year": "年份",
    "confidence": "置信度",
}
_CLAIM_FACTS = {
    "confidence": "置信度",
    "role": "角色",
    "modality": "语气",
    "kind": "方式",
    "strength": "力度",
    "order": "次序",
}


def to_html(subgraph: Subgraph) -> bytes:
    """The page. It opens with the most connected nodes; the search box reaches all of them."""
    folder = files("kg.exporters").joinpath("page")
    parts = {name: folder.joinpath(name).read_text("utf-8") for name in _PARTS}
    script = parts["network.js"] + parts["cards.js"]
    page = Template(parts["page.html"]).substitute(
        style=parts["page.css"],
        style_hash=_hash(parts["page.css"]),
        script=script,
        script_hash=_hash(script),
        data=_json(page_data(subgraph)),
    )
    return page.encode()


def page_data(subgraph: Subgraph) -> dict[str, Any]:
    """What the page shows, as JSON: nodes from the most connected on, claims, texts, and each sentence once."""
    texts = {text.iri: place for place, text in enumerate(subgraph.texts)}
    strings = {text.iri: str(text.properties.get("text", "")) for text in subgraph.texts}
    degrees = _degrees(subgraph)
    places = positions(subgraph)
    order = sorted(subgraph.nodes, key=lambda node: (-degrees[node.iri], node.iri))
    index = {node.iri: place for place, node in enumerate(order)}
    sentences: dict[str, int] = {}
    nodes = [
        _node(node, strings, sentences)
        | {"degree": degrees[node.iri], "x": places[node.iri][0], "y": places[node.iri][1]}
        for node in order
    ]
    return {
        "nodes": nodes,
        "edges": [_edge(r, index, texts, strings, sentences) for r in subgraph.relationships],
        "texts": [_text(text) for text in subgraph.texts],
        "sentences": list(sentences),
        "styles": {label: style._asdict() for label, style in (*STYLES.items(), ("", UNKNOWN))},
        "relations": {relation: list(names) for relation, names in RELATIONS.items()},
    }


def _degrees(subgraph: Subgraph) -> dict[str, int]:
    """Distinct neighbours of each node; mentions and classes do not count, or those would be the centres."""
    neighbours: dict[str, set[str]] = {node.iri: set() for node in subgraph.nodes}
    for r in subgraph.relationships:
        if r.type not in (RelationType.MENTIONS, RelationType.CLASSIFIED_AS):
            neighbours[r.head].add(r.tail)
            neighbours[r.tail].add(r.head)
    return {iri: len(others - {iri}) for iri, others in neighbours.items()}


def _node(node: Node, strings: Mapping[str, str], sentences: dict[str, int]) -> dict[str, Any]:
    text = strings.get(str(node.properties.get("text_id", "")), "")
    return {
        "id": node.iri,
        "name": name_of(node) or node.iri,
        "label": node.label,
        "aliases": list(aliases_of(node)),
        "facts": _facts(node.properties, _NODE_FACTS),
        "quotes": _quotes(node.properties, text, sentences),
    }


def _edge(
    r: Relationship,
    index: Mapping[str, int],
    texts: Mapping[str, int],
    strings: Mapping[str, str],
    sentences: dict[str, int],
) -> dict[str, Any]:
    text_id = str(r.properties.get("text_id", ""))
    return {
        "id": r.statement_id,
        "type": str(r.type),
        "head": index[r.head],
        "tail": index[r.tail],
        "text": texts.get(text_id),
        "facts": _facts(r.properties, _CLAIM_FACTS),
        "quotes": _quotes(r.properties, strings.get(text_id, ""), sentences),
    }


def _text(text: Node) -> dict[str, str | None]:
    sources: Any = text.properties.get("sources", ())
    date = text.properties.get("date")
    return {"title": name_of(text) or next(iter(sources), text.iri), "date": None if date is None else str(date)}


def _facts(properties: Mapping[str, Any], names: Mapping[str, str]) -> list[list[str]]:
    shown = {**properties}
    if "confidence" in shown:
        shown["confidence"] = round(shown["confidence"], 2)
    return [[chinese, _shown(shown[key])] for key, chinese in names.items() if key in shown]


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "、".join(dict.fromkeys(map(str, value))) if isinstance(value, (tuple, list)) else str(value)


def _quotes(properties: Mapping[str, Any], text: str, sentences: dict[str, int]) -> list[list[int]]:
    """Each passage as [number of its sentence, begin and end within it]; none where the text is not at hand."""
    found = []
    for quotation in quotations(properties, text) if text else ():
        begin = len(quotation.before)
        number = sentences.setdefault(quotation.sentence, len(sentences))
        found.append([number, begin, begin + len(quotation.quote)])
    return found


def _json(data: Any) -> str:
    """JSON that may stand inside a script element: no character in it can end the element or start a tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(content: str) -> str:
    """`content` as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
