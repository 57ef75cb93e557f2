"""spaCy as the default backend, and this project's components as spaCy users know them.

`policy_words` gives jieba's words and tags, `policy_mentions` the names of the shipped model. Tokens are single
characters, so that a name may end anywhere. In any spaCy pipeline over characters:

>>> import spacy, extract.backends.spacy_backend
>>> nlp = spacy.blank("zh")
>>> _ = nlp.add_pipe("policy_words"), nlp.add_pipe("policy_mentions")
>>> [(span.text, span.label_) for span in nlp("加快发展低空经济。").spans["policy"]]
[('低空经济', 'Industry')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

import jieba
import jieba.posseg
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from extract.backends.backend import Annotation, Name, Word
from extract.tagger import Tagger

if TYPE_CHECKING:
    from pathlib import Path

jieba.setLogLevel("ERROR")

SPANS = "policy"
"""The key of `Doc.spans` that holds the names."""

if not Doc.has_extension("words"):
    Doc.set_extension("words", default=())
    Span.set_extension("confidence", default=1.0)


@Language.component("policy_words", assigns=["doc._.words"])
def find_words(doc: Doc) -> Doc:
    """Set `doc._.words` to jieba's dictionary words with their commonest tag; they cover the text without gaps.

    jieba's hidden Markov model for unknown words is left out: it takes 20 times as long, and the names it would help
    with are what the model of names is for (no difference in the scores).
    """
    tags = jieba.posseg.dt.word_tag_tab
    words: list[Word] = []
    position = 0
    for word in jieba.cut(doc.text, HMM=False):
        words.append(Word(position, position + len(word), tags.get(word) or _plain_tag(word)))
        position += len(word)
    doc._.words = tuple(words)
    return doc


def _plain_tag(word: str) -> str:
    """The tag of a word that the dictionary lacks: a number, letters, or anything else."""
    if word.isdigit():
        return "m"
    return "eng" if word.isascii() and word.isalnum() else "x"


class MentionFinder:
    """The component `policy_mentions`: sets `doc.spans["policy"]`; each span has `_.confidence`."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Add the names to `doc`; its tokens must be single characters."""
        spans = []
        for name in self._tagger.find(doc.text, doc._.words):
            span = doc.char_span(name.begin, name.end, label=name.label, alignment_mode="expand")
            if span is not None:
                span._.confidence = name.confidence
                spans.append(span)
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)
        return doc


@Language.factory("policy_mentions", assigns=["doc.spans"], requires=["doc._.words"])
def make_mention_finder(nlp: Language, name: str) -> MentionFinder:
    """The factory that `nlp.add_pipe("policy_mentions")` calls."""
    return MentionFinder(Tagger())


class SpacyBackend:
    """A blank Chinese pipeline with this project's two components."""

    def __init__(self, model: Path | None = None) -> None:
        """Load the shipped model, or the one at `model`."""
        self._nlp = spacy.blank("zh")
        self._nlp.add_pipe("policy_words")
        tagger = Tagger(model)
        self._find = MentionFinder(tagger)
        self.identity = f"spacy-{version('spacy')}+jieba-{version('jieba')}+{tagger.identity}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """Words and names of each passage."""
        for doc in map(self._find, self._nlp.pipe(passages)):
            names = [Name(span.start_char, span.end_char, span.label_, span._.confidence) for span in doc.spans[SPANS]]
            yield Annotation(doc._.words, tuple(names))
