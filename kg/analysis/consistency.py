"""Where documents contradict each other: the same object, encouraged by one clause and restricted by another."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb

from kg.analysis.documents import Clause, Corpus
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import Modality, RelationType

FOR, AGAINST, DEMAND = "支持", "限制", "要求"
_REQUIRE, _PROHIBIT = Modality.REQUIRE.value, Modality.PROHIBIT.value

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

_Words = tuple[str, str, str]
"""Stance, modality and action."""


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
        for one, other in _candidates(by_object[tail]):
            if one.clause != other.clause:
                kind = "支持—限制" if {one.stance, other.stance} == {FOR, AGAINST} else "要求—禁止"
                pairs.append(Opposition(tail, kind, one, other))
    return pairs


def _candidates(found: Sequence[Stance]) -> list[tuple[Stance, Stance]]:
    """The opposed pairs on one object, each once, the supporting or demanding clause first, in the order of clauses."""
    pairs: dict[tuple[str, ...], tuple[Stance, Stance]] = {}
    supporting, restricting = ([s for s in found if s.stance == side] for side in (FOR, AGAINST))
    demanding = [s for s in found if s.modality == Modality.REQUIRE and s.action]
    prohibiting = [s for s in found if s.modality == Modality.PROHIBIT]
    matched = [(a, b) for a in demanding for b in prohibiting if a.action == b.action]
    for one, other in [*product(supporting, restricting), *matched]:
        pairs.setdefault(tuple(sorted((one.clause.iri, other.clause.iri))), (one, other))
    return sorted(pairs.values(), key=lambda pair: (pair[0].clause.iri, pair[1].clause.iri))


def coherence(found: Sequence[Stance], runs: int = 200, seed: int = 0) -> Coherence:
    """How many of the pairs on one object, in different documents, are opposed, against stances laid out at random.

    The null model keeps every clause's object and exchanges the modalities and verbs between clauses; `chance` is the
    share of runs with as few oppositions or fewer, so that a small one says that the documents agree more than by
    chance.
    """
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, stance in enumerate(found):
        places[stance.object][stance.clause.document].append(place)
    # Pairs of one document are taken off again, so that an object of many measures costs no more than its measures.
    shared = [documents for documents in places.values() if len(documents) > 1]
    wholes = [[place for own in documents.values() for place in own] for documents in shared]
    parts = [own for documents in shared for own in documents.values() if len(own) > 1]
    pairs = sum(comb(len(whole), 2) for whole in wholes) - sum(comb(len(part), 2) for part in parts)

    def opposed(words: Sequence[_Words]) -> int:
        inside = sum(_opposed([words[i] for i in whole]) for whole in wholes)
        return inside - sum(_opposed([words[i] for i in part]) for part in parts)

    words = [(s.stance, s.modality, s.action) for s in found]
    seen = opposed(words)
    shuffled, chance, nulls = list(words), random.Random(seed), []
    for _ in range(runs):
        chance.shuffle(shuffled)
        nulls.append(opposed(shuffled))
    expected = sum(nulls) / len(nulls) if nulls else 0.0
    return Coherence(pairs, seen, expected, (1 + sum(n <= seen for n in nulls)) / (1 + runs))


def coverage(corpus: Corpus, found: Iterable[Stance]) -> dict[str, Mapping[str, int]]:
    """Document → stance → how many of its measures take it."""
    counts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for stance in found:
        counts[stance.clause.document][stance.stance].add(stance.clause.iri)
    return {d: {s: len(counts[d][s]) for s in (FOR, DEMAND, AGAINST)} for d in sorted(counts) if d in corpus.documents}


def _opposed(words: Sequence[_Words]) -> int:
    """How many pairs of these are opposed by either rule of `oppositions`."""
    # Both rules need a restriction or a prohibition, and most objects have neither.
    if not any(stance == AGAINST or modality == _PROHIBIT for stance, modality, _ in words):
        return 0
    stances = Counter(stance for stance, _, _ in words)
    both = Counter(words)
    demanded = Counter(action for _, modality, action in words if modality == _REQUIRE and action)
    prohibited = Counter(action for _, modality, action in words if modality == _PROHIBIT)
    pairs = stances[FOR] * stances[AGAINST]
    for action in demanded.keys() & prohibited.keys():
        pairs += demanded[action] * prohibited[action]
        for a, b in ((FOR, AGAINST), (AGAINST, FOR)):  # counted by both rules
            pairs -= both[a, _REQUIRE, action] * both[b, _PROHIBIT, action]
    return pairs
