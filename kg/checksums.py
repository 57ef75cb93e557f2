"""Checksums of the files of a generation: a file that was cut short or changed on disk is found and named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.errors import InvalidGraph

CHECKSUMS = "checksums.json"
"""Not in the manifest: the engines' files differ from build to build, the manifest does not."""

_ENGINES_OWN = ("LOG", "LOCK", "statistics.json")  # written when a store is opened, not part of its data


class _Checksum(msgspec.Struct, frozen=True, array_like=True):
    bytes: int
    blake2b: str


def write_checksums(generation: Path) -> None:
    """Write the size and the hash of every file of the folder to `checksums.json` in it."""
    found = {
        str(path.relative_to(generation)): _Checksum(path.stat().st_size, _hash(path)) for path in _files(generation)
    }
    (generation / CHECKSUMS).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def damage(generation: Path, is_quick: bool = False) -> str | None:
    """What is wrong with the first damaged file, or None; `is_quick` compares sizes alone, which reads no file.

    A generation of a version that wrote no checksums has none to break.
    """
    path = generation / CHECKSUMS
    try:
        expected = msgspec.json.decode(path.read_bytes(), type=dict[str, _Checksum])
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return f"{CHECKSUMS} is damaged"
    for name, checksum in sorted(expected.items()):
        file = generation / name
        try:
            size = file.stat().st_size
            if size != checksum.bytes:
                return f"{name} has {size} bytes instead of {checksum.bytes}"
            if not is_quick and _hash(file) != checksum.blake2b:
                return f"{name} was changed on disk"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
    return None


def refuse_damage(folder: Path, generation: Path) -> None:
    """Raise InvalidGraph where a file of the graph's generation is damaged; reads them all."""
    if found := damage(generation):
        raise InvalidGraph(f"{folder}: {found}; run the same kg build again, which makes it from the extractions")


def _files(generation: Path) -> Iterator[Path]:
    for path in sorted(generation.rglob("*")):
        if path.is_file() and path.name != CHECKSUMS and not path.name.startswith(_ENGINES_OWN):
            yield path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
