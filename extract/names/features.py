"""Characters as a tagger sees them: the character, its neighbours, the word it stands in, known names and head nouns.

No segmenter decides where a name ends; its opinion is one feature among others (words and tags of jieba).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import add

from extract.backends.backend import Word
from extract.lexicon import read_rows
from extract.names.occurrences import LongestNames
from ontology.labels import EntityType

_LETTERS = dict(zip(EntityType, "DYTPSMFIALRNE", strict=True))
_TYPES = {letter: type for type, letter in _LETTERS.items()}
_SIGNS = frozenset('、，。；：（）《》“”"—-·%．./')
_BREAKS = frozenset("，。；：、的“”《》（）！？和与及")


Columns = Sequence[Sequence[str]]
"""What is said of the characters of a text: a column for each kind of feature, in it one word for each character."""

COLUMNS = 37


def feature_columns(text: str, words: Sequence[Word]) -> Columns:
    """The columns of the features of the characters of the passage `text`, `COLUMNS` of them, each as long as the text.

    `words` must cover the passage without gaps, as `Annotation.words` of a segmenting backend does.
    """
    return [*_character_columns(text), *_word_columns(text, words), *_head_columns(text), *_known_columns(text)]


_MARKS = (18, 30, 33, 34)
"""The columns of the place in a word with its tag, the head noun, the head to come, the known name."""


def marks_of(columns: Columns) -> Columns:
    """Of the `feature_columns` those that say what the lists know: one for each kind of mark.

    >>> marks_of([[f"{number}", "…"] for number in range(COLUMNS)])
    [['18', '…'], ['30', '…'], ['33', '…'], ['34', '…']]
    """
    return [columns[place] for place in _MARKS]


@functools.cache
def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


@functools.cache
def _kind(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return "H"
    if character.isdigit():
        return "D"
    if character.isalpha():
        return "A"
    return character if character in _SIGNS else "P"


_WINDOW = ((1, (0, -1, 1, -2, 2, -3, 3)), (2, (-1, 0, -2, 1)), (3, (-2, -1, 0)), (4, (-2, -1)))
"""How many characters are seen together, and where from the character on they begin."""


def _character_columns(text: str) -> Iterator[Sequence[str]]:
    """Nothing, which all characters have in common; the characters around each; what kinds stand side by side."""
    yield [""] * len(text)
    folded = "".join(map(_fold, text))
    padded = f"^^^{folded}$$$"
    for length, starts in _WINDOW:
        grams = _grams(padded, length)
        for start in starts:
            yield grams[3 + start : 3 + start + len(text)]
    yield _grams(f"^{''.join(map(_kind, folded))}$", 3)


def _grams(text: str, length: int) -> list[str]:
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def _word_columns(text: str, words: Sequence[Word]) -> Iterable[Sequence[str]]:
    """For each character its word, the words beside it, and its place there: Single, Begin, Middle or End."""
    forms = ["^", *(text[word.begin : word.end] for word in words), "^"]
    tags = ["^", "^", *(word.tag for word in words), "^", "^"]
    rows: list[tuple[str, ...]] = []
    for i, word in enumerate(words):
        before, here, after = forms[i : i + 3]
        far, near, tag, following, last = tags[i : i + 5]
        pair, next_pair = f"{before}|{here}", f"{here}|{after}"
        length = word.end - word.begin
        # The places of a word differ in few features, and all in its middle in none: each is described once.
        for place, times in (("S", 1),) if length == 1 else (("B", 1), ("M", length - 2), ("E", 1)):
            own = place + tag
            row = (
                own,
                here,
                place + here,
                after,
                before,
                pair,
                next_pair,
                near + own + following,
                far + near + own,
                own + following + last,
                here[-1] + place,
                after[-1] + place,
            )
            rows += [row] * times
    if len(rows) != len(text):
        raise ValueError(f"the words cover {len(rows)} of {len(text)} characters")
    return zip(*rows, strict=True) if rows else [()] * 12


@functools.cache
def _heads() -> tuple[dict[str, str], int]:
    """Head noun of two or more characters → letters of the types it may give; and the longest head's length."""
    types: dict[str, set[str]] = {}
    for label, nouns in read_rows("heads", 2):
        for noun in nouns.split():
            if len(noun) > 1:
                types.setdefault(noun, set()).add(_LETTERS[EntityType(label)])
    return {noun: "".join(sorted(letters)) for noun, letters in types.items()}, max(map(len, types))


@functools.cache
def _head_tails() -> frozenset[str]:
    """The last two characters of every head noun: most places are settled by them."""
    return frozenset(noun[-2:] for noun in _heads()[0])


def head_types(name: str) -> frozenset[EntityType]:
    """The types that the head noun of `name`, its longest known ending, may give; empty where none is known."""
    heads, longest = _heads()
    for length in range(min(longest, len(name)), 1, -1):
        letters = heads.get(name[-length:])
        if letters:
            return frozenset(_TYPES[letter] for letter in letters)
    return frozenset()


def _head_columns(text: str) -> tuple[Sequence[str], ...]:
    """The head noun that ends at each character, the one before and after it, the next before the phrase breaks off."""
    heads, longest = _heads()
    tails = _head_tails()
    ends: list[str] = []
    for i in range(len(text)):
        if i and text[i - 1 : i + 1] not in tails:
            ends.append("")
            continue
        found = next(
            (
                f"{heads[text[i + 1 - n : i + 1]]}{n}"
                for n in range(min(longest, i + 1), 1, -1)
                if text[i + 1 - n : i + 1] in heads
            ),
            "",
        )
        ends.append(found)
    coming = [""] * len(text)
    head, distance = "-", 0
    for i in range(len(text) - 1, -1, -1):
        if text[i] in _BREAKS:
            head, distance = "-", 0
        if ends[i]:
            head, distance = ends[i], 0
        else:
            distance += 1
        coming[i] = head + (">" * min(distance // 3, 2))
    return ends, *_beside(ends), coming


def _beside(column: Sequence[str]) -> tuple[list[str], list[str]]:
    """What `column` has for the character before each one, and for the one after it."""
    return ["^", *column][:-1], [*column, "$"][1:]


@functools.cache
def known_names() -> Mapping[str, frozenset[EntityType]]:
    """Known name → its types, from the lexicon of topics."""
    return {name: frozenset(_TYPES[letter] for letter in letters) for name, letters in _known_letters().items()}


@functools.cache
def _known_letters() -> Mapping[str, str]:
    types: dict[str, set[str]] = {}
    for label, _, names in read_rows("topics", 3):
        for name in names.split():
            types.setdefault(name.strip("“”"), set()).add(_LETTERS[EntityType(label)])
    return {name: "".join(sorted(letters)) for name, letters in types.items()}


@functools.cache
def longest_known() -> LongestNames:
    """The known names, to be found in a text."""
    return LongestNames(_known_letters())


def _known_columns(text: str) -> tuple[Sequence[str], ...]:
    """Where each character stands in a known name (longest match from the left), with the name's types."""
    names = _known_letters()
    marks = [""] * len(text)
    for begin, end in longest_known().find(text):
        types = names[text[begin:end]]
        marks[begin:end] = [f"B{types}", *[f"I{types}"] * (end - begin - 2), f"E{types}"]
    before, after = _beside(marks)
    return marks, list(map(add, before, marks)), list(map(add, marks, after))
