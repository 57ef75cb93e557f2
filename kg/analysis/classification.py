"""The code-list concepts under which the graph files instruments and measures, and what a measure is by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.analysis.documents import Clause, Corpus, distinct
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.concepts import code_lists, load_code_list
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
    of_clause = {}
    for clause in clauses:
        found: dict[str, list[Relationship]] = defaultdict(list)
        ways: list[tuple[Relationship, ...]] = [(r,) for iri in clause.same for r in filed.get(iri, ())]
        ways += [(part, r) for part in parts.get(clause.iri, ()) for r in filed.get(part.tail, ())]
        for way in ways:
            notation = _cut(str(concepts[way[-1].tail].properties.get("notation", "")), depth)
            found[notation] += way
        if found:
            of_clause[clause.iri] = {notation: distinct(found[notation]) for notation in sorted(found)}
    used = {notation for found in of_clause.values() for notation in found}
    return Classified(_names(scheme, concepts.values(), used, depth), of_clause)


def _scheme(node: Node) -> str:
    return str(node.properties.get("scheme", "")) if node.label == "Concept" else ""


def _cut(notation: str, depth: int | None) -> str:
    return ".".join(notation.split(".")[:depth]) if depth else notation


def _names(scheme: str, concepts: Iterable[Node], used: set[str], depth: int | None) -> dict[str, str]:
    """The name of each notation of the scheme, the unused ones too, since an empty row or column is a finding.

    An entry that has entries below it stands for them and is left out, unless something is filed under it itself.
    """
    names = {str(node.properties.get("notation", "")): str(node.properties.get("name", "")) for node in concepts}
    if scheme in code_lists():
        names = {concept.notation: concept.name for concept in load_code_list(scheme).concepts} | names
    cut = {_cut(notation, depth) for notation in names}
    upper = {notation for notation in cut if any(other.startswith(notation + ".") for other in cut)}
    return {n: names.get(n) or GROUPS.get(n, n) for n in sorted(cut, key=_order) if n not in upper or n in used}


def _order(notation: str) -> tuple[tuple[int, int, str], ...]:
    """Supply, environment, demand; and 5.9 before 5.10."""
    groups = list(GROUPS)
    parts = notation.split(".")
    return tuple((groups.index(p) if p in groups else 99, int(p) if p.isdigit() else 0, p) for p in parts)
