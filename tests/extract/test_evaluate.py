"""Scores are the guide's: known small cases by hand, and equal to the reference scorer where it is at hand."""

import importlib.util
import json
from pathlib import Path

import pytest

from extract.errors import BadAnnotation
from extract.evaluate import evaluate, read_reference

SHARED = Path(__file__).parents[2].parent / "shared" / "eval"


def test_exact_relaxed_and_optional():
    reference = {
        "a.txt": {
            "entities": [
                {"text": "高端装备产品", "type": "Product"},
                {"text": "量子计算机", "type": "Product"},
                {"text": "有关企业", "type": "ActorGroup", "optional": True},
            ]
        }
    }
    found = {
        "a.txt": {
            "entities": [
                {"text": "高端装备", "type": "Product"},
                {"text": "“量子计算机”", "type": "Product"},
                {"text": "有关企业", "type": "ActorGroup"},
                {"text": "量子计算机", "type": "Technology"},
            ]
        }
    }
    totals = evaluate(reference, found).totals
    assert totals["entities"] == (1, 2, 1)
    assert totals["entities (relaxed)"] == (2, 1, 0)


def test_missing_document_counts_as_empty():
    reference = {"a.txt": {"entities": [{"text": "氢能", "type": "Direction"}]}}
    assert evaluate(reference, {}).totals["entities"] == (0, 0, 1)


def test_class_scores_sum_to_the_total():
    reference = {"a.txt": {"entities": [{"text": "氢能", "type": "Direction"}, {"text": "云岭省", "type": "Region"}]}}
    found = {"a.txt": {"entities": [{"text": "氢能", "type": "Direction"}, {"text": "氢能", "type": "Region"}]}}
    result = evaluate(reference, found)
    summed = tuple(map(sum, zip(*result.classes["entities"].values(), strict=True)))
    assert summed == tuple(result.totals["entities"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not readable as JSON"),
        ("[]", "'source' is missing"),
        ('{"source": "b.txt"}', "its text b.txt is not in"),
        ('{"source": "a.txt", "entities": [{"text": "没有的词", "type": "Product"}]}', "is not in a.txt"),
        ('{"source": "a.txt", "entities": [{"type": "Product"}]}', "without text"),
    ],
)
def test_bad_annotation_names_file_and_reason(tmp_path, content, reason):
    (tmp_path / "a.txt").write_text("发展氢能。", "utf-8")
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(BadAnnotation, match=reason):
        read_reference(tmp_path)


def test_folder_without_annotations(tmp_path):
    with pytest.raises(BadAnnotation, match="no reference annotations"):
        read_reference(tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"reference scorer missing: {SHARED} is not there")
def test_equals_the_reference_scorer():
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    reference = read_reference(SHARED / "dev")
    names = sorted(reference)
    shifted = {
        name: json.loads(json.dumps(reference[other])) for name, other in zip(names, names[1:] + names[:1], strict=True)
    }
    for name in names:
        shifted[name]["entities"] += reference[name]["entities"][::2]
        shifted[name]["measures"] += reference[name]["measures"][::3]
    totals, _, _ = score.score(reference, shifted)
    ours = evaluate(reference, shifted).totals
    assert {key: tuple(value) for key, value in ours.items()} == {key: tuple(value) for key, value in totals.items()}
