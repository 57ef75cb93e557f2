"""spaCy as the default backend, and this project's components as spaCy users know them.

`policy_words` gives jieba's words and tags, `policy_mentions` the names of the shipped model. Tokens are single
characters, so that a name may end anywhere. In any spaCy pipeline over characters:

>>> import spacy, extract.backends.spacy_backend
>>> nlp = spacy.blank("zh")
>>> _ = nlp.add_pipe("policy_words"), nlp.add_pipe("policy_mentions")
>>> doc = nlp("加快发展低空经济。")
>>> [(span.text, span.label_) for span in doc.spans["policy"]]
[('低空经济', 'Industry')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from extract.backends.backend import Annotation, Name
from extract.names.tagger import Tagger
from extract.names.words import find_words as words_of

if TYPE_CHECKING:
    from pathlib import Path

SPANS = "policy"
"""The key of `Doc.spans` that holds the names."""
_BATCH = 64
"""Passages that go through one model before the next: a model that stays in the cache is faster. More are no faster,
and the features of all of them are held at once."""

if not Doc.has_extension("words"):
    Doc.set_extension("words", default=())
    Span.set_extension("confidence", default=1.0)
    Span.set_extension("opinions", default=())


@Language.component("policy_words", assigns=["doc._.words"])
def find_words(doc: Doc) -> Doc:
    """Set `doc._.words` to jieba's words with their tags; they cover the text without gaps."""
    doc._.words = words_of(doc.text)
    return doc


class MentionFinder:
    """The component `policy_mentions`: sets `doc.spans["policy"]` to the possible names, each with `_.confidence`.

    As in spaCy's own span categorizer, spans may overlap: which of them stand is decided over the whole document.
    """

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Add the names to `doc`; its tokens must be single characters."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Add the names to each of `docs`, `batch_size` at a time."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            found = self._tagger.candidates([(doc.text, doc._.words) for doc in batch])
            for doc, names in zip(batch, found, strict=True):
                doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=list(_spans(doc, names)))
                yield doc


def _spans(doc: Doc, names: Iterable[Name]) -> Iterator[Span]:
    for name in names:
        span = doc.char_span(name.begin, name.end, label=name.label, alignment_mode="expand")
        # A space that the tokenizer hangs on the character before it makes a span without characters.
        if span is not None and span.start_char < span.end_char:
            span._.confidence, span._.opinions = name.confidence, name.opinions
            yield span


@Language.factory("policy_mentions", assigns=["doc.spans"], requires=["doc._.words"])
def make_mention_finder(nlp: Language, name: str) -> MentionFinder:
    """The factory that `nlp.add_pipe("policy_mentions")` calls."""
    return MentionFinder(Tagger())


class SpacyBackend:
    """A blank Chinese pipeline with this project's two components."""

    def __init__(self, model: Path | None = None) -> None:
        """Load the shipped model of names, or the one in the folder `model`."""
        self._nlp = spacy.blank("zh")
        self._nlp.add_pipe("policy_words")
        tagger = Tagger(model)
        self._find = MentionFinder(tagger)
        self.identity = f"spacy-{version('spacy')}+jieba-{version('jieba')}+{tagger.identity}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """Words and names of each passage."""
        for doc in self._find.pipe(self._nlp.pipe(passages)):
            yield Annotation(doc._.words, tuple(map(_name, doc.spans[SPANS])))


def _name(span: Span) -> Name:
    return Name(span.start_char, span.end_char, span.label_, span._.confidence, opinions=span._.opinions)
