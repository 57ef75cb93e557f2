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
        yield triple_of(iri, terms.TYPE, cls)
    yield triple_of(iri, terms.TITLE, text_literal(kind.title))
    yield triple_of(iri, terms.TITLE, text_literal(kind.english, "en"))
    yield triple_of(iri, terms.DCTERMS + "description", text_literal(f"{kind.size_of(subgraph)}{least}。{kind.note}"))
    yield triple_of(iri, terms.DCTERMS + "creator", text_literal(CREATOR, ""))
    yield triple_of(iri, terms.DCTERMS + "license", LICENCE)
    yield triple_of(iri, terms.DCTERMS + "rights", text_literal(RIGHTS))
    yield triple_of(iri, terms.DCTERMS + "bibliographicCitation", text_literal(citation(subgraph, build, kind)))
    yield triple_of(iri, terms.DCTERMS + "language", text_literal(ZH, ""))
    yield triple_of(iri, terms.DCTERMS + "conformsTo", ONTOLOGY)
    if build:
        yield triple_of(iri, terms.IDENTIFIER, text_literal(build.generation, ""))
        yield triple_of(iri, terms.GENERATED_BY, build.run or run_iri(build.pipeline))
    yield triple_of(iri, VOID + "triples", integer_literal(triples))
    yield triple_of(iri, VOID + "entities", integer_literal(len(subgraph.nodes)))
    yield triple_of(iri, VOID + "uriSpace", text_literal(terms.IPR, ""))
    if dates := sorted({str(text.properties["date"]) for text in subgraph.texts if "date" in text.properties}):
        yield triple_of(iri, terms.DCTERMS + "temporal", f"{iri}#period")
        yield triple_of(f"{iri}#period", terms.TYPE, terms.DCTERMS + "PeriodOfTime")
        yield triple_of(f"{iri}#period", DCAT + "startDate", date_literal(dates[0]))
        yield triple_of(f"{iri}#period", DCAT + "endDate", date_literal(dates[-1]))


def _partitions(iri: str, classes: Mapping[str, int], properties: Mapping[str, int]) -> Iterator[Triple]:
    for kind, counted, counts in (("class", "entities", classes), ("property", "triples", properties)):
        for term, count in counts.items():
            part = f"{iri}#{term.rpartition('#')[2]}"
            yield triple_of(iri, f"{VOID}{kind}Partition", part)
            yield triple_of(part, VOID + kind, term)
            yield triple_of(part, VOID + counted, integer_literal(count))
    used = {term.rpartition("#")[0] + "#" for term in (*classes, *properties)}
    for vocabulary in sorted(used):
        yield triple_of(iri, VOID + "vocabulary", vocabulary)


def text_literal(text: str, language: str = ZH) -> Literal:
    """`text` in a language, or without one where it is ""."""
    from pyoxigraph import Literal

    return Literal(text, language=language) if language else Literal(text)


def triple_of(subject: str, predicate: str, value: str | Literal) -> Triple:
    """A triple from IRIs; a `value` that is a string is an IRI too."""
    from pyoxigraph import NamedNode, Triple

    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value) if isinstance(value, str) else value)
