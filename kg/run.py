"""The run that claims come from: which software in which versions, with which settings.

No clock is in it, so that equal inputs give equal bytes; when a graph was made stands in its manifest.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

import msgspec
from pyoxigraph import Literal, NamedNode, Quad

from ontology import terms as t
from ontology.iris import mint

PROJECT = "policy-knowledge-graph"


@dataclass(frozen=True)
class Run:
    """An extraction by one pipeline under one configuration; equal ones have one IRI on every machine.

    `pipeline` is the identity that the pipeline gives itself: its parts with their versions, models and word lists by
    hash. `versions` are of what runs it, `settings` what the user chose.
    """

    pipeline: str
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The IRI of the run."""
        configured = [self._canonical(self.versions), self.settings_json] if self.versions or self.settings else []
        return mint("ExtractionRun", self.pipeline, *configured)

    @property
    def extractor(self) -> str:
        """What decides which extractions can be used again: the pipeline and the Python whose Unicode tables it reads.

        Not the settings: they decide what of an extraction comes into the graph.
        """
        return f"{self.pipeline}+python-{self.versions['python']}" if "python" in self.versions else self.pipeline

    @property
    def components(self) -> dict[str, str]:
        """Every part of the run with its version: those of the pipeline, then `versions`.

        >>> Run("spacy-3.8.18+crf-a9a8", {"python": "3.11"}).components
        {'spacy': '3.8.18', 'crf': 'a9a8', 'python': '3.11'}
        """
        parts = (part.partition("-") for part in self.pipeline.split("+"))
        return {**{name: version for name, _, version in parts}, **dict(sorted(self.versions.items()))}

    @property
    def settings_json(self) -> str:
        """The settings as JSON, sorted by name."""
        return self._canonical(self.settings)

    @property
    def settings_hash(self) -> str:
        """The SHA-256 of the settings; equal settings give an equal one."""
        return hashlib.sha256(self.settings_json.encode("utf-8")).hexdigest()

    def quads(self) -> list[Quad]:
        """The run in a named graph of its own, sorted."""
        facts: list[tuple[str, str, NamedNode | Literal]] = [
            (self.iri, t.TYPE, NamedNode(t.EXTRACTION_RUN)),
            (self.iri, t.PIPELINE, Literal(self.pipeline)),
        ]
        if self.settings:
            facts += [
                (self.iri, t.SETTINGS, Literal(self.settings_json)),
                (self.iri, t.SETTINGS_HASH, Literal(self.settings_hash)),
            ]
        quads = {Quad(NamedNode(s), NamedNode(p), o, NamedNode(self.iri)) for s, p, o in facts}
        for name, number in self.components.items():
            quads.update(software_quads(self.iri, name, number))
        return sorted(quads, key=str)

    @staticmethod
    def _canonical(pairs: Mapping[str, str]) -> str:
        return msgspec.json.encode(dict(pairs), order="sorted").decode()


def software_quads(run: str, name: str, number: str) -> Iterator[Quad]:
    """A part of the run with the IRI `run`, in the run's graph; `number` is its version, "" where it has none."""
    agent, graph = NamedNode(mint("SoftwareAgent", name, number)), NamedNode(run)
    yield Quad(graph, NamedNode(t.ASSOCIATED_WITH), agent, graph)
    yield Quad(agent, NamedNode(t.TYPE), NamedNode(t.SOFTWARE_AGENT), graph)
    yield Quad(agent, NamedNode(t.NAME), Literal(name), graph)
    if number:
        yield Quad(agent, NamedNode(t.SOFTWARE_VERSION), Literal(number), graph)


def this_run(pipeline: str, settings: Mapping[str, str]) -> Run:
    """The run of `pipeline` by this installation; of Python the minor version counts, as the next one brings other
    Unicode tables and a bug fix does not."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Run(pipeline, {PROJECT: version(PROJECT), "python": python}, settings)
