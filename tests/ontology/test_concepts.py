"""Code lists: complete, dated, bilingual, and a name finds one concept only."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from ontology import terms as t
from ontology.concepts import FOLDER, Concept, code_lists, find_concept, load_code_list
from ontology.errors import UnknownConcept
from ontology.iris import INSTANCES, normalise
from ontology.labels import Modality


@pytest.mark.parametrize("name", code_lists())
def test_list_names_its_source_and_date(name: str) -> None:
    codes = load_code_list(name)
    assert codes.title and codes.source and codes.issued[:4].isdigit() and codes.iri.startswith(INSTANCES)


@pytest.mark.parametrize("name", code_lists())
def test_every_concept_is_found_by_notation_and_by_each_of_its_names(name: str) -> None:
    """No name may lead to another concept, or a classification would depend on the order of a file."""
    codes = load_code_list(name)
    for concept in codes.concepts:
        for key in (concept.notation, concept.name, concept.name_en, *concept.aliases):
            assert codes.find(key) == concept
        assert concept.name_en.isascii() and not normalise(concept.name).isascii()


@pytest.mark.parametrize("name", code_lists())
def test_every_concept_hangs_below_a_top_concept(name: str) -> None:
    codes = load_code_list(name)
    for concept in codes.concepts:
        top = codes.top_of(concept)
        assert top.broader == ""
        if name != "instrument_stip":  # its codes are the survey's own, which say nothing of the group
            assert concept.notation.startswith(top.notation)
        assert concept.iri == f"{codes.iri}/{concept.notation}"


def test_three_groups_of_instruments() -> None:
    tops = [c.name for c in load_code_list("instrument_types").concepts if not c.broader]
    assert sorted(tops) == ["供给型", "环境型", "需求型"]
    sizes = {top: sum(c.broader == top for c in load_code_list("instrument_types").concepts) for top in "SED"}
    assert sizes == {"S": 6, "E": 7, "D": 7}


def test_six_directions_in_the_order_of_the_policy() -> None:
    tops = [c.name for c in load_code_list("future_industries_2024").concepts if not c.broader]
    assert tops == ["未来制造", "未来信息", "未来材料", "未来能源", "未来空间", "未来健康"]


def test_28_instruments_of_the_survey_in_five_groups() -> None:
    concepts = load_code_list("instrument_stip").concepts
    sizes = {top.notation: sum(c.broader == top.notation for c in concepts) for top in concepts if not top.broader}
    assert sizes == {"G": 8, "D": 9, "I": 3, "C": 3, "R": 5}
    assert {c.notation for c in concepts if c.broader} == {f"PI0{n:02}" for n in range(6, 34)}


def test_four_resources_and_three_degrees_of_involvement() -> None:
    assert sorted(c.notation for c in load_code_list("instrument_nato").concepts) == ["A", "N", "O", "T"]
    tops = [c.name for c in load_code_list("instrument_howlett_ramesh").concepts if not c.broader]
    assert sorted(tops) == ["强制性工具", "混合性工具", "自愿性工具"]


def test_directive_types_are_the_modalities() -> None:
    assert [c.name for c in load_code_list("directive_types").concepts] == [modality.value for modality in Modality]


def test_every_entry_of_our_own_lists_is_defined() -> None:
    store = Store()
    for name in ("instrument_types", "instrument_nato", "instrument_stip", "innovation_stages", "directive_types"):
        store.extend(parse(path=str(FOLDER / f"{name}.ttl"), format=RdfFormat.TURTLE))
    for concept in store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(t.CONCEPT)):
        found = store.quads_for_pattern(concept.subject, NamedNode(t.SKOS + "definition"), None)
        assert sorted(quad.object.language for quad in found) == ["en", "zh"]


def test_crosswalk_joins_entries_of_different_lists_and_leaves_none_out() -> None:
    quads = list(parse(path=str(FOLDER.parent / "instrument_crosswalk.ttl"), format=RdfFormat.TURTLE))
    lists = {c.iri: name for name in code_lists() for c in load_code_list(name).concepts}
    pairs = [quad for quad in quads if quad.predicate.value.endswith("Match")]
    for quad in pairs:
        assert lists[quad.subject.value] == "instrument_types" != lists[quad.object.value]
    assert len({(quad.subject, quad.object) for quad in pairs}) == len(pairs)
    kinds = {c.iri for c in load_code_list("instrument_types").concepts if c.broader}
    assert {quad.subject.value for quad in pairs} == kinds


def test_width_and_case_do_not_matter() -> None:
    assert isinstance(find_concept("instrument_types", " ｓ.1 "), Concept)


def test_unknown_names_list_near_ones() -> None:
    with pytest.raises(UnknownConcept, match="税收优惠"):
        find_concept("instrument_types", "税收减免优惠")
    with pytest.raises(UnknownConcept, match="instrument_types"):
        load_code_list("industries")
