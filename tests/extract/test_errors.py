from __future__ import annotations

import pickle

import pytest

from extract.backends.backend import UnknownBackend
from extract.errors import BackendUnavailable, BadAnnotation, ExtractError, MissingPackage, UnreadableDocument


@pytest.mark.parametrize(
    "error",
    [
        UnreadableDocument("甲.pdf", "it has no text", "scan it"),
        BackendUnavailable("hanlp1", "the jar is missing", "kg fetch hanlp1"),
        BadAnnotation("a.json", "'氢气' is not in a.txt"),
        MissingPackage("torch", "encoder"),
        UnknownBackend("x"),
    ],
)
def test_the_error_of_a_worker_arrives_whole(error: ExtractError) -> None:
    """An error that cannot be unpickled breaks the whole pool of processes, and hides what went wrong."""
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)
