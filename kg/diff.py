"""What two builds claim differently, and why: another text, a correction, a threshold, a pipeline, other rules."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.dataset import NQUADS, open_dataset
from kg.errors import NoGraph
from kg.graph_folder import GraphFolder
from kg.palette import RELATIONS
from kg.property_graph import Node, Relationship, iter_nodes, iter_relationships
from kg.provenance import Correction, Withdrawn, iter_withdrawn, read_corrections, read_runs
from kg.subgraph import name_of
from kg.table import Table

if TYPE_CHECKING:
    from pyoxigraph import Store

ADDED, REMOVED, CHANGED = "新增", "删除", "改变"
TEXT_ADDED, TEXT_REMOVED, TEXT_CHANGED = "文本新增", "文本删除", "文本改变"
CORRECTION, THRESHOLD, PIPELINE, RULES = "复核", "阈值", "流程或模型", "构建规则"

CLAIM_COLUMNS = ("change", "why", "relation", "head", "tail", "old", "new", "title", "sentence")
_DATA = ("confidence", "method", "modality", "cue", "role", "order", "joint", "kind", "strength", "count")
_CHOSEN = frozenset({"pipeline", "min_confidence", "backend"})
_CLAUSES = ("Measure", "Target")

ClaimKey = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Side:
    """One build: its texts by IRI, its claims and what was withdrawn, and what it was made with."""

    texts: Mapping[str, Node]
    nodes: Mapping[str, Node]
    relationships: tuple[Relationship, ...]
    corrections: Mapping[str, tuple[Correction, ...]]
    withdrawn: Mapping[str, Withdrawn]
    made_with: Mapping[str, str]
    min_confidence: float


@dataclass(frozen=True)
class Difference:
    """What `compare` found: what the builds were made with, the counts, and the claims with their sentences."""

    settings: Table
    counts: Table
    claims: Table


def read_side(path: Path) -> Side:
    """The build in a graph folder (its current generation) or in one generation's folder; raises NoGraph."""
    if (path / "manifest.json").exists():
        graph = GraphFolder(path)
        return _side(graph.dataset(), graph.manifest.min_confidence, graph.manifest.pipeline)
    if not (path / NQUADS).exists():
        raise NoGraph(str(path))
    return _side(open_dataset(path), 0.0, "")


def _side(store: Store, min_confidence: float, pipeline: str) -> Side:
    nodes = {node.iri: node for node in iter_nodes(store)}
    made_with: dict[str, str] = {}
    for run in read_runs(store):
        settings = json.loads(run.settings) if run.settings else {}
        made_with |= {**dict(run.software), **settings}
        pipeline = run.pipeline
    made_with = {"pipeline": pipeline, "min_confidence": str(min_confidence), **made_with}
    return Side(
        {iri: node for iri, node in nodes.items() if node.label == "SourceText"},
        nodes,
        tuple(iter_relationships(store)),
        read_corrections(store),
        {withdrawn.statement_id: withdrawn for withdrawn in iter_withdrawn(store)},
        made_with,
        float(made_with["min_confidence"]),
    )


def compare(old: Side, new: Side) -> Difference:
    """The claims that one side makes and the other does not, or makes otherwise.

    A claim is the same where relation, ends and text are; a text that was changed is known by its file, and a measure
    or target by its clause. Of the possible reasons the most particular is named: the text, a correction, the
    threshold, the pipeline, and else the rules by which graphs are built.
    """
    return _Comparison(old, new).difference()


