"""A result is written in every form without loss, and each of its numbers leads back to sentences."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kg.analysis.methods import METHODS, defaults, run
from kg.analysis.output import notes, result_bytes, write_figure, write_result
from kg.analysis.result import Evidence, Result, evidence_table
from kg.errors import GraphError
from kg.table import Table
from tests.kg.analysis.graphs import mentioned

NODES, CLAIMS = mentioned(
    ["脑机接口用于康复。人形机器人上岗。", "支持脑机接口和人形机器人。"],
    {"脑机接口": "Technology", "人形机器人": "Product"},
)
RESULT = Result(
    "提及_次数",
    "文本",
    Table(("name", "n", "share"), [("脑机接口", 2, 0.5), ("=1+1|*", 1, None)]),
    ("name",),
    ("一份文本没有日期。",),
    lambda: {(0, "n"): [Evidence("文1-MENTIONS-脑机接口@文1"), Evidence("文0-MENTIONS-脑机接口@文0", 0, 4)]},
)


def test_every_number_leads_to_its_sentences() -> None:
    found = evidence_table(RESULT, NODES, CLAIMS).to_dicts()
    assert [(row["name"], row["cell"], row["value"], row["text"], row["sentence"]) for row in found] == [
        ("脑机接口", "n", 2, "文0", "脑机接口用于康复。"),
        ("脑机接口", "n", 2, "文1", "支持脑机接口和人形机器人。"),
    ]
    assert found[0]["statement_id"] == "文0-MENTIONS-脑机接口@文0" and (found[0]["begin"], found[0]["end"]) == (0, 4)


def test_a_workbook_holds_table_evidence_and_notes_with_their_types() -> None:
    data = result_bytes(RESULT, "xlsx", evidence_table(RESULT, NODES, CLAIMS))
    assert data == result_bytes(RESULT, "xlsx", evidence_table(RESULT, NODES, CLAIMS))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["结果", "依据", "说明"]
    assert [[cell.value for cell in row] for row in book["结果"]] == [
        ["name", "n", "share"],
        ["脑机接口", 2, 0.5],
        ["=1+1|*", 1, None],
    ]
    assert book["结果"]["A3"].data_type == "s"  # text, not a formula
    assert [row[1].value for row in book["说明"]][1:] == ["提及_次数", "计数单位：文本。", "一份文本没有日期。"]


def test_markdown_and_latex_carry_title_and_notes_and_escape_marks() -> None:
    markdown = result_bytes(RESULT, "markdown").decode()
    assert markdown.splitlines() == [
        "**提及_次数**",
        "",
        "| name | n | share |",
        "| --- | ---: | ---: |",
        "| 脑机接口 | 2 | 0.5 |",
        r"| =1+1\|\* | 1 |  |",
        "",
        "计数单位：文本。",
        "",
        "一份文本没有日期。",
    ]
    latex = result_bytes(RESULT, "latex").decode()
    assert r"\caption{提及\_次数}" in latex and "脑机接口 & 2 & 0.5 \\\\" in latex and "计数单位：文本。" in latex


def test_a_table_longer_than_a_page_is_a_longtable() -> None:
    long = replace(RESULT, table=Table(("name",), [(str(i),) for i in range(41)]))
    latex = result_bytes(long, "latex").decode()
    assert r"\begin{longtable}{l}" in latex and r"\endhead" in latex and "tabular" not in latex


def test_results_are_written_to_files(tmp_path: Path) -> None:
    write_result(RESULT, NODES, CLAIMS, "json", str(tmp_path / "a" / "t.json"))
    assert json.loads((tmp_path / "a" / "t.json").read_text("utf-8"))[0]["n"] == 2
    with pytest.raises(GraphError, match="no figure"):
        write_figure(RESULT, str(tmp_path / "f.svg"))


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_figures_are_the_same_every_time(tmp_path: Path, suffix: str) -> None:
    result = run("centrality", NODES, CLAIMS)
    write_figure(result, str(tmp_path / f"a{suffix}"))
    write_figure(result, str(tmp_path / f"b{suffix}"))
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    with pytest.raises(GraphError, match="a figure is written to"):
        write_figure(result, str(tmp_path / "a.bmp"))


def test_a_latex_table_wider_than_a_page_wraps_its_texts_and_has_no_iris() -> None:
    """Compiled by XeLaTeX such a table stays within the margins; a column is at least as wide as its longest word."""
    table = Table(("名称", "说明", "n", "iri"), [("甲", "很长的句子。" * 30, 7, "https://w3id.org/ipkg/id/甲")])
    latex = result_bytes(Result("宽表", "个", table, ("名称",)), "latex").decode()
    assert latex.count(r">{\raggedright\arraybackslash}p{") == 2 and "w3id" not in latex
    shares = [float(share) for share in re.findall(r"p\{(0\.\d+)\\linewidth\}", latex)]
    assert shares[0] < shares[1] and sum(shares) < 1


@pytest.mark.parametrize(("rows", "kind"), [(2, "table"), (50, "longtable")])
def test_a_latex_table_of_too_many_columns_is_continued_below(rows: int, kind: str) -> None:
    columns = ("name", *(f"指标{i}" for i in range(30)))
    table = Table(columns, [(f"主题{row}", *[0.123456] * 30) for row in range(rows)])
    latex = result_bytes(Result("很宽的表", "个", table, ("name",)), "latex").decode()
    parts = latex.split(rf"\begin{{{kind}}}")[1:]
    assert len(parts) == latex.count(rf"\end{{{kind}}}") == 5
    assert all("主题1 & 0.123456" in part for part in parts)
    # The parts after the first keep its number and say that they continue it; the notes stand under the last.
    assert latex.count(r"\addtocounter{table}{-1}") == 4 and latex.count(r"\caption{很宽的表（续）}") == 4
    assert latex.count(r"\caption{很宽的表}") == 1 and latex.count("计数单位") == parts[-1].count("计数单位") == 1


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_parameters_with_defaults_and_a_place_in_the_docs(method: str) -> None:
    docs = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text("utf-8")
    (line,) = [line for line in docs.splitlines() if line.startswith(f"| `{method}` |")]
    for name in defaults(method):
        assert f"{name}=" in line


def test_parameters_are_checked_and_told() -> None:
    assert notes(run("communities", NODES, CLAIMS, {"runs": 3}))[-1].startswith(
        "参数：network=co-occurrence，window=sentence，types=，runs=3，"
    )
    for parameters, said in [
        ({"foo": 1}, "no parameter 'foo'; known: network=co-occurrence"),
        ({"runs": "many"}, "runs=many: expected a value like 20"),
        ({"types": "Robot"}, "'Robot' is not an entity type; known"),
        ({"types": "Region"}, "the graph has no Region; it has: Product, Technology"),
        ({"window": "page"}, "'page' is not a window"),
        ({"network": "friends"}, "'friends' is not a network"),
    ]:
        with pytest.raises(GraphError, match=said):
            run("communities", NODES, CLAIMS, parameters)
    with pytest.raises(GraphError, match="is not an analysis; known"):
        run("magic", NODES, CLAIMS)
