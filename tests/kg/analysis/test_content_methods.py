"""What every content analysis owes its user: one answer however often asked, evidence, a figure, plain refusals."""

from __future__ import annotations

import random
import warnings
from dataclasses import replace

import pytest

from kg.analysis.methods import METHODS, run
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from tests.kg.analysis.graphs import Claims
from tests.kg.analysis.policies import Policies, sample

OWN = ("burst_table", "diffusion_tables", "central_local_tables", "instrument_tables", "pmc_tables")
OWN += ("strength_tables", "consistency_table", "horizon_table")
CONTENT = [name for name, where in METHODS.items() if where.partition(":")[0].rpartition(".")[2] in OWN]
FEWER = {"bursts": {"least": 1, "runs": 20, "gamma": 0.1, "period": "year"}, "emphasis": {"least": 1, "runs": 20}}
FEWER |= {"horizon": {"runs": 20}, "strength": {"runs": 20}, "synergy": {"runs": 20}, "diffusion": {"runs": 20}}
FEWER |= {"instrument-stage": {"runs": 20}, "instrument-goal": {"runs": 20}, "consistency": {"runs": 20}}


@pytest.fixture(autouse=True)
def _no_warning() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def renamed(claims: Claims) -> Claims:
    """The same graph with other IRIs in the same order: nothing but the IRIs may change in an answer."""
    nodes, links = claims
    names = {node.iri: f"x/{place:04}" for place, node in enumerate(sorted(nodes, key=lambda n: n.iri))}

    def moved(properties: dict[str, object]) -> dict[str, object]:
        return {k: names.get(str(v), v) if k == "text_id" else v for k, v in properties.items()}

    return (
        [Node(names[n.iri], n.label, moved(dict(n.properties))) for n in nodes],  # type: ignore[arg-type]
        [
            replace(r, head=names[r.head], tail=names[r.tail], properties=moved(dict(r.properties)))  # type: ignore[arg-type]
            for r in links
        ],
    )


@pytest.mark.parametrize("method", CONTENT)
def test_the_order_of_the_graph_and_its_iris_change_nothing(method: str) -> None:
    nodes, links = sample().claims()
    first = run(method, nodes, links, FEWER.get(method))
    mixed_nodes, mixed_links = list(nodes), list(links)
    random.Random(1).shuffle(mixed_nodes)
    random.Random(2).shuffle(mixed_links)
    assert run(method, mixed_nodes, mixed_links, FEWER.get(method)).table == first.table
    keep = [i for i, column in enumerate(first.table.columns) if not column.endswith("iri")]
    other = run(method, *renamed((nodes, links)), FEWER.get(method))
    assert [[row[i] for i in keep] for row in other.table.rows] == [[row[i] for i in keep] for row in first.table.rows]
    assert other.notes == first.notes


@pytest.mark.parametrize("method", CONTENT)
def test_every_method_says_its_unit_and_proves_its_cells(method: str) -> None:
    nodes, links = sample().claims()
    result = run(method, nodes, links, FEWER.get(method))
    assert result.title and result.unit and result.notes
    assert set(result.key) <= set(result.table.columns)
    if len(result.table):
        proofs = evidence_table(result, nodes, links)
        assert len(proofs)
        assert all(row["text_id"] and row["sentence"] for row in proofs.to_dicts())


@pytest.mark.parametrize("method", [m for m in CONTENT if m != "bursts"])
def test_every_figure_is_drawn(method: str) -> None:
    result = run(method, *sample().claims(), FEWER.get(method))
    assert result.figure is not None
    figure = result.figure()
    figure.draw_without_rendering()
    assert figure.axes


def one_document() -> Claims:
    made = Policies()
    made.paper("通知", "2024-01-01", ["商务部"])
    return made.claims()


def no_dates() -> Claims:
    """The sample without any date."""
    nodes, links = sample().claims()
    keys = ("date", "date_issued", "number")

    def bare(properties: dict[str, object]) -> dict[str, object]:
        return {k: v for k, v in properties.items() if k not in keys}

    return (
        [replace(n, properties=bare(dict(n.properties))) for n in nodes],  # type: ignore[arg-type]
        [replace(r, properties=bare(dict(r.properties))) for r in links],  # type: ignore[arg-type]
    )


def only_texts() -> Claims:
    text = Node("文", "SourceText", {"name": "文", "text": "文。", "date": "2024-01-01"})
    return [text], list[Relationship]()


@pytest.mark.parametrize(
    "claims", [([], []), one_document(), only_texts()], ids=["empty", "one document", "only texts"]
)
@pytest.mark.parametrize("method", [m for m in CONTENT if not m.startswith("pmc") and m != "strength"])
def test_a_graph_that_lacks_what_a_method_needs_is_refused_in_one_sentence(method: str, claims: Claims) -> None:
    with pytest.raises(GraphError) as refused:
        run(method, *claims, {k: v for k, v in FEWER.get(method, {}).items() if k == "runs"})
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) > 30


@pytest.mark.parametrize("method", ["pmc", "pmc-coding", "strength"])
def test_an_empty_graph_is_refused_by_the_others_too(method: str) -> None:
    with pytest.raises(GraphError, match="holds no texts"):
        run(method, [], [])


@pytest.mark.parametrize("method", ["bursts", "strength", "synergy", "horizon"])
def test_trends_without_dates_are_refused(method: str) -> None:
    with pytest.raises(GraphError, match="0 of 5 documents dated"):
        run(method, *no_dates())


@pytest.mark.parametrize("method", [m for m in CONTENT if m not in ("bursts", "strength", "synergy", "horizon")])
def test_what_needs_no_dates_does_without(method: str) -> None:
    if method == "adoption":
        with pytest.raises(GraphError, match="no dated document"):
            run(method, *no_dates())
    else:
        assert len(run(method, *no_dates(), FEWER.get(method)).table)
