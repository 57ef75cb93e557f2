"""Bringing a Neo4j database to a graph by writing the difference.

Each node and relationship carries a digest of what was written. A refresh reads keys and digests, and sends what is
new or different; relationships find their ends by the server's own ids, so that one query text a type is enough:
planning one for each pair of labels took most of the time of a load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from kg.errors import InvalidGraph
from kg.property_graph import ENTITY_LABELS, NODE_LABELS, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, Node, Relationship
from kg.search import NAMED_LABELS
from kg.stores.neo4j_row import FORMAT, node_row, relationship_row
from kg.stores.neo4j_row import digest as row_digest
from kg.stores.neo4j_schema import indexes, keys, prepare
from kg.stores.neo4j_search import RANKS, changed_ranks, names_of, prepare_search, search_property
from kg.stores.store import BATCH_ROWS, DIGEST, LOADED, MARK, RANK, SEARCH, batches
from ontology.labels import RelationType

TRANSACTION_SECONDS = 600

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class Counts:
    """What a load did to nodes or to relationships."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class LoadReport:
    """What a load did; `kept` are nodes that are gone from the graph but that others' relationships hold on to."""

    nodes: Counts
    relationships: Counts
    kept: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What happened, for a person: a line each for nodes, relationships and, if there are any, what was kept."""
        counts = {"nodes": self.nodes, "relationships": self.relationships}
        lines = [
            f"{name}: " + ", ".join(f"{n} {done}" for done, n in vars(each).items()) for name, each in counts.items()
        ]
        if self.kept:
            gone = "1 node is" if len(self.kept) == 1 else f"{len(self.kept)} nodes are"
            lines.append(f"{gone} gone from the graph and kept, as relationships of others hold on")
        return lines


@dataclass
class Load:
    """One load of one graph; `check` compares every value, also those that somebody else has changed since."""

    session: Any
    graph: str
    check: bool = False
    report: LoadReport = field(default_factory=lambda: LoadReport(Counts(), Counts()))
    _ids: dict[str, str] = field(default_factory=dict)

    def run(self, nodes: Iterable[Node], relationships: Iterable[Relationship], version: str | None) -> LoadReport:
        """Make the database hold exactly this graph; `version` names its content, so that an equal one is not read.

        Raises InvalidGraph where a relationship's end is not among the nodes, and the driver's errors.
        """
        prepare(self.session, keys())
        if version and not self.check and (held := self._held(version)):
            self._index()
            return held
        # Reading a graph takes two long queries, which take longer to plan than an empty database to fill.
        is_new = not self._read(f"MATCH (x {{{MARK}: $graph}}) RETURN 1 LIMIT 1")
        if not is_new:
            self._forget_version()
        there = {} if is_new else self._there(_NODES)
        for label, some in batches(nodes, lambda node: node.label):
            self._nodes(known_label(label), some, there.get(label, {}))
        there_links = {} if is_new else self._there(_LINKS)
        for type_, links in batches(relationships, lambda link: RelationType(link.type)):
            self._relationships(type_, links, there_links.get(type_.value, {}))
        for type_ in RelationType:
            gone = sorted(there_links.get(type_.value, ()))
            self.report.relationships.deleted += sum(self._delete(_unlink(type_), some) for some in _slices(gone))
        kept = [iri for label in NODE_LABELS for iri in self._prune(label, sorted(there.get(label, ())))]
        self._rank()
        self._index()
        if version and self._ids and not kept:
            self._remember(version)
        return LoadReport(self.report.nodes, self.report.relationships, tuple(sorted(kept)))

    def _index(self) -> None:
        prepare(self.session, indexes())
        prepare_search(self.session)

    def _nodes(self, label: str, nodes: list[Node], there: dict[str, tuple[int | None, str]]) -> None:
        counts = self.report.nodes
        rows: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for node in nodes:
            digest, known = row_digest(node_row(node)), there.pop(node.iri, None)
            if known is not None:
                self._ids[node.iri] = known[1]
            if known is None:
                rows.append({"key": node.iri, "properties": _present(node.properties, NODE_PROPERTIES, digest)})
            elif known[0] != digest or self.check:
                changed.append({"key": node.iri, "properties": _full(node.properties, NODE_PROPERTIES, digest)})
            else:
                counts.unchanged += 1
                continue
            (rows if known is None else changed)[-1]["properties"][SEARCH] = search_property(
                node.label, names_of(node), self.graph
            )
            if known is None and node.label in ENTITY_LABELS:
                rows[-1]["properties"][RANK] = RANKS[1]  # most are in one text; the others are mended at the end
        match = f"MERGE (x:`{label}` {{iri: row.key, {MARK}: $graph}})"
        made, ids = self._make(match, rows, "RETURN row.key AS key, elementId(x) AS id")
        self._ids.update((record["key"], record["id"]) for record in ids)
        counts.created += made
        counts.unchanged += len(rows) - made
        self._change(match, changed, (*NODE_PROPERTIES, SEARCH), counts)

    def _relationships(
        self, type_: RelationType, links: list[Relationship], there: dict[str, tuple[int | None, str]]
    ) -> None:
        counts, rows, changed = self.report.relationships, [], []
        for link in links:
            digest, known = row_digest(relationship_row(link)), there.pop(link.statement_id, None)
            row = {"key": link.statement_id, "head": self._end(link, link.head), "tail": self._end(link, link.tail)}
            if known is None:
                rows.append({**row, "properties": _present(link.properties, RELATIONSHIP_PROPERTIES, digest)})
            elif known[0] != digest or self.check:
                changed.append({**row, "properties": _full(link.properties, RELATIONSHIP_PROPERTIES, digest)})
            else:
                counts.unchanged += 1
        match = (
            f"MATCH (h) WHERE elementId(h) = row.head AND h.{MARK} = $graph "
            f"MATCH (t) WHERE elementId(t) = row.tail AND t.{MARK} = $graph "
            f"MERGE (h)-[x:`{type_.value}` {{statement_id: row.key, {MARK}: $graph}}]->(t)"
        )
        made, found = self._make(match, rows, "RETURN count(x) AS n")
        if rows and found[0]["n"] != len(rows):
            lost = len(rows) - found[0]["n"]
            raise InvalidGraph(
                f"{lost} relationships lost an end to somebody else's change of the database; load again"
            )
        counts.created += made
        counts.unchanged += len(rows) - made
        self._change(match, changed, RELATIONSHIP_PROPERTIES, counts)

    def _end(self, link: Relationship, iri: str) -> str:
        try:
            return self._ids[iri]
        except KeyError:
            message = f"{link.statement_id}: {link.type} joins {iri}, which is no node of the graph"
            raise InvalidGraph(message) from None

    def _make(self, match: str, rows: list[dict[str, Any]], returned: str) -> tuple[int, list[Any]]:
        """One batch of what is new in one transaction: how many were made, and what the query returned.

        MERGE, as the answer to a commit can get lost and the batch be sent again.
        """

        def work(transaction: Any) -> tuple[int, list[Any]]:
            cypher = f"UNWIND $rows AS row {match} SET x += row.properties {returned}"
            result = transaction.run(cypher, rows=rows, graph=self.graph)
            found = list(result)
            made = result.consume().counters
            return made.nodes_created + made.relationships_created, found

        return self._write(work) if rows else (0, [])

    def _change(self, match: str, rows: list[dict[str, Any]], names: tuple[str, ...], counts: Counts) -> None:
        """One batch of what may differ: what does is set, the rest is left alone.

        Our own properties alone are compared and set: one that somebody else added to the node stays.
        """
        if not rows:
            return
        cypher = (
            f"UNWIND $rows AS row {match} WITH x, row.properties AS p "
            "WHERE any(k IN $keys WHERE coalesce(x[k] <> p[k], (x[k] IS NULL) <> (p[k] IS NULL))) "
            "SET x += p RETURN count(x) AS written"
        )

        def work(transaction: Any) -> int:
            result = transaction.run(cypher, rows=rows, keys=[*names, DIGEST], graph=self.graph)
            written: int = result.single()["written"]
            return written

        written = self._write(work)
        counts.updated += written
        counts.unchanged += len(rows) - written

    def _prune(self, label: str, gone: list[str]) -> list[str]:
        """Remove what is gone; a node that still has relationships has others' relationships, so it stays."""
        match = f"UNWIND $keys AS key MATCH (x:`{label}` {{iri: key, {MARK}: $graph}})"
        cypher = f"{match} WHERE NOT (x)--() DELETE x RETURN count(x) AS n"
        deleted = sum(self._delete(cypher, some) for some in _slices(gone))
        self.report.nodes.deleted += deleted
        if deleted == len(gone):
            return []
        return [record["key"] for record in self._read(f"{match} RETURN key", keys=gone)]

    def _rank(self) -> None:
        """Note how many texts mention each node, where the database says another number."""
        match = f"UNWIND $rows AS row MATCH (x) WHERE elementId(x) = row[0] AND x.{MARK} = $graph"
        given = {"graph": self.graph, "ranks": RANKS}

        def read(transaction: Any, label: str) -> list[tuple[str, int]]:
            return [(id_, texts) for id_, texts in transaction.run(changed_ranks(label), given)]

        def write(transaction: Any, rows: list[tuple[str, int]]) -> None:
            transaction.run(f"{match} SET x.{RANK} = $ranks[row[1]]", given, rows=rows).consume()

        for label in NAMED_LABELS:
            for some in _slices(self.session.execute_read(read, label)):
                self._write(partial(write, rows=some))

    def _delete(self, cypher: str, some: list[str]) -> int:
        def work(transaction: Any) -> int:
            deleted: int = transaction.run(cypher, keys=some, graph=self.graph).single()["n"]
            return deleted

        return self._write(work)

    def _there(self, part: str) -> dict[str, dict[str, tuple[int | None, str]]]:
        """What the database holds of the graph: label or type → key → its digest and the server's id."""

        def work(transaction: Any) -> dict[str, dict[str, tuple[int | None, str]]]:
            found: dict[str, dict[str, tuple[int | None, str]]] = {}
            for kind, key, digest, id_ in transaction.run(part, graph=self.graph):
                found.setdefault(kind, {})[key] = (digest, id_)
            return found

        there: dict[str, dict[str, tuple[int | None, str]]] = self.session.execute_read(work)
        return there

    def _held(self, version: str) -> LoadReport | None:
        """What an unchanged load reports, where the last whole load was of this version and nothing has gone since."""
        marks = self._read(f"MATCH (x {{{MARK}: $graph}}) WHERE x.{LOADED} IS NOT NULL RETURN x.{LOADED} AS mark")
        if not marks:
            return None
        (nodes,), (links,) = (self._read(count) for count in (_COUNT_NODES, _COUNT_LINKS))
        if [record["mark"] for record in marks] != [_mark(version, nodes["n"], links["n"])]:
            return None
        return LoadReport(Counts(unchanged=nodes["n"]), Counts(unchanged=links["n"]))

    def _forget_version(self) -> None:
        cypher = f"MATCH (x {{{MARK}: $graph}}) WHERE x.{LOADED} IS NOT NULL REMOVE x.{LOADED}"
        self._write(lambda transaction: transaction.run(cypher, graph=self.graph).consume())

    def _remember(self, version: str) -> None:
        """Note on one of the nodes that all of this version is there."""
        counts = (
            each.created + each.updated + each.unchanged for each in (self.report.nodes, self.report.relationships)
        )
        cypher = f"MATCH (x) WHERE elementId(x) = $id SET x.{LOADED} = $mark"
        id_, mark = self._ids[min(self._ids)], _mark(version, *counts)
        self._write(lambda transaction: transaction.run(cypher, id=id_, mark=mark).consume())

    def _read(self, cypher: str, **parameters: Any) -> list[Any]:
        found: list[Any] = self.session.execute_read(lambda t: list(t.run(cypher, graph=self.graph, **parameters)))
        return found

    def _write(self, work: Callable[[Any], Result]) -> Result:
        from neo4j import unit_of_work

        result: Result = self.session.execute_write(unit_of_work(timeout=TRANSACTION_SECONDS)(work))
        return result


