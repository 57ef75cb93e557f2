"""The verb of a clause: which verb begins at a place, and where the predicate begins after a prepositional phrase.

A name of the entity list is never cut, so 推广目录 as a name holds no verb. Results are kept by place, so that a clause
is read in linear time.
"""

from __future__ import annotations

import re

from extract.clauses.standing import Standing
from extract.clauses.vocabulary import PERSONS, PREPOSITIONS, TOPICS, Verb, longest, verbs, words
from extract.records import Span
from ontology.labels import EntityType

_NO_OBJECT = frozenset("的、，,；;：:。和及或等）)】”》」 \t\u3000之者")
JOINS = re.compile(r"(?:、|和|与|及|以及|并且|并|或|或者|而|且)\s*")
_MEANS_END = re.compile(
    r"等?(?:多种|各种|有关|相关)?(?:方式|手段|形式|途径|模式|渠道|措施|办法|契机|重点|核心|牵引|抓手|载体|依托|引领|目标|主线|导向|基础|突破口|"
    r"代表|目的|主体|准则)"
)
_PLACE_END = re.compile(
    r"(?:等(?:多个|各个|重点|相关)?(?:领域|方面|环节|行业|地区|场景|地)|"
    r"(?:领域|方面|环节|过程|基础|条件|前提|情况|框架|范围|期间|阶段|指导|支持|领导)?[中上下内里间]|之?[前后]|[时际]|以来|期间|领域|方面|环节|"
    r"基础上|开始|出发|入手|着手|起)(?=[，,]|$|[^的、和与及])"
)
_BASIS_END = re.compile(r"需要|要求|规定|实际|分工|原则|精神|部署|安排|需求|标准|程序|情况|授权|方案|目标")
_NOUN = re.compile(
    r"主体|能力|平台|体系|成果|资源|人才|中心|基地|环境|生态|要素|活力|模式|方式|水平|质量|成本|效率|项目|资金|投入|力度|进度|机制|制度|政策|标准|"
    r"规范|工作|活动|服务|网络|设施|空间|格局|需求|市场|规模|步伐|动力|潜力|优势|短板|进程|过程|环节|路径|理念|战略|规划|计划|方案|目标|任务|规律|"
    r"基础|条件|保障|领域|技术|产品|装备|企业|机构|部门|单位|人员|队伍|系统|数据|信息|结构|布局|产业|链|业|型|性|化|力|率|量|度|品|者|员|费|权|法|"
    r"学|期|区|点|端|侧|类"
)
_SUFFIXES = frozenset("权率性型者员费")
_GIVES = re.compile(
    r"提供(?![的商方者给])(?=[^的]*$|[^，,；;。]*(?:支撑|支持|保障|服务|帮助|参考|指导|条件|方案|平台|便利))"
)
_MAKES = re.compile(r"(?:作为|纳入|列入|列为)(?![^，,；;。]*?的[^，,；;。]{1,12}(?:纳入|列入|列为|作为))")
_PAYS = re.compile("给予|予以")
_COUNTS = re.compile("数(?![据字学量码智控额万千百十])")
_AMOUNTS = re.compile("[量额值](?![子化产大])")
_COSTS = re.compile("额度|费用|投入(?=[的强总占])")
"""What makes a noun of any verb before it: 研发 | 费用, 支持 | 额度."""
_NUMBER = re.compile(
    r"(?:不少于)?(?:\d+(?:[-—－–~～至]\d+)?|[一二两三四五六七八九十百千]+)余?(?:个|家|座|条|项|所|处)|一批|若干"
)
_TRADES = ("业务", "业绩", "业态", "业主")
_OTHER_WORD = re.compile(
    "报[告名表道纸刊酬废警]|走[进势向廊私过]|抓手|减[灾员]|请[示求教假]|使[命馆者]|让[利步渡]|对标准|增加值|保有量|(?<=以)上市"
)
"""Longer words that begin with a verb of one character."""
_LABELLED = re.compile(
    r"(?:时间|时限|期限|日期|地点|单位|部门|机构|人|方式|电话|渠道|来源|编号|状态|情况|进展)\s*(?:$|[：:])"
)
"""What makes the label of a field of a verb: 发布时间：, 主办单位：."""
_DROPPED_LAST = frozenset({"推动", "推进", "统筹推进", "公开", "统一", "抓好", "加快", "加快推进"})
_FUSED = frozenset({"支持", "鼓励", "引导"})


