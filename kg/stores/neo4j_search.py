"""The search index of a Neo4j server: a full-text index of name tokens, and one (`cjk`) of the claims' sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from kg.errors import GraphError, QueryError
from kg.grams import name_tokens
from kg.property_graph import Node
from kg.search import NAMED_LABELS, Named, Passage
from kg.stores.store import MARK, SEARCH
from kg.subgraph import aliases_of, name_of
from ontology.iris import normalise
from ontology.labels import RelationType
from ontology.script import fold

_NAMES, _SENTENCES = "ipkg_names", "ipkg_sentences"
_MOST = 2000
"""How many nodes, and how many claims, one query reads: a sentence bears many claims."""
_PAGE = 100
"""Rows that are brought at first: the driver takes as long for twenty of them as the server for a search."""

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+")


def prepare_search(session: Any) -> None:
    """Make the full-text indexes where they are not there yet."""
    labels = "|".join(f"`{label}`" for label in NAMED_LABELS)
    types = "|".join(f"`{type_.value}`" for type_ in RelationType)
    for name, place, analyzer in (
        (_NAMES, f"(x:{labels}) ON EACH [x.{SEARCH}]", "whitespace"),
        (_SENTENCES, f"()-[x:{types}]-() ON EACH [x.sentence]", "cjk"),
    ):
        options = f"OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{analyzer}'}}}}"
        session.run(f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR {place} {options}").consume()


def search_property(node: Node) -> str | None:
    """The name tokens of a node that is found by name, else None."""
    if node.label not in NAMED_LABELS:
        return None
    return name_tokens(dict.fromkeys(fold(form) for form in (name_of(node), *aliases_of(node))))


class ServerIndex:
    """The full-text indexes of a server that `kg load` filled."""

    def __init__(self, url: str, graph: str = "default") -> None:
        """Connect to `url`; raises StoreUnavailable where no server answers or it refuses the user."""
        from kg.stores.neo4j_store import Neo4jStore

        self._url, self._graph, self._store = url, graph, Neo4jStore(url)

    def named(self, query: str, labels: tuple[str, ...]) -> Iterator[Named]:
        """The nodes that fit, as `SearchIndex.named` says; raises GraphError where the server has no index yet."""
        order = "ORDER BY texts DESC, size(x.name), x.name, x.iri"
        # Of the thousands that a short text fits, no more is read than what puts them in order.
        rows = self._pages(
            f"CALL db.index.fulltext.queryNodes('{_NAMES}', $query) YIELD node AS x WHERE x.{MARK} = $graph "
            + ("" if set(NAMED_LABELS) <= set(labels) else "AND any(label IN labels(x) WHERE label IN $labels) ")
            + f"WITH x, COUNT {{ (x)<-[:MENTIONS]-() }} AS texts {order} SKIP $first LIMIT $size "
            f"RETURN x.iri, labels(x)[0], x.name, coalesce(x.aliases, []), texts {order}",
            query=query,
            labels=list(labels),
        )
        for iri, label, name, aliases, texts in rows:
            yield Named(iri, label, name, tuple(aliases), texts)

    def passages(self, text: str, limit: int) -> Iterator[Passage]:
        """The sentences that fit, as `SearchIndex.passages` says, among the claims that the server finds likest."""
        folded = fold(text)
        query = " OR ".join(
            f"({each})" for each in dict.fromkeys(map(_sentence_query, (folded, normalise(text)))) if each
        )
        if not query:
            return
        rows = self._pages(
            f"CALL db.index.fulltext.queryRelationships('{_SENTENCES}', $query, {{limit: {_MOST}}}) "
            f"YIELD relationship AS x WHERE x.{MARK} = $graph "
            "RETURN x.sentence AS sentence, count(DISTINCT x.text_id) AS texts, min(x.text_id) AS text_id "
            "ORDER BY texts DESC, size(sentence), sentence SKIP $first LIMIT $size",
            query=query,
        )
        fitting = list(islice((row for row in rows if folded in fold(row[0])), limit))
        titles = dict(
            self._rows(
                f"MATCH (t:SourceText {{{MARK}: $graph}}) WHERE t.iri IN $texts RETURN t.iri, coalesce(t.name, '')",
                texts=[text_id for _, _, text_id in fitting],
            )
        )
        for sentence, texts, text_id in fitting:
            yield Passage(sentence, texts, text_id, titles.get(text_id, ""))

    def _pages(self, cypher: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The first `_MOST` rows of a query with $first and $size; most questions need no more than the first page."""
        for first, size in ((0, _PAGE), (_PAGE, _MOST - _PAGE)):
            rows = self._rows(cypher, first=first, size=size, **parameters)
            yield from rows
            if len(rows) < size:
                return

    def _rows(self, cypher: str, **parameters: Any) -> list[tuple[Any, ...]]:
        try:
            return self._store.query(cypher, {"graph": self._graph, **parameters}).rows
        except QueryError as error:
            if "no such fulltext schema index" in str(error):
                advice = "run kg load again to make it"
                raise GraphError(f"{self._url}: the database has no search index; {advice}") from error
            raise

    def close(self) -> None:
        """Close the connections."""
        self._store.close()


def _sentence_query(text: str) -> str:
    """The Lucene query for sentences that may hold `text`, as the `cjk` analyzer cuts them: pairs of Chinese
    characters, words of letters; a piece of one or the other may be a part of what the sentence has.
    """
    parts = []
    for run in _RUN.findall(text):
        if not re.match(f"[{_HAN}]", run):
            parts.append(f"*{run}*")
        else:
            parts.append(f'"{run}"' if len(run) > 1 else f"({run}* OR *{run})")
    return " AND ".join(parts)
