"""Training an encoder for real, from the pretrained one: needs PyTorch (`make test-hanlp` has it) and Maven."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.names.encoder import Encoder
from extract.names.features import feature_columns, marks_of
from extract.names.readings import iter_readings
from extract.names.words import find_words

pytest.importorskip("torch", reason="PyTorch is not installed; pip install 'policy-knowledge-graph[encoder]'")
pytest.importorskip("onnx", reason="onnx is not installed; pip install 'policy-knowledge-graph[encoder]'")

from extract.errors import BackendUnavailable
from extract.names.encoder_base import Base, fetch_base, read_base
from extract.names.encoder_training import train_encoder

SENTENCES = [
    (f"{verb}{name}。", find_words(f"{verb}{name}。"), [(4, 4 + len(name), "Product")])
    for verb in ("加快发展", "重点突破", "积极研制", "大力推广")
    for name in ("人形机器人", "量子计算机", "光刻机", "手术机器人", "工业母机")
]


@pytest.fixture(scope="module")
def base() -> Base:
    try:
        return read_base(fetch_base())
    except BackendUnavailable as error:
        pytest.skip(str(error))


def test_an_encoder_learns_and_is_read_back(base: Base, tmp_path: Path) -> None:
    for name in ("first", "second"):
        train_encoder(SENTENCES, tmp_path / name, base, epochs=40)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    passage = "加快发展服务机器人。"
    encoder = Encoder(tmp_path / "first")
    table = encoder.read(passage, marks_of(feature_columns(passage, find_words(passage))))
    likeliest = max(iter_readings(table), key=lambda reading: reading[3])
    assert likeliest[:3] == (4, 9, "Product")
