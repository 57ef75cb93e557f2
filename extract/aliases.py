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
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from extract.jurisdiction import (
    in_full,
    is_shared,
    issuing_region,
    leading_regions,
    level_of,
    office_in_full,
    own_regions,
)
from extract.names.bodies import central_bodies, central_names
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
_LAW = re.compile(rf"{_STATE}(.+(?:[法例典]|细则|规定|办法|纲要))$")
_REVISED = re.compile(r"(.+[法例])（\d{4}年?修[正订]）$")
_REACH = 24
_GENRE = (
    "意见|通知|规划|纲要|方案|办法|规定|条例|细则|指南|指引|措施|计划|公告|报告|决定|标准|规范|通告|要点|"
    "倡议|公报|建议|政策|文件|目录|清单|协议|白皮书|章程"
)
_BARE = re.compile(
    r"(?:本|该|此)?(?:实施|指导|若干|行动|工作|管理|暂行|试行|试点|总体|发展|建设|专项|专项资金|申报|认定|考核|评价|三年行动|政策|"
    rf"规划|政府工作|任务|合作|框架){{0,3}}(?:{_GENRE})(?:（[^（）]*(?:20\d\d|试行|征求意见稿|草案)[^（）]*）)?$"
)
"""A title that means something only where it stands, as 《办法》, 《政府工作报告》 and 《实施方案（2023—2025年）》."""
_BARE_BODY = re.compile(
    "(?:工作|推进|协调)?(?:领导小组|专班|联席会议|专家委员会|专家组|工作组|指挥部)(?:办公室|办)?|秘书处|组委会|"
    "(?:高新区|经开区|开发区|新区|园区|示范区|自贸区)(?:管委会|管理委员会|党工委|财政局|经发局)|管委会|管理委员会|[省市县]?分行|"
    "办公[厅室]|(?:(?![部委局署院])[\u4e00-\u9fff]){2,6}(?<!公)司"
)
_BARE_EVENT = re.compile("第.{1,3}次(?:全体)?会议")
_CONGRESS = re.compile("(?:党的)?([一二三四五六七八九十]+(?:大|届[一二三四五六七八九]中全会))")
_LOCAL = re.compile(
    "[全本我]?(?P<level>自治[区州县旗]|省|市(?!场)|县|区|州|盟|旗)(?P<office>委|政府|"
    "(?!政协)(?:市场|城市|城区|社区|园区|高新区|开发区|区域|县域|[^省市县区]){1,20}?"
    "(?:委|局|厅|办|部|院|中心|政府|公司|集团|专班|小组|会|处|办公室))$"
)
_OURS = re.compile("我(?P<kind>[部委局厅署办])(?P<office>办公[厅室])?$")
_OFFICE = re.compile("办公[厅室]$")
_LIKE_LOCAL = re.compile("(?![国中党全])[\u4e00-\u9fff]{2,8}(?<!总)(?<!民航)(?<!外汇)(?<!基金)(?:局|委)")
"""A short name that a ministry shares with the departments of regions: 统计局, 发改委."""
_OF_CENTRAL = re.compile("办公厅|[\u4e00-\u9fff]{1,12}(?:司|中心|分院|分行)")
_DEPARTMENT = re.compile("(?!国家|中国|中央)(?:市场)?[^省市县区州盟旗]{2,14}(?:厅|局|委|委员会)$")
_JOINT = re.compile("(?:[、和与及]|以及)(?:[^，。；：、\n]{2,14}(?:厅|局|委)[、和与及])*+")
_ACRONYM = re.compile(r"[A-Za-z][A-Za-z0-9+\-/]{1,15}$")
_GAP = re.compile(r"[”\"》’]?\s*[（(]\s*(?:英文)?(?:缩写|简称)?\s*$")
_CLOSED = re.compile(r"[”\"’]?\s*(?:[）)]|[，,；;]\s*(?:以?下)?简?称)")
_WITH_ACRONYM = re.compile(r"(.*[\u4e00-\u9fff])（[A-Za-z][A-Za-z0-9+\-/]{1,15}）$")
_YEARLY = re.compile("(?:会议|大会|论坛|博览会|展览会|大赛)$")
_YEAR_BEFORE = re.compile(r"20\d\d年$")
_OWN_MAKING = re.compile(
    "(?:我[省市县区]|本[省市县区])[^，。；《]{0,8}(?:出台|印发|编制|制定|起草|发布|研究)[^，。；《]{0,6}《?$"
)
_MADE = re.compile(
    r"(?:等[\u4e00-\u9fff\d]{0,6})?(?:，|近日|日前|联合|共同|正式|已|于[^，。；]{1,12})*"
    r"(?:(?:印发|发布|出台|制定|公布|下发|制定出台)了?)?[《〈“]*$"
)
"""Between a body and the title of what it made: 云岭省科技厅联合印发《关于…."""
_NATIONAL = re.compile("国家|国务院|全国|中共中央|中央")


