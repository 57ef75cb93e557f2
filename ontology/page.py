"""The ontology as a page to read: `python -m ontology.page docs/ontology.md` writes it anew from the Turtle files.

Everything on the page is in `policy.ttl` and `codelists/`; a test says when the page is behind them.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from ontology import terms as t
from ontology.concepts import FOLDER, CodeList, code_lists, load_code_list
from ontology.vocabulary import Vocabulary

POLICY = Path(__file__).parent / "policy.ttl"
OWL = "http://www.w3.org/2002/07/owl#"
VANN = "http://purl.org/vocab/vann/"
PREFIXES = {
    **{name: space for name, space in t.PREFIXES.items() if space != t.IPR},
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
}
SHOWN = 70
"""A longer code list shows its top level alone."""

INTRODUCTION = """\
<!-- Written by `python -m ontology.page docs/ontology.md`; change the files of ontology/ instead. -->

"""
ANYTHING = "any thing that a text names"
BOXES = {"Thing": "任何实体 any thing named", "Concept": "代码表概念 skos:Concept"}
BORROWED_ARROWS = (
    (t.STATEMENT, t.SOURCE_TEXT, t.PRIMARY_SOURCE),
    (t.STATEMENT, t.EXTRACTION_RUN, t.GENERATED_BY),
    (t.EVIDENCE_SPAN, t.SOURCE_TEXT, t.REFERENCE_CONTEXT),
    (t.SOURCE_TEXT, t.ORIGIN, t.SOURCE),
)
"""Properties of other vocabularies that hold the classes of evidence together, as docs/model.md has them."""
MAPPINGS = {"exactMatch": "=", "closeMatch": "≈", "broadMatch": "⊂", "narrowMatch": "⊃", "relatedMatch": "~"}


def render() -> str:
    """The page in Markdown, with a Mermaid diagram."""
    terms = Vocabulary([POLICY])
    lists = Vocabulary([FOLDER / f"{name}.ttl" for name in code_lists()])
    blocks = [
        *_head(terms),
        *_diagram(terms),
        "## Classes",
        *(block for iri in terms.members(OWL + "Class") for block in _class(terms, iri)),
        "## Relations",
        "What one text claims of two things. Each has an inverse to ask by; a graph stores the relation alone.",
        *(block for iri in t.RELATION_PROPERTIES.values() for block in _property(terms, iri)),
        "## Evidence",
        *(block for iri in t.EVIDENCE_PROPERTIES for block in _property(terms, iri)),
        "## Data",
        *(block for iri in t.DATA_PROPERTIES for block in _property(terms, iri)),
        *_code_lists(lists),
    ]
    return INTRODUCTION + "\n\n".join(blocks) + "\n"


def _head(terms: Vocabulary) -> Iterator[str]:
    iri = terms.members(OWL + "Ontology")[0]
    yield f"# {terms.text(iri, t.TITLE, 'zh')} · {terms.text(iri, t.TITLE, 'en')}"
    yield _both(terms, iri, t.DCTERMS + "description")
    (prefix,) = terms.values(iri, VANN + "preferredNamespacePrefix")
    (version,) = terms.values(iri, OWL + "versionInfo")
    (licence,) = terms.values(iri, t.DCTERMS + "license")
    rows = [
        ("namespace", f"`{prefix}:` = `{t.IPKG}`"),
        ("version", f"{version} of {terms.values(iri, t.DCTERMS + 'modified')[0]}"),
        ("licence", f"<{licence}>"),
        ("terms", f"{len(t.CLASSES)} classes, {len(t.RELATION_PROPERTIES)} relations with their inverses, "
                  f"{len(t.EVIDENCE_PROPERTIES)} properties of evidence, {len(t.DATA_PROPERTIES)} of data"),
        ("file", "[ontology/policy.ttl](../ontology/policy.ttl); what a graph must satisfy: "
                 "[ontology/shapes.ttl](../ontology/shapes.ttl)"),
    ]  # fmt: skip
    yield _table(("", ""), rows)
    yield "\n".join(f"- {note}" for note in terms.texts(iri, t.SKOS + "changeNote", "en"))
    yield (
        "[Diagram](#diagram) · [Classes](#classes) · [Relations](#relations) · [Evidence](#evidence) · [Data](#data) · "
        "[Code lists](#code-lists). How a claim looks in RDF and in Cypher: [model.md](model.md)."
    )
    yield "In the examples, brackets mark what the term means; the province 云岭省 (Yunling) is invented."
    yield "## From a sentence to claims"
    yield _both(terms, iri, t.SKOS + "example")


def _diagram(terms: Vocabulary) -> Iterator[str]:
    yield "## Diagram"
    yield (
        "A box is a class with its data, an arrow is what one text claims; hadPrimarySource, wasGeneratedBy, "
        "referenceContext and source come from PROV-O, NIF and Dublin Core. Inverses are left out; where all five kinds"
        " of topic may stand, Topic does."
    )
    classes = terms.members(OWL + "Class")
    lines = ["classDiagram", "direction LR", *(f'class {name}["{label}"]' for name, label in BOXES.items())]
    lines += [f'class {_local(iri)}["{terms.text(iri, t.RDFS + "label", "zh")} {_local(iri)}"]' for iri in classes]
    for iri in t.DATA_PROPERTIES:
        lines += [f"{_local(one)} : {_local(iri)}" for one in terms.ends(iri, "domain")]
    for iri in classes:
        above = [one for one in terms.values(iri, t.RDFS + "subClassOf") if one.startswith(t.IPKG)]
        lines += [f"{_local(one)} <|-- {_local(iri)}" for one in above]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri in (*t.RELATION_PROPERTIES.values(), *t.EVIDENCE_PROPERTIES):
        heads, tails = ([_box(one) for one in _drawn(terms, iri, end)] for end in ("domain", "range"))
        for pair in zip(heads, tails, strict=True) if heads == tails else product(heads, tails):
            arrows[pair].append(_local(iri))
    for head, tail, property in BORROWED_ARROWS:
        arrows[_local(head), _local(tail)].append(_local(property))
    lines += [f"{head} --> {tail} : {' · '.join(names)}" for (head, tail), names in arrows.items()]
    yield "```mermaid\n" + "\n    ".join(lines) + "\n```"


def _drawn(terms: Vocabulary, property: str, end: str) -> list[str]:
    """The ends that the diagram draws: one class for many where it can, or it would be all lines."""
    ends = terms.values(property, t.RDFS + end) or terms.ends(property, end) or ["Thing"]
    topics = [iri for iri in terms.members(OWL + "Class") if t.TOPIC in terms.values(iri, t.RDFS + "subClassOf")]
    return [t.TOPIC, *(iri for iri in ends if iri not in topics)] if set(topics) <= set(ends) else ends


def _box(iri: str) -> str:
    """The box of a class; what is not of the ontology is a concept of a code list or anything at all."""
    return _local(iri) if iri.startswith(t.IPKG) else "Concept" if iri == t.SKOS + "Concept" else "Thing"


def _class(terms: Vocabulary, iri: str) -> Iterator[str]:
    yield f"### {_heading(terms, iri)}"
    yield _both(terms, iri, t.SKOS + "definition", label=True)
    properties = (*t.RELATION_PROPERTIES.values(), *t.EVIDENCE_PROPERTIES, *t.DATA_PROPERTIES)
    subject = [_link(terms, one) for one in properties if iri in terms.ends(one, "domain")]
    object = [_link(terms, one) for one in properties if iri in terms.ends(one, "range")]
    yield _facts(terms, iri, [("subject of", ", ".join(subject)), ("object of", ", ".join(object))], "subClassOf")


def _property(terms: Vocabulary, iri: str) -> Iterator[str]:
    yield f"### {_heading(terms, iri)}"
    yield _both(terms, iri, t.SKOS + "definition", label=True)
    heads, tails = (
        ", ".join(_link(terms, one) for one in terms.ends(iri, end)) or ANYTHING for end in ("domain", "range")
    )
    data = OWL + "DatatypeProperty" in terms.values(iri, t.TYPE)
    joins = f"{heads} → {tails if not data or terms.ends(iri, 'range') else 'a literal'}"
    yield _facts(terms, iri, [("joins", joins)], "subPropertyOf")
    for inverse in terms.values(iri, OWL + "inverseOf"):
        yield f"#### {_heading(terms, inverse)}"
        yield _both(terms, inverse, t.SKOS + "definition", label=True)
        yield _facts(terms, inverse, [("inverse of", _link(terms, iri))], "subPropertyOf")


def _facts(terms: Vocabulary, iri: str, own: list[tuple[str, str]], above: str) -> str:
    notes = [terms.text(iri, t.SKOS + "scopeNote", language) for language in ("zh", "en")]
    facts = [
        ("under", ", ".join(_link(terms, one) for one in terms.values(iri, t.RDFS + above))),
        *own,
        ("note", " · ".join(note for note in notes if note)),
        ("example", _both(terms, iri, t.SKOS + "example", " · ")),
        ("see also", ", ".join(_link(terms, one) for one in terms.values(iri, t.RDFS + "seeAlso"))),
        ("source", ", ".join(_link(terms, one) for one in terms.values(iri, t.SOURCE))),
    ]
    return _bullets(facts)


def _code_lists(lists: Vocabulary) -> Iterator[str]:
    codes = [load_code_list(name) for name in code_lists()]
    names = {item.iri: f"{one.name} {item.notation} {item.name}" for one in codes for item in one.concepts}
    yield "## Code lists"
    yield (
        "Closed lists that things are classified by, each a dated `skos:ConceptScheme`. Between lists, "
        + ", ".join(f"{sign} is `skos:{mapping}`" for mapping, sign in MAPPINGS.items())
        + "."
    )
    rows = [
        (f"[{one.name}](#{_anchor(_list_heading(one))})", one.title, str(len(one.concepts)), one.issued)
        for one in codes
    ]
    yield _table(("list", "title", "entries", "date"), rows)
    for one in codes:
        yield f"### {_list_heading(one)}"
        yield f"{one.title} · {lists.text(one.iri, t.PREF_LABEL, 'en')}"
        facts = [("source", one.source), ("date", one.issued), ("scheme", f"`{one.iri}`")]
        facts += [("note", _both(lists, one.iri, t.SKOS + "scopeNote", " · ").strip(" ·"))]
        facts += [("file", f"[{one.name}.ttl](../ontology/codelists/{one.name}.ttl)")]
        yield _bullets(facts)
        yield from _entries(lists, one, names)


def _entries(lists: Vocabulary, codes: CodeList, names: dict[str, str]) -> Iterator[str]:
    whole = len(codes.concepts) <= SHOWN
    shown = [concept for concept in codes.concepts if whole or not concept.broader]
    below = Counter(concept.broader for concept in codes.concepts)
    nested = below[""] < len(codes.concepts)
    rows = [
        (
            concept.notation,
            f"**{concept.name}**" if nested and not concept.broader else concept.name,
            concept.name_en,
            f"{below[concept.notation] or ''}",
            _both(lists, concept.iri, t.SKOS + "definition").removeprefix("<br>"),
            "<br>".join(
                f"{sign} {names.get(iri, iri)}"
                for mapping, sign in MAPPINGS.items()
                for iri in lists.values(concept.iri, t.SKOS + mapping)
            ),
        )
        for concept in shown
    ]
    head = ("notation", "名称", "name", "entries below", "meaning", "in other lists")
    kept = [column for column in range(len(head)) if column < 3 or any(row[column] for row in rows)]
    yield _table([head[column] for column in kept], [[row[column] for column in kept] for row in rows])
    if not whole:
        yield f"The {len(codes.concepts) - len(shown)} entries below these are in the file."


def _list_heading(codes: CodeList) -> str:
    return f"{codes.name}: {len(codes.concepts)} entries"


def _heading(terms: Vocabulary, iri: str) -> str:
    return f"{_local(iri)} {terms.text(iri, t.RDFS + 'label', 'zh')}"


def _both(terms: Vocabulary, iri: str, property: str, between: str = "<br>", *, label: bool = False) -> str:
    """The Chinese text, then the English one; with `label`, the English label before it, as the heading has none."""
    english = terms.text(iri, property, "en")
    if label:
        english = f"**{terms.text(iri, t.RDFS + 'label', 'en')}** – {english}"
    return f"{terms.text(iri, property, 'zh')}{between}{english}"


def _link(terms: Vocabulary, iri: str) -> str:
    if iri.startswith(t.IPKG):
        return f"[{_local(iri)}](#{_anchor(_heading(terms, iri))})"
    if not iri.startswith("http"):
        return iri
    short = _short(iri)
    return f"<{iri}>" if short == iri else f"[`{short}`]({iri})"


def _short(iri: str) -> str:
    """`iri` with its prefix where it is a term of a vocabulary, else as it is."""
    prefixed = (f"{name}:{iri.removeprefix(space)}" for name, space in PREFIXES.items() if iri.startswith(space))
    return next(prefixed, iri)


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _bullets(facts: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- *{name}*: {value}" for name, value in facts if value)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main(arguments: Sequence[str]) -> int:
    """Write the page to the file named by `arguments`; 2 where that is not one name."""
    if len(arguments) != 1:
        print("usage: python -m ontology.page FILE, as in python -m ontology.page docs/ontology.md", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    partial = path.with_name(path.name + ".part")
    partial.write_text(render(), "utf-8")
    partial.replace(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
