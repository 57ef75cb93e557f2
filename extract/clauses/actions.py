"""A clause to its verb: what stands before the verb (who, with what, for whom), the verb, and where its object begins.

Chinese policy prose puts the verb after its adverbs, its actor and its prepositional phrases, and everything after the
verb is its object: 各地要 | 依托高新区 | 加快 | 建设 | 中试平台. The clause is read from left to right with word lists;
a name of the entity list is never cut.
"""

from __future__ import annotations

import re

from extract.clauses.actor_lists import BRACKET, DETERMINER, after_names, has_person, plain_actor, starts_actor
from extract.clauses.statements import COPULA, PURPOSE, is_title, is_unfinished, tells
from extract.clauses.verbs import VerbFinder
from extract.clauses.vocabulary import (
    PERSONS,
    PREPOSITIONS,
    QUOTES,
    TOPICS,
    WINDOW,
    Clause,
    Part,
    Verb,
    longest,
    modalities,
)
from extract.records import Span
from ontology.labels import EntityType, Modality

_BREAKS = re.compile(r"(?P<join>、|，|并且|并|以及|和|与|及)\s*")
_TIME = re.compile(
    r"(?:力争|争取|预计)?(?:到|至|自|从|于|在)?(?:20\d\d|19\d\d|“?十[一二三四五六]五”?)\s*(?:[—\-~至]20\d\d)?年?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"(?:底|末|初|期末|期间|上半年|下半年)?(?:之?前|以前|起|以来|后|年)?|\d{1,2}月(?:底|\d{1,2}日)?前?|(?:今|明|本|每|近\d|当)年(?:底|内)?"
)
_MODAL = re.compile(
    r"(?<!需)(?<![主重首必不只简将])要(?![求素点闻件领害塞道])|应当|(?<![供适响相对效反感顺])应(?![用急对答收激变邀届])|必须|(?<![必无])须(?!知)"
    r"|不得|(?<![许认])可(?![靠持再信控视行能追用溯及观见比])|可以|负责(?!人|同志)"
)
_NOUN_HEAD = re.compile(
    r"主体|报告|意见|时间|工作|要求|书|表|条件|范围|材料|单位|方式|流程|程序|经费|资金|项目|对象|结果|内容|目标|期限|机构|人员|费用|计划|情况|能力|"
    r"水平|体系|活动"
)
_PREDICATES = re.compile(r"(?:以|由|采取|采用|实行|分为|包括|应当?|须|要)(?![\u4e00-\u9fff]{0,1}$)")
"""What follows a verbal noun that is the subject: 考评以百分制进行."""
_NAMED_AFTER = re.compile(r"(?:的)?(?:数据|信息|情况|系统|制度|能力|水平|行为|需求|权限)")
"""Nouns that a verbal noun names: 个体工商户登记数据."""
_ASKED = re.compile(r"(?:需求|申请|请求|建议|异议|意见|要求|方案|诉求|问题)$")
_EMPHASIS = re.compile(r"为(?:重点|指导|主|对象|目标|导向|目的|出发点|落脚点|由|例|契机|限|准|荣)")
_OPEN_VERBS = frozenset({"鼓励", "支持", "引导", "鼓励支持", "支持引导", "引导鼓励", "允许"})
_TOGETHER = frozenset({"联合", "携手", "联手", "协同"})
_AFTERWARDS = re.compile(r"[^，,；;]{1,18}?(?:之后|以后|后|的同时)")
_UNNAMED = re.compile(r"[\u4e00-\u9fff]{1,5}?(?P<head>企业|机构|单位|医院|学校)(?![的等内间家类化型])")
_RISES_TO = re.compile(r"[到至](?:20\d\d年的?)?[约近]?(?:\d|[一二两三四五六七八九十百千]+[万亿个家])")
_ONGOING = re.compile("正(?!式|规|面|版|品)|日益|日趋")
_MODIFIED = re.compile(r"[^，。；：、]{0,30}?的")


