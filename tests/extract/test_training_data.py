"""The annotated sentences: the mark-up means what it says, and every shipped line obeys it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import BadAnnotation
from extract.training_data import TRAINING_FOLDER, TrainingSpan, iter_training_sentences, parse_line
from ontology.labels import EntityType

PLAIN = st.text(st.characters(exclude_characters="[]|\r\n", exclude_categories=["Z", "C", "P"]), min_size=1, max_size=6)
TYPES = st.sampled_from(EntityType)


def marked(text: str, spans: list[TrainingSpan]) -> str:
    """The sentence with its mark-up written back: the inverse of `parse_line`."""
    out: list[str] = []
    for index in range(len(text) + 1):
        closing = sorted((s for s in spans if s[1] == index), key=lambda s: -s[0])
        out += [f"|{s[2]}]" for s in closing]
        out += ["[" for s in spans if s[0] == index]
        out += text[index : index + 1]
    return "".join(out)


def test_every_shipped_line_is_legal_and_keeps_its_characters() -> None:
    """What training reads: legal types, no crossing spans, nothing lost but the mark-up."""
    sentences = list(iter_training_sentences())
    assert len(sentences) > 400
    for text, spans in sentences:
        assert not set("[]|") & set(text)
        assert marked(text, spans).startswith("[") == (bool(spans) and spans[0][0] == 0)
        assert parse_line(marked(text, spans)) == (text, spans)
        for begin, end, _ in spans:
            assert 0 <= begin < end <= len(text)
            assert not any(b < begin < e < end for b, e, _ in spans), text


def test_no_shipped_sentence_stands_twice() -> None:
    texts = [text for text, _ in iter_training_sentences()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("path", sorted(TRAINING_FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_lines_hold_nothing_but_chinese_and_the_mark_up(path: Path) -> None:
    """A stray ASCII comma or an unpaired book-title mark is a slip of the pen that a model would learn."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        text, _ = parse_line(line, f"{path}:{number}")
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", text), f"{path}:{number}"
        for opening, closing in ("“”", "《》", "（）"):
            assert text.count(opening) == text.count(closing), f"{path}:{number} {opening}"


@given(PLAIN, PLAIN, PLAIN, TYPES, TYPES)
def test_marking_and_parsing_are_inverse(
    before: str, inner: str, after: str, outer: EntityType, own: EntityType
) -> None:
    text, spans = parse_line(f"{before}[[{inner}|{own}]{after}|{outer}]{after}")
    assert text == before + inner + after + after
    assert spans == [
        (len(before), len(before + inner + after), outer),
        (len(before), len(before + inner), own),
    ]
    assert parse_line(marked(text, spans)) == (text, spans)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("发展[人形机器人|Robot]。", "no entity type"),
        ("发展[人形机器人]。", "without a type"),
        ("发展[人形机器人。", "not closed"),
        ("发展人形机器人|Product。", "stands only in"),
        ("发展[|Product]。", "empty"),
        ("发展[“人形机器人”|Product]。", "quotation marks"),
        ("发展[[人形机器人|Product]|Product]。", "marked twice"),
    ],
)
def test_bad_mark_up_names_file_line_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "a.txt").write_text(f"# 说明\n\n{line}\n", "utf-8")
    with pytest.raises(BadAnnotation, match=re.escape(reason)) as caught:
        list(iter_training_sentences(tmp_path))
    assert caught.value.path == f"{tmp_path / 'a.txt'}:3"


def test_a_quotation_inside_a_name_is_kept() -> None:
    assert parse_line("推进[“证照分离”改革|Instrument]。")[0] == "推进“证照分离”改革。"


def test_a_folder_without_sentences_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadAnnotation, match=r"no \.txt file"):
        list(iter_training_sentences(tmp_path))
