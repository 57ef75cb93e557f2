"""The vocabulary of the graph as one SKOS concept scheme: what a thesaurus editor or a tagger can take as it is.

SKOS: https://www.w3.org/TR/skos-reference/. Topics, instruments, platforms and groups of actors are its concepts, their
names its labels; that a text includes one in the other makes it narrower. Nothing here says which text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.exporters.equivalents import TERM_TYPES
from kg.exporters.header import ONTOLOGY, Kind, dataset_iri, header, text_literal, triple_of
from kg.exporters.to_rdf import write_prefixed
from kg.palette import style_of
from kg.subgraph import Subgraph, aliases_of, name_of
from ontology import terms
from ontology.iris import mint
from ontology.labels import RelationType

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.graph_folder import Manifest

_SKOS = terms.SKOS
_LABELS = frozenset(type.value for type in TERM_TYPES)


def _count_concepts(vocabulary: Subgraph) -> tuple[Mapping[str, int], Mapping[str, int]]:
    pairs = {(link.head, link.tail) for link in vocabulary.relationships}
    return {_SKOS + "Concept": len(vocabulary.nodes)}, {_SKOS + "narrower": len(pairs)}


VOCABULARY = Kind(
    "产业政策主题词表",
    "Industrial policy vocabulary",
    "{texts}份文本中的{nodes}个概念",
    "概念的上下位关系来自文本中的“包含”断言，未逐条注明出处。",
    _count_concepts,
)


def to_skos(subgraph: Subgraph, build: Manifest | None = None) -> bytes:
    """The concepts of the part as Turtle, sorted, with the header of the dataset that they were taken from."""
    from pyoxigraph import RdfFormat

    vocabulary = vocabulary_of(subgraph)
    triples = sorted(set(_scheme(vocabulary, dataset_iri(subgraph, build))), key=str)
    source = dataset_iri(vocabulary, build)
    about = [
        *header(vocabulary, len(triples), build, VOCABULARY),
        triple_of(source, terms.DCTERMS + "hasPart", scheme_iri(vocabulary)),
    ]
    return write_prefixed([*about, *triples], RdfFormat.TURTLE)


def vocabulary_of(subgraph: Subgraph) -> Subgraph:
    """The terms of the part, with the INCLUDES claims that order them."""
    nodes = tuple(node for node in subgraph.nodes if node.label in _LABELS)
    kept = {node.iri for node in nodes}
    links = tuple(
        link
        for link in subgraph.relationships
        if link.type is RelationType.INCLUDES and {link.head, link.tail} <= kept and link.head != link.tail
    )
    return Subgraph(nodes, links, subgraph.texts)


def scheme_iri(vocabulary: Subgraph) -> str:
    """The IRI of the scheme: other concepts, or another order of them, is another scheme."""
    pairs = sorted({(link.head, link.tail) for link in vocabulary.relationships})
    return mint("ConceptScheme", *(node.iri for node in vocabulary.nodes), *(iri for pair in pairs for iri in pair))


def _scheme(vocabulary: Subgraph, source: str) -> Iterator[Triple]:
    scheme = scheme_iri(vocabulary)
    narrower = {(link.head, link.tail) for link in vocabulary.relationships}
    below = {tail for _, tail in narrower}
    yield triple_of(scheme, terms.TYPE, _SKOS + "ConceptScheme")
    yield triple_of(scheme, terms.PREF_LABEL, text_literal(VOCABULARY.title))
    yield triple_of(scheme, terms.PREF_LABEL, text_literal(VOCABULARY.english, "en"))
    yield triple_of(scheme, terms.SOURCE, source)
    yield triple_of(scheme, terms.DCTERMS + "conformsTo", ONTOLOGY)
    for node in vocabulary.nodes:
        yield triple_of(node.iri, terms.TYPE, _SKOS + "Concept")
        yield triple_of(node.iri, terms.PREF_LABEL, text_literal(name_of(node)))
        for alias in aliases_of(node):
            yield triple_of(node.iri, terms.ALT_LABEL, text_literal(alias))
        yield triple_of(node.iri, _SKOS + "inScheme", scheme)
        if node.iri not in below:
            yield triple_of(node.iri, _SKOS + "topConceptOf", scheme)
            yield triple_of(scheme, _SKOS + "hasTopConcept", node.iri)
        kind = f"{scheme}#{node.label}"
        yield triple_of(kind, terms.TYPE, _SKOS + "Collection")
        yield triple_of(kind, terms.PREF_LABEL, text_literal(style_of(node.label).chinese))
        yield triple_of(kind, terms.PREF_LABEL, text_literal(re.sub(r"(?<!^)(?=[A-Z])", " ", node.label).lower(), "en"))
        yield triple_of(kind, _SKOS + "member", node.iri)
    for wide, narrow in narrower:
        yield triple_of(wide, _SKOS + "narrower", narrow)
        yield triple_of(narrow, _SKOS + "broader", wide)
