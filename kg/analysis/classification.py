"""The code-list concepts under which the graph files instruments and measures, and what a measure is by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.analysis.documents import Clause, Corpus
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.labels import RelationType

INSTRUMENTS = "instrument_types"
STAGES = "innovation_stages"
GROUPS = {"S": "供给型", "E": "环境型", "D": "需求型"}


@dataclass(frozen=True)
class Classified:
    """What each clause is by one scheme: clause IRI → notation → the statements that say so.

    `names` gives the name of each notation. A clause is filed by itself, or through an instrument that it uses as its
    means or sets up as its object.
    """

    names: Mapping[str, str]
    of_clause: Mapping[str, Mapping[str, tuple[Relationship, ...]]]


def classify(corpus: Corpus, clauses: Iterable[Clause], scheme: str, depth: int | None = None) -> Classified:
    """The clauses by the concepts of `scheme`; `depth` 1 takes each concept's uppermost entry (S for S.1).

    Raises GraphError where nothing in the graph is filed under the scheme.
    """
    clauses = list(clauses)
    concepts = {node.iri: node for node in corpus.nodes.values() if _scheme(node) == scheme}
    filed: dict[str, list[Relationship]] = defaultdict(list)
    for r in corpus.relationships:
        if r.type == RelationType.CLASSIFIED_AS and r.tail in concepts:
            filed[r.head].append(r)
    if not filed:
        raise GraphError(
            f"nothing in the graph is classified by {scheme}; build the graph again with a version that classifies "
            "instruments and measures (CLASSIFIED_AS relationships to concepts of this scheme)"
        )
    parts = corpus.parts(clauses, RelationType.USES_MEANS, RelationType.ACTS_ON)
    names = {str(n.properties.get("notation", "")): str(n.properties.get("name", "")) for n in concepts.values()}
    of_clause = {}
    for clause in clauses:
        found: dict[str, list[Relationship]] = defaultdict(list)
        ways: list[tuple[Relationship, ...]] = [(r,) for iri in clause.same for r in filed.get(iri, ())]
        ways += [(part, r) for part in parts.get(clause.iri, ()) for r in filed.get(part.tail, ())]
        for way in ways:
            notation = _cut(str(concepts[way[-1].tail].properties.get("notation", "")), depth)
            found[notation] += [r for r in way if r not in found[notation]]
        if found:
            of_clause[clause.iri] = {notation: tuple(found[notation]) for notation in sorted(found)}
    return Classified(_named(names, depth), of_clause)


def _scheme(node: Node) -> str:
    return str(node.properties.get("scheme", "")) if node.label == "Concept" else ""


def _cut(notation: str, depth: int | None) -> str:
    return ".".join(notation.split(".")[:depth]) if depth else notation


def _named(names: dict[str, str], depth: int | None) -> dict[str, str]:
    """Every notation that can occur; an upper entry that is no node of the graph has the name of its group."""
    cut = {_cut(notation, depth) for notation in names}
    return {notation: names.get(notation) or GROUPS.get(notation, notation) for notation in sorted(cut)}
