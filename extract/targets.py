"""Targets (量化目标): measurable objectives with indicator, value, unit, bound and the year by which.

Three wordings state one: the indicator and a predicate (覆盖率达到90%), a verb with a counted noun (建设百家基地), and
a verb with an indicator and a value (新增就业1100万人). So does a line of a table of indicators.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extract.amounts.funds import iter_sums
from extract.amounts.indicator_tables import iter_rows
from extract.amounts.periods import (
    PERIOD,
    YEAR,
    Context,
    Year,
    find_own_year,
    iter_contexts,
    iter_years,
    year_at,
    years_to_come,
)
from extract.amounts.quantities import Quantity, iter_quantities, iter_vague
from extract.clauses.actions import Reader
from extract.clauses.actor_lists import BRACKET
from extract.clauses.standing import Standing
from extract.clauses.vocabulary import Verb, longest
from extract.names.titles import is_in_title
from extract.records import Entity, Span, Target
from extract.segment import find_clauses, numbering
from ontology.labels import Bound, EntityType

_CONFIDENCE = {"year": 0.95, "predicate": 0.95, "verb": 0.88, "vague": 0.4, "table": 0.9}
"""By wording, and by a year in force: (right + 1) / (all + 2), of 20, 17, 6 and 13 targets in the references.

