"""The PMC index: how consistently a policy document is built, scored 0/1 on a table of variables, unknowns kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from kg.errors import GraphError

VARIABLES = Path(__file__).with_name("pmc_variables.yaml")
"""The variables that are shipped."""

RULES: dict[str, frozenset[str]] = {
    "person": frozenset(),
    "horizon": frozenset({"from", "to"}),
    "level": frozenset({"levels"}),
    "words": frozenset({"words"}),
    "actors": frozenset({"words"}),
    "instruments": frozenset({"notation"}),
    "public": frozenset(),
}
"""How an item is decided → the fields that the rule has besides `name` and `by`."""

_MAY_LACK = frozenset({"from", "to"})


@dataclass(frozen=True)
class Item:
    """A second-level variable: decided by the rule `by` with its fields."""

    name: str
    by: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Variable:
    """A first-level variable with its items, equally weighted."""

    id: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Scheme:
    """A table of variables; `grades` are (name, least share of the maximum), the highest first."""

    title: str
    variables: tuple[Variable, ...]
    surface: tuple[str, ...]
    grades: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Range:
    """A value that may not be known exactly: what it is with every unknown item 0, and with every one 1."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether nothing is unknown."""
        return self.low == self.high

    def __str__(self) -> str:
        return f"{self.low:.2f}" if self.is_exact else f"{self.low:.2f}–{self.high:.2f}"


@dataclass(frozen=True)
class Score:
    """The index of one document: X by variable id, their sum, what it lacks of the maximum, and the grade."""

    values: Mapping[str, Range]
    pmc: Range
    dent: Range
    grade: str


def score(scheme: Scheme, coded: Mapping[tuple[str, str], int | None]) -> Score:
    """The PMC index from the items' values, (variable id, item name) → 0, 1 or None where it is not known.

    X_t = sum_j X_tj / T(X_tj), T the number of items of t; PMC = sum_t X_t; dent index = m - PMC, m the number of
    first-level variables (Ruiz Estrada 2011, Journal of Policy Modeling 33, 523-536; in Chinese use Zhang Yong'an &
    Zhou Yiyuan 2017). An item that is missing or None makes a range, never a 0. A range that spans two grades has both.
    """
    values = {}
    for variable in scheme.variables:
        found = [coded.get((variable.id, item.name)) for item in variable.items]
        least, unknown = sum(x or 0 for x in found), sum(x is None for x in found)
        values[variable.id] = Range(least / len(found), (least + unknown) / len(found))
    m = len(scheme.variables)
    pmc = Range(sum(x.low for x in values.values()), sum(x.high for x in values.values()))
    low, high = grade_of(scheme, pmc.low), grade_of(scheme, pmc.high)
    return Score(values, pmc, Range(m - pmc.high, m - pmc.low), low if low == high else f"{low}–{high}")


def grade_of(scheme: Scheme, pmc: float) -> str:
    """The grade of an index; a sum that misses a bound by rounding alone has reached it."""
    share = pmc / len(scheme.variables)
    return next(name for name, least in scheme.grades if share >= float(least) - 1e-9)


def surface(scheme: Scheme, found: Score) -> tuple[tuple[Range, ...], ...]:
    """The PMC surface: the nine variables of the scheme's `surface` as a 3 x 3 matrix, row by row."""
    cells = [found.values[id] for id in scheme.surface]
    return tuple(tuple(cells[i : i + 3]) for i in (0, 3, 6))


def read_scheme(path: Path = VARIABLES) -> Scheme:
    """The variables of a YAML file; the file that is shipped says what it may hold.

    Raises GraphError for a file that cannot be read or is not such a table, naming the place.
    """
    import yaml

    try:
        made = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).partition("\n")[0]
        raise GraphError(f"{path}: cannot read the variables ({reason}); copy {VARIABLES} and change it") from error
    try:
        return _scheme(made)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise GraphError(f"{path}: not a table of PMC variables ({error}); {VARIABLES} shows the form") from error


def _scheme(made: Any) -> Scheme:
    variables = tuple(_variable(each) for each in made["variables"])
    ids = [variable.id for variable in variables]
    surface = tuple(made["surface"])
    grades = tuple((str(each["name"]), Fraction(str(each["from"]))) for each in made["grades"])
    if not variables or len(set(ids)) != len(ids):
        raise ValueError("each variable needs an id of its own")
    if len(surface) != 9 or not set(surface) <= set(ids):
        raise ValueError("surface must name nine of the variables")
    if not grades or grades[-1][1] != 0 or [g for _, g in grades] != sorted((g for _, g in grades), reverse=True):
        raise ValueError("grades must run from the highest down to 0")
    return Scheme(str(made["title"]), variables, surface, grades)


def _variable(made: Any) -> Variable:
    items = tuple(_item(str(made["id"]), each) for each in made["items"])
    names = [item.name for item in items]
    if not items or len(set(names)) != len(names):
        raise ValueError(f"{made['id']}: needs items with names of their own")
    return Variable(str(made["id"]), str(made["name"]), items)


def _item(variable: str, made: Any) -> Item:
    name, by = str(made["name"]), str(made["by"])
    if by not in RULES:
        raise ValueError(f"{variable} {name}: unknown rule {by!r}; known: {', '.join(RULES)}")
    fields = {key: value for key, value in made.items() if key not in ("name", "by")}
    if not fields.keys() <= RULES[by] or not RULES[by] - _MAY_LACK <= fields.keys():
        raise ValueError(f"{variable} {name}: the rule {by} has the fields {', '.join(sorted(RULES[by])) or 'none'}")
    return Item(name, by, fields)


def persons_items(scheme: Scheme) -> Sequence[tuple[Variable, Item]]:
    """The items that a person decides, in the order of the table."""
    return [(variable, item) for variable in scheme.variables for item in variable.items if item.by == "person"]
