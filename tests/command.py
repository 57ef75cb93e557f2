"""The command `kg` as its users run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def kg(
    *words: str | Path,
    stdin: str = "",
    code: int = 0,
    lines: int = 1,
    folder: Path | None = None,
    prefix: Sequence[str] = (),
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """What `kg WORDS` gives; its exit code must be `code`, and a failure `lines` lines on stderr.

    `prefix` is a command that runs it.
    """
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "kg", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        timeout=300,
    )
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    if code:
        assert done.stderr.count("\n") == lines, done.stderr
    assert "Traceback" not in done.stderr
    return done
