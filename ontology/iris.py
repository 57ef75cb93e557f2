"""Content to stable IRI: equal content gives an equal IRI in every run and on every machine.

The local part is `{class}/{16 hex digits of SHA-256}`. Sixteen digits keep the chance of one collision among a
million things below 1 in 30 million; ten, as is often seen, would make it near one half. Chinese local names are
avoided because the raw IRI and its percent-encoded twin are different RDF terms.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ontology.labels import EntityType

ONTOLOGY = "https://w3id.org/ipkg/ontology#"
INSTANCES = "https://w3id.org/ipkg/id/"

_DIGITS = 16
_SPACE = re.compile(r"\s+")
_RANGE = re.compile(r"(?<=\d)(?:年?[-‐‑‒–—―~]+|年至)(?=\d)")
"""Titles print the dash between two years in many ways."""
_IN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"二[〇○零][一二三四五六七八九〇○零]{2}(?=年)")


def normalise(name: str) -> str:
    """`name` as identity sees it: as `folded`, years in digits, with one dash between numbers.

    >>> normalise("规划（2021年—2025年）"), normalise("二〇三五年远景目标")
    ('规划(2021-2025年)', '2035年远景目标')
    """
    return _RANGE.sub("-", _YEAR.sub(lambda year: year.group().translate(_IN_DIGITS), folded(name)))


def folded(text: str) -> str:
    """`text` in NFKC, case-folded, without white space.

    >>> folded("６Ｇ 网络")
    '6g网络'
    """
    # Twice, as taking out a space or folding case may leave letters that compose anew.
    once = _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _SPACE.sub("", unicodedata.normalize("NFKC", once))


def digest(*parts: str) -> str:
    """Sixteen hex digits that identify the sequence `parts`; ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:_DIGITS]


def mint(kind: str, *parts: str) -> str:
    """The IRI of the thing of class `kind` (CamelCase) that `parts` identify.

    >>> mint("Product", "人形机器人")
    'https://w3id.org/ipkg/id/product/7afd8a6a0f885d9f'
    """
    return f"{INSTANCES}{_kebab(kind)}/{digest(kind, *parts)}"


def entity_iri(type: EntityType, name: str) -> str:
    """The IRI of the entity `name` of `type`; spacing, width, case and dashes of the name do not matter."""
    return mint(type.value, normalise(name))


def _kebab(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
