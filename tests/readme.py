"""The calls of the README with what they print: `python tests/readme.py` runs them and writes the new outputs in.

A call is a line of a `console` block that begins with `$ `. Calls that need a server are left as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"\$ (?:.*\\\n)*.*\n")
_NEEDS_A_SERVER = "bolt://"
_FAILED = re.compile(r"^(?:kg: |Traceback )", re.MULTILINE)


def with_outputs(text: str) -> str:
    """`text` with the output of every call as it is now; all calls run in one folder, in order.

    Raises RuntimeError where one fails, so that the README never shows a failure as an answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(PROJECT / "examples")
        return _BLOCK.sub(lambda block: _run_block(block[0], Path(folder)), text)


def _run_block(block: str, folder: Path) -> str:
    parts = re.split(rf"^({_CALL.pattern})", block, flags=re.MULTILINE)
    printed = [parts[0]]
    for call, output in zip(parts[1::2], parts[2::2], strict=True):
        printed += [call, output if _NEEDS_A_SERVER in call else _run(call.removeprefix("$ "), folder)]
    return "".join(printed)


def _run(call: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", call],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode or _FAILED.search(done.stdout):
        raise RuntimeError(f"$ {call}{done.stdout}")
    return done.stdout


if __name__ == "__main__":
    README.write_text(with_outputs(README.read_text("utf-8")), "utf-8")
