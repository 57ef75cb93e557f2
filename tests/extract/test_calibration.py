"""The reliability table counts every claim once, and the calibration error is the published formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.calibration import calibration_error, reliability
from extract.evaluate import evaluate, render_evaluation

judgements = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(judgements)
def test_every_claim_is_in_the_bin_of_its_confidence(judged: list[tuple[float, bool]]) -> None:
    bins = reliability(judged)
    assert sum(b.claims for b in bins) == len(judged)
    assert sum(b.right for b in bins) == sum(is_right for _, is_right in judged)
    assert all(b.least - 1e-9 <= b.confidence <= b.most + 1e-9 for b in bins if b.claims)
    assert 0 <= calibration_error(bins) <= 1


def test_calibration_error_of_a_case_by_hand() -> None:
    # 10 claims at 0.95, 8 of them right; 10 at 0.25, 2 right: (10 * 0.15 + 10 * 0.05) / 20.
    judged = [(0.95, i < 8) for i in range(10)] + [(0.25, i < 2) for i in range(10)]
    assert calibration_error(reliability(judged)) == pytest.approx(0.10)


def test_nothing_claimed_is_no_error() -> None:
    assert calibration_error(reliability([])) == 0.0


def test_evaluation_judges_each_claim_by_its_confidence_and_leaves_optional_ones_out() -> None:
    reference = {
        "a.txt": {
            "entities": [
                {"text": "量子计算机", "type": "Product"},
                {"text": "有关企业", "type": "ActorGroup", "optional": True},
            ]
        }
    }
    entities = [
        {"text": "量子计算机", "type": "Product", "confidence": 0.95},
        {"text": "氢能", "type": "Product", "confidence": 0.55},
        {"text": "有关企业", "type": "ActorGroup", "confidence": 0.75},
    ]
    evaluation = evaluate(reference, {"a.txt": {"entities": entities}})
    filled = [b for b in evaluation.reliability["entities"] if b.claims]
    assert [(b.claims, b.confidence, b.right) for b in filled] == [(1, 0.55, 0), (1, 0.95, 1)]
    assert "entities: expected calibration error 0.300" in render_evaluation(evaluation)
