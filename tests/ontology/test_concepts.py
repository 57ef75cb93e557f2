"""Code lists: complete, dated, bilingual, and a name finds one concept only."""

from __future__ import annotations

import pytest

from ontology.concepts import Concept, code_lists, find_concept, load_code_list
from ontology.errors import UnknownConcept
from ontology.iris import INSTANCES, normalise


@pytest.mark.parametrize("name", code_lists())
def test_list_names_its_source_and_date(name: str) -> None:
    codes = load_code_list(name)
    assert codes.title and codes.source and codes.issued[:4].isdigit() and codes.iri.startswith(INSTANCES)


@pytest.mark.parametrize("name", code_lists())
def test_every_concept_is_found_by_notation_and_by_each_of_its_names(name: str) -> None:
    """A name means one concept, or the top one of that name: a classification may not depend on the order of a file."""
    codes = load_code_list(name)
    for concept in codes.concepts:
        assert codes.find(concept.notation) == concept
        for key in (concept.name, concept.name_en, *concept.aliases):
            assert codes.find(key) in (concept, codes.top_of(concept))
        assert concept.name_en.isascii() and not normalise(concept.name).isascii()


@pytest.mark.parametrize("name", code_lists())
def test_every_concept_hangs_below_a_top_concept(name: str) -> None:
    codes = load_code_list(name)
    for concept in codes.concepts:
        top = codes.top_of(concept)
        assert top.broader == "" and concept.notation.startswith(top.notation.removesuffix("0000"))
        assert concept.iri == f"{codes.iri}/{concept.notation}"


def test_three_groups_of_instruments() -> None:
    tops = [c.name for c in load_code_list("instrument_types").concepts if not c.broader]
    assert sorted(tops) == ["供给型", "环境型", "需求型"]
    sizes = {top: sum(c.broader == top for c in load_code_list("instrument_types").concepts) for top in "SED"}
    assert sizes == {"S": 6, "E": 7, "D": 7}


def test_six_directions_in_the_order_of_the_policy() -> None:
    tops = [c.name for c in load_code_list("future_industries_2024").concepts if not c.broader]
    assert tops == ["未来制造", "未来信息", "未来材料", "未来能源", "未来空间", "未来健康"]


def test_width_and_case_do_not_matter() -> None:
    assert isinstance(find_concept("instrument_types", " ｓ.1 "), Concept)


def test_unknown_names_list_near_ones() -> None:
    with pytest.raises(UnknownConcept, match="税收优惠"):
        find_concept("instrument_types", "税收减免优惠")
    with pytest.raises(UnknownConcept, match="instrument_types"):
        load_code_list("industries")
