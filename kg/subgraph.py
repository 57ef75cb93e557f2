"""The part of a graph that a question is about: by name and distance, type, relation, source, date and confidence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kg.errors import GraphError, UnknownName
from kg.property_graph import NODE_LABELS, Node, Relationship
from ontology.labels import RelationType
from ontology.script import fold, simplified

_ISO_PREFIX = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_TEXT = "SourceText"


@dataclass(frozen=True)
class Selection:
    """What to keep; a field left at its default keeps everything.

    - `relations`, `sources`, `since`/`until` and `min_confidence` decide about relationships. A source is the title,
      file (with or without its folders) or IRI of a text. Dates are ISO 8601 down to any precision and are compared
      on the characters that both sides have: until "2024" includes all of 2024. With a date bound, relationships of
      undated texts are left out. A relationship without a confidence counts as certain.
    - `types` decides about nodes: entity types, Measure, Target, Concept, SourceText, ExtractionRun.
    - `around` names entities (by name or alias, as `find_nodes` finds them); of what the other fields leave,
      the nodes within `hops` steps of one of them are kept, in either direction. The named ones themselves always stay.
    """

    around: tuple[str, ...] = ()
    hops: int = 1
    types: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        for bound in (self.since, self.until):
            if bound is not None and not _ISO_PREFIX.fullmatch(bound):
                raise GraphError(f"{bound!r} is not a date; write 2024, 2024-02 or 2024-02-22")
        if self.hops < 0:
            raise GraphError(f"{self.hops} hops: give 0 or more")
        if not 0 <= self.min_confidence <= 1:
            raise GraphError(f"confidence {self.min_confidence}: give a number from 0 to 1")

    @property
    def filters_relationships(self) -> bool:
        """Whether a field decides about relationships, so that nodes without any are left out."""
        return bool(self.relations or self.sources or self.since or self.until or self.min_confidence > 0)


def make_selection(
    around: Iterable[str] = (),
    hops: int = 1,
    types: Iterable[str] = (),
    relations: Iterable[str] = (),
    sources: Iterable[str] = (),
    since: str | None = None,
    until: str | None = None,
    min_confidence: float = 0.0,
) -> Selection:
    """A selection from words as a person writes them; GraphError for a type or relation that the model does not have.

    >>> make_selection(types=["Product"], relations=["includes"]).relations
    frozenset({'INCLUDES'})
    """
    types, wanted = tuple(types), {relation.upper() for relation in relations}
    for kind, words, known in (("type", types, NODE_LABELS), ("relation", wanted, [r.value for r in RelationType])):
        if unknown := sorted(set(words) - set(known)):
            raise GraphError(f"{unknown[0]!r} is not a {kind}; known: {', '.join(known)}")
    return Selection(
        tuple(around), hops, frozenset(types), frozenset(wanted), tuple(sources), since, until, min_confidence
    )


@dataclass(frozen=True)
class Subgraph:
    """Nodes sorted by IRI and relationships sorted by statement, each with both its ends among the nodes.

    `texts` are the source texts that the claims were read from, whether or not they are nodes here.
    """

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]
    texts: tuple[Node, ...] = ()


def select(nodes: Iterable[Node], relationships: Iterable[Relationship], selection: Selection) -> Subgraph:
    """The part of the graph that `selection` describes.

    A relationship stays when its filters and both its ends do. A node without relationships stays only where no
    filter decides about relationships and `around` is empty. The texts of the claims that stay are nodes of the result
    unless `types` leaves them out. Raises UnknownName for a name or source that the graph does not have.
    """
    all_nodes = {node.iri: node for node in nodes}
    seeds = {node.iri for name in selection.around for node in find_nodes(all_nodes.values(), name)}
    texts = {iri: node for iri, node in all_nodes.items() if node.label == _TEXT}
    of_sources = {iri for source in selection.sources for iri in _find_texts(texts.values(), source)}
    typed = {iri for iri, node in all_nodes.items() if not selection.types or node.label in selection.types} | seeds
    passed = [r for r in relationships if r.head in typed and r.tail in typed and _is_wanted(r, selection, of_sources)]
    if selection.around:
        kept = _within(seeds, passed, selection.hops)
    elif selection.filters_relationships:
        kept = {end for r in passed for end in (r.head, r.tail)}
    else:
        kept = typed
    inside = [r for r in passed if r.head in kept and r.tail in kept]
    kept |= typed & {str(r.properties.get("text_id")) for r in inside}
    return _subgraph(all_nodes, kept, passed)


def everything(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Subgraph:
    """The whole graph."""
    return select(nodes, relationships, Selection())


def name_of(node: Node) -> str:
    """The preferred name, the title or the clause; "" where the node has none."""
    return str(node.properties.get("name", ""))


def aliases_of(node: Node) -> tuple[str, ...]:
    """The other names, sorted."""
    return _strings(node.properties.get("aliases", ()))


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else ()


def find_nodes(nodes: Iterable[Node], name: str) -> list[Node]:
    """The entities called `name`, by preferred name where one fits, else by alias, sorted by IRI.

    Several where one name has several types; an entry of a code list only where no entity is called so. Script, width,
    case, spacing, quotation and title marks do not matter. Raises UnknownName with the nearest names if there is none.
    """
    wanted = fold(name)
    by_name: list[Node] = []
    by_alias: list[Node] = []
    known: dict[str, str] = {}
    for node in nodes:
        own, aliases = name_of(node), aliases_of(node)
        folded = [fold(each) for each in (own, *aliases)]
        known.update(zip(reversed(folded), (*reversed(aliases), own), strict=True))
        if node.iri == name or (wanted and folded[0] == wanted):
            by_name.append(node)
        elif wanted and wanted in folded:
            by_alias.append(node)
    if found := by_name or by_alias:
        entities = [node for node in found if node.label != "Concept"]
        return sorted(entities or found, key=lambda node: node.iri)
    raise UnknownName(name, near_names(name, known.values()))


def near_names(name: str, known: Iterable[str], count: int = 5) -> list[str]:
    """At most `count` of the `known` names that look like `name`: those that contain it first, then by likeness.

    >>> near_names("机器人", ["人形机器人", "脑机接口", "机器狗"])
    ['人形机器人', '机器狗']
    """
    names = sorted(set(known) - {""})
    wanted = fold(name)
    containing = sorted((each for each in names if wanted and wanted in fold(each)), key=lambda each: (len(each), each))
    alike = difflib.get_close_matches(simplified(name), names, n=count, cutoff=0.5)
    return list(dict.fromkeys([*containing, *alike]))[:count]


def _find_texts(texts: Iterable[Node], source: str) -> list[str]:
    """The IRIs of the texts that `source` names by title, file or IRI."""
    wanted = fold(source)
    found: list[str] = []
    known: list[str] = []
    for node in texts:
        title, files = name_of(node), _strings(node.properties.get("sources", ()))
        short = [PurePosixPath(file.replace("\\", "/")).name for file in files]
        known += [title, *short]
        if node.iri == source or (wanted and wanted == fold(title)) or source in files or source in short:
            found.append(node.iri)
    if not found:
        raise UnknownName(source, near_names(source, known))
    return sorted(found)


def _is_wanted(relationship: Relationship, selection: Selection, of_sources: set[str]) -> bool:
    properties: Mapping[str, Any] = relationship.properties
    if selection.relations and relationship.type not in selection.relations:
        return False
    if selection.sources and properties.get("text_id") not in of_sources:
        return False
    if properties.get("confidence", 1.0) < selection.min_confidence:
        return False
    return _is_between(properties.get("date"), selection.since, selection.until)


def _is_between(date: str | None, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if not date:
        return False
    after = since is None or date[: len(since)] >= since[: len(date)]
    return after and (until is None or date[: len(until)] <= until[: len(date)])


def _within(seeds: set[str], relationships: Sequence[Relationship], hops: int) -> set[str]:
    """The nodes at most `hops` steps from a seed, direction ignored."""
    neighbours: dict[str, set[str]] = {}
    for r in relationships:
        neighbours.setdefault(r.head, set()).add(r.tail)
        neighbours.setdefault(r.tail, set()).add(r.head)
    reached, edge = set(seeds), set(seeds)
    for _ in range(hops):
        edge = {n for node in edge for n in neighbours.get(node, ())} - reached
        if not edge:
            break
        reached |= edge
    return reached


def _subgraph(nodes: dict[str, Node], kept: set[str], passed: Sequence[Relationship]) -> Subgraph:
    chosen = [r for r in passed if r.head in kept and r.tail in kept]
    parts = tuple(nodes[iri] for iri in sorted(kept))
    read = {r.properties.get("text_id") for r in chosen} | {node.properties.get("text_id") for node in parts}
    return Subgraph(
        nodes=parts,
        relationships=tuple(sorted(chosen, key=lambda r: r.statement_id)),
        texts=tuple(nodes[iri] for iri in sorted(nodes) if iri in read and nodes[iri].label == _TEXT),
    )
