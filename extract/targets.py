"""Targets (量化目标): measurable objectives with indicator, value, unit, bound and the year by which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.actions import Reader
from extract.quantities import Quantity, iter_quantities, iter_vague
from extract.records import Entity, Span, Target
from extract.segment import find_clauses, is_heading, iter_lines, numbering
from extract.standing import Standing
from ontology.labels import Bound

_YEAR = re.compile(r"(?P<by>到|至|力争|争取|预计|截至|截止|比|较)?(?P<year>20\d\d)年?(?:[-—~至](?P<last>20\d\d))?年(?P<end>底前|底|末|前|以前|之前)?")
_PERIOD = re.compile(r"(?:用|利用|通过|经过|力争|争取)[^，。；]{0,6}?(?:\d|[一二两三四五六七八九十])(?:[-—~至到](?:\d|[一二三四五六七八九十]))?年(?:左右)?(?:的?时间|的?努力)|(?:\d|[一二两三四五六七八九十])年内")
_PAST = re.compile(
    r"已经?(?![有知])|(?<![为除])了(?![解])|截[至止]|同比|环比|去年|上年|前年|以来|近年来|多年来|一年来|五年来|过去|累计(?!达到|完成|建成)|目前|现有|此前|历史性|上半年|前三季度|一季度|曾|回顾|共有|显示"
)
_FUTURE = re.compile(r"力争|争取|确保|预期|目标|今年(?!以来)|明年|下一步|今后|将(?:于|会|在|达)|拟(?=安排|新|建)|(?<![主重需必首不])要(?![求素点件])|建议|规划期")
_COMMITS = re.compile(_FUTURE.pattern + "|(?:安排|下达|投入)[\\d.,]+|不[低少]于|不[超高]过?于?|控制在|以内")
_GRANT = re.compile(r"最高|一次性|给予|奖励|奖补|罚|资助|贴息|补贴|补助(?!标准)|限额|额度|注册资本|标准支付|补偿|赔偿")
_TERMS = re.compile(r"推荐|申报|申请|限报|名额|成立|具有|具备|从业|职称|学历|报名|受理|资格|每个|每家|每户|单个|参评|报送|提交|之日起|日内|小时内")
_PREDICATE = re.compile(
    r"(?:(?:均|都|再|也|力争|总体|合计|累计|分别|各|年均|平均|要|应|将|须|继续|大幅|进一步|逐步|基本|原则上|预计|争取|计划|拟|稳步|有望|比(?:20\d\d年|上年|去年|基期)?|较(?:20\d\d年|上年|去年)?|每年|占比|的?比例|的?比重)\s*)*"
    r"(?P<verb>达到|达|(?:提高|提升|增加|增长|扩大|上升|降低|下降|减少|压减|压缩|缩短|缩减|拓展|恢复|覆盖|普及|发展|培育)(?:到|至)|增至|降到|降至|减至|升至|控制在|保持在|稳定在|维持在|调控在|限制在|"
    r"翻|占(?:到|比)?|年?增长|年?增加|年?增|提高|提升|降低|下降|减少|缩短|压缩|压减|节约|实现|完成|安排|投入|新增|突破|约|力争|建成|覆盖)?"
    r"(?:\s*(?:均|分别|各|约|达到|达|再|在))*\s*$"
)
_LEAD = re.compile(
    r"(?:(?:力争|争取|确保|保证|推动|促进|实现|保持|使|使得|将|把|预期|预计|其中|同时|并|且|和|以及|目标是|目标为|努力|全面|全部|各部门|各地区?|今年|明年|每年|年内|届时|基本|要|稳步|逐步|持续|继续)\s*[：:，,]?\s*)+"
)
_SPLITS = (re.compile(r"、|以及|和"), re.compile(r"、|以及|和|及|与"), re.compile("、"))
_GROUP = re.compile(r"\s*(?:、|和|及|与|以及)\s*")
_TAIL_VERB = re.compile(r"(?:得到|实现|达到|投入|进行|并|以及其|，|；).*$")
_MODIFIES = ("的", "级", "强", "型", "代", "届", "版", "周年", "期间", "以来", "工作日", "号")
_COUNTABLE = frozenset({"count", "measure", "money", "rate"})


class _Year(NamedTuple):
    value: int | None
    span: Span


class _Context(NamedTuple):
    """What a clause inherits: the year in force, whether its passage reports the past, whether it commits."""

    year: _Year | None
    is_past: bool
    commits: bool


_CONFIDENCE = {"year": 0.9, "predicate": 0.8, "verb": 0.7, "vague": 0.5}


def find_targets(text: str, sentences: tuple[Span, ...], entities: tuple[Entity, ...]) -> tuple[Target, ...]:
    """Quantified objectives in `text`, in reading order.

    Offsets count code points of `text`, end excluded; 一批 leaves `value` empty.
    >>> text = "到2025年，建设100家未来产业先导区。"
    >>> [(t.indicator, t.value, t.unit, t.year) for t in find_targets(text, (Span(0, len(text)),), ())]
    [('未来产业先导区', 100.0, '家', 2025)]
    """
    reader = Reader(text, Standing(entities))
    return tuple(target for sentence, context in _contexts(reader, sentences) for target in _sentence(reader, sentence, context))


def _contexts(reader: Reader, sentences: tuple[Span, ...]) -> Iterator[tuple[Span, _Context]]:
    """Each sentence with what it inherits from its heading and from the sentences before it in its paragraph."""
    text = reader.text
    lines = list(iter_lines(text))
    at, heading_year, year, is_past = -1, None, None, False
    for sentence in sentences:
        while at + 1 < len(lines) and lines[at + 1].begin <= sentence.begin:
            at += 1
            line = lines[at]
            if is_heading(text, line):
                heading_year, is_past = _last_year(text, line), False
            year = heading_year
        quoted = sentence.of(text)
        if _FUTURE.search(quoted):
            is_past = False
        if _PAST.search(quoted):
            is_past = not _last_year(text, sentence)
        yield sentence, _Context(year, is_past, bool(_COMMITS.search(quoted)) or _is_directive(reader, sentence))
        year = _last_year(text, sentence) or (None if _YEAR.search(quoted) else year)


def _is_directive(reader: Reader, sentence: Span) -> bool:
    """Whether a clause of the sentence begins with a verb of commitment."""
    return any(
        (read := reader.read(clause.begin, clause.end)).verb and not any(p.kind == "subject" for p in read.parts)
        for clause in find_clauses(reader.text, sentence)
    )


def _years(text: str, span: Span) -> Iterator[_Year]:
    """The years by which something is to be: 到2025年, 2025年底前, 2023—2025年; not a year that reports."""
    for found in _YEAR.finditer(text, span.begin, span.end):
        if found["by"] in ("截至", "截止", "比", "较"):
            continue
        if found["by"] or found["end"]:
            yield _Year(int(found["last"] or found["year"]), Span(found.start(), found.end()))
    for found in _PERIOD.finditer(text, span.begin, span.end):
        yield _Year(None, Span(found.start(), found.end()))


def _last_year(text: str, span: Span) -> _Year | None:
    found = list(_years(text, span))
    return found[-1] if found else None


def _sentence(reader: Reader, sentence: Span, context: _Context) -> Iterator[Target]:
    year = context.year
    for clause in find_clauses(reader.text, sentence):
        own = list(_years(reader.text, clause))
        year = own[-1] if own else year
        here = context._replace(year=year)
        yield from _clause(reader, clause, here, own)


def _clause(reader: Reader, clause: Span, context: _Context, years: list[_Year]) -> Iterator[Target]:
    text = reader.text
    numbered = numbering(text, clause)
    lead = numbered[1] if numbered else clause.begin
    for stated in (*_YEAR.finditer(text, lead, clause.end), *_PERIOD.finditer(text, lead, clause.end)):
        if not text[lead : stated.start()].strip() or stated.start() == lead:
            lead = stated.end()
    quantities = [q for q in iter_quantities(text, Span(lead, clause.end)) if _is_quantity(text, q)]
    groups = _groups(text, quantities)
    for index, group in enumerate(groups):
        stop = groups[index + 1][0].span.begin if index + 1 < len(groups) else clause.end
        start = lead if index == 0 else groups[index - 1][-1].span.end
        yield from _group(reader, Span(start, stop), lead, group, context, years)
    if not quantities and context.year:
        for vague in iter_vague(text, Span(lead, clause.end)):
            if (verb := reader.read(lead, vague.span.begin + 1).verb) and verb.end == vague.span.begin:
                yield from _counted(reader, Span(lead, clause.end), vague, context, "vague")


def _is_quantity(text: str, quantity: Quantity) -> bool:
    if text.startswith(_MODIFIES, quantity.span.end):
        return False
    before = text[max(0, quantity.span.begin - 1) : quantity.span.begin]
    if before in ("的", "（", "("):
        return False
    return before not in ("第", "每", "〔", "：", "年") or quantity.kind == "rate"


def _groups(text: str, quantities: list[Quantity]) -> list[list[Quantity]]:
    """Quantities parted only by 、 or 和 belong to one list of values."""
    groups: list[list[Quantity]] = []
    for quantity in quantities:
        if groups and _GROUP.fullmatch(text, groups[-1][-1].span.end, quantity.span.begin):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def _group(
    reader: Reader, part: Span, lead: int, group: list[Quantity], context: _Context, years: list[_Year]
) -> Iterator[Target]:
    text, first = reader.text, group[0]
    begin = _skip(text, part.begin, first.span.begin)
    predicate = _PREDICATE.search(text, begin, first.span.begin)
    stated = predicate.start() if predicate else first.span.begin
    indicator = _trim(text, begin, stated)
    has_predicate = predicate is not None and (bool(predicate["verb"]) or first.bound is not Bound.EXACTLY)
    verb = reader.read(part.begin, first.span.begin + 1).verb
    between = _trim(text, verb.end, stated if stated > verb.end else first.span.begin) if verb else None
    explicit = predicate is not None and bool(predicate["verb"])
    if verb and between and not (explicit and indicator and (verb.actions[0].begin > begin or "nominal" in verb.kinds)):
        if first.kind != "time":
            yield from _valued(reader, between, group, context, years, part, "verb")
    elif indicator and has_predicate and (explicit or first.kind != "time"):
        yield from _valued(reader, indicator, group, context, years, part, "predicate")
    elif first.kind != "time" and (verb or part.begin > lead):
        yield from _counted(reader, part, group[-1], context, "verb")


def _skip(text: str, begin: int, end: int) -> int:
    while begin < end and text[begin] in " \t\u3000，,：:、和及与“\"":
        begin += 1
    found = _LEAD.match(text, begin, end)
    return found.end() if found else begin


def _trim(text: str, begin: int, end: int) -> Span | None:
    while begin < end and text[begin] in " \t\u3000，,、的“”\"":
        begin += 1
    while begin < end and text[end - 1] in " \t\u3000，,、的":
        end -= 1
    return Span(begin, end) if end - begin > 1 else None


def _accepts(text: str, context: _Context, quantity: Quantity, form: str) -> bool:
    if context.is_past:
        return False
    begin, end = quantity.span.begin, quantity.span.end
    near = text[max(0, begin - 25) : end + 12]
    if quantity.kind in ("money", "count") and _GRANT.search(near):
        return False
    if context.year:
        return True
    if quantity.is_small or _TERMS.search(near):
        return False
    if form == "predicate":
        return context.commits or quantity.bound is not Bound.EXACTLY
    return quantity.kind in _COUNTABLE


def _valued(
    reader: Reader, indicator: Span | None, group: list[Quantity], context: _Context, years: list[_Year], part: Span, form: str
) -> Iterator[Target]:
    """Targets whose indicator stands before its value; 分别 gives each member of a list its own."""
    text = reader.text
    if indicator is None or not _accepts(text, context, group[0], form):
        return
    members = [indicator] * len(group)
    dated: list[_Year | None] = [context.year] * len(group)
    if len(group) > 1:
        split = _members(reader, indicator, len(group))
        if split:
            members = split
        elif len(years) == len(group):
            dated = list(years)
        else:
            group, members = group[:1], members[:1]
    for member, quantity, year in zip(members, group, dated, strict=False):
        yield _target(reader, part, member, quantity, year, form)


def _members(reader: Reader, span: Span, count: int) -> list[Span]:
    """The `count` members of a coordinated indicator, empty where it has another number of them.

    What a list of names shares (全省与其他国家货物贸易、对外投资) is no part of its first member.
    """
    text = reader.text
    for pattern in _SPLITS:
        begins = [span.begin, *(found.end() for found in pattern.finditer(text, span.begin, span.end))]
        ends = [*(found.start() for found in pattern.finditer(text, span.begin, span.end)), span.end]
        members = [m for b, e in zip(begins, ends, strict=True) if (m := _trim(text, b, e))]
        if len(members) != count:
            continue
        if all(reader.names.starting(member.begin) for member in members[1:]):
            last = next((name for name in reversed(list(reader.names.within(members[0].begin, members[0].end)))), None)
            if last and last.end == members[0].end:
                members[0] = last.span
        return members
    return []


def _counted(reader: Reader, part: Span, quantity: Quantity, context: _Context, form: str) -> Iterator[Target]:
    """A target whose indicator stands after its value: 建设100家未来产业先导区."""
    text = reader.text
    if not _accepts(text, context, quantity, form):
        return
    counted = _noun(text, quantity.span.end, part.end)
    if counted is None:
        return
    yield _target(reader, part, counted, quantity, context.year, form)


def _noun(text: str, begin: int, end: int) -> Span | None:
    """The counted noun after a quantity, its modifiers with 的 cut off."""
    cut = _TAIL_VERB.search(text, begin, end)
    end = cut.start() if cut else end
    for join in ("以及", "和", "及"):
        at = text.find(join, begin, end)
        if at > begin and "的" in text[at:end] and "的" in text[begin:at]:
            end = at
            break
    last = text.rfind("的", begin, end - 1)
    return _trim(text, last + 1 if last >= 0 else begin, end)


def _target(reader: Reader, part: Span, indicator: Span, quantity: Quantity, year: _Year | None, form: str) -> Target:
    text = reader.text
    begin, end = min(part.begin, indicator.begin), max(quantity.span.end, indicator.end)
    begin = min(_skip(text, begin, indicator.begin), indicator.begin)
    concerns = tuple(name.reference for name in reader.names.within(indicator.begin, indicator.end))
    confidence = _CONFIDENCE["year"] if year and year.value and form != "vague" else _CONFIDENCE[form]
    return Target(
        begin=min(begin, quantity.span.begin),
        end=end,
        indicator=indicator.of(text),
        indicator_span=indicator,
        value=quantity.value,
        unit=quantity.unit,
        year=year.value if year else None,
        year_span=year.span if year else None,
        bound=quantity.bound,
        end_value=quantity.end_value,
        concerns=concerns,
        confidence=confidence,
        method=f"target-{form}",
    )
