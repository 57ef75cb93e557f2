"""What a question needs of a graph, and whether the graph holds it: the same test in Cypher and in SPARQL.

A need is written as one word: `Target.year` (a node with a property), `Concept:sei_2018` (an entry of a code list), or
`Measure|Instrument-CLASSIFIED_AS->Concept:instrument_types` (a relationship); `|` joins labels or types of which one
is enough, `*` is any node.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg.palette import RELATIONS, style_of
from kg.sparql import LIST_PREFIX
from ontology import terms
from ontology.labels import RelationType

_END = r"(\*|[A-Za-z|]+)(?::([\w|]+))?"
_NEED = re.compile(rf"{_END}(?:-([A-Z_|]+)->{_END}|\.(\w+))?")

CONCEPT = "Concept"
"""The label of an entry of a code list; in RDF it is a skos:Concept."""

ANY = "*"

_PROPERTIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"date": ("日期", terms.ISSUED), "year": ("年份", terms.TARGET_YEAR), "modality": ("语气", terms.MODALITY)}
)


@dataclass(frozen=True)
class Text:
    """One question to the graph in both languages; the two give the same rows."""

    cypher: str
    sparql: str


@dataclass(frozen=True)
class Need:
    """One thing that must be in the graph; `test` answers one row where it is there and none where it is not."""

    spelled: str
    test: Text
    missing: str


def parse_need(spelled: str) -> Need:
    """The need written as `spelled`; raises ValueError for another form.

    >>> print(parse_need("Region.date").missing)
    没有带日期的地区（Region.date）
    >>> print(parse_need("Measure-ACTS_ON->Product").missing)
    没有“举措 作用于 产品”的断言（Measure-ACTS_ON->Product）
    """
    found = _NEED.fullmatch(spelled)
    if not found:
        raise ValueError(f"{spelled!r} is no need; write Label, Label.property or Label-TYPE->Label")
    heads, head_lists, types, tails, tail_lists, name = found.groups()
    head = _End("h", heads, head_lists)
    cypher, sparql, where, missing = head.cypher, head.sparql, head.where, f"没有{head.chinese}"
    if types:
        tail = _End("t", tails, tail_lists)
        relations = [RelationType(type) for type in types.split("|")]
        predicates = "|".join(f"<{terms.RELATION_PROPERTIES[relation]}>" for relation in relations)
        cypher = f"{cypher}-[:{types}]->{tail.cypher}"
        sparql = f"{sparql} ?h {predicates} ?t . {tail.sparql}"
        where += tail.where
        said = "或".join(RELATIONS[relation][0] for relation in relations)
        missing = f"没有“{head.chinese} {said} {tail.chinese}”的断言"
    elif name:
        chinese, term = _PROPERTIES[name]
        sparql = f"{sparql} ?h <{term}> ?value ."
        where.append(f"h.{name} IS NOT NULL")
        missing = f"没有带{chinese}的{head.chinese}"
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    test = Text(f"MATCH {cypher}{condition} RETURN 1 AS found LIMIT 1", f"SELECT (1 AS ?found) {{ {sparql} }} LIMIT 1")
    return Need(spelled, test, f"{missing}（{spelled}）")


def has_name(labels: str) -> Text:
    """One row where a node with one of these labels is called what `$name` says, in part or by an alias."""
    end = _End("h", labels, None)
    called = "?h skos:prefLabel|skos:altLabel ?called FILTER(CONTAINS(?called, $name))"
    return Text(
        f"MATCH {end.cypher} WHERE h.name CONTAINS $name OR $name IN h.aliases RETURN 1 AS found LIMIT 1",
        f"SELECT (1 AS ?found) {{ {end.sparql} {called} }} LIMIT 1",
    )


def kinds(labels: str) -> str:
    """The Chinese name of one or several labels.

    >>> kinds("Technology|Product")
    '技术或产品'
    """
    if labels == ANY:
        return "实体"
    return "或".join("分类表的条目" if label == CONCEPT else style_of(label).chinese for label in labels.split("|"))


class _End:
    """A node with one of `labels`, of one of the `code_lists` where there are any, in Cypher, SPARQL and Chinese."""

    def __init__(self, variable: str, labels: str, code_lists: str | None) -> None:
        names = code_lists.split("|") if code_lists else []
        classes = " ".join("skos:Concept" if label == CONCEPT else f"ipkg:{label}" for label in labels.split("|"))
        self.cypher = f"({variable})" if labels == ANY else f"({variable}:{labels})"
        self.where = [f"{variable}.scheme IN {names}"] if names else []
        self.sparql = (
            "" if labels == ANY else f"VALUES ?{variable}Class {{ {classes} }} ?{variable} a ?{variable}Class ."
        )
        self.chinese = kinds(labels)
        if names:
            lists = " ".join(LIST_PREFIX + name for name in names)
            self.sparql += f" VALUES ?{variable}List {{ {lists} }} ?{variable} skos:inScheme ?{variable}List ."
            self.chinese = f"分类表 {'或 '.join(names)} 的条目"
