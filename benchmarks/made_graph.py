"""Made-up graphs of our schema of any size: nodes, relationships, quads and extractions, given out one by one.

Each item follows from its number alone, so a graph of a million relationships takes no memory here. Names are two
words of policy texts and a number; some are in many texts, most in few.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from pyoxigraph import Quad

from extract.records import Document, Entity, Extraction, Field, Mention, Origin, Reference, Relation, Span
from kg.property_graph import Node, Relationship
from kg.restore import restore_graphs
from ontology.iris import entity_iri, mint
from ontology.labels import EntityType, RelationType

PIPELINE = "made-1"

_WORDS = (
    *("人工", "智能", "机器", "传感", "芯片", "算力", "数据", "网络", "卫星", "低空", "氢能", "储能", "材料", "生物"),
    *("制药", "基因", "仿生", "接口", "量子", "计算", "通信", "装备", "制造", "工业", "软件", "平台", "机床", "汽车"),
    *("电池", "光伏", "风电", "深海", "航天", "遥感", "导航", "安全", "医疗", "农业", "物流", "金融"),
)
_THINGS = (EntityType.INDUSTRY, EntityType.PRODUCT, EntityType.TECHNOLOGY)
_FIRST = {EntityType.INDUSTRY: "未来产业", EntityType.PRODUCT: "人形机器人", EntityType.TECHNOLOGY: "脑机接口"}
_OF_A_TEXT = 100
_SENTENCES = 20
_HASH = 2_654_435_761  # Knuth's multiplicative hash: numbers in a row come out far apart
_HELD = 3  # one in the making and one each of two generators on its way

Item = TypeVar("Item")


class Making:
    """Counts what it takes to make the items that are given out, so that it can be left out of a measurement.

    To let an item go is part of that: the last ones are held here, so that this falls on no user of theirs.
    """

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items."""
        rest, nothing = iter(items), object()
        held = deque[object](maxlen=_HELD)
        while True:
            began, busy = time.perf_counter(), time.process_time()
            item = next(rest, nothing)
            held.append(item)
            self.seconds += time.perf_counter() - began
            self.processor += time.process_time() - busy
            if item is nothing:
                return
            yield item  # type: ignore[misc]


