"""What every backend promises, alone and beside our own names: one suite for all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.backends.backend import BACKENDS, Annotation, Backend, UnknownBackend, open_backend, open_toolkit
from extract.backends.joint_backend import JointBackend
from extract.backends.spacy_backend import SpacyBackend
from tests.extract.backends.toolkits import MAKERS, ORGANISATIONS, PLACES, opened

AHEAD = 300
"""How many passages a backend may read before its first answer."""

PASSAGES = (
    "国务院在上海召开会议。",
    "",
    "𠮷林省和财政部在北京𠀀召开会议。",
    "😀😀教育部😀，在江苏召开会议😀。",
    "　国务院 在\t上海召开 会议。 ",
    "Hello, world 2025 / ok [x], y.",
    "（《关于加快发展低空经济的意见》",
    "\ue000國務院辦公廳\x01測試\u200b",
    "国",
    "   ",
    "\u200b",
    "a/n, b/n ，、/w",
)


def _suites() -> Iterator[object]:
    yield pytest.param("ours", id="ours")
    for maker in MAKERS:
        marks = [pytest.mark.jvm, pytest.mark.xdist_group("jvm")] if maker == "hanlp1" else [pytest.mark.models]
        yield pytest.param(maker, id=maker, marks=marks)
        yield pytest.param(f"ours and {maker}", id=f"ours and {maker}", marks=marks)


@pytest.fixture(scope="module", params=_suites())
def backend(request: pytest.FixtureRequest, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """Each backend, opened once."""
    if request.param == "ours":
        return open_backend("spacy", model)
    toolkit = opened(request.param.removeprefix("ours and "), tmp_path_factory.mktemp("toolkit"))
    return JointBackend(toolkit, SpacyBackend(model)) if request.param.startswith("ours and") else toolkit


def annotate(backend: Backend, *passages: str) -> list[Annotation]:
    return list(backend.annotate(passages))


def test_one_annotation_for_each_passage_in_order(backend: Backend) -> None:
    together = annotate(backend, *PASSAGES)
    assert len(together) == len(PASSAGES)
    assert together == [annotate(backend, passage)[0] for passage in PASSAGES]


def test_an_empty_passage_has_no_words_and_no_names(backend: Backend) -> None:
    assert annotate(backend, "") == [Annotation()]
    assert annotate(backend) == []


def test_offsets_are_code_points_of_the_passage(backend: Backend) -> None:
    for passage, annotation in zip(PASSAGES, annotate(backend, *PASSAGES), strict=True):
        position = 0
        for word in annotation.words:
            assert position <= word.begin < word.end <= len(passage)
            assert not _printed(passage[position : word.begin])
            position = word.end
        if annotation.words:
            assert not _printed(passage[position:])
        assert all(0 <= name.begin < name.end <= len(passage) for name in annotation.names)


def _printed(text: str) -> str:
    """What of `text` is to be seen: a toolkit may leave out white space and control characters."""
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZC")


def test_rare_characters_outside_the_bmp_move_nothing(backend: Backend) -> None:
    plain, rare = annotate(backend, "国务院在上海召开会议。", "国务院在上海召开会议。𠀀")
    assert [name for name in rare.names if name.end <= 11] == list(plain.names)
    passage = "（𠮷𠀀）财政部在北京召开会议。"
    (found,) = annotate(backend, passage)
    assert all(passage[name.end - 1] not in "。（" for name in found.names)
    assert not found.words or found.words[-1].end == len(passage)


def test_names_are_the_toolkits(backend: Backend, request: pytest.FixtureRequest) -> None:
    kind = request.node.callspec.params["backend"]
    if kind == "ours":
        passage = "加快发展低空经济。"
        assert ("低空经济", "Industry") in {
            (passage[n.begin : n.end], n.label) for n in annotate(backend, passage)[0].names
        }
        return
    for organisation, place in zip(ORGANISATIONS, PLACES, strict=True):
        passage = f"{organisation}在{place}召开会议。"
        (found,) = annotate(backend, passage)
        texts = {passage[name.begin : name.end] for name in found.names}
        assert place in texts
        assert organisation in texts


def test_reading_is_lazy(backend: Backend) -> None:
    taken = 0

    def passages() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"国务院在上海召开第{taken}次会议。"

    annotations = backend.annotate(passages())
    assert taken == 0
    for _ in range(3):
        next(annotations)
    assert taken <= AHEAD


def test_again_is_the_same(backend: Backend) -> None:
    assert annotate(backend, *PASSAGES) == annotate(backend, *PASSAGES)
    assert backend.identity.strip()
    assert "\n" not in backend.identity


@pytest.mark.parametrize("name", ["ltp", "hanlp3", "", "spacy "])
def test_an_unknown_backend_lists_the_known_ones(name: str) -> None:
    for open_it in (open_toolkit, open_backend):
        with pytest.raises(UnknownBackend) as caught:
            open_it(name)
        assert all(known in str(caught.value) for known in BACKENDS)
