"""Mentions to entities: which names of a document are one thing, what it is called, and its IRI.

Aliases resolve before an IRI is minted; the form as printed stays on the mention. Across documents one thing is one
IRI because its name is. A name that means something only inside its document (《办法》, 市发展改革委 where nothing says
which city) gets an IRI of that document.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.names.bodies import central_bodies
from extract.names.definitions import find_definitions
from extract.names.gazetteer import find_regions, regions_by_name
from extract.records import Document, Entity, Mention
from extract.script import is_traditional
from ontology.iris import entity_iri, mint, normalise
from ontology.labels import EntityType
from ontology.script import simplified

Found = tuple[Mention, EntityType]
Key = tuple[EntityType, str]
"""A type and a name as the text has it, without white space and marks."""

_MARKS = re.compile(r"[\s“”\"‘’「」『』《》〈〉]+")
_STATE = "中华人民共和国"
_LAW = re.compile(rf"{_STATE}(.+[法例典])$")
_GENRE = (
    "意见|通知|规划|纲要|方案|办法|规定|条例|细则|指南|指引|措施|计划|公告|报告|决定|标准|规范|通告|要点|"
    "倡议|公报|建议|政策|文件"
)
_BARE = re.compile(
    rf"(?:本|该|此)?(?:实施|指导|若干|行动|工作|管理|暂行|总体|发展|建设|专项|申报|三年行动|政策)?(?:若干|行动)?(?:{_GENRE})$"
)
_LOCAL = re.compile(
    "(?:全|本|我)?(?:省|市|县|区|州|盟|旗)(?!政协|场监)[^省市县区]{1,20}"
    "(?:委|局|厅|办|部|院|中心|政府|公司|集团|专班|小组|会|处)$"
)
_OF_REGION = re.compile(
    "(?P<region>[^省市县区]{0,8}?(?:省|市(?!场)|县|区|(?:州|盟|旗)(?![省市县区]))).{2,}(?:厅|局|委|办|委员会|办公室)$"
)
_LEADING = re.compile(
    "(?:(?![省市县区])[\u4e00-\u9fff]){1,5}?(?:省|市(?!场)|县|区|(?:州|盟|旗)(?![省市县区]))(?=.*(?:厅|局|委|办|委员会|办公室|政府)$)"
)
_DEPARTMENT = re.compile("(?!国家|中国|中央)(?:市场)?[^省市县区州盟旗]{2,14}(?:厅|局|委|委员会)$")
_JOINT = re.compile("(?:[、和与及]|以及)(?:[^，。；：、\n]{2,14}(?:厅|局|委)[、和与及])*")
_LEVELS = {"省": "省", "市": "地", "州": "地", "盟": "地", "县": "县", "区": "县", "旗": "县"}
_ACRONYM = re.compile(r"[A-Za-z][A-Za-z0-9+\-/]{1,15}$")
_GAP = re.compile(r"[”\"》’]?\s*[（(]\s*(?:英文)?(?:缩写|简称)?\s*$")


def resolve(document: Document, found: Sequence[Found]) -> tuple[Entity, ...]:
    """The entities that the mentions name, one for each IRI, in the order of their first mention."""
    names = _Names(document, found)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    described: dict[str, tuple[EntityType, str]] = {}
    for mention, type in found:
        printed = mention.span.of(document.text)
        name, iri = names.canonical(type, printed)
        mentions[iri].append(mention)
        described.setdefault(iri, (type, _printed(printed) if name == plain(printed) else name))
    entities = [
        Entity(iri, *described[iri], tuple(sorted(places, key=lambda m: (m.begin, -m.end))))
        for iri, places in mentions.items()
    ]
    return tuple(sorted(entities, key=lambda e: (e.mentions[0].begin, -e.mentions[0].end, e.iri)))


def _printed(surface: str) -> str:
    """The name as the text prints it, on one line: “十四五”规划."""
    return re.sub(r"(?<=[\u4e00-\u9fff）》”])\s+(?=[\u4e00-\u9fff（《“])|\s*\n\s*", "", surface).strip()


class _Names:
    """The names of one document: what each stands for."""

    def __init__(self, document: Document, found: Sequence[Found]) -> None:
        self._document = document
        self._traditional = is_traditional(document.text)
        self._regions = _own_regions(document)
        self._aliases: dict[Key, str] = {}
        self._aliases = {**_departments(document.text, found), **_acronyms(document.text, found)}
        self._aliases.update(_short_titles(document, found))
        self._aliases.update(_defined(document.text, found))

    def canonical(self, type: EntityType, surface: str) -> tuple[str, str]:
        """The preferred name of what `surface` names, and its IRI."""
        name = plain(surface)
        for _ in range(3):
            longer = self._aliases.get((type, name))
            if longer is None or longer == name:
                break
            name = longer
        if self._traditional:
            name = simplified(name)
        if type is EntityType.INSTITUTION:
            return self._institution(name)
        if type is EntityType.REGION:
            region = regions_by_name().get(name)
            name = region.name if region else name
        elif type is EntityType.POLICY_DOCUMENT:
            law = _LAW.fullmatch(name)
            name = law[1] if law else name
            if _BARE.fullmatch(name):
                return name, self._own_iri(type, name)
        return name, entity_iri(type, name)

    def _institution(self, name: str) -> tuple[str, str]:
        # On seals and signatures a body of the state has the state's name before its own.
        name = central_bodies().get(name.removeprefix(_STATE), name)
        if not _LOCAL.fullmatch(name):
            return name, entity_iri(EntityType.INSTITUTION, name)
        bare = re.sub("^[全本我]", "", name)
        region = self._regions.get(_LEVELS[bare[0]])
        if region is None:
            return name, self._own_iri(EntityType.INSTITUTION, name)
        full = region + bare[1:]
        return full, entity_iri(EntityType.INSTITUTION, full)

    def _own_iri(self, type: EntityType, name: str) -> str:
        return mint(type.value, normalise(name), self._text_id)

    @functools.cached_property
    def _text_id(self) -> str:
        return self._document.id


def plain(surface: str) -> str:
    """`surface` without white space, quotation and title marks, in NFKC with Chinese brackets.

    >>> plain("“十四五”规划"), plain("首台(套)")
    ('十四五规划', '首台（套）')
    """
    name = _MARKS.sub("", unicodedata.normalize("NFKC", surface)) or surface
    return name.replace("(", "（").replace(")", "）") if re.search(r"[\u4e00-\u9fff]", name) else name


def _own_regions(document: Document) -> dict[str, str]:
    """The region that the document speaks for, by level (省, 地, 县): from its issuers, number and title."""
    regions: dict[str, str] = {}
    said = [*document.values("issuer"), *document.values("number"), document.title, *document.values("source")]
    for value in said:
        for hit in find_regions(value):
            region = regions_by_name()[hit.name]
            level = "省" if region.level == "省" and region.name[-1] != "市" else region.level
            regions.setdefault(level, region.name)
            if region.level == "省" and region.name[-1] == "市":
                regions.setdefault("地", region.name)
    for issuer in document.values("issuer"):
        for name in _leading_regions(issuer):
            regions.setdefault(_LEVELS[name[-1]], name)
    return regions


def _leading_regions(body: str) -> Iterator[str]:
    """The regions that the name of a body begins with, also those in no list.

    >>> [*_leading_regions("云岭省澜江市市场监管局")], [*_leading_regions("省财政厅")]
    (['云岭省', '澜江市'], [])
    """
    at = 0
    while own := _LEADING.match(body, at):
        yield own.group()
        at = own.end()


def _departments(text: str, found: Sequence[Found]) -> dict[Key, str]:
    """云岭省科学技术厅、教育厅: a department after one of a region is of that region, too.

    One that stands after two regions in the text stays as it is.
    """
    full: dict[Key, set[str]] = defaultdict(set)
    region, end = "", -1
    for mention, type in found:
        if type is not EntityType.INSTITUTION or mention.begin < end:
            continue
        name = plain(mention.span.of(text))
        if end < 0 or not _JOINT.fullmatch(text, end, mention.begin):
            region = ""
        is_central = name in central_bodies()
        own = None if is_central else _OF_REGION.match(name)
        if own:
            region = own["region"]
        elif region and not is_central and _DEPARTMENT.match(name):
            full[type, name].add(region + name)
        end = mention.end
    return {key: names.pop() for key, names in full.items() if len(names) == 1}


def _defined(text: str, found: Sequence[Found]) -> dict[Key, str]:
    """（以下简称《条例》）: the short name → the name that ends where the definition begins."""
    ends: dict[int, Found] = {}
    for mention, type in found:
        known = ends.get(mention.end)
        if known is None or mention.begin < known[0].begin:
            ends[mention.end] = (mention, type)
    aliases: dict[Key, str] = {}
    for definition in find_definitions(text):
        if definition.anchor in ends and not definition.is_collective:
            mention, type = ends[definition.anchor]
            aliases.setdefault((type, plain(definition.name)), plain(mention.span.of(text)))
    return aliases


def _acronyms(text: str, found: Sequence[Found]) -> dict[Key, str]:
    """人工智能（AI）: letters in brackets right after a name of the same type are another name of it."""
    aliases: dict[Key, str] = {}
    for (first, type), (second, other) in pairwise(found):
        name = second.span.of(text)
        if type is other and _ACRONYM.fullmatch(name) and _GAP.fullmatch(text[first.end : second.begin]):
            aliases.setdefault((type, plain(name)), plain(first.span.of(text)))
    return aliases


def _short_titles(document: Document, found: Sequence[Found]) -> dict[Key, str]:
    """《实施意见》 without a definition: the one title of the document that ends with it.

    Only the title of the document itself, or a single longer title that comes first, is meant by a short form.
    """
    type = EntityType.POLICY_DOCUMENT
    titles: dict[str, int] = {}
    for mention, kind in found:
        if kind is type:
            titles.setdefault(plain(mention.span.of(document.text)), mention.begin)
    own = plain(document.title)
    aliases: dict[Key, str] = {}
    for short in titles:
        if _BARE.fullmatch(short):
            longer = [
                name for name in titles if name != short and name.endswith(short) and titles[name] < titles[short]
            ]
            themselves = [name for name in longer if own.endswith(name)]
            if len(themselves or longer) == 1:
                aliases[(type, short)] = (themselves or longer)[0]
    return aliases
