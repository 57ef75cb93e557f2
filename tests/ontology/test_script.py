"""A name is found in whatever script, width and marks it is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.iris import normalise
from ontology.script import fold, simplified


@pytest.mark.parametrize(
    "asked",
    [
        "脑机接口",
        "腦機接口",
        " 脑 机\u3000接口 ",
        "“脑机接口”",
        "『腦機接口』",
        "《脑机接口》",
        '"脑机接口"',
        "'腦機接口'",
    ],
)
def test_a_name_is_found_however_it_is_written(asked: str) -> None:
    assert fold(asked) == "脑机接口"


def test_width_and_case_do_not_matter() -> None:
    assert fold("ＡＩ 大模型") == fold("ai大模型") == fold("AI大模型")


@given(st.text())
def test_folding_sees_no_more_than_identity_and_simplifying_keeps_every_place(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert fold(text) == fold(normalise(text))


@given(
    st.text(st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("0az人“")), min_size=1)
)
def test_a_plain_name_folds_at_once_as_with_a_mark_that_folding_takes_out(text: str) -> None:
    assert fold(text) == fold(text + "”")