class Reader(VerbFinder):
    """Reads the clauses of one text."""

    def read(self, begin: int, end: int, has_next: bool = False) -> Clause:
        """The clause at `begin:end`, from its first word on; `has_next` says that its sentence goes on after it."""
        reading = _Reading(self, begin, end, has_next)
        while reading.at < reading.end and reading.step():
            pass
        return reading.clause()

    def read_all(self, begin: int, end: int, has_next: bool = False) -> list[Clause]:
        """The clause at `begin:end` and those coordinated with it: 突破关键技术并实现规模化应用.

        Actors and means of the first hold for the others.
        """
        clauses: list[Clause] = []
        shared: tuple[Part, ...] = ()
        while True:
            clause = self.read(begin, end, has_next)
            stop = None
            if clause.verb and ("soft" in clause.verb.kinds or not clause.somebody):
                stop = self._break(clause.verb.end, min(end, clause.verb.end + WINDOW))
            if stop and clause.somebody:
                clause = self.read(begin, stop[0], has_next)
            clause = clause._replace(parts=(*shared, *clause.parts))
            if stop is None or clause.verb is None:
                return [*clauses, clause]
            clauses.append(clause._replace(span=Span(begin, stop[0])))
            kept = (part for part in clause.parts if part.kind in ("subject", "actor", "means", "basis"))
            shared = shared or tuple(kept)
            begin = stop[1]

    def _break(self, begin: int, end: int) -> tuple[int, int] | None:
        """Where the object at `begin` ends because a coordinated verb phrase begins, and where that begins."""
        for found in _BREAKS.finditer(self.text, begin, end):
            if found.start() == begin or self.names.covering(found.start()):
                continue
            verb = self.verb(found.end(), end) or self.after_adverbs(found.end(), end)
            if verb is None or len(verb.actions) > 1 or "nominal" in verb.kinds:
                continue
            if found["join"] in ("、", "并", "并且", "，") or self.names.starting(verb.end):
                return found.start(), found.end()
        return None

    def modal(self, at: int, end: int) -> int | None:
        """The first modal verb after `at` outside names: what stands before it is the subject."""
        for found in _MODAL.finditer(self.text, at, end):
            if found.start() > at and not self.names.covering(found.start()):
                return found.start()
        return None

    def somebody(self, begin: int, end: int) -> Clause | None:
        """Who is encouraged or led at `begin`, and what that person is to do; None where no verb follows.

        Modifiers before the person are passed over: 支持 | 符合条件的 | 实验室 | 申报基地.
        """
        at = begin
        if not self.names.starting(at) and self.kind(self.word(at, end)) != "subject":
            modified = _MODIFIED.match(self.text, begin, end)
            at = modified.end() if modified and self._is_led(modified.end(), end) else self._unnamed(begin, end)
        clause = self.read(at, end)
        return clause if clause.verb else None

    def _unnamed(self, begin: int, end: int) -> int:
        """Where the head noun stands of somebody at `begin` who is no entity: 支持 | 链主 | 企业; else `begin`."""
        found = _UNNAMED.match(self.text, begin, end)
        if found is None or self.names.next_begin(begin, found.end()) < found.end():
            return begin
        return found.start("head")

    def _is_led(self, at: int, end: int) -> bool:
        name = self.names.starting(at)
        return starts_actor(self, at, end) or (name is not None and name.type is EntityType.PLATFORM)


