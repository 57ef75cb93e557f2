"""Whether a document directs: a bare verb phrase requires in an opinion, a plan or a notice, and reports in news."""

from __future__ import annotations

import re

from extract.segment import is_heading, iter_lines, numbering

_KIND = re.compile(
    r"(?:意见|计划|方案|通知|措施|规划|办法|规定|细则|条例|纲要|要点|决定|指引|指南|通告|公告|规范|规程|清单|任务|分工表?|若干政策|政策|章程|法)"
    r"\s*(?:[（(〔\[][^（）()]{0,24}[）)〕\]]\s*)*$"
)
_TOLD = re.compile(
    r"印发|联合发文|出台(?!.{0,4}的)|答记者问|解读|一图读懂|图解|问答|讲话|致辞|报告$|纪要$|评论|述评|观察|访谈|专访|发言|召开|举行|记者|新闻|快讯|综述|亮相|启动仪式|部署会|[？?！!]"
)
_OF_ISSUE = re.compile(r"关于(?:印发|转发|发布|公布|下达|出台)")
_FORWARDS = re.compile(r"》\s*的(?:通知|公告|通告|函)$|公告\s*[（(]?\s*(?:20\d\d年)?\s*第\s*\d+\s*号\s*[）)]?$")
_BODY_TOLD = re.compile(r"[（(]记者|记者从|记者了解|本报记者|电[（(]|答记者问|^\s*问[：:]", re.MULTILINE)
_HEAD, _LINES = 3000, 400
_FEWEST = 3


def is_directive(text: str, title: str = "") -> bool:
    """Whether what a bare verb phrase of `text` says is to be done: by the title, else by numbered headings.

    >>> is_directive("", "关于促进林下经济发展的实施意见"), is_directive("", "三部门印发实施意见")
    (True, False)
    """
    title = title.strip()
    if title:
        if _FORWARDS.search(title):
            return True
        told = _TOLD.search(_OF_ISSUE.sub("关于", title))
        if _KIND.search(title) and not told:
            return True
        if told:
            return False
    return not _BODY_TOLD.search(text, 0, _HEAD) and _has_outline(text)


def _has_outline(text: str) -> bool:
    """Whether headings of at least two levels (一、 and （一） or 第一章 and 第一条) part the text."""
    counts: dict[int, int] = {}
    for seen, line in enumerate(iter_lines(text)):
        if seen == _LINES:
            break
        numbered = numbering(text, line)
        if numbered and numbered[0] < 4 and (is_heading(text, line) or numbered[0] == 2):
            counts[numbered[0]] = counts.get(numbered[0], 0) + 1
    return len(counts) > 1 and sum(counts.values()) >= _FEWEST
