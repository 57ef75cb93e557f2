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

from extract.backends.backend import Annotation, Name
from extract.model import MENTIONS
from extract.names.tagger import Tagger
from extract.names.words import find_words as words_of

if TYPE_CHECKING:
    from pathlib import Path

SPANS = "policy"
"""The key of `Doc.spans` that holds the names."""

if not Doc.has_extension("words"):
    Doc.set_extension("words", default=())
    Span.set_extension("confidence", default=1.0)


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
        spans = []
        for name in self._tagger.candidates(doc.text, doc._.words):
            span = doc.char_span(name.begin, name.end, label=name.label, alignment_mode="expand")
            # A space that the tokenizer hangs on the character before it makes a span without characters.
            if span is not None and span.start_char < span.end_char:
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
        """Load the shipped model of names, or the one in the folder `model`."""
        self._nlp = spacy.blank("zh")
        self._nlp.add_pipe("policy_words")
        tagger = Tagger(model / MENTIONS if model else None)
        self._find = MentionFinder(tagger)
        self.identity = f"spacy-{version('spacy')}+jieba-{version('jieba')}+{tagger.identity}"

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """Words and names of each passage."""
        for doc in map(self._find, self._nlp.pipe(passages)):
            names = [Name(span.start_char, span.end_char, span.label_, span._.confidence) for span in doc.spans[SPANS]]
            yield Annotation(doc._.words, tuple(names))
