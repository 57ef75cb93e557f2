"""Turtle and JSON-LD of a part of the graph: its claims with all their evidence, closed under reference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.subgraph import Subgraph
from ontology import terms

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store, Triple

_NAMES_ONLY = frozenset({terms.TYPE, terms.PREDICATE})
_PLAIN = frozenset(terms.RELATION_PROPERTIES.values())
_LEFT_OUT = _PLAIN | {terms.REVISION_OF}
"""Plain triples are chosen by their statements; what a statement replaced is history, not a claim of the part."""


def to_turtle(subgraph: Subgraph, store: Store) -> bytes:
    """The triples of `triples_of` as Turtle, sorted."""
    from pyoxigraph import RdfFormat, serialize

    made = serialize(triples_of(subgraph, store), format=RdfFormat.TURTLE, prefixes=dict(terms.PREFIXES))
    assert made is not None  # without an output file, the bytes are returned
    return made


def to_jsonld(subgraph: Subgraph, store: Store) -> bytes:
    """The triples of `triples_of` as JSON-LD 1.1 with a context: one object a resource, sorted by IRI."""
    resources: dict[str, dict[str, Any]] = {}
    for triple in triples_of(subgraph, store):
        iri, predicate = terms.short(_named(triple.subject).value), triple.predicate.value
        resource = resources.setdefault(iri, {"@id": iri})
        if predicate == terms.TYPE:
            resource.setdefault("@type", []).append(terms.short(_named(triple.object).value))
        else:
            resource.setdefault(terms.short(predicate), []).append(_value(triple.object))
    whole = {"@context": dict(terms.PREFIXES), "@graph": list(resources.values())}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def triples_of(subgraph: Subgraph, store: Store) -> list[Triple]:
    """What `store` says of the nodes and statements of the part, sorted: no resource is named without being described.

    A statement brings its plain triple, its evidence spans and those of their sentences, its run, and its text with
    the whole stored string, since offsets mean nothing without it. Plain triples of other statements stay out.
    Raises GraphError where the store does not have a statement of the part.
    """
    from pyoxigraph import NamedNode, Triple

    statements = [NamedNode(r.statement_id) for r in subgraph.relationships]
    to_do = [*(NamedNode(node.iri) for node in subgraph.nodes), *statements]
    found = {_plain_triple(statement, store) for statement in statements}
    seen = set(to_do)
    while to_do:
        for quad in store.quads_for_pattern(to_do.pop(), None, None):
            if quad.predicate.value in _LEFT_OUT:
                continue
            found.add(Triple(quad.subject, quad.predicate, quad.object))
            is_resource = isinstance(quad.object, NamedNode) and quad.predicate.value not in _NAMES_ONLY
            if is_resource and quad.object not in seen:
                seen.add(_named(quad.object))
                to_do.append(_named(quad.object))
    return sorted(found, key=lambda t: (_named(t.subject).value, t.predicate.value, str(t.object)))


def _plain_triple(statement: NamedNode, store: Store) -> Triple:
    from pyoxigraph import NamedNode, Triple

    parts = []
    for term in (terms.SUBJECT, terms.PREDICATE, terms.OBJECT):
        quad = next(iter(store.quads_for_pattern(statement, NamedNode(term), None)), None)
        if quad is None:
            raise GraphError(f"{statement.value}: not in this dataset; export with the store the graph was read from")
        parts.append(_named(quad.object))
    subject, predicate, object = parts
    return Triple(subject, predicate, object)


def _named(term: object) -> NamedNode:
    """`term` as the IRI that it must be: the model has no blank nodes."""
    from pyoxigraph import NamedNode

    assert isinstance(term, NamedNode), term
    return term


def _value(term: Any) -> dict[str, Any]:
    """An object of a triple as JSON-LD writes it."""
    from pyoxigraph import Literal

    if not isinstance(term, Literal):
        return {"@id": terms.short(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == f"{terms.XSD}string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": terms.short(term.datatype.value)}
