"""Equal content, equal IRI; different content, another one; and every IRI is safe in every notation."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ontology.iris import digest, entity_iri, mint, normalise
from ontology.labels import SIGNATURES, TOPICS, EntityType, RelationType, is_legal


@given(st.text(), st.sampled_from(EntityType))
def test_spacing_width_and_case_do_not_matter(name: str, type_: EntityType) -> None:
    assert entity_iri(type_, f" {name}\n") == entity_iri(type_, name)
    assert entity_iri(type_, "ＡＩ 大模型") == entity_iri(type_, "ai大模型")
    assert normalise(normalise(name)) == normalise(name)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f")), max_size=4))
def test_parts_are_told_apart(parts: list[str]) -> None:
    if len(parts) > 1 and "".join(parts):
        assert digest(*parts) != digest("".join(parts))
    assert digest(*parts) == digest(*parts)


@given(st.sampled_from([*(t.value for t in EntityType), "SourceText", "EvidenceSpan"]), st.text())
def test_an_iri_has_plain_characters_only(kind: str, name: str) -> None:
    assert re.fullmatch(r"https://w3id\.org/ipkg/id/[a-z]+(-[a-z]+)*/[0-9a-f]{16}", mint(kind, name))


def test_one_name_of_two_types_is_two_things() -> None:
    assert len({entity_iri(type_, "脑机接口") for type_ in EntityType}) == len(EntityType)


def test_the_closed_lists() -> None:
    assert len(EntityType) == 13 and len(RelationType) == 17
    assert len(SIGNATURES) == 8 and len(TOPICS) == 5
    for relation, (heads, tails) in SIGNATURES.items():
        for head in EntityType:
            for tail in EntityType:
                assert is_legal(relation, head, tail) == (head in heads and tail in tails)
    assert is_legal(RelationType.MENTIONS, EntityType.PERSON, EntityType.EVENT)