def resolve(document: Document, found: Sequence[Found]) -> tuple[Entity, ...]:
    """The entities that the mentions name, one for each IRI, in the order of their first mention."""
    names = _Names(document, found)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    described: dict[str, tuple[EntityType, str]] = {}
    for mention, type in found:
        printed = mention.span.of(document.text)
        name, iri = names.canonical(type, mention)
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
        self._regions = own_regions(document)
        self._issuing = issuing_region(document)
        self._defined = _defined(document.text, found)
        self._aliases = {**_departments(document.text, found), **_acronyms(document.text, found)}
        self._aliases.update(_short_titles(document, found, set(self._regions.values()), self._defined))
        self._issuers = self._title_regions(found)

    def canonical(self, type: EntityType, mention: Mention) -> tuple[str, str]:
        """The preferred name of what `mention` names, and its IRI."""
        name = plain(mention.span.of(self._document.text))
        for _ in range(3):
            longer = self._longer(type, name, mention.begin)
            if longer == name:
                break
            name = longer
        if self._traditional:
            name = simplified(name)
        if type is EntityType.INSTITUTION:
            return self._institution(name)
        if type is EntityType.REGION:
            return self._region(name, mention)
        if type is EntityType.EVENT:
            return self._event(name, mention)
        if type is EntityType.POLICY_DOCUMENT:
            return self._title(name, mention)
        named = _WITH_ACRONYM.fullmatch(name)
        name = named[1] if named else name
        return name, entity_iri(type, name)

    def _longer(self, type: EntityType, name: str, begin: int) -> str:
        """What `name` is short for at `begin`: what the last definition before says, or the first one."""
        defined = self._defined.get((type, name), [])
        before = [longer for at, longer in defined if at <= begin]
        return (before or [longer for _, longer in defined[:1]] or [self._aliases.get((type, name), name)])[-1]

    def _region(self, name: str, mention: Mention) -> tuple[str, str]:
        regions = regions_by_name()
        if name not in regions:
            # 昆山 is 昆山市; 江南 and 河西 are words for a part of any place, and so is 东方.
            name = name + "市" if name + "市" in regions and name != "东方" else name
        if is_shared(name):
            city = self._city_before(mention.begin) or self._regions.get("地")
            if not city:
                return name, self._own_iri(EntityType.REGION, name)
            name = city + name
        name = regions[name].name if name in regions else name
        return name, entity_iri(EntityType.REGION, name)

    def _city_before(self, begin: int) -> str:
        """The city that ends where a district begins: 北京市 of 北京市朝阳区."""
        before = simplified(self._document.text[max(0, begin - 8) : begin])
        last = next((hit for hit in reversed(find_regions(before)) if hit.end == len(before)), None)
        return last.name if last and last.name[-1] == "市" else ""

    def _event(self, name: str, mention: Mention) -> tuple[str, str]:
        congress = _CONGRESS.fullmatch(name)
        name = f"党的{congress[1]}" if congress else name
        if _BARE_EVENT.fullmatch(name):
            return name, self._own_iri(EntityType.EVENT, name)
        year = _YEAR_BEFORE.search(self._document.text, max(0, mention.begin - 5), mention.begin)
        if year and _YEARLY.search(name):
            name = year.group() + name
        return name, entity_iri(EntityType.EVENT, name)

    def _title(self, name: str, mention: Mention) -> tuple[str, str]:
        """A document; 关于… of a region's body is another one than that of another region or of the State Council."""
        for pattern in (_REVISED, _LAW):
            law = pattern.fullmatch(name)
            name = law[1] if law else name
        if _BARE.fullmatch(name):
            return name, self._own_iri(EntityType.POLICY_DOCUMENT, name)
        said = self._issuers.get(name, {})
        region = said.get(mention.begin) or (next(iter(said.values())) if len(set(said.values())) == 1 else "")
        if region:
            return name, mint(EntityType.POLICY_DOCUMENT.value, normalise(name), normalise(region))
        return name, entity_iri(EntityType.POLICY_DOCUMENT, name)

    def _title_regions(self, found: Sequence[Found]) -> dict[str, dict[int, str]]:
        """Title without a region → where it stands behind a local body, or is the document's own → its region."""
        text = simplified(self._document.text) if self._traditional else self._document.text
        printed = self._document.text
        ends = {m.end: plain(m.span.of(printed)) for m, type in found if type is EntityType.INSTITUTION}
        own = plain(simplified(self._document.title))
        regions: dict[str, dict[int, str]] = defaultdict(dict)
        for mention, type in found:
            name = simplified(plain(mention.span.of(text)))
            if type is not EntityType.POLICY_DOCUMENT or not name.startswith("关于") or find_regions(name):
                continue
            made = _MADE.search(text, max(0, mention.begin - _REACH), mention.begin)
            body = ends.get(made.start()) if made else None
            if body is not None:
                region = self._region_of(simplified(self._longer(EntityType.INSTITUTION, body, mention.begin)))
            else:
                region = self._issuing if own.endswith(plain(mention.span.of(text))) else ""
            if region or body is not None:
                regions[name][mention.begin] = region
        return regions

    def _region_of(self, body: str) -> str:
        """The region of a local body, "" of a central one."""
        full = self._institution(body)[0]
        listed = [hit.name for hit in find_regions(full) if hit.begin == 0]
        return "".join([*leading_regions(full)][-1:] or listed)

    def _institution(self, name: str) -> tuple[str, str]:
        # On seals and signatures a body of the state has the state's name before its own.
        bare = name.removeprefix(_STATE)
        if bare in central_bodies() and (_is_central(bare) or not self._issuing):
            name = central_bodies()[bare]
            return name, entity_iri(EntityType.INSTITUTION, name)
        if ours := _OURS.fullmatch(name):
            signed = self._signed_by(ours["kind"])
            if not signed:
                return name, self._own_iri(EntityType.INSTITUTION, name)
            name = signed + (ours["office"] or "")
        if _BARE_BODY.fullmatch(name):
            return name, self._own_iri(EntityType.INSTITUTION, name)
        local = _LOCAL.fullmatch(name)
        if local:
            region = self._regions.get(level_of(local["level"]), "")
            # 州政府 is none of a city, 自治区财政厅 none of a province
            if not region or (local["level"] != "省" and not region.endswith(local["level"])):
                return name, self._own_iri(EntityType.INSTITUTION, name)
            full = region + office_in_full(local["office"])
        elif bare in central_bodies():
            # 统计局 in a list of local bodies is the local one
            full = self._issuing + office_in_full(name)
        else:
            full = in_full(_of_central(name))
        return full, entity_iri(EntityType.INSTITUTION, full)

    def _signed_by(self, kind: str) -> str:
        """The body that 我部 or 我委 is: the only issuer of the document, "" where that is of another kind."""
        issuers = {plain(_OFFICE.sub("", issuer)) for issuer in self._document.values("issuer")}
        bodies = {central_bodies().get(issuer.removeprefix(_STATE), issuer) for issuer in issuers}
        body = bodies.pop() if len(bodies) == 1 else ""
        return body if body.removesuffix("员会").endswith(kind) else ""

    def _own_iri(self, type: EntityType, name: str) -> str:
        return mint(type.value, normalise(name), self._text_id)

    @functools.cached_property
    def _text_id(self) -> str:
        return self._document.id


