"""The benchmark runs and prints what it promises; its figures depend on the machine and are no test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import analysis, extraction

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.models
def test_extraction_prints_ours_beside_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extraction, "WARM_SECONDS", 0.0)
    assert extraction.main([str(EXAMPLES / "press.md")]) == 0
    printed = capsys.readouterr().out
    for name in (extraction.OURS, "jieba: segmentation and tags", "spaCy blank zh: characters"):
        assert re.search(rf"^{re.escape(name)} +[\d,]+ +[\d,]+-[\d,]+ +[\d.]+$", printed, re.MULTILINE)


def test_extraction_says_where_no_text_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main([str(tmp_path)]) == 1
    assert "no text to read" in capsys.readouterr().err


def test_analysis_prints_ours_beside_networkx_and_igraph(capsys: pytest.CaptureFixture[str]) -> None:
    assert analysis.main(["--nodes", "60", "--edges", "180", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    for name in ("betweenness", "Louvain", "constraint"):
        assert re.search(rf"^{name} +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+x +[\d.]+x   ", printed, re.MULTILINE)
