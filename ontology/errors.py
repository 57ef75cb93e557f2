"""What can go wrong with the ontology and its code lists."""

from __future__ import annotations


class OntologyError(Exception):
    """Root of the errors of this room."""


class UnknownConcept(OntologyError):
    """A name or notation that a code list does not have: `scheme`, `name` and the nearest known ones."""

    def __init__(self, scheme: str, name: str, known: list[str]) -> None:
        self.scheme, self.name, self.known = scheme, name, known
        super().__init__(f"{name!r} is not in {scheme}; known: {', '.join(known)}")
