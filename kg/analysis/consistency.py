"""Where documents contradict each other: the same object, encouraged by one clause and restricted by another."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.analysis.documents import Clause, Corpus
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import Modality, RelationType

FOR, AGAINST, DEMAND = "支持", "限制", "要求"

_RESTRAINING = frozenset(
    {
        "限制",
        "限定",
        "淘汰",
        "压减",
        "压缩",
        "取缔",
        "关停",
        "关闭",
        "禁止",
        "严禁",
        "严控",
        "控制",
        "遏制",
        "削减",
        "退出",
        "取消",
        "停止",
        "整治",
        "打击",
        "查处",
        "清理",
        "叫停",
    }
)
_PROMOTING = frozenset(
    {
        "支持",
        "鼓励",
        "发展",
        "推动",
        "促进",
        "培育",
        "壮大",
        "扶持",
        "引导",
        "推广",
        "加快",
        "扩大",
        "倡导",
        "奖励",
        "补贴",
    }
)


@dataclass(frozen=True)
class Stance:
    """What a clause makes of an object: 支持, 限制 or 要求 (which is neither)."""

    clause: Clause
    object: str
    stance: str
    modality: str
    action: str
    claims: tuple[Relationship, ...]


@dataclass(frozen=True)
class Opposition:
    """Two clauses that pull the same object in opposite directions; `kind` says by which rule."""

    object: str
    kind: str
    one: Stance
    other: Stance


@dataclass(frozen=True)
class Coherence:
    """How often two clauses on one object are opposed: `opposed` of `pairs`, and what chance alone would give."""

    pairs: int
    opposed: int
    expected: float
    chance: float


def stance_of(modality: str, action: str) -> str:
    """What a clause's modality and verb make of its object.

    A prohibition and a restraining verb restrict; encouraging and permitting modalities and promoting verbs support;
    a prohibited restriction supports.
    >>> stance_of("禁止", "使用"), stance_of("要求", "淘汰"), stance_of("鼓励", "应用"), stance_of("要求", "报送")
    ('限制', '限制', '支持', '要求')
    >>> stance_of("禁止", "限制")
    '支持'
    """
    restrains = action in _RESTRAINING
    if modality == Modality.PROHIBIT:
        return FOR if restrains else AGAINST
    if restrains:
        return AGAINST
    if modality in (Modality.ENCOURAGE, Modality.PERMIT) or action in _PROMOTING:
        return FOR
    return DEMAND


def stances(corpus: Corpus) -> list[Stance]:
    """What each measure makes of each of its objects, sorted; the same object of one clause once.

    Raises GraphError where no measure has an object.
    """
    clauses = {clause.iri: clause for clause in corpus.clauses()}
    found = []
    for iri, parts in sorted(corpus.parts(clauses.values(), RelationType.ACTS_ON).items()):
        claims: dict[str, list[Relationship]] = defaultdict(list)
        for r in parts:
            claims[r.tail].append(r)
        node = clauses[iri].node.properties
        modality, action = str(node.get("modality", "")), str(node.get("action", ""))
        for tail, said in sorted(claims.items()):
            found.append(Stance(clauses[iri], tail, stance_of(modality, action), modality, action, tuple(said)))
    if not found:
        raise GraphError("no measure of the graph acts on anything; consistency compares measures on the same object")
    return found


def oppositions(found: Iterable[Stance]) -> list[Opposition]:
    """The opposed pairs, sorted by object and clause: candidates for a contradiction that a person should read.

    Two rules (consistency of a policy mix: Rogge & Reichardt 2016, Research Policy 45, 1620-1635): one clause supports
    the object and another restricts it; or one demands and another prohibits the very same action on it.
    """
    by_object: dict[str, list[Stance]] = defaultdict(list)
    for stance in found:
        by_object[stance.object].append(stance)
    pairs = []
    for tail in sorted(by_object):
        for one, other in combinations(by_object[tail], 2):
            if one.clause != other.clause and (kind := _kind(one, other)):
                first, second = (one, other) if other.stance == AGAINST else (other, one)
                pairs.append(Opposition(tail, kind, first, second))
    return pairs


def coherence(found: Sequence[Stance], runs: int = 200, seed: int = 0) -> Coherence:
    """How many of the pairs on one object, in different documents, are opposed, against stances laid out at random.

    The null model keeps every clause's object and exchanges the modalities and verbs between clauses; `chance` is the
    share of runs with as few oppositions or fewer, so that a small one says that the documents agree more than by
    chance.
    """
    by_object: dict[str, list[int]] = defaultdict(list)
    for place, stance in enumerate(found):
        by_object[stance.object].append(place)
    pairs = [
        (a, b)
        for places in by_object.values()
        for a, b in combinations(places, 2)
        if found[a].clause.document != found[b].clause.document
    ]
    words = [(s.stance, s.modality, s.action) for s in found]
    seen = _opposed(pairs, words)
    shuffled, chance, nulls = list(words), random.Random(seed), []
    for _ in range(runs):
        chance.shuffle(shuffled)
        nulls.append(_opposed(pairs, shuffled))
    expected = sum(nulls) / len(nulls) if nulls else 0.0
    return Coherence(len(pairs), seen, expected, (1 + sum(n <= seen for n in nulls)) / (1 + runs))


def coverage(corpus: Corpus, found: Iterable[Stance]) -> dict[str, Mapping[str, int]]:
    """Document → stance → how many of its measures take it."""
    counts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for stance in found:
        counts[stance.clause.document][stance.stance].add(stance.clause.iri)
    return {d: {s: len(counts[d][s]) for s in (FOR, DEMAND, AGAINST)} for d in sorted(counts) if d in corpus.documents}


def _kind(one: Stance, other: Stance) -> str:
    return _opposition((one.stance, one.modality, one.action), (other.stance, other.modality, other.action))


def _opposition(one: tuple[str, str, str], other: tuple[str, str, str]) -> str:
    if {one[0], other[0]} == {FOR, AGAINST}:
        return "支持—限制"
    if {one[1], other[1]} == {Modality.REQUIRE, Modality.PROHIBIT} and one[2] and one[2] == other[2]:
        return "要求—禁止"
    return ""


def _opposed(pairs: Iterable[tuple[int, int]], words: Sequence[tuple[str, str, str]]) -> int:
    return sum(bool(_opposition(words[a], words[b])) for a, b in pairs)
