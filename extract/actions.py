"""A clause to its verb: what stands before the verb (who, with what, for whom), the verb, and where its object begins.

Chinese policy prose puts the verb after its adverbs, its actor and its prepositional phrases, and everything after the
verb is its object: 各地要 | 依托高新区 | 加快 | 建设 | 中试平台. The clause is read from left to right with word lists; a
name of the entity list is never cut.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from extract.lexicon import read_rows
from extract.records import Span
from extract.standing import Standing
from ontology.labels import Modality

_LONGEST_WORD = 8
_WINDOW = 200
_QUOTES = frozenset(" \t\u3000“”‘’\"'《》〈〉「」『』")
_NO_OBJECT = frozenset("的、，,；;：:。和及与或等）)】”》」 \t\u3000之者")
_JOINS = re.compile(r"(?:、|和|与|及|以及|并且|并|或|或者|而)\s*")
_TIME = re.compile(
    r"(?:力争|争取|预计)?(?:到|至|自|从|于|在)?(?:20\d\d|19\d\d|“?十[一二三四五六]五”?)\s*(?:[—\-~至]20\d\d)?年?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"(?:底|末|初|期末|期间|上半年|下半年)?(?:之?前|以前|起|以来|后|年)?|\d{1,2}月(?:底|\d{1,2}日)?前?|(?:今|明|本|每|近\d|当)年(?:底|内)?"
)
_MEANS_END = re.compile(
    r"等?(?:多种|各种|有关|相关)?(?:方式|手段|形式|途径|模式|渠道|措施|办法|契机|重点|核心|牵引|抓手|载体|依托|引领|目标|主线|导向|基础|突破口|代表|试点|目的|主体|准则)"
)
_MODAL = re.compile(
    r"(?<!需)(?<![主重首必不只简将])要(?![求素点闻件领害塞道])|应当|(?<![供适响相对效反感顺])应(?![用急对答收激变邀届])|必须|(?<![必无])须(?!知)"
    r"|不得|(?<![许认])可(?![靠持再信控视行能追用溯及观见比])|可以|负责"
)


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
    """A clause as read: `verb` is None where it has none, `parts` then is what it hands on to the next clause."""

    span: Span
    parts: tuple[Part, ...]
    verb: Verb | None
    cue: Span | None
    modality: Modality | None
    reported: bool
    inner: tuple[tuple[Span, int], ...]


@functools.cache
def verbs() -> dict[str, frozenset[str]]:
    """The verbs of commitment with their kinds."""
    return {verb: frozenset(kinds.split()) for verb, kinds in read_rows("action_verbs", 2)}


@functools.cache
def words() -> dict[str, str]:
    """The words that open a clause, with their kind."""
    return {word: kind for word, kind in read_rows("clause_words", 2)}


@functools.cache
def modalities() -> dict[str, Modality]:
    """The modality that a cue word gives."""
    return {cue: Modality(modality) for cue, modality in read_rows("modality_cues", 2)}


def longest(text: str, at: int, end: int, known: dict[str, object]) -> str:
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

    def read(self, begin: int, end: int, depth: int = 0) -> Clause:
        """The clause at `begin:end`, from its first word on."""
        whole, end = end, min(end, begin + _WINDOW)
        at, parts, cue, modality, reported = begin, [], None, None, False
        inner: list[tuple[Span, int]] = []
        while at < end:
            if self.text[at] in _QUOTES:
                at += 1
                continue
            time = _TIME.match(self.text, at, end)
            if time and time.end() > at:
                at = time.end()
                continue
            if self.names.starting(at):
                after = self._after_names(at, end)
                parts.append(Part("subject", "", Span(at, after)))
                at = after
                continue
            word = self._word(at, end)
            kind = self._words.get(word, "")
            verb = self.verb(at, end)
            if kind == "modal" or (kind == "reporter" and not verb):
                cue, modality = Span(at, at + len(word)), modalities().get(word, modality)
                at += len(word)
                continue
            if kind == "reporter":
                follows = self.read(at + len(word), end, depth + 1) if depth < 3 else None
                if follows and follows.verb and not any(p.kind in ("subject", "object") for p in follows.parts):
                    return follows._replace(reported=True)
            if kind in _PREPOSITIONS:
                main = self._main_verb(at + len(word), end, kind)
                if main is not None or not verb:
                    stop = end if main is None else main
                    nested = self.verb(at + len(word), stop)
                    if nested:
                        inner.append((Span(at + len(word), stop), len(parts)))
                    parts.append(Part(kind, word, Span(at + len(word), stop)))
                    at = stop
                    continue
            if verb and kind not in ("adverb", "conjunction", "subject"):
                return self._done(begin, whole, parts, verb, cue, modality, reported, inner)
            if verb and len(word) <= verb.actions[0].end - verb.actions[0].begin:
                return self._done(begin, whole, parts, verb, cue, modality, reported, inner)
            if kind:
                at += len(word)
                continue
            ahead = self._modal(at, end)
            if ahead is None:
                break
            parts.append(Part("subject", "", Span(at, ahead)))
            at = ahead
        return Clause(Span(begin, whole), tuple(parts), None, cue, modality, reported, tuple(inner))

    def _done(
        self,
        begin: int,
        end: int,
        parts: list[Part],
        verb: Verb,
        cue: Span | None,
        modality: Modality | None,
        reported: bool,
        inner: list[tuple[Span, int]],
    ) -> Clause:
        first = verb.actions[0].of(self.text)
        if modality is None and first in modalities():
            modality, cue = modalities()[first], verb.actions[0]
        return Clause(Span(begin, end), tuple(parts), verb, cue, modality, reported, tuple(inner))

    def _word(self, at: int, end: int) -> str:
        return longest(self.text, at, self.names.next_begin(at, end), self._words)  # type: ignore[arg-type]

    def _after_names(self, at: int, end: int) -> int:
        """The end of the list of names that begins at `at`, with a closing 等部门."""
        while (name := self.names.starting(at)) is not None:
            at = name.end
            while at < end and self.text[at] in _QUOTES:
                at += 1
            join = _JOINS.match(self.text, at, end)
            if join and self.names.starting(join.end()):
                at = join.end()
        tail = _TAIL.match(self.text, at, end)
        return min(end, tail.end() if tail else at)

    def _modal(self, at: int, end: int) -> int | None:
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
        word = longest(self.text, at, self.names.next_begin(at, end), self._verbs)  # type: ignore[arg-type]
        if not word:
            return None
        kinds, after = self._verbs[word], at + len(word)
        if self.text.startswith(("了", "好"), after):
            after += 1
        if ("light" in kinds or self._words.get(word) == "adverb") and (second := self._second(after, end)):
            return second
        joined = self._joined(after, end)
        if joined:
            return Verb((Span(at, at + len(word)), *joined.actions), joined.end, joined.kinds)
        if not self.has_object(after, end):
            return None
        second = self._second(after, end) if self.text[after - 1] not in "了好" else None
        if (
            second
            and "nominal" not in self._verbs.get(second.actions[0].of(self.text), ())
            and second.actions[0].begin == after
        ):
            return Verb((Span(at, second.actions[0].end), *second.actions[1:]), second.end, second.kinds)
        return Verb((Span(at, at + len(word)),), after, kinds)

    def _second(self, at: int, end: int) -> Verb | None:
        """The verb after a light one, adverbs between them left off; a noun that looks like a verb is none."""
        while True:
            word = self._word(at, end)
            verb = self.verb(at, end)
            if verb is None and word and self._words[word] == "adverb":
                at += len(word)
                continue
            break
        if verb is None or self.names.starting(verb.actions[-1].end):
            return verb
        last = verb.actions[-1]
        if "nominal" in self._verbs.get(last.of(self.text), ()) and _NOUN.match(self.text, verb.end, end):
            return None
        return verb

    def _joined(self, at: int, end: int) -> Verb | None:
        join = _JOINS.match(self.text, at, end)
        if not join:
            return None
        return self._second(join.end(), end)

    def has_object(self, at: int, end: int) -> bool:
        """Whether something that can be an object stands at `at`."""
        return at < end and (self.names.starting(at) is not None or self.text[at] not in _NO_OBJECT)

    def _main_verb(self, at: int, end: int, kind: str) -> int | None:
        """Where the predicate begins after a preposition whose object begins at `at`."""
        begin = at + 1
        if kind == "means":
            closer = next((m for m in _MEANS_END.finditer(self.text, at, end) if not self._inside(m.end() - 1)), None)
            if closer:
                begin = closer.end()
        place = begin
        while place < end:
            name = self.names.covering(place)
            if name:
                place = name.end
                continue
            if self.text[place - 1] != "的" and self._is_predicate(place, end):
                return place
            place += 1
        return None

    def _inside(self, at: int) -> bool:
        name = self.names.covering(at)
        return name is not None and name.end > at + 1

    def _is_predicate(self, at: int, end: int) -> bool:
        if (at, end) not in self._predicates:
            self._predicates[at, end] = self._begins_predicate(at, end)
        return self._predicates[at, end]

    def _begins_predicate(self, at: int, end: int) -> bool:
        word = self._word(at, end)
        kind = self._words.get(word, "")
        verb = self.verb(at, end)
        if verb:
            first = verb.actions[0].of(self.text)
            if "nominal" not in self._verbs.get(first, ()) or verb.actions[0].begin > at:
                return True
        if kind in ("adverb", "modal") and len(word) > 1:
            return self._is_predicate(at + len(word), end)
        return (
            kind in ("object", "beneficiary", "means")
            and len(word) > 1
            and self._main_verb(at + len(word), end, kind) is not None
        )


_PREPOSITIONS = frozenset({"means", "object", "beneficiary", "actor", "aside"})
_TAIL = re.compile(
    r"等?(?:\d+|[一二三四五六七八九十两]+)?个?(?:有关|相关|各)?(?:部门|单位|机构|地区|省市|方面|各方|成员单位)?"
)
_NOUN = re.compile(
    r"(?:主体|能力|平台|体系|成果|资源|人才|中心|基地|环境|生态|要素|活力|模式|方式|水平|质量|成本|效率|项目|资金|投入|力度|进度|机制|制度|政策|标准|规范|工作|活动|"
    r"服务|网络|设施|空间|格局|需求|市场|规模|步伐|动力|潜力|优势|短板|进程|过程|环节|路径|理念|战略|规划|计划|方案|目标|任务|规律|基础|条件|保障|领域|技术|产品|装备|企业|"
    r"机构|部门|单位|人员|队伍|系统|数据|信息|结构|布局|产业|链|业|型|性|化|力|率|量|度|品|者|员|费|权|法|学|期|区|点|端|侧|类)"
)
