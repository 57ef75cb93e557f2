"""Which entities will stand together next (链路预测): a test on the later texts, and the candidates with reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log
from typing import TYPE_CHECKING, Any

from kg.analysis.arrays import description
from kg.analysis.link_scores import (
    PREDICTORS,
    Logistic,
    area,
    average_precision,
    fit,
    neighbour_scores,
    p_of_difference,
)
from kg.analysis.networks import Network, make_network, require_types
from kg.analysis.result import Cells, Evidence, Result
from kg.analysis.slices import Dated, dated
from kg.charts import bars
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

Pair = tuple[str, str]

COMBINED = "combined"
"""The predictor that weighs all others, fitted on an earlier split of the training period."""
_NAMES = ("度", "共同邻居", "Jaccard", "Adamic–Adar", "资源分配", "局部路径", "综合")
_CHINESE = dict(zip((*PREDICTORS, COMBINED), _NAMES, strict=True))
_SHARE = 0.7
_LEAST = 5
_HITS = 20
_CANDIDATES = 200_000


@dataclass(frozen=True)
class Split:
    """The network up to a date, and the pairs of its nodes that were joined only afterwards (`new`) or not at all."""

    date: str
    before: nx.Graph
    new: list[Pair]
    absent: list[Pair]
    sampled: bool

    @property
    def pairs(self) -> list[Pair]:
        """The cases: first the new pairs, then the absent ones."""
        return [*self.new, *self.absent]

    @property
    def truth(self) -> NDArray[np.float64]:
        """1 for each new pair, 0 for each absent one."""
        import numpy as np

        return np.array([1.0] * len(self.new) + [0.0] * len(self.absent))


def make_split(before: nx.Graph, whole: nx.Graph, date: str, across: bool, negatives: int, seed: int) -> Split:
    """The split of `whole` by what `before` already has; at most `negatives` absent pairs, drawn by `seed`.

    `across` takes only pairs of two types. Nodes that come later cannot be predicted and are left out.
    """

    def fits(a: str, b: str) -> bool:
        return not across or before.nodes[a]["label"] != before.nodes[b]["label"]

    new = sorted(
        (min(a, b), max(a, b))
        for a, b in whole.edges
        if a in before and b in before and not before.has_edge(a, b) and fits(a, b)
    )
    names = sorted(before)
    every = len(names) * (len(names) - 1) // 2
    joined = {(min(a, b), max(a, b)) for a, b in whole.edges} | {(min(a, b), max(a, b)) for a, b in before.edges}
    if every <= 4 * negatives:
        absent = [pair for pair in combinations(names, 2) if pair not in joined and fits(*pair)]
        sampled = len(absent) > negatives
        return Split(date, before, new, _draw_some(absent, negatives, seed), sampled)
    return Split(date, before, new, _draw_pairs(names, joined, fits, negatives, seed), True)


def link_test(split: Split, model: Logistic) -> Table:
    """One row for each predictor: AUC with its 95 % interval, p against the degree baseline, AP, hits among the top 20.

    `prevalence` is the AP of random scores, whose AUC is 0.5. `model` is the combined predictor.
    """
    import numpy as np

    scores = neighbour_scores(split.before, split.pairs)
    columns = {**dict(zip(PREDICTORS, scores.T, strict=True)), COMBINED: model.predict(scores)}
    count = len(split.new)
    base = area(scores[:count, 0], scores[count:, 0])
    rows = []
    for name, column in columns.items():
        found = area(column[:count], column[count:])
        low, high = (min(max(found.value + side * 1.96 * found.deviation, 0.0), 1.0) for side in (-1, 1))
        order = np.lexsort((np.arange(len(column)), -column))[:_HITS]
        precision = average_precision(column[:count], column[count:])
        hits = int((order < count).sum())
        versus = None if name == "degree" else p_of_difference(found, base)
        rows.append(
            (name, found.value, low, high, versus, precision, hits, count, len(split.absent), count / len(column))
        )
    numbers = ("auc", "auc_low", "auc_high", "p_against_degree", "average_precision", f"hits_at_{_HITS}")
    return Table(("predictor", *numbers, "positives", "negatives", "prevalence"), rows)


def link_candidates(graph: nx.Graph, model: Logistic, top: int, across: bool) -> Table:
    """The `top` pairs that are not joined but share neighbours, by the combined predictor, with the shared neighbours.

    Raises GraphError where there is none.
    """
    ordered = _second_neighbours(graph, across)
    if not ordered:
        raise GraphError("no two entities that are not joined share a neighbour; choose a wider window or other types")
    scores = neighbour_scores(graph, ordered)
    logits = model.predict(scores).tolist()
    best = sorted(range(len(ordered)), key=lambda i: (-logits[i], ordered[i]))[:top]
    rows: list[tuple[Any, ...]] = []
    for i in best:
        a, b = ordered[i]
        common = sorted(set(graph[a]) & set(graph[b]), key=lambda z: (graph.degree(z), z))
        kinds = (*description(graph, a), *description(graph, b))
        numbers = (logits[i], int(scores[i, 1]), float(scores[i, 3]), float(scores[i, 4]))
        rows.append((*kinds, *numbers, [graph.nodes[z]["name"] for z in common], a, b))
    columns = ("logit", "common_neighbours", "adamic_adar", "resource_allocation", "through", "a_iri", "b_iri")
    return Table(("a", "a_label", "b", "b_label", *columns), rows)


def _second_neighbours(graph: nx.Graph, across: bool) -> list[Pair]:
    """The pairs that are not joined but share a neighbour; of more than 200,000 the best by Adamic-Adar."""
    import numpy as np

    names = sorted(graph)
    index = {iri: i for i, iri in enumerate(names)}
    n = len(names)
    keys, shares = [np.zeros(0, np.int64)], [np.zeros(0)]
    for middle in names:
        near = np.array(sorted(index[iri] for iri in graph[middle]), np.int64)
        if len(near) > 1:
            first, second = np.triu_indices(len(near), 1)
            keys.append(near[first] * n + near[second])
            shares.append(np.full(len(first), 1 / log(len(near))))
    found, inverse = np.unique(np.concatenate(keys), return_inverse=True)
    score = np.bincount(inverse, np.concatenate(shares), len(found))
    kept: list[Pair] = []
    for i in np.lexsort((found, -score)).tolist():
        a, b = names[found[i] // n], names[found[i] % n]
        if not graph.has_edge(a, b) and (not across or graph.nodes[a]["label"] != graph.nodes[b]["label"]):
            kept.append((a, b))
            if len(kept) == _CANDIDATES:
                break
    return sorted(kept)


@dataclass(frozen=True)
class _Task:
    """What both analyses share: the whole network, the later split to test on, and the model of the earlier one."""

    known: Dated
    whole: Network
    split: Split
    model: Logistic

    @property
    def notes(self) -> tuple[str, ...]:
        drawn = (
            f"（随机抽取 {len(self.split.absent)} 对）" if self.split.sampled else f"（{len(self.split.absent)} 对）"
        )
        said = (
            f"以 {self.split.date} 为界：此前的网络有 {len(self.split.before)} 个节点；检验其中此后新出现的 "
            f"{len(self.split.new)} 对与始终未出现的节点对{drawn}。combined 用更早的分割拟合，未见检验数据。"
        )
        return (self.known.note, said)


def _task(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str,
    window: str,
    types: tuple[str, ...],
    cut: str,
    across: bool,
    negatives: int,
    seed: int,
) -> _Task:
    require_types(nodes, types)
    known = dated(network, nodes, relationships)
    dates = sorted(known.dates.values())
    if len(set(dates)) < 3:
        raise GraphError(
            f"{len(set(dates))} different dates: a test needs texts before and after a date, and earlier ones to fit; "
            "build from texts of more dates"
        )
    date = cut or _quantile(dates)
    past = [each for each in dates if each <= date]
    if not past or len(past) == len(dates) or len(set(past)) < 2:
        raise GraphError(f"cut={date}: texts from {dates[0]} to {dates[-1]}; choose a date that has some on both sides")
    earlier = _quantile(past)

    def until(last: str) -> nx.Graph:
        inside = {iri for iri, each in known.dates.items() if each <= last}
        return make_network(network, nodes, known.claims_of(inside), window, types).graph

    whole = make_network(network, nodes, known.claims_of(set(known.dates)), window, types)
    before = until(date)
    split = make_split(before, whole.graph, date, across, negatives, seed)
    fitted = make_split(until(earlier), before, earlier, across, negatives, seed)
    for each in (split, fitted):
        if len(each.new) < _LEAST or not each.absent:
            raise GraphError(
                f"after {each.date}, {len(each.new)} new pairs of nodes that were there before; {_LEAST} are needed. "
                "Choose another cut, a wider window or other types"
            )
    return _Task(known, whole, split, fit(neighbour_scores(fitted.before, fitted.pairs), fitted.truth))


def analyze_link_test(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-occurrence",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    cut: str = "",
    across: bool = False,
    negatives: int = 100_000,
    seed: int = 0,
) -> Result:
    """`link_test` on what came after `cut` (without it, the date that 70 % of the texts do not pass)."""
    task = _task(nodes, relationships, network, window, types, cut, across, negatives, seed)
    table = link_test(task.split, task.model)
    rows = table.to_dicts()
    proofs = sorted({e for a, b in task.split.new for e in task.whole.behind(a, b)})
    return Result(
        f"{task.whole.title}的链路预测检验",
        f"节点对；边为同在一个{task.whole.unit}",
        table,
        ("predictor",),
        task.notes,
        lambda: {(i, "positives"): proofs for i in range(len(rows))},
        lambda: bars(
            [_CHINESE[row["predictor"]] for row in rows],
            [row["auc"] for row in rows],
            f"{task.whole.title}的链路预测：{task.split.date} 之后",
            "AUC（95% 置信区间，随机为 0.5）",
            [(row["auc_low"], row["auc_high"]) for row in rows],
        ),
    )


def analyze_link_prediction(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-occurrence",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    cut: str = "",
    across: bool = False,
    negatives: int = 100_000,
    seed: int = 0,
    top: int = 100,
) -> Result:
    """`link_candidates` of the network of all dated texts; the notes say how the predictor did after `cut`.

    The evidence of `common_neighbours` is what joins both entities to them.
    """
    if top < 1:
        raise GraphError(f"top={top}: give 1 or more")
    task = _task(nodes, relationships, network, window, types, cut, across, negatives, seed)
    table = link_candidates(task.whole.graph, task.model, top, across)
    tested = {row["predictor"]: row for row in link_test(task.split, task.model).to_dicts()}

    def evidence() -> Cells:
        found: dict[tuple[int, str], list[Evidence]] = {}
        for i, row in enumerate(table.rows):
            a, b = row[-2:]
            common = sorted(set(task.whole.graph[a]) & set(task.whole.graph[b]))
            proofs = {e for z in common for end in (a, b) for e in task.whole.behind(end, z)}
            found[i, "common_neighbours"] = sorted(proofs)
        return found

    said = "，".join(
        f"{name} AUC={tested[name]['auc']:.3f}、AP={tested[name]['average_precision']:.4f}"
        for name in (COMBINED, "adamic_adar", "degree")
    )
    first = table.to_dicts()[:_HITS]
    return Result(
        f"{task.whole.title}的链路预测",
        f"节点对；边为同在一个{task.whole.unit}",
        table,
        ("a", "b"),
        (*task.notes, f"检验：{said}，随机 AP={tested['degree']['prevalence']:.4f}。"),
        evidence,
        lambda: bars(
            [f"{row['a']} — {row['b']}" for row in first],
            [1 / (1 + exp(-row["logit"])) for row in first],
            f"{task.whole.title}：最可能新出现的节点对（前 {len(first)} / {len(table)} 对）",
            "综合预测值（只比较高低，不是概率）",
        ),
    )


def _quantile(dates: Sequence[str]) -> str:
    """The date that 70 % of the sorted `dates` do not pass, but never the last one."""
    last = dates[-1]
    found = dates[int(_SHARE * (len(dates) - 1))]
    return found if found < last else max(date for date in dates if date < last)


def _draw_some(pairs: list[Pair], count: int, seed: int) -> list[Pair]:
    import random

    return pairs if len(pairs) <= count else sorted(random.Random(seed).sample(pairs, count))


def _draw_pairs(
    names: Sequence[str], joined: set[Pair], fits: Callable[[str, str], bool], count: int, seed: int
) -> list[Pair]:
    """So many pairs that are not joined, drawn without making all; fewer where ten draws for each find fewer."""
    import random

    chance, found = random.Random(seed), set[Pair]()
    for _ in range(10 * count):
        if len(found) == count:
            break
        a, b = sorted((chance.choice(names), chance.choice(names)))
        if a != b and (a, b) not in joined and fits(a, b):
            found.add((a, b))
    return sorted(found)
