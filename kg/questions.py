"""Competency questions: what researchers ask of a policy graph, each as a file of `queries/` with its query texts.

A file holds the question in Chinese and English, its parameters with defaults, what the graph must hold for it, one
Cypher text for every Cypher store and a SPARQL text that gives the same rows in the same order. That a knowledge graph
is judged by the questions that it must answer is the method of Grüninger & Fox (1995), "Methodology for the design and
evaluation of ontologies".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from kg.errors import QueryError, UnknownQuestion
from kg.needs import Text, has_name, kinds, parse_need
from kg.query import run_query
from kg.sparql import fill, run_sparql
from kg.table import Table

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.stores.store import CypherStore

FOLDER = Path(__file__).parent / "queries"

Value = str | int | float | list[str | int | float]


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a question leaves open; `of` are the labels of the things whose names (or parts of them) it takes."""

    name: str
    default: Value
    zh: str
    en: str
    of: str = ""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question; `note` says how the answer is reached and what it does not see."""

    zh: str
    en: str
    note: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    cypher: str
    sparql: str
    parameters: tuple[Parameter, ...] = ()
    number: int = 0
    name: str = ""

    @property
    def text(self) -> Text:
        """The query in both languages, with its parameters open."""
        return Text(self.cypher, self.sparql)


@dataclass(frozen=True)
class Answer:
    """The rows, and where there are none, in Chinese, what the graph has not got for them."""

    table: Table
    missing: tuple[str, ...] = ()


class Engine(Protocol):
    """Something that answers one of the two texts of a question."""

    def run(self, text: Text, parameters: Mapping[str, Any]) -> Table:
        """The rows of the text in the engine's language."""


@dataclass(frozen=True)
class CypherEngine:
    """Answers by Cypher, from any store."""

    store: CypherStore

    def run(self, text: Text, parameters: Mapping[str, Any]) -> Table:
        """The rows of the Cypher text."""
        return run_query(self.store, text.cypher, parameters)


@dataclass(frozen=True)
class SparqlEngine:
    """Answers by SPARQL, from the RDF dataset."""

    dataset: Store

    def run(self, text: Text, parameters: Mapping[str, Any]) -> Table:
        """The rows of the SPARQL text."""
        return run_sparql(self.dataset, fill(text.sparql, parameters))


@cache
def questions() -> tuple[Question, ...]:
    """All questions, by number."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Question:
    number, _, name = path.stem.partition("_")
    question = msgspec.toml.decode(path.read_bytes(), type=Question)
    return msgspec.structs.replace(question, number=int(number), name=name)


def find_question(number: int) -> Question:
    """The question with this number; raises UnknownQuestion."""
    for question in questions():
        if question.number == number:
            return question
    raise UnknownQuestion(number, len(questions()))


def list_questions() -> Table:
    """Number, question in both languages and parameters with their defaults, a row a question."""
    rows: list[tuple[Any, ...]] = [
        (q.number, q.zh, " ".join(f"{p.name}={word(p.default)}" for p in q.parameters), q.en) for q in questions()
    ]
    return Table(("号", "问题", "参数", "question"), rows)


def ask(question: Question, engine: Engine, given: Mapping[str, Any] | None = None) -> Answer:
    """The answer to `question` with the `given` parameters, defaults for the others.

    Where the graph has not got what the question needs, no rows and a line for each thing that is missing. Raises
    QueryError for a parameter that the question has not got or a value of another kind.
    """
    parameters = bind(question, given or {})
    needs = [parse_need(spelled) for spelled in question.needs]
    missing = tuple(need.missing for need in needs if not engine.run(need.test, {}))
    if missing:
        return Answer(Table(question.columns, []), missing)
    table = engine.run(question.text, parameters)
    return Answer(table, () if len(table) else tuple(_why_none(question, engine, parameters)))


def spelled(question: Question, language: str, given: Mapping[str, Any] | None = None) -> str:
    """The query of `question` in "cypher" or "sparql", as a person may run it by hand.

    SPARQL has the values of the parameters filled in; Cypher keeps them open, below a comment with the word for each
    that `kg query` takes. Raises QueryError as `ask` does.
    """
    parameters = bind(question, given or {})
    if language == "sparql":
        return fill(question.sparql, parameters)
    return "".join(f"// --param '{name}={word(value)}'\n" for name, value in parameters.items()) + question.cypher


def _why_none(question: Question, engine: Engine, parameters: Mapping[str, Any]) -> Iterator[str]:
    unknown = [
        f"没有名称含“{value}”的{kinds(parameter.of)}（参数 {parameter.name}）"
        for parameter in question.parameters
        if parameter.of
        for value in _each(parameters[parameter.name])
        if not engine.run(has_name(parameter.of), {"name": value})
    ]
    yield from unknown or ["所需的断言图中都有，没有一条符合这些条件"]


def bind(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each parameter, in the order of the question: the given one in the kind of the default.

    Raises QueryError for a name that the question has not got, and for a value that cannot be of that kind.
    """
    known = {parameter.name: parameter.default for parameter in question.parameters}
    for name in given:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise QueryError(f"question {question.number} has no parameter {name!r}; {has}")
    return {name: _as_kind(name, given[name], default) if name in given else default for name, default in known.items()}


def _as_kind(name: str, value: Any, default: Value) -> Value:
    """`value` in the kind of `default`; a word that looks like a number is a name where a name is asked for."""
    if isinstance(default, list):
        return [_as_kind(name, each, default[0]) for each in _each(value)]  # type: ignore[misc]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, str) and (is_number or isinstance(value, str)):
        return str(value)
    if isinstance(default, float) and is_number:
        return float(value)
    if isinstance(default, int) and isinstance(value, int) and is_number:
        return value
    raise QueryError(f"{value!r} is no value for {name!r}; give one like {_json(default)}")


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def word(value: Value) -> str:
    """`value` as `--param` takes it.

    >>> word("脑机接口"), word([2025, 2027])
    ('脑机接口', '[2025, 2027]')
    """
    return value if isinstance(value, str) else _json(value)


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
