"""Extractions of made-up texts drawn at random, for laws that hold for any claims, and the dataset of some texts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import strategies as st
from pyoxigraph import Quad, Store

from extract.records import (
    Actor,
    Document,
    Entity,
    Extraction,
    Field,
    Measure,
    Mention,
    Origin,
    Reference,
    Relation,
    Span,
    Target,
    attribute,
)
from kg.dataset import memory_store, settle_names
from kg.decisions import Decision
from kg.history import corrected_quads
from kg.property_graph import Node, Relationship, iter_nodes, iter_relationships
from kg.run import Run
from ontology.iris import entity_iri
from ontology.labels import SIGNATURES, ActorRole, Bound, EntityType, Modality

PIECES = ("机器人", "产业", "😀", "，", "。", "\n", "支持", "A", "ａ", "　", "“", "”", "12", "𠀀")


@st.composite
def made_extractions(draw: st.DrawFn) -> Extraction:
    """An extraction of a made-up text, with claims of every kind at places drawn at random."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=4, max_size=40)))
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 6)).map(
        lambda at: Span(at[0], min(len(text), at[0] + at[1]))
    )
    confidences = st.floats(0, 1).map(lambda value: round(value, 4))
    types = draw(st.lists(st.sampled_from(EntityType), min_size=2, max_size=8))
    entities: dict[str, Entity] = {}
    for type_ in types:
        places = draw(st.lists(spans, min_size=1, max_size=3, unique=True))
        name = places[0].of(text).strip() or "名"
        mentions = tuple(Mention(s.begin, s.end, draw(confidences), "made") for s in sorted(places))
        entities[entity_iri(type_, name)] = Entity(entity_iri(type_, name), type_, name, mentions)
    found = list(entities.values())

    def reference(entity: Entity) -> Reference:
        mention = draw(st.sampled_from(entity.mentions))
        return Reference(entity.iri, mention.begin, mention.end)

    references = st.sampled_from(found).map(reference)
    pairs = [
        (relation, a, b)
        for relation, (heads, tails) in SIGNATURES.items()
        for a, b in itertools.product(found, found)
        if a.type in heads and b.type in tails
    ]
    relations = tuple(
        Relation(
            relation,
            reference(a),
            reference(b),
            draw(spans),
            draw(st.none() | spans),
            draw(confidences),
            "made",
            attribute(draw(st.sampled_from([{}, {"order": "2", "joint": "false"}, {"kind": "依据"}]))),
        )
        for relation, a, b in (draw(st.lists(st.sampled_from(pairs), max_size=6)) if pairs else [])
    )
    measures = tuple(
        Measure(
            span.begin,
            span.end,
            span.of(text)[:1],
            Span(span.begin, span.begin + 1),
            tuple(draw(st.lists(references, max_size=2))),
            tuple(draw(st.lists(references, max_size=2))),
            tuple(Actor(r, draw(st.sampled_from(ActorRole))) for r in draw(st.lists(references, max_size=2))),
            draw(st.sampled_from(Modality)),
            draw(st.none() | spans),
            draw(confidences),
            "made",
        )
        for span in draw(st.lists(spans, max_size=3))
    )
    numbers = st.none() | st.sampled_from([0.0, 1.0, 12.5, 1e12, 0.001, 1 / 3])
    targets = tuple(
        Target(
            span.begin,
            span.end,
            span.of(text)[:1],
            Span(span.begin, span.begin + 1),
            draw(numbers),
            draw(st.sampled_from(["", "家", "%"])),
            draw(st.none() | st.integers(1949, 2060)),
            None,
            draw(st.sampled_from(Bound)),
            draw(numbers),
            tuple(draw(st.lists(references, max_size=2))),
            draw(confidences),
            "made",
        )
        for span in draw(st.lists(spans, max_size=3))
    )
    fields = [
        Field("title", text[:4].strip() or "题"),
        Field("date", draw(st.sampled_from(["2024", "2024-02-29", "近日"]))),
    ]
    names = ("issuer", "author", "source", "number")
    fields += [Field(name, value) for name in names for value in ("甲", "乙")]
    document = Document(
        text,
        tuple(draw(st.lists(st.sampled_from(fields), unique_by=lambda f: (f.name, f.value), max_size=6))),
        tuple(Origin("a.txt", str(n) * 64, "txt", copy=n) for n in range(draw(st.integers(1, 2)))),
    )
    breaks = [0, *(i + 1 for i, c in enumerate(text[:-1]) if c in "。\n"), len(text)]
    sentences = tuple(itertools.starmap(Span, itertools.pairwise(breaks)))
    return Extraction(document, "made 1", sentences, tuple(found), relations, measures, targets)


def runs() -> st.SearchStrategy[Run]:
    """Any runs: parts with and without a version, of one name in two versions, and with any settings."""
    words = st.sampled_from(["python", "rules", "机器人", 'a"b', ""])
    pairs = st.dictionaries(words, words, max_size=3)
    pipelines = st.sampled_from(["rules", "rules-1", "python-3.10+rules-457a", "spacy-3.8.18+crf-a9a8+crf-b0"])
    return st.builds(Run, pipelines, pairs, pairs)


def quads_in(found: list[Extraction], decisions: Sequence[Decision] = (), run: Run | None = None) -> list[list[Quad]]:
    """The dataset of these texts after these decisions, graph by graph, as a build writes it; by default each text is
    from the run that its pipeline alone names."""
    distinct = {e.document.id: e for e in found}
    runs = [run] if run else sorted(map(Run, {e.pipeline for e in found}), key=lambda run: run.iri)
    iri = run.iri if run else None
    texts = (corrected_quads(distinct[text], decisions, run=iri).claims for text in sorted(distinct))
    return [sorted(quads, key=str) for quads in [*(run.quads() for run in runs), *settle_names(texts)]]


def store_of(found: list[Extraction], decisions: Sequence[Decision] = (), run: Run | None = None) -> Store:
    return memory_store(itertools.chain.from_iterable(quads_in(found, decisions, run)))


def property_graph(store: Store) -> tuple[list[Node], list[Relationship]]:
    return list(iter_nodes(store)), list(iter_relationships(store))
