"""How to cite the program says what the package says of itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from kg.exporters.header import CREATOR

PROJECT = Path(__file__).parents[1]


def test_the_citation_file_agrees_with_the_package() -> None:
    cited = (PROJECT / "CITATION.cff").read_text("utf-8")
    fields = dict(re.findall(r'^([a-z-]+): "?([^"\n]+)"?$', cited, re.MULTILINE))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert fields["cff-version"] == "1.2.0"
    assert fields["title"] == project["name"]
    assert fields["version"] == project["version"]
    assert fields["license"] == project["license"]
    assert f'- name: "{CREATOR}"' in cited
    assert {"message", "type", "abstract"} <= fields.keys()