They have no table; that of tables supposes that a column may be misread.
"""
_GRANT = re.compile(
    r"最高|一次性|给予|奖励|奖补|罚|资助|贴息|补贴|补助(?!标准)|限额|额度|注册资本|标准支付|补偿|赔偿|单个项目"
)
_TERMS = re.compile(
    r"推荐|申报|申请|限报|名额|成立|具有|具备|从业|职称|学历|报名|受理|资格|每[个家户]|单个|参评|报送|提交|之日起|日内|小时内|有效期|组成|试用期|近[一两三]年|上年度|年度|连续[两三]年|原值|单笔|拥有|配备|符合|满足|其中|附件|批准|不得|可以|浮动|(?:项目|推荐|申报)数量?"
)
_ASIDE = re.compile("[（(][^）)]*$")
_WHO = re.compile(r"的[\u4e00-\u9fff]{0,8}(?:者|企业|单位|机构|人员|主体|组织|个人)$")
"""What makes a condition of a value: 处理100万人以上信息的处理者, 大额合同（一般不低于500万元）."""
_BEFORE = (
    r"(?:均|都|再|也|可|净|力争|总体|合计|累计|分别占比|分别|各|年均|平均|同比|要|应|将|须|继续|大幅|进一步|逐步|基本|原则上|预计|争取|计划(?!$)|"
    r"拟按?|稳步|有望|今年|明年|[比较](?:20\d\d年|上年|去年|基期)(?:[^，、。；]{1,12}(?:平均|同期)(?:水平)?)?|每年)"
)
_PREDICATE = re.compile(
    rf"(?:{_BEFORE}\s*)*"
    r"(?P<verb>达到|达|(?:提高|提升|增加|增长|扩大|扩围|扩容|上升|降低|下降|减少|压减|压缩|缩短|缩减|拓展|恢复|覆盖|普及|发展|培育)(?:到|至)|增至|降到|降至|减至|"
    r"升至|控制在|保持在|稳定在|维持在|调控在|限制在|翻|占到?(?!比)|年?增长|年?增加|年?增|提高|提升|降低|下降|减少|缩短|压缩|压减|节约|实现|完成|"
    r"安排|投入|新增|净增|突破|约|力争|建成|覆盖|(?:高于|高出|快于|低于)全[国省市](?:平均)?(?:水平)?|(?<=[\u4e00-\u9fff])再[降减增])?(?:\s*(?:均|分别|各|约|达到|达|再|在))*\s*(?:20\d\d年的)?$"
)
_LEAD = re.compile(
    r"(?:(?:力争|争取|确保|保证|推动|促进|实现|保持|使得?|将|把|预期|预计|其中|同时|并|且|和|以及|目标[是为]|努力|全面|全部|各部门|各地区?|今年|明年|"
    r"每年|全年|年内|届时|(?:[一二三四]季度|上半年)(?=力争|确保|争取)|基本(?!养老|医疗|公共|农田|药物|民生)|要|稳步|逐步|持续|继续)\s*[：:，,]?\s*)+"
)
_SPLITS = (re.compile(r"、|以及|和"), re.compile(r"、|以及|和|及|与"), re.compile("、"))
_JOINT = re.compile(r"[、，,\s]+")
_GROUP = re.compile(r"\s*(?:、|和|及|与|以及)\s*")
_CUT = re.compile(r"得到|实现|达到|投入|进行|并|，|；|。")
_AGENT = re.compile(
    "(?:企业|单位|机构|城市|地区|园区|学校|高校|院校|医院|银行|干部|人员|教师|专家|团队|资金)"
    "(?=开展|参与|参加|进入|入驻|实施|进行|用于|支持|建设|推进|完成|应用|采用|使用|上云|上市|到|赴|对接|牵头|承担|联合)"
)
"""Who or what is counted, before what it is to do: 支持35个城市 | 开展试点."""
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff“《]|20\d\d年)")
_WHOLE = re.compile(r"(?:全[省市区县州]|[我本][省市区县州])(?=[\u4e00-\u9fff]{3})")
_CLAUSE_END = re.compile("[，。；]")
_STOP = re.compile("[。；\n]")
_PLAN_PERIOD = re.compile('十[一二三四五六]五[”"]?(?:时期|期间)[^。\n]{0,12}(?:目标|任务)')
_ORDINAL = re.compile("[一二三四五六七八九十]+期")
_ITEMS = re.compile("(?:提出|出台|推出|发布|制定)[^，。；]{0,30}$")
_ARE_POINTS = re.compile("(?:举措|措施|意见|建议|任务)$")
_POINT = re.compile("[^，。；、\\s]{0,6}(?:举措|措施|意见|建议)")
_POINTS = re.compile("[^，。；、\\s]{0,6}(?:举措|措施|意见|政策|建议|任务)|[，。；、》”\\s]|$")
_BASELINE = re.compile(r"(?:由|从)(?:20\d\d年的?|目前的?|现在的?)?$")
_IN_YEAR = re.compile(r"(?:由|从|到|至)20\d\d年的$")
"""What makes a value of the number behind 的: 由2025年的2.4%提高到2030年的3.2%."""
_SIZED = re.compile(
    r"[\u4e00-\u9fff“”]{2,14}?(?:\d+|[一二两三四五六七八九十百]+)余?(?:个|家|项|户|座|名|种|款|件|亿元|万元)"
)
"""What follows a size that only says which ones are counted: 10亿元以上 | 产业项目50个."""
_MEASURED = re.compile(
    r"(?:投入|投资|支出|产出|出资|贡献|增长)?(?:面积|比例|强度|规模|占比|比重|水平|总量|总额|余额|金额|数量|人数|需求|[\u4e00-\u9fff]{0,3}率)|投入"
)
"""What makes a noun of the verb before it: 推广 | 面积, 研发 | 投入强度."""
_SHORT_OF = re.compile(r"(?:只有|仅|仅有|仅为|尚有|缺口|短缺)$")
"""At the end of an indicator it says what is, not what is to be: 投入强度只有1.9%."""
_MODIFIES = ("的", "级", "强", "型", "代", "届", "版", "周年", "期间", "以来", "工作日", "号")
_NEXT = ("、", "，", "和", "及", "与", "以及")
_EDGES = ' \t\u3000，,、的“”"'
_NAMED = frozenset({EntityType.POLICY_DOCUMENT, EntityType.EVENT, EntityType.INSTITUTION, EntityType.PERSON})
_BEGINS_WORK = frozenset({"开工", "新开工", "续建", "遴选", "培育"})
_PARTING = frozenset({"划为", "划分", "分为", "区分"})
_NEW_MATTER = 5
"""A clause of more characters, its year left off, speaks of something else; the next one does not go on with before."""
_REACH, _NEAR = 40, 30
"""How far before a value its predicate is looked for, and words that make it a grant or a condition."""


class _Place(NamedTuple):
    """Where a list of values stands: its sentence, the piece of its clause, the years in force.

    `context` is what the sentence hands on, `before` the indicator before it; `goes_on` says that a target stands
    before it in its clause.
    """

    sentence: Span
    part: Span
    lead: int
    years: tuple[Year, ...]
    context: Context
    before: Span | None
    goes_on: bool = False


def find_targets(
    text: str, sentences: tuple[Span, ...], entities: tuple[Entity, ...], title: str = "", issued: int | None = None
) -> tuple[Target, ...]:
    """Quantified objectives in `text`, whose title may name the year that all of it is for, in reading order.

    `issued` is the year in which it was issued, which 今年 and 年内 mean.

    Offsets count code points of `text`, end excluded; 一批 leaves `value` empty.
    >>> text = "到2025年，建设100家未来产业先导区。"
    >>> [(t.indicator, t.value, t.unit, t.year) for t in find_targets(text, (Span(0, len(text)),), ())]
    [('未来产业先导区', 100.0, '家', 2025)]
    """
    finder = _Finder(Reader(text, Standing(entities)), find_own_year(text, title), issued)
    contexts = iter_contexts(text, sentences)
    listed = list(finder.tables())
    in_lines = {at for row in listed for at in range(row.begin, row.end)}
    told = (target for sentence, context in contexts for target in finder.sentence(sentence, context))
    return tuple(sorted([*(t for t in told if t.begin not in in_lines), *listed], key=lambda t: (t.begin, t.end)))


class _Finder:
    """Finds the targets of one text."""

    def __init__(self, reader: Reader, own: Year | None, issued: int | None) -> None:
        self.reader, self.text, self.names = reader, reader.text, reader.names
        self.own, self.issued = own, issued
        self._plans = [found.start() for found in _PLAN_PERIOD.finditer(self.text)] if own else []
        self._urging: dict[Span, bool] = {}

    def _own_at(self, at: int) -> Year | None:
        """The year of the whole text, not where it speaks of a five-year plan: “十四五”时期主要目标任务."""
        if self.own is None:
            return None
        index = bisect_right(self._plans, at) - 1
        again = re.compile(f"今年|{self.own.value}年")
        return None if index >= 0 and not again.search(self.text, self._plans[index], at) else self.own

    def tables(self) -> Iterator[Target]:
        """The targets in the tables of the text, each as its line up to its own value: no two end alike."""
        for row in iter_rows(self.text):
            inside = list(self.names.within(row.indicator.begin, row.indicator.end))
            yield Target(
                begin=min(row.indicator.begin, row.quantity.span.begin),
                end=max(row.indicator.end, row.quantity.span.end),
                indicator=row.indicator.of(self.text),
                indicator_span=row.indicator,
                value=row.quantity.value,
                unit=row.quantity.unit,
                year=row.year.value,
                year_span=row.year.span,
                bound=row.quantity.bound,
                concerns=tuple(name.reference for name in inside),
                confidence=self._confidence("table", [name.confidence for name in inside]),
                method="target-table",
            )

    def sentence(self, sentence: Span, context: Context) -> Iterator[Target]:
        """The targets of a sentence; a clause without an indicator takes the one before it (…，年均增长10%)."""
        years: tuple[Year, ...] = (context.year,) if context.year else ()
        to_come = years_to_come(self.text, sentence, self.issued)
        before: Span | None = None
        for clause in find_clauses(self.text, sentence):
            stated = tuple(iter_years(self.text, clause)) or to_come(clause)
            opening = year_at(self.text, clause) if years and not stated else None
            first = self.issued or (years[-1].value if years else None) or 0
            is_over = opening is not None and (opening.value or 0) < first
            years = stated or ((opening,) if opening and not is_over else years)
            here = context._replace(year=years[-1] if years else None, is_past=context.is_past or is_over)
            if not (context.is_past or context.is_condition):
                # what a fund is set up with is dated by its own sentence only
                year = years[-1] if years and years[-1].span.begin >= sentence.begin else None
                for begin, fund, quantity in iter_sums(self.text, clause):
                    yield self._target(Span(begin, clause.end), fund, quantity, year, "verb")
            found = list(self._clause(sentence, clause, here, years, before))
            if found:
                before = found[-1].indicator_span
                context = context._replace(commits=True)
                yield from found
            elif clause.end - self._lead(clause) > _NEW_MATTER:
                before = None

    def _clause(
        self, sentence: Span, clause: Span, context: Context, years: tuple[Year, ...], before: Span | None
    ) -> Iterator[Target]:
        lead = self._lead(clause)
        rest = Span(lead, clause.end)
        groups = self._groups([q for q in iter_quantities(self.text, rest) if self._counts(q)])
        if not groups and context.year:
            yield from self._vague(_Place(sentence, rest, lead, years, context, before))
        start, goes_on = lead, False
        for index, group in enumerate(groups):
            stop = groups[index + 1][0].span.begin if index + 1 < len(groups) else clause.end
            baseline = _BASELINE.search(self.text, max(start, group[0].span.begin - 10), group[0].span.begin)
            if baseline:
                before = self._trim(self._skip(start, baseline.start()), baseline.start())
            else:
                place = _Place(sentence, Span(start, stop), lead, years, context, before, goes_on)
                for target in self._group(group, place):
                    goes_on = True
                    yield target
            start = group[-1].span.end

    def _lead(self, clause: Span) -> int:
        """Where a clause begins after its numbering and the year or period at its head."""
        numbered = numbering(self.text, clause)
        lead = numbered[1] if numbered else clause.begin
        for pattern in (YEAR, PERIOD, YEAR):
            for stated in pattern.finditer(self.text, lead, min(clause.end, lead + _REACH)):
                if (
                    stated.start() == lead
                    or _LEAD.fullmatch(self.text, lead, stated.start())
                    or self._joins(lead, stated.start())
                ):
                    lead = stated.end()
        return lead

    def _joins(self, begin: int, end: int) -> bool:
        return self.text[begin:end].strip() in ("", "和", "、", "及")

    def _counts(self, quantity: Quantity) -> bool:
        """Whether a quantity can be a value: no year, no date, no part of a name or a modifier (50%以上的企业)."""
        begin, end = quantity.span.begin, quantity.span.end
        is_modifier = self.text.startswith(_MODIFIES, end) and not self.text.startswith("的目标", end)
        if is_modifier or (quantity.unit == "年" and 1900 <= (quantity.value or 0) <= 2100):
            return False
        if self._counts_nothing(quantity):
            return False
        name = self.names.covering(begin)
        if name and name.type in _NAMED:
            return False
        if is_in_title(self.text, begin):
            return False
        before = self.text[begin - 1] if begin else ""
        if before in ("的", "（", "(") and not _IN_YEAR.search(self.text, max(0, begin - 8), begin):
            return False
        return before not in ("第", "每", "〔", "：", "年", "月") or quantity.kind == "rate"

    def _counts_nothing(self, quantity: Quantity) -> bool:
        """Whether it counts nothing: 二期, an age (3岁以下婴幼儿), a size, a rank, points (出台20条举措)."""
        begin, end = quantity.span.begin, quantity.span.end
        if _ITEMS.search(self.text, max(0, begin - _NEAR), begin):
            are_points = quantity.unit == "条" or (
                quantity.unit in ("项", "个")
                and (_ARE_POINTS.search(self.text, max(0, begin - 2), begin) or _POINT.match(self.text, end, end + 8))
            )
            if are_points:
                return _POINTS.match(self.text, end, end + 12) is not None
        is_before_noun = "\u4e00" <= self.text[end : end + 1] <= "\u9fff"
        if quantity.kind in ("money", "measure") and self.text.endswith(("以上", "以下"), begin, end):
            return _SIZED.match(self.text, end) is not None
        if self.text[begin - 1 : begin] == "前" and quantity.unit in ("位", "名", "强"):
            return True
        is_age = quantity.unit == "岁" and quantity.bound is not Bound.EXACTLY and is_before_noun
        return is_age or _ORDINAL.fullmatch(self.text, begin, end) is not None

    def _groups(self, quantities: list[Quantity]) -> list[list[Quantity]]:
        """Quantities parted only by 、 or 和 belong to one list of values."""
        groups: list[list[Quantity]] = []
        for quantity in quantities:
            if groups and _GROUP.fullmatch(self.text, groups[-1][-1].span.end, quantity.span.begin):
                groups[-1].append(quantity)
            else:
                groups.append([quantity])
        return groups

    def _group(self, group: list[Quantity], place: _Place) -> Iterator[Target]:
        """The targets that a list of values states, by the wording before it."""
        first = group[0]
        begin = self._after_gap(self._skip(place.part.begin, first.span.begin), first.span.begin)
        predicate = _PREDICATE.search(self.text, max(begin, first.span.begin - _REACH), first.span.begin)
        stated = predicate.start() if predicate else first.span.begin
        indicator = self._trim(begin, stated)
        is_explicit = predicate is not None and bool(predicate["verb"])
        joint = _JOINT.match(self.text, place.part.begin, first.span.begin)
        verb = self.reader.read(joint.end() if joint else place.part.begin, first.span.begin + 1).verb
        if (
            verb
            and verb.end >= first.span.begin
            and first.kind != "time"
            and self._noun(group[-1].span.end, place.part.end)
        ):
            if verb.actions[-1].of(self.text) not in _PARTING:
                yield from self._counted(group[-1], place, "verb")
            return
        between = self._between(verb, max(stated, verb.end)) if verb else None
        if between and indicator and _MEASURED.fullmatch(self.text, between.begin, between.end):
            between = None
            is_explicit = is_explicit or first.bound is not Bound.EXACTLY
        if indicator and self._is_verb(indicator):
            indicator = None
        if (
            verb
            and between
            and not (is_explicit and indicator and (verb.actions[0].begin > begin or "nominal" in verb.kinds))
        ):
            # 联通市本级50个部门的数据: a counted noun after the value makes the words before it another thing's
            if first.kind == "rate" or (first.kind != "time" and not self._noun(group[-1].span.end, place.part.end)):
                yield from self._valued(between, group, place, "verb")
        elif is_explicit:
            yield from self._valued(indicator or place.before, group, place, "predicate")
        elif indicator and first.bound is not Bound.EXACTLY and first.kind in ("rate", "money", "measure", "count"):
            is_large = first.unit.startswith(("万", "亿"))
            if place.context.year or first.kind != "count" or is_large or self._commits(place):
                yield from self._valued(indicator, group, place, "predicate")
        elif first.kind != "time" and (place.goes_on or (place.context.year and place.part.begin == place.lead)):
            yield from self._continued(group, place, indicator)

    def _between(self, verb: Verb, end: int) -> Span | None:
        """What stands between a verb and the value, less a second verb: 城中村 of 开工 | 改造 | 城中村40个."""
        begin = verb.end
        second = self.reader.verb(begin, end) if verb.actions[-1].of(self.text) in _BEGINS_WORK else None
        if second and end - second.end > 1 and not _MEASURED.fullmatch(self.text, second.end, end):
            begin = second.end
        return self._trim(begin, end)

    def _is_verb(self, span: Span) -> bool:
        """Whether nothing but verbs stands in `span`, none that is a noun as well: 改造提升 of 改造提升80万亩."""
        at = span.begin
        while at < span.end and (word := longest(self.text, at, span.end, self.reader.verbs)):
            if "nominal" in self.reader.verbs[word]:
                return False
            at += len(word)
        return at == span.end and not self.names.starting(span.begin)

    def _continued(self, group: list[Quantity], place: _Place, indicator: Span | None) -> Iterator[Target]:
        """A later member of a list: 建设50个基地和20个平台, or 打造万亿级集群1个、千亿级集群3个."""
        if self._noun(group[-1].span.end, place.part.end):
            if place.goes_on:
                yield from self._counted(group[-1], place, "verb")
        elif indicator:
            yield from self._valued(indicator, group, place, "verb")

    def _vague(self, place: _Place) -> Iterator[Target]:
        """一批 and 若干 directly after a verb: 培育一批领军企业."""
        for vague in iter_vague(self.text, place.part):
            verb = self.reader.read(place.lead, vague.span.begin + 1).verb
            if verb and verb.end == vague.span.begin:
                yield from self._counted(vague, place, "vague")

    def _accepts(self, quantity: Quantity, place: _Place, form: str) -> bool:
        """Whether the passage commits to the value; ceilings of grants and conditions of applying do not."""
        context = place.context
        begin, end = quantity.span.begin, quantity.span.end
        if context.is_past or context.is_condition:
            return False
        near = _STOP.split(self.text[max(0, begin - _NEAR) : begin])[-1] + self.text[begin:end]
        near += _CLAUSE_END.split(self.text[end : end + 12], maxsplit=1)[0]
        if quantity.kind in ("money", "count") and _GRANT.search(near):
            return False
        if context.year or self._own_at(place.part.begin):
            return True
        if quantity.is_small or _TERMS.search(near) or _ASIDE.search(self.text, max(0, begin - 8), begin):
            return False
        if _WHO.search(self.text, end, place.part.end):
            return False
        if form == "predicate":
            return quantity.bound is not Bound.EXACTLY or self._commits(place)
        return quantity.kind != "time"

    def _commits(self, place: _Place) -> bool:
        """Whether the sentence looks ahead, has a target already, or urges someone to act."""
        if not place.context.commits and place.sentence not in self._urging:
            self._urging[place.sentence] = self._urges(place.sentence)
        return place.context.commits or self._urging[place.sentence]

    def _urges(self, sentence: Span) -> bool:
        """Whether a clause of the sentence begins with a verb of commitment."""
        for clause in find_clauses(self.text, sentence):
            read = self.reader.read(clause.begin, clause.end)
            if read.verb and not any(part.kind == "subject" for part in read.parts):
                return True
        return False

    def _valued(self, indicator: Span | None, group: list[Quantity], place: _Place, form: str) -> Iterator[Target]:
        """Targets whose indicator stands before its value; 分别 gives each member of a list its own."""
        if indicator is None or not self._accepts(group[0], place, form):
            return
        if _SHORT_OF.search(self.text, indicator.begin, indicator.end):
            return
        members = [indicator]
        dated: list[Year | None] = [place.context.year]
        if len(group) > 1:
            members = self._members(indicator, len(group)) or members
            if len(members) == 1 and len(place.years) == len(group):
                members, dated = members * len(group), list(place.years)
        dated = dated if len(dated) == len(members) else dated * len(members)
        for index, (member, quantity, year) in enumerate(zip(members, group, dated, strict=False)):
            yield self._target(place.part, member, quantity, year, form, place.goes_on or index > 0)

    def _members(self, span: Span, count: int) -> list[Span]:
        """The `count` members of a coordinated indicator, empty where it has another number of them.

        What a list of names shares (全省与其他国家货物贸易、对外投资) is no part of its first member.
        """
        for pattern in _SPLITS:
            joins = list(pattern.finditer(self.text, span.begin, span.end))
            begins = [span.begin, *(join.end() for join in joins)]
            ends = [*(join.start() for join in joins), span.end]
            members = [m for b, e in zip(begins, ends, strict=True) if (m := self._trim(b, e))]
            if len(members) != count:
                continue
            if all(self.names.starting(member.begin) for member in members[1:]):
                inside = list(self.names.within(members[0].begin, members[0].end))
                if inside and inside[-1].end == members[0].end:
                    members[0] = inside[-1].span
            return members
        return []

    def _counted(self, quantity: Quantity, place: _Place, form: str) -> Iterator[Target]:
        """A target whose indicator stands after its value: 建设100家未来产业先导区."""
        counted = self._noun(quantity.span.end, place.part.end)
        if counted and self._accepts(quantity, place, form):
            yield self._target(place.part, counted, quantity, place.context.year, form, place.goes_on)

    def _noun(self, begin: int, end: int) -> Span | None:
        """The counted noun after a quantity, its modifiers with 的 cut off; none where a list goes on (10个、…)."""
        if self.text[begin:end].startswith(_NEXT):
            return None
        bracket = BRACKET.match(self.text, begin, end)
        begin = bracket.end() if bracket else begin
        cut = _CUT.search(self.text, begin, end) or _AGENT.search(self.text, begin, end)
        end = (cut.start() if cut.re is _CUT else cut.end()) if cut else end
        for join in ("以及", "和", "及"):
            at = self.text.find(join, begin, end)
            if at > begin and "的" in self.text[at:end] and "的" in self.text[begin:at]:
                end = at
                break
        last = self.text.rfind("的", begin, end - 1) if end > begin else -1
        span = self._trim(last + 1 if last >= 0 else begin, end)
        while span and self.text[span.end - 1] in "和及与":
            span = self._trim(span.begin, span.end - 1)
        # 5个千亿级、10个百亿级产业集群: what is counted comes later
        return None if span and self.text[span.end - 1] == "级" else span

    def _after_gap(self, begin: int, end: int) -> int:
        """Where an indicator may begin: after a gap that parts two headlines, a year (明确到2027年) and 全省."""
        for gap in _GAP.finditer(self.text, begin, end):
            begin = gap.end()
        for year in YEAR.finditer(self.text, begin, end):
            is_compared = year["by"] in ("比", "较") or self.text[year.start() - 1 : year.start()] in ("比", "较", "于")
            is_of_value = self.text.startswith("的", year.end()) and year.end() + 1 == end
            if not is_compared and not is_of_value:
                begin = year.end()
        begin = self._skip(begin, end)
        whole = _WHOLE.match(self.text, begin, end)
        return whole.end() if whole and not self.names.covering(whole.end() - 1) else begin

    def _skip(self, begin: int, end: int) -> int:
        """Where the wording of a value begins after joins and words such as 力争."""
        while begin < end and self.text[begin] in ' \t\u3000，,：:、和及与“"':
            begin += 1
        found = _LEAD.match(self.text, begin, end)
        return found.end() if found else begin

    def _trim(self, begin: int, end: int) -> Span | None:
        """`begin:end` without marks at its edges; None where less than two characters are left."""
        while begin < end and self.text[begin] in _EDGES:
            begin += 1
        while begin < end and self.text[end - 1] in _EDGES:
            end -= 1
        return Span(begin, end) if end - begin > 1 else None

    def _target(
        self, part: Span, indicator: Span, quantity: Quantity, year: Year | None, form: str, goes_on: bool = False
    ) -> Target:
        """The target; where it goes on with a list it begins at its own quantity or indicator."""
        year = year or self._own_at(part.begin)
        begin = quantity.span.begin if goes_on else self._skip(part.begin, quantity.span.begin)
        if indicator.begin < begin:
            # a clause without an indicator takes the one before it, and begins with its own words all the same
            begin = begin if indicator.end <= part.begin else indicator.begin
        elif form == "predicate":
            begin = min(indicator.begin, quantity.span.begin)
        is_dated = year is not None and year.value is not None and form != "vague"
        inside = list(self.names.within(indicator.begin, indicator.end))
        return Target(
            begin=begin,
            end=max(quantity.span.end, indicator.end),
            indicator=indicator.of(self.text),
            indicator_span=indicator,
            value=quantity.value,
            unit=quantity.unit,
            year=year.value if year else None,
            year_span=year.span if year else None,
            bound=quantity.bound,
            end_value=quantity.end_value,
            concerns=tuple(name.reference for name in inside),
            confidence=self._confidence("year" if is_dated else form, [name.confidence for name in inside]),
            method=f"target-{form}",
        )

    @staticmethod
    def _confidence(kind: str, names: list[float]) -> float:
        """The share of right targets of this kind; names that are doubtful lower it a little."""
        certainty = 0.8 + 0.2 * sum(names) / len(names) if names else 1.0
        return round(_CONFIDENCE[kind] * certainty, 3)
