"""The search index of a Neo4j server: a full-text index of name tokens, and one (`cjk`) of the claims' sentences.

A short text fits tens of thousands of names, and the server takes ten times as long to open a node as to find it. So
the index of names knows their order: the number of texts, the length and the first character of a name are tokens, one
for each binary digit that is 1, and a hit's score is the sum of these digits and nothing else.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

from kg.errors import GraphError, QueryError
from kg.grams import name_tokens
from kg.property_graph import Node
from kg.search import NAMED_LABELS, Named, Passage
from kg.stores.store import MARK, RANK, SEARCH
from kg.subgraph import aliases_of, name_of
from ontology.iris import normalise
from ontology.labels import RelationType
from ontology.script import fold

_NAMES, _SENTENCES = "ipkg_ranked_names", "ipkg_sentences"
_MOST = 2000
"""How many nodes, and how many claims, one query reads: a sentence bears many claims."""
_PAGE = 100
"""Rows that are brought at a time: the driver takes as long for twenty of them as the server for a search."""
_BEST = (256, 2000)
"""How many nodes are opened at first, and where these are not enough; what fits best of all is seldom more."""

_TEXTS, _SIZE, _FIRST = ("t", 10), ("s", 5), ("n", 5)
"""Letter and number of the digits of each part of the order, the first part first.

A score holds 24 digits exactly; each costs 1 ms where a text fits 10,000 names.
"""
_FIRSTS = "一中临产住全关典制医同国城宁工市技教文智杭汽现直稀综职要质通隐"
"""Part the names of 170 policy texts, in order of their first characters, into 32 equal shares."""
_MOST_TEXTS = (1 << _TEXTS[1]) - 1
"""As many texts or more have one rank; with a million claims there are less than a thousand such nodes."""
_MANY_TEXTS = _MOST_TEXTS << _SIZE[1] + _FIRST[1]
"""From this score on, it does not tell the order."""

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+")
_RUN = re.compile(rf"[{_HAN}]+(?:[A-Za-z0-9]+[{_HAN}]+)*|[^\W{_HAN}]+")
"""Words of letters, and Chinese with the words inside it, which are whole ones."""
_HALF = re.compile(rf"^[{_HAN}](?![{_HAN}])|(?<![{_HAN}])[{_HAN}]$")
"""A single character at an end of a run: its other half is not in the query."""


def prepare_search(session: Any) -> None:
    """Make the full-text indexes where they are not there yet."""
    labels = "|".join(f"`{label}`" for label in NAMED_LABELS)
    types = "|".join(f"`{type_.value}`" for type_ in RelationType)
    for name, place, analyzer in (
        (_NAMES, f"(x:{labels}) ON EACH [x.{SEARCH}, x.{RANK}]", "whitespace"),
        (_SENTENCES, f"()-[x:{types}]-() ON EACH [x.sentence]", "cjk"),
    ):
        options = f"OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{analyzer}'}}}}"
        session.run(f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR {place} {options}").consume()
    session.run("DROP INDEX ipkg_names IF EXISTS").consume()


def names_of(node: Node) -> tuple[str, ...]:
    """The name of a node and its aliases: what it is found by."""
    return (name_of(node), *aliases_of(node))


def search_property(label: str, names: Sequence[str], graph: str) -> str | None:
    """The tokens of a node that is found by name (its names, label and graph, its place in the order), else None."""
    if label not in NAMED_LABELS:
        return None
    name = names[0]
    # What comes first has the greater number.
    size, first = 31 - min(len(name), 31), 31 - bisect_right(_FIRSTS, name[:1])
    return f"{name_tokens(names)} {label} {_token(graph)} {_place(size, first)}".rstrip()


@functools.cache
def _place(size: int, first: int) -> str:
    return " ".join([*_bits(_SIZE, size), *_bits(_FIRST, first)])


def changed_ranks(label: str) -> str:
    """The query for the nodes, and their number of texts, whose rank is not that of `RANKS`, given as $ranks."""
    return (
        f"MATCH (x:`{label}` {{{MARK}: $graph}}) WITH x, COUNT {{ (x)<-[:MENTIONS]-() }} AS texts "
        f"WITH x, CASE WHEN texts > {_MOST_TEXTS} THEN {_MOST_TEXTS} ELSE texts END AS texts "
        f"WHERE coalesce(x.{RANK}, '') <> $ranks[texts] RETURN elementId(x) AS id, texts"
    )


def _bits(digits: tuple[str, int], number: int) -> list[str]:
    letter, count = digits
    return [f"{letter}{place}" for place in range(count) if number >> place & 1]


RANKS = tuple(" ".join(_bits(_TEXTS, texts)) for texts in range(_MOST_TEXTS + 1))
"""The rank of a node by the number of texts that mention it."""


class ServerIndex:
    """The full-text indexes of a server that `kg load` filled."""

    def __init__(self, url: str, graph: str = "default") -> None:
        """Connect to `url`; raises StoreUnavailable where no server answers or it refuses the user."""
        from kg.stores.neo4j_store import Neo4jStore

        self._url, self._graph, self._store = url, graph, Neo4jStore(url)

    def named(self, query: str, labels: tuple[str, ...]) -> Iterator[Named]:
        """The nodes that fit, as `SearchIndex.named` says; raises GraphError where the server has no index yet."""
        ranked = _ranked(query, labels, self._graph)
        given = 0
        for most in _BEST:
            rows = self._rows(_named(", {limit: $most}"), query=ranked, most=most)
            for place, row in enumerate(rows):
                score, last, found = row[5:]
                if found == most and (score <= last or last >= _MANY_TEXTS):
                    break  # from here on the index may have left out what is as good
                if place >= given:
                    given += 1
                    yield _node(row)
            else:
                return
        yield from map(_node, islice(self._rows(_named(), query=ranked), given, _MOST))

    def passages(self, text: str, limit: int) -> Iterator[Passage]:
        """The sentences that fit, as `SearchIndex.passages` says, among the claims that the server finds likest."""
        folded = fold(text)
        query = " OR ".join(
            f"({each})" for each in dict.fromkeys(map(_sentence_query, (folded, normalise(text)))) if each
        )
        if not query:
            return
        rows = self._rows(
            f"CALL db.index.fulltext.queryRelationships('{_SENTENCES}', $query, {{limit: {_MOST}}}) "
            f"YIELD relationship AS x WHERE x.{MARK} = $graph "
            "RETURN x.sentence AS sentence, count(DISTINCT x.text_id) AS texts, min(x.text_id) AS text_id "
            "ORDER BY texts DESC, size(sentence), sentence",
            query=query,
        )
        fitting = list(islice((row for row in rows if folded in fold(row[0])), limit))
        if not fitting:
            return
        titles = dict(
            self._rows(
                f"MATCH (t:SourceText {{{MARK}: $graph}}) WHERE t.iri IN $texts RETURN t.iri, coalesce(t.name, '')",
                texts=[text_id for _, _, text_id in fitting],
            )
        )
        for sentence, texts, text_id in fitting:
            yield Passage(sentence, texts, text_id, titles.get(text_id, ""))

    def _rows(self, cypher: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, brought as they are read."""
        try:
            yield from self._store.rows(cypher, {"graph": self._graph, **parameters}, _PAGE)
        except QueryError as error:
            if "no such fulltext schema index" in str(error):
                advice = "run kg load again to make it"
                raise GraphError(f"{self._url}: the database has no search index; {advice}") from error
            raise

    def close(self) -> None:
        """Close the connections."""
        self._store.close()


