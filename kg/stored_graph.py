"""A graph read back from a Cypher store, with the same parts as a graph folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from kg.stores.store import open_store

if TYPE_CHECKING:
    from pyoxigraph import Store


class StoredGraph:
    """What a Cypher store holds, as a property graph and as the RDF dataset that it was loaded from."""

    manifest = None
    """A store does not know which build it was loaded from."""

    def __init__(self, url_or_path: str | os.PathLike[str]) -> None:
        """Read the whole graph of the store there.

        Raises StoreUnavailable where none answers, and GraphError where it holds no graph of ours.
        """
        with open_store(url_or_path) as store:
            self._nodes, self._relationships = store.records()
        if not self._nodes:
            raise GraphError(f"{os.fspath(url_or_path)}: no graph here; fill it first with kg load --store URL")

    def records(self) -> tuple[Iterator[Node], Iterator[Relationship]]:
        """The nodes and the relationships, sorted."""
        return iter(self._nodes), iter(self._relationships)

    def dataset(self) -> Store:
        """The RDF dataset in memory: equal to that of the graph folder that was loaded, quad for quad."""
        from kg.dataset import memory_store
        from kg.restore import to_quads

        return memory_store(to_quads(self._nodes, self._relationships))
