"""The linking report: each merge with the texts that print it, each suspicious pair once and for the right reason."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.linking import COLUMNS, Reason, report
from kg.property_graph import Node, Relationship
from ontology.iris import mint
from ontology.labels import RelationType
from ontology.script import fold


def graph(
    texts: Sequence[tuple[str, str]], things: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[list[Node], list[Relationship]]:
    """Texts (title, body) and things (label, name) → the forms to look for in the bodies."""
    nodes = [Node(mint("SourceText", body), "SourceText", {"name": title, "text": body}) for title, body in texts]
    links = []
    for (label, name), forms in things.items():
        thing = Node(mint(label, name), label, {"name": name, "aliases": tuple(f for f in forms if f != name)})
        nodes.append(thing)
        for text in [node for node in nodes if node.label == "SourceText"]:
            body = str(text.properties["text"])
            spans = sorted((body.index(form), body.index(form) + len(form)) for form in forms if form in body)
            if spans:
                begins, ends = zip(*spans, strict=True)
                properties = {"begin": begins[0], "end": ends[0], "begins": begins, "ends": ends, "text_id": text.iri}
                key = mint("Statement", text.iri, thing.iri)
                links.append(Relationship(key, RelationType.MENTIONS, text.iri, thing.iri, properties))
    return nodes, links


def refused(*names: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The reasons and names of the pairs among these (label, name), from one text that names them all."""
    body = "。".join(name for _, name in names)
    table = report(*graph([("甲文", body)], {key: [key[1]] for key in names}))
    return [(row[1], *sorted(row[3:5])) for row in table.rows]


def test_a_merge_has_a_row_for_each_other_form_with_its_texts() -> None:
    texts = [("甲文", "湖州市数据局（以下简称湖数局）。"), ("乙文", "湖数局与湖数 局。"), ("丙文", "湖州市数据局。")]
    nodes, links = graph(texts, {("Institution", "湖州市数据局"): ["湖州市数据局", "湖数局"]})
    table = report(nodes, links)
    assert table.columns == COLUMNS
    assert [row[:7] for row in table.rows] == [
        ("merged", Reason.SHORT, "Institution", "湖州市数据局", "湖数局", 2, 2),
    ]
    assert table.rows[0][9] == ["乙文", "甲文"]


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("首台（套）", "首台·套", Reason.SPELLING),
        ("个人信息法", "国家个人信息法", Reason.PART),
        ("人工智能", "AI", Reason.LETTERS),
        ("发展和改革委员会", "发展改革委", Reason.SHORT),
        ("孵化器主管部门", "推荐单位", Reason.OTHER),
    ],
)
def test_the_reason_of_a_merge(name: str, other: str, reason: Reason) -> None:
    nodes, links = graph([("甲文", f"{name}，{other}")], {("Institution", name): [name, other]})
    assert [row[1] for row in report(nodes, links).rows] == [reason]


@pytest.mark.parametrize(
    ("label", "one", "two", "reason"),
    [
        ("Institution", "市发展改革委", "杭州市发展改革委", Reason.REGION),
        ("Instrument", "“百企”工程", "百企（工程）", Reason.MARKS),
        ("Event", "第三届展会", "第十二届展会", Reason.MARKS),
        ("Product", "人形机器人", "人型机器人", Reason.EDIT),
        ("Product", "协作机器人", "协作型机器人", Reason.EDIT),
        ("Product", "制式装备", "智适装备", Reason.SOUND),
        ("PolicyDocument", "云州市人民政府关于印发机器人方案的通知", "机器人方案", Reason.TITLE),
        ("PolicyDocument", "机器人方案（云政〔2024〕7号）", "机器人方案", Reason.TITLE),
    ],
)
def test_the_reason_of_a_refusal(label: str, one: str, two: str, reason: Reason) -> None:
    assert refused((label, one), (label, two)) == [(reason, *sorted((one, two)))]


def test_an_issuer_is_a_prefix_and_one_name_may_have_two_types() -> None:
    found = refused(("Institution", "云州学会"), ("Platform", "云州学会孵化器"), ("Platform", "孵化器"))
    assert found == [(Reason.ISSUER, "云州学会孵化器", "孵化器")]
    assert refused(("Product", "脑机接口"), ("Technology", "脑机接口")) == [(Reason.TYPES, "脑机接口", "脑机接口")]
    assert refused(("Product", "机器人"), ("Product", "脑机接口"), ("Product", "卫星")) == []
    assert refused(("Product", "人形机器人"), ("Technology", "人型机器人")) == []


def test_what_more_hangs_on_comes_first_and_the_lighter_of_a_pair_counts() -> None:
    texts = [("甲文", "人形机器人、人型机器人、灵巧手套、灵巧手环"), ("乙文", "人形机器人、灵巧手套、灵巧手环")]
    names = ("人形机器人", "人型机器人", "灵巧手套", "灵巧手环")
    table = report(*graph(texts, {("Product", name): [name] for name in names}))
    assert [(row[3], row[4], row[5], row[6]) for row in table.rows if row[4] == "人型机器人"] == [
        ("人形机器人", "人型机器人", 1, 1)
    ]
    assert {table.rows[0][3], table.rows[0][4]} == {"灵巧手套", "灵巧手环"}
    assert table.rows[0][5:7] == (2, 2)
    assert len(report(*graph(texts, {("Product", name): [name] for name in names}), limit=1)) == 1


@given(st.sets(st.text("甲乙丙丁戊己", min_size=4, max_size=6), min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_exactly_the_pairs_at_distance_one_are_found(names: set[str]) -> None:
    found = {(one, two) for reason, one, two in refused(*(("Product", name) for name in sorted(names)))}
    near = {(a, b) for a, b in combinations(sorted(names), 2) if is_one_edit(fold(a), fold(b))}
    assert {pair for pair in found if is_one_edit(*map(fold, pair))} == near


def is_one_edit(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@pytest.mark.parametrize("series", [True, False])
def test_twenty_thousand_names_take_seconds(series: bool) -> None:
    chance = random.Random(5)
    stems = ["平台", "装备", "系统", "网络", "机器人", "示范区", "标准", "材料", "芯片", "工程", "海洋", "低空"]
    names = [f"第{i}批平台" if series else "".join(chance.choices(stems, k=3)) + chr(0x4E00 + i) for i in range(20_000)]
    nodes = [Node(mint("Product", name), "Product", {"name": name}) for name in names]
    begin = time.monotonic()
    table = report(nodes, [])
    assert time.monotonic() - begin < 60
    assert 0 < len(table) < 20 * len(nodes)