@dataclass(frozen=True)
class MadeGraph:
    """A graph with `size` mentions and memberships and a third as many nodes."""

    size: int

    @property
    def texts(self) -> int:
        """How many texts the claims are in."""
        return max(self.size // _OF_A_TEXT, 1)

    @property
    def things(self) -> int:
        """How many things of each type there are."""
        return self.size // 9 + 1

    @cached_property
    def run(self) -> Node:
        """The run that all claims come from."""
        return Node(mint("ExtractionRun", PIPELINE), "ExtractionRun", {"name": PIPELINE})

    def nodes(self) -> Iterator[Node]:
        """All nodes, label after label."""
        yield self.run
        yield from map(self._text, range(self.texts))
        for type_ in _THINGS:
            yield from (self._thing(type_, number) for number in range(self.things))

    def links(self) -> Iterator[Relationship]:
        """All relationships, their types mixed."""
        return map(self._link, range(self.size))

    def graphs(self) -> Iterator[list[Quad]]:
        """The quads of one text after the other, by the text's IRI; those of the run come first."""
        yield from restore_graphs([self.run], [])
        for text in sorted(range(self.texts), key=_text_iri):
            numbers = range(text, self.size, self.texts)
            ends = (end for number in numbers for end in self._ends(number)[1:])
            yield from restore_graphs([self._text(text), *ends], map(self._link, numbers))

    def extractions(self) -> Iterator[Extraction]:
        """What an extraction finds in each text, about as many claims."""
        return map(self._extraction, range(self.texts))

    @lru_cache(maxsize=10_000)  # noqa: B019
    def _text(self, number: int) -> Node:
        text = "".join(_sentence(number, place) for place in range(_SENTENCES))
        properties = {"name": f"第{number}号文件", "text": text, "date": _date(number), "sha256": f"{number:064x}"}
        return Node(_text_iri(number), "SourceText", properties)

    @lru_cache(maxsize=10_000)  # noqa: B019
    def _thing(self, type_: EntityType, number: int) -> Node:
        name = _name(type_, number)
        return Node(entity_iri(type_, name), type_.value, {"name": name})

    def _some(self, type_: EntityType, number: int) -> Node:
        """A thing of that type: each in turn, every third time one of a few (a Pareto distribution of shape 1/2)."""
        chance = (number * _HASH % (1 << 32) + 1) / (1 << 32)
        return self._thing(type_, number % self.things if number % 3 else min(int(chance**-2) - 1, self.things - 1))

    def _ends(self, number: int) -> tuple[RelationType, Node, Node]:
        """Of four relationships, one says that an industry includes a product; the others mention those and more."""
        group, part = divmod(number, 4)
        industry, product = self._thing(EntityType.INDUSTRY, group % self.things), self._some(EntityType.PRODUCT, group)
        if part == 0:
            return RelationType.INCLUDES, industry, product
        mentioned = (industry, product, self._some(EntityType.TECHNOLOGY, group))[part - 1]
        return RelationType.MENTIONS, self._text(number % self.texts), mentioned

    def _link(self, number: int) -> Relationship:
        text, place = number % self.texts, number // self.texts % _SENTENCES
        sentence = _sentence(text, place)
        start = place * len(sentence)
        begin, end = start + number % 4, start + number % 4 + 4
        properties: dict[str, Any] = {
            **{"text_id": _text_iri(text), "begin": begin, "end": end, "sentence": sentence},
            **{"begins": (begin,), "ends": (end,)},
            **{"sentence_begins": (start,), "sentence_ends": (start + len(sentence),)},
            **{"confidence": 0.9, "method": "made", "date": _date(text), "run_id": self.run.iri},
        }
        type_, head, tail = self._ends(number)
        return Relationship(mint("Statement", str(number)), type_, head.iri, tail.iri, properties)

    def _extraction(self, number: int) -> Extraction:
        text = f"第{number}号文件\n"
        sentences, relations = [], []
        found: dict[str, tuple[EntityType, str, list[Mention]]] = {}

        def mention(type_: EntityType, thing: Node) -> Reference:
            nonlocal text
            name = str(thing.properties["name"])
            text += name
            begin, end = len(text) - len(name), len(text)
            found.setdefault(thing.iri, (type_, name, []))[2].append(Mention(begin, end, 0.9, "made"))
            return Reference(thing.iri, begin, end)

        for place in range(_OF_A_TEXT // 4):
            begin, own = len(text), number * _OF_A_TEXT // 4 + place
            text += f"第{place}项："
            head = mention(EntityType.INDUSTRY, self._thing(EntityType.INDUSTRY, own % self.things))
            text += "包括"
            tail = mention(EntityType.PRODUCT, self._some(EntityType.PRODUCT, own))
            text += "，支持"
            mention(EntityType.TECHNOLOGY, self._some(EntityType.TECHNOLOGY, own))
            text += "。"
            sentences.append(Span(begin, len(text)))
            evidence = Span(head.begin, tail.end)
            relations.append(Relation(RelationType.INCLUDES, head, tail, evidence, confidence=0.9, method="made"))
        entities = tuple(Entity(iri, type_, name, tuple(m)) for iri, (type_, name, m) in found.items())
        title = Field("title", f"第{number}号文件", Span(0, len(f"第{number}号文件")))
        document = Document(text, (title,), (Origin(f"{number}.txt", f"{number:064x}", "txt", "utf-8"),))
        return Extraction(document, PIPELINE, tuple(sentences), entities, tuple(relations))


@lru_cache(maxsize=100_000)
def _text_iri(number: int) -> str:
    return mint("SourceText", str(number))


def _date(text: int) -> str:
    return f"20{text % 20 + 5:02}-01-01"


@lru_cache(maxsize=100_000)
def _sentence(text: int, place: int) -> str:
    """A sentence of a text; all have one length."""
    return f"第{text:06}号文件第{place:02}项支持{_WORDS[(text + place) % len(_WORDS)]}产业发展。"


def _name(type_: EntityType, number: int) -> str:
    if number == 0:
        return _FIRST[type_]
    words = len(_WORDS)
    return f"{_WORDS[number % words]}{_WORDS[number // words % words]}{number // words**2 or ''}"
