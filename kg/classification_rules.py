"""The words that say under which entry of a code list a thing falls, read from `classification_rules.tsv`.

A Chinese name has its head at the end, but a modifier may tell more than a general head (税收优惠机制 is about tax): so
the rows have priorities, and among equal ones the cue that ends last decides.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphError
from ontology.concepts import FOLDER, code_lists, find_concept
from ontology.errors import OntologyError
from ontology.labels import EntityType
from ontology.script import fold

RULES = Path(__file__).with_name("classification_rules.tsv")

WORDING_PRIORITY = 4
"""From this priority on, the cues of names are telling enough to be looked for in a whole clause."""

_NOT_CODES = ("of", "cues", "place", "priority", "confidence", "reason")
_TAIL = re.compile(r"[^\w]+$")


class BadRules(GraphError):
    """A row of the rules that cannot be used: `line` and what is wrong with it."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"{RULES.name}:{line}: {reason}")


@dataclass(frozen=True)
class Rule:
    """One row: the folded cues, and for each code list that it decides about, the notation of the entry."""

    cues: tuple[str, ...]
    at_end: bool
    priority: int
    confidence: float
    codes: tuple[tuple[str, str], ...]

    def rank(self, folded: str) -> tuple[int, int, int] | None:
        """How much the rule has to say about a folded name: priority, where its last cue ends, that cue's length."""
        if self.at_end:
            ends = [len(cue) for cue in self.cues if folded.endswith(cue)]
            return (self.priority, len(folded), max(ends)) if ends else None
        places = [(at + len(cue), len(cue)) for cue in self.cues if (at := folded.rfind(cue)) >= 0]
        return (self.priority, *max(places)) if places else None


@dataclass(frozen=True)
class ActionRule:
    """One row about measures: verbs, and the types that one of the objects must have (none: any or no object)."""

    actions: tuple[str, ...]
    types: frozenset[EntityType]
    confidence: float
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rules:
    """All rows, by what they are about."""

    names: tuple[Rule, ...]
    telling: tuple[Rule, ...]
    stages: tuple[Rule, ...]
    actions: tuple[ActionRule, ...]


@functools.lru_cache(maxsize=16384)
def rule_of_name(name: str) -> Rule | None:
    """The rule that decides about the name of an instrument; None where no cue is in it.

    >>> rule = rule_of_name("研发费用加计扣除政策")
    >>> rule and dict(rule.codes)["instrument_types"]
    'E.3'
    """
    return _best(read_rules().names, _TAIL.sub("", fold(name)))


def rule_of_wording(clause: str) -> Rule | None:
    """The rule whose cue a clause has, of those that tell enough outside a name."""
    return _best(read_rules().telling, fold(clause))


def rules_of_stages(clause: str) -> list[Rule]:
    """The rules of every stage of the innovation chain that the clause names, in the order of the file."""
    folded = fold(clause)
    return [rule for rule in read_rules().stages if rule.rank(folded)]


def rule_of_action(action: str, types: frozenset[EntityType]) -> ActionRule | None:
    """The first rule for this verb and objects of these types."""
    for rule in read_rules().actions:
        if (not rule.types or rule.types & types) and any(verb in action for verb in rule.actions):
            return rule
    return None


def rules_digest() -> str:
    """A hash of the rules and of every code list: another one means that classifications may differ."""
    found = hashlib.sha256()
    for path in (RULES, *(FOLDER / f"{name}.ttl" for name in code_lists())):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


@functools.cache
def read_rules() -> Rules:
    """The rows of the file; raises BadRules for one with a code, type or number that does not exist."""
    names: list[Rule] = []
    stages: list[Rule] = []
    actions: list[ActionRule] = []
    lines = [line for line in enumerate(RULES.read_text("utf-8").splitlines(), 1) if line[1][:1] not in ("", "#")]
    rows = csv.DictReader((text for _, text in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    for (number, _), row in zip(lines[1:], rows, strict=True):
        try:
            confidence = float(row["confidence"])
            codes = tuple((name, row[name]) for name in row if name not in _NOT_CODES and row[name])
            for code_list, notation in codes:
                find_concept(code_list, notation)
            words = tuple(row["cues"].split("|"))
            if row["of"] == "measure":
                types = frozenset(EntityType(name) for name in row["place"].split("|") if name)
                actions.append(ActionRule(words, types, confidence, codes))
                continue
            of, at_end = {"name": names, "stage": stages}[row["of"]], row["place"] == "end"
            of.append(Rule(tuple(map(fold, words)), at_end, int(row["priority"] or 0), confidence, codes))
        except (KeyError, TypeError, ValueError, OntologyError) as error:
            raise BadRules(number, f"cannot be used ({error})") from error
    telling = tuple(rule for rule in names if rule.priority >= WORDING_PRIORITY and not rule.at_end)
    return Rules(tuple(names), telling, tuple(stages), tuple(actions))


def _best(rules: tuple[Rule, ...], folded: str) -> Rule | None:
    ranked = [(rank, -number) for number, rule in enumerate(rules) if (rank := rule.rank(folded))]
    return rules[-max(ranked)[1]] if ranked else None
