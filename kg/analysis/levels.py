"""Whose paper a policy document is: the level of government and the region, read from the names of its issuers."""

from __future__ import annotations

import re

LEVELS = ("国家", "部委", "省", "市", "县")
"""The levels of `admin_level`, from the highest to the lowest."""

CENTRAL = frozenset({"国家", "部委"})
LOCAL = frozenset({"省", "市", "县"})

CENTRE = "中央"
"""The region of a document of the centre."""

_PROVINCES = tuple(
    re.findall(
        "内蒙古|黑龙江|..",
        "北京天津河北山西内蒙古辽宁吉林黑龙江上海江苏浙江安徽福建江西山东河南湖北湖南广东广西海南重庆四川贵州云南西藏"
        "陕西甘肃青海宁夏新疆",
    )
)
_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})
_FULL = {"内蒙古": "内蒙古自治区", "广西": "广西壮族自治区", "西藏": "西藏自治区", "宁夏": "宁夏回族自治区"} | {
    "新疆": "新疆维吾尔自治区"
}

_NATION = re.compile(
    r"(全国人民代表大会|全国人大|国务院(办公厅)?$|中共中央(办公厅)?$|中国共产党中央委员会(办公厅)?$|中央军事委员会$|中央军委$)"
)
# 国家市场监督管理总局 would read as the city 国家市: names of the centre are told by how they begin.
_OF_THE_CENTRE = re.compile(r"(国家|国务院|中央|中共中央|中国|中华|全国|最高)")
_PROVINCE = re.compile(rf"({'|'.join(_PROVINCES)})(省|市|(?:壮族|回族|维吾尔)?自治区)?")
_NO_NAME = "省市县区旗“”\"'、，,（）()《》〈〉"
_CITY = re.compile(rf"([^{_NO_NAME}]{{2,7}}?(?:市|州|盟|地区))(?!场)")
_COUNTY = re.compile(rf"([^{_NO_NAME}]{{1,7}}?(?:新区|自治县|县|区|旗))(?!域)")
_ORGAN = re.compile(r"(部|委|委员会|总局|局|署|办|办公室|办公厅|司|院|总社|厅|政府|党组)$")
_LAW = re.compile(r"(?<![办方作做书立])法(（.*）)?$")
_SIGNED = re.compile(
    r"(.{2,20}?(?:部|委员会|总局|局|署|委|办|厅|政府))(?=办公厅|等|关于|联合|有关部门|、|\s|印发|发布|公布|公告)"
)
_PLACED = re.compile(rf"(?:{'|'.join(_PROVINCES)})(?:省|市|(?:壮族|回族|维吾尔)?自治区)|[^{_NO_NAME}]{{2,4}}市(?!场)")
_ISSUED_AT_THE_TOP = re.compile(r"(中共中央|国务院|全国人民代表大会|中华人民共和国国民经济和社会发展)")


def level_of(issuer: str) -> str | None:
    """The level of a public body by its name; None where the name does not say.

    >>> [level_of(n) for n in ("国务院办公厅", "国家市场监督管理总局", "上海市人民政府", "包头市人民政府办公室")]
    ['国家', '部委', '省', '市']
    """
    return _place(issuer)[0]


def region_of(issuer: str) -> str | None:
    """The region that a local body governs, 中央 for one of the centre, None where the name does not say.

    >>> [region_of(n) for n in ("广东省工业和信息化厅", "广东省深圳市人民政府", "科学技术部")]
    ['广东省', '深圳市', '中央']
    """
    return _place(issuer)[1]


def place_of_title(title: str) -> tuple[str | None, str | None]:
    """The level and region that a document's own title gives away.

    A law, a paper of the Party or the State Council, a title that names its issuer first, or the region it rules.
    >>> [place_of_title(n)[0] for n in ("数据安全法", "国务院关于贸易的通知", "商务部等关于贸易的通知", "办法")]
    ['国家', '国家', '部委', None]
    >>> place_of_title("广东省公共数据管理办法")
    ('省', '广东省')
    """
    if (_LAW.search(title) and not _PLACED.match(title)) or _ISSUED_AT_THE_TOP.match(title):
        return "国家", CENTRE
    if (signed := _SIGNED.match(title)) and _place(signed[1])[0]:
        return _place(signed[1])
    placed = None if _OF_THE_CENTRE.match(title) else _PLACED.match(title)
    return _place(placed[0] + "人民政府") if placed else (None, None)


def highest(levels: list[str | None]) -> str | None:
    """The highest of the levels that are known: a paper that a ministry issues with a province is the ministry's."""
    known = [level for level in levels if level in LEVELS]
    return min(known, key=LEVELS.index) if known else None


def _place(issuer: str) -> tuple[str | None, str | None]:
    name = re.sub(r"^中共(?!中央)", "", issuer.strip())
    if _NATION.match(name):
        return "国家", CENTRE
    if _OF_THE_CENTRE.match(name):
        return "部委", CENTRE
    if province := _PROVINCE.match(name):
        rest = name[province.end() :]
        if not (province[2] or _ORGAN.search(rest)):
            return None, None
        short = province[1]
        full = _FULL.get(short, short + ("市" if short in _MUNICIPALITIES else "省"))
        return _below(rest) or ("省", full)
    if below := _below(name):
        return below
    return ("部委", CENTRE) if _ORGAN.search(name) else (None, None)


def _below(name: str) -> tuple[str, str] | None:
    """The city or the county with which `name` begins."""
    city = _CITY.match(name)
    county = _COUNTY.match(name[city.end() :] if city else name)
    if county and _ORGAN.search(name):
        return "县", county[1]
    return ("市", city[1]) if city and _ORGAN.search(name) else None
