"""A model of names small enough to train in a second, so that no test of a backend depends on the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.model import FIELD, RESOLVER, SEEN
from extract.names.candidates import FEATURES
from extract.names.random_field import train_random_field
from extract.names.resolver import write_resolver
from extract.names.seen import count_names, write_seen
from extract.names.words import find_words


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that knows one kind of sentence."""
    folder = tmp_path_factory.mktemp("model")
    names = ("低空经济", "氢能产业", "商业航天")
    texts = [(f"加快发展{name}。", find_words(f"加快发展{name}。"), [(4, 4 + len(name), "Industry")]) for name in names]
    train_random_field(texts * 3, folder / FIELD, 30)
    write_seen(folder / SEEN, count_names([]))
    asked = FEATURES.index("model over 0.5")
    likely = {"feature": [[asked, 0, 0]], "threshold": [[0.5, 0, 0]], "low": [[1, 1, 2]], "high": [[2, 1, 2]]}
    write_resolver(folder / RESOLVER, {**likely, "value": [[0, -3, 3]]})
    return folder
