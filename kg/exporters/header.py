"""What an RDF export says of itself: VoID and DCAT metadata with title, counts, build, licence and citation.

VoID: https://www.w3.org/TR/void/; DCAT 3: https://www.w3.org/TR/vocab-dcat-3/. Everything follows from the graph and
its manifest, so that equal graphs give equal headers: there is no time of writing in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.build import ZH, date_literal, decimal_literal, integer_literal, run_iri
from kg.property_graph import CLASSES
from kg.subgraph import Subgraph
from ontology import terms
from ontology.iris import mint

if TYPE_CHECKING:
    from pyoxigraph import Literal, Triple

    from kg.graph_folder import Manifest

DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"

PREFIXES: Mapping[str, str] = MappingProxyType({**terms.PREFIXES, "dcat": DCAT, "void": VOID})
"""The prefixes of the files that have a header."""

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
RIGHTS = "断言、标识符与词汇依此许可使用；所引原文的权利归原权利人。"
CREATOR = "Policy Knowledge Graph project"
ONTOLOGY = terms.IPKG.rstrip("#")


@dataclass(frozen=True)
class Kind:
    """What an export is: its title, its size and nature in words, how many of each class and property it has."""

    title: str
    english: str
    size: str
    note: str
    count: Callable[[Subgraph], tuple[Mapping[str, int], Mapping[str, int]]]

    def size_of(self, subgraph: Subgraph) -> str:
        """The size of the part in Chinese."""
        texts = len({text.iri for text in subgraph.texts})
        return self.size.format(texts=texts, nodes=len(subgraph.nodes), claims=len(subgraph.relationships))


def _count_claims(subgraph: Subgraph) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Things by class with the statements, and plain triples by relation."""
    classes = Counter(CLASSES[node.label] for node in subgraph.nodes)
    if subgraph.relationships:
        classes[terms.STATEMENT] = len(subgraph.relationships)
    plain = {(link.head, link.type, link.tail) for link in subgraph.relationships}
    return classes, Counter(terms.RELATION_PROPERTIES[type] for _, type, _ in plain)


CLAIMS = Kind(
    "产业政策知识图谱",
    "Industrial policy knowledge graph",
    "{texts}份文本，{nodes}个节点，{claims}条断言",
    "每条断言说明出自哪份文本、哪一句、第几字至第几字，以及由哪次抽取得出。",
    _count_claims,
)


def dataset_iri(subgraph: Subgraph, build: Manifest | None) -> str:
    """The IRI of the part as a dataset: another part, or another build, is another dataset."""
    things = [node.iri for node in subgraph.nodes] + [link.statement_id for link in subgraph.relationships]
    return mint("Dataset", build.generation if build else "", *things)


def header(subgraph: Subgraph, triples: int, build: Manifest | None, kind: Kind = CLAIMS) -> list[Triple]:
    """The triples that describe the part as a dataset of `triples` triples, sorted; `build` where one is known."""
    iri = dataset_iri(subgraph, build)
    found = {*_about(iri, subgraph, triples, build, kind), *_partitions(iri, *kind.count(subgraph))}
    return sorted(found, key=str)


def citation(subgraph: Subgraph, build: Manifest | None, kind: Kind = CLAIMS) -> str:
    """How to cite the dataset, after GB/T 7714 (DS is a data set); year and place are for whoever publishes it."""
    made = f"构建{build.generation}. " if build else ""
    program = f"policy-knowledge-graph {version('policy-knowledge-graph')}版"
    name = f"{kind.title}: {kind.size_of(subgraph)}[DS]"
    return f"{CREATOR}. {name}. {program}. {made}{dataset_iri(subgraph, build)}."


def _about(iri: str, subgraph: Subgraph, triples: int, build: Manifest | None, kind: Kind) -> Iterator[Triple]:
    least = f"，置信度不低于{decimal_literal(build.min_confidence).value}" if build and build.min_confidence else ""
    for cls in (DCAT + "Dataset", VOID + "Dataset"):
        yield _triple(iri, terms.TYPE, cls)
    yield _triple(iri, terms.TITLE, _text(kind.title))
    yield _triple(iri, terms.TITLE, _text(kind.english, "en"))
    yield _triple(iri, terms.DCTERMS + "description", _text(f"{kind.size_of(subgraph)}{least}。{kind.note}"))
    yield _triple(iri, terms.DCTERMS + "creator", _text(CREATOR, ""))
    yield _triple(iri, terms.DCTERMS + "license", LICENCE)
    yield _triple(iri, terms.DCTERMS + "rights", _text(RIGHTS))
    yield _triple(iri, terms.DCTERMS + "bibliographicCitation", _text(citation(subgraph, build, kind)))
    yield _triple(iri, terms.DCTERMS + "language", _text(ZH, ""))
    yield _triple(iri, terms.DCTERMS + "conformsTo", ONTOLOGY)
    if build:
        yield _triple(iri, terms.IDENTIFIER, _text(build.generation, ""))
        yield _triple(iri, terms.GENERATED_BY, run_iri(build.pipeline))
    yield _triple(iri, VOID + "triples", integer_literal(triples))
    yield _triple(iri, VOID + "entities", integer_literal(len(subgraph.nodes)))
    yield _triple(iri, VOID + "uriSpace", _text(terms.IPR, ""))
    if dates := sorted({str(text.properties["date"]) for text in subgraph.texts if "date" in text.properties}):
        yield _triple(iri, terms.DCTERMS + "temporal", f"{iri}#period")
        yield _triple(f"{iri}#period", terms.TYPE, terms.DCTERMS + "PeriodOfTime")
        yield _triple(f"{iri}#period", DCAT + "startDate", date_literal(dates[0]))
        yield _triple(f"{iri}#period", DCAT + "endDate", date_literal(dates[-1]))


def _partitions(iri: str, classes: Mapping[str, int], properties: Mapping[str, int]) -> Iterator[Triple]:
    for kind, counted, counts in (("class", "entities", classes), ("property", "triples", properties)):
        for term, count in counts.items():
            part = f"{iri}#{term.rpartition('#')[2]}"
            yield _triple(iri, f"{VOID}{kind}Partition", part)
            yield _triple(part, VOID + kind, term)
            yield _triple(part, VOID + counted, integer_literal(count))
    used = {term.rpartition("#")[0] + "#" for term in (*classes, *properties)}
    for vocabulary in sorted(used):
        yield _triple(iri, VOID + "vocabulary", vocabulary)


def _text(text: str, language: str = ZH) -> Literal:
    from pyoxigraph import Literal

    return Literal(text, language=language) if language else Literal(text)


def _triple(subject: str, predicate: str, value: str | Literal) -> Triple:
    from pyoxigraph import NamedNode, Triple

    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value) if isinstance(value, str) else value)
