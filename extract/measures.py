"""Measures (举措): clauses that commit or urge someone to act, with verb, objects, means and actors."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Iterator

from extract.amounts.periods import REVIEW, Section
from extract.clauses.actions import Reader
from extract.clauses.actor_lists import chooses_actor, is_organs, persons, plain_actor
from extract.clauses.directive import is_directive
from extract.clauses.responsibility import find_answers
from extract.clauses.standing import Name, Standing
from extract.clauses.vocabulary import PERSONS, Clause, Part, Verb
from extract.records import Actor, Entity, Measure, Span
from extract.segment import find_clauses, iter_lines, numbering
from ontology.labels import ActorRole, EntityType, Modality

_CONFIDENCE = {
    "plain": 0.89,
    "causative": 0.9,
    "modal": 0.82,
    "preposed": 0.76,
    "actor": 0.71,
    "closing": 0.55,
    "weak": 0.48,
}
"""Share of right (action, role, filler) triples by the kind of clause, counted on the training annotations."""
_TOLD = re.compile(
    r"近日|日前|\d{4}年\d{1,2}月(?:\d{1,2}日)?(?![前底起\d]|日前)|已经?(?!有)|截至|同比|曾|去年|近年来|以来"
)
"""Cues of a report of what was done already: the share of right triples is 0.6 there, of weak verbs 0.04."""
_TOLD_FACTOR = 0.75
_SUBJECTS = PERSONS | {EntityType.REGION}
_BASES = frozenset({EntityType.PLATFORM, EntityType.INSTRUMENT, EntityType.POLICY_DOCUMENT, EntityType.TECHNOLOGY})
_HONOURED = frozenset({EntityType.EVENT, EntityType.PERSON, EntityType.INSTITUTION})
_UPHOLD = re.compile("(?:学习)?(?:贯彻|落实)")
_GIVE = ("给予", "予以")
_OPENS_LIST = re.compile(r"(?:下列|以下|如下|职责|任务|义务)[^。；]{0,12}[：:]$")
_THIS_TEXT = re.compile("本(?:办法|意见|规定|条例|细则|方案|指引|规划|通知|措施|规则|计划)")
_ADDRESS = re.compile(
    r"(?=(?:各|有关|国务院|中央|国家|[本省市部]|[\u4e00-\u9fff]{2,6}[省市区州])[^。；\n]{0,300}[：:]$)"
    r"(?:(?!要|应当?|须|负责|职责|如下|下列|以下|包括|按照|任务)[^。；\n：:])*?"
    r"(?:部门|单位|政府|局|委|委员会|厅|办|企业|公司|集团|机构|协会|学会|院校|高校|院所|研究院|中心|银行)(?:[）)]|（[^）]*）)?[：:]"
)
"""The line that names the addressees of a notice."""
_GAP = re.compile(r"(?<=\S)(?:[ \t\u3000]+|—{2,})(?=\S)")
_HOMELAND = ("我国", "全国", "中国", "国家")


class _Draft:
    """A measure in the making."""

    def __init__(self, clause: Clause, verb: Verb) -> None:
        self.clause, self.verb = clause, verb
        self.objects: list[Name] = []
        self.means: list[Name] = []
        self.actors: list[tuple[Name, ActorRole]] = []
        self.modality = clause.modality

    def act(self, names: Iterable[Name], role: ActorRole) -> None:
        """Add actors with their role."""
        self.actors += [(name, role) for name in names]


def find_measures(
    text: str, sentences: tuple[Span, ...], entities: tuple[Entity, ...], title: str = ""
) -> tuple[Measure, ...]:
    """The measures of `text` in reading order; only clauses that act on, use or name at least one entity.

    Coordinated verbs give a measure each. Offsets count code points of `text`, end excluded. By its `title` a text
    directs (意见, 方案, 通知) or tells: a bare verb phrase is 要求 in the one and 陈述 in the other.
    """
    bare = Modality.REQUIRE if is_directive(text, title) else Modality.STATE
    answers = find_answers(text, Standing(entities))
    reader = Reader(text, Standing(entities, [note for answer in answers for note in answer.notes]))
    ends = [answer.end for answer in answers]
    review, lines = Section(text, REVIEW), deque(iter_lines(text))
    listed: list[Name] = []
    found: list[Measure] = []
    for sentence in sentences:
        if _begins_line(text, sentence) and not numbering(text, sentence):
            listed = []
        # the dates in the row of a table are when its task is to be done
        is_row = text.find("\t", sentence.begin, sentence.end) >= 0
        while lines and lines[0].begin <= sentence.begin:
            review.step(lines.popleft())
        is_told = review.hold or (not is_row and bool(_TOLD.search(text, sentence.begin, sentence.end)))
        for draft in _drafts(reader, sentence, listed):
            begin = draft.verb.actions[0].begin
            index = bisect_right(ends, begin)
            if index < len(answers) and answers[index].begin <= begin:
                draft.actors += answers[index].actors
            found += _measures(text, draft, is_told, bare)
        listed = _actors_of_list(reader, sentence) or listed
    return tuple(found)


def _begins_line(text: str, sentence: Span) -> bool:
    before = text[max(0, sentence.begin - 8) : sentence.begin].rstrip(" \t\u3000")
    return not before or before[-1] == "\n"


def _actors_of_list(reader: Reader, sentence: Span) -> list[Name]:
    """Who is to do what the list after the sentence says: 主管部门履行下列职责：."""
    if not _OPENS_LIST.search(reader.text, max(sentence.begin, sentence.end - 20), sentence.end):
        return []
    clauses = find_clauses(reader.text, sentence)
    named = (_subjects(reader, reader.read(clause.begin, clause.end)) for clause in clauses)
    return next((names for names in named if names), [])


def _drafts(reader: Reader, sentence: Span, subjects: list[Name]) -> Iterator[_Draft]:
    """The drafts of a sentence: actors hold until others are named, phrases without a verb go to the next verb."""
    if reader.text[sentence.end - 1] in "？?" or _ADDRESS.fullmatch(reader.text, sentence.begin, sentence.end):
        return
    pending: list[Part] = []
    conditional: list[Name] = []
    is_required = False  # 要 holds for the clauses after it too: 要完善制度，推广经验
    for read in _clauses(reader, sentence):
        own = [] if read.is_reported else _subjects(reader, read)
        if read.is_reported:
            subjects = []
        if read.verb is None:
            pending += [part for part in read.parts if part.kind != "subject"]
            if read.parts and read.parts[-1].span.end == read.span.end:
                subjects = own or subjects
            elif reader.text[read.span.end - 1] == "的":
                conditional = own
            continue
        if read.modality and read.cue and read.cue.begin < read.verb.actions[0].begin:
            # 机构不予共享的，应当说明依据; but not 机构弄虚作假的，取消资格
            subjects = conditional or subjects
        conditional = []
        draft = _Draft(read, read.verb)
        if any(part.kind == "subject" or part.word == "由" for part in read.parts):
            subjects = own or ([] if _names_other(reader, read) else subjects)
            draft.act(subjects, ActorRole.ACT)
        else:
            # 联合商会推广电子发票: who acts together joins who was named before, in this clause only
            draft.act((*subjects, *own), ActorRole.ACT)
        for part in (*pending, *read.parts):
            _fill(draft, reader, part)
        pending = []
        _fill_object(draft, reader)
        if draft.modality is None and read.cue is None and not own and is_required:
            draft.modality = Modality.REQUIRE
        is_required = draft.modality is Modality.REQUIRE and (read.modality is None or read.cue != read.verb.actions[0])
        yield draft


def _clauses(reader: Reader, sentence: Span) -> Iterator[Clause]:
    """The clauses of a sentence as read, their numbering left out."""
    pieces = [piece for clause in find_clauses(reader.text, sentence) for piece in _pieces(reader, clause)]
    for index, piece in enumerate(pieces):
        numbered = numbering(reader.text, piece)
        yield from reader.read_all(numbered[1] if numbered else piece.begin, piece.end, index + 1 < len(pieces))


def _pieces(reader: Reader, clause: Span) -> Iterator[Span]:
    """The clause parted where a gap in a line begins a heading or an item: 创新服务　　（二）优化环境.

    So is a title at its dash: 加快转型——在大会上的讲话.
    """
    text, begin = reader.text, clause.begin
    for gap in _GAP.finditer(text, clause.begin, clause.end):
        if reader.names.covering(gap.start()) or (gap.group()[0] == "—" and reader.names.starting(gap.end())):
            continue
        if len(gap.group()) > 1 or numbering(text, Span(gap.end(), clause.end)):
            yield Span(begin, gap.start())
            begin = gap.end()
    yield Span(begin, clause.end)


def _subjects(reader: Reader, clause: Clause) -> list[Name]:
    """The actors that the clause names before its verb."""
    return [
        name
        for part in clause.parts
        if part.kind in ("subject", "actor")
        for name in reader.names.within(part.span.begin, part.span.end)
        if (name.type in _SUBJECTS or (part.kind == "subject" and is_organs(reader, part.span)))
        and not chooses_actor(reader, name, clause.span.end)
    ]


def _names_other(reader: Reader, clause: Clause) -> bool:
    """Whether somebody that is no entity acts in the clause: 企业要…, so that nobody named before does."""
    return any(
        part.kind == "subject" and plain_actor(reader, part.span.begin, part.span.end) > part.span.begin
        for part in clause.parts
    )


def _fill(draft: _Draft, reader: Reader, part: Part, known: Collection[Name] = ()) -> None:
    """Fill in the names of a phrase before the verb, except the `known` ones."""
    gives = draft.verb.actions[0].of(reader.text) in _GIVE
    for name in _things(reader, part.span.begin, part.span.end):
        if name in known or (gives and part.word == "对" and _states_condition(reader, part, name)):
            continue
        if part.kind == "means" or (part.kind == "basis" and name.type in _BASES) or _is_paying(part, name):
            draft.means.append(name)
        elif (part.kind == "beneficiary" or (part.kind == "object" and gives)) and name.type in PERSONS:
            draft.act([name], ActorRole.SUPPORTED)
        elif part.kind in ("object", "beneficiary") and name.type is not EntityType.REGION:
            draft.objects.append(name)
        elif part.kind == "subject" and not is_organs(reader, part.span):
            _fill_topic(draft, name)


def _states_condition(reader: Reader, part: Part, name: Name) -> bool:
    """Whether `name` only says who is meant: 绿色工厂 of 对认定为绿色工厂的企业给予奖励, 对获批绿色工厂的，给予奖励."""
    return name.type not in PERSONS and "的" in reader.text[name.end : part.span.end + 1]


def _things(reader: Reader, begin: int, end: int) -> list[Name]:
    """The names in begin:end that a measure can be about: a person is none."""
    return [name for name in reader.names.within(begin, end) if name.type is not EntityType.PERSON]


def _is_paying(part: Part, name: Name) -> bool:
    """Whether what is named as an actor is the means: 由专项资金给予补助."""
    return part.kind == "actor" and part.word == "由" and name.type is EntityType.INSTRUMENT


def _fill_topic(draft: _Draft, name: Name) -> None:
    """A thing before the verb: a platform acts where the verb has an object, else the verb acts on the thing."""
    if name.type in _SUBJECTS or name.type is EntityType.POLICY_DOCUMENT:
        return
    if name.type is EntityType.PLATFORM and draft.verb.end < draft.clause.span.end:
        draft.act([name], ActorRole.ACT)
    else:
        draft.objects.append(name)


def _fill_object(draft: _Draft, reader: Reader) -> None:
    """Fill in what stands after the verb."""
    verb, clause = draft.verb, draft.clause
    begin, end = verb.end, clause.span.end
    helped: list[Name] = []
    if clause.somebody and clause.somebody.verb:
        helped = _fill_somebody(draft, reader, clause.somebody)
        begin = clause.somebody.verb.end
    elif "person" in verb.kinds or ("causative" in verb.kinds and "soft" not in verb.kinds):
        helped = list(persons(reader, begin, end))
    draft.act(helped, ActorRole.SUPPORTED)
    if reader.text.startswith("由", begin) and (last := reader.text.rfind("的", begin, end)) > begin:
        # 成立由市科技局牵头的工作专班: who leads is no object
        begin = last + 1
    known = set(helped)
    named = [n for n in _things(reader, begin, end) if n not in known and not chooses_actor(reader, n, end)]
    if not _is_about_regions(reader, verb, named):
        named = [name for name in named if name.type is not EntityType.REGION]
    draft.objects += named


def _is_about_regions(reader: Reader, verb: Verb, named: list[Name]) -> bool:
    """Whether regions are acted on: 加强与东盟国家的合作, or nothing but a region stands after the verb."""
    if reader.text.startswith(("与", "同"), verb.end):
        return True
    if any(name.type is not EntityType.REGION for name in named) or not named:
        return False
    return named[0].begin == verb.end and named[0].span.of(reader.text) not in _HOMELAND


def _fill_somebody(draft: _Draft, reader: Reader, clause: Clause) -> list[Name]:
    """Fill in what somebody encouraged or led is to do; returns who that is."""
    helped: list[Name] = []
    led = _SUBJECTS if "soft" in draft.verb.kinds else _SUBJECTS | {EntityType.PLATFORM}
    for part in clause.parts:
        if part.kind == "actor":
            helped += [name for name in reader.names.within(part.span.begin, part.span.end) if name.type in PERSONS]
            part = part._replace(kind="object" if part.word in ("与", "同", "和") else "actor")
        if part.kind != "subject":
            _fill(draft, reader, part, set(helped))
            continue
        for name in _things(reader, part.span.begin, part.span.end):
            if chooses_actor(reader, name, clause.span.end):
                continue
            if name.type not in led:
                draft.objects.append(name)
            elif name.span.of(reader.text) not in _HOMELAND:
                helped.append(name)
    return helped


def _measures(text: str, draft: _Draft, is_told: bool, bare: Modality) -> Iterator[Measure]:
    """The measures of a draft, one for each coordinated verb; none without a filler.

    `bare` is the modality of a clause without a cue; one that tells (近日…, …将…) is 陈述 anyhow.
    """
    verb, clause = draft.verb, draft.clause
    if _UPHOLD.match(verb.actions[0].of(text)):
        # 贯彻落实党的二十大精神, 落实国务院部署: a formula of respect, not an object
        draft.objects = [name for name in draft.objects if name.type not in _HONOURED]
    if _THIS_TEXT.match(text, verb.end) or not (draft.objects or draft.means or draft.actors):
        return
    method = _method(draft)
    if is_told and method == "weak":
        return
    roles = dict(reversed(draft.actors))
    acting = tuple(Actor(name.reference, role) for name, role in sorted(roles.items()))
    names = dict.fromkeys((*draft.objects, *draft.means, *roles))
    certainty = sum(name.confidence for name in names) / len(names) * (_TOLD_FACTOR if is_told else 1.0)
    for action in verb.actions:
        yield Measure(
            begin=clause.span.begin,
            end=clause.span.end,
            action=action.of(text),
            action_span=action,
            objects=tuple(name.reference for name in dict.fromkeys(draft.objects)),
            means=tuple(name.reference for name in dict.fromkeys(draft.means)),
            actors=acting,
            modality=draft.modality or (Modality.STATE if is_told or clause.cue else bare),
            cue=clause.cue,
            confidence=round(_CONFIDENCE[method] * certainty, 3),
            method=f"measure-{method}",
        )


def _method(draft: _Draft) -> str:
    """The kind of clause that a measure is read from."""
    clause, verb = draft.clause, draft.verb
    if "weak" in verb.kinds:
        return "weak"
    if clause.somebody:
        return "causative"
    if verb.end == clause.span.end:
        return "closing"
    if clause.cue and clause.cue.begin < verb.actions[0].begin:
        return "modal"
    if clause.names_person:
        return "actor"
    return "preposed" if clause.parts else "plain"
