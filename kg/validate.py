"""RDF dataset + shapes → report: what breaks `ontology/shapes.ttl`, in Chinese, with the sentence behind it.

Each constraint of the shapes is one query on Oxigraph over the union of all texts (`shapes.py` makes it), so that
memory holds the results and little else. pySHACL, which judges the same shapes node by node, took four to five times
as long on 170 documents and says the same; the tests ask it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.dataset import has_default_graph
from kg.shapes import Check, read_checks
from kg.table import Table
from ontology import terms as t
from ontology.labels import RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

VIOLATION = "Violation"
COLUMNS = ("severity", "shape", "message", "node", "name", "count", "text", "sentence")


@dataclass(frozen=True, order=True)
class Result:
    """One node that breaks one constraint; severity is Violation, Warning or Info.

    `shape` is the number of the rule (1 to 14; 0 where the constraint belongs to none), `claim` the statement that
    gives the node a type of end that its relation does not have, else "".
    """

    severity: str
    shape: int
    message: str
    node: str
    claim: str = ""


@dataclass(frozen=True)
class Report:
    """What `validate` found: every result, and the table that a person reads."""

    results: tuple[Result, ...]
    table: Table

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return all(result.severity != VIOLATION for result in self.results)

    @property
    def totals(self) -> str:
        """The number of results of each severity, violations first; "" where there are none."""
        counts = Counter(result.severity for result in self.results)
        ordered = sorted(counts.items(), key=lambda item: (item[0] != VIOLATION, item[0]))
        return ", ".join(f"{severity} {count}" for severity, count in ordered)

    @property
    def summary(self) -> str:
        """The verdict in one line, with the totals."""
        verdict = "conforms" if self.conforms else "does not conform"
        return f"{verdict} ({self.totals})" if self.results else verdict


def validate(store: Store) -> Report:
    """Judge a dataset by the shapes.

    The table has one row for each message: its severity, the number of the rule (None for 0), the first node that
    earns it, that node's name, how many nodes do, and title and sentence of the text that the first one was read from
    ("" where there is none), for a relation of wrong types those of its statement. Violations come first.
    """
    is_union = not has_default_graph(store)
    results = {result for check in read_checks() for result in _results(store, check, is_union)}
    ordered = tuple(sorted(results))
    return Report(ordered, _table(store, ordered))


def _results(store: Store, check: Check, is_union: bool) -> Iterator[Result]:
    from pyoxigraph import QuerySolutions

    solutions = store.query(check.query, use_default_graph_as_union=is_union)
    assert isinstance(solutions, QuerySolutions)
    for node in sorted({_iri(solution["this"]) for solution in solutions}):
        claims = _statements(store, check.end, node, check.relation) if check.relation else []
        claim = claims[0] if claims else ""
        yield Result(check.severity, check.number, check.message, node, claim)


def _table(store: Store, results: tuple[Result, ...]) -> Table:
    groups: dict[tuple[str, int, str], list[Result]] = defaultdict(list)
    for result in results:
        groups[result.severity, result.shape, result.message].append(result)
    rows = []
    for (severity, shape, message), found in groups.items():
        node, count = found[0].node, len({result.node for result in found})
        claim = found[0].claim or _claim(store, node)
        where = (node, _name(store, node), count, _title(store, claim), _sentence(store, claim))
        rows.append((severity, shape or None, message, *where))
    return Table(COLUMNS, sorted(rows, key=lambda row: (row[0] != VIOLATION, row[0], row[1] or 0, row[2])))


def _name(store: Store, node: str) -> str:
    """What a person calls the node: its label, quotation or title; of a statement its three names."""
    for term in (t.PREF_LABEL, t.ANCHOR_OF, t.TITLE, t.IDENTIFIER, t.PIPELINE):
        if found := _objects(store, node, term):
            return found[0]
    parts = [_objects(store, node, term) for term in (t.SUBJECT, t.PREDICATE, t.OBJECT)]
    if not any(parts):
        return ""
    subject, predicate, object = (part[0] if part else "?" for part in parts)
    return f"{_label(store, subject)} {t.short(predicate)} {_label(store, object)}"


def _label(store: Store, iri: str) -> str:
    return next((found[0] for term in (t.PREF_LABEL, t.TITLE) if (found := _objects(store, iri, term))), t.short(iri))


def _claim(store: Store, node: str) -> str:
    """The claim that shows where `node` stands: itself, or the first mention of an entity."""
    mentions = t.RELATION_PROPERTIES[RelationType.MENTIONS]
    is_claim = bool(_objects(store, node, t.EVIDENCE))
    return node if is_claim else next(iter(_statements(store, t.OBJECT, node, mentions)), node)


def _title(store: Store, claim: str) -> str:
    """The title, else the file, of the text of a claim, of a span or of the text itself."""
    texts = _objects(store, claim, t.PRIMARY_SOURCE) or _objects(store, claim, t.REFERENCE_CONTEXT) or [claim]
    files = [name for origin in _objects(store, texts[0], t.SOURCE) for name in _objects(store, origin, t.IDENTIFIER)]
    return next(iter(_objects(store, texts[0], t.TITLE) or sorted(files)), "")


def _sentence(store: Store, claim: str) -> str:
    """The sentence of a span, or of the first evidence of a claim."""
    spans = _objects(store, claim, t.EVIDENCE) or [claim]
    spans.sort(key=lambda span: [int(place) for place in _objects(store, span, t.BEGIN_INDEX) if place.isdecimal()])
    sentence = _objects(store, spans[0], t.SENTENCE) or spans
    return next(iter(_objects(store, sentence[0], t.ANCHOR_OF)), "")


def _statements(store: Store, end: str, node: str, relation: str) -> list[str]:
    """The statements of `relation` that have the node as this end (rdf:subject or rdf:object), sorted."""
    from pyoxigraph import NamedNode

    if not _is_iri(node):
        return []
    found = {_iri(quad.subject) for quad in store.quads_for_pattern(None, NamedNode(end), NamedNode(node))}
    return sorted(claim for claim in found if _objects(store, claim, t.PREDICATE) == [relation])


def _objects(store: Store, node: str, term: str) -> list[str]:
    from pyoxigraph import NamedNode

    if not _is_iri(node):
        return []
    quads = store.quads_for_pattern(NamedNode(node), NamedNode(term), None)
    return sorted({_iri(quad.object) for quad in quads})


def _is_iri(node: str) -> bool:
    return "://" in node


def _iri(term: Any) -> str:
    return str(getattr(term, "value", term))
