"""Clauses with a verb that commit nobody: reports, judgements, names of sections and documents, conditions."""

from __future__ import annotations

import re

from extract.clauses.vocabulary import Verb
from extract.records import Span
from ontology.labels import Modality

PURPOSE = re.compile("便于|以便|以利|以方便")
"""What opens a clause that tells what for: 便于各部门掌握情况."""
COPULA = re.compile(r"(?<![尤特凡于但要就还只都总更若如既其别正也而不便])是(?![否])")
"""是 where it is a word of its own: a clause with it defines (建设港口是转型的抓手)."""

_DONE = re.compile("了|过(?![程渡剩度])")
_DEED = re.compile(
    r"(?:违法违规|违法|违规|擅自|非法|恶意|拒不|作了|做了|表示|未(?!来)(?:按|经|依法|及时|能|曾|再)?[\u4e00-\u9fff]{0,4}?)$"
)
"""What stands before a deed that nobody is asked to do: 违规收集, 未公开规则, 作了衔接."""
_JUDGEMENT = re.compile(
    r"(?:十分|非常|很|尤为|尤其|更加|极其|极为|格外|更|最)(?:必要|重要|关键|迫切|紧迫|困难|不易|艰巨)$|"
    r"至关重要$|势在必行$|刻不容缓$|迫在眉睫$|大有可为$|任重道远$|正当其时$|要有[^，,；;]{1,6}$|"
    r"(?:意义|影响|潜力|前景|成效|效果)(?:重大|深远|巨大|广阔|显著|明显)$|"
    r"(?:力度|水平|能力|规模|质量|效率|效能|体系|比重|占比|机制|环境)"
    r"(?:更加|进一步|持续|不断|显著|明显|大幅|稳步|逐步|全面|基本|日益)+"
    r"(?:提升|提高|增强|加大|扩大|改善|完善|优化|增长|健全|上升|壮大|建立|形成)$|"
    r"(?:有(?:利于|助于)|意味着|离不开)(?![^，,；;]*的)"
)
"""What is said of that which stands before it: 建立审查机制十分必要."""
_COUNTED = re.compile(
    r"下列|以下|如下|"
    r"(?:了|好)?(?:\d|[一二两三四五六七八九十几])+(?:大|个|点|项|条)?(?:方面|点|因素|问题|原因|层面|特点|考虑)$"
)
"""What is only counted before it is told: 下列职责, 考虑两点."""
_SECTION = re.compile(
    r"(?:工作|的)?(?:措施|机制|要求|条件|原则|对象|程序|流程|范围|方向|内容|目标|任务|标准|办法|方式|事项|时间|依据|"
    r"背景|情况|政策|安排|步骤|体系)"
)
_CAMPAIGN = re.compile(r"[\u4e00-\u9fff]{0,4}(?:行动|工程)")
_RUNS = re.compile("(?:深入|深化|组织)?(?:实施|开展)|推进|推动|启动|组织|深化|参与|打好|落实|谋划")
"""The verbs that do run a campaign (开展整治行动): after any other the words name one (强链补链行动)."""
_DOCUMENT_END = re.compile(
    r"的(?:[\u4e00-\u9fff]{0,2}(?:通知|意见|办法|公告|通告|决定|函|批复|请示|报告|方案|规定|公示))$"
)
_REACH = 24


def tells(text: str, clause: Span, verb: Verb) -> bool:
    """Whether a clause without a modal verb tells of a deed: 养殖户违规使用渔药, 建成了港口."""
    first = verb.actions[0].begin
    return bool(_DONE.match(text, verb.actions[-1].end) or _DEED.search(text, max(clause.begin, first - 8), first))


def is_unfinished(text: str, clause: Span, verb: Verb) -> bool:
    """Whether the clause is a condition (发现…的), announces a list (考虑两点), or is what a judgement is about."""
    if text[clause.end - 1] == "的" or _COUNTED.match(text, verb.end, clause.end):
        return True
    return bool(_JUDGEMENT.search(text, max(verb.end, clause.end - _REACH), clause.end))


def is_title(text: str, clause: Span, verb: Verb, modality: Modality | None) -> bool:
    """Whether the clause is a noun phrase: the name of a section (保障措施) or of a document (关于…的通知)."""
    if modality is None and "nominal" in verb.kinds and _SECTION.fullmatch(text, verb.end, clause.end):
        return True
    first = verb.actions[0]
    if (
        modality is None
        and not _RUNS.fullmatch(text, first.begin, first.end)
        and _CAMPAIGN.fullmatch(text, verb.end, clause.end)
    ):
        return True
    if text.find("关于", clause.begin, first.begin) < 0:
        return False
    return bool(_DOCUMENT_END.search(text, max(verb.end, clause.end - 6), clause.end))
