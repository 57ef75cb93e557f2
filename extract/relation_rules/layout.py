"""INCLUDES and APPLIED_IN from layout: a label, box title or noun heading and what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from extract.records import Span
from extract.relation_rules.application import APPLIED, FIELDS
from extract.relation_rules.blocks import (
    BULLET_LEVEL,
    LABEL_LEVEL,
    Block,
    find_blocks,
    is_first_item,
    items_below,
    items_from,
)
from extract.relation_rules.coordination import MORE, Group, find_groups
from extract.relation_rules.cues import Pattern, words
from extract.relation_rules.inclusion import included, is_task
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding
from ontology.labels import EntityType, RelationType

_FIELD_TYPES = frozenset({EntityType.DIRECTION, EntityType.INDUSTRY})
_THING_TYPES = frozenset({EntityType.PRODUCT, EntityType.TECHNOLOGY, EntityType.PLATFORM})
_GOODS = frozenset({EntityType.PRODUCT, EntityType.TECHNOLOGY, EntityType.INDUSTRY})
_DONE = frozenset({EntityType.INSTRUMENT, EntityType.ACTOR_GROUP})
_DIRECTION = frozenset({EntityType.DIRECTION})
_LONGEST_PROSE = 2000
_REACH = 24

_CLOSE = r"[”\"』」]*"
_DIRECT = Pattern(
    r"[：\s]*(?:企业|[^，。；、]{0,6}(?=通过))?(?:主要|具体)?(?:通过|@include@|由|是指)?(?:开发|企业|加强|以下|@develop@)?[“\"]?"
)
_SCOPE = Pattern(r"@label_scope@[^，。；：、]{0,12}[“\"]?$")
_SCOPE_END = re.compile(rf"{MORE}等?[^，。；：、的]{{0,4}}(?:方向|领域|产品|行业)")
_LISTED = Pattern(r"，(?:主要|具体)?@include@[“\"]?$")
_USE = Pattern(r"(?P<cue>@label_use@)(?:新一代|先进)?[“\"]?$")
_RESULT = re.compile("(?:化|能力|水平)$")
_BARRED = Pattern("@bar|averted@[^，。；：的]*$")
_CONTRAST = Pattern(r"(?!比如)@contrast@[^，。；：、\s]{0,3}$")
_CHAIN = re.compile(rf"{_CLOSE}[^，。；：、]{{0,8}}(?:和|与|及|以及)[“\"]?")
_SPREAD = re.compile(r"(?:在|推进)[“\"]?$")
_SPREAD_END = Pattern(rf"{_CLOSE}等?[^，。；：、]{{0,6}}@field_word@[^，。；：]{{0,8}}?(?P<cue>应用|推广|使用|落地)")
_MASTERED = re.compile("(?:突破|攻克|攻关|掌握)[^，。；：]*$")
_ITEMS = Pattern(r"(?P<cue>@include@|有|为|如下)(?:以下[^，。；：]{0,8})?：\s*$")
_TO_ITEMS = re.compile(r"[”\"》]*(?:主要|具体|一般|应当)?")
_ITEM_END = re.compile(r"[。；\n]")
_TOLD = re.compile("[^，：、]{0,60}的")
_TELLS = re.compile("(?:面向|针对|用于|从事|具备|具有|服务于)[^，：的]*$")


def find_layout(context: Context, prose: Sequence[Finding]) -> Iterator[Finding]:
    """The relations that layout states, in reading order; `prose` are those that sentences state.

    A name that a sentence puts under another one, or uses as a means, is not a member of the label's class as well.
    """
    blocks = find_blocks(context)
    applied = {f.tail.begin: f.head for f in prose if f.type is RelationType.APPLIED_IN}
    subordinate = {f.tail.begin for f in prose if f.type is RelationType.INCLUDES}
    subordinate |= {f.head.begin for f in prose if f.type is RelationType.APPLIED_IN}
    for index, block in enumerate(blocks):
        if block.label and block.suffix not in words("label_act") and not is_task(context.text, block.label):
            yield from _heading(context, blocks, index, block.label)
            yield from _prose(context, block, block.label, subordinate, applied)
    yield from _items(context, blocks)


def _heading(context: Context, blocks: Sequence[Block], index: int, label: Place) -> Iterator[Finding]:
    """A noun heading over labelled items: the items are its members, unless they are what is done for it."""
    items = items_below(blocks, index)
    # Numbers that begin anew stand under a heading that has no number of its own.
    again = (at for at, item in enumerate(items) if at and is_first_item(context, item))
    items = items[: next(again, len(items))]
    labelled = [block.label for block in items if block.label]
    if label.is_only(_GOODS):
        labelled = [item for item in labelled if not item.is_only(_DONE)]
    if len(labelled) >= 2 and 2 * len(labelled) >= len(items):
        yield from included(context, label, labelled, label.span, "heading")


def _items(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    """D包括：（一）A；（二）B: the items are members of what the words before them name."""
    floor = 0
    for index, block in enumerate(blocks):
        begin, floor = floor, block.begin
        if not is_first_item(context, block):
            continue
        cue = _ITEMS.search(context.text, max(begin, block.begin - 60), block.begin)
        heads = context.places.within(max(begin, cue.start() - 40), cue.start()) if cue else ()
        if cue and heads and _TO_ITEMS.fullmatch(context.text, heads[-1].end, cue.start()):
            members = [name for item in items_from(context, blocks, index) for name in _item_names(context, item)]
            yield from included(context, heads[-1], members, Span(cue.start("cue"), cue.end("cue")), "items")


def _item_names(context: Context, item: Block) -> Iterator[Place]:
    """The names that an item consists of, not those that tell what is meant: 从事A研发的B gives B."""
    text = context.text
    found = _ITEM_END.search(text, item.begin, item.end)
    end = found.start() if found else item.end
    for name in context.places.within(item.begin, end):
        is_told = _TOLD.match(text, name.end, end)
        if not is_told and not _TELLS.search(text, max(item.begin, name.begin - 40), name.begin):
            yield name


def _prose(
    context: Context, block: Block, label: Place, subordinate: Set[int], applied: Mapping[int, Place]
) -> Iterator[Finding]:
    """What the prose under a label lists: its members, or the techniques used in it, or the fields that use it."""
    names = context.places.within(block.prose, min(block.end, block.prose + _LONGEST_PROSE))
    groups = find_groups(context, names)
    yield from _listed(context, block, label, groups)
    if block.level != BULLET_LEVEL and label.has(FIELDS) and not _RESULT.search(context.text, label.begin, label.end):
        yield from _used(context, label, groups)
    for group in groups:
        yield from _spread(context, label, group, applied)
        if len(group.members) < 2:
            continue
        if block.suffix and _is_scope(context, group):
            yield from included(context, label, group.members, label.span, "label-scope")
        elif group.begin not in subordinate and _shares_head(context, label, group):
            yield from included(context, label, group.members, label.span, "label-head")
    if label.is_only(_DIRECTION) and block.level == LABEL_LEVEL:
        topics = [name for name in names if name.begin not in subordinate and _is_topic(context.text, name)]
        yield from included(context, label, topics, label.span, "label-topics")


def _is_topic(text: str, name: Place) -> bool:
    """Whether a name in the prose under a field is a part of it, not a means of it or what it does away with."""
    is_bare = name.span.of(text) in words("class_word")
    is_barred = _BARRED.search(text, max(0, name.begin - _REACH), name.begin)
    return not (is_bare or is_barred or name.is_only(_DONE))


def _listed(context: Context, block: Block, label: Place, groups: Sequence[Group]) -> Iterator[Finding]:
    """技术工具。A、B等…; 高端化技术⏎…，包括A、B: the one list that follows the label or 包括."""
    for group in groups:
        if len(group.members) < 2:
            continue
        is_direct = group is groups[0] and group.begin - block.prose < 40
        if is_direct and _suits(label, group) and _DIRECT.fullmatch(context.text, block.prose, group.begin):
            yield from included(context, label, group.members, label.span, "label-list")
            return
        if _LISTED.search(context.text, max(block.prose, group.begin - 10), group.begin):
            yield from included(context, label, group.members, label.span, "label-include")
            return


def _suits(label: Place, group: Group) -> bool:
    """Whether a list may be the members of a label: of its own type, or under a field at large."""
    types = {reading.type for member in group.members for reading in member.readings}
    return label.has(_FIELD_TYPES | types)


def _used(context: Context, label: Place, groups: Sequence[Group]) -> Iterator[Finding]:
    """智能问答。利用A、B等设备和C等技术: techniques of the scenario that the label names."""
    cue: Span | None = None
    end = 0
    for group in groups:
        used = _USE.search(context.text, max(label.end, group.begin - _REACH), group.begin)
        if used:
            cue = Span(used.start("cue"), used.end("cue"))
        elif cue and not (group.begin - end < _REACH and _CHAIN.fullmatch(context.text, end, group.begin)):
            cue = None
        end = group.end
        if cue:
            for thing in group.members:
                if thing.has(APPLIED):
                    yield Finding(RelationType.APPLIED_IN, thing, label, cue, "label-use")


def _spread(context: Context, label: Place, group: Group, applied: Mapping[int, Place]) -> Iterator[Finding]:
    """新型显示。⏎…，加快在A、B等场景中推广: fields of the technique that the label names.

    Not those of another product that the prose names: 动力电池。⏎推动换电重卡研发，加快在矿山推广.
    """
    if not label.has(APPLIED) or not _SPREAD.search(context.text, max(label.end, group.begin - _REACH), group.begin):
        return
    found = _SPREAD_END.match(context.text, group.end, group.end + _REACH)
    if found:
        cue = Span(found.start("cue"), found.end("cue"))
        for field in group.members:
            other = applied.get(field.begin)
            if field.has(FIELDS) and not (other and _is_other(context, label, other)):
                yield Finding(RelationType.APPLIED_IN, label, field, cue, "label-spread")


def _is_other(context: Context, label: Place, thing: Place) -> bool:
    """Whether a thing is neither called after the label nor a part that is to be mastered for it: 突破T等技术."""
    is_part = _MASTERED.search(context.text, max(0, thing.begin - _REACH), thing.begin)
    return label.span.of(context.text) not in thing.span.of(context.text) and not is_part


def _is_scope(context: Context, group: Group) -> bool:
    """面向A、B等方向: the members of the class that a label with a class word names."""
    before = _SCOPE.search(context.text, max(0, group.begin - _REACH), group.begin)
    return bool(before and _SCOPE_END.match(context.text, group.end, group.end + 2 * _REACH))


def _shares_head(context: Context, label: Place, group: Group) -> bool:
    """Whether a member of the label's type ends in the same two characters: 文旅装备, 游乐装备.

    What the label is set against is none of its members: 护理机器人不同于工业机器人、物流机器人.
    """
    if _CONTRAST.search(context.text, max(0, group.begin - _REACH), group.begin):
        return False
    head = context.text[label.end - 2 : label.end]
    return label.is_only(_THING_TYPES) and any(
        context.text[member.end - 2 : member.end] == head and member.has({label.readings[0].type})
        for member in group.members
    )