class VerbFinder:
    """Finds verbs in one text."""

    def __init__(self, text: str, names: Standing) -> None:
        self.text, self.names = text, names
        self.verbs, self.words = verbs(), words()
        self._known: dict[tuple[int, int], Verb | None] = {}
        self._predicates: dict[tuple[int, int], bool] = {}

    def word(self, at: int, end: int) -> str:
        """The clause word that begins at `at`, "" where there is none."""
        return longest(self.text, at, self.names.next_begin(at, end), self.words)

    def kind(self, word: str) -> str:
        """What `word` is before a verb, "" where it is nothing."""
        return self.words.get(word, "")

    def verb(self, at: int, end: int) -> Verb | None:
        """The verb at `at`: light verbs and adverbs before another verb left off, coordinated ones together."""
        if (at, end) not in self._known:
            self._known[at, end] = self._verb(at, end)
        return self._known[at, end]

    def _verb(self, at: int, end: int) -> Verb | None:
        if at >= end or self.names.covering(at):
            return None
        word = longest(self.text, at, self.names.next_begin(at, end), self.verbs)
        after = at + len(word)
        if not word or self._is_noun_of(word, after, end):
            return None
        kinds, span = self.verbs[word], Span(at, after)
        if self.text.startswith(("了", "好"), after) and after < end:
            after += 1
        second = self._second(after, end)
        if second and ("light" in kinds or self.kind(word) == "adverb"):
            if word in _FUSED and second.actions[0].begin == after:
                return second._replace(actions=(Span(at, second.actions[0].end), *second.actions[1:]))
            return second
        if word in _DROPPED_LAST and (last := self.final_verb(after, end)):
            return last
        join = JOINS.match(self.text, after, end)
        joined = self._second(join.end(), end) if join else None
        if joined:
            return joined._replace(actions=(span, *joined.actions))
        return Verb((span,), after, kinds) if self.has_object(after, end) else None

    def _is_noun_of(self, word: str, after: int, end: int) -> bool:
        """Whether the characters after a verb make a noun of it: 参与权, 负责人, 制造业, 发布时间."""
        if after >= end or self.names.starting(after):
            return False
        is_nominal = "nominal" in self.verbs[word]
        if is_nominal and _AMOUNTS.match(self.text, after, end):
            return True
        if (
            _COUNTS.match(self.text, after, end)
            or _COSTS.match(self.text, after, end)
            or self.text[after] in _SUFFIXES
            or (word == "负责" and self.text.startswith(("人", "同志"), after))
        ):
            return True
        if is_nominal and self.text[after] == "业" and not self.text.startswith(_TRADES, after):
            return True
        if _OTHER_WORD.match(self.text, after - len(word), end):
            return True
        return bool(_LABELLED.match(self.text, after, end))

    def after_adverbs(self, at: int, end: int) -> Verb | None:
        """The verb after one or more adverbs at `at`."""
        while (word := self.word(at, end)) and self.kind(word) == "adverb":
            at += len(word)
            if verb := self.verb(at, end):
                return verb
        return None

    def _second(self, at: int, end: int) -> Verb | None:
        """The verb after a light one, adverbs between them left off; a noun that looks like a verb is none."""
        verb = self.verb(at, end) or self.after_adverbs(at, end)
        if verb is None or self.names.starting(verb.end):
            return verb
        if "nominal" in self.verbs.get(verb.actions[-1].of(self.text), ()):
            if _NOUN.match(self.text, verb.end, end) or longest(self.text, verb.end, end, self.verbs):
                return None
        elif "nominal" in self.verbs.get(self.text[verb.end : min(end, verb.end + 8)], ()):
            # 加强 | 跟踪管理: a verbal noun that ends the clause makes one noun with the verb before it
            return None
        return verb

    def final_verb(self, at: int, end: int) -> Verb | None:
        """A verb that closes the clause, its object standing before it: 目录由主管部门 | 统一制定."""
        while (word := self.word(at, end)) and self.kind(word) == "adverb" and at + len(word) < end:
            at += len(word)
        word = longest(self.text, at, end, self.verbs)
        if word and at + len(word) == end and not self.names.covering(at):
            return Verb((Span(at, end),), end, self.verbs[word])
        return None

    def has_object(self, at: int, end: int) -> bool:
        """Whether something that can be an object stands at `at`."""
        return at < end and (self.names.starting(at) is not None or self.text[at] not in _NO_OBJECT)

    def main_verb(self, at: int, end: int, kind: str) -> int | None:
        """Where the predicate begins after a preposition of this kind whose object begins at `at`."""
        if (stated := self._stated(at, end, kind)) is not None:
            return stated
        place = at + max(1, len(self._noun_at(at, end)))
        if kind == "means":
            place = self._after_means(at, end)
        elif kind == "aside" and self.text.startswith(("在", "当", "于"), at - 1):
            place = self._after_place(at, end)
        elif kind == "basis":
            place = max(place, self._after_basis(at, end))
            if place >= end:
                return end
        while place < end:
            name = self.names.covering(place)
            if name and name.begin < place:
                place = name.end
                continue
            if (after := self.after_title(place, end)) > place:
                place = after
                continue
            if self.text[place - 1] not in "的已未" and self.is_predicate(place, end):
                return place
            place = name.end if name else place + max(1, len(self._noun_at(place, end)))
        return self._final(at + 1, end) if kind in TOPICS or kind == "basis" else None

    def after_title(self, at: int, end: int) -> int:
        """Where a title in marks that begins at `at` ends, so that no verb is read in it; else `at`."""
        closed = self.text.find("》", at, end) if at < end and self.text[at] == "《" else -1
        return closed + 1 if closed >= 0 else at

    def _stated(self, at: int, end: int, kind: str) -> int | None:
        """Where the verb stands that goes with 为 or 将, whatever stands before it: 为企业拓展市场 | 提供服务."""
        if kind == "object" and self.text[at - 1 : at] in ("将", "把"):
            pattern = _MAKES
        elif kind == "beneficiary" and self._is_helped(at, end):
            pattern = _GIVES
        elif kind == "actor" and self.text[at - 1 : at] == "由":
            pattern = _PAYS
        else:
            return None
        last = None
        for found in pattern.finditer(self.text, at + 1, end):
            if self.names.covering(found.start()) is None and self.text[found.start() - 1] not in "的已未":
                last = found.start()
        return last

    def _is_helped(self, at: int, end: int) -> bool:
        """Whether somebody stands at `at` who is given something, not what is done (为加快转型提供支撑)."""
        name = self.names.starting(at)
        if name:
            return name.type in PERSONS or name.type is EntityType.PLATFORM
        word = self.word(at, end)
        return self.kind(word) == "subject" and word[-1] not in "国省市县区州"

    def _noun_at(self, at: int, end: int) -> str:
        """The verb that stands at `at` as a noun, so that none is read inside it: 申报材料 holds no 报."""
        word = longest(self.text, at, self.names.next_begin(at, end), self.verbs)
        return word if "nominal" in self.verbs.get(word, ()) else ""

    def _after_means(self, at: int, end: int) -> int:
        """Where a phrase of means ends by its closing word (…等方式, …为核心); the next place where it has none."""
        for closer in _MEANS_END.finditer(self.text, at, end):
            name = self.names.covering(closer.end() - 1)
            if name is None or name.end == closer.end():
                return closer.end()
        return at + 1

    def _after_basis(self, at: int, end: int) -> int:
        """Where a basis ends by its closing word (根据履行职责需要 | 编制); the next place where it has none."""
        for closer in _BASIS_END.finditer(self.text, at + 1, end):
            if self.names.covering(closer.start()) is None and self._opens(closer.end(), end):
                return closer.end()
        return at + 1

    def _after_place(self, at: int, end: int) -> int:
        """Where a phrase with 在 ends by its closing word (…中, …时, …方面); the next place where it has none."""
        for closer in _PLACE_END.finditer(self.text, at + 1, end):
            if self.names.covering(closer.start()) is None and self._opens(closer.end(), end):
                return closer.end()
        return at + 1

    def _opens(self, at: int, end: int) -> bool:
        return at >= end or self.is_predicate(at, end) or self.text[at] in "，,"

    def _final(self, begin: int, end: int) -> int | None:
        """Where the verb begins that closes the clause."""
        for at in range(max(begin, end - 4), end - 1):
            if self.text[at:end] in self.verbs and not self.names.covering(at) and self.text[at - 1] != "的":
                return at
        return None

    def is_predicate(self, at: int, end: int) -> bool:
        """Whether a predicate begins at `at`: a verb that is no noun there, or adverbs and phrases before one."""
        if (at, end) not in self._predicates:
            self._predicates[at, end] = self._begins_predicate(at, end)
        return self._predicates[at, end]

    def _begins_predicate(self, at: int, end: int) -> bool:
        verb = self.verb(at, end)
        if verb and "state" not in verb.kinds and self._is_surely_verb(verb, at):
            return True
        word = self.word(at, end)
        kind = self.kind(word)
        if kind in ("adverb", "modal") and len(word) > 1:
            return self.is_predicate(at + len(word), end)
        if kind in ("object", "beneficiary", "means") and (len(word) > 1 or self.names.covering(at - 1)):
            return self.main_verb(at + len(word), end, kind) is not None
        return False

    def _is_surely_verb(self, verb: Verb, at: int) -> bool:
        if "nominal" not in verb.kinds or verb.actions[0].begin > at or "causative" in verb.kinds:
            return True
        return self.names.starting(verb.end) is not None or _NUMBER.match(self.text, verb.end) is not None

    def performed(self, verb: Verb, end: int) -> Verb:
        """What 进行 performs where several verbs stand after it: 进行采集、存储和分析 gives the three."""
        actions: list[Span] = []
        at = verb.end
        while at < end:
            word = longest(self.text, at, end, self.verbs)
            if not word or self.names.covering(at):
                return verb
            actions.append(Span(at, at + len(word)))
            at += len(word)
            join = JOINS.match(self.text, at, end)
            if join is None:
                break
            at = join.end()
        return Verb(tuple(actions), end, verb.kinds) if at == end and len(actions) > 1 else verb

    def says(self, at: int, end: int) -> bool:
        """Whether what stands after a verb of saying is a clause of its own: 提出 | 以数字技术加速转型."""
        if self.is_predicate(at, end):
            return True
        word = self.word(at, end)
        kind = self.kind(word)
        return kind in PREPOSITIONS and self.main_verb(at + len(word), end, kind) is not None
