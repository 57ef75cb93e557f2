"""Small graphs for the tests of analyses, made by hand: texts, their mentions, documents and their issuers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.property_graph import Node, Relationship, Value
from ontology.labels import RelationType

Claims = tuple[list[Node], list[Relationship]]


def claim(type: RelationType, head: str, tail: str, text: str, **properties: Value) -> Relationship:
    """A relationship that `text` claims; its evidence is the first character of the text."""
    where: dict[str, Value] = {"text_id": text, "begin": 0, "end": 1, "begins": (0,), "ends": (1,)}
    return Relationship(f"{head}-{type}-{tail}@{text}", type, head, tail, where | properties)


def issued(documents: Mapping[str, Iterable[str]], dates: Mapping[str, str] | None = None) -> Claims:
    """Documents with their issuers; each is reported by a text of its date, and its issuers are claimed twice."""
    nodes: dict[str, Node] = {}
    claims: list[Relationship] = []
    for document, issuers in documents.items():
        nodes[document] = Node(document, "PolicyDocument", {"name": document})
        for text in (f"{document}原文", f"{document}报道"):
            date: dict[str, Value] = {"date": dates[document]} if dates and document in dates else {}
            nodes[text] = Node(text, "SourceText", {"name": text, "text": f"{document}由各部门印发。", **date})
            claims.append(claim(RelationType.REPORTS, text, document, text, **date))
            for issuer in issuers:
                nodes[issuer] = Node(issuer, "Institution", {"name": issuer})
                claims.append(claim(RelationType.ISSUED_BY, document, issuer, text, **date))
    return list(nodes.values()), claims


def mentioned(texts: Iterable[str], names: Mapping[str, str], dates: Iterable[str] = ()) -> Claims:
    """Texts that mention every name they contain; `names` gives the label of each. Texts are 文0, 文1, …"""
    nodes = {name: Node(name, label, {"name": name}) for name, label in names.items()}
    dated = dict(enumerate(dates))
    claims: list[Relationship] = []
    for number, body in enumerate(texts):
        iri = f"文{number}"
        date: dict[str, Value] = {"date": dated[number]} if dated.get(number) else {}
        nodes[iri] = Node(iri, "SourceText", {"name": iri, "text": body, **date})
        for name in names:
            begins = tuple(i for i in range(len(body)) if body.startswith(name, i))
            if begins:
                ends = tuple(begin + len(name) for begin in begins)
                spans: dict[str, Value] = {"begin": begins[0], "end": ends[0], "begins": begins, "ends": ends}
                claims.append(claim(RelationType.MENTIONS, iri, name, iri, **spans, **date))
    return list(nodes.values()), claims
