"""The RDF dataset of a graph on disk: sorted N-Quads and the Oxigraph store that is loaded from them.

Texts stream through: a build holds the quads of one text at a time, and one name for each entity. The store holds each
triple once more in its default graph: Oxigraph's own union of named graphs answers a triple of two texts twice, which
makes every count wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.errors import InvalidGraph, NoGraph, UnwritableGraph
from ontology import terms as t

if TYPE_CHECKING:
    from collections.abc import Mapping

NQUADS = "graph.nq"
HISTORY = "history.nq"
STORE = "rdf"

_CHUNK = 50_000
"""Lines loaded at once: 146 MB at any size, where one bulk load of 2 million quads takes 1.5 GB and no less time."""

_PREF = NamedNode(t.PREF_LABEL)
_ALT = NamedNode(t.ALT_LABEL)
_NAMED = f" <{t.PREF_LABEL}> ".encode()


def write_dataset(folder: Path, texts: Iterable[Sequence[Quad]]) -> int:
    """Write `graph.nq` and the Oxigraph store `rdf/` into `folder`; returns the number of quads.

    `texts` are the sorted quads of one named graph each, ordered by the graph's IRI (runs sort before texts); see
    `settle_names` for what happens to labels. Raises UnwritableGraph where the folder cannot be written.
    """
    count = write_nquads(folder / NQUADS, texts)
    load_nquads(folder / NQUADS, folder / STORE)
    return count


def add_history(folder: Path, quads: Iterable[Quad]) -> int:
    """Write what was withdrawn to `history.nq` and, in its named graphs alone, into the store; returns the number.

    The default graph, which queries see, does not get it. Nothing withdrawn: no file.
    """
    held = list(quads)
    if not held:
        return 0
    try:
        with (folder / HISTORY).open("wb") as out:
            serialize(held, out, RdfFormat.N_QUADS)
        store = Store(str(folder / STORE))
        store.bulk_extend(held)
        store.flush()
    except OSError as error:
        raise UnwritableGraph(str(folder), error.strerror or str(error)) from error
    return len(held)


def write_nquads(path: Path, texts: Iterable[Sequence[Quad]]) -> int:
    """Write the quads of all `texts`, graph by graph, to `path`; returns their number."""
    count, last = 0, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for quads, lines in _settled(texts):
                graph = quads[0].graph_name.value if quads else last  # type: ignore[union-attr]
                if graph < last:
                    raise ValueError(f"graph {graph} comes after {last}; sort the texts by IRI")
                out.write(lines)
                count, last = count + len(quads), graph
    except OSError as error:
        raise UnwritableGraph(str(path.parent), error.strerror or str(error)) from error
    return count


def settle_names(texts: Iterable[Sequence[Quad]]) -> Iterator[list[Quad]]:
    """The same quads with one preferred label for each entity across all texts; each list stays sorted.

    Two texts may spell one entity differently (AI, ＡＩ, ai), as an IRI does not see width, case and spacing. The
    first text in order gives the preferred label; the others' spelling becomes an alternative label there.
    """
    return (list(quads) for quads, _ in _settled(texts))


def _settled(texts: Iterable[Sequence[Quad]]) -> Iterator[tuple[Sequence[Quad], bytes]]:
    """The quads of `settle_names` with their N-Quads: to look for names in those is far quicker than quad by quad."""
    names: dict[bytes, bytes] = {}
    for quads in texts:
        lines = _nquads(quads)
        found = list(_names_in(lines))
        settled = {subject: names.setdefault(subject, name) for subject, name in found}
        if any(settled[subject] != name for subject, name in found):
            triples = b"".join(subject + _NAMED + name + b" .\n" for subject, name in settled.items())
            literals = {q.subject.value: q.object for q in parse(input=triples, format=RdfFormat.N_TRIPLES)}
            quads = _renamed(quads, literals)
            lines = _nquads(quads)
        yield quads, lines


def _nquads(quads: Sequence[Quad]) -> bytes:
    made = serialize(quads, format=RdfFormat.N_QUADS)
    assert made is not None  # without an output file, the bytes are returned
    return made


def _names_in(lines: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The subject and the preferred label, as they are spelt, of each line of N-Quads that has one."""
    place = lines.find(_NAMED)
    while place >= 0:
        subject = lines[lines.rfind(b"\n", 0, place) + 1 : place]
        begin, end = place + len(_NAMED), lines.index(b"\n", place)
        if b" " not in subject:  # else the words stand in a quotation
            yield subject, lines[begin : lines.rindex(b" <", begin, end)]
        place = lines.find(_NAMED, end)


