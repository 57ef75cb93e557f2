"""Extractions against reference annotations: precision, recall and F1, as the annotation guide defines them.

A reference annotation is a JSON file beside its text with `source`, `entities`, `relations`, `measures` and `targets`.
Scores are micro-averaged over documents; items marked optional are neither rewarded nor punished. Text is compared
after NFKC, without white space, quotation marks and book-title marks, in lower case.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.alignment import DROPPED
from extract.calibration import Bin, calibration_error, reliability
from extract.errors import BadAnnotation
from extract.records import above, to_annotation
from ontology.labels import EntityType

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

KINDS = ("entities", "relations", "measures", "targets")
"""The lists of an annotation."""

_DROPPED = str.maketrans("", "", DROPPED)

Item = tuple[Any, ...]


class Listed(NamedTuple):
    """An item of an annotation: what is compared, whether it is optional, and how sure an extraction is of it."""

    item: Item
    is_optional: bool
    confidence: float


class Score(NamedTuple):
    """Counts of one comparison and what follows from them."""

    true_positives: int
    false_positives: int
    false_negatives: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        found = self.true_positives + self.false_positives
        return self.true_positives / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 where there is nothing."""
        there = self.true_positives + self.false_negatives
        return self.true_positives / there if there else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: object) -> Score:
        if not isinstance(other, Score):
            return NotImplemented
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


class Comparison(NamedTuple):
    """What one measure of a document comes to: matched pairs, what was missed, what is spurious."""

    pairs: list[tuple[Item, Item]]
    missed: list[Item]
    spurious: list[Item]

    @property
    def score(self) -> Score:
        """The counts."""
        return Score(len(self.pairs), len(self.spurious), len(self.missed))


def comparable(text: object) -> str:
    """`text` as it is compared.

    >>> comparable("《数据安全法》 ＡＩ")
    '数据安全法ai'
    """
    return unicodedata.normalize("NFKC", str(text or "")).translate(_DROPPED).lower()


def is_relaxed_match(a: str, b: str) -> bool:
    """Whether one text contains the other and is at least half as long."""
    short, long = sorted((a, b), key=len)
    return bool(short) and short in long and 2 * len(short) >= len(long)


def _is_action_match(a: str, b: str) -> bool:
    return bool(a) and bool(b) and (a.endswith(b) or b.endswith(a))


def _listed(item: Item, claim: Mapping[str, Any]) -> Listed:
    return Listed(item, bool(claim.get("optional")), float(claim.get("confidence", 1.0)))


def _entities(annotation: Mapping[str, Any]) -> Iterator[Listed]:
    for entity in annotation.get("entities", []):
        yield _listed((comparable(entity["text"]), entity["type"]), entity)


def _relations(annotation: Mapping[str, Any]) -> Iterator[Listed]:
    for r in annotation.get("relations", []):
        yield _listed((comparable(r["head"]["text"]), r["type"], comparable(r["tail"]["text"])), r)


def _measures(annotation: Mapping[str, Any]) -> Iterator[Listed]:
    for measure in annotation.get("measures", []):
        for role in ("objects", "means", "actors"):
            for filler in measure.get(role) or []:
                yield _listed((comparable(measure.get("action")), role, comparable(filler)), measure)


def _targets(annotation: Mapping[str, Any]) -> Iterator[Listed]:
    for target in annotation.get("targets", []):
        item = (
            comparable(target.get("indicator")),
            _number(target.get("value")),
            comparable(target.get("unit")),
            _number(target.get("year")),
        )
        yield _listed(item, target)


def _number(value: object) -> float | str | None:
    if value is None or value == "":
        return None
    try:
        return float(str(value))
    except ValueError:
        return comparable(value)


def _relation_match(a: Item, b: Item) -> bool:
    return a[1] == b[1] and is_relaxed_match(a[0], b[0]) and is_relaxed_match(a[2], b[2])


