"""Opposed measures on one object are found by two rules, and compared with stances laid out at random."""

from __future__ import annotations

import pytest

from kg.analysis.consistency import AGAINST, DEMAND, FOR, coherence, coverage, oppositions, stances
from kg.analysis.consistency_table import analyze_consistency
from kg.analysis.documents import Corpus
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies, Said, sample

GOODS = {"燃油车": "Product"}


def measures(*said: tuple[str, str, str]) -> Policies:
    """A document for each measure on 燃油车: clause, verb and modality."""
    made = Policies()
    for number, (clause, action, modality) in enumerate(said):
        made.paper(f"文件{number}", "2024-01-01", ["商务部"], measures=[Said(clause, action, modality, GOODS)])
    return made


def found(made: Policies) -> list[tuple[str, str, str]]:
    corpus = Corpus.read(*made.claims())
    pairs = oppositions(stances(corpus))
    return [(p.kind, corpus.name(p.one.clause.iri), corpus.name(p.other.clause.iri)) for p in pairs]


def test_supporting_and_restricting_are_opposed_the_supporting_one_first() -> None:
    made = measures(("淘汰燃油车", "淘汰", "要求"), ("鼓励购买燃油车", "购买", "鼓励"), ("登记燃油车", "登记", "要求"))
    assert found(made) == [("支持—限制", "鼓励购买燃油车", "淘汰燃油车")]


def test_the_same_action_demanded_and_prohibited() -> None:
    made = measures(
        ("应当公开燃油车", "公开", "要求"), ("不得公开燃油车", "公开", "禁止"), ("不得出口燃油车", "出口", "禁止")
    )
    assert found(made) == [("要求—禁止", "应当公开燃油车", "不得公开燃油车")]


def test_agreement_is_no_opposition() -> None:
    assert found(measures(("支持燃油车", "支持", "鼓励"), ("推广燃油车", "推广", "要求"))) == []
    assert found(measures(("限制燃油车", "限制", "要求"), ("禁止销售燃油车", "销售", "禁止"))) == []


def test_coherence_by_hand() -> None:
    # Three documents on one object: one for, one against, one demand: 3 pairs, of which one is opposed. Whatever the
    # shuffling does, the same three stances lie on the object: always one opposed pair.
    corpus = Corpus.read(
        *measures(
            ("淘汰燃油车", "淘汰", "要求"), ("鼓励购买燃油车", "购买", "鼓励"), ("登记燃油车", "登记", "要求")
        ).claims()
    )
    agreed = coherence(stances(corpus), runs=50)
    assert (agreed.pairs, agreed.opposed, agreed.expected, agreed.chance) == (3, 1, 1.0, 1.0)
    assert coverage(corpus, stances(corpus)) == {
        "文件0": {FOR: 0, DEMAND: 0, AGAINST: 1},
        "文件1": {FOR: 1, DEMAND: 0, AGAINST: 0},
        "文件2": {FOR: 0, DEMAND: 1, AGAINST: 0},
    }


def test_the_table_quotes_both_clauses() -> None:
    result = analyze_consistency(*sample().claims())
    (row,) = result.table.to_dicts()
    assert (row["object"], row["clause_1"], row["clause_2"]) == ("数据交易", "推广数据交易", "禁止数据交易")
    assert row["same_document"] is False
    assert set(result.evidence()) == {(0, "clause_1"), (0, "clause_2")}
    assert result.figure is not None and result.figure().axes


def test_pairs_within_a_document_can_be_left_out() -> None:
    made = Policies()
    said = [Said("鼓励购买燃油车", "购买", "鼓励", GOODS), Said("淘汰燃油车", "淘汰", "要求", GOODS)]
    made.paper("文件", "2024-01-01", ["商务部"], measures=said)
    assert len(analyze_consistency(*made.claims()).table) == 1
    assert len(analyze_consistency(*made.claims(), within=False).table) == 0


def test_measures_without_objects_are_refused() -> None:
    made = Policies()
    made.paper("文件", "2024-01-01", ["商务部"], measures=[Said("加强领导")])
    with pytest.raises(GraphError, match="no measure of the graph acts on anything"):
        analyze_consistency(*made.claims())
