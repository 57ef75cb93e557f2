"""Joint issue: worked by hand, document by document."""

from __future__ import annotations

import pytest

from kg.analysis.methods import run
from kg.analysis.networks import make_network
from kg.analysis.result import evidence_table
from kg.errors import GraphError
from tests.kg.analysis.graphs import issued

# 文一: 甲 乙 丙 (2019), 文二: 甲 乙 (2021), 文三: 丁 alone (2021), 文四: 甲 丁, undated. Each has two texts.
DOCUMENTS = {"文一": ["甲部", "乙部", "丙局"], "文二": ["甲部", "乙部"], "文三": ["丁委"], "文四": ["甲部", "丁委"]}
NODES, CLAIMS = issued(DOCUMENTS, {"文一": "2019-05-06", "文二": "2021-01-01", "文三": "2021"})


def test_weights_of_all_documents() -> None:
    """甲-乙: 文一 gives 1/(3-1), 文二 1/(2-1): 1.5. The others share one document: 1/2, 1/2, and 1 for 文四."""
    rows = {(row["a"], row["b"]): row for row in run("co-issue", NODES, CLAIMS).table.to_dicts()}
    assert {pair: (row["documents"], row["newman"]) for pair, row in rows.items()} == {
        ("乙部", "甲部"): (2, 1.5),
        ("丁委", "甲部"): (1, 1.0),
        ("丙局", "乙部"): (1, 0.5),
        ("丙局", "甲部"): (1, 0.5),
    }
    # 甲 issued 3, 乙 2, both 2: 2/√6 and 2/(3+2-2).
    assert rows["乙部", "甲部"]["cosine"] == pytest.approx(2 / 6**0.5)
    assert rows["乙部", "甲部"]["jaccard"] == pytest.approx(2 / 3)


def test_the_pairs_of_an_institution_add_up_to_what_it_did_not_issue_alone() -> None:
    graph = make_network("co-issue", NODES, CLAIMS).graph
    for institution in graph:
        joint = sum(institution in issuers and len(issuers) > 1 for issuers in DOCUMENTS.values())
        assert sum(edge["newman"] for edge in graph[institution].values()) == pytest.approx(joint)


def test_by_period_undated_documents_are_reported_and_left_out() -> None:
    result = run("co-issue", NODES, CLAIMS, {"periods": "five-year"})
    assert [(row["period"], row["a"], row["b"], row["newman"]) for row in result.table.to_dicts()] == [
        ("十三五", "丙局", "乙部", 0.5),
        ("十三五", "丙局", "甲部", 0.5),
        ("十三五", "乙部", "甲部", 0.5),
        ("十四五", "乙部", "甲部", 1.0),
    ]
    assert result.notes[0] == "1 份政策文件没有日期，未计入各时段；有日期的 3 份。"
    assert result.notes[1] == "十三五：3 个机构，联合发文 1 份，3 对，密度 1.0000，平均度 2.00。"


def test_evidence_is_who_issued_the_documents() -> None:
    result = run("co-issue", NODES, CLAIMS)
    rows = [row for row in evidence_table(result, NODES, CLAIMS).to_dicts() if (row["a"], row["b"]) == ("丁委", "甲部")]
    assert {row["statement_id"] for row in rows} == {
        f"文四-ISSUED_BY-{name}@文四{kind}" for name in ("甲部", "丁委") for kind in ("原文", "报道")
    }
    assert {row["sentence"] for row in rows} == {"文四由各部门印发。"}


@pytest.mark.parametrize(
    ("documents", "dates", "parameters", "said"),
    [
        ({"文一": ["甲部"]}, {}, {}, "no two institutions issued a document together"),
        (DOCUMENTS, {}, {"periods": "year"}, "no document has a date"),
        (DOCUMENTS, {"文一": "2019"}, {"periods": "2019-2018"}, "ends before it begins"),
        (DOCUMENTS, {"文一": "2019"}, {"periods": "decade"}, "'decade' is not a period; write year"),
    ],
)
def test_what_is_missing_is_said(
    documents: dict[str, list[str]], dates: dict[str, str], parameters: dict[str, str], said: str
) -> None:
    with pytest.raises(GraphError, match=said):
        run("co-issue", *issued(documents, dates), parameters)
