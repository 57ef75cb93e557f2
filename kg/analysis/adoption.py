"""Who takes a topic or a policy up, and when: the adoption curve and each adopter's lag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.diffusion import days_between
from kg.analysis.documents import Corpus
from kg.errors import GraphError
from kg.property_graph import Relationship


@dataclass(frozen=True)
class Adoption:
    """One document of the curve: who adopted with it, and how far the curve has come.

    `lag` are the days since the first, `index` = lag / longest lag (0 for the first, 1 for the last).
    """

    date: str
    document: str
    adopters: tuple[str, ...]
    documents_so_far: int
    adopters_so_far: int
    share: float
    lag: int
    index: float
    claims: tuple[Relationship, ...]


def adoption_curve(corpus: Corpus, claims: Mapping[str, Sequence[Relationship]]) -> list[Adoption]:
    """The documents (IRI → the statements that prove it) in the order of their dates, with their new adopters.

    An adopter is an issuer; it adopts once, with its first document, and a joint paper lets each of its issuers adopt.
    `share` is the part of all adopters that have adopted by then (Rogers 2003, Diffusion of Innovations, ch. 7); the
    diffusion index is the lag over the longest lag.

    Raises GraphError where no document of a known issuer has a date.
    """
    dated = sorted((str(corpus.documents[iri].date), iri) for iri in claims if corpus.documents[iri].date)
    everyone = {name for _, iri in dated for name in corpus.documents[iri].issuers}
    if not everyone:
        raise GraphError("no dated document with a known issuer takes it up; choose another of=, or add such texts")
    longest = days_between(dated[0][0], dated[-1][0]) or 0
    adopted: set[str] = set()
    curve = []
    for number, (day, iri) in enumerate(dated, 1):
        new = [name for name in corpus.documents[iri].issuers if name not in adopted]
        adopted |= set(new)
        lag = days_between(dated[0][0], day) or 0
        share, index = len(adopted) / len(everyone), lag / longest if longest else 0.0
        curve.append(Adoption(day, iri, tuple(new), number, len(adopted), share, lag, index, tuple(claims[iri])))
    return curve