def _renamed(quads: Sequence[Quad], names: Mapping[str, Literal]) -> list[Quad]:
    lines: dict[str, Quad] = {}

    def add(quad: Quad) -> None:
        lines[str(quad)] = quad

    for quad in quads:
        name = names.get(quad.subject.value)  # type: ignore[union-attr]
        if name is None or quad.predicate not in (_PREF, _ALT):
            add(quad)
            continue
        if quad.predicate == _PREF:
            add(Quad(quad.subject, _PREF, name, quad.graph_name))
        if quad.object != name:
            add(Quad(quad.subject, _ALT, quad.object, quad.graph_name))
    return [lines[line] for line in sorted(lines)]


def load_nquads(path: Path, store: Path) -> None:
    """Make a new Oxigraph store in the folder `store` from the N-Quads file `path`, with the union as default graph.

    Raises InvalidGraph where the file is no N-Quads, with its line, and UnwritableGraph where the store cannot be made.
    """
    first = 1
    try:
        target = Store(str(store))
        # Oxigraph loads without Python's lock: the quads, and beside them their triples.
        with path.open("rb") as file, ThreadPoolExecutor(1) as beside:
            while lines := list(islice(file, _CHUNK)):
                triples = beside.submit(_load, target, map(_without_graph, lines), RdfFormat.N_TRIPLES)
                _load(target, lines, RdfFormat.N_QUADS)
                triples.result()
                first += len(lines)
        target.optimize()
        target.flush()
    except SyntaxError as error:
        line = first + (error.lineno or 1) - 1
        raise InvalidGraph(f"{path}:{line}: not N-Quads ({error.msg}); build the graph again") from error
    except OSError as error:
        raise UnwritableGraph(str(store.parent), error.strerror or str(error)) from error


def _load(store: Store, lines: Iterable[bytes], format: RdfFormat) -> None:
    # Lenient: the IRIs were checked when the quads were made, and to check them again takes a sixth of the load.
    store.bulk_load(input=b"".join(lines), format=format, lenient=True)


def _without_graph(line: bytes) -> bytes:
    """The triple of a line that names its graph, as every line of `write_nquads` does."""
    return line[: line.rindex(b" <")] + b" .\n" if b" <" in line else line


def open_dataset(folder: Path) -> Store:
    """The Oxigraph store in `folder`, for reading only; several processes may read it at once.

    Raises NoGraph where there is none.
    """
    store = folder / STORE
    if not store.is_dir():
        raise NoGraph(str(folder), "no RDF store here")
    try:
        return Store.read_only(str(store))
    except OSError as error:
        raise NoGraph(str(folder), f"the RDF store cannot be opened ({error})") from error


def memory_store(quads: Iterable[Quad]) -> Store:
    """The quads in an Oxigraph store in memory, with the default graph of a store on disk; for small graphs."""
    held = list(quads)
    store = Store()
    store.extend(held)
    store.extend(_in_default_graph(held))
    return store


def _in_default_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def read_nquads(path: Path) -> Iterator[Quad]:
    """The quads of an N-Quads file, one by one; raises InvalidGraph where it is none."""
    try:
        yield from parse(path=str(path), format=RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise InvalidGraph(f"{path}:{error.lineno}: not N-Quads ({error.msg}); build the graph again") from error


def texts_in(store: Store) -> list[str]:
    """The IRIs of the texts of a dataset, sorted."""
    quads = store.quads_for_pattern(None, NamedNode(t.TYPE), NamedNode(t.SOURCE_TEXT), None)
    return sorted({quad.subject.value for quad in quads})  # type: ignore[union-attr]


def has_default_graph(store: Store) -> bool:
    """Whether the store's default graph holds the union of its texts, as every store of this module has it."""
    return next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None) is not None
