"""The table of formats: everything in it can be loaded, written whole or not at all, and twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.exporters.exporter import FORMATS, export, write_bytes
from tests.kg.graphs import dataset, whole

STORE = dataset()
GRAPH = whole(STORE)


def contents(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("format", FORMATS)
def test_equal_graphs_give_equal_bytes_and_leave_no_other_file(format: str, tmp_path: Path) -> None:
    first, second = tmp_path / "1" / "图谱", tmp_path / "2" / "图谱"
    export(GRAPH, format, first, STORE)
    export(whole(dataset()), format, str(second), dataset())
    assert contents(first) == contents(second)
    assert len(list(first.parent.iterdir())) == 1
    export(GRAPH, format, first, STORE)
    assert contents(first) == contents(second)


@pytest.mark.parametrize("format", [name for name, form in FORMATS.items() if not form.is_folder])
def test_a_dash_is_stdout(format: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    export(GRAPH, format, "-", STORE)
    written = capfdbinary.readouterr().out
    export(GRAPH, format, tmp_path / "f", STORE)
    assert written == (tmp_path / "f").read_bytes()


@pytest.mark.parametrize(
    ("format", "path", "said"),
    [("xlsx", "f", "known: csv, cypher"), ("csv", "-", "name a folder"), ("turtle", "f", "RDF dataset")],
)
def test_what_cannot_be_written_is_refused(format: str, path: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=said):
        export(GRAPH, format, path if path == "-" else tmp_path / path)


def test_a_place_that_cannot_be_written_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(GraphError, match="choose another -o"):
        write_bytes(tmp_path / "file" / "below", b"new")
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    with pytest.raises(GraphError, match="choose another -o"):
        write_bytes(tmp_path / "folder", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
