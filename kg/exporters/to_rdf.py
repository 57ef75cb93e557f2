"""A part of the graph as RDF: its claims with all their evidence, closed under reference.

Turtle says what the part says without telling the texts' graphs apart, N-Quads and TriG keep one named graph a text.
Turtle 1.2 names each plain triple by its Statement (`rdf:reifies`) instead of taking it apart into subject, predicate
and object. Each begins with what `header` says of the dataset; where there are named graphs, in one of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from kg.errors import GraphError
from kg.exporters.header import PREFIXES, dataset_iri, header
from kg.property_graph import count_records
from kg.subgraph import Subgraph
from ontology import terms

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

    from kg.graph_folder import Manifest

_NAMES_ONLY = frozenset({terms.TYPE, terms.PREDICATE})
_PLAIN = frozenset(terms.RELATION_PROPERTIES.values())
_PARTS = (terms.SUBJECT, terms.PREDICATE, terms.OBJECT)
_REIFIES = terms.RDF + "reifies"
_MATCHES = frozenset(terms.MATCHES.values())
_HISTORY = f"{terms.IPR}history/"
"""What the names of the graphs begin with that hold what was withdrawn (`kg.history`)."""
_LEFT_OUT = _PLAIN | {terms.REVISION_OF}
"""Plain triples are chosen by their statements; what a statement replaced is history, not a claim of the part."""


def to_turtle(subgraph: Subgraph, store: Store, build: Manifest | None = None) -> bytes:
    """The header and the triples of `triples_of` as Turtle, sorted."""
    from pyoxigraph import RdfFormat

    triples = triples_of(subgraph, store)
    return _written([*header(subgraph, len(triples), build), *triples], RdfFormat.TURTLE)


def to_turtle12(subgraph: Subgraph, store: Store, build: Manifest | None = None) -> bytes:
    """The same as Turtle of RDF 1.2: each Statement reifies its triple (`reified`)."""
    from pyoxigraph import RdfFormat

    triples = reified(triples_of(subgraph, store))
    return b'VERSION "1.2"\n' + _written([*header(subgraph, len(triples), build), *triples], RdfFormat.TURTLE)


def to_nquads(subgraph: Subgraph, store: Store, build: Manifest | None = None) -> bytes:
    """The header and the quads of `quads_of` as N-Quads, one named graph a text, sorted."""
    from pyoxigraph import RdfFormat

    return _written(_with_header(subgraph, store, build), RdfFormat.N_QUADS)


def to_trig(subgraph: Subgraph, store: Store, build: Manifest | None = None) -> bytes:
    """The same as TriG."""
    from pyoxigraph import RdfFormat

    return _written(_with_header(subgraph, store, build), RdfFormat.TRIG)


def _with_header(subgraph: Subgraph, store: Store, build: Manifest | None) -> list[Quad]:
    from pyoxigraph import NamedNode, Quad

    quads = quads_of(subgraph, store)
    graph = NamedNode(dataset_iri(subgraph, build))
    triples = len({quad.triple for quad in quads})
    return [Quad(t.subject, t.predicate, t.object, graph) for t in header(subgraph, triples, build)] + quads


def _written(quads: Sequence[Quad] | Sequence[Triple], format: RdfFormat) -> bytes:
    from pyoxigraph import RdfFormat, serialize

    if format != RdfFormat.N_QUADS:
        return write_prefixed(quads, format)
    made = serialize(quads, format=format)
    assert made is not None  # without an output file, the bytes are returned
    return made


def write_prefixed(quads: Sequence[Quad] | Sequence[Triple], format: RdfFormat) -> bytes:
    """`quads` in a format with prefixes: the known ones, and one for each kind of instance described.

    A slash in a local name has to be escaped: `product:7afd…` is easier to read than `ipr:product\\/7afd…`.
    """
    from pyoxigraph import serialize

    iris = (_named(quad.subject).value for quad in quads)
    kinds = {iri.removeprefix(terms.IPR).partition("/")[0] for iri in iris if iri.startswith(terms.IPR)}
    own = {kind: f"{terms.IPR}{kind}/" for kind in kinds - PREFIXES.keys()}
    made = serialize(quads, format=format, prefixes={**PREFIXES, **own})
    assert made is not None  # without an output file, the bytes are returned
    # The library writes the prefixes in another order each time.
    lines = made.splitlines(keepends=True)
    count = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:count]), *lines[count:]])


def triples_of(subgraph: Subgraph, store: Store) -> list[Triple]:
    """The triples of `quads_of`, each once, sorted."""
    triples = {quad.triple for quad in quads_of(subgraph, store)}
    return sorted(triples, key=lambda t: (_named(t.subject).value, t.predicate.value, str(t.object)))


def quads_of(subgraph: Subgraph, store: Store) -> list[Quad]:
    """What `store` says of the nodes and statements of the part, graph by graph, each sorted as N-Quads.

    No resource is named without being described: a statement brings its plain triple, its evidence spans and those of
    their sentences, its run, and its text with the whole stored string, since offsets mean nothing without it. Plain
    triples of other statements stay out, and so does what an entry of a code list matches outside the part.
    Raises GraphError where the store does not have a statement of the part.
    """
    is_whole = (len(subgraph.nodes), len(subgraph.relationships)) == count_records(store)
    found = _said_of_all(store) if is_whole else _said_of(subgraph, store)
    return sorted(found, key=lambda quad: (str(quad.graph_name), str(quad)))


def _said_of_all(store: Store) -> Collection[Quad]:
    """What `_said_of` finds for the whole, in one pass: all but what was withdrawn."""
    from pyoxigraph import DefaultGraph, NamedNode

    now: list[Quad] = []
    before: list[Quad] = []
    for graph in [*store.named_graphs()] or (DefaultGraph(),):
        is_history = isinstance(graph, NamedNode) and graph.value.startswith(_HISTORY)
        (before if is_history else now).extend(store.quads_for_pattern(None, None, None, graph))
    seen = {quad.subject for quad in now}
    # The history describes what was withdrawn, and with it passages that other claims rest on.
    found = now + [quad for quad in before if quad.subject in seen and quad.predicate.value != terms.REVISION_OF]
    return [quad for quad in found if quad.predicate.value not in _MATCHES or quad.object in seen]


def _said_of(subgraph: Subgraph, store: Store) -> Collection[Quad]:
    """What the store says of the nodes and statements of the part and of all that these name, step after step."""
    from pyoxigraph import DefaultGraph, NamedNode

    # Beside named graphs, the default graph only repeats them.
    has_graphs = next(iter(store.named_graphs()), None) is not None
    statements = [NamedNode(r.statement_id) for r in subgraph.relationships]
    to_do = [*(NamedNode(node.iri) for node in subgraph.nodes), *statements]
    found = {quad for statement in statements for quad in _plain_quads(statement, store)}
    seen = set(to_do)
    matches = []
    while to_do:
        for quad in store.quads_for_pattern(to_do.pop(), None, None, None):
            if quad.predicate.value in _LEFT_OUT or (has_graphs and quad.graph_name == DefaultGraph()):
                continue
            if quad.predicate.value in _MATCHES:
                matches.append(quad)
                continue
            found.add(quad)
            is_resource = isinstance(quad.object, NamedNode) and quad.predicate.value not in _NAMES_ONLY
            if is_resource and quad.object not in seen:
                seen.add(_named(quad.object))
                to_do.append(_named(quad.object))
    found.update(quad for quad in matches if quad.object in seen)
    return found


def _plain_quads(statement: NamedNode, store: Store) -> list[Quad]:
    """The plain triple of a statement, in the graphs that hold it."""
    from pyoxigraph import DefaultGraph, NamedNode, Quad

    parts = []
    for term in _PARTS:
        quads = list(store.quads_for_pattern(statement, NamedNode(term), None, None))
        if not quads:
            raise GraphError(f"{statement.value}: not in this dataset; export with the store the graph was read from")
        parts.append(_named(quads[0].object))
    subject, predicate, object = parts
    graphs = {quad.graph_name for quad in quads}
    return [Quad(subject, predicate, object, graph) for graph in graphs - {DefaultGraph()} or graphs]


def reified(triples: Iterable[Triple]) -> list[Triple]:
    """`triples` with one `rdf:reifies` in place of a Statement's subject, predicate and object, in the same order."""
    from pyoxigraph import NamedNode, Triple

    parts: dict[str, dict[str, NamedNode]] = {}
    others = []
    for triple in triples:
        if triple.predicate.value in _PARTS:
            named = parts.setdefault(_named(triple.subject).value, {})
            named[triple.predicate.value] = _named(triple.object)
        else:
            others.append(triple)
    reifiers = [
        Triple(NamedNode(iri), NamedNode(_REIFIES), Triple(*(named[part] for part in _PARTS)))
        for iri, named in parts.items()
    ]
    return sorted([*others, *reifiers], key=lambda t: (_named(t.subject).value, t.predicate.value, str(t.object)))


def _named(term: object) -> NamedNode:
    """`term` as the IRI that it must be: the model has no blank nodes."""
    from pyoxigraph import NamedNode

    assert isinstance(term, NamedNode), term
    return term
