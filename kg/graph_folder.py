"""A graph on disk: extractions kept between builds, one current generation, a commit that is one file replaced.

Building again reads all inputs but extracts only texts that changed; equal inputs give the generation that is already
there. A kill at any moment leaves the old graph or the new one, and the next build goes on from the extractions made.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from extract.records import Document, Extraction, Origin, Span, quotation_faults
from kg.build import count_claims
from kg.checksums import damage, write_checksums
from kg.classification_rules import rules_digest
from kg.corrections import correct
from kg.dataset import NQUADS, STORE, add_history, open_dataset, write_dataset
from kg.decisions import CORRECTIONS, Decision, by_text, read_decisions
from kg.errors import GraphError, InvalidGraph, NoGraph, UnwritableGraph
from kg.history import corrected_quads
from kg.property_graph import Node, Relationship, iter_nodes, iter_relationships
from kg.reference_lists import reference_graphs
from kg.row_files import NODES, RELATIONSHIPS, read_nodes, read_relationships, written_nodes, written_relationships
from kg.run import Run, this_run
from kg.search_index import SEARCH, IndexWriter
from ontology.iris import digest

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

FORMAT = "5"
"""Version of the folder's layout and of the way from extractions to claims; part of each generation's identity."""

_TEMPORARY = ".tmp-"
_TEXTS = "texts.jsonl"
_CYPHER = "cypher"
_PARTS = (_TEXTS, NQUADS, STORE, NODES, RELATIONSHIPS, _CYPHER, SEARCH)

Extractor = Callable[[Iterable[Document]], Iterator[Extraction]]
"""Documents in, one extraction each and in order; `Pipeline.extract_all` is one."""


class TextEntry(msgspec.Struct, frozen=True):
    """A text of the graph: its IRI, the key of its extraction, and every place where it was found."""

    iri: str
    key: str
    origins: tuple[Origin, ...]


class Manifest(msgspec.Struct, frozen=True):
    """What the graph was made from and what came out; `generation` names the folder that is current.

    `run` is the IRI of the extraction run; `versions` and `settings` are its own. `corrections` counts the decisions
    that were applied, `stale` names those that found no claim. `started` and `finished` are the only moments that a
    graph keeps, UTC in ISO 8601: equal inputs give equal bytes everywhere else.
    """

    format: str
    generation: str
    pipeline: str
    min_confidence: float
    inputs: dict[str, str]
    counts: dict[str, int]
    run: str = ""
    versions: dict[str, str] = {}
    settings: dict[str, str] = {}
    corrections: int = 0
    stale: tuple[str, ...] = ()
    started: str = ""
    finished: str = ""


class BuildReport(msgspec.Struct, frozen=True):
    """What a build did: texts in the graph, how many were extracted now, and the counts of claims.

    `stale` has a line for each decision that found no claim and that no build before has named; `damage` says which
    part of the graph was found damaged and was made again.
    """

    texts: int
    extracted: int
    unchanged: bool
    counts: dict[str, int]
    stale: tuple[str, ...] = ()
    damage: str = ""


class GraphFolder:
    """A graph folder opened for reading: the current generation and its parts."""

    def __init__(self, folder: Path) -> None:
        """Open the graph at `folder`.

        Raises NoGraph where there is none.
        """
        self.folder = folder
        manifest = read_manifest(folder)
        if manifest is None:
            raise NoGraph(str(folder))
        self.manifest = manifest
        self.generation = folder / "generations" / manifest.generation
        if not self.generation.is_dir():
            raise NoGraph(str(folder), f"its generation {manifest.generation} is missing")
        if broken := damage(self.generation, is_quick=True):
            raise NoGraph(str(folder), broken)

    def records(self) -> tuple[Iterator[Node], Iterator[Relationship]]:
        """The nodes and the relationships of the property graph, sorted.

        Raises NoGraph where an earlier version, which kept none, made the graph.
        """
        if not (self.generation / RELATIONSHIPS).exists():
            raise NoGraph(str(self.folder), f"its generation has no {RELATIONSHIPS}")
        return read_nodes(self.generation), read_relationships(self.generation)

    @property
    def cypher(self) -> Path:
        """The folder of the embedded Cypher store."""
        return self.generation / _CYPHER

    def dataset(self) -> Store:
        """The RDF dataset, open for reading.

        Raises NoGraph where it is missing or damaged.
        """
        try:
            return open_dataset(self.generation)
        except NoGraph as error:
            raise NoGraph(str(self.folder), error.reason) from error

    def iter_texts(self) -> Iterator[TextEntry]:
        """The texts with their origins, by IRI."""
        with (self.generation / _TEXTS).open("rb") as lines:
            for line in lines:
                yield msgspec.json.decode(line, type=TextEntry)

    def iter_extractions(self) -> Iterator[Extraction]:
        """The extraction of each text, by the text's IRI, with all its origins."""
        for entry in self.iter_texts():
            yield read_extraction(self.folder, entry.key, entry.origins)

    def iter_corrected(self) -> Iterator[Extraction]:
        """The extraction of each text as the decisions in `corrections.jsonl` leave it, by the text's IRI.

        Raises InvalidCorrections where a line of the file is no decision.
        """
        decisions = by_text(read_decisions(self.folder))
        for extraction in self.iter_extractions():
            yield correct(extraction, decisions.get(extraction.document.sha256, ())).extraction

    def locate(self, text_iri: str, span: Span) -> list[tuple[str, str, int, int]]:
        """Where a span of a text stands in its sources: (file, part of it, begin, end) for each origin."""
        entry = next((e for e in self.iter_texts() if e.iri == text_iri), None)
        return [place for origin in (entry.origins if entry else ()) for place in _places(origin, span)]