Items = Callable[[Mapping[str, Any]], Iterator[Listed]]
MEASURES: dict[str, tuple[Items, Callable[[Item, Item], bool], Callable[[Item], str]]] = {
    "entities": (_entities, lambda a, b: a == b, lambda i: i[1]),
    "entities (relaxed)": (_entities, lambda a, b: a[1] == b[1] and is_relaxed_match(a[0], b[0]), lambda i: i[1]),
    "relations": (_relations, lambda a, b: a == b, lambda i: i[1]),
    "relations (relaxed)": (_relations, _relation_match, lambda i: i[1]),
    "measures": (
        _measures,
        lambda a, b: a[1] == b[1] and _is_action_match(a[0], b[0]) and is_relaxed_match(a[2], b[2]),
        lambda i: i[1],
    ),
    "targets": (_targets, lambda a, b: a[1:] == b[1:] and is_relaxed_match(a[0], b[0]), lambda i: "Target"),
}
"""For each of the six scores: its items, when two of them match, and the class that an item counts under."""


def align(reference: Iterable[Item], found: Iterable[Item], match: Callable[[Item, Item], bool]) -> Comparison:
    """One-to-one alignment of distinct items, exact pairs first, then in the order given."""
    missed, spurious = dict.fromkeys(reference), dict.fromkeys(found)
    pairs: list[tuple[Item, Item]] = []

    def pair(a: Item, b: Item) -> None:
        pairs.append((a, b))
        del missed[a], spurious[b]

    for a in [a for a in missed if a in spurious]:
        pair(a, a)
    for a in list(missed):
        b = next((b for b in spurious if match(a, b)), None)
        if b is not None:
            pair(a, b)
    return Comparison(pairs, list(missed), list(spurious))


def compare(reference: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Comparison]:
    """The six comparisons of one document's annotation with one extraction, both in the guide's form."""
    result: dict[str, Comparison] = {}
    for name, (items, match, _) in MEASURES.items():
        required, optional = _split(items(reference))
        system = [listed.item for listed in items(found) if not listed.is_optional]
        first = align(required, system, match)
        second = align(optional, first.spurious, match)
        result[name] = Comparison(first.pairs, first.missed, second.spurious)
    return result


def _split(items: Iterable[Listed]) -> tuple[list[Item], list[Item]]:
    required: list[Item] = []
    optional: list[Item] = []
    for listed in items:
        (optional if listed.is_optional else required).append(listed.item)
    return required, optional


class Evaluation(NamedTuple):
    """Scores over all documents: `totals` by measure, `classes` by measure and class, `documents` by document.

    `reliability` has, by measure, how often claims of about one confidence are right.
    """

    totals: dict[str, Score]
    classes: dict[str, dict[str, Score]]
    documents: dict[str, dict[str, Comparison]]
    reliability: dict[str, list[Bin]]


def evaluate(reference: Mapping[str, Mapping[str, Any]], found: Mapping[str, Mapping[str, Any]]) -> Evaluation:
    """Score `found` against `reference`, both annotations by document name; a document not found scores as empty."""
    documents = {name: compare(annotation, found.get(name, {})) for name, annotation in sorted(reference.items())}
    totals: dict[str, Score] = {}
    classes: dict[str, dict[str, Score]] = {}
    for name, (_, _, class_of) in MEASURES.items():
        comparisons = [comparison[name] for comparison in documents.values()]
        totals[name] = sum((c.score for c in comparisons), Score(0, 0, 0))
        counts: dict[str, list[int]] = {}
        for comparison in comparisons:
            for index, items in enumerate(([p[0] for p in comparison.pairs], comparison.spurious, comparison.missed)):
                for item in items:
                    counts.setdefault(class_of(item), [0, 0, 0])[index] += 1
        classes[name] = {key: Score(*counts[key]) for key in sorted(counts)}
    judged = {
        name: [j for source, c in documents.items() for j in _judged(items(found.get(source, {})), c[name])]
        for name, (items, _, _) in MEASURES.items()
    }
    return Evaluation(totals, classes, documents, {name: reliability(pairs) for name, pairs in judged.items()})


def _judged(found: Iterable[Listed], comparison: Comparison) -> Iterator[tuple[float, bool]]:
    """The confidence of each claim that was counted, and whether it is right."""
    surest: dict[Item, float] = {}
    for listed in found:
        surest[listed.item] = max(listed.confidence, surest.get(listed.item, 0.0))
    yield from ((surest[item], True) for _, item in comparison.pairs)
    yield from ((surest[item], False) for item in comparison.spurious)


