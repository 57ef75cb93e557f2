"""A document is counted once, whoever reports it and however its title is printed; its level comes from its issuers."""

from __future__ import annotations

import dataclasses

import pytest

from kg.analysis.documents import Corpus, period_of, periods_between
from kg.analysis.levels import level_of, place_of_title, region_of
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies, Said, sample


def read(made: Policies) -> Corpus:
    return Corpus.read(*made.claims())


def test_a_paper_and_the_news_of_it_are_one_document_with_the_date_of_the_paper() -> None:
    made = Policies()
    made.paper("数据管理办法", "2024-05-20", ["商务部"], number="商数〔2024〕1号")
    made.paper("数据管理办法", "2024-05-01", ["商务部"], reports=True)
    (document,) = read(made).documents.values()
    assert (document.name, document.date, len(document.texts)) == ("数据管理办法", "2024-05-20", 2)
    assert document.issuers == ("商务部",)


def test_a_notice_that_issues_a_paper_is_that_paper() -> None:
    made = Policies()
    made.paper("关于印发《数据管理办法》的通知", "2024-05-20", ["商务部"])
    made.paper("数据管理办法", "2024-05-21", reports=True)
    assert len(read(made).documents) == 1


def test_papers_with_one_title_but_two_numbers_are_two_documents() -> None:
    made = Policies()
    texts = [
        made.paper("公告", date, ["商务部"], number=number, reports=True)
        for date, number in (("2023-01-02", "2023年第1号"), ("2024-01-02", "2024年第1号"))
    ]
    corpus = read(made)
    assert sorted(d.date or "" for d in corpus.documents.values()) == ["2023-01-02", "2024-01-02"]
    assert len({corpus.of_text[text] for text in texts}) == 2


def test_a_reprint_changes_no_count_of_measures() -> None:
    made, twice = Policies(), Policies()
    said = [Said("支持脑机接口", objects={"脑机接口": "Technology"})]
    for graph in (made, twice):
        graph.paper("规划", "2024-01-01", ["商务部"], measures=said)
    twice.paper("规划", "2024-01-02", ["商务部"], measures=said, reports=True)
    (once,), (again,) = read(made).clauses(), read(twice).clauses()
    assert (once.document, len(once.same), len(again.same)) == (again.document, 1, 2)


def test_the_date_and_level_that_the_graph_states_go_before_those_of_the_texts() -> None:
    """`ipkg:dateIssued` and `ipkg:adminLevel`, which a researcher may add to a document."""
    made = Policies()
    made.paper("意见", "2024-05-20", ["商务部"])
    paper = made.nodes["意见"]
    stated = {"date_issued": "2024-05-01", "admin_level": "市"}
    made.nodes["意见"] = dataclasses.replace(paper, properties={**paper.properties, **stated})
    (document,) = read(made).documents.values()
    assert (document.date, document.level) == ("2024-05-01", "市")


def test_a_document_of_joint_issue_has_the_highest_level_of_its_issuers() -> None:
    made = Policies()
    made.paper("意见", "2024-01-01", ["广东省人民政府", "科学技术部"])
    (document,) = read(made).documents.values()
    assert (document.level, document.region, document.issuers) == ("部委", "中央", ("广东省人民政府", "科学技术部"))


@pytest.mark.parametrize(
    ("name", "level", "region"),
    [
        ("中共中央", "国家", "中央"),
        ("国务院国有资产监督管理委员会", "部委", "中央"),
        ("市场监管总局", "部委", "中央"),
        ("国家市场监督管理总局", "部委", "中央"),
        ("中央网络安全和信息化委员会办公室", "部委", "中央"),
        ("北京市经济和信息化局", "省", "北京市"),
        ("新疆维吾尔自治区人民政府", "省", "新疆维吾尔自治区"),
        ("安徽省推进“三地一区”建设领导小组办公室", "省", "安徽省"),
        ("阿坝州人民政府办公室", "市", "阿坝州"),
        ("广州市工业和信息化局", "市", "广州市"),
        ("深圳市南山区人民政府", "县", "南山区"),
        ("上海市浦东新区人民政府", "县", "浦东新区"),
        ("北京科学技术出版社", None, None),
        ("清华大学", None, None),
    ],
)
def test_names_of_public_bodies_give_away_their_level_and_region(name: str, level: str, region: str) -> None:
    assert (level_of(name), region_of(name)) == (level, region)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("网络安全法", "国家"),
        ("标准化法（2017年修订）", "国家"),
        ("数据管理办法", None),
        ("中山市政务数据管理办法", "市"),
        ("市场监管总局等部门关于整治的通知", "部委"),
        ("国家车联网产业标准体系建设指南", None),
    ],
)
def test_titles_give_away_a_level_only_where_they_name_the_issuer(title: str, level: str | None) -> None:
    assert place_of_title(title)[0] == level


def test_periods_follow_each_other_without_a_gap() -> None:
    assert period_of("2024-02-30", "month") == "2024-02"
    assert [period_of(d, "quarter") for d in ("2024-03-31", "2024-04", "2024", None)] == [
        "2024-Q1",
        "2024-Q2",
        None,
        None,
    ]
    assert periods_between("2023-11", "2024-02", "month") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert periods_between("2022", "2024", "year") == ["2022", "2023", "2024"]


def test_what_a_corpus_does_not_hold_is_said() -> None:
    with pytest.raises(GraphError, match="holds no texts"):
        Corpus.read([], [])
    made = Policies()
    made.paper("通知", "", ["商务部"])
    with pytest.raises(GraphError, match="0 of 1 document dated"):
        read(made).dated()
    with pytest.raises(GraphError, match="no measures"):
        read(made).clauses()
    with pytest.raises(GraphError, match="no text mentions Region; the texts mention Direction, Product, Technology"):
        read(sample()).mentions({"Region"})
    assert "1 份文件没有可用的日期" in read(sample()).undated()
