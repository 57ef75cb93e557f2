"""A name or notation → its concept in a code list; the lists are the Turtle files of `codelists/`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import UnknownConcept
from ontology.iris import normalise
from ontology.terms import DCTERMS, MATCHES, RDF, SKOS

if TYPE_CHECKING:
    from pyoxigraph import Store

FOLDER = Path(__file__).parent / "codelists"


@dataclass(frozen=True)
class Concept:
    """One entry of a code list; `broader` is the notation of the entry above it, "" at the top.

    `matches` has (kind, IRI) for each entry of another list that corresponds to it; kinds are those of `terms.MATCHES`.
    """

    iri: str
    notation: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()
    broader: str = ""
    matches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A dated list of concepts, in the order of their notations; `source` says where it was published."""

    name: str
    iri: str
    title: str
    issued: str
    source: str
    concepts: tuple[Concept, ...]

    def find(self, name: str) -> Concept:
        """The concept with this notation, name (in either language) or alias; width, case and spacing do not matter.

        Where an entry and one below it share a name (教育 in GB/T 4754), the upper one is meant.
        Raises UnknownConcept with the nearest names.
        """
        found = self._by_key.get(normalise(name))
        if found:
            return found
        known = [concept.name for concept in self.concepts]
        raise UnknownConcept(self.name, name, difflib.get_close_matches(name, known, 5, 0.3) or known[:5])

    @cached_property
    def _by_key(self) -> Mapping[str, Concept]:
        index: dict[str, Concept] = {}
        for concept in self.concepts:
            for key in _keys(concept):
                index.setdefault(key, concept)
        return index

    def top_of(self, concept: Concept) -> Concept:
        """The uppermost concept above `concept`, itself where it is at the top."""
        return self.top_of(self.find(concept.broader)) if concept.broader else concept


def code_lists() -> tuple[str, ...]:
    """The names of the code lists that the project ships.

    >>> "regions" in code_lists()
    True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.ttl")))


def find_concept(code_list: str, name: str) -> Concept:
    """The concept that `name` (or a notation) means in the code list called `code_list`.

    Raises UnknownConcept where the list, or the name in it, is unknown.
    >>> find_concept("instrument_types", "税收优惠").notation
    'E.3'
    >>> find_concept("future_industries_2024", "6.6").name
    '脑机交互'
    """
    return load_code_list(code_list).find(name)


@cache
def load_code_list(name: str) -> CodeList:
    """The code list in `codelists/NAME.ttl`; raises UnknownConcept where there is no such file.

    >>> load_code_list("instrument_types").issued
    '1981'
    """
    from pyoxigraph import RdfFormat, Store, parse

    if name not in code_lists():
        raise UnknownConcept("the code lists", name, list(code_lists()))
    store = Store()
    store.extend(parse(path=str(FOLDER / f"{name}.ttl"), format=RdfFormat.TURTLE))
    scheme = _subjects(store, SKOS + "ConceptScheme")[0]
    concepts = [_concept(store, iri) for iri in _subjects(store, SKOS + "Concept")]
    return CodeList(
        name,
        scheme,
        _value(store, scheme, SKOS + "prefLabel", "zh"),
        _value(store, scheme, DCTERMS + "issued"),
        "；".join(sorted(_values(store, scheme, DCTERMS + "source"))),
        tuple(sorted(concepts, key=lambda concept: _order(concept.notation))),
    )


def _concept(store: Store, iri: str) -> Concept:
    broader = _values(store, iri, SKOS + "broader")
    return Concept(
        iri,
        _value(store, iri, SKOS + "notation"),
        _value(store, iri, SKOS + "prefLabel", "zh"),
        _value(store, iri, SKOS + "prefLabel", "en"),
        tuple(sorted(_values(store, iri, SKOS + "altLabel"))),
        _value(store, broader[0], SKOS + "notation") if broader else "",
        tuple((kind, other) for kind, term in MATCHES.items() for other in sorted(_values(store, iri, term))),
    )


def _keys(concept: Concept) -> set[str]:
    return {normalise(key) for key in (concept.notation, concept.name, concept.name_en, *concept.aliases)}


def _order(notation: str) -> tuple[tuple[int, str], ...]:
    """Notations as people count them: 5.9 before 5.10."""
    return tuple((int(part) if part.isdigit() else 0, part) for part in notation.split("."))


def _subjects(store: Store, cls: str) -> list[str]:
    from pyoxigraph import NamedNode

    quads = store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(cls), None)
    return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))


def _values(store: Store, subject: str, predicate: str, language: str | None = None) -> list[str]:
    from pyoxigraph import Literal, NamedNode

    values = (quad.object for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None))
    return [
        value.value
        for value in values
        if isinstance(value, NamedNode) or (isinstance(value, Literal) and language in (None, value.language))
    ]


def _value(store: Store, subject: str, predicate: str, language: str | None = None) -> str:
    return _values(store, subject, predicate, language)[0]
