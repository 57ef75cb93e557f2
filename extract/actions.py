"""A clause to its verb: what stands before the verb (who, with what, for whom), the verb, and where its object begins.

Chinese policy prose puts the verb after its adverbs, its actor and its prepositional phrases, and everything after the
verb is its object: 各地要 | 依托高新区 | 加快 | 建设 | 中试平台. The clause is read from left to right with word lists; a
name of the entity list is never cut.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from extract.lexicon import read_rows
from extract.records import Span
from extract.standing import Name, Standing
from ontology.labels import EntityType, Modality

_LONGEST_WORD = 8
_WINDOW = 300
"""How far into a clause words are read: longer runs without a clause mark are lists, and their names are found anyway."""
_QUOTES = frozenset(" \t\u3000“”‘’\"'《》〈〉「」『』\n\r")
_NO_OBJECT = frozenset("的、，,；;：:。和及或等）)】”》」 \t\u3000之者")
_JOINS = re.compile(r"(?:、|和|与|及|以及|并且|并|或|或者|而|且)\s*")
_BREAKS = re.compile(r"(?:、|，|并且|并|以及|和|与|及)\s*")
_TIME = re.compile(
    r"(?:力争|争取|预计)?(?:到|至|自|从|于|在)?(?:20\d\d|19\d\d|“?十[一二三四五六]五”?)\s*(?:[—\-~至]20\d\d)?年?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"(?:底|末|初|期末|期间|上半年|下半年)?(?:之?前|以前|起|以来|后|年)?|\d{1,2}月(?:底|\d{1,2}日)?前?|(?:今|明|本|每|近\d|当)年(?:底|内)?"
)
_MEANS_END = re.compile(
    r"等?(?:多种|各种|有关|相关)?(?:方式|手段|形式|途径|模式|渠道|措施|办法|契机|重点|核心|牵引|抓手|载体|依托|引领|目标|主线|导向|基础|突破口|代表|目的|主体|准则)"
)
_PLACE_END = re.compile(
    r"(?:等(?:多个|各个|重点|相关)?(?:领域|方面|环节|行业|地区|场景|地)|(?:领域|方面|环节|过程|基础|条件|前提|情况|框架|范围|期间|阶段|指导|支持|领导)?[中上下内里间]|之?[前后]|[时际]|以来|期间|领域|方面|环节|基础上|开始|出发|入手|着手|起)(?=[，,]|$|[^的、和与及])"
)
_MODAL = re.compile(
    r"(?<!需)(?<![主重首必不只简将])要(?![求素点闻件领害塞道])|应当|(?<![供适响相对效反感顺])应(?![用急对答收激变邀届])|必须|(?<![必无])须(?!知)"
    r"|不得|(?<![许认])可(?![靠持再信控视行能追用溯及观见比])|可以|负责(?!人|同志)"
)
_TAIL = re.compile(r"等?(?:\d+|[一二三四五六七八九十两]+)?个?(?:有关|相关|各)?(?:部门|单位|机构|地区|省市|方面|各方|成员单位)?|等[\u4e00-\u9fff]{0,6}?(?:部门|单位|机构|企业|主体)")
_ORGANS = re.compile(r".*等?[\u4e00-\u9fff]{0,8}(?:部门|单位|机构|企业|主体)$", re.DOTALL)
_BRACKET = re.compile(r"[（(][^（(）)]{0,40}[）)]")
_DETERMINER = re.compile(r"(?:各级|各类|各|有关|相关|其他|重点|广大|本级|同级|上级|所属|当地|以及|及|其)*")
_NOUN = re.compile(
    r"主体|能力|平台|体系|成果|资源|人才|中心|基地|环境|生态|要素|活力|模式|方式|水平|质量|成本|效率|项目|资金|投入|力度|进度|机制|制度|政策|标准|规范|工作|活动|"
    r"服务|网络|设施|空间|格局|需求|市场|规模|步伐|动力|潜力|优势|短板|进程|过程|环节|路径|理念|战略|规划|计划|方案|目标|任务|规律|基础|条件|保障|领域|技术|产品|装备|企业|"
    r"机构|部门|单位|人员|队伍|系统|数据|信息|结构|布局|产业|链|业|型|性|化|力|率|量|度|品|者|员|费|权|法|学|期|区|点|端|侧|类"
)
_NOUN_HEAD = re.compile(r"主体|报告|意见|时间|工作|要求|书|表|条件|范围|材料|单位|方式|流程|程序|经费|资金|项目|对象|结果|内容|目标|期限|机构|人员|费用|计划|情况|能力|水平|体系|活动")
_SUFFIXES = frozenset("权率性型者员费")
_DROPPED_LAST = frozenset({"推动", "推进", "统筹推进", "公开", "统一", "抓好", "加快", "加快推进"})
_EMPHASIS = re.compile(r"为(?:重点|指导|主|对象|目标|主线|导向|主体|目的|出发点|落脚点|由|例|契机|限|准|荣)")
_OPEN_VERBS = frozenset({"鼓励", "支持", "引导", "鼓励支持", "支持引导", "引导鼓励", "要求", "允许"})
_TOPICS = frozenset({"object", "actor", "beneficiary"})
_AFTERWARDS = re.compile(r"[^，,；;]{1,18}?(?:之后|以后|后|的同时)")
_COPULA = re.compile(r"(?<![尤特凡于但要就还只都总更若如既其别正也而不便])是(?![否])")
_PREPOSITIONS = frozenset({"means", "basis", "object", "beneficiary", "actor", "aside"})
_PERSONS = frozenset({EntityType.ACTOR_GROUP, EntityType.INSTITUTION})
_MODIFIED = re.compile(r"[^，。；：、]{0,30}?的")


class Verb(NamedTuple):
    """One or more coordinated verbs with one object; `end` is where the object begins."""

    actions: tuple[Span, ...]
    end: int
    kinds: frozenset[str]


class Part(NamedTuple):
    """A phrase before the verb and what it makes of the names in it."""

    kind: str
    word: str
    span: Span


class Clause(NamedTuple):
    """A clause as read: without a `verb` its `parts` are what it hands on to the next clause.

    `inner` are verb phrases inside prepositional phrases (以建立长效机制为目标), `somebody` the clause that tells what a
    person encouraged or led is to do (鼓励企业 | 建设平台).
    """

    span: Span
    parts: tuple[Part, ...] = ()
    verb: Verb | None = None
    cue: Span | None = None
    modality: Modality | None = None
    is_reported: bool = False
    inner: tuple[tuple[Verb, int], ...] = ()
    somebody: Clause | None = None

    @property
    def names_person(self) -> bool:
        """Whether someone who acts stands before the verb."""
        return any(part.kind in ("subject", "actor") for part in self.parts)


@functools.cache
def verbs() -> dict[str, frozenset[str]]:
    """The verbs of commitment with their kinds."""
    return {verb: frozenset(kinds.split()) for verb, kinds in read_rows("action_verbs", 2)}


@functools.cache
def words() -> dict[str, str]:
    """The words that open a clause, with their kind."""
    return dict(read_rows("clause_words", 2))  # type: ignore[arg-type]


@functools.cache
def modalities() -> dict[str, Modality]:
    """The modality that a cue word gives."""
    return {cue: Modality(modality) for cue, modality in read_rows("modality_cues", 2)}


def longest(text: str, at: int, end: int, known: Mapping[str, object]) -> str:
    """The longest word of `known` that begins at `at` and does not pass `end`; "" where there is none."""
    for length in range(min(_LONGEST_WORD, end - at), 0, -1):
        if text[at : at + length] in known:
            return text[at : at + length]
    return ""


class Reader:
    """Reads the clauses of one text."""

    def __init__(self, text: str, names: Standing) -> None:
        self.text, self.names = text, names
        self._verbs, self._words = verbs(), words()
        self._known: dict[tuple[int, int], Verb | None] = {}
        self._predicates: dict[tuple[int, int], bool] = {}

    def read(self, begin: int, end: int, has_next: bool = False) -> Clause:
        """The clause at `begin:end`, from its first word on; `has_next` says that its sentence goes on after it."""
        state = _Reading(self, begin, end, has_next)
        while state.at < state.end and state.step():
            pass
        return state.clause()

    def read_all(self, begin: int, end: int, has_next: bool = False) -> list[Clause]:
        """The clause at `begin:end` and those coordinated with it: 突破关键技术并实现规模化应用."""
        clauses: list[Clause] = []
        parts: tuple[Part, ...] = ()
        while True:
            clause = self.read(begin, end, has_next)
            clause = clause._replace(parts=(*parts, *clause.parts))
            stop = None
            if clause.verb and ("soft" in clause.verb.kinds or not clause.somebody):
                stop = self._break(clause.verb.end, min(end, clause.verb.end + _WINDOW))
            if stop and clause.somebody:
                clause = self.read(begin, stop[0], has_next)._replace(parts=clause.parts)
            if stop is None or clause.verb is None:
                return [*clauses, clause]
            clauses.append(clause._replace(span=Span(begin, stop[0])))
            parts = tuple(part for part in clause.parts if part.kind in ("subject", "actor", "means", "basis"))
            begin = stop[1]

    def _break(self, begin: int, end: int) -> tuple[int, int] | None:
        """Where the object at `begin` ends because a coordinated verb phrase begins, and where that begins."""
        for found in _BREAKS.finditer(self.text, begin, end):
            if found.start() == begin or self.names.covering(found.start()):
                continue
            verb = self.verb(found.end(), end) or self._after_adverbs(found.end(), end)
            if verb is None or len(verb.actions) > 1 or "nominal" in verb.kinds:
                continue
            if found.group().strip() in ("、", "并", "并且", "，") or (
                found.group().strip() in ("和", "与", "及", "以及") and self.names.starting(verb.end)
            ):
                return found.start(), found.end()
        return None

    def _after_adverbs(self, at: int, end: int) -> Verb | None:
        while (word := self.word(at, end)) and self._words[word] == "adverb":
            at += len(word)
            if verb := self.verb(at, end):
                return verb
        return None

    def word(self, at: int, end: int) -> str:
        """The clause word that begins at `at`, "" where there is none."""
        return longest(self.text, at, self.names.next_begin(at, end), self._words)

    def kind(self, word: str) -> str:
        """What `word` is before a verb, "" where it is nothing."""
        return self._words.get(word, "")

    def after_names(self, at: int, end: int) -> int:
        """The end of the list of names that begins at `at`, with unnamed members (企业、高校) and a closing 等部门."""
        begin = at
        while True:
            name = self.names.starting(at)
            if name is None:
                plain = self._plain_person(at, end)
                if plain == at:
                    break
                at = plain
            else:
                at = min(name.end, end)
            while at < end and self.text[at] in _QUOTES:
                at += 1
            bracket = _BRACKET.match(self.text, at, end)
            join = _JOINS.match(self.text, bracket.end() if bracket else at, end)
            if self.text.startswith("等", at) and self.names.starting(at + 1):
                at += 1
                continue
            following = _DETERMINER.match(self.text, join.end(), end) if join else None
            if following and (self.names.starting(following.end()) or self._plain_person(following.end(), end) > following.end()):
                at = following.end()
            else:
                at = bracket.end() if bracket else at
                break
        tail = _TAIL.match(self.text, at, end)
        return min(end, tail.end() if tail and at > begin else at)

    def starts_person(self, at: int, end: int) -> bool:
        """Whether an actor stands at `at`, a name or a word such as 企业."""
        name = self.names.starting(at)
        return (name is not None and name.type in _PERSONS) or self._plain_person(at, end) > at

    def _plain_person(self, at: int, end: int) -> int:
        """The end of an actor at `at` that is no entity (企业, 各地); `at` where none stands there."""
        word = self.word(at, end)
        return at + len(word) if self._words.get(word) == "subject" else at

    def modal(self, at: int, end: int) -> int | None:
        """The first modal verb after `at` outside names: what stands before it is the subject."""
        for found in _MODAL.finditer(self.text, at, end):
            if found.start() > at and not self.names.covering(found.start()):
                return found.start()
        return None

    def verb(self, at: int, end: int) -> Verb | None:
        """The verb that begins at `at`: light verbs and adverbs before another verb left off, coordinated ones together."""
        if (at, end) not in self._known:
            self._known[at, end] = self._verb(at, end)
        return self._known[at, end]

    def _verb(self, at: int, end: int) -> Verb | None:
        if at >= end or self.names.covering(at):
            return None
        word = longest(self.text, at, self.names.next_begin(at, end), self._verbs)
        if not word:
            return None
        kinds, after = self._verbs[word], at + len(word)
        if after < end and self.text[after] in _SUFFIXES and not self.names.starting(after):
            return None
        if word == "负责" and self.text.startswith(("人", "同志"), after):
            return None
        if self.text.startswith(("了", "好"), after) and after < end:
            after += 1
        second = self._second(after, end)
        if second and ("light" in kinds or self._words.get(word) == "adverb"):
            if word in ("支持", "鼓励", "引导") and second.actions[0].begin == after:
                return Verb((Span(at, second.actions[0].end), *second.actions[1:]), second.end, second.kinds)
            return second
        if word in _DROPPED_LAST and (last := self.final_verb(after, end)):
            return last
        joined = self._joined(after, end)
        if joined:
            return Verb((Span(at, at + len(word)), *joined.actions), joined.end, joined.kinds)
        if not self.has_object(after, end):
            return None
        return Verb((Span(at, at + len(word)),), after, kinds)

    def _second(self, at: int, end: int) -> Verb | None:
        """The verb after a light one, adverbs between them left off; a noun that looks like a verb is none."""
        verb = self.verb(at, end) or self._after_adverbs(at, end)
        if verb is None or self.names.starting(verb.end):
            return verb
        last = verb.actions[-1].of(self.text)
        if "nominal" in self._verbs.get(last, ()):
            if _NOUN.match(self.text, verb.end, end) or longest(self.text, verb.end, end, self._verbs):
                return None
        elif not next(self.names.within(verb.end, end), None) and self._is_activity(verb.end, end):
            return None
        return verb

    def _is_activity(self, at: int, end: int) -> bool:
        """Whether nothing but a verbal noun stands at `at`: 加强 | 跟踪 | 管理 is a noun after its first verb."""
        return "nominal" in self._verbs.get(self.text[at:end], ())

    def _joined(self, at: int, end: int) -> Verb | None:
        join = _JOINS.match(self.text, at, end)
        return self._second(join.end(), end) if join else None

    def final_verb(self, at: int, end: int) -> Verb | None:
        """A verb that closes the clause, its object standing before it: 目录由主管部门 | 统一制定."""
        while (word := self.word(at, end)) and self._words[word] == "adverb" and at + len(word) < end:
            at += len(word)
        word = longest(self.text, at, end, self._verbs)
        if word and at + len(word) == end and not self.names.covering(at):
            return Verb((Span(at, end),), end, self._verbs[word])
        return None

    def has_person(self, span: Span) -> bool:
        """Whether the first name in `span` is an actor, or no name stands there."""
        first = next(self.names.within(span.begin, span.end), None)
        return first is None or first.type in _PERSONS or first.type is EntityType.REGION

    def has_object(self, at: int, end: int) -> bool:
        """Whether something that can be an object stands at `at`."""
        return at < end and (self.names.starting(at) is not None or self.text[at] not in _NO_OBJECT)

    def main_verb(self, at: int, end: int, kind: str) -> int | None:
        """Where the predicate begins after a preposition whose object begins at `at`."""
        place = at + 1
        if kind == "means":
            for closer in _MEANS_END.finditer(self.text, at, end):
                name = self.names.covering(closer.end() - 1)
                if name is None or name.end == closer.end():
                    place = closer.end()
                    break
        elif kind == "aside" and self.text.startswith(("在", "当", "于"), at - 1):
            place = self._after_place(at, end)
        while place < end:
            name = self.names.covering(place)
            if name and name.begin < place:
                place = name.end
                continue
            if self.text[place - 1] != "的" and self._is_predicate(place, end):
                return place
            place = name.end if name else place + 1
        return self._final(at + 1, end) if kind in _TOPICS or kind == "basis" else None

    def _final(self, begin: int, end: int) -> int | None:
        """Where the verb begins that closes the clause, its object standing before it."""
        for at in range(max(begin, end - 4), end - 1):
            if self.text[at:end] in self._verbs and not self.names.covering(at) and self.text[at - 1] != "的":
                return at
        return None

    def _after_place(self, at: int, end: int) -> int:
        """Where a phrase with 在 at `at` ends by its closing word (…中, …时, …方面); the next place where it has none."""
        closed = at + 1
        for closer in _PLACE_END.finditer(self.text, at + 1, end):
            if self.names.covering(closer.start()) is None and self._opens(closer.end(), end):
                return closer.end()
        return closed

    def _opens(self, at: int, end: int) -> bool:
        return at >= end or self._is_predicate(at, end) or self.text[at] in "，,"

    def _is_predicate(self, at: int, end: int) -> bool:
        if (at, end) not in self._predicates:
            self._predicates[at, end] = self._begins_predicate(at, end)
        return self._predicates[at, end]

    def _begins_predicate(self, at: int, end: int) -> bool:
        word = self.word(at, end)
        kind = self._words.get(word, "")
        verb = self.verb(at, end)
        if verb and "state" not in verb.kinds and (
            "nominal" not in verb.kinds or verb.actions[0].begin > at or "causative" in verb.kinds or self.names.starting(verb.end)
        ):
            return True
        if kind in ("adverb", "modal") and len(word) > 1:
            return self._is_predicate(at + len(word), end)
        if kind in ("object", "beneficiary", "means") and (len(word) > 1 or self.names.covering(at - 1)):
            return self.main_verb(at + len(word), end, kind) is not None
        return False

    def performed(self, verb: Verb, end: int) -> Verb:
        """What 进行 performs where several verbs stand after it: 进行采集、存储和分析 gives the three."""
        actions: list[Span] = []
        at = verb.end
        while at < end:
            word = longest(self.text, at, end, self._verbs)
            if not word or self.names.covering(at):
                return verb
            actions.append(Span(at, at + len(word)))
            join = _JOINS.match(self.text, at + len(word), end)
            if join is None:
                at += len(word)
                break
            at = join.end()
        return Verb(tuple(actions), end, verb.kinds) if at == end and len(actions) > 1 else verb

    def says(self, at: int, end: int) -> bool:
        """Whether what stands after a verb of saying is a clause of its own: 提出 | 以数字技术加速转型."""
        word = self.word(at, end)
        kind = self._words.get(word, "")
        return self._is_predicate(at, end) or (kind in _PREPOSITIONS and self.main_verb(at + len(word), end, kind) is not None)

    def somebody(self, begin: int, end: int) -> Clause | None:
        """Who is encouraged or led at `begin`, and what that person is to do; None where no verb follows.

        Modifiers before the person are passed over: 支持 | 符合条件的 | 实验室 | 申报基地.
        """
        at = begin
        if not self.names.starting(at) and self.kind(self.word(at, end)) != "subject":
            modified = _MODIFIED.match(self.text, begin, end)
            at = modified.end() if modified and self._is_person(modified.end(), end) else begin
        clause = self.read(at, end)
        return clause if clause.verb else None

    def _is_person(self, at: int, end: int) -> bool:
        name = self.names.starting(at)
        return self.kind(self.word(at, end)) == "subject" or (name is not None and name.type in _PERSONS)

    def persons(self, begin: int, end: int) -> Iterator[Name]:
        """The actors listed directly at `begin`, in reading order."""
        start = _DETERMINER.match(self.text, begin, end)
        stop = self.after_names(start.end() if start else begin, end)
        yield from (name for name in self.names.within(begin, stop) if name.type in _PERSONS)

    def is_organs(self, span: Span) -> bool:
        """Whether a list of names ends in a class of bodies: 网信、公安等部门."""
        return bool(_ORGANS.match(self.text, span.begin, span.end))


class _Reading:
    """One clause while it is read: `step` takes the next word and says whether to go on."""

    def __init__(self, reader: Reader, begin: int, end: int, has_next: bool) -> None:
        self.reader, self.begin, self.whole, self.has_next = reader, begin, end, has_next
        self.at, self.end = begin, min(end, begin + _WINDOW)
        self.parts: list[Part] = []
        self.inner: list[tuple[Verb, int]] = []
        self.verb: Verb | None = None
        self.cue: Span | None = None
        self.modality: Modality | None = None
        self.is_reported = False
        self.after_adverb = False

    def clause(self) -> Clause:
        text, verb, somebody = self.reader.text, self.verb, None
        modality, cue = self.modality, self.cue
        if verb:
            first = verb.actions[0].of(text)
            if modality is None and first in modalities():
                modality, cue = modalities()[first], verb.actions[0]
            if self._is_no_commitment(verb):
                verb = None
            elif "causative" in verb.kinds:
                somebody = self.reader.somebody(verb.end, self.whole)
                if somebody and somebody.verb and verb.actions[-1].of(text) in _OPEN_VERBS and not somebody.names_person:
                    self.parts += somebody.parts
                    verb, somebody = somebody.verb, somebody.somebody
            elif first == "进行":
                verb = self.reader.performed(verb, self.whole)
        span = Span(self.begin, self.whole)
        return Clause(span, tuple(self.parts), verb, cue, modality, self.is_reported, tuple(self.inner), somebody)

    def _is_no_commitment(self, verb: Verb) -> bool:
        """Whether the clause reports, states a condition (发现…的) or defines (…是…) instead of committing."""
        text = self.reader.text
        if self.modality is None:
            if "report" in verb.kinds or text.startswith("了", verb.actions[-1].end):
                return True
            copula = _COPULA.search(text, verb.end, self.whole)
            if copula and not self.reader.names.covering(copula.start()):
                return True
        return text[self.whole - 1] == "的" or text.startswith(("下列", "以下"), verb.end)

    def step(self) -> bool:
        reader, at = self.reader, self.at
        if reader.text[at] in _QUOTES or (reader.text[at] in "、和" and self.after_adverb):
            self.at += 1
            return True
        if reader.text[at] in "（(" and (bracket := _BRACKET.match(reader.text, at, self.end)):
            self.at = bracket.end()
            return True
        if reader.text[at] == "被":
            return False
        time = _TIME.match(reader.text, at, self.end)
        if time and time.end() > at:
            self.at = time.end()
            return True
        determined = _DETERMINER.match(reader.text, at, self.end)
        if determined and determined.end() > at and reader.starts_person(determined.end(), self.end):
            self.at = at = determined.end()
        if reader.names.starting(at) or (reader._plain_person(at, self.end) > at and not reader.verb(at, self.end)):
            return self._pass(Part("subject", "", Span(at, reader.after_names(at, self.end))))
        word = reader.word(at, self.end)
        kind = reader.kind(word)
        verb = reader.verb(at, self.end)
        if kind == "modal":
            return self._modal(word)
        if kind == "reporter":
            if reader.says(at + len(word), self.end) or not verb:
                self.is_reported = True
                self.at += len(word)
                return True
        longer = verb is not None and verb.actions[0].begin == at and len(verb.actions[0].of(reader.text)) > len(word)
        if kind in _PREPOSITIONS and not longer and (preposed := self._preposed(word, kind, verb)) is not None:
            return preposed
        if verb is None and kind in ("", "adverb") and (
            self.modality or any(p.kind in _TOPICS and (p.kind != "actor" or reader.has_person(p.span)) for p in self.parts)
        ):
            verb = reader.final_verb(at, self.end)
        if verb and self._is_noun(verb, at):
            return False
        if verb and (kind not in ("adverb", "conjunction", "subject") or len(word) <= len(verb.actions[0].of(reader.text))):
            later = _AFTERWARDS.match(reader.text, verb.end, self.end)
            if later and not reader.names.covering(later.end() - 1) and reader._is_predicate(later.end(), self.end):
                self.at = later.end()
                return True
            self.verb = verb
            return False
        if kind:
            self.at += len(word)
            self.after_adverb = kind == "adverb"
            return True
        ahead = reader.modal(at, self.end)
        listed = self._listed(at) if ahead is None else None
        if ahead is None and listed is None:
            return False
        return self._pass(Part("subject", "", Span(at, ahead or listed or self.end)))

    def _listed(self, at: int) -> int | None:
        """The end of an actor list whose first members are no names: 各省、自治区…主管部门，中央企业."""
        reader = self.reader
        begin = reader.names.next_begin(at, min(self.end, at + 40))
        if (name := reader.names.starting(begin)) is None or name.type not in _PERSONS or begin == at:
            return None
        stop = reader.after_names(begin, self.end)
        return stop if stop < self.end and reader._is_predicate(stop, self.end) else None

    def _is_noun(self, verb: Verb, at: int) -> bool:
        """Whether what looks like a verb begins a noun phrase: 申报时间自…, 终端及配套设备."""
        reader = self.reader
        if "nominal" not in verb.kinds or verb.actions[0].begin > at or reader.names.starting(verb.end):
            return False
        if self.modality is None and any(p.kind == "subject" and not reader.has_person(p.span) for p in self.parts):
            return True
        if len(verb.actions) > 1:
            return False
        return bool(_NOUN_HEAD.match(reader.text, verb.end, self.end)) or (
            at > self.begin and bool(longest(reader.text, verb.end, self.end, reader._verbs))
        )

    def _pass(self, part: Part) -> bool:
        if part.word == "以" and _EMPHASIS.search(self.reader.text, part.span.begin, part.span.end):
            part = part._replace(kind="aside")
        self.parts.append(part)
        self.at = part.span.end
        return True

    def _modal(self, word: str) -> bool:
        self.cue, self.modality = Span(self.at, self.at + len(word)), modalities().get(word, self.modality)
        self.at += len(word)
        return True

    def _preposed(self, word: str, kind: str, verb: Verb | None) -> bool | None:
        """Take a prepositional phrase; None where the preposition is the clause's verb after all."""
        reader, after = self.reader, self.at + len(word)
        main = reader.main_verb(after, self.end, kind)
        nested = reader.verb(after, self.end if main is None else main)
        if main is None and word in ("为", "为了") and nested:
            self.at = after
            return True
        takes = word in ("采取", "采用") and reader.text.endswith("措施", after, self.end)
        if main is None and verb and (takes or not (self.has_next and kind in ("means", "basis", "aside"))):
            return None
        stop = self.end if main is None else main
        if nested:
            self.inner.append((nested, stop))
        return self._pass(Part(kind, word, Span(after, stop)))
