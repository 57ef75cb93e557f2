"""Every notebook runs from top to bottom, and is committed as it came out of a run, with no trace of the machine."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.notebook import execute

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
SECONDS = 300
"""A notebook takes 15 s on an idle machine with two cores."""

_OF_A_MACHINE = re.compile(r"/home/|/root/|/tmp/|/work/|[A-Z]:\\\\|\bat 0x[0-9a-f]{6,}|\b\d+(?:\.\d+)? ?(?:ms|µs)\b")


def outputs_of(cell: Any) -> list[Any]:
    return list(cell.get("outputs", ()))


def texts_of(output: Any) -> str:
    data = output.get("data", {})
    return "\n".join([output.get("text", ""), *(data[kind] for kind in data if kind.startswith("text/"))])


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_committed_executed(path: Path) -> None:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in outputs_of(cell)]
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data", "stream"}
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert [found for output in outputs for found in _OF_A_MACHINE.findall(texts_of(output))] == []
    assert path.stat().st_size < 1_000_000


@pytest.mark.models
@pytest.mark.xdist_group("extraction")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs(path: Path) -> None:
    before = {each.name for each in path.parent.iterdir()}
    began = time.monotonic()
    notebook = execute(path)
    assert time.monotonic() - began < SECONDS
    assert [
        o for cell in notebook.cells for o in outputs_of(cell) if o.output_type == "error" or o.get("name") == "stderr"
    ] == []
    assert {each.name for each in path.parent.iterdir()} == before
