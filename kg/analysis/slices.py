"""How a network changes from period to period (时间切片): its shape, and who enters and who leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any

from kg.analysis.arrays import rewired, to_igraph
from kg.analysis.dates import Period, document_dates, make_periods, text_dates
from kg.analysis.networks import Network, make_network
from kg.analysis.result import Cells, Result
from kg.charts import chart, draw_lines, finish
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.table import Table
from ontology.labels import EntityType, RelationType

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Slice:
    """The network of one period, and how many documents or texts it was counted from."""

    period: Period
    network: Network
    sources: int


@dataclass(frozen=True)
class Dated:
    """What a network can be cut by: the dates of its documents or texts, and how many have none.

    The co-issue network goes by documents, the others by texts.
    """

    network: str
    nodes: Sequence[Node]
    relationships: Sequence[Relationship]
    dates: Mapping[str, str]
    undated: int

    @property
    def unit(self) -> str:
        """What has the dates."""
        return "政策文件" if self.network == "co-issue" else "文本"

    @property
    def note(self) -> str:
        """What was left out, as a Chinese sentence."""
        return f"{self.undated} 份{self.unit}没有日期，未计入各时段；有日期的 {len(self.dates)} 份。"

    def claims_of(self, sources: Collection[str]) -> list[Relationship]:
        """The relationships that these documents or texts account for."""
        if self.network == "co-issue":
            return [r for r in self.relationships if r.head in sources]
        return [r for r in self.relationships if r.properties.get("text_id") in sources]

    def cut(self, periods: str, window: str = "sentence", types: tuple[str, ...] = ()) -> list[Slice]:
        """The network in each of the periods of `make_periods`. Raises GraphError as that and `make_network` do."""
        made = []
        for period in make_periods(periods, self.dates):
            inside = {iri for iri, date in self.dates.items() if period.holds(date)}
            part = make_network(self.network, self.nodes, self.claims_of(inside), window, types)
            made.append(Slice(period, part, len(inside)))
        return made


def dated(network: str, nodes: Sequence[Node], relationships: Sequence[Relationship]) -> Dated:
    """The network's documents or texts with their dates; see `document_dates` and `text_dates`."""
    if network == "co-issue":
        institutions = {node.iri for node in nodes if node.label == EntityType.INSTITUTION}
        known = document_dates(nodes, relationships)
        wanted = {r.head for r in relationships if r.type == RelationType.ISSUED_BY and r.tail in institutions}
    else:
        known, wanted = text_dates(nodes), {node.iri for node in nodes if node.label == "SourceText"}
    dates = {iri: date for iri, date in sorted(known.items()) if iri in wanted}
    return Dated(network, nodes, relationships, dates, len(wanted) - len(dates))


def evolution(slices: Sequence[Slice], rewirings: int = 20, seed: int = 0) -> Table:
    """One row for each period: sources, nodes, edges, weight, density, mean degree, parts, clustering, entry and exit.

    - density 2m/n(n-1), mean degree 2m/n, `largest` the share of nodes in the largest connected part
    - clustering: transitivity, closed among all paths of two edges (Newman et al. 2001, Phys. Rev. E 64, 026118);
      `clustering_rewired` its mean in `rewirings` networks with the same degrees, `clustering_deviation` the deviation:
      documents of many issuers make triangles, but so does a few nodes' high degree alone
    - `entered`, `left`: nodes that the period before did not have, and that only it had; `jaccard`: common nodes among
      all nodes of the two. None in the first period.

    Raises GraphError for fewer than 2 rewirings.
    """
    if rewirings < 2:
        raise GraphError(f"{rewirings} rewired networks have no deviation; give 2 or more")
    rows: list[tuple[Any, ...]] = []
    before: nx.Graph | None = None
    for each in slices:
        graph = each.network.graph
        shape = _shape(graph, rewirings, seed)
        rows.append((each.period.name, each.sources, *shape, *_turnover(before, graph)))
        before = graph
    shapes = ("nodes", "edges", "weight", "density", "mean_degree", "parts", "largest")
    clusters = ("clustering", "clustering_rewired", "clustering_deviation")
    turns = ("entered", "left", "jaccard", "entered_names", "left_names")
    return Table(("period", "sources", *shapes, *clusters, *turns), rows)


def analyze_slices(
    nodes: Sequence[Node],
    relationships: Sequence[Relationship],
    network: str = "co-issue",
    periods: str = "year",
    window: str = "sentence",
    types: tuple[str, ...] = (),
    rewirings: int = 20,
    seed: int = 0,
) -> Result:
    """`evolution` of a network; the evidence of `edges` is that of all edges, of `entered` what names the newcomers."""
    known = dated(network, nodes, relationships)
    slices = known.cut(periods, window, types)
    table = evolution(slices, rewirings, seed)
    if not any(row["edges"] for row in table.to_dicts()):
        raise GraphError(
            "no period has two nodes that are joined; choose longer periods, a wider window or other types"
        )

    def evidence() -> Cells:
        found: dict[tuple[int, str], Any] = {}
        for i, each in enumerate(slices):
            graph = each.network.graph
            found[i, "edges"] = sorted({e for a, b in graph.edges for e in each.network.behind(a, b)})
            if i:
                new = set(graph) - set(slices[i - 1].network.graph)
                found[i, "entered"] = sorted({e for iri in new for e in each.network.behind_presence(iri)})
        return {cell: proofs for cell, proofs in found.items() if proofs}

    title = f"{slices[0].network.title}的演化"
    return Result(
        title,
        f"sources 为{known.unit}，nodes 为节点，weight 为{slices[0].network.unit}",
        table,
        ("period",),
        (known.note,),
        evidence,
        lambda: _draw(table, title),
    )


def _shape(graph: nx.Graph, rewirings: int, seed: int) -> tuple[Any, ...]:
    count, edges = len(graph), graph.number_of_edges()
    weight = float(sum(edge["weight"] for _, _, edge in graph.edges(data=True)))
    if not edges:
        return (count, 0, weight, 0.0 if count > 1 else None, 0.0 if count else None, count, None, None, None, None)
    made, _, _ = to_igraph(graph)
    parts = made.connected_components().sizes()
    closed = made.transitivity_undirected(mode="zero")
    random = [rewired(made, seed + i).transitivity_undirected(mode="zero") for i in range(rewirings)]
    shape = (2 * edges / (count * (count - 1)), 2 * edges / count, len(parts), max(parts) / count)
    return (count, edges, weight, *shape, closed, fmean(random), pstdev(random))


def _turnover(before: nx.Graph | None, graph: nx.Graph) -> tuple[Any, ...]:
    if before is None:
        return (None, None, None, [], [])
    old, new = set(before), set(graph)
    entered = sorted(str(graph.nodes[iri]["name"]) for iri in new - old)
    left = sorted(str(before.nodes[iri]["name"]) for iri in old - new)
    both = old | new
    return (len(entered), len(left), len(old & new) / len(both) if both else None, entered, left)


def _draw(table: Table, title: str) -> Figure:
    figure, (counts, shares) = chart(title, (9.0, 4.0), 2)
    rows = table.to_dicts()
    steps = [row["period"] for row in rows]
    columns = {"节点": "nodes", "进入": "entered", "退出": "left"}
    draw_lines(counts, steps, {name: [row[c] for row in rows] for name, c in columns.items()}, "节点数")
    columns = {"密度": "density", "聚类系数": "clustering", "重连网络的聚类系数": "clustering_rewired"}
    draw_lines(shares, steps, {name: [row[c] for row in rows] for name, c in columns.items()}, "比值")
    return finish(figure)