_NODES = " UNION ALL ".join(
    f"MATCH (x:`{label}` {{{MARK}: $graph}}) "
    f"RETURN '{label}' AS kind, x.iri AS key, x.{DIGEST} AS digest, elementId(x) AS id"
    for label in NODE_LABELS
)
_LINKS = " UNION ALL ".join(
    f"MATCH ()-[x:`{type_.value}` {{{MARK}: $graph}}]->() "
    f"RETURN '{type_.value}' AS kind, x.statement_id AS key, x.{DIGEST} AS digest, '' AS id"
    for type_ in RelationType
)
_COUNT_NODES = f"MATCH (x:{'|'.join(NODE_LABELS)} {{{MARK}: $graph}}) RETURN count(x) AS n"
_COUNT_LINKS = f"MATCH ()-[x:{'|'.join(RelationType)} {{{MARK}: $graph}}]->() RETURN count(x) AS n"


def _mark(version: str, nodes: int, relationships: int) -> str:
    return f"{version} {FORMAT} {nodes} {relationships}"


def _unlink(type_: RelationType) -> str:
    link = f"()-[x:`{type_.value}` {{statement_id: key, {MARK}: $graph}}]->()"
    return f"UNWIND $keys AS key MATCH {link} DELETE x RETURN count(x) AS n"


def _slices(keys: list[Item]) -> Iterator[list[Item]]:
    return (keys[start : start + BATCH_ROWS] for start in range(0, len(keys), BATCH_ROWS))


def _present(properties: Mapping[str, Any], names: tuple[str, ...], digest: int) -> dict[str, Any]:
    """The properties that there are, and the digest."""
    unknown = sorted(set(properties) - set(names))
    if unknown:
        raise InvalidGraph(f"properties that the model does not have: {', '.join(unknown)}")
    return {**{name: _list(value) for name, value in properties.items()}, DIGEST: digest}


def _full(properties: Mapping[str, Any], names: tuple[str, ...], digest: int) -> dict[str, Any]:
    """Every property that there can be, None where absent: setting None removes what an earlier load put there."""
    return {**dict.fromkeys(names), **_present(properties, names, digest)}


def _list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def known_label(name: str) -> str:
    """`name`, which goes into query text and so must be one of the model's labels."""
    if name not in NODE_LABELS:
        raise InvalidGraph(f"{name!r} is no label of the model; known: {', '.join(NODE_LABELS)}")
    return name
