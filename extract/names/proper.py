"""Proper names that the resolver passed over: of the lists (places, central bodies) and by their form.

The documents that it learned from are mostly those of ministries, which name few places, local bodies and persons.
What the lists know stands in a text as a name wherever no longer name covers it; so does what the model finds likely
and what has the form of a place, a body, a meeting or a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from extract.names.bodies import central_names, local_body
from extract.names.candidates import Candidate
from extract.names.gazetteer import Hit, regions_by_name
from extract.names.occurrences import find_places
from extract.names.titles import BODY_NAME, Found
from extract.records import Mention
from ontology.labels import EntityType

_STANDS = 0.3
"""A name of at least this confidence stands; a less likely one gives way."""

_PLACE, _CENTRAL, _LOCAL, _FORM = 0.8, 0.9, 0.85, 0.7
"""How sure each kind of name is; `_LOCAL` also goes for the titles of replies."""
_LIKELY = 0.4
"""What the model must give a name by its form."""

_UNITS = frozenset("省地县新")
"""Levels of regions that have bodies of their own."""
_TOLD = _UNITS | frozenset("群外")
"""Levels of regions whose names are places wherever they stand; 西部, 三峡 and 太湖 are often a part of a name."""
_NO_PLACE = re.compile(
    r"(?:生产)?建设兵团|[东西南北]?(?:站|港|机场)|[日晚时]报|网(?![\u4e00-\u9fff])|大学"
    r"|[\u4e00-\u9fff]{0,6}[路街道巷][\u4e00-\u9fff]{0,2}\d*号"
)
"""What makes a place the head of another name, or a part of an address."""
_NO_CENTRAL = re.compile(
    r"[门署分属]|关于|[\u4e00-\u9fff]{0,6}\s*[〔﹝（(\[]\s*\d"
    r"|(?:(?![和与及]|会同|联合)[\u4e00-\u9fff]){0,8}(?:司|厅|处|局|中心|研究[院所])(?![\u4e00-\u9fff])"
)
"""What makes the name of a central body another one: 财政部门, 工信部联科〔2024〕12号, 国家能源局综合司."""
_REPLY = re.compile(
    rf"(?<![^\n])(?:{BODY_NAME.pattern})?"
    r"(对(?=[^\n]{0,40}(?:届|次会议|第\s?[A-Z]?[\d〇零一二三四五六七八九十百]+\s?号))"
    r"[^\n，。；：《]{2,60}?(?:建议|提案)的?(?:答复(?:意见|的函)?|复函))(?![^\n])"
)
"""The title of a reply to members of a congress, from 对 on, with their session or the number of what they asked."""
_FORMS = {
    EntityType.REGION: re.compile(
        r"(?![各全本我该两多每某原新老])[\u4e00-\u9fff]{2,6}(?:省|市|县|区|州|镇|乡|街道|旗|村|岛)"
    ),
    EntityType.INSTITUTION: re.compile(r"[\u4e00-\u9fff]{2,7}[省市县区州](?:人民政府|委|[\u4e00-\u9fff]{2,12}[局厅])"),
    EntityType.EVENT: re.compile(r"\S{2,25}(?:会议?|大赛|节|展览?|论坛|博览会)"),
    EntityType.PERSON: re.compile(r"[\u4e00-\u9fff]{2,4}"),
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ROLE = re.compile(r"[\u4e00-\u9fff][长员任者理师授席士事人记]")
_GOES_ON = frozenset("在表指介说提强告等和与代同委出")

_LEVELS = {"省": 0, "地": 1, "县": 2}
"""A place of a lower level behind one of a higher is in it: 四川成都; 北京上海 are two."""


def with_proper_names(
    text: str, candidates: Sequence[Candidate], regions: Sequence[Hit], names: Sequence[Found]
) -> list[Found]:
    """`names` with the proper names that none of them covers; what is hardly likely gives way to these.

    `candidates` are those of the model and of the lists, without parts of words; `regions` the listed ones of `text`.
    """
    added: list[Found] = []
    taken = {at: mention for mention, _ in names if mention.confidence >= _STANDS for at in _offsets(mention)}
    whole = {(c.begin, c.end) for c in candidates if c.type is EntityType.REGION}
    places = [hit for hit in regions if (hit.begin, hit.end) in whole]
    for mention, type in (*_replies(text), *_central(text), *_local(text, places), *_formed(text, candidates)):
        if all(_gives_way(taken[at], mention) for at in _offsets(mention) if at in taken):
            taken.update(dict.fromkeys(_offsets(mention), mention))
            added.append((mention, type))
    given = {at for mention, _ in added for at in _offsets(mention)}
    return [*(name for name in names if given.isdisjoint(_offsets(name[0]))), *added]


def _offsets(mention: Mention) -> range:
    return range(mention.begin, mention.end)


def _gives_way(name: Mention, other: Mention) -> bool:
    """Whether `name` is less sure than `other` and lies in it: 重庆市 in 重庆市梁平区农业农村委."""
    return other.begin <= name.begin and name.end <= other.end and name.confidence < other.confidence == _LOCAL


def _central(text: str) -> Iterator[Found]:
    """Central bodies, the longest name at each place first."""
    places = find_places(text, [name for name in central_names() if name in text])
    found = [(begin, begin + len(name)) for name, begins in places.items() for begin in begins]
    for begin, end in sorted(found, key=lambda place: (place[0], -place[1])):
        if not _NO_CENTRAL.match(text, end):
            yield Mention(begin, end, _CENTRAL, "listed"), EntityType.INSTITUTION


def _replies(text: str) -> Iterator[Found]:
    for found in _REPLY.finditer(text):
        yield Mention(*found.span(1), _LOCAL, "form"), EntityType.POLICY_DOCUMENT


def _local(text: str, places: Sequence[Hit]) -> Iterator[Found]:
    """Places with what lies in them, as one name (四川成都), and the bodies called after them, these first."""
    levels = {hit: regions_by_name()[hit.name].level for hit in places}
    told = [hit for hit in places if levels[hit] in _TOLD]
    begin = -1
    for hit, after in zip_longest(told, told[1:]):
        begin = hit.begin if begin < 0 else begin
        if after and hit.end == after.begin and _LEVELS.get(levels[hit], 2) < _LEVELS.get(levels[after], -1):
            continue
        if levels[hit] in _UNITS and (body := local_body().match(text, hit.end)):
            yield Mention(begin, body.end(), _LOCAL, "listed"), EntityType.INSTITUTION
        if not _NO_PLACE.match(text, hit.end):
            yield Mention(begin, hit.end, _PLACE, "listed"), EntityType.REGION
        begin = -1


def _formed(text: str, candidates: Sequence[Candidate]) -> Iterator[Found]:
    """What the model finds likely and what has the form of its type, the likeliest first."""
    for c in sorted(candidates, key=lambda c: (-c.confidence, c.begin, c.end, c.type)):
        form = _FORMS.get(c.type) if c.confidence >= _LIKELY else None
        if not form or not form.fullmatch(text, c.begin, c.end) or _NO_PLACE.match(text, c.end):
            continue
        if text[c.end - 1 : c.end + 1] == "乡镇":
            continue
        if c.type is not EntityType.PERSON or _is_person(text, c):
            yield Mention(c.begin, c.end, _FORM, "form"), c.type


def _is_person(text: str, candidate: Candidate) -> bool:
    """Whether a role or nothing stands before the name, and behind it nothing that may belong to it."""
    before, after = text[max(candidate.begin - 2, 0) : candidate.begin], text[candidate.end : candidate.end + 1]
    is_begun = not _HAN.match(before[-1:]) or _ROLE.match(before)
    return bool(is_begun) and (not _HAN.match(after) or after in _GOES_ON)
