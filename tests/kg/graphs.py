"""Graphs for the tests of selections, exports and analyses: the hand-made claims, and names that break formats."""

from __future__ import annotations

from itertools import pairwise

from pyoxigraph import Store

from kg.build import quads_of, run_quads
from kg.dataset import settle_names
from kg.property_graph import Node, Relationship, Value, iter_nodes, iter_relationships
from kg.subgraph import Subgraph, everything
from ontology.iris import entity_iri, mint
from ontology.labels import EntityType, RelationType
from tests.kg import claims

HOSTILE = (
    "\"'<>&\n引号",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "机器人😀\\u0041\\",
    "制表\t回车\r换行\n",
    "甲`乙'); MATCH (n) DETACH DELETE n; //",
    "=SUM(A1),；,",
    "$name ${name} %s {0}",
)
"""Names with everything that a careless writer of HTML, XML, CSV, JSON or Cypher gets wrong."""


def dataset() -> Store:
    """The hand-made claims as an RDF dataset."""
    store = Store()
    store.extend(run_quads(claims.PIPELINE))
    extractions = sorted((claims.plan(), claims.news(), claims.note()), key=lambda e: e.document.id)
    for quads in settle_names([quads_of(extraction) for extraction in extractions]):
        store.extend(quads)
    return store


def whole(store: Store) -> Subgraph:
    """All of the dataset as nodes and relationships."""
    return everything(iter_nodes(store), iter_relationships(store))


def hostile(names: tuple[str, ...] = HOSTILE, text: str = "") -> Subgraph:
    """A text that mentions products with these names, each as its own sentence, and their chain of INCLUDES."""
    body = text or "".join(f"{name}。" for name in names)
    source = Node(
        mint("SourceText", body), "SourceText", {"name": names[0], "text": body, "sources": ("a/<b>.txt", "c'.txt")}
    )
    products = [Node(entity_iri(EntityType.PRODUCT, n), "Product", {"name": n, "aliases": (f"别{n}",)}) for n in names]
    relationships = [relate(source, RelationType.MENTIONS, source, product, body) for product in products]
    relationships += [relate(source, RelationType.INCLUDES, a, b, body) for a, b in pairwise(products)]
    return everything([source, *products], relationships)


def relate(source: Node, type: RelationType, head: Node, tail: Node, body: str) -> Relationship:
    """A relationship whose evidence is the place where the tail's name stands in `body`."""
    name = str(tail.properties["name"])
    begin = body.index(name)
    end = begin + len(name)
    properties: dict[str, Value] = {
        "text_id": source.iri,
        "sentence": name,
        "begin": begin,
        "end": end,
        "begins": (begin,),
        "ends": (end,),
        "confidence": 0.5,
        "joint": True,
        "date": "2024-05",
        "cue": name,
    }
    return Relationship(mint("Statement", head.iri, type, tail.iri, source.iri), type, head.iri, tail.iri, properties)
