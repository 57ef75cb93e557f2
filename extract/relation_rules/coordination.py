"""Coordination: which names stand in one list (A、B和C), and the class that a list ends in (A、B等D)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extract.relation_rules.cues import Pattern
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context

_MARK = r"[“”\"‘’『』「」《》〈〉（）()\s]*"
_NOT = r"\s，。；：、！？,;:!?“”\"《》和与及或等在对为将把向从"
_SHORT = rf"[^{_NOT}]"
_AND = r"(?:和|与|及其|及(?!时)|以及|或者|或|暨|/|／|\+|以及其他|和其他)"
_COMMA_AND = r"，(?:及其|及(?!时)|以及|或者|或|暨|以及其他|和其他)"
"""Behind a comma, what begins with 和 or 与 tells something else of the list: A、B，与C相比."""
_NEXT = r"[”\"』」》〉]\s*[“\"『「《〈]"
_NUMBERED = (
    rf"[》”\"]\s*(?:（[^（）]{{2,40}}）|第[^，。；：《》（）]{{1,10}}条(?:第[^，。；：《》（）]{{1,6}}[款项])?)\s*"
    rf"(?:、|，?{_AND})?\s*[《“\"]"
)
"""Between titles that have a number or an article: 《A》（国发〔2031〕1号）和《B》, 《A》第三条和《B》."""
_LINK = re.compile(rf"{_NEXT}|{_NUMBERED}|{_MARK}(?:、|{_AND}|{_COMMA_AND}){_MARK}{_SHORT}{{0,5}}{_MARK}")
_LOOSE_LINK = re.compile(
    rf"{_SHORT}{{0,4}}{_MARK}、{_MARK}(?:{_SHORT}{{1,12}}{_MARK}(?:、|{_AND}){_MARK}){{0,3}}{_SHORT}{{0,5}}{_MARK}"
)
_JOINT = re.compile(rf"、|{_AND}|{_COMMA_AND}")
_MEMBER = rf"[^{_NOT}的]"
MORE = rf"(?:{_MEMBER}{{0,6}}{_MARK}(?:、{_MEMBER}{{1,12}}{_MARK}){{0,3}}(?:{_AND}{_MEMBER}{{1,12}}{_MARK})?)"
"""What may stand between the last name of a list and 等: a suffix, and members that are no names."""
_VERB = Pattern("@list_verb@")


class Group(NamedTuple):
    """Names in one list, in reading order."""

    members: tuple[Place, ...]

    @property
    def begin(self) -> int:
        """Where the first member begins."""
        return self.members[0].begin

    @property
    def end(self) -> int:
        """Where the last member ends."""
        return self.members[-1].end


def is_link(gap: str) -> bool:
    """Whether the text between two names joins them in one list.

    >>> is_link("、"), is_link("以及"), is_link("，推动")
    (True, True, False)
    """
    if len(gap) > 60 or not (_LINK.fullmatch(gap) or _LOOSE_LINK.fullmatch(gap)):
        return False
    joint = _JOINT.search(gap)
    return not _VERB.search(gap, joint.end() if joint else 0)


def find_groups(context: Context, names: Sequence[Place]) -> list[Group]:
    """`names` parted into lists; a name that stands alone is a list of one."""
    groups: list[list[Place]] = []
    for name in names:
        if groups and is_link(context.gap(groups[-1][-1], name)):
            groups[-1].append(name)
        else:
            groups.append([name])
    return [Group(tuple(members)) for members in groups]
