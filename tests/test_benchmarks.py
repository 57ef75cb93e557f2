"""The benchmark runs and prints what it promises; its figures depend on the machine and are no test."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from benchmarks import ablation, analysis, classification, extraction, methods, stores

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


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


@pytest.mark.models
def test_ablation_takes_each_part_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the model hardly a name is left, so the part is really gone."""
    for kind in (".txt", ".json"):
        shutil.copy(ROOT / "annotations" / "invented" / f"A06{kind}", tmp_path)
    assert ablation.main([str(tmp_path)]) == 0
    rows = [re.split(r" {2,}", line) for line in capsys.readouterr().out.splitlines() if line]
    scores = {name: float(entities) for name, entities, *_ in rows[1:]}
    assert list(scores) == [
        "everything",
        "without the model",
        "without lexicon and head nouns",
        "without the resolver",
    ]
    assert scores["without the model"] < 0.5 < scores["everything"]


def test_classification_says_where_the_annotations_are_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert classification.main(["--annotations", str(tmp_path)]) == 1
    assert "not there" in capsys.readouterr().err


def test_classification_counts_right_and_wrong_for_each_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One is right, one has the wrong kind of the right group, one that nobody coded is said to be something."""
    text = "设立专项资金，完善质量标准，实施税收优惠。"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    names = {"专项资金": "S.2", "质量标准": "E.4", "税收优惠": "none"}
    head = ("document", "begin", "end", "name", "part", *classification.LISTS)
    rows = [
        ("a", str(text.index(n)), str(text.index(n) + len(n)), n, "fresh", c, "?", "-", "?") for n, c in names.items()
    ]
    sample = tmp_path / "sample.tsv"
    sample.write_text("\n".join("\t".join(row) for row in (head, *rows)) + "\n", "utf-8")
    assert classification.main([str(sample), "--annotations", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    groups = next(line for line in lines if line.startswith("instrument_types, groups"))
    kinds = next(line for line in lines if line.startswith("instrument_types, kinds"))
    assert groups.endswith("0.67 (2/3)") and kinds.endswith("0.33 (1/3)")
    sample.write_text(sample.read_text("utf-8").replace("\t专项资金", "\t专项基金"), "utf-8")
    assert classification.main([str(sample), "--annotations", str(tmp_path)]) == 1
    assert "is not at" in capsys.readouterr().err


def test_analysis_prints_ours_beside_networkx_and_igraph(capsys: pytest.CaptureFixture[str]) -> None:
    assert analysis.main(["--nodes", "60", "--edges", "180", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    for name in ("betweenness", "Louvain", "constraint"):
        assert re.search(rf"^{name} +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+x +[\d.]+x   ", printed, re.MULTILINE)


def test_methods_are_timed_on_a_made_corpus_without_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    size = ["--nodes", "500", "--relationships", "3000", "--figures", str(tmp_path)]
    assert methods.main([*size, "strength", "co-issue", "instrument-goal"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^co-issue +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +\d+ rows, \d+ passages, figure of", printed, re.M)
    assert "0 warnings" in printed
    assert sorted(each.name for each in tmp_path.iterdir()) == ["co-issue.png", "instrument-goal.png", "strength.png"]
    with pytest.raises(SystemExit):
        methods.main(["nothing"])


def test_stores_are_printed_beside_the_bare_engines(capsys: pytest.CaptureFixture[str]) -> None:
    assert stores.main(["--sizes", "300", "--rounds", "1", "--without-neo4j"]) == 0
    printed = capsys.readouterr().out
    for name in ("embedded load", "RDF write", "RDF read", "kg search, slowest"):
        row = rf"^{name} +300 +[\d.]+ +[\d,]+ +[\d.]+ +[\d.]+x( \([\d.]+x\))? +<= "
        assert re.search(row, printed, re.MULTILINE)
    for name in ("kg build", "kg build again", "embedded load", "Neo4j import files"):
        assert re.search(rf"^{name}, alone +300 +[\d.]+ +\d+ MB  <= 1024 MB", printed, re.MULTILINE)
    assert "SHACL" in printed and "query pack" in printed
