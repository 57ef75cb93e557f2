"""Who is joined to what (二模网络): actors and the topics, instruments or platforms of their measures."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any

from kg.analysis.arrays import description
from kg.analysis.networks import make_network
from kg.analysis.result import Result
from kg.charts import heat_map
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

_SHOWN = 16


def two_mode_table(graph: nx.Graph) -> Table:
    """One row for each joined actor and entity: windows of both, shares in the actor's and in the entity's, degrees.

    `specialisation` is the actor's share of the entity beside that of all actors, above 1 where the actor gives it
    more weight than the others (Balassa 1965, Manchester School 33, 99-123: revealed comparative advantage).
    Sorted by count.
    """
    strength = dict(graph.degree(weight="weight"))
    total = sum(edge["weight"] for _, _, edge in graph.edges(data=True))
    rows: list[tuple[Any, ...]] = []
    for a, b, edge in graph.edges(data=True):
        actor, entity = (a, b) if graph.nodes[a]["bipartite"] == 0 else (b, a)
        weight = edge["weight"]
        shares = (weight / strength[actor], weight / strength[entity])
        special = shares[0] / (strength[entity] / total)
        degrees = (graph.degree(actor), graph.degree(entity))
        kinds = (*description(graph, actor), *description(graph, entity))
        rows.append((*kinds, int(weight), *shares, special, *degrees, actor, entity))
    numbers = ("count", "share_of_actor", "share_of_entity", "specialisation", "actor_degree", "entity_degree")
    columns = ("actor", "actor_label", "entity", "entity_label", *numbers, "actor_iri", "entity_iri")
    return Table(columns, sorted(rows, key=lambda row: (-row[4], row[-2:])))


def nestedness(near: Mapping[str, Iterable[str]]) -> float:
    """NODF, 0 to 100: how far what narrow actors are joined to is part of what broad ones are joined to.

    `near` gives the entities of each actor. The mean, over all pairs of actors and all pairs of entities, of the share
    of the smaller's neighbours that the larger has too, 0 for a pair of equal degree (Almeida-Neto et al. 2008, Oikos
    117, 1227-1239). Raises GraphError for fewer than two actors and two entities.
    """
    import numpy as np

    entities = sorted({entity for each in near.values() for entity in each})
    if len(near) < 2 or len(entities) < 2:
        raise GraphError(
            f"{len(near)} actors and {len(entities)} entities: nestedness needs two of each; choose more types"
        )
    place = {entity: i for i, entity in enumerate(entities)}
    matrix = np.zeros((len(near), len(entities)), np.float32)
    for row, each in enumerate(near.values()):
        matrix[row, [place[entity] for entity in each]] = 1
    total, pairs = 0.0, 0
    for side in (matrix, matrix.T):
        degrees = side.sum(axis=1)
        common = side @ side.T
        smaller = np.minimum.outer(degrees, degrees)
        shares = np.where(np.not_equal.outer(degrees, degrees) & (smaller > 0), common / np.maximum(smaller, 1), 0.0)
        total += float(np.triu(shares, 1).sum())
        pairs += len(side) * (len(side) - 1) // 2
    return 100 * total / pairs


def curveball(near: Mapping[str, Iterable[str]], seed: int) -> dict[str, set[str]]:
    """A random two-mode network with the same degrees on both sides.

    Two actors at a time trade what only one of them has, five times as often as there are actors (Strona et al. 2014,
    Nat. Commun. 5, 4114).
    """
    chance = random.Random(seed)
    made = {actor: set(entities) for actor, entities in sorted(near.items())}
    actors = list(made)
    for _ in range(5 * len(actors)):
        a, b = chance.sample(actors, 2)
        common = made[a] & made[b]
        traded = sorted(made[a] ^ made[b])
        chance.shuffle(traded)
        kept = len(made[a]) - len(common)
        made[a], made[b] = common | set(traded[:kept]), common | set(traded[kept:])
    return made


def analyze_two_mode(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    window: str = "measure",
    types: tuple[str, ...] = (),
    nulls: int = 50,
    seed: int = 0,
) -> Result:
    """`two_mode_table` of institutions and groups of actors with the entities of `types` (topics).

    The notes give the nestedness beside that of `nulls` random networks with the same degrees. Raises GraphError where
    no actor is joined to an entity, and for fewer than 2 random networks.
    """
    if nulls < 2:
        raise GraphError(f"{nulls} random networks have no deviation; give 2 or more")
    made = make_network("two-mode", nodes, relationships, window, types)
    table = two_mode_table(made.graph)
    if not table.rows:
        raise GraphError(
            f"no institution or group of actors shares a {window} with an entity of these types; choose a wider window "
            "or other types"
        )
    near: dict[str, set[str]] = {}
    for row in table.rows:
        near.setdefault(row[-2], set()).add(row[-1])
    entities = {row[-1] for row in table.rows}
    return Result(
        made.title,
        made.unit,
        table,
        ("actor", "entity"),
        (f"{len(near)} 个主体，{len(entities)} 个对象，{len(table)} 对。", *_nested(near, len(entities), nulls, seed)),
        lambda: {(i, "count"): made.behind(*row[-2:]) for i, row in enumerate(table.rows)},
        lambda: _draw(table, made.title, made.unit),
    )


def _nested(near: Mapping[str, set[str]], entities: int, nulls: int, seed: int) -> tuple[str, ...]:
    if len(near) < 2 or entities < 2:
        return ()
    random = [nestedness(curveball(near, seed + i)) for i in range(nulls)]
    found = (
        f"嵌套度 NODF={nestedness(near):.2f}；两侧度不变的随机网络 {fmean(random):.2f}（标准差 {pstdev(random):.2f}）。"
    )
    return (found,)


def _draw(table: Table, title: str, unit: str) -> Figure:
    """The matrix of the actors and entities with the most windows."""
    weights: dict[tuple[str, str], float] = {}
    totals: tuple[dict[str, float], dict[str, float]] = ({}, {})
    names: dict[str, str] = {}
    for row in table.to_dicts():
        ends = (row["actor_iri"], row["entity_iri"])
        names.update(zip(ends, (row["actor"], row["entity"]), strict=True))
        weights[ends] = row["count"]
        for side, iri in zip(totals, ends, strict=True):
            side[iri] = side.get(iri, 0.0) + row["count"]
    actors, entities = (sorted(side, key=lambda iri: (-side[iri], iri))[:_SHOWN] for side in totals)
    # The strongest on one side may have nothing to do with those on the other: no empty lines.
    actors = [a for a in actors if any((a, e) in weights for e in entities)]
    entities = [e for e in entities if any((a, e) in weights for a in actors)]
    values = [[weights.get((a, e)) for e in entities] for a in actors]
    return heat_map([names[a] for a in actors], [names[e] for e in entities], values, title, unit)
