"""Which names were taken for one thing, and which were kept apart though they look alike: for a person to check.

Everything is read from the graph: a merge is a node that its texts call by several names; a refusal is a pair of nodes
that one of `Reason` makes suspicious. Pairs are found by shared keys, never by comparing all with all.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from kg.property_graph import ENTITY_LABELS, Node, Relationship
from kg.subgraph import aliases_of, name_of
from kg.table import Table
from ontology.concepts import load_code_list
from ontology.labels import EntityType, RelationType
from ontology.pinyin import syllable
from ontology.script import fold

COLUMNS = ("decision", "reason", "type", "name", "other", "texts", "mentions", "iri", "other_iri", "sources")

_SHOWN = 5
"""How many sources a row names; `texts` counts all."""

_LARGE = 20
"""In a larger group of like names each is paired with the weightiest alone, so that the work grows with the names."""

_SHORTEST_EDIT = 4
_SHORTEST_SUFFIX = 3
_DIGITS = re.compile(r"[0-9〇零一二三四五六七八九十百]+")
_PUNCTUATION = re.compile(r"[^\w]+")
_NUMBER = re.compile(r"[（(]?[\w]{1,12}[〔\[（(]\d{4}[〕\]）)]第?\d+号[）)]?")
_ISSUED = re.compile(r"^(?:关于)?(?:印发|发布|公布|转发)?(.+?)(?:的?(?:通知|公告|通告))?$")
_ABOUT = re.compile("关于(?:印发|发布|公布|转发)?")
_LEVEL = re.compile("(?:特别行政区|自治[区州县]|[省市区县州盟旗])$")


class Reason(StrEnum):
    """Why a name was merged, or why a pair that was kept apart looks like one thing."""

    SPELLING = "仅写法不同"
    PART = "名称的一部分"
    SHORT = "缩略"
    LETTERS = "外文缩写"
    OTHER = "文中另称"
    TYPES = "同名异类"
    OWN = "同名，各指其本文件所称"
    REGION = "差一个地区前缀"
    ISSUER = "差一个机构前缀"
    MARKS = "仅标点或数字不同"
    TITLE = "同题文件，发文机关或文号不同"
    EDIT = "相差一字"
    SOUND = "同音"


@dataclass
class _Thing:
    """An entity with the forms that texts print: form → text → mentions."""

    node: Node
    forms: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def texts(self) -> set[str]:
        return {text for places in self.forms.values() for text in places}

    @property
    def mentions(self) -> int:
        return sum(sum(places.values()) for places in self.forms.values())

    @functools.cached_property
    def weight(self) -> int:
        """How much hangs on it: texts times mentions."""
        return len(self.texts) * self.mentions

    @functools.cached_property
    def folded(self) -> str:
        return fold(name_of(self.node))


@dataclass(frozen=True)
class _Row:
    weight: int
    values: tuple[object, ...]


def report(nodes: Iterable[Node], relationships: Iterable[Relationship], limit: int | None = None) -> Table:
    """The merges, then the refusals, each at most `limit` and sorted by how much hangs on them (texts × mentions).

    A merge's row is one name of a thing beside its preferred one, with the texts and mentions that print that name. A
    refusal's row is a pair under its first reason; of the two, `other` is the lighter, whose texts and mentions would
    move if they were one.
    """
    things, titles = _things(nodes, relationships)
    tables = (_merges(things, titles), _refusals(things, titles))
    return Table(
        COLUMNS,
        [row.values for rows in tables for row in sorted(rows, key=lambda r: (-r.weight, str(r.values)))[:limit]],
    )


def _things(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> tuple[list[_Thing], dict[str, str]]:
    """The entities by IRI with the forms that the mentions print, and the titles of the texts."""
    things: dict[str, _Thing] = {}
    texts: dict[str, str] = {}
    titles: dict[str, str] = {}
    for node in nodes:
        if node.label in ENTITY_LABELS:
            things[node.iri] = _Thing(node)
        elif node.label == "SourceText":
            texts[node.iri] = str(node.properties.get("text", ""))
            titles[node.iri] = name_of(node) or node.iri
    for link in relationships:
        if link.type is not RelationType.MENTIONS or link.tail not in things:
            continue
        forms = things[link.tail].forms
        begins, ends = (link.properties.get(f"{key}s", (link.properties[key],)) for key in ("begin", "end"))
        assert isinstance(begins, tuple) and isinstance(ends, tuple)
        for begin, end in zip(begins, ends, strict=True):
            form = "".join(texts.get(link.head, "")[int(str(begin)) : int(str(end))].split())
            places = forms.setdefault(form, {})
            places[link.head] = places.get(link.head, 0) + 1
    return [things[iri] for iri in sorted(things)], titles


def _merges(things: Iterable[_Thing], titles: Mapping[str, str]) -> Iterator[_Row]:
    for thing in things:
        name = name_of(thing.node)
        for form in sorted({*aliases_of(thing.node), *thing.forms} - {name, ""}):
            places = thing.forms.get(form, {})
            if not places and "".join(form.split()) in thing.forms:
                continue  # the same name with a line break in it
            mentions = sum(places.values())
            reason = _merge_reason(thing.folded, fold(form))
            values = ("merged", reason.value, thing.node.label, name, form, len(places), mentions, thing.node.iri, "")
            yield _Row(len(places) * mentions, (*values, _sources(places, titles)))


def _merge_reason(name: str, form: str) -> Reason:
    if _PUNCTUATION.sub("", name) == _PUNCTUATION.sub("", form):
        return Reason.SPELLING
    shorter, longer = sorted((name, form), key=len)
    if shorter in longer:
        return Reason.PART
    if shorter.isascii():
        return Reason.LETTERS
    rest = iter(longer)
    return Reason.SHORT if all(character in rest for character in shorter) else Reason.OTHER


def _refusals(things: Sequence[_Thing], titles: Mapping[str, str]) -> Iterator[_Row]:
    """Each suspicious pair once, under its first reason in the order of the finders."""
    seen: set[tuple[str, str]] = set()
    for reason, first, second in _pairs(things):
        key = (min(first.node.iri, second.node.iri), max(first.node.iri, second.node.iri))
        if first.node.iri == second.node.iri or key in seen:
            continue
        seen.add(key)
        heavy, light = sorted((first, second), key=lambda thing: (-thing.weight, thing.node.iri))
        types = " / ".join(dict.fromkeys((heavy.node.label, light.node.label)))
        names = (name_of(heavy.node), name_of(light.node))
        counts = (len(light.texts), light.mentions)
        values = ("refused", reason.value, types, *names, *counts, heavy.node.iri, light.node.iri)
        yield _Row(light.weight, (*values, _sources(light.texts, titles)))


def _pairs(things: Sequence[_Thing]) -> Iterator[tuple[Reason, _Thing, _Thing]]:
    for pair in _grouped(things, lambda thing: [thing.folded]):
        if pair[0].node.label != pair[1].node.label:
            yield Reason.TYPES, *pair
        else:
            is_same = name_of(pair[0].node) == name_of(pair[1].node)
            yield Reason.OWN if is_same else Reason.MARKS, *pair
    by_type: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        by_type[thing.node.label].append(thing)
    prefixes = _prefixes(things)
    for label in sorted(by_type):
        some = by_type[label]
        yield from _with_prefix(some, prefixes)
        alone = _by_number(some)
        finders: list[tuple[Reason, Iterable[_Thing], Callable[[_Thing], list[str]]]] = [
            (Reason.MARKS, some, lambda thing: _key(_without_numbers(thing.folded))),
            (Reason.EDIT, alone, lambda thing: _edit_keys(thing.folded)),
            (Reason.SOUND, alone, lambda thing: _key(_sound(thing.folded))),
        ]
        if label == EntityType.POLICY_DOCUMENT:
            finders.insert(0, (Reason.TITLE, some, lambda thing: _key(_bare_title(thing.folded))))
        for reason, among, keys in finders:
            yield from ((reason, *pair) for pair in _grouped(among, keys))


def _without_numbers(name: str) -> str:
    return _DIGITS.sub("0", _PUNCTUATION.sub("", name))


def _by_number(things: Iterable[_Thing]) -> list[_Thing]:
    """The weightiest of the things whose names differ in numbers alone: series such as 第一批, 第二批 are long."""
    found: dict[str, _Thing] = {}
    for thing in sorted(things, key=lambda thing: (-thing.weight, thing.node.iri)):
        found.setdefault(_without_numbers(thing.folded), thing)
    return list(found.values())


def _grouped(things: Iterable[_Thing], keys: Callable[[_Thing], list[str]]) -> Iterator[tuple[_Thing, _Thing]]:
    groups: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        for key in keys(thing):
            groups[key].append(thing)
    for key in sorted(groups):
        group = sorted(groups[key], key=lambda thing: (-thing.weight, thing.node.iri))
        yield from combinations(group, 2) if len(group) <= _LARGE else ((group[0], other) for other in group[1:])


def _key(text: str) -> list[str]:
    return [text] if len(text) > 2 else []


def _edit_keys(name: str) -> list[str]:
    """Names share one of these if one character changed, or one more in the other, makes them equal."""
    if len(name) < _SHORTEST_EDIT - 1:
        return []
    changed = [f"{name[:i]}\x00{name[i + 1 :]}" for i in range(len(name))] if len(name) >= _SHORTEST_EDIT else []
    longer = [f"{name[:i]}{name[i + 1 :]}" for i in range(len(name))] if len(name) > _SHORTEST_EDIT else []
    return sorted({*changed, *(f"\x01{each}" for each in longer), f"\x01{name}"})


def _sound(name: str) -> str:
    """The name as it is commonly read, "" where it has no Chinese character."""
    return " ".join(map(syllable, name)) if any("\u4e00" <= character <= "\u9fff" for character in name) else ""


def _bare_title(title: str) -> str:
    """A document's title without its issuer, number and the words of its notice.

    >>> _bare_title("云州市人民政府关于印发机器人行动方案的通知（云政〔2024〕7号）")
    '机器人行动方案'
    """
    bare = _NUMBER.sub("", title)
    about = _ABOUT.search(bare)
    found = _ISSUED.match(bare[about.start() :] if about else bare)
    return found[1] if found else bare


def _prefixes(things: Iterable[_Thing]) -> dict[str, Reason]:
    """What may stand before a name and only say whose it is: regions of the code list, institutions of the graph."""
    found: dict[str, Reason] = {}
    regions = [form for concept in load_code_list("regions").concepts for form in (concept.name, *concept.aliases)]
    for thing in things:
        if thing.node.label == EntityType.INSTITUTION:
            found[thing.folded] = Reason.ISSUER
        elif thing.node.label == EntityType.REGION:
            regions += [name_of(thing.node), *aliases_of(thing.node)]
    for region in map(fold, regions):
        found[region] = found[_LEVEL.sub("", region)] = Reason.REGION
    found.pop("", None)
    return found


def _with_prefix(things: Sequence[_Thing], prefixes: Mapping[str, Reason]) -> Iterator[tuple[Reason, _Thing, _Thing]]:
    """Names that end with another of their type after a known prefix: 杭州市发展改革委, 市发展改革委."""
    by_name: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        by_name[thing.folded].append(thing)
    for longer in things:
        name = longer.folded
        for cut in range(1, len(name) - _SHORTEST_SUFFIX + 1):
            reason = prefixes.get(name[:cut])
            for shorter in by_name.get(name[cut:], ()) if reason else ():
                assert reason
                yield reason, longer, shorter


def _sources(texts: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    return sorted({titles.get(text, text) for text in texts})[:_SHOWN]
