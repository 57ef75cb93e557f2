"""Annotated sentences as plain text: `[人形机器人|Product]` in a line, nested names in nested brackets.

The shipped sentences lie in `extract/training/`; its README has the conventions. The brackets are the only mark-up:
a sentence keeps every other character as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.errors import BadAnnotation
from ontology.labels import EntityType

TrainingSpan = tuple[int, int, EntityType]
"""Begin and end (code points, end excluded) of a name, and its type."""

TRAINING_FOLDER = Path(__file__).parent / "training"

_QUOTES = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』"}


def parse_line(line: str, place: str = "line") -> tuple[str, list[TrainingSpan]]:
    """The sentence without its mark-up, and its names in reading order, an outer name before the inner ones.

    `place` is what an error names. Raises BadAnnotation for a bracket or bar without its partner, an unknown type, an
    empty name, a name that begins or ends with a space, one wrapped in quotation marks, and a span marked twice.

    >>> text, spans = parse_line("加快研发[人形机器人|Product]，建设[[未来产业|Industry]先导区|Platform]。")
    >>> text
    '加快研发人形机器人，建设未来产业先导区。'
    >>> [(text[begin:end], str(type)) for begin, end, type in spans]
    [('人形机器人', 'Product'), ('未来产业先导区', 'Platform'), ('未来产业', 'Industry')]
    """
    characters: list[str] = []
    open_at: list[int] = []
    spans: list[TrainingSpan] = []
    position = 0
    while position < len(line):
        character = line[position]
        if character == "[":
            open_at.append(len(characters))
        elif character == "|":
            close = line.find("]", position)
            if not open_at or close < 0:
                raise BadAnnotation(place, f"column {position + 1}: '|' stands only in [name|Type]")
            name_type = _type_of(line[position + 1 : close], place, position + 2)
            spans.append(_span(characters, open_at.pop(), name_type, place, position + 1))
            position = close
        elif character == "]":
            raise BadAnnotation(place, f"column {position + 1}: ']' without a type; write [name|Type]")
        else:
            characters.append(character)
        position += 1
    if open_at:
        name = "".join(characters[open_at[-1] :])[:10]
        raise BadAnnotation(place, f"'[' before {name!r} is not closed; write [name|Type]")
    if len({(begin, end) for begin, end, _ in spans}) < len(spans):
        raise BadAnnotation(place, "the same characters are marked twice; keep one type")
    return "".join(characters), sorted(spans, key=lambda span: (span[0], -span[1]))


def iter_training_sentences(folder: Path = TRAINING_FOLDER) -> Iterator[tuple[str, list[TrainingSpan]]]:
    """The sentences of all `*.txt` files in `folder`, by file name, then line; blank lines and `#` lines are skipped.

    Raises BadAnnotation with file and line for bad mark-up, and for a folder without such files.
    """
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise BadAnnotation(str(folder), "no .txt file with annotated sentences here")
    for path in paths:
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise BadAnnotation(str(path), f"not UTF-8 at byte {error.start}; save it as UTF-8") from error
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                yield parse_line(line.strip(), f"{path}:{number}")


def _type_of(word: str, place: str, column: int) -> EntityType:
    try:
        return EntityType(word)
    except ValueError:
        known = ", ".join(EntityType)
        raise BadAnnotation(place, f"column {column}: {word!r} is no entity type; known: {known}") from None


def _span(characters: list[str], begin: int, name_type: EntityType, place: str, column: int) -> TrainingSpan:
    name = "".join(characters[begin:])
    if not name or name != name.strip():
        raise BadAnnotation(place, f"column {column}: {name!r} is empty or begins or ends with a space")
    closing = _QUOTES.get(name[0])
    if closing and name.find(closing) == len(name) - 1:
        raise BadAnnotation(place, f"column {column}: the quotation marks of {name!r} stand outside the brackets")
    return begin, len(characters), name_type
