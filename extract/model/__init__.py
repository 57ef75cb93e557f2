"""The shipped model of names, and how a model folder is opened."""

from __future__ import annotations

import hashlib
import lzma
from importlib.resources import files
from pathlib import Path

from extract.errors import ExtractError

FIELD = "field.npz.xz"
ENCODER = "encoder.onnx.xz"
SEEN = "seen.tsv.xz"
RESOLVER = "resolver.json"


class BadModel(ExtractError):
    """A file of the model that cannot be used: `path` and the reason."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; make the model again with kg train")


def read_packed(path: Path) -> tuple[bytes, str]:
    """What the file `path`, compressed by xz, holds, and eight hex digits that tell it from any other.

    Raises BadModel for a file that is not there or not whole.
    """
    try:
        packed = path.read_bytes()
        return lzma.decompress(packed), hashlib.sha256(packed).hexdigest()[:8]
    except OSError as error:
        raise BadModel(str(path), "cannot be read") from error
    except lzma.LZMAError as error:
        raise BadModel(str(path), "is cut short or not packed by xz") from error


def shipped_model() -> Path:
    """The folder of the model that comes with the package."""
    return Path(str(files(__package__)))
