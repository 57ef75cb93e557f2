"""Centre and regions: what is inherited, Balassa's index with figures from the literature, likeness of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.central_local import DROPPED, INHERITED, NEW, balassa
from kg.analysis.central_local_tables import analyze_central_local, analyze_emphasis, analyze_similarity
from kg.analysis.similarity import cosines, tf_idf
from kg.errors import GraphError
from tests.kg.analysis.policies import Policies, sample


def test_the_published_example_of_comparative_advantage_carries_over() -> None:
    # Hausmann et al., The Atlas of Economic Complexity, on Balassa's index: soybeans, 10^9 dollars: 42 of world exports
    # of 12000 (0.35 %), 11 of Brazil's 140 (7.9 %): RCA about 22.
    found = balassa({"巴西": {"大豆": 11, "其他": 129}, "其余": {"大豆": 31, "其他": 11829}})
    assert found["巴西", "大豆"] == pytest.approx((11 / 140) / (42 / 12000)) == pytest.approx(22.4, abs=0.1)


def test_advantage_by_hand() -> None:
    # 甲 speaks 3 times of a and once of b, 乙 the other way round: a is 3/4 of 甲 and 4/8 of all: 1.5; b 1/4 over 1/2.
    assert balassa({"甲": {"a": 3, "b": 1}, "乙": {"a": 1, "b": 3}}) == {
        ("甲", "a"): 1.5,
        ("甲", "b"): 0.5,
        ("乙", "a"): 0.5,
        ("乙", "b"): 1.5,
    }
    assert balassa({"甲": {}, "乙": {"a": 2}}) == {("乙", "a"): 1.0}


counts = st.dictionaries(
    st.sampled_from("甲乙丙"), st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=1), min_size=1
)


@given(counts, st.integers(2, 5))
def test_the_index_does_not_depend_on_scale_and_averages_1(given: dict[str, dict[str, int]], factor: int) -> None:
    first = balassa(given)
    assert balassa({r: {t: n * factor for t, n in row.items()} for r, row in given.items()}) == pytest.approx(first)
    total = sum(sum(row.values()) for row in given.values())
    topics = {topic for row in given.values() for topic in row}
    # Weighted by how much each topic holds of all, a region's indices average 1: shares add up to 1.
    for region, row in given.items():
        if sum(row.values()):
            weight = {t: sum(r.get(t, 0) for r in given.values()) / total for t in topics}
            mean = sum(first[region, t] * weight[t] for t in topics if (region, t) in first)
            assert mean == pytest.approx(1)


def test_topics_are_inherited_new_or_not_taken_over() -> None:
    result = analyze_central_local(*sample().claims())
    found = {row["name"]: (row["status"], row["central"], row["local"], row["lag"]) for row in result.table.to_dicts()}
    # 数据安全: three central documents, the first of 2019-06-10; the local one of 2024-09-01 comes 1910 days later.
    assert found == {
        "数据安全": (INHERITED, 3, 1, 1910),
        "脑机接口": (INHERITED, 1, 1, 773),
        "量子计算": (NEW, 0, 2, None),
        "人形机器人": (DROPPED, 1, 0, None),
    }
    assert "承继率 66.7%" in "".join(result.notes)
    assert len(result.evidence()[0, "status"]) == 4


def test_a_region_with_one_document_has_no_interval() -> None:
    rows = analyze_emphasis(*sample().claims(), least=1).table.to_dicts()
    assert {row["region"] for row in rows if row["low"] is None} == {"上海市", "广东省"}
    assert all(row["low"] <= row["rca"] <= row["high"] for row in rows if row["low"] is not None)
    assert all(row["stands_out"] == "" for row in rows if row["low"] is None)
    with pytest.raises(GraphError, match="no topic stands in 99 documents"):
        analyze_emphasis(*sample().claims(), least=99)


def test_cosines_by_hand() -> None:
    # Pairs: 甲 {数据, 据安, 安全}, 乙 {数据, 据交, 交易}, 丙 {养老}; df(数据) = 2 of 3 texts.
    # Weights: ln(3/2) = 0.4055 for 数据, ln 3 = 1.0986 for the others (tf = 1). |甲| = sqrt(0.4055^2 + 2 * 1.0986^2).
    vectors = tf_idf({"甲": "数据安全", "乙": "数据交易", "丙": "养老"})
    found = cosines({"甲": vectors["甲"]}, {"乙": vectors["乙"], "丙": vectors["丙"], "甲": vectors["甲"]})
    assert found["甲", "乙"] == pytest.approx(0.4055**2 / (0.4055**2 + 2 * 1.0986**2), abs=1e-4)
    assert found["甲", "丙"] == 0
    assert found["甲", "甲"] == pytest.approx(1)
    assert tf_idf({"甲": "", "乙": "数据"})["甲"] == {}


def test_a_repeated_pair_weighs_by_its_logarithm() -> None:
    # 甲 has 数据 twice and 安全 once, 乙 has neither: idf ln(2/1) = 0.6931 for both. Weights (1 + ln 2) * 0.6931 =
    # 1.6931 * 0.6931 and 1 * 0.6931; the idf goes out: length sqrt(1.6931^2 + 1) = sqrt(3.8667) = 1.9664, so that
    # 数据 has 1.6931/1.9664 = 0.8610 and 安全 1/1.9664 = 0.5085.
    found = tf_idf({"甲": "数据 数据 安全", "乙": "养老"})["甲"]
    assert found == {"数据": pytest.approx(0.8610, abs=5e-5), "安全": pytest.approx(0.5085, abs=5e-5)}


@given(st.dictionaries(st.sampled_from("甲乙丙丁"), st.text("数据安全产业", max_size=8), min_size=2))
def test_likeness_is_symmetric_and_between_0_and_1(texts: dict[str, str]) -> None:
    found = cosines(tf_idf(texts), tf_idf(texts))
    assert all(0 <= value <= 1 and value == pytest.approx(found[b, a]) for (a, b), value in found.items())


def test_the_nearest_central_document_comes_first() -> None:
    rows = analyze_similarity(*sample().claims(), nearest=1).table.to_dicts()
    assert [(row["local"], row["central"]) for row in rows] == [
        ("上海市未来产业行动方案", "关于推动未来产业发展的意见"),
        ("广东省数据条例", "数据安全法"),
    ]
    with pytest.raises(GraphError, match="give 1 or more"):
        analyze_similarity(*sample().claims(), nearest=0)


def test_a_corpus_of_one_side_is_refused() -> None:
    made = Policies()
    made.paper("意见", "2021-01-01", ["商务部"], {"元宇宙": "Technology"})
    for method in (analyze_central_local, analyze_emphasis, analyze_similarity):
        with pytest.raises(GraphError, match="1 documents of the centre and 0 of provinces"):
            method(*made.claims())
