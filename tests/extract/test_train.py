from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from extract.errors import BadAnnotation, MissingPackage
from extract.pipeline import Pipeline
from extract.records import Document
from extract.train import Reference, iter_references, parts, train

SENTENCES = "".join(
    f"{verb}[{name}|Product]，建设[{name}中试平台|Platform]。\n"
    for verb in ("发展", "突破", "研制")
    for name in ("人形机器人", "量子计算机", "光刻机", "手术机器人")
)


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    folder = tmp_path / "sentences"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCES, "utf-8")
    return folder


def annotate(folder: Path, name: str, text: str, *entities: tuple[str, str], **more: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(text, "utf-8")
    listed = [{"text": text, "type": type} for text, type in entities]
    (folder / f"{name}.json").write_text(
        json.dumps({"source": f"{name}.txt", "entities": listed, **more}, ensure_ascii=False), "utf-8"
    )


def test_a_model_is_made_from_sentences_and_references(tmp_path: Path, sentences: Path) -> None:
    references = tmp_path / "references"
    for i, name in enumerate(("工业母机", "燃料电池", "光刻胶", "钙钛矿电池")):
        annotate(references, f"d{i}", f"突破{name}。\n发展{name}。", (name, "Product"))
    card = train([references], tmp_path / "model", sentences=sentences)
    assert card["documents"] == 4
    again = train([references], tmp_path / "again", sentences=sentences)
    assert card == again
    files = sorted(path.name for path in (tmp_path / "model").iterdir())
    assert files == ["card.json", "encoder.onnx.xz", "field.npz.xz", "resolver.json", "seen.tsv.xz"]
    for name in files:
        assert (tmp_path / "model" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    found = Pipeline(model=tmp_path / "model").extract(Document("突破人形机器人。"))
    assert "人形机器人" in {entity.name for entity in found.entities}


def test_an_annotation_may_stop_before_its_text_ends(tmp_path: Path) -> None:
    text = "云岭省支持发展氢能产业。\n澜江市支持发展氢能装备。\n"
    annotate(tmp_path, "a", text, ("氢能", "Direction"), until=13)
    (reference,) = iter_references(tmp_path)
    assert [reference.text[b:e] for b, e, _ in reference.names] == ["氢能"]


def test_texts_may_lie_in_another_folder(tmp_path: Path) -> None:
    annotate(tmp_path / "a", "x", "发展氢能。", ("氢能", "Direction"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "a" / "x.txt").rename(tmp_path / "texts" / "x.txt")
    assert [r.source for r in iter_references(tmp_path / "a", tmp_path / "texts")] == ["x.txt"]


def test_a_poisoned_annotation_is_named(tmp_path: Path, sentences: Path) -> None:
    annotate(tmp_path / "a", "x", "发展氢能。", ("氢气", "Direction"))
    with pytest.raises(BadAnnotation, match=r"x\.json: '氢气' is not in x\.txt"):
        train([tmp_path / "a"], tmp_path / "model", sentences=sentences)
    annotate(tmp_path / "a", "x", "发展氢能。", ("氢能", "Fuel"))
    with pytest.raises(BadAnnotation, match=r"x\.json.*Fuel"):
        train([tmp_path / "a"], tmp_path / "model", sentences=sentences)


def test_documents_that_share_a_sentence_stay_together() -> None:
    shared = "为贯彻落实国家关于发展低空经济的部署，现提出以下意见。"
    texts = [shared, "甲" * 50, shared + "乙", "丙" * 50]
    documents = [Reference(f"{i}", Document(text), (), (), {}) for i, text in enumerate(texts)]
    for part in parts(documents, 2):
        sources = {document.source for document in part}
        assert ("0" in sources) == ("2" in sources)


def test_without_crfsuite_training_says_what_to_install(
    tmp_path: Path, sentences: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    with pytest.raises(MissingPackage, match=r"pip install 'policy-knowledge-graph\[train\]'"):
        train([], tmp_path / "model", sentences=sentences)
    assert not (tmp_path / "model").exists()


@pytest.mark.models
def test_an_extraction_needs_nothing_that_only_training_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("pycrfsuite", "lightgbm", "torch", "onnx"):
        monkeypatch.setitem(sys.modules, package, None)
    assert Pipeline().extract(Document("支持云岭省发展人形机器人。")).entities


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_pytorch_the_encoder_says_what_to_install(tmp_path: Path, sentences: Path) -> None:
    with pytest.raises(MissingPackage, match=r"pip install 'policy-knowledge-graph\[encoder\]'"):
        train([], tmp_path / "model", sentences=sentences, epochs=1)
    assert not (tmp_path / "model").exists()