def _is_central(name: str) -> bool:
    """Whether the name of a central body is none that the departments of regions have as well."""
    return name in central_names() or (name in central_bodies() and not _LIKE_LOCAL.fullmatch(name))


def _of_central(name: str) -> str:
    """A unit of a central body by that one's full name: 工信部办公厅 is 工业和信息化部办公厅."""
    for end in range(len(name) - 1, 2, -1):
        body = name[:end]
        if _is_central(body) and _OF_CENTRAL.fullmatch(name, end):
            return central_bodies()[body] + name[end:]
    return name


def plain(surface: str) -> str:
    """`surface` without white space, quotation and title marks, in NFKC with Chinese brackets.

    >>> plain("“十四五”规划"), plain("首台(套)")
    ('十四五规划', '首台（套）')
    """
    name = _MARKS.sub("", unicodedata.normalize("NFKC", surface)) or surface
    return name.replace("(", "（").replace(")", "）") if re.search(r"[\u4e00-\u9fff]", name) else name


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
        is_central = _is_central(name)
        level = _LOCAL.match(name)
        own = [] if is_central else [level["level"]] if level else [*leading_regions(name)]
        if own:
            region = own[-1]
        elif region and not is_central and _DEPARTMENT.match(name):
            full[type, name].add(region + name)
        end = mention.end
    return {key: names.pop() for key, names in full.items() if len(names) == 1}