def _places(origin: Origin, span: Span) -> Iterator[tuple[str, str, int, int]]:
    held = [s for s in origin.segments if s.begin < span.end and span.begin < s.end]
    for locus in dict.fromkeys(s.locus for s in held):
        parts = [s for s in held if s.locus == locus]
        begin = parts[0].source_begin + max(0, span.begin - parts[0].begin)
        last = parts[-1]
        end = (
            last.source_end if span.end >= last.end else min(last.source_end, last.source_begin + span.end - last.begin)
        )
        yield origin.source, locus, begin, end


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the graph at `folder`, or None where there is no graph.

    Raises InvalidGraph where the file cannot be read as a manifest.
    """
    path = folder / "manifest.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise InvalidGraph(f"{path}: not a manifest ({error}); delete it and build again") from error


def read_extraction(folder: Path, key: str, origins: tuple[Origin, ...]) -> Extraction:
    """The kept extraction `key`, with `origins` put back.

    Raises InvalidGraph where the record is missing or damaged.
    """
    path = folder / "extractions" / f"{key}.json"
    try:
        extraction = Extraction.from_json(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidGraph(f"{path}: damaged or missing ({error}); delete it and build again") from error
    document = msgspec.structs.replace(extraction.document, origins=origins)
    return msgspec.structs.replace(extraction, document=document)


def build_graph(
    folder: Path,
    documents: Iterable[Document],
    extract: Extractor,
    pipeline: str,
    create_store: Callable[[Path, Iterable[Node], Iterable[Relationship]], None],
    min_confidence: float = 0.0,
    settings: Mapping[str, str] | None = None,
) -> BuildReport:
    """Bring the graph at `folder` to what `documents` say; texts that are gone take their claims with them.

    `extract` is called for the texts whose extraction by `pipeline` is not kept yet; `create_store` fills the embedded
    Cypher store. Claims below `min_confidence` stay in the extractions and out of the graph. The decisions of
    `corrections.jsonl` are applied. `settings` is what else the user chose, for the record. Nothing that is stored
    changes before the last step.
    Raises UnwritableGraph, InvalidCorrections, and GraphError where another build holds the folder or no document came.
    """
    chosen = {**(settings or {}), "min_confidence": str(min_confidence)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), tempfile.TemporaryDirectory(dir=folder, prefix=_TEMPORARY) as temporary:
            work = _Work(folder, Path(temporary), this_run(pipeline, chosen), min_confidence, read_decisions(folder))
            return _build(work, documents, extract, create_store)
    except OSError as error:
        raise UnwritableGraph(str(folder), error.strerror or str(error)) from error
    except UnwritableGraph as error:  # of a part of it that is in the making
        raise UnwritableGraph(str(folder), error.reason) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import filelock

    try:
        with filelock.FileLock(folder / ".lock", timeout=0):
            yield
    except filelock.Timeout as error:
        raise GraphError(f"{folder}: another build is at work here; wait for it or choose another --graph") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class _Work:
    """What a build goes by."""

    folder: Path
    temporary: Path
    run: Run
    min_confidence: float
    decisions: tuple[Decision, ...]
    started: str = field(default_factory=_now)

    def generation(self, entries: list[TextEntry]) -> str:
        """The name of the generation: one for equal texts, pipeline, settings and decisions."""
        decisions = b"\n".join(decision.to_json() for decision in self.decisions).decode()
        identities = (part for entry in entries for part in _identity(entry))
        return digest(FORMAT, rules_digest(), self.run.iri, decisions, *identities)


def _build(
    work: _Work,
    documents: Iterable[Document],
    extract: Extractor,
    create_store: Callable[[Path, Iterable[Node], Iterable[Relationship]], None],
) -> BuildReport:
    folder, temporary, pipeline = work.folder, work.temporary, work.run.extractor
    extractions = folder / "extractions"
    for left in [*folder.glob(f"{_TEMPORARY}*"), *extractions.glob(f"{_TEMPORARY}*")]:  # of builds that were killed
        if left.is_file():
            left.unlink()
        elif left != temporary:
            shutil.rmtree(left, ignore_errors=True)
    extractions.mkdir(exist_ok=True)
    found = _Found(temporary / "origins.jsonl", extractions, pipeline)
    extracted = 0
    with closing(found.missing(documents)) as missing:  # its file is closed here: on a full disk that may fail
        for extraction in extract(missing):
            _keep(extractions, _key(pipeline, extraction.document), extraction)
            extracted += 1
    entries = found.entries()
    if not entries:
        raise GraphError("no text to build a graph from")
    generation = work.generation(entries)
    last = read_manifest(folder)
    broken = _broken(folder / "generations" / generation) if last and last.generation == generation else ""
    if last and last.generation == generation and not broken:
        return BuildReport(len(entries), extracted, True, last.counts)
    claims = _Claims(work, entries)
    counts = _write_generation(temporary / "generation", entries, claims, create_store)
    stale = claims.stale()
    inputs = {origin.source: origin.sha256 for entry in entries for origin in entry.origins}
    manifest = Manifest(
        FORMAT,
        generation,
        work.run.pipeline,
        work.min_confidence,
        dict(sorted(inputs.items())),
        counts,
        work.run.iri,
        dict(sorted(work.run.versions.items())),
        dict(sorted(work.run.settings.items())),
        len(work.decisions),
        tuple(stale),
        work.started,
        _now(),
    )
    _commit(folder, temporary / "generation", manifest)
    _prune(folder, generation, found.keys)
    new = tuple(line for name, line in stale.items() if name not in (last.stale if last else ()))
    return BuildReport(len(entries), extracted, False, counts, new, broken)


class _Claims:
    """The run, the reference lists and each text in turn, its decisions applied, as quads sorted by their graph.

    What was withdrawn is held back for the history.
    """

    def __init__(self, work: _Work, entries: list[TextEntry]) -> None:
        self._work, self._entries = work, entries
        self._seen: set[str] = set()
        self._unused: set[Decision] = set()
        self.history: list[Quad] = []

    def __iter__(self) -> Iterator[Sequence[Quad]]:
        yield self._work.run.quads()
        yield from reference_graphs()
        decisions, run = by_text(self._work.decisions), self._work.run.iri
        for entry in self._entries:
            extraction = read_extraction(self._work.folder, entry.key, entry.origins)
            sha256 = extraction.document.sha256
            made = corrected_quads(extraction, decisions.get(sha256, ()), self._work.min_confidence, run)
            self._seen.add(sha256)
            self._unused.update(made.unused)
            self.history += made.history
            yield made.claims

    def stale(self) -> dict[str, str]:
        """A line for each decision that found no claim, by the digest of the decision."""
        path, found = self._work.folder / CORRECTIONS, {}
        for number, decision in enumerate(self._work.decisions, 1):
            is_gone = decision.text not in self._seen
            if is_gone or decision in self._unused:
                what = "its text is not in the graph" if is_gone else "the text has no such claim any more"
                claim = " ".join(filter(None, (decision.kind, decision.subject, decision.object)))
                line = f"{path}: decision {number}, {decision.decision} {claim}: {what}"
                found[digest(decision.to_json().decode())] = line
        return found


def _broken(generation: Path) -> str:
    """What somebody took out of the generation or damaged in it; empty where all is well."""
    gone = next((part for part in _PARTS if not (generation / part).exists()), None)
    return f"{gone} is missing" if gone else damage(generation) or ""


class _Found:
    """The origins of all documents on disk, so that memory holds one short line for each, and which text each is."""

    def __init__(self, path: Path, extractions: Path, pipeline: str) -> None:
        self._path, self._extractions, self._pipeline = path, extractions, pipeline
        self._lines: list[tuple[str, str, int, str, int]] = []
        self.keys: set[str] = set()

    def missing(self, documents: Iterable[Document]) -> Generator[Document, None, None]:
        """Note the origins of each document; yield those, once for each key, that have no extraction yet.

        `keys` are then those of all documents, so that reprints whose extraction is not used need not be done again.
        """
        with self._path.open("wb") as file:
            for document in documents:
                key, iri = _key(self._pipeline, document), document.id
                for origin in document.origins:
                    self._lines.append((iri, origin.source, origin.copy, key, file.tell()))
                    file.write(msgspec.json.encode(origin) + b"\n")
                is_new = key not in self.keys
                self.keys.add(key)
                if is_new and not (self._extractions / f"{key}.json").exists():
                    yield document

    def entries(self) -> list[TextEntry]:
        """The texts by IRI. Of prints that differ in white space or width, the first file's is the stored text.

        Only origins of exactly that text keep their map back into the file.
        """
        entries: list[TextEntry] = []
        with self._path.open("rb") as file:
            for iri, group in groupby(sorted(self._lines), key=lambda line: line[0]):
                lines = list(group)
                key = lines[0][3]
                origins = []
                for _, _, _, own_key, offset in lines:
                    file.seek(offset)
                    origin = msgspec.json.decode(file.readline(), type=Origin)
                    origins.append(origin if own_key == key else msgspec.structs.replace(origin, segments=()))
                entries.append(TextEntry(iri, key, tuple(dict.fromkeys(origins))))
        return entries


def _key(pipeline: str, document: Document) -> str:
    fields = msgspec.json.encode(document.fields).decode()
    return hashlib.sha256("\x1f".join((pipeline, document.text, fields)).encode("utf-8")).hexdigest()[:32]


def _identity(entry: TextEntry) -> Iterator[str]:
    yield entry.iri
    yield entry.key
    for origin in entry.origins:
        yield f"{origin.source}#{origin.copy}#{origin.sha256}"


def _keep(extractions: Path, key: str, extraction: Extraction) -> None:
    faults = quotation_faults(extraction)
    if faults:
        source = extraction.document.origins[0].source if extraction.document.origins else extraction.document.id
        raise InvalidGraph(f"{source}: a quotation is not in the text ({faults[0]}); please report this")
    bare = msgspec.structs.replace(extraction, document=msgspec.structs.replace(extraction.document, origins=()))
    write_atomic(extractions / f"{key}.json", bare.to_json())


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_generation(
    target: Path,
    entries: list[TextEntry],
    claims: _Claims,
    create_store: Callable[[Path, Iterable[Node], Iterable[Relationship]], None],
) -> dict[str, int]:
    target.mkdir()
    with (target / _TEXTS).open("wb") as file:
        file.writelines(msgspec.json.encode(entry) + b"\n" for entry in entries)
    write_dataset(target, claims)
    add_history(target, claims.history)
    store = open_dataset(target)
    with IndexWriter(target) as index:
        nodes = written_nodes(target, iter_nodes(store))
        relationships = written_relationships(target, iter_relationships(store))
        create_store(target / _CYPHER, index.nodes(nodes), index.relationships(relationships))
    write_checksums(target)
    return count_claims(store)


def _commit(folder: Path, written: Path, manifest: Manifest) -> None:
    final = folder / "generations" / manifest.generation
    final.parent.mkdir(exist_ok=True)
    if final.exists():
        shutil.rmtree(final)
    written.rename(final)
    write_atomic(folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def _prune(folder: Path, current: str, keys: set[str]) -> None:
    """Drop generations older than the last two (a reader may still hold the last) and extractions of no document."""
    generations = sorted((folder / "generations").iterdir(), key=lambda path: path.stat().st_mtime)
    for old in [path for path in generations if path.name != current][:-1]:
        shutil.rmtree(old, ignore_errors=True)
    for path in (folder / "extractions").glob("*.json"):
        if path.stem not in keys:
            path.unlink(missing_ok=True)
