"""How long every analysis takes on one graph: table, evidence and figure, in one process, a warning as a failure.

    python -m benchmarks.methods [--graph DIR | --nodes N --relationships M] [--figures DIR] [METHOD ...]

Without a graph folder the graph is made (`benchmarks.corpus`). A method that the graph does not hold enough for is
listed with what it says. The time to read the graph stands apart. `--figures` keeps the figures to look at.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import warnings
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.corpus import Corpus
from kg.analysis.methods import METHODS, run
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from kg.figure import figure_bytes
from kg.graph_folder import GraphFolder
from kg.property_graph import Node, Relationship


def measure(
    method: str, nodes: Sequence[Node], relationships: Sequence[Relationship], figures: Path | None = None
) -> tuple[list[float], str]:
    """The seconds for the table, for the evidence and for the figure; and what came out, or why nothing did."""
    marks = [time.perf_counter()]
    parameters = {"of": _most_cited(relationships)} if method == "lineage" else {}
    try:
        result = run(method, nodes, relationships, parameters)
        marks.append(time.perf_counter())
        proofs = evidence_table(result, nodes, relationships)
        marks.append(time.perf_counter())
        drawn = figure_bytes(result.figure, ".png") if result.figure else b""
        if figures:
            figures.mkdir(parents=True, exist_ok=True)
            (figures / f"{method}.png").write_bytes(drawn)
        said = f"{len(result.table):,} rows, {len(proofs):,} passages, figure of {len(drawn) // 1024:,} kB"
    except GraphError as error:
        said = str(error)
    marks.append(time.perf_counter())
    return [after - before for before, after in pairwise(marks)], said


def _most_cited(relationships: Sequence[Relationship]) -> str:
    """The document that cites most, of which there is a lineage to see."""
    citing = [r.head for r in relationships if r.type == "CITES"]
    return max(sorted(set(citing)), key=citing.count, default="")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 1 where a method warns, 2 for numbers that make no graph."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.methods", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("methods", nargs="*", default=[], metavar="METHOD")
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--relationships", type=int, default=100_000)
    given = parser.parse_args(arguments)
    if unknown := set(given.methods) - METHODS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: known are {', '.join(METHODS)}")
    if not 500 <= given.nodes <= given.relationships:
        parser.error("give at least 500 nodes and as many relationships as nodes")
    begin = time.perf_counter()
    if given.graph:
        records = GraphFolder(given.graph).records()
        nodes, relationships = list(records[0]), list(records[1])
    else:
        made = Corpus(given.nodes, given.relationships)
        nodes, relationships = list(made.nodes.values()), made.links
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{len(nodes):,} nodes, {len(relationships):,} relationships, read in {time.perf_counter() - begin:.1f} s")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} at the start; seconds\n")
    print(f"{'':18}{'table':>8}{'evidence':>10}{'figure':>8}{'processor':>11}")
    total, warned, used = 0.0, 0, 0.0
    for method in given.methods or METHODS:
        before = time.process_time()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            seconds, said = measure(method, nodes, relationships, given.figures)
        columns = "".join(f"{s:{w}.2f}" for s, w in zip([*seconds, 0.0, 0.0], (8, 10, 8), strict=False))
        spent = time.process_time() - before
        print(f"{method:18}{columns}{spent:11.2f}   {said}", flush=True)
        for each in caught:
            print(f"  warning: {each.message} ({each.filename}:{each.lineno})")
        total, warned, used = total + sum(seconds), warned + len(caught), used + spent
    print(f"\n{total:.1f} s in all, {used:.1f} s of them on a processor, {warned} warnings")
    return 1 if warned else 0


if __name__ == "__main__":
    sys.exit(main())
