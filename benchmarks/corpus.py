"""A made corpus of any size on which every analysis has something to say; equal sizes give equal corpora.

Policy documents of centre, provinces and their bodies over ten years, with joint issue and citations; sentences that
name topics whose frequencies fall as ranks rise (Zipf); measures on those topics, filed by instrument and stage.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from kg.property_graph import Node, Relationship, Value
from ontology.labels import RelationType

CENTRE = ("国务院", "科学技术部", "工业和信息化部", "财政部", "商务部", "教育部", "交通运输部", "农业农村部")
PLACES = ("北京市", "上海市", "广东省", "浙江省", "江苏省", "四川省", "湖北省", "山东省", "安徽省", "陕西省")
LOCAL = tuple(f"{place}{body}" for place in PLACES for body in ("人民政府", "科学技术厅"))
KINDS = ("意见", "规划", "通知", "办法", "行动方案", "条例")
VERBS = {"支持": "鼓励", "推动": "要求", "限制": "要求", "禁止": "禁止", "建设": "要求"}
"""Verbs → the modality of the measures that they make."""
GROUPS = ("S.1", "S.2", "E.4", "E.5", "D.1", "D.2")
STAGES = ("1", "2", "3", "4", "5")
_A_DOCUMENT = 30
"""Nodes for each document: about half of them topics, the rest its text and its measures."""
_A_MEASURE = 7
"""Relationships of a measure: its text, topics, means, actor and stage."""


class Corpus:
    """About `nodes` nodes and `relationships` relationships, `links`, in documents of one size."""

    def __init__(self, nodes: int, relationships: int, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.nodes: dict[str, Node] = {}
        self.links: list[Relationship] = []
        self.papers: list[str] = []
        for name in (*CENTRE, *LOCAL):
            self._node(name, "Institution")
        documents = max(nodes // _A_DOCUMENT, 12)
        self.topics = [
            self._node(f"技术{i:05}", ("Technology", "Product", "Direction")[i % 3]) for i in range(max(nodes // 2, 20))
        ]
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.topics))))
        self.instruments = [self._node(f"工具{i:03}", "Instrument") for i in range(len(GROUPS) * 5)]
        concepts = {"instrument_types": GROUPS, "innovation_stages": STAGES}
        self.concepts = {s: [self._concept(s, each) for each in listed] for s, listed in concepts.items()}
        measures = max((nodes - len(self.nodes)) // documents - 2, 1)
        mentions = max(relationships // documents - _A_MEASURE * measures, 6)
        for number in range(documents):
            self._document(f"{2015 + 10 * number // documents}-{self.chance.randint(1, 12):02}-15", measures, mentions)
        for i, instrument in enumerate(self.instruments):
            kinds = self.concepts["instrument_types"]
            self._link(RelationType.CLASSIFIED_AS, instrument, kinds[i % len(kinds)], f"{self.papers[0]}原文", {})

    def _node(self, iri: str, label: str, **properties: Value) -> str:
        self.nodes[iri] = Node(iri, label, {"name": iri} | properties)
        return iri

    def _concept(self, scheme: str, notation: str) -> str:
        return self._node(f"{scheme}/{notation}", "Concept", scheme=scheme, notation=notation)

    def _link(self, type: RelationType, head: str, tail: str, text: str, said: dict[str, Value]) -> None:
        place: dict[str, Value] = {"text_id": text, "begin": 0, "end": 1, "begins": (0,), "ends": (1,)}
        self.links.append(Relationship(f"{type}#{len(self.links):07}", type, head, tail, place | said))

    def _document(self, day: str, measures: int, mentions: int) -> None:
        """A paper and its text; a third of them are of the provinces, the others of one to three central bodies."""
        date: dict[str, Value] = {"date": day}
        is_local = len(self.papers) % 3 == 0
        issuers = [self.chance.choice(LOCAL)] if is_local else self.chance.sample(CENTRE, self.chance.randint(1, 3))
        name = f"关于技术发展的第{len(self.papers)}号{self.chance.choice(KINDS)}"
        text = self._node(f"{name}原文", "SourceText", issuers=tuple(issuers), **date)
        self._link(RelationType.REPORTS, text, self._node(name, "PolicyDocument"), text, date)
        for order, issuer in enumerate(issuers, 1):
            self._link(RelationType.ISSUED_BY, name, issuer, text, {"order": order, **date})
        for cited in sorted(self.chance.sample(self.papers, min(len(self.papers), 5))):
            self._link(RelationType.CITES, name, cited, text, {"cue": "根据", **date})
        self.papers.append(name)
        body, spans = "", defaultdict[str, list[int]](list)
        while len(spans) < min(mentions, len(self.topics) // 2):
            topics = sorted(
                set(self.chance.choices(self.topics, cum_weights=self.weights, k=self.chance.randint(1, 4)))
            )
            verb = self.chance.choice(list(VERBS))
            clause = verb + "、".join(topics)
            for topic in topics:
                spans[topic].append(len(body) + clause.index(topic))
            if measures:
                measures -= 1
                self._measure(text, len(body), clause, verb, topics, issuers, date)
            body += clause + "。"
        for topic, begins in spans.items():
            ends = tuple(begin + len(topic) for begin in begins)
            place: dict[str, Value] = {"begin": begins[0], "end": ends[0], "begins": tuple(begins), "ends": ends}
            self._link(RelationType.MENTIONS, text, topic, text, place | date)
        self._node(text, "SourceText", text=body, issuers=tuple(issuers), **date)

    def _measure(
        self,
        text: str,
        begin: int,
        clause: str,
        verb: str,
        topics: Sequence[str],
        issuers: Sequence[str],
        date: dict[str, Value],
    ) -> None:
        place: dict[str, Value] = {"text_id": text, "begin": begin, "end": begin + len(clause)}
        iri = f"{text}#{begin}"
        self.nodes[iri] = Node(iri, "Measure", {"name": clause, "action": verb, "modality": VERBS[verb], **place})
        parts = [(RelationType.ACTS_ON, topic) for topic in topics]
        parts.append((RelationType.USES_MEANS, self.chance.choice(self.instruments)))
        parts.append((RelationType.HAS_ACTOR, self.chance.choice(issuers)))
        parts.append((RelationType.CLASSIFIED_AS, self.chance.choice(self.concepts["innovation_stages"])))
        self._link(RelationType.HAS_MEASURE, text, iri, text, place | date)
        for type, tail in parts:
            self._link(type, iri, tail, text, place | date)
