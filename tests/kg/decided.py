"""Decisions about the hand-made claims, for the tests of corrections, reviews and differences."""

from __future__ import annotations

from hypothesis import strategies as st

from extract.records import Extraction
from kg.decisions import Decision, Verdict, clause_key, entity_key, fault_of, part_subject
from ontology.labels import EntityType, RelationType
from tests.kg import claims

PLAN = claims.plan()
DAY = "2026-03-01"


def decide(
    verdict: str, kind: str, subject: str, object: str = "", value: str = "", extraction: Extraction = PLAN
) -> Decision:
    """A right decision about a claim of the plan, or of another text."""
    text = extraction.document.sha256
    made = Decision(text, kind, subject, object, Verdict(verdict), DAY, value, "李禾", "核对原文")
    assert fault_of(made) == ""
    return made


def keys(extraction: Extraction) -> list[tuple[str, str, str]]:
    """The keys of all claims of a text that a decision can name."""
    names = {e.iri: entity_key(e.type.value, e.name) for e in extraction.entities}
    found = [(e.type.value, e.name, "") for e in extraction.entities]
    found += [(r.type.value, names[r.head.iri], names[r.tail.iri]) for r in extraction.relations]
    for measure in extraction.measures:
        found.append(clause_key(measure))
        found += [(RelationType.ACTS_ON.value, part_subject(measure), names[r.iri]) for r in measure.objects]
        found += [(RelationType.HAS_ACTOR.value, part_subject(measure), names[a.reference.iri]) for a in measure.actors]
    found += [clause_key(target) for target in extraction.targets]
    return found


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """Any right decisions about the plan; names are few, so that renames and merges meet, chain and turn back."""
    names = [e.name for e in PLAN.entities[:4]] + ["新名", "机器人", "推动人形机器人"]
    types = [EntityType.PRODUCT.value, EntityType.INDUSTRY.value, EntityType.TECHNOLOGY.value]
    known = [*keys(PLAN), *((type, name, "") for type in types for name in names)]
    made = []
    for kind, subject, object in draw(st.lists(st.sampled_from(known), max_size=6)):
        verdict = draw(st.sampled_from(list(Verdict)))
        value = {
            Verdict.RETYPE: st.sampled_from([*types, "APPLIED_IN", "INCLUDES"]),
            Verdict.RENAME: st.sampled_from(names),
            Verdict.MERGE: st.sampled_from([*names, *(f"{type}:{name}" for type in types for name in names)]),
        }
        written = draw(value[verdict]) if verdict in value else ""
        decision = Decision(PLAN.document.sha256, kind, subject, object, verdict, DAY, written)
        if not fault_of(decision):
            made.append(decision)
    return made
