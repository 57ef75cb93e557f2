"""The code lists that the project ships hold what their sources list, and point at concepts that exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ontology import terms as t
from ontology.concepts import FOLDER, Concept, code_lists, find_concept, load_code_list

REGIONS = load_code_list("regions").concepts
LEXICON = Path(__file__).parents[2] / "extract" / "lexicon" / "regions.tsv"
MAPPINGS = [t.SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")]
SYMMETRIC = {t.SKOS + name: t.SKOS + name for name in ("exactMatch", "closeMatch", "relatedMatch")}


@pytest.fixture(scope="module")
def lists() -> Store:
    store = Store()
    for name in code_lists():
        store.extend(parse(path=str(FOLDER / f"{name}.ttl"), format=RdfFormat.TURTLE))
    return store


def names_of(code_list: str) -> list[str]:
    return [concept.name for concept in load_code_list(code_list).concepts]


@pytest.mark.parametrize("name", code_lists())
def test_notations_are_unique_and_an_entry_hangs_below_one_of_its_own_list(name: str) -> None:
    codes = load_code_list(name)
    notations = [concept.notation for concept in codes.concepts]
    assert len(notations) == len(set(notations))
    assert {concept.broader for concept in codes.concepts} <= {"", *notations}


@pytest.mark.parametrize("name", code_lists())
def test_names_are_given_once_in_each_language(lists: Store, name: str) -> None:
    codes = load_code_list(name)
    for iri in (codes.iri, *(concept.iri for concept in codes.concepts)):
        quads = lists.quads_for_pattern(NamedNode(iri), NamedNode(t.PREF_LABEL), None, None)
        labels = [quad.object for quad in quads]
        assert sorted(label.language or "" for label in labels if isinstance(label, Literal)) == ["en", "zh"]


@pytest.mark.parametrize("name", code_lists())
def test_top_concepts_are_those_without_a_broader_one(lists: Store, name: str) -> None:
    codes = load_code_list(name)
    tops = {concept.iri for concept in codes.concepts if not concept.broader}
    scheme = NamedNode(codes.iri)
    assert tops == {q.object.value for q in lists.quads_for_pattern(scheme, NamedNode(t.SKOS + "hasTopConcept"), None)}
    below = lists.quads_for_pattern(None, NamedNode(t.SKOS + "topConceptOf"), scheme)
    assert tops == {quad.subject.value for quad in below}
    members = lists.quads_for_pattern(None, NamedNode(t.SKOS + "inScheme"), scheme)
    assert {quad.subject.value for quad in members} == {concept.iri for concept in codes.concepts}


def test_a_mapping_leads_to_a_concept_of_another_list(lists: Store) -> None:
    scheme = {concept.iri: name for name in code_lists() for concept in load_code_list(name).concepts}
    mapped = [quad for mapping in MAPPINGS for quad in lists.quads_for_pattern(None, NamedNode(mapping), None)]
    ours = [quad for quad in mapped if quad.object.value.startswith(t.IPR)]
    assert ours
    for quad in ours:
        assert scheme[quad.object.value] != scheme[quad.subject.value]


def test_the_plan_lists_are_mapped_in_both_directions(lists: Store) -> None:
    """Who asks what entered and left between two plans may start from either."""
    dated = [
        codes.iri for codes in map(load_code_list, code_lists()) if re.search(r"/(future-fields|emerging)", codes.iri)
    ]
    for mapping, back in SYMMETRIC.items():
        for quad in lists.quads_for_pattern(None, NamedNode(mapping), None):
            if all(any(iri.startswith(one + "/") for one in dated) for iri in (quad.subject.value, quad.object.value)):
                assert Quad(quad.object, NamedNode(back), quad.subject) in lists


def test_nine_strategic_emerging_industries() -> None:
    assert [concept.notation for concept in load_code_list("sei_2018").concepts] == list("123456789")
    assert find_concept("sei_2018", "新材料").name == "新材料产业"


def test_twenty_sections_and_97_divisions_in_one_run() -> None:
    concepts = load_code_list("gbt4754_2017").concepts
    sections = [concept.notation for concept in concepts if not concept.broader]
    assert sections == list("ABCDEFGHIJKLMNOPQRST")
    divisions = [concept for concept in concepts if concept.broader]
    assert [int(concept.notation[1:]) for concept in divisions] == list(range(1, 98))
    assert all(concept.notation[0] == concept.broader for concept in divisions)
    sizes = Counter(concept.broader for concept in divisions)
    assert [sizes[section] for section in sections] == [5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1]
    assert find_concept("gbt4754_2017", "教育").notation == "P"
    assert find_concept("gbt4754_2017", "C39").name == "计算机、通信和其他电子设备制造业"


def test_future_fields_of_two_plans() -> None:
    assert names_of("future_fields_2021") == [
        "类脑智能",
        "量子信息",
        "基因技术",
        "未来网络",
        "深海空天开发",
        "氢能与储能",
    ]
    assert names_of("future_fields_2025") == [
        "量子科技",
        "生物制造",
        "氢能和核聚变能",
        "脑机接口",
        "具身智能",
        "第六代移动通信",
    ]


def test_emerging_industries_of_two_plans() -> None:
    assert len(names_of("emerging_industries_2020")) == 9
    assert names_of("emerging_industries_2025") == ["新能源", "新材料", "航空航天", "低空经济"]


def test_regions_are_34_provinces_and_333_prefectures_with_nested_codes() -> None:
    provinces = {region.notation for region in REGIONS if not region.broader}
    prefectures = [region for region in REGIONS if region.broader]
    assert (len(provinces), len(prefectures)) == (34, 333)
    assert all(re.fullmatch(r"[1-8][0-7]0000", code) for code in provinces)
    for region in prefectures:
        assert re.fullmatch(r"\d{4}00", region.notation) and region.broader == region.notation[:2] + "0000"


def test_kinds_of_prefecture_are_as_many_as_the_statistics_count() -> None:
    """The yearbook counts 293 cities, 30 autonomous prefectures, 7 prefectures and 3 leagues."""

    def kind(region: Concept) -> str:
        return next(end for end in ("自治州", "地区", "市", "盟") if region.name.endswith(end))

    assert Counter(kind(region) for region in REGIONS if region.broader) == {
        "市": 293,
        "自治州": 30,
        "地区": 7,
        "盟": 3,
    }


def test_codes_of_regions_are_those_of_the_lexicon() -> None:
    """莱芜 is part of 济南 since 2019 and 那曲 a city since 2018: the lexicon keeps the old names for old texts."""
    rows = [line.split("\t") for line in LEXICON.read_text("utf-8").splitlines() if line[:1] in ("省", "地")]
    known = {row[1]: row[2] for row in rows}
    codes = {region.notation: region.name for region in REGIONS}
    assert dict(codes.items() - known.items()) == {"540600": "那曲市"}
    assert dict(known.items() - codes.items()) == {"371200": "莱芜市", "542400": "那曲地区"}


def test_a_region_is_found_by_the_name_that_texts_use() -> None:
    assert find_concept("regions", "红河州").notation == "532500"
    assert find_concept("regions", "海南").notation == "460000"
    assert find_concept("regions", "Xi'an").name == "西安市"


def test_fifteen_statutory_kinds_of_document_and_others_marked_as_practice() -> None:
    concepts = load_code_list("document_kinds").concepts
    statutory = [concept.name for concept in concepts if concept.broader == "G"]
    assert statutory == [
        "决议",
        "决定",
        "命令",
        "公报",
        "公告",
        "通告",
        "意见",
        "通知",
        "通报",
        "报告",
        "请示",
        "批复",
        "议案",
        "函",
        "纪要",
    ]
    assert {find_concept("document_kinds", name).broader for name in ("规划", "行动计划", "实施方案", "目录")} == {"P"}
    assert {find_concept("document_kinds", name).broader for name in ("条例", "暂行办法", "实施细则")} == {"L"}
    assert find_concept("document_kinds", "指导意见").broader == "G"


def test_administrative_levels_are_in_order_from_the_top() -> None:
    assert names_of("admin_levels") == ["国家", "部委", "省", "市", "县"]
