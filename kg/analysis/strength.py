"""How binding the policies are (力度), and how far their instruments work together (协同), over time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from kg.analysis.classification import GROUPS, INSTRUMENTS, classify
from kg.analysis.documents import Corpus, Document, distinct, title_key
from kg.analysis.instruments import goals_of
from kg.errors import GraphError
from kg.property_graph import Relationship

SCALE = Path(__file__).with_name("strength.yaml")
"""The scale that is shipped."""

_TAIL = re.compile(r"(（[^）]*）|\([^)]*\))+$")
_TRIAL = re.compile(r"(暂行|试行)")


@dataclass(frozen=True)
class Rule:
    """Papers of these levels and kinds have this score; no kinds means every kind."""

    score: int
    levels: frozenset[str]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Mix:
    """What one document puts together: its instruments by group and its goals, with the measures behind each.

    `tools` maps a group (S, E, D) to clause IRIs, `goals` a goal to clause IRIs; `claims` are all statements used.
    """

    strength: int
    tools: Mapping[str, frozenset[str]]
    goals: Mapping[str, frozenset[str]]
    claims: tuple[Relationship, ...]


def read_scale(path: Path = SCALE) -> list[Rule]:
    """The rules of a YAML file, in their order.

    Raises GraphError for a file that cannot be read or is no such scale.
    """
    import yaml

    try:
        made: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = [
            Rule(int(each["score"]), frozenset(map(str, each["levels"])), tuple(map(str, each.get("kinds", ()))))
            for each in made["scores"]
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = str(error).partition("\n")[0]
        raise GraphError(f"{path}: not a scale of policy strength ({reason}); copy {SCALE} and change it") from error
    if not rules:
        raise GraphError(f"{path}: the scale has no line; copy {SCALE} and change it")
    return rules


def kind_of(title: str, kinds: Collection[str]) -> str:
    """The kind of paper by the end of its title, "" for none of `kinds`; a notice that issues a paper is that paper.

    >>> kind_of("关于印发《数据管理暂行办法》的通知", {"通知", "办法", "法"}), kind_of("数据安全法", {"办法", "法"})
    ('办法', '法')
    """
    ending = _TAIL.sub("", title_key(title))
    # 办法 ends as a law (法) does: the longer kinds are tried first.
    return next((kind for kind in sorted(kinds, key=lambda k: (-len(k), k)) if ending.endswith(kind)), "")


def strength_of(document: Document, rules: Sequence[Rule]) -> int | None:
    """The strength of a document; None where its level is not known or no rule fits.

    A paper 暂行 or 试行 has one point less than its kind, but at least one.
    """
    kind = kind_of(document.name, {kind for rule in rules for kind in rule.kinds})
    for rule in rules:
        if document.level in rule.levels and (not rule.kinds or kind in rule.kinds):
            return max(1, rule.score - bool(_TRIAL.search(title_key(document.name))))
    return None


def mixes(corpus: Corpus, rules: Sequence[Rule], types: Collection[str]) -> dict[str, Mix]:
    """Document → what it puts together, for those with a strength and measures.

    Raises GraphError where the instruments are not classified.
    """
    clauses = corpus.clauses()
    filed = classify(corpus, clauses, INSTRUMENTS, 1).of_clause
    aims = goals_of(corpus, clauses, types)
    tools: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    goals: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    claims: dict[str, list[Relationship]] = defaultdict(list)
    for clause in clauses:
        for kept, found in ((tools, filed.get(clause.iri, {})), (goals, aims.get(clause.iri, {}))):
            for key, said in found.items():
                kept[clause.document][key].add(clause.iri)
                claims[clause.document] += said
    made = {}
    for iri in sorted({clause.document for clause in clauses}):
        strength = strength_of(corpus.documents[iri], rules)
        if strength is not None:
            made[iri] = Mix(
                strength,
                {group: frozenset(tools[iri][group]) for group in GROUPS},
                {goal: frozenset(found) for goal, found in sorted(goals[iri].items())},
                distinct(claims[iri]),
            )
    return made


def synergy(found: Sequence[Mix]) -> dict[str, float]:
    """The synergy of a set of documents: S–E, S–D and E–D, and tools × goals.

    PS_ab = sum_i PE_i PM_ia PM_ib over documents i, PE the strength (Peng Jisheng et al. 2008). The original scores
    each measure (PM) from 1 to 5 by hand; here PM_ia is 1 where the document has a measure of group a, else 0, so that
    PS_ab is the strength of the documents that combine both. tools_goals = sum_i PE_i (groups used) (goals acted on).
    """
    pairs = {f"{a}–{b}": 0.0 for a, b in combinations(GROUPS, 2)}
    total = 0.0
    for mix in found:
        used = [group for group in GROUPS if mix.tools.get(group)]
        for a, b in combinations(used, 2):
            pairs[f"{a}–{b}"] += mix.strength
        total += mix.strength * len(used) * len(mix.goals)
    return {**pairs, "tools_goals": total}
