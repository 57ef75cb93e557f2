"""Text to words with tags, by jieba's dictionary: an opinion on where words end, never the last word on it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from extract.backends.backend import Word


def find_words(text: str) -> tuple[Word, ...]:
    """The words of `text` with their commonest tag; they cover it without gaps.

    jieba's hidden Markov model for unknown words is left out: it takes 20 times as long, and the names it would help
    with are what the model of names is for (no difference in the scores).

    >>> [(word.begin, word.end, word.tag) for word in find_words("发展经济")]
    [(0, 2, 'vn'), (2, 4, 'n')]
    """
    cut, tags = _jieba()
    words: list[Word] = []
    position = 0
    for word in cut(text, HMM=False):
        words.append(Word(position, position + len(word), tags.get(word) or _plain_tag(word)))
        position += len(word)
    return tuple(words)


def _plain_tag(word: str) -> str:
    """The tag of a word that the dictionary lacks: a number, letters, or anything else."""
    if word.isdigit():
        return "m"
    return "eng" if word.isascii() and word.isalnum() else "x"


@functools.cache
def _jieba() -> tuple[Any, Mapping[str, str]]:
    import jieba
    import jieba.posseg

    jieba.setLogLevel("ERROR")
    return jieba.cut, jieba.posseg.dt.word_tag_tab
