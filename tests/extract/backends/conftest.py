"""A model of names small enough to train in a second, so that no test of a backend depends on the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.model import MENTIONS, RESOLVER, SEEN
from extract.names.tagger import train_tagger
from extract.names.words import find_words


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that knows one kind of sentence."""
    folder = tmp_path_factory.mktemp("model")
    names = ("低空经济", "氢能产业", "商业航天")
    texts = [(f"加快发展{name}。", find_words(f"加快发展{name}。"), [(4, 4 + len(name), "Industry")]) for name in names]
    train_tagger(texts * 3, folder / MENTIONS, 30)
    folder.joinpath(SEEN).write_text("# name\tunnamed\ttypes\n", "utf-8")
    weights = '{"weights": {"bias": 1, "model logit": 1, "in the lists alone": 4}}\n'
    folder.joinpath(RESOLVER).write_text(weights, "utf-8")
    return folder
