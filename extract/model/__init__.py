"""The shipped model of names, and how a model folder is opened."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FIELD = "field.crfsuite.xz"
ENCODER = "encoder.onnx.xz"
SEEN = "seen.tsv"
RESOLVER = "resolver.json"


def shipped_model() -> Path:
    """The folder of the model that comes with the package."""
    return Path(str(files(__package__)))
