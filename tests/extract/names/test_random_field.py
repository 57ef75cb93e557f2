"""The random field says what CRFsuite, which trained it, says; many passages at once as each alone."""

from __future__ import annotations

import lzma
import random
from io import BytesIO
from pathlib import Path

import numpy as np
import pycrfsuite
import pytest

from extract.model import BadModel
from extract.names.features import feature_columns
from extract.names.random_field import RandomField, attributes_of, train_random_field, write_field
from extract.names.readings import LABELS, labels_of
from extract.names.words import find_words

PASSAGES = {
    "支持云岭省发展人形机器人。": [(2, 5, "Region"), (7, 12, "Product")],
    "推动低空经济和氢能产业发展，建设示范园区。": [(2, 6, "Industry"), (7, 11, "Industry")],
    "要": [],
    "由青湖市商务局负责 wnext 与s|n。": [(1, 7, "Institution")],
}
OTHERS = ("", "发展😀机器人", "。", "支持云岭省商务局推动人形机器人产业、低空经济发展。")


def train_by_crfsuite(path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for passage, names in PASSAGES.items():
        columns = feature_columns(passage, find_words(passage))
        trainer.append(attributes_of(columns), labels_of(len(passage), names))
    trainer.set_params({"c1": 0.01, "c2": 0.02, "max_iterations": 40})
    trainer.train(str(path))


def test_the_probabilities_are_those_of_crfsuite(tmp_path: Path) -> None:
    train_by_crfsuite(tmp_path / "trained")
    write_field(tmp_path / "trained", tmp_path / "field")
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "trained"))
    known = tagger.labels()
    passages = [(passage, find_words(passage)) for passage in (*PASSAGES, *OTHERS)]
    for (passage, words), reading in zip(passages, RandomField(tmp_path / "field").read(passages), strict=True):
        tagger.set(attributes_of(feature_columns(passage, words)))
        expected = [
            [tagger.marginal(label, at) if label in known else 0 for label in LABELS] for at in range(len(passage))
        ]
        assert reading.table.shape == (len(passage), len(LABELS))
        assert np.allclose(reading.table, np.reshape(expected, (-1, len(LABELS))), atol=1e-4)


def test_passages_read_together_are_read_as_each_alone(tmp_path: Path) -> None:
    train_random_field([(p, find_words(p), names) for p, names in PASSAGES.items()], tmp_path / "field", 20)
    field = RandomField(tmp_path / "field")
    drawn = random.Random(1)
    passages = [(p, find_words(p)) for p in ("".join(drawn.choices("发展机器人，。", k=n % 40)) for n in range(100))]
    together = field.read(passages)
    for one, reading in zip(passages, together, strict=True):
        (alone,) = field.read([one])
        assert np.allclose(alone.table, reading.table, atol=1e-6)
        assert alone.marks == reading.marks
    assert field.read([]) == []


@pytest.mark.parametrize("length", [100, 30_000])
def test_a_text_of_any_length_has_distributions(tmp_path: Path, length: int) -> None:
    train_random_field([(p, find_words(p), names) for p, names in PASSAGES.items()], tmp_path / "field", 20)
    passage = "支持云岭省发展人形机器人和低空经济，" * (length // 18)
    (reading,) = RandomField(tmp_path / "field").read([(passage, find_words(passage))])
    assert np.allclose(reading.table.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("part", ["start", "moves", "columns"])
def test_a_field_of_other_labels_or_features_is_refused(tmp_path: Path, part: str) -> None:
    train_random_field([(p, find_words(p), names) for p, names in PASSAGES.items()], tmp_path / "field", 20)
    with np.load(BytesIO(lzma.decompress((tmp_path / "field").read_bytes()))) as held:
        parts = {name: held[name] for name in held.files}
    changed = BytesIO()
    np.savez(changed, **{**parts, part: parts[part][:-1]})
    (tmp_path / "other").write_bytes(lzma.compress(changed.getvalue()))
    with pytest.raises(BadModel, match="holds no random field"):
        RandomField(tmp_path / "other")


def test_the_same_texts_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_random_field([(p, find_words(p), names) for p, names in PASSAGES.items()], tmp_path / name, 20)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
