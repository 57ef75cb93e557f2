"""The shipped encoder, run for real: what it reads and how."""

from __future__ import annotations

import lzma
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import ENCODER, BadModel, shipped_model
from extract.names.encoder import Encoder, pieces_of
from extract.names.features import feature_columns, marks_of
from extract.names.random_field import RandomField
from extract.names.readings import LABELS, Probabilities, iter_readings
from extract.names.words import find_words

PASSAGES = (
    "支持云岭省发展人形机器人。",
    "",
    "。",
    "要加强协调，推动𠮷氏仪器（😀）走向市场。",
    "一、总体要求",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(shipped_model() / ENCODER)


def read(encoder: Encoder, passage: str) -> Probabilities:
    return encoder.read(passage, marks_of(feature_columns(passage, find_words(passage))))


@pytest.mark.parametrize("passage", PASSAGES)
def test_each_character_gets_a_distribution_over_the_labels(encoder: Encoder, passage: str) -> None:
    table = read(encoder, passage)
    assert table.shape == (len(passage), len(LABELS))
    assert np.allclose(table.sum(axis=1), 1, atol=1e-4)
    assert np.array_equal(table, read(encoder, passage))


def test_a_name_in_no_list_is_found(encoder: Encoder) -> None:
    passage = "支持云岭省突破霁光芯片等产品。"
    found = {(passage[b:e], type): likely for b, e, type, likely in iter_readings(read(encoder, passage))}
    assert found["霁光芯片", "Product"] > 0.5


def test_a_long_passage_is_read_in_parts(encoder: Encoder) -> None:
    table = read(encoder, "发展低空经济，" * 200)
    assert len(table) == 1400
    assert np.allclose(table.sum(axis=1), 1, atol=1e-4)


@given(st.text(alphabet="甲乙，。；", max_size=700), st.integers(2, 300))
def test_the_parts_cover_the_passage_in_order(passage: str, longest: int) -> None:
    parts = list(pieces_of(passage, longest))
    assert "".join(passage[begin:end] for begin, end in parts) == passage
    assert all(0 < end - begin <= longest for begin, end in parts)


@pytest.mark.parametrize("open_model", [Encoder, RandomField])
@pytest.mark.parametrize(
    ("held", "reason"),
    [(None, "cannot be read"), (b"half", "cut short"), (lzma.compress(b"no model"), "holds no (encoder|random field)")],
)
def test_a_file_that_is_no_model_is_named(
    tmp_path: Path, open_model: Callable[[Path], object], held: bytes | None, reason: str
) -> None:
    path = tmp_path / "model.xz"
    if held is not None:
        path.write_bytes(held)
    with pytest.raises(BadModel, match=rf"model\.xz: .*{reason}.*kg train"):
        open_model(path)
