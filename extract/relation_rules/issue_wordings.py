"""ISSUED_BY where the issuers stand before the document: a function a wording, and the order they are tried in.

A wording gives None where the text is worded otherwise, and nothing where it is worded so but does not say who issued
what: only in the first case may another wording read the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extract.names.titles import OFFICE
from extract.records import Span
from extract.relation_rules.coordination import Group
from extract.relation_rules.cues import Pattern
from extract.relation_rules.issued import DAY, INSTITUTION, MANY, is_for_another, issued
from extract.relation_rules.mention_index import Place
from extract.relation_rules.reading_context import Context, Finding

_Wording = Callable[[Context, Group, int, Sequence[Place]], Sequence[Finding] | None]
"""Reads issuers and the documents behind them, as `find_worded` does."""

_LONGEST = 60
"""Of more characters than this between issuers and a document, none of the wordings is read."""
_NOT_ISSUING = Pattern(
    "@issue_not@|(?:(?<![重主必首])要|应当?|须|拟)(?:于|在|尽快|及时|加快|会同|联合|依法|研究|牵头|组织|年内|@issue@)"
    "|(?:未(?!来)|没有|无需|不再)[^，。；：《》]{0,6}?@issue@|^(?:门户)?(?:网站|官网|公众号|官方|客户端|微信|微博)"
)
"""Between issuers and a document: it is not issued, not yet, or only reprinted on a site of theirs."""
_WISHED = re.compile(r"(?:建议|希望|推动|督促|要求|敦促|呼吁|支持|鼓励|指导)由?\Z")
_MEANS = re.compile(r"[》”]+(?:（[^）]{0,40}）)*(?![等和与及并的后])[\u4e00-\u9fff]")
"""Behind a title: a verb whose means the document is, in 通过《A》规范市场."""
_ISSUES = Pattern(
    rf"[”\"』」]*(?P<many>{MANY}[^，。；：、《》（]{{0,20}}?(?:（[^）]{{1,20}}）)?)(?:以[^，。；：、《》]{{1,24}}?(?:号文?|名义|形式))?"
    r"(?:@issue_manner@[^，。；：《]{0,12}?)?(?P<cue>@issue@)"
    r"(?:实施|施行)?(?:了|的|过)?(?:[^，。；：、《》]{0,8}的|(?:\d{4}年)?(?:[省市县]委|中央)?(?:一号|1号)?文件(?=《))?[《“\"〈\s]*"
)
_BODY_WORD = re.compile(f"{OFFICE}|委员会|管委会|办公室")
"""In what stands between a place and a verb: the body that issues, which is no name here."""
_EACH = re.compile("先后|分别|相继|各自")
_APPROVES = re.compile(r"(?P<cue>批准)了?\s*《")
_STANDARDS = re.compile(r"[》”]\s*等\s*\d+\s*项[^，。；：、《》]{0,8}标准")
_WHEN = rf"(?:近日|日前|{DAY}|(?:\d{{1,2}}月)?\d{{1,2}}日)?"
_ON_TITLE = re.compile(rf"{_WHEN}(?:联合|再次)?就《")
_LABEL = Pattern(rf"\s*[：:]\s*{_WHEN}(?:联合|正式)?(?P<cue>@issue@)了?[《“\"〈\s]*")
_LONGEST_BULLET = 20
_BEFORE_LABEL = re.compile(r"[\s▲△●◆◇★☆■□•·➤▶\-—0-9０-９.．、（）()【】一二三四五六七八九十]*")
_OPINIONS_SOUGHT = re.compile(r"》[^，。；《》]{0,6}?(?:公开)?(?P<cue>征求)[^，。；《》]{0,8}意见")
_SAYS_IN = re.compile(r"在《")
_SAID = re.compile(r"》(?:（[^（）]{1,30}）)?中[^，。；《》]{0,8}?(?:提出|强调|指出|明确|要求|规定|部署|宣布|承诺)")
_BYLINE = re.compile(rf"[”\"』」]*(?P<many>{MANY})\s*的?\s*[《“\"〈]*")


def find_worded(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding]:
    """What the first wording that fits says of `issuers` and the `documents` behind them.

    What stands between the issuers and `begin` says where or on what ground.
    """
    end = documents[0].begin
    if end - begin > _LONGEST or is_unissued(context, begin, end):
        return ()
    if _WISHED.search(context.text, max(0, issuers.begin - 6), issuers.begin):
        return ()
    read = (wording(context, issuers, begin, documents) for wording in _WORDINGS)
    return next((findings for findings in read if findings is not None), ())


def is_unissued(context: Context, begin: int, end: int) -> bool:
    """Whether the words at `begin:end`, between issuers and a document, say that it is not issued, or not yet."""
    return _NOT_ISSUING.search(context.text[begin:end]) is not None


def _with_verb(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X印发《A》和《B》; X等五部门联合公布了《A》. In 青石县水利局印发《A》 it is not the place that issues."""
    found = _ISSUES.fullmatch(context.text, begin, documents[0].begin)
    if found and is_for_another(context, documents[-1]):
        return ()
    if found and found["cue"] == "通过" and "了" not in found[0] and _MEANS.match(context.text, documents[-1].end):
        return ()
    if not found or (not _is_institution(issuers) and _BODY_WORD.search(found["many"])):
        return None
    cue = Span(*found.span("cue"))
    if _EACH.search(found[0]) and len(issuers.members) > 1 < len(documents):
        return _each_its_own(context, issuers, documents, cue)
    return list(issued(context, documents, issuers.members, cue, "issue-verb", found["many"]))


