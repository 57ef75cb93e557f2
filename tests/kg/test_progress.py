"""The line of progress: a count, a rate and the time left, on a terminal alone."""

from __future__ import annotations

import io
import sys

import pytest

from kg.progress import counted, progress_line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_count_and_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr("kg.progress._EVERY", 0.0)
    assert list(counted("loaded", range(5), 10)) == list(range(5))
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "\rloaded 3 of 10, " in shown and "s left" in shown and shown.endswith("\n")


def test_a_file_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(counted("loaded", range(5), 10)) == list(range(5))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("count", "seconds", "total", "line"),
    [
        (10, 2.0, None, "loaded 10, 5.0/s"),
        (1000, 10.0, 100_000, "loaded 1,000 of 100,000, 100/s, 16 min 30 s left"),
        (12, 1.0, 10, "loaded 12, 12/s"),
    ],
)
def test_the_line(count: int, seconds: float, total: int | None, line: str) -> None:
    assert progress_line("loaded", count, seconds, total) == line
