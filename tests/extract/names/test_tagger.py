"""The shipped models asked together: names of many passages at once are those of each alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.backends.backend import Name
from extract.names.tagger import Tagger
from extract.names.words import find_words

pytestmark = pytest.mark.models


def places(names: Sequence[Name]) -> list[tuple[int, int, str]]:
    return [(name.begin, name.end, name.label) for name in names]


def test_the_names_of_many_passages_are_those_of_each_alone() -> None:
    tagger = Tagger()
    texts = ("", "支持云岭省发展人形机器人", "云岭省财政厅", "", "氢能产业，发展低空经济", "。", "")
    passages = [(text, find_words(text)) for text in texts]
    together = tagger.candidates(passages)
    alone = [names for passage in passages for names in tagger.candidates([passage])]
    assert list(map(places, together)) == list(map(places, alone))
    assert "人形机器人" in {texts[1][name.begin : name.end] for name in together[1]}
    assert "云岭省财政厅" in {texts[2][name.begin : name.end] for name in together[2]}
    assert tagger.candidates([]) == []
