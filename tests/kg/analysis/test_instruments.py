"""The matrices count measures, name their gaps and carry the measures behind each cell."""

from __future__ import annotations

import pytest

from kg.analysis.classification import INSTRUMENTS, classify
from kg.analysis.documents import Corpus
from kg.analysis.instrument_tables import analyze_instrument_goal, analyze_instrument_stage
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies, Said, sample


def coded(cells: dict[tuple[str, str], int], reprinted: bool = False) -> Policies:
    """As many measures, filed under a group and a stage, as each cell says."""
    made = Policies()
    measures = {f"{kind}{stage}举措{n}": (kind, stage) for (kind, stage), m in cells.items() for n in range(m)}
    said = [Said(clause, objects={"脑机接口": "Technology"}) for clause in measures]
    texts = [made.paper("规划", "2024-01-01", ["商务部"], measures=said)]
    texts += [made.paper("规划", "2024-01-02", measures=said, reports=True)] if reprinted else []
    for kind in {kind for kind, _ in cells}:
        made.concept("instrument_types", kind, f"工具{kind}")
    for stage in {stage for _, stage in cells}:
        made.concept("innovation_stages", stage, f"环节{stage}")
    for text in texts:
        for clause, (kind, stage) in measures.items():
            made.classify(made.measure_iri(text, clause), f"instrument_types/{kind}", text)
            made.classify(made.measure_iri(text, clause), f"innovation_stages/{stage}", text)
    return made


CELLS = {("S.1", "1"): 3, ("S.1", "5"): 1, ("D.1", "1"): 1, ("D.1", "5"): 3}


def test_the_counts_and_residuals_of_a_hand_worked_matrix() -> None:
    # S: 3 and 1, D: 1 and 3 measures; residual of 3 with e = 2: (3 - 2)/sqrt(2 * 1/2 * 1/2) = 1.414 (Haberman 1973).
    made = coded(CELLS).claims()
    counts = {r["notation"]: r for r in analyze_instrument_stage(*made, runs=50).table.to_dicts()}
    assert {n: (r["环节1"], r["环节5"], r["all"]) for n, r in counts.items() if r["all"]} == {
        "S": (3, 1, 4),
        "D": (1, 3, 4),
    }
    residuals = analyze_instrument_stage(*made, values="residual", runs=50).table.to_dicts()
    by = {r["notation"]: r["环节1"] for r in residuals}
    assert (by["S"], by["D"], by["E"]) == (pytest.approx(2**0.5), pytest.approx(-(2**0.5)), None)
    shares = {
        r["notation"]: r["环节1"] for r in analyze_instrument_stage(*made, values="share", runs=50).table.to_dicts()
    }
    assert (shares["S"], shares["E"]) == (0.75, None)


def test_reprints_count_once_and_their_measures_are_all_evidence() -> None:
    once, twice = coded(CELLS).claims(), coded(CELLS, reprinted=True).claims()
    assert analyze_instrument_stage(*once, runs=50).table == analyze_instrument_stage(*twice, runs=50).table
    result = analyze_instrument_stage(*twice, runs=50)
    cell = [item.claim for item in result.evidence()[0, "环节1"]]
    assert len([claim for claim in cell if "举措" in claim and "CLASSIFIED" not in claim]) == 6
    assert len(evidence_table(result, *twice))


def test_every_entry_of_the_list_has_a_row_and_empty_cells_are_named() -> None:
    result = analyze_instrument_stage(*sample().claims(), runs=50)
    assert [row["notation"] for row in result.table.to_dicts()] == ["S", "E", "D"]
    assert "空白格：供给型×推广应用、环境型×基础研究、需求型×基础研究" in "".join(result.notes)
    detailed = [row["notation"] for row in analyze_instrument_stage(*sample().claims(), detail=True).table.to_dicts()]
    assert {"S.1", "S.2", "E.5", "D.1"} <= set(detailed)
    assert "S" not in detailed
    assert detailed.index("S.2") < detailed.index("E.5") < detailed.index("D.1")


def test_a_measure_is_filed_through_its_means_and_with_the_group_above() -> None:
    corpus = Corpus.read(*sample().claims())
    found = classify(corpus, corpus.clauses(), INSTRUMENTS, 1)
    filed = {corpus.name(clause): set(notations) for clause, notations in found.of_clause.items()}
    assert filed == {
        "设立专项资金支持脑机接口": {"S"},
        "政府采购首批脑机接口产品": {"D"},
        "制定数据安全标准": {"E"},
    }


def test_goals_beyond_the_most_frequent_stand_together() -> None:
    rows = analyze_instrument_goal(*sample().claims(), types=("Technology", "Direction"), top=1, runs=50).table
    assert rows.columns == ("notation", "instrument", "数据安全", "其他", "all")
    assert {row["notation"]: row["其他"] for row in rows.to_dicts()} == {"S": 1, "E": 0, "D": 1}


def test_what_is_missing_is_said() -> None:
    made = Policies()
    made.paper("规划", "2024-01-01", ["商务部"], measures=[Said("支持脑机接口", objects={"脑机接口": "Technology"})])
    with pytest.raises(GraphError, match="nothing in the graph is classified by instrument_types"):
        analyze_instrument_stage(*made.claims())
    kind = made.concept("instrument_types", "S.1", "人才培养")
    made.classify("规划原文#支持脑机接口", kind, "规划原文")
    with pytest.raises(GraphError, match="classified by innovation_stages"):
        analyze_instrument_stage(*made.claims())
    with pytest.raises(GraphError, match="no measure acts on Institution"):
        analyze_instrument_goal(*made.claims(), types=("Institution",))
    with pytest.raises(GraphError, match="the graph has no Region"):
        analyze_instrument_goal(*made.claims(), types=("Region",))
    with pytest.raises(GraphError, match="known: count, residual, share, expected, p"):
        analyze_instrument_stage(*sample().claims(), values="z")
    with pytest.raises(GraphError, match="classified by 没有的表"):
        analyze_instrument_stage(*sample().claims(), instruments="没有的表")
    stage = made.concept("innovation_stages", "1", "基础研究")
    made.classify("别的", stage, "规划原文")
    with pytest.raises(GraphError, match=r"none of 1 measures has both a row \(1 have\) and a column \(0 have\)"):
        analyze_instrument_stage(*made.claims())
