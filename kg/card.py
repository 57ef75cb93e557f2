"""The card of an entity: what the texts say of it, each claim with the words that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.palette import RELATIONS, style_of
from kg.property_graph import Node, Relationship, iter_names, iter_nodes, iter_relationships
from kg.provenance import Correction, RunFacts, Withdrawn, iter_withdrawn, read_corrections, read_runs
from kg.quotation import Quotation, quotations
from kg.subgraph import aliases_of, find_nodes, name_of
from ontology.labels import RelationType

if TYPE_CHECKING:
    from pyoxigraph import Store

_SHOWN = 3


@dataclass(frozen=True)
class Claim:
    """One statement about the entity: `is_head` tells whether the entity is its subject; `other` is the other end."""

    relation: str
    is_head: bool
    other: Node
    quotations: tuple[Quotation, ...]
    source: str
    text_id: str
    date: str | None
    confidence: float | None
    statement_id: str
    method: str = ""


@dataclass(frozen=True)
class EntityCard:
    """One entity with every claim about it.

    Claims are sorted by relation in the order of `RelationType`, then direction, other name, date and statement.
    """

    node: Node
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Card:
    """The entities that go by one name, sorted by IRI: several where the name has several types (脑机接口)."""

    name: str
    entities: tuple[EntityCard, ...]


def card(nodes: Iterable[Node], relationships: Iterable[Relationship], name: str) -> Card:
    """What the graph says of what is called `name`, by preferred name where one fits, else by alias, or by IRI.

    Raises UnknownName with the nearest names where there is none.
    """
    all_nodes = {node.iri: node for node in nodes}
    claims: dict[str, list[Claim]] = {node.iri: [] for node in find_nodes(all_nodes.values(), name)}
    for r in relationships:
        for is_head, end in ((True, r.head), (False, r.tail)):
            if end in claims:
                claims[end].append(_claim(r, is_head, all_nodes))
    return Card(
        name, tuple(EntityCard(all_nodes[iri], tuple(sorted(found, key=_order))) for iri, found in claims.items())
    )


def read_card(store: Store, name: str) -> Card:
    """The card of what is called `name`, as `card` gives it, reading no more of the dataset than it needs."""
    found = [node.iri for node in find_nodes(iter_names(store), name)]
    relationships = list(iter_relationships(store, found))
    wanted = {iri for r in relationships for iri in (r.head, r.tail, str(r.properties["text_id"]))}
    return card(iter_nodes(store, wanted.union(found)), relationships, name)


@dataclass(frozen=True)
class Reasons:
    """Why the claims of a card are there: corrections by statement, the runs, and what was withdrawn."""

    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    runs: tuple[RunFacts, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def read_reasons(store: Store, card: Card) -> Reasons:
    """The reasons for the claims of `card`, which was read from the dataset."""
    statements = {claim.statement_id for entity in card.entities for claim in entity.claims}
    about = {entity.node.iri for entity in card.entities}
    return Reasons(read_corrections(store, statements), read_runs(store), tuple(iter_withdrawn(store, about)))


def render(card: Card, shown: int = _SHOWN, reasons: Reasons | None = None) -> str:
    """The card as text for a terminal; the quotation stands in 【】 within its sentence.

    At most `shown` passages of each claim are printed, the rest are counted. A correction stands below its claim; what
    was withdrawn and the run that found the claims stand at the end. Ends with a line break.
    """
    why = reasons or Reasons()
    cards = ["\n".join(_entity_lines(entity, shown, why)) + "\n" for entity in card.entities]
    return "\n".join([*cards, *(f"抽取批次 {run.render()}\n" for run in why.runs)])


def _withdrawn_lines(entity: EntityCard, why: Reasons) -> list[str]:
    found = [w for w in why.withdrawn if entity.node.iri in (w.head, w.tail)]
    lines = ["", f"已撤回（{len(found)}）"] if found else []
    for w in found:
        lines += [f"  {_one_line(w.label)}", f"    {_one_line(w.sentence)}"]
        lines += [f"    复核：{correction.render()}" for correction in w.corrections]
        lines.append(f"    原置信度 {w.confidence:.2f}，方法 {w.method}，{w.statement_id}")
    return lines


def _entity_lines(entity: EntityCard, shown: int, why: Reasons) -> list[str]:
    node = entity.node
    lines = [f"{name_of(node)}  [{node.label} {style_of(node.label).chinese}]"]
    if aliases := aliases_of(node):
        lines.append(f"别名：{'、'.join(aliases)}")
    lines.append(node.iri)
    if not entity.claims:
        lines += ["", "没有关于它的断言"]
    for (relation, is_head), group in groupby(entity.claims, key=lambda claim: (claim.relation, claim.is_head)):
        claims = list(group)
        chinese = RELATIONS[relation][0 if is_head else 1]
        lines += ["", f"{'→' if is_head else '←'} {relation} {chinese}（{len(claims)}）"]
        for claim in claims:
            lines += _rendered(claim, shown, why.corrections.get(claim.statement_id, ()))
    return lines + _withdrawn_lines(entity, why)


def _claim(r: Relationship, is_head: bool, nodes: dict[str, Node]) -> Claim:
    text_id = str(r.properties.get("text_id", ""))
    properties: Mapping[str, Any] = r.properties
    source: Mapping[str, Any] = nodes[text_id].properties if text_id in nodes else {}
    return Claim(
        relation=str(r.type),
        is_head=is_head,
        other=nodes[r.tail if is_head else r.head],
        quotations=quotations(properties, str(source["text"])) if source.get("text") else (),
        source=str(source.get("name") or next(iter(source.get("sources", ())), text_id)),
        text_id=text_id,
        date=properties.get("date"),
        confidence=properties.get("confidence"),
        statement_id=r.statement_id,
        method=str(properties.get("method", "")),
    )


def _order(claim: Claim) -> tuple[int, bool, str, str, str]:
    place = list(RelationType).index(RelationType(claim.relation))
    return place, not claim.is_head, name_of(claim.other), claim.date or "", claim.statement_id


def _rendered(claim: Claim, shown: int, corrections: tuple[Correction, ...]) -> list[str]:
    title = f"《{claim.source}》" if claim.source and "《" not in claim.source else claim.source
    facts = [title, claim.date or "无日期"]
    if claim.confidence is not None:
        facts.append(f"置信度 {claim.confidence:.2f}")
    if claim.method:
        facts.append(f"方法 {claim.method}")
    lines = [f"  {name_of(claim.other) or claim.other.iri}  [{claim.other.label}]"]
    for quotation in claim.quotations[:shown]:
        lines.append(f"    {_one_line(quotation.marked())}  ({quotation.begin}:{quotation.end})")
    if len(claim.quotations) > shown:
        lines.append(f"    … 另有 {len(claim.quotations) - shown} 处")
    reviewed = [f"    复核：{correction.render()}" for correction in corrections]
    return [*lines, f"    {'，'.join(facts)}", *reviewed, f"    {claim.statement_id}"]


def _one_line(sentence: str) -> str:
    """The sentence without line breaks, which a wrapped source may have inside it."""
    return sentence.replace("\r", "").replace("\n", "⏎")
