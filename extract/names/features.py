"""Characters as a tagger sees them: the character, its neighbours, the word it stands in, known names and head nouns.

No segmenter decides where a name ends; its opinion is one feature among others (words and tags of jieba).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence

from extract.backends.backend import Word
from extract.lexicon import read_rows
from ontology.labels import EntityType

_LETTERS = dict(zip(EntityType, "DYTPSMFIALRNE", strict=True))
_TYPES = {letter: type for type, letter in _LETTERS.items()}
_SIGNS = frozenset('、，。；：（）《》“”"—-·%．./')
_BREAKS = frozenset("，。；：、的“”《》（）！？和与及")


def character_features(text: str, words: Sequence[Word]) -> list[list[str]]:
    """For each character of the passage `text`: its features, as many lists as there are characters.

    `words` must cover the passage without gaps, as `Annotation.words` of a segmenting backend does.
    """
    folded = [_fold(c) for c in text]
    kinds = [_kind(c) for c in folded]
    rows = _character_window(folded, kinds)
    for row, word, head, known in zip(
        rows, _word_windows(text, words), _head_features(text), _known_features(text), strict=True
    ):
        row += word
        row += head
        row += known
    return rows


_MARKS = (18, 30, 33, 34)
"""Where among its features a character has its place in a word, the head noun, the head to come, the known name."""


def marks_of(features: Sequence[Sequence[str]]) -> list[list[str]]:
    """What the lists say of characters with such `character_features`: for each kind of mark one for each character.

    >>> marks_of([[f"{number}" for number in range(37)]] * 2)
    [['18', '18'], ['30', '30'], ['33', '33'], ['34', '34']]
    """
    return [[row[place] for row in features] for place in _MARKS]


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


def _character_window(folded: Sequence[str], kinds: Sequence[str]) -> list[list[str]]:
    padded = ["^"] * 3 + list(folded) + ["$"] * 3
    types = ["^", *kinds, "$"]
    rows: list[list[str]] = []
    for i in range(len(folded)):
        a3, a2, a1, c, b1, b2, b3 = padded[i : i + 7]
        rows.append(
            [
                "bias",
                f"0{c}",
                f"-1{a1}",
                f"+1{b1}",
                f"-2{a2}",
                f"+2{b2}",
                f"-3{a3}",
                f"+3{b3}",
                f"a{a1}{c}",
                f"b{c}{b1}",
                f"c{a2}{a1}",
                f"d{b1}{b2}",
                f"e{a2}{a1}{c}",
                f"f{a1}{c}{b1}",
                f"g{c}{b1}{b2}",
                f"h{a2}{a1}{c}{b1}",
                f"i{a1}{c}{b1}{b2}",
                f"t{types[i]}{types[i + 1]}{types[i + 2]}",
            ]
        )
    return rows


def _word_windows(text: str, words: Sequence[Word]) -> list[list[str]]:
    """For each character its word, the words beside it, and its place there: Single, Begin, Middle or End."""
    forms = ["^", *(text[word.begin : word.end] for word in words), "^"]
    tags = ["^", "^", *(word.tag for word in words), "^", "^"]
    rows: list[list[str]] = []
    for i, word in enumerate(words):
        before, here, after = forms[i : i + 3]
        length = word.end - word.begin
        # The places of a word differ in few features, and all in its middle in none: each is described once.
        for place, times in (("S", 1),) if length == 1 else (("B", 1), ("M", length - 2), ("E", 1)):
            own = place + tags[i + 2]
            row = [
                f"s{own}",
                f"w{here}",
                f"ws{place}{here}",
                f"wn{after}",
                f"wp{before}",
                f"wpn{before}|{here}",
                f"wnn{here}|{after}",
                f"u{tags[i + 1]}{own}{tags[i + 3]}",
                f"v{tags[i]}{tags[i + 1]}{own}",
                f"x{own}{tags[i + 3]}{tags[i + 4]}",
                f"y{here[-1]}{place}",
                f"yn{after[-1]}{place}",
            ]
            rows += [row] * times
    if len(rows) != len(text):
        raise ValueError(f"the words cover {len(rows)} of {len(text)} characters")
    return rows


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


def _head_features(text: str) -> list[list[str]]:
    """The head noun that ends at each character, and the type of the next head before the phrase breaks off."""
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
    padded = ["^", *ends, "$"]
    return list(map(_head_row, padded, ends, padded[2:], coming))


@functools.cache
def _head_row(before: str, here: str, after: str, coming: str) -> list[str]:
    return [f"k{here}", f"k-{before}", f"k+{after}", f"l{coming}"]


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
def known_begins() -> tuple[frozenset[str], int]:
    """The first two characters of every known name, and the longest name's length."""
    names = _known_letters()
    return frozenset(name[:2] for name in names), max(map(len, names))


def _known_features(text: str) -> list[list[str]]:
    """Where each character stands in a known name (longest match from the left), with the name's types."""
    names = _known_letters()
    begins, longest = known_begins()
    marks = [""] * len(text)
    i = 0
    while i < len(text):
        if text[i : i + 2] not in begins:
            i += 1
            continue
        length = next((n for n in range(min(longest, len(text) - i), 1, -1) if text[i : i + n] in names), 0)
        if not length:
            i += 1
            continue
        types = names[text[i : i + length]]
        marks[i : i + length] = [f"B{types}", *[f"I{types}"] * (length - 2), f"E{types}"]
        i += length
    padded = ["^", *marks, "$"]
    return list(map(_known_row, padded, marks, padded[2:]))


@functools.cache
def _known_row(before: str, here: str, after: str) -> list[str]:
    return [f"z{here}", f"z-{before}{here}", f"z+{here}{after}"]