def _named(options: str = "") -> str:
    """The query for nodes in the order of `SearchIndex.named`; for each, its score in the index, the least score of
    all and how many they are.
    """
    return (
        f"CALL db.index.fulltext.queryNodes('{_NAMES}', $query{options}) YIELD node, score "
        "WITH collect({node: node, score: score}) AS hits, min(score) AS last UNWIND hits AS hit "
        "WITH hit.node AS x, hit.score AS score, last, size(hits) AS found "
        "WITH x, coalesce(x.name, '') AS name, COUNT { (x)<-[:MENTIONS]-() } AS texts, score, last, found "
        "ORDER BY texts DESC, size(name), name, x.iri "
        "RETURN x.iri, labels(x)[0], name, coalesce(x.aliases, []), texts, score, last, found"
    )


def _node(row: tuple[Any, ...]) -> Named:
    iri, label, name, aliases, texts = row[:5]
    return Named(iri, label, name, tuple(aliases), texts)


def _ranked(query: str, labels: tuple[str, ...], graph: str) -> str:
    """The Lucene query for what fits `query` in the graph, whose score is the rank.

    A term that ends in `*` scores what the number behind it says; the others would score by how rare they are.
    """
    labelled = [] if set(NAMED_LABELS) <= set(labels) else [" OR ".join(labels)]
    fit = [f"+{SEARCH}:({each})^0" for each in (query, _token(graph), *labelled)]
    digits = [
        f"{field}:{letter}{place}*"
        for field, (letter, count) in ((SEARCH, _FIRST), (SEARCH, _SIZE), (RANK, _TEXTS))
        for place in range(count)
    ]
    return " ".join([*fit, *(f"{digit}^{1 << place}" for place, digit in enumerate(digits))])


@functools.cache
def _token(graph: str) -> str:
    """The name of a graph as a token."""
    return "g" + blake2b(graph.encode(), digest_size=8).hexdigest()


def _sentence_query(text: str) -> str:
    """The Lucene query for sentences that may hold `text`, as the `cjk` analyzer cuts them: pairs of Chinese
    characters, words of letters; a piece of one or the other may be a part of what the sentence has.
    """
    parts: list[str] = []
    for run in _RUN.findall(text):
        whole = _HALF.sub("", run)
        if re.search(f"[{_HAN}]", whole):
            parts.append(f'"{whole}"')
        else:
            pieces = _PIECE.findall(run)
            parts += [f"({each}* OR *{each})" if re.match(f"[{_HAN}]", each) else f"*{each}*" for each in pieces]
    return " AND ".join(parts)