@dataclass
class _Comparison:
    """Two sides, with the texts of the new one that are changed texts of the old one."""

    old: Side
    new: Side
    successors: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Pair the texts that only one side has, by a file that both name."""
        gone = {f: iri for iri, n in self.old.texts.items() if iri not in self.new.texts for f in _files(n)}
        come = {iri: n for iri, n in self.new.texts.items() if iri not in self.old.texts}
        pairs = {iri: next((gone[f] for f in _files(n) if f in gone), None) for iri, n in sorted(come.items())}
        self.successors = {iri: before for iri, before in pairs.items() if before is not None}

    def difference(self) -> Difference:
        """The three tables."""
        old, new = self._claims(self.old), self._claims(self.new)
        rows = []
        for key in sorted({*old, *new}):
            a, b = old.get(key), new.get(key)
            if a is None or b is None or _said(a) != _said(b):
                rows.append(self._row(a, b))
        rows.sort()
        counts = Counter((row[0], row[1], row[2]) for row in rows)
        return Difference(
            self._settings(),
            Table(("change", "why", "relation", "count"), [(*what, n) for what, n in sorted(counts.items())]),
            Table(CLAIM_COLUMNS, [tuple(row) for row in rows]),
        )

    def _settings(self) -> Table:
        names = sorted({*self.old.made_with, *self.new.made_with})
        pairs = [(name, self.old.made_with.get(name, ""), self.new.made_with.get(name, "")) for name in names]
        changed = [pair for pair in pairs if pair[1] != pair[2]]
        if {name for name, _, _ in changed} - _CHOSEN:  # parts of the pipeline, which its name only strings together
            changed = [pair for pair in changed if pair[0] != "pipeline"]
        return Table(("made with", "old", "new"), changed)

    def _claims(self, side: Side) -> dict[ClaimKey, Relationship]:
        """The claims by what they say; equal ones of one text (the same clause twice) are told apart by their order."""
        groups: dict[tuple[str, str, str, str], list[Relationship]] = defaultdict(list)
        for r in side.relationships:
            text = self._text(str(r.properties["text_id"]))
            groups[text, r.type.value, self._end(side, r.head), self._end(side, r.tail)].append(r)
        found: dict[ClaimKey, Relationship] = {}
        for key, group in groups.items():
            for number, r in enumerate(sorted(group, key=lambda r: (_begin(r), r.statement_id))):
                found[(*key, number)] = r
        return found

    def _text(self, iri: str) -> str:
        return self.successors.get(iri, iri)

    def _end(self, side: Side, iri: str) -> str:
        node = side.nodes[iri]
        return f"{node.label}:{name_of(node)}" if node.label in _CLAUSES else self._text(iri)

    def _row(self, a: Relationship | None, b: Relationship | None) -> list[str]:
        change = ADDED if a is None else REMOVED if b is None else CHANGED
        side, shown = (self.new, b) if b is not None else (self.old, a)
        assert shown is not None
        text = side.texts.get(str(shown.properties["text_id"]))
        return [
            change,
            self._why(a, b),
            RELATIONS[shown.type][0],
            _name(side, shown.head),
            _name(side, shown.tail),
            _facts(a),
            _facts(b),
            name_of(text) if text else "",
            str(shown.properties["sentence"]),
        ]

    def _why(self, a: Relationship | None, b: Relationship | None) -> str:
        shown = b if b is not None else a
        assert shown is not None
        text = str(shown.properties["text_id"])
        if text in self.successors or text in self.successors.values():
            return TEXT_CHANGED
        if text not in self.old.texts:
            return TEXT_ADDED
        if text not in self.new.texts:
            return TEXT_REMOVED
        if self._is_corrected(shown.statement_id):
            return CORRECTION
        if self.old.min_confidence != self.new.min_confidence:
            other = self.old.min_confidence if a is None else self.new.min_confidence
            is_below = float(str(shown.properties.get("confidence", 1.0))) < other
            if is_below or self.old.made_with["pipeline"] == self.new.made_with["pipeline"]:
                return THRESHOLD
        return PIPELINE if self.old.made_with["pipeline"] != self.new.made_with["pipeline"] else RULES

    def _is_corrected(self, statement: str) -> bool:
        """Whether a decision that only one side has is behind the statement, there or gone."""
        before, after = (
            {c.iri for c in side.corrections.get(statement, ())}
            | {c.iri for c in (side.withdrawn[statement].corrections if statement in side.withdrawn else ())}
            for side in (self.old, self.new)
        )
        return before != after


def _files(text: Node) -> tuple[str, ...]:
    sources = text.properties.get("sources", ())
    assert isinstance(sources, tuple)
    return tuple(map(str, sources))


def _begin(r: Relationship) -> int:
    return int(str(r.properties["begin"]))


def _said(r: Relationship) -> tuple[Any, ...]:
    """What makes two claims differ: their data and their sentence; not their place, which moves with any edit."""
    return (*(r.properties.get(name) for name in _DATA), r.properties["sentence"])


def _facts(r: Relationship | None) -> str:
    """Confidence and method of a claim, "" where the side does not make it."""
    return "" if r is None else f"{r.properties.get('confidence', '')} {r.properties.get('method', '')}".strip()


def _name(side: Side, iri: str) -> str:
    return name_of(side.nodes[iri]) or iri
