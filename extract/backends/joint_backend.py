"""Two opinions on one text: this project's words and names, and the names that a general toolkit finds beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee

from extract.backends.backend import Annotation, Backend, Name
from extract.names.candidates import TOOLKIT
from ontology.labels import EntityType

_KINDS = {
    EntityType.PERSON: "PERSON PER NR NRF NRJ",
    EntityType.REGION: "LOC LOCATION GPE NS NSF",
    EntityType.INSTITUTION: "ORG ORGANIZATION NT NTO NTC NTU NTS NTH NTCB NTCF NTCH",
    EntityType.PRODUCT: "PRODUCT",
    EntityType.EVENT: "EVENT",
    EntityType.POLICY_DOCUMENT: "LAW",
}
LABELS = {label: type for type, labels in _KINDS.items() for label in labels.split()}
"""Labels of OntoNotes, MSRA, the People's Daily (PKU) and HanLP 1.x → what the guide calls such a name."""


def type_of(label: str) -> EntityType | None:
    """The guide's type for a toolkit's label; None for what the guide does not annotate (dates, numbers, ...).

    >>> type_of("ntc"), type_of("Product"), type_of("DATE")
    (<EntityType.INSTITUTION: 'Institution'>, <EntityType.PRODUCT: 'Product'>, None)
    """
    if label in EntityType._value2member_map_:
        return EntityType(label)
    return LABELS.get(label.upper())


class JointBackend:
    """Words and names of one backend, with the names of a toolkit added that the guide has a type for.

    The words stay those that the model of names was trained with, so a toolkit adds candidates and takes none away.
    """

    def __init__(self, toolkit: Backend, ours: Backend) -> None:
        """Both are loaded; `ours` gives the words."""
        self._toolkit, self._ours = toolkit, ours
        self.identity = f"{ours.identity}+{toolkit.identity}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """The words of ours; the names of both, those of the toolkit marked as such."""
        for_ours, for_toolkit = tee(passages)
        pairs = zip(self._ours.annotate(for_ours), self._toolkit.annotate(for_toolkit), strict=True)
        for ours, toolkit in pairs:
            yield Annotation(ours.words, (*ours.names, *_translated(toolkit.names)))


def _translated(names: Iterable[Name]) -> Iterator[Name]:
    for name in names:
        type = type_of(name.label)
        if type:
            yield Name(name.begin, name.end, type.value, name.confidence, TOOLKIT)