def _defined(text: str, found: Sequence[Found]) -> dict[Key, list[tuple[int, str]]]:
    """（以下简称《条例》）: the short name → where it is defined, and the name that ends where that begins."""
    ends: dict[int, Found] = {}
    for mention, type in found:
        known = ends.get(mention.end)
        if known is None or mention.begin < known[0].begin:
            ends[mention.end] = (mention, type)
    defined: dict[Key, list[tuple[int, str]]] = defaultdict(list)
    for definition in find_definitions(text):
        if definition.anchor in ends and not definition.is_collective:
            mention, type = ends[definition.anchor]
            defined[type, plain(definition.name)].append((definition.begin, plain(mention.span.of(text))))
    return defined


def _acronyms(text: str, found: Sequence[Found]) -> dict[Key, str]:
    """人工智能（AI）: letters in brackets right after a name of the same type are another name of it."""
    aliases: dict[Key, str] = {}
    for (first, type), (second, other) in pairwise(found):
        name = second.span.of(text)
        is_closed = _CLOSED.match(text, second.end)
        if type is other and _ACRONYM.fullmatch(name) and is_closed and _GAP.fullmatch(text[first.end : second.begin]):
            aliases.setdefault((type, plain(name)), plain(first.span.of(text)))
    return aliases


def _short_titles(
    document: Document, found: Sequence[Found], regions: Set[str], defined: Mapping[Key, list[tuple[int, str]]]
) -> dict[Key, str]:
    """《实施意见》 without a definition: the one title of the document that ends with it.

    Only the title of the document itself, or a single longer title that comes first, is meant by a short form: not one
    that has another short name, nor a national one in the text of a region or where 我省 made its own.
    """
    type = EntityType.POLICY_DOCUMENT
    titles: dict[str, int] = {}
    for mention, kind in found:
        if kind is type:
            titles.setdefault(plain(mention.span.of(document.text)), mention.begin)
    title = plain(document.title)
    own = {title, title.removesuffix("的通知")}
    taken = {longer: name for (kind, name), places in defined.items() if kind is type for _, longer in places}
    aliases: dict[Key, str] = {}
    for short, begin in titles.items():
        if _BARE.fullmatch(short):
            longer = [name for name in titles if name != short and name.endswith(short) and titles[name] < begin]
            themselves = [name for name in longer if any(whole.endswith(name) for whole in own)]
            if not themselves:
                is_theirs = _OWN_MAKING.search(document.text, max(0, begin - 24), begin)
                longer = [n for n in longer if n not in taken and not (regions and _NATIONAL.match(n))]
                longer = [] if is_theirs else longer
            if len(themselves or longer) == 1:
                aliases[(type, short)] = (themselves or longer)[0]
    return aliases
