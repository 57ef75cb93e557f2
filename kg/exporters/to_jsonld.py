"""JSON-LD 1.1 that readers of schema.org understand as well: https://www.w3.org/TR/json-ld11/, https://schema.org."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.exporters.equivalents import equivalents
from kg.exporters.header import PREFIXES, dataset_iri, header
from kg.exporters.to_rdf import triples_of
from kg.subgraph import Subgraph
from ontology import terms

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

    from kg.graph_folder import Manifest

_SAFE_INTEGER = 2**53  # above, readers of JSON may round

Coercion = tuple[tuple[str, str], ...]


def to_jsonld(subgraph: Subgraph, store: Store, build: Manifest | None = None) -> bytes:
    """The header, the triples of `triples_of` and their equivalents: one object a resource, the dataset's first.

    The context stands in the file, so that no reader has to fetch one; terms of schema.org have no prefix in it.
    """
    triples = triples_of(subgraph, store)
    every = [*header(subgraph, len(triples), build), *triples]
    every += equivalents(every)
    kinds = _coercions(every)
    resources: dict[str, dict[str, Any]] = {}
    for triple in every:
        iri, predicate = _short(_iri(triple.subject)), triple.predicate.value
        resource = resources.setdefault(iri, {"@id": iri})
        if predicate == terms.TYPE:
            resource.setdefault("@type", []).append(_name(_iri(triple.object)))
        else:
            value = _value(triple.object, kinds[predicate])
            resource.setdefault(_name(predicate), []).append(value)
    about = _short(dataset_iri(subgraph, build))
    objects = sorted(resources.values(), key=lambda resource: (not resource["@id"].startswith(about), resource["@id"]))
    whole = {"@context": _context(kinds), "@graph": [_single(resource) for resource in objects]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _coercions(triples: Iterable[Triple]) -> dict[str, Coercion]:
    """For each predicate what its values mostly are, so that the context says it once and the values are bare."""
    counts: dict[str, Counter[Coercion]] = {}
    for triple in triples:
        counts.setdefault(triple.predicate.value, Counter())[_kind(triple.object)] += 1
    return {predicate: max(sorted(kinds), key=lambda kind: kinds[kind]) for predicate, kinds in counts.items()}


def _kind(term: Any) -> Coercion:
    """What the context would have to say of a value; nothing of a string, and nothing where JSON has its type."""
    from pyoxigraph import Literal

    if not isinstance(term, Literal):
        return (("@type", "@id"),)
    if term.language:
        return (("@language", term.language),)
    if term.datatype.value == f"{terms.XSD}string" or _plain(term) is not None:
        return ()
    return (("@type", _short(term.datatype.value)),)


def _value(term: Any, kind: Coercion) -> Any:
    """A value as it stands under a key whose context says `kind`."""
    own = _kind(term)
    text = term.value
    plain = _plain(term)
    if plain is not None:
        return plain if kind == () else {"@value": plain}
    if own == (("@type", "@id"),):
        return _short(text) if own == kind else {"@id": _short(text)}
    return text if own == kind else {"@value": text, **dict(own)}


def _plain(term: Any) -> int | bool | None:
    """An integer or a truth value that reads back from JSON as the same literal; None for anything else."""
    from pyoxigraph import Literal

    if not isinstance(term, Literal):
        return None
    datatype = term.datatype.value
    if datatype == f"{terms.XSD}boolean" and term.value in ("true", "false"):
        return bool(term.value == "true")
    if datatype == f"{terms.XSD}integer" and term.value.removeprefix("-").isdigit():
        number = int(term.value)
        return number if str(number) == term.value and abs(number) < _SAFE_INTEGER else None
    return None


def _context(kinds: Mapping[str, Coercion]) -> dict[str, Any]:
    """The prefixes, schema.org as the vocabulary of bare words, and the terms whose values are coerced."""
    context: dict[str, Any] = {"@version": 1.1, "@vocab": terms.SCHEMA, **PREFIXES}
    for predicate in sorted(kinds, key=_name):
        if kinds[predicate] and predicate != terms.TYPE:
            context[_name(predicate)] = {"@id": _short(predicate), **dict(kinds[predicate])}
    return context


def _single(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A list of one value as that value; keys in the order of reading: id, type, names, the rest."""
    names = ("@id", "@type", "name", _short(terms.PREF_LABEL), _short(terms.TITLE))
    keys = sorted(resource, key=lambda key: (names.index(key) if key in names else len(names), key))
    values = {key: resource[key] for key in keys}
    return {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in values.items()}


def _name(iri: str) -> str:
    """A class or property as a key: a bare word where it is schema.org's."""
    return iri.removeprefix(terms.SCHEMA) if iri.startswith(terms.SCHEMA) else _short(iri)


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _iri(term: object) -> str:
    return str(getattr(term, "value", ""))
