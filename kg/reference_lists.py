"""The code lists that a graph holds whole, whatever its texts name: to see an empty cell one must know of the cell.

Each is a named graph of its own, called as the list is. The other lists stand in a graph only as far as texts use
them (`kg/build.py`): whole, the regions and the economy's divisions would be most of a small graph.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.build import concept_quads
from ontology.concepts import load_code_list
from ontology.terms import MATCHES

REFERENCE_LISTS = ("future_fields_2021", "future_fields_2025", "future_industries_2024", "innovation_stages")


def reference_graphs() -> Iterator[list[Quad]]:
    """The quads of one list after the other, by the IRI of the list."""
    yield from map(reference_quads, sorted(REFERENCE_LISTS, key=lambda name: load_code_list(name).iri))


def reference_quads(code_list: str) -> list[Quad]:
    """The list, all its entries, and which entries of these lists they match, sorted by their N-Quads spelling.

    Raises UnknownConcept where there is no such list.
    """
    codes = load_code_list(code_list)
    graph = NamedNode(codes.iri)
    quads = [quad for concept in codes.concepts for quad in concept_quads(code_list, concept, graph)]
    known = {concept.iri for name in REFERENCE_LISTS for concept in load_code_list(name).concepts}
    quads += [
        Quad(NamedNode(concept.iri), NamedNode(MATCHES[kind]), NamedNode(other), graph)
        for concept in codes.concepts
        for kind, other in concept.matches
        if other in known
    ]
    lines = {str(quad): quad for quad in quads}
    return [lines[line] for line in sorted(lines)]