def _each_its_own(context: Context, issuers: Group, documents: Sequence[Place], cue: Span) -> Sequence[Finding]:
    """X、Y先后制定《A》《B》: X issues A and Y issues B; nothing where they are not as many."""
    if len(issuers.members) != len(documents):
        return ()
    pairs = zip(documents, issuers.members, strict=True)
    return [found for document, by in pairs for found in issued(context, [document], [by], cue, "issue-verb")]


def _standards(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X批准《A》等5项行业标准. Who approves anything but standards did not make it."""
    found = _APPROVES.fullmatch(context.text, begin, documents[0].begin)
    if not found or not _STANDARDS.match(context.text, documents[-1].end):
        return None
    return list(issued(context, documents, issuers.members, Span(*found.span("cue")), "issue-verb"))


def _draft(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X就《A》公开征求意见."""
    is_about = _ON_TITLE.fullmatch(context.text, begin, documents[0].begin)
    found = _OPINIONS_SOUGHT.match(context.text, documents[-1].end) if is_about else None
    if not found:
        return None
    return list(issued(context, documents, issuers.members, Span(*found.span("cue")), "consult"))


def _labelled(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """▲X、Y：9月18日印发《A》: the item of a digest, under the name of who issued; also of a place."""
    text = context.text
    found = _LABEL.fullmatch(text, begin, documents[0].begin)
    head = text.rfind("\n", max(0, issuers.begin - _LONGEST_BULLET), issuers.begin) + 1
    if not found or (not head and issuers.begin > _LONGEST_BULLET) or is_for_another(context, documents[-1]):
        return None
    bullet = _BEFORE_LABEL.fullmatch(text, head, issuers.begin)
    if not bullet or not (bullet[0].strip() or _is_institution(issuers)):
        return None
    return list(issued(context, documents, issuers.members, Span(*found.span("cue")), "issue-verb"))


def _speaker(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X在《A》中强调: a body speaks in a document of its own."""
    first = documents[0]
    if not _SAYS_IN.fullmatch(context.text, begin, first.begin) or not _SAID.match(context.text, first.end):
        return None
    return list(issued(context, [first], issuers.members, None, "byline"))


def _before_mark(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X《A》; X的《A》; also of a place: 青石县《A》."""
    found = _byline(context, issuers, begin, documents[0])
    if not found or "《" not in found[0]:
        return None
    method = "byline" if _is_institution(issuers) else "place-of"
    return list(issued(context, documents[:1], issuers.members, None, method, found["many"]))


def _before_name(context: Context, issuers: Group, begin: int, documents: Sequence[Place]) -> Sequence[Finding] | None:
    """X关于A的通知; X等五部门关于A的通知; X A. Only of a body: what stands behind a place is not therefore its own."""
    found = _byline(context, issuers, begin, documents[0])
    if not found or "《" in found[0] or not _is_institution(issuers):
        return None
    if not context.text.startswith("关于", documents[0].begin) and found[0].strip(' “"'):
        return None
    return list(issued(context, documents[:1], issuers.members, None, "byline", found["many"]))


_WORDINGS: tuple[_Wording, ...] = (
    _with_verb,
    _standards,
    _draft,
    _labelled,
    _speaker,
    _before_mark,
    _before_name,
)


def _byline(context: Context, issuers: Group, begin: int, document: Place) -> re.Match[str] | None:
    """What stands between issuers and their document where no verb does; 转发X关于A的通知 is another's notice."""
    text = context.text
    is_forwarded = text.endswith(("转发", "批转"), 0, issuers.begin) and text.endswith("通知", 0, document.end)
    return None if is_forwarded else _BYLINE.fullmatch(text, begin, document.begin)


def _is_institution(issuers: Group) -> bool:
    """Whether the last of the issuers, which the wording follows, is a body and not only a place."""
    return issuers.members[-1].has(INSTITUTION)