def read_reference(folder: Path, texts: Path | None = None) -> dict[str, dict[str, Any]]:
    """The annotations of a folder by the name of their text, which lies beside its annotation or in `texts`.

    Raises BadAnnotation for a folder without annotations, a file that is no annotation, a text that is not there, or an
    entity that its text does not hold.
    """
    annotations: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        annotation = read_annotation(path)
        source = (texts or path.parent) / annotation["source"]
        if not source.is_file():
            raise BadAnnotation(str(path), f"its text {annotation['source']} is not in {source.parent}")
        text = comparable(source.read_text("utf-8", errors="replace"))
        for entity in annotation["entities"]:
            if comparable(entity["text"]) not in text:
                raise BadAnnotation(str(path), f"{entity['text']!r} is not in {annotation['source']}")
        annotations[source.name] = annotation
    if not annotations:
        raise BadAnnotation(str(folder), "no reference annotations (*.json, each beside its text) in this folder")
    return annotations


def read_annotation(path: Path) -> dict[str, Any]:
    """One annotation file, checked for the keys that the guide asks for.

    Raises BadAnnotation with the reason.
    """
    try:
        annotation = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadAnnotation(str(path), f"not readable as JSON ({error})") from error
    if not isinstance(annotation, dict) or "source" not in annotation:
        raise BadAnnotation(str(path), "no annotation: the key 'source' is missing")
    for key in KINDS:
        if not isinstance(annotation.setdefault(key, []), list):
            raise BadAnnotation(str(path), f"{key!r} is not a list")
    for entity in annotation["entities"]:
        if not isinstance(entity, dict) or "text" not in entity or "type" not in entity:
            raise BadAnnotation(str(path), f"entity without text or type: {entity!r}")
        if entity["type"] not in set(EntityType):
            raise BadAnnotation(str(path), f"{entity['type']!r} is no entity type; known: {', '.join(EntityType)}")
    return annotation


def evaluate_pipeline(pipeline: Pipeline, folder: Path, workers: int = 1, min_confidence: float = 0.5) -> Evaluation:
    """Extract the text of each annotation in `folder` with `pipeline` and score claims from `min_confidence` on.

    Raises BadAnnotation as `read_reference` does, and UnreadableDocument for a text that cannot be read.
    """
    from extract.readers.reader import read_file

    reference = read_reference(folder)
    paths = [folder / name for name in sorted(reference)]
    found: dict[str, dict[str, list[Any]]] = {}
    for extraction in pipeline.extract_all((d for path in paths for d in read_file(path)), workers):
        annotation = to_annotation(above(extraction, min_confidence))
        whole = found.setdefault(Path(annotation["source"]).name, {key: [] for key in KINDS})
        for key in KINDS:
            whole[key] += annotation[key]
    return evaluate(reference, found)


def render_evaluation(evaluation: Evaluation) -> str:
    """The scores as lines of text: the six totals, each class below its score, then the reliability of confidences."""
    lines = [f"{'score':<24}{'precision':>10}{'recall':>8}{'F1':>7}{'tp':>7}{'fp':>6}{'fn':>6}"]
    lines += [_score_line(name, score) for name, score in evaluation.totals.items()]
    for name, classes in evaluation.classes.items():
        lines += ["", f"{name}, by class"]
        lines += [_score_line(f"  {key}", score) for key, score in classes.items()]
    lines += ["", "reliability: of claims with about this confidence, the share that is right"]
    for name, bins in evaluation.reliability.items():
        lines.append(f"  {name}: expected calibration error {calibration_error(bins):.3f}")
        lines += [
            f"    {b.least:.1f}-{b.most:.1f}{b.claims:>6} claims  confidence {b.confidence:.3f}  right {b.accuracy:.3f}"
            for b in bins
            if b.claims
        ]
    return "\n".join(lines) + "\n"


def _score_line(name: str, score: Score) -> str:
    tp, fp, fn = score
    return f"{name:<24}{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>7.3f}{tp:>7}{fp:>6}{fn:>6}"
