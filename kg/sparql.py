"""SPARQL query → table, over the union of all texts' graphs; a query never writes and never leaves the machine.

The union is the store's default graph, where each triple stands once (see `dataset.py`); `GRAPH` asks single texts.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from kg.dataset import has_default_graph
from kg.errors import QueryError, refuse_broken_text
from kg.table import Table
from kg.time_limit import TimeIsUp, within
from ontology.terms import PREFIXES, XSD

if TYPE_CHECKING:
    from pyoxigraph import Store

QUERY_SECONDS = 60.0
"""How long a query may run where the caller names no limit."""

LIST_PREFIX = "list:"
"""In a query to be filled, `list:NAME` is the code list in `codelists/NAME.ttl`."""

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPAQUE = re.compile(
    r"""'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"{3}(?:[^"\\]|\\.|"(?!""))*"{3}"""
    r"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|<[^<>"{}|^`\\\s]*>|\#[^\n]*""",
    re.DOTALL,
)
_FILLED = re.compile(rf"{_OPAQUE.pattern}|\$(?P<name>\w+)|(?<![\w:])list:(?P<list>\w+)", re.DOTALL)
_WORD = re.compile(r"(?<![\w?$:.-])[A-Za-z]+(?![\w:])")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def run_sparql(store: Store, query: str, timeout: float | None = None, *, limit: int | None = None) -> Table:
    """The answer to `query`, at most `limit` rows of it.

    SELECT gives its variables as columns; ASK the one column `answer`; CONSTRUCT and DESCRIBE the columns `subject
    predicate object`, sorted, each triple once. Numbers and truth values are plain, IRIs and all other literals
    strings, an unbound variable None. The prefixes of `ontology.terms.PREFIXES` need no declaration.

    Raises QueryError for wrong syntax, an update, SERVICE, or more than `timeout` seconds (QUERY_SECONDS where None).
    """
    refuse_broken_text(query)
    _refuse(query)
    seconds, stop = QUERY_SECONDS if timeout is None else timeout, threading.Event()
    try:
        return within(seconds, lambda: _answer(store, query, limit, stop), is_daemon=True)
    except TimeIsUp as error:
        raise QueryError(f"the query ran longer than {seconds:g} seconds; add a LIMIT or narrower patterns") from error
    finally:
        # Oxigraph cannot be interrupted inside one row: a thread that is given up ends at its next one.
        stop.set()


def fill(query: str, parameters: Mapping[str, Any]) -> str:
    """`query` with each `$name` as the literal of its value and each `list:NAME` as the IRI of that code list.

    A list becomes its literals one after the other, as VALUES takes them. Strings, IRIs and comments stay as they are.
    Raises QueryError for a `$name` without a value.
    >>> print(fill("SELECT ?x { VALUES ?y { $年 } ?x ?p ?y, $名 } # $名", {"年": [2025, 2027], "名": '甲"乙'}))
    SELECT ?x { VALUES ?y { 2025 2027 } ?x ?p ?y, "甲\\"乙" } # $名
    """

    def replaced(found: re.Match[str]) -> str:
        if found["list"]:
            return f"<{_list_iri(found['list'])}>"
        if not found["name"]:
            return found[0]
        if found["name"] not in parameters:
            raise QueryError(f"no value for ${found['name']}; give one with --param {found['name']}=VALUE")
        return _spelled(parameters[found["name"]])

    return _FILLED.sub(replaced, query)


def _list_iri(name: str) -> str:
    """The IRI of a code list; of one that is not shipped, what it would be."""
    from ontology.concepts import code_lists, load_code_list
    from ontology.iris import INSTANCES

    return load_code_list(name).iri if name in code_lists() else INSTANCES + name.replace("_", "-")


def _spelled(value: Any) -> str:
    from pyoxigraph import Literal

    if isinstance(value, list | tuple):
        return " ".join(map(_spelled, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, str):
        return str(Literal(value))
    raise QueryError(f"{value!r} is no value for SPARQL; give a string, a number, true, false or a list of those")


def _refuse(query: str) -> None:
    """Raise QueryError for what a reader may not ask; strings, IRIs and comments do not count."""
    words = [word.upper() for word in _WORD.findall(_OPAQUE.sub(" ", _ESCAPE.sub(_character, query)))]
    if "SERVICE" in words:
        raise QueryError("SERVICE is not allowed: a query reads this graph only; take the SERVICE block out")
    form = next((word for word in words if word in _UPDATES or word in _FORMS), "")
    if form in _UPDATES:
        raise QueryError(f"{form} would change the graph; ask with SELECT, ASK, CONSTRUCT or DESCRIBE")


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else " "


def _answer(store: Store, query: str, limit: int | None, stop: threading.Event) -> Table:
    from pyoxigraph import QueryBoolean, QuerySolutions

    try:
        result = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=not has_default_graph(store))
    except SyntaxError as error:
        raise QueryError(_syntax_message(str(error.msg), query)) from error
    try:
        if isinstance(result, QueryBoolean):
            return Table(("answer",), [(bool(result),)])
        if isinstance(result, QuerySolutions):
            columns = tuple(variable.value for variable in result.variables)
            some = islice(result, None if limit is None else limit + 1)
            rows = [tuple(map(plain_value, row)) for row in takewhile(lambda _: not stop.is_set(), some)]
            return _cut(Table(columns, rows), limit)
        triples = {tuple(map(plain_value, triple)) for triple in takewhile(lambda _: not stop.is_set(), result)}
        return _cut(Table(("subject", "predicate", "object"), sorted(triples, key=repr)), limit)
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query failed while it ran: {' '.join(str(error).split())}") from error


def _cut(table: Table, limit: int | None) -> Table:
    is_cut = limit is not None and len(table) > limit
    return Table(table.columns, table.rows[:limit], True) if is_cut else table


def plain_value(term: Any) -> Any:
    """An RDF term as a plain value: None for none, int, float and bool by datatype, a string for all else."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode) or not isinstance(term, Literal):
        return str(term)
    try:
        return _NUMBERS.get(term.datatype.value, str)(term.value)
    except ValueError:
        return term.value


_NUMBERS: dict[str, Callable[[str], Any]] = {
    XSD + "integer": int,
    XSD + "nonNegativeInteger": int,
    XSD + "decimal": float,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda value: value in ("true", "1"),
}


def _syntax_message(message: str, query: str) -> str:
    """One line that says where the query cannot be read; the parser's own list of characters helps nobody."""
    found = _PLACE.match(message)
    if not found:
        return f"wrong SPARQL: {' '.join(message.split())}"
    line, column = int(found[1]), int(found[2])
    lines = query.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    place = f"wrong SPARQL at line {line}, column {column}, " + (f"before {rest[:40]!r}" if rest else "where it ends")
    if "Prefix not found" in found[3]:
        return f"{place}: unknown prefix; declare it with PREFIX, or use one of {', '.join(PREFIXES)}"
    return place
