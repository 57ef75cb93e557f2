"""`ontology/shapes.ttl` → checks: for each constraint one SPARQL query that finds the nodes which break it.

The shapes stay the one place where a rule is written down. Of SHACL this knows what they use (W3C Recommendation of
20 July 2017: sections 2 to 5 without qualified shapes, closed shapes and `sh:xone`) and refuses the rest, so that no
constraint is passed over in silence. Classes are met by their own name: the graphs state no `rdfs:subClassOf`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import InvalidShapes
from ontology import terms as t
from ontology.concepts import code_lists, load_code_list

Term = Any
"""A NamedNode, BlankNode or Literal of pyoxigraph."""

SHAPES = Path(__file__).parent.parent / "ontology" / "shapes.ttl"
SH = "http://www.w3.org/ns/shacl#"

_CODES = "$codes"
"""What the shapes write for the entries of all code lists; see `read_shapes`."""

_SILENT = frozenset({"message", "severity", "group", "order", "name", "description", "path", "flags"})
_TARGETS = frozenset({"targetClass", "targetSubjectsOf", "targetObjectsOf"})
_NODE_KINDS = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}
_CAST = frozenset(("integer", "decimal", "boolean", "date", "gYear", "gYearMonth"))


@dataclass(frozen=True)
class Check:
    """One constraint: `query` selects as `this` the nodes that break it.

    `number` is that of the rule it belongs to (1 to 14), 0 for the few that belong to none. Where it judges the ends of
    a relation, `relation` is the property and `end` is rdf:subject or rdf:object, else both are "".
    """

    query: str
    message: str
    severity: str
    number: int
    relation: str = ""
    end: str = ""


def read_shapes() -> Store:
    """The shapes as RDF, with the entries of the code lists filled in.

    A query there compares what a graph says of a concept with `$codes`. Before it is filled in it is an unbound
    variable, so that for a foreign SHACL engine the file is valid, and silent on this one matter.
    """
    codes = ", ".join(str(Literal(code)) for code in sorted(_codes()))
    store = Store()
    for quad in parse(path=str(SHAPES), format=RdfFormat.TURTLE):
        if isinstance(quad.object, Literal) and _CODES in quad.object.value:
            quad = Quad(quad.subject, quad.predicate, Literal(quad.object.value.replace(_CODES, codes)))
        store.add(quad)
    return store


def _codes() -> Iterator[str]:
    """One line for each entry of each code list: its IRI, that of its list, its notation."""
    for name in code_lists():
        code_list = load_code_list(name)
        for concept in code_list.concepts:
            yield f"{concept.iri} {code_list.iri} {concept.notation}"


def read_checks() -> list[Check]:
    """The checks of all shapes, by the number of their rule.

    Raises InvalidShapes for a word of SHACL that is not known here.
    """
    shapes = _Shapes(read_shapes())
    return sorted(shapes.checks(), key=lambda check: (check.number, check.message, check.query))


@dataclass(frozen=True)
class _Fault:
    """What a node that breaks a constraint matches: the triples `where` ("" for none) and the condition `test`."""

    where: str
    test: str

    def query(self, targets: str) -> str:
        """The query for the targets that have the fault.

        The triples come first and the target is looked up only where the test is true, which is for almost no node:
        Oxigraph then reads each property once from end to end, a third of the time of going from node to node.
        """
        if not self.where:
            return f"SELECT DISTINCT ?this {{ {targets} FILTER ({self.test}) }}"
        return f"SELECT DISTINCT ?this {{ {self.where} FILTER ({self.test} && EXISTS {{ {targets} }}) }}"

    def absent(self) -> str:
        """The condition that is true of a node without the fault."""
        return f"NOT EXISTS {{ {self.where} FILTER ({self.test}) }}" if self.where else _not(self.test)


class _Shapes:
    """A shapes graph while its constraints become queries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fresh = (f"?v{number}" for number in count())
        self._tests: dict[str, Callable[[Term, Term, str], str]] = {
            "nodeKind": lambda _, kind, v: f"{_NODE_KINDS[_local(kind)]}({v})",
            "class": lambda _, cls, v: f"EXISTS {{ {v} a {cls} }}",
            "datatype": lambda _, datatype, v: _has_datatype(datatype, v),
            "in": lambda _, values, v: f"{v} IN ({', '.join(map(str, self._list(values)))})",
            "minInclusive": lambda _, least, v: f"{v} >= {least}",
            "maxInclusive": lambda _, most, v: f"{v} <= {most}",
            "minLength": lambda _, least, v: f"STRLEN(STR({v})) >= {least.value}",
            "pattern": lambda shape, pattern, v: f"REGEX(STR({v}), {pattern}, {self._flags(shape)})",
            "languageIn": lambda _, tags, v: _any(f"LANGMATCHES(LANG({v}), {tag})" for tag in self._list(tags)),
            "not": lambda _, shape, v: _not(self._conforms(shape, v)),
            "or": lambda _, shapes, v: _any(self._conforms(shape, v) for shape in self._list(shapes)),
        }
        self._faults: dict[str, Callable[[str, str, Term], _Fault]] = {
            "minCount": self._too_few,
            "maxCount": self._too_many,
            "uniqueLang": self._same_language,
            "disjoint": self._shared,
            "lessThan": self._not_less,
        }

    def checks(self) -> Iterator[Check]:
        """Every constraint of every node shape."""
        prefixes = self._prefixes()
        for quad in self._store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(SH + "NodeShape")):
            shape = quad.subject
            targets, relation, end = self._targets(shape)
            for part, fault in self._faults_of(shape, "?this"):
                yield self._check(fault.query(targets), part, shape, relation, end)
            for part in self._values(shape, "sparql"):
                select = self._only(part, "select").value
                query = prefixes + select.replace("{", f"{{ {targets}", 1)
                yield self._check(query, part, shape, relation, end, severity=shape)

    def _check(
        self, query: str, part: Term, shape: Term, relation: str, end: str, severity: Term | None = None
    ) -> Check:
        """The check of one constraint; what `part` does not say of itself its node shape says."""
        messages = self._values(part, "message") or self._values(shape, "message")
        if not messages:
            raise InvalidShapes(str(SHAPES), f"{shape} has a constraint without sh:message")
        levels = self._values(severity or part, "severity")
        groups = self._values(part, "group") or self._values(shape, "group")
        number = int(self._only(groups[0], "order").value) if groups else 0
        level = _local(levels[0]) if levels else "Violation"
        return Check(query, min(message.value for message in messages), level, number, relation, end)

    def _targets(self, shape: Term) -> tuple[str, str, str]:
        """The pattern that binds ?this to the targets of a shape; of a shape on a relation also relation and end."""
        classes = [str(cls) for cls in self._values(shape, "targetClass")]
        heads, tails = self._values(shape, "targetSubjectsOf"), self._values(shape, "targetObjectsOf")
        if (bool(classes), len(heads), len(tails)) not in ((True, 0, 0), (False, 1, 0), (False, 0, 1)):
            raise InvalidShapes(str(SHAPES), f"{shape} must have classes, or one relation, as its target")
        if classes:
            return f"VALUES ?targetClass {{ {' '.join(sorted(classes))} }} ?this a ?targetClass .", "", ""
        if heads:
            return f"?this {heads[0]} ?targetTail .", heads[0].value, t.SUBJECT
        return f"?targetHead {tails[0]} ?this .", tails[0].value, t.OBJECT

    def _faults_of(self, shape: Term, v: str) -> Iterator[tuple[Term, _Fault]]:
        """What is wrong with a `v` that does not conform to a shape, constraint by constraint, and which part says so.

        Its SPARQL constraints are not among them.
        """
        for name, argument in self._constraints(shape):
            if name in self._tests:
                yield shape, _Fault("", _not(self._tests[name](shape, argument, v)))
            elif name not in ("property", "sparql"):
                raise InvalidShapes(str(SHAPES), f"sh:{name} of {shape} is not known")
        for part in self._values(shape, "property"):
            for fault in self._property_faults(part, v):
                yield part, fault

    def _property_faults(self, shape: Term, v: str) -> Iterator[_Fault]:
        path = self._path(self._only(shape, "path"))
        value = next(self._fresh)
        tests = []
        for name, argument in self._constraints(shape):
            if name in self._faults:
                yield self._faults[name](v, path, argument)
            elif name in self._tests:
                tests.append(self._tests[name](shape, argument, value))
            else:
                raise InvalidShapes(str(SHAPES), f"sh:{name} of a property is not known")
        if tests:
            yield _Fault(f"{v} {path} {value} .", _not(" && ".join(tests)))

    def _conforms(self, shape: Term, v: str) -> str:
        """The condition that is true of a `v` that conforms to a shape inside another one."""
        if self._values(shape, "sparql"):
            raise InvalidShapes(str(SHAPES), "sh:sparql inside a shape that is part of another is not known")
        return " && ".join(fault.absent() for _, fault in self._faults_of(shape, v))

    def _too_few(self, v: str, path: str, least: Term) -> _Fault:
        self._must_be(least, "minCount", "1")
        return _Fault("", f"NOT EXISTS {{ {v} {path} {next(self._fresh)} }}")

    def _too_many(self, v: str, path: str, most: Term) -> _Fault:
        self._must_be(most, "maxCount", "1")
        one, other = next(self._fresh), next(self._fresh)
        return _Fault(f"{v} {path} {one} , {other} .", f"!sameTerm({one}, {other})")

    def _same_language(self, v: str, path: str, is_unique: Term) -> _Fault:
        self._must_be(is_unique, "uniqueLang", "true")
        one, other = next(self._fresh), next(self._fresh)
        same = f'LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({other}))'
        return _Fault(f"{v} {path} {one} , {other} .", f"!sameTerm({one}, {other}) && {same}")

    def _shared(self, v: str, path: str, property: Term) -> _Fault:
        value = next(self._fresh)
        return _Fault(f"{v} {path} {value} . {v} {property} {value} .", "true")

    def _not_less(self, v: str, path: str, property: Term) -> _Fault:
        one, other = next(self._fresh), next(self._fresh)
        return _Fault(f"{v} {path} {one} . {v} {property} {other} .", _not(f"{one} < {other}"))

    def _must_be(self, argument: Term, name: str, known: str) -> None:
        if argument.value != known:
            raise InvalidShapes(str(SHAPES), f"sh:{name} {argument.value} is not known, only {known}")

    def _constraints(self, shape: Term) -> Iterator[tuple[str, Term]]:
        for quad in self._store.quads_for_pattern(shape, None, None):
            name = quad.predicate.value.removeprefix(SH)
            if name != quad.predicate.value and name not in _SILENT and name not in _TARGETS:
                yield name, quad.object

    def _path(self, path: Term) -> str:
        inverse = self._values(path, "inversePath")
        return f"^{inverse[0]}" if inverse else str(path)

    def _flags(self, shape: Term) -> str:
        flags = self._values(shape, "flags")
        return str(flags[0]) if flags else '""'

    def _prefixes(self) -> str:
        declared = [quad.object for quad in self._store.quads_for_pattern(None, NamedNode(SH + "declare"), None)]
        pairs = [(self._only(each, "prefix").value, self._only(each, "namespace").value) for each in declared]
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(pairs))

    def _values(self, subject: Term, name: str) -> list[Term]:
        return [quad.object for quad in self._store.quads_for_pattern(subject, NamedNode(SH + name), None)]

    def _only(self, subject: Term, name: str) -> Term:
        values = self._values(subject, name)
        if len(values) != 1:
            raise InvalidShapes(str(SHAPES), f"{subject} must have one sh:{name}, has {len(values)}")
        return values[0]

    def _list(self, head: Term) -> list[Term]:
        """The members of an RDF list."""
        members = []
        while head != NamedNode(t.RDF + "nil"):
            first, rest = (
                next(self._store.quads_for_pattern(head, NamedNode(t.RDF + part), None)) for part in ("first", "rest")
            )
            members.append(first.object)
            head = rest.object
        return members


def _has_datatype(datatype: Term, v: str) -> str:
    """Of this datatype and, as SHACL asks, written as that datatype is: its own cast takes it.

    A decimal with more than 18 digits after the point is not taken: Oxigraph cannot reckon with it.
    """
    name = datatype.value.removeprefix(t.XSD)
    test = f"DATATYPE({v}) = {datatype}"
    return f"{test} && STRLEN(STR({datatype}(STR({v})))) > 0" if name in _CAST else test


def _not(test: str) -> str:
    """True where `test` is false, and where it fails, as `"一" < 2` does."""
    return f"!COALESCE({test}, false)"


def _any(tests: Iterator[str]) -> str:
    return f"({' || '.join(f'COALESCE({test}, false)' for test in tests)})"


def _local(term: Term) -> str:
    return str(term.value).removeprefix(SH)
