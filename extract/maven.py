"""Parts that are too large to ship, brought once by Maven and kept; after that no network is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from extract.errors import BackendUnavailable


class Artefact(NamedTuple):
    """A jar on Maven Central."""

    group: str
    name: str
    version: str

    @property
    def jar(self) -> str:
        """The jar's file name."""
        return f"{self.name}-{self.version}.jar"


def home() -> Path:
    """Where fetched parts lie: $POLICY_KG_HOME, or ~/.cache/policy-knowledge-graph."""
    return Path(os.environ.get("POLICY_KG_HOME") or Path.home() / ".cache" / "policy-knowledge-graph")


def fetch_artefact(part: str, artefact: Artefact) -> Path:
    """The jar of `artefact`, brought by Maven where it is not there yet, for the `part` that `kg fetch` knows it as.

    Raises BackendUnavailable where Maven is missing or fails.
    """
    jar = home() / artefact.jar
    if jar.is_file():
        return jar
    if not shutil.which("mvn"):
        raise BackendUnavailable(part, f"Maven (mvn) is needed to bring {artefact.jar}", "apt-get install maven")
    home().mkdir(parents=True, exist_ok=True)
    # Into a folder beside it and then renamed: half a download never counts, and two at once do no harm.
    with tempfile.TemporaryDirectory(dir=home()) as folder:
        options = [f"-Dartifact={':'.join(artefact)}", f"-DoutputDirectory={folder}"]
        command = ["mvn", "--quiet", "--batch-mode", "--strict-checksums", "dependency:copy", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        copied = Path(folder) / artefact.jar
        if done.returncode or not copied.is_file():
            lines = (done.stdout + done.stderr).strip().splitlines() or ["it gave no file"]
            raise BackendUnavailable(part, f"Maven could not bring {artefact.jar}: {lines[0]}", f"kg fetch {part}")
        copied.replace(jar)
    return jar
