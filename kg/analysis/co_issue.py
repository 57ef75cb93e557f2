"""Which institutions issue documents together (联合发文网络), in all or period by period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.analysis.networks import Network, make_network
from kg.analysis.result import Cells, Result
from kg.analysis.slices import dated
from kg.errors import GraphError
from kg.figure import draw_networks
from kg.property_graph import Node, Relationship
from kg.table import Table


def co_issue_table(networks: Sequence[tuple[str, Network]]) -> Table:
    """One row for each pair of institutions and period: documents issued together, Newman's weight, the shares.

    - documents: distinct documents, however many texts report them
    - newman: the sum over these documents of 1/(issuers - 1) (Newman 2001, Phys. Rev. E 64, 016132, equation 2), so
      that the pairs of an institution add up to the documents that it did not issue alone
    - cosine, jaccard: documents together beside those of each (Salton & McGill 1983; Jaccard 1901)

    Sorted by period, then by Newman's weight.
    """
    rows: list[tuple[Any, ...]] = []
    for period, network in networks:
        graph = network.graph
        found = sorted(graph.edges(data=True), key=lambda e: (-e[2]["newman"], min(e[:2]), max(e[:2])))
        for ends in found:
            (a, b), edge = sorted(ends[:2]), ends[2]
            names = (graph.nodes[a]["name"], graph.nodes[b]["name"])
            numbers = (int(edge["weight"]), edge["newman"], edge["cosine"], edge["jaccard"])
            rows.append((period, *names, *numbers, a, b))
    columns = ("documents", "newman", "cosine", "jaccard", "a_iri", "b_iri")
    return Table(("period", "a", "b", *columns), rows)


def analyze_co_issue(nodes: Sequence[Node], relationships: Sequence[Relationship], periods: str = "") -> Result:
    """`co_issue_table` of all documents, or of each period of `make_periods`, where undated ones are left out.

    Raises GraphError where no two institutions issued a document together.
    """
    notes: tuple[str, ...] = ()
    if periods:
        known = dated("co-issue", nodes, relationships)
        networks = [(each.period.name, each.network) for each in known.cut(periods)]
        notes = (known.note,)
    else:
        networks = [("全部", make_network("co-issue", nodes, relationships))]
    table = co_issue_table(networks)
    if not table.rows:
        raise GraphError(
            "no two institutions issued a document together; give documents of joint issue, or longer periods"
        )
    by_name = dict(networks)

    def evidence() -> Cells:
        return {(i, "documents"): by_name[row[0]].behind(*row[-2:]) for i, row in enumerate(table.rows)}

    shown = {name: network.graph for name, network in networks if network.graph.number_of_edges()}
    return Result(
        "联合发文网络",
        "政策文件（同一文件被多份文本报道只计一次，联合发文计一份）",
        table,
        ("period", "a", "b"),
        (*notes, *(_shape(name, network) for name, network in networks)),
        evidence,
        lambda: draw_networks(shown, "联合发文网络"),
    )


def _shape(period: str, network: Network) -> str:
    """Size, density and mean degree of a period's network, in a sentence."""
    graph = network.graph
    n, m = len(graph), graph.number_of_edges()
    if n < 2:
        return f"{period}：{n} 个机构，没有联合发文。"
    joint = len({document for _, _, edge in graph.edges(data=True) for document in edge["windows"]})
    return (
        f"{period}：{n} 个机构，联合发文 {joint} 份，{m} 对，密度 {2 * m / (n * (n - 1)):.4f}，平均度 {2 * m / n:.2f}。"
    )