class _Reading:
    """One clause while it is read: `step` takes the next word and says whether to go on."""

    def __init__(self, reader: Reader, begin: int, end: int, has_next: bool) -> None:
        self.reader, self.begin, self.whole, self.has_next = reader, begin, end, has_next
        self.at, self.end = begin, min(end, begin + WINDOW)
        self.parts: list[Part] = []
        self.verb: Verb | None = None
        self.cue: Span | None = None
        self.modality: Modality | None = None
        self.is_reported = False
        self.after_adverb = False

    def clause(self) -> Clause:
        """The clause as far as it was read."""
        text, verb, somebody = self.reader.text, self.verb, None
        modality, cue = self.modality, self.cue
        if verb:
            first = verb.actions[0].of(text)
            if modality is None and first in modalities():
                modality, cue = modalities()[first], verb.actions[0]
            if self._is_no_commitment(verb):
                verb = None
                self.parts = [part for part in self.parts if part.kind not in ("object", "beneficiary")]
            elif "causative" in verb.kinds:
                somebody = self.reader.somebody(verb.end, self.end)
                if somebody and verb.actions[-1].of(text) in _OPEN_VERBS and not somebody.names_person:
                    self.parts += somebody.parts
                    verb, somebody = somebody.verb, somebody.somebody
            elif first == "进行":
                verb = self.reader.performed(verb, self.end)
        return Clause(Span(self.begin, self.whole), tuple(self.parts), verb, cue, modality, self.is_reported, somebody)

    def _is_no_commitment(self, verb: Verb) -> bool:
        """Whether the clause reports, judges, names a section, states a condition or defines instead of committing."""
        clause = Span(self.begin, self.whole)
        if self.modality is None and (
            "report" in verb.kinds
            or tells(self.reader.text, clause, verb)
            or self._defines(verb)
            or self._happens(verb)
        ):
            return True
        return is_unfinished(self.reader.text, clause, verb) or is_title(self.reader.text, clause, verb, self.modality)

    def _happens(self, verb: Verb) -> bool:
        """Whether something is told to rise (企业增加到80家) or to be under way by itself (技术正改变产业)."""
        text = self.reader.text
        if _RISES_TO.match(text, verb.end, self.end) and not any(part.kind == "object" for part in self.parts):
            return True
        things = (part for part in self.parts if part.kind == "subject" and not has_person(self.reader, part.span))
        return any(_ONGOING.match(text, part.span.end, verb.actions[0].begin) for part in things)

    def _defines(self, verb: Verb) -> bool:
        copula = COPULA.search(self.reader.text, verb.end, self.end)
        return copula is not None and not self.reader.names.covering(copula.start())

    def step(self) -> bool:
        """Take the next word, phrase or list; False where the verb is found or nothing known stands."""
        reader, at = self.reader, self.at
        if PURPOSE.match(reader.text, at, self.end):
            self.parts, self.verb = [], None
            return False
        if not reader.names.starting(at + 1) and (after := reader.after_title(at, self.end)) > at:
            return self._pass(Part("aside", "", Span(at, after)))
        if self._skip():
            return True
        at = self.at
        if reader.text[at] == "被":
            return False
        if reader.names.starting(at) or (plain_actor(reader, at, self.end) > at and not reader.verb(at, self.end)):
            return self._pass(Part("subject", "", Span(at, after_names(reader, at, self.end))))
        if self._is_ought_to(at):
            return self._modal("应")
        word, verb = reader.word(at, self.end), reader.verb(at, self.end)
        kind = self._kind(word)
        is_longer = verb is not None and verb.actions[0].begin == at and verb.actions[0].end > at + len(word)
        if kind == "modal" and not is_longer and (word != "可" or _MODAL.match(reader.text, at)):
            return self._modal(word)
        is_asked = word == "提出" and _ASKED.search(reader.text, at + 2, self.whole)
        if kind == "reporter" and not is_asked and (not verb or reader.says(at + len(word), self.end)):
            self.is_reported = True
            self.at += len(word)
            return True
        if kind in PREPOSITIONS and not is_longer and (goes_on := self._preposed(word, kind, verb)) is not None:
            return goes_on
        if verb is None and kind in ("", "adverb") and self._may_close():
            verb = reader.final_verb(at, self.end)
        if verb and self._is_noun(verb, at):
            return False
        first = verb.actions[0] if verb else Span(at, at)
        if verb and (kind not in ("adverb", "conjunction", "subject") or len(word) <= first.end - first.begin):
            return self._take(verb)
        if kind:
            self.at += len(word)
            self.after_adverb = kind == "adverb"
            return True
        ahead = reader.modal(at, self.end) or self._listed(at)
        return ahead is not None and self._pass(Part("subject", "", Span(at, ahead)))

    def _is_ought_to(self, at: int) -> bool:
        """Whether 应对 after an actor is 应 and 对: 主管部门应对材料进行审核."""
        if not self.reader.text.startswith("应对", at) or not self.parts or self.parts[-1].kind != "subject":
            return False
        return self.parts[-1].span.end == at and self.reader.main_verb(at + 2, self.end, "object") is not None

    def _kind(self, word: str) -> str:
        """What `word` is here: 联合 before an actor names who acts together, else it is an adverb."""
        if word not in _TOGETHER:
            return self.reader.kind(word)
        determined = DETERMINER.match(self.reader.text, self.at + len(word), self.end)
        return "actor" if determined and starts_actor(self.reader, determined.end(), self.end) else "adverb"

    def _skip(self) -> bool:
        """Pass over marks, brackets, dates, and 各 or 有关 before an actor; true where a step was taken."""
        reader, at = self.reader, self.at
        if reader.text[at] in QUOTES or (reader.text[at] in "、和" and self.after_adverb):
            self.at += 1
            return True
        if reader.text[at] in "（(" and (bracket := BRACKET.match(reader.text, at, self.end)):
            self.at = bracket.end()
            return True
        time = _TIME.match(reader.text, at, self.end)
        if time and time.end() > at:
            self.at = time.end()
            return True
        determined = DETERMINER.match(reader.text, at, self.end)
        after = determined.end() if determined else at
        if after > at and not starts_actor(reader, at, self.end) and starts_actor(reader, after, self.end):
            self.at = after
        return False

    def _take(self, verb: Verb) -> bool:
        """Take the clause's verb, unless what it tells comes before the main verb: 完成注册后 | 上传材料."""
        reader = self.reader
        later = _AFTERWARDS.match(reader.text, verb.end, self.end)
        if later and not reader.names.covering(later.end() - 1) and reader.is_predicate(later.end(), self.end):
            self.at = later.end()
            return True
        self.verb = verb
        return False

    def _may_close(self) -> bool:
        """Whether a verb without an object may close the clause: after a modal verb, an actor or a topic."""
        if self.modality:
            return True
        return any(
            (part.kind in TOPICS - {"actor"})
            or (part.kind == "actor" and has_person(self.reader, part.span))
            or (part.kind == "subject" and part is self.parts[-1] and has_person(self.reader, part.span))
            for part in self.parts
        )

    def _listed(self, at: int) -> int | None:
        """The end of an actor list whose first members are no names: 各省、自治区…主管部门，中央企业."""
        reader = self.reader
        begin = reader.names.next_begin(at, min(self.end, at + 40))
        name = reader.names.starting(begin)
        if name is None or name.type not in PERSONS or begin == at:
            return None
        stop = after_names(reader, begin, self.end)
        return stop if stop < self.end and reader.is_predicate(stop, self.end) else None

    def _is_noun(self, verb: Verb, at: int) -> bool:
        """Whether what looks like a verb begins a noun phrase: 申报时间自…, 终端及配套设备."""
        reader = self.reader
        if "nominal" not in verb.kinds or verb.actions[0].begin > at:
            return False
        is_named = reader.names.starting(verb.end) is not None
        if self.modality is None and any(p.kind == "subject" and self._is_thing(p, is_named) for p in self.parts):
            return True
        if is_named:
            return False
        if len(verb.actions) > 1:
            return False
        if self.modality is None and self.parts and _NAMED_AFTER.fullmatch(reader.text, verb.end, self.whole):
            return True
        if _NOUN_HEAD.match(reader.text, verb.end, self.end) or _PREDICATES.match(reader.text, verb.end, self.end):
            return True
        return at > self.begin and bool(longest(reader.text, verb.end, self.end, reader.verbs))

    def _is_thing(self, part: Part, is_named: bool) -> bool:
        """Whether a subject is no actor; a platform is one where the verb has a name for its object."""
        if has_person(self.reader, part.span):
            return False
        first = next(self.reader.names.within(part.span.begin, part.span.end), None)
        return not (is_named and first and first.type is EntityType.PLATFORM)

    def _pass(self, part: Part) -> bool:
        if part.word == "以" and _EMPHASIS.search(self.reader.text, part.span.begin, part.span.end):
            part = part._replace(kind="aside")
        self.parts.append(part)
        self.at = part.span.end
        return True

    def _is_copula(self, at: int) -> bool:
        """Whether 为 at `at` after a modal verb says what somebody is: 申报主体应为依法注册的企业."""
        reader, after = self.reader, at + 1
        if not reader.text.startswith("为", at) or reader.text.startswith("了", after):
            return False
        if starts_actor(reader, after, self.end):
            return after_names(reader, after, self.end) >= self.end
        verb = reader.verb(after, self.end)
        return (verb is None or "report" in verb.kinds) and reader.main_verb(after, self.end, "aside") is None

    def _modal(self, word: str) -> bool:
        if self._is_copula(self.at + len(word)):
            self.parts, self.is_reported = [], True
            return False
        self.cue, self.modality = Span(self.at, self.at + len(word)), modalities().get(word, self.modality)
        self.at += len(word)
        return True

    def _preposed(self, word: str, kind: str, verb: Verb | None) -> bool | None:
        """Take a prepositional phrase; None where the preposition is the clause's verb after all."""
        reader, after = self.reader, self.at + len(word)
        nested = reader.verb(after, self.end)
        if word == "将" and (nested or reader.kind(reader.word(after, self.end)) in _AFTER_FUTURE):
            return self._modal(word)
        main = reader.main_verb(after, self.end, kind)
        if main is None and word in ("为", "为了") and nested:
            self.at = after
            return True
        acts = word in ("采取", "采用") and reader.text.endswith("措施", after, self.end)
        if main is None and verb and (acts or not (self.has_next and kind in ("means", "basis", "aside"))):
            return None
        return self._pass(Part(kind, word, Span(after, self.end if main is None else main)))


_AFTER_FUTURE = frozenset({"adverb", "actor", "basis", "means"})
