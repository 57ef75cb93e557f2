"""The same graphs through the engines themselves: the fastest path of each, with the same batches and keys.

ArcadeDB: `graph_batch` with relationships by record id, indexes afterwards. Neo4j: one `UNWIND … MERGE` a batch in a
transaction of its own, under uniqueness constraints that are there already. Oxigraph: `serialize` and `bulk_load`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Store, serialize

from kg.property_graph import NODE_LABELS, Node, Relationship
from kg.stores.store import BATCH_ROWS, MARK


def load_arcadedb(folder: Path, nodes: Sequence[Node], links: Sequence[Relationship]) -> None:
    """A new ArcadeDB database in `folder`, with an index of each key and one of names.

    The keys' indexes are not unique: of a million keys, that one takes ten times as long.
    """
    import arcadedb

    with arcadedb.create_database(str(folder)) as database:
        records: dict[str, str] = {}
        with database.graph_batch() as batch:
            for label, some in _by_kind(nodes, lambda node: node.label):
                if not database.schema.exists_type(label):
                    database.schema.create_vertex_type(label)
                made = batch.create_vertices(label, [{"iri": n.iri, **n.properties} for n in some])
                records.update(zip((n.iri for n in some), made, strict=True))
            for type_, some in _by_kind(links, lambda link: link.type.value):
                if not database.schema.exists_type(type_):
                    database.schema.create_edge_type(type_)
                heads, tails = [records[x.head] for x in some], [records[x.tail] for x in some]
                batch.new_edges(heads, type_, tails, [{"statement_id": x.statement_id, **x.properties} for x in some])
        for name in {*(n.label for n in nodes), *(x.type.value for x in links)}:
            key = "iri" if name in NODE_LABELS else "statement_id"
            database.schema.create_property(name, key, "STRING")
            database.schema.create_index(name, [key])
            if key == "iri":
                database.schema.create_property(name, "name", "STRING")
                database.schema.create_index(name, ["name"])


def merge_neo4j(url: str, password: str, nodes: Sequence[Node], links: Sequence[Relationship]) -> None:
    """All nodes and relationships merged by their keys: a query text a label, and one a type and pair of labels."""
    from neo4j import GraphDatabase

    labels = {node.iri: node.label for node in nodes}
    with GraphDatabase.driver(url, auth=("neo4j", password)) as driver, driver.session() as session:
        for label, some in _by_kind(nodes, lambda node: node.label):
            rows = [{"key": n.iri, "p": _lists(n.properties)} for n in some]
            cypher = f"UNWIND $rows AS r MERGE (x:{label} {{iri: r.key, {MARK}: 'default'}}) SET x += r.p"
            session.execute_write(_run, cypher, rows)
        for kind, some in _by_kind(links, lambda x: f"{x.type.value} {labels[x.head]} {labels[x.tail]}"):
            type_, head, tail = kind.split()
            rows = [{"key": x.statement_id, "h": x.head, "t": x.tail, "p": _lists(x.properties)} for x in some]
            cypher = (
                f"UNWIND $rows AS r MATCH (h:{head} {{iri: r.h, {MARK}: 'default'}}), "
                f"(t:{tail} {{iri: r.t, {MARK}: 'default'}}) "
                f"MERGE (h)-[x:{type_} {{statement_id: r.key, {MARK}: 'default'}}]->(t) SET x += r.p"
            )
            session.execute_write(_run, cypher, rows)


def write_quads(path: Path, graphs: Iterable[Iterable[Quad]]) -> None:
    """The quads as N-Quads."""
    with path.open("wb") as out:
        serialize(chain.from_iterable(graphs), out, RdfFormat.N_QUADS)


def load_oxigraph(path: Path, store: Path, is_union: bool) -> None:
    """A new store on disk from the N-Quads file; with `is_union`, all its triples in the default graph as well."""
    made = Store(str(store))
    made.bulk_load(path=str(path), format=RdfFormat.N_QUADS, lenient=True)
    if is_union:
        with path.open("rb") as file:
            triples = b"".join(line[: line.rindex(b" <")] + b" .\n" for line in file)
        made.bulk_load(input=triples, format=RdfFormat.N_TRIPLES, lenient=True)
    made.flush()


def _run(transaction: Any, cypher: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(cypher, rows=rows).consume()


def _lists(properties: Any) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}


def _by_kind(items: Sequence[Any], kind: Callable[[Any], str]) -> Iterator[tuple[str, list[Any]]]:
    """`items` in batches of one kind, without what `kg.stores.store.batches` does to bound memory."""
    found = defaultdict(list)
    for item in items:
        found[kind(item)].append(item)
    for name, some in found.items():
        for start in range(0, len(some), BATCH_ROWS):
            yield name, some[start : start + BATCH_ROWS]
