"""Sums that government sets up a fund with: 设立20亿元的引导基金, 总规模50亿元的产业基金, 基金总规模50亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.amounts.quantities import Quantity, iter_quantities
from extract.records import Span

_SET_UP = re.compile(
    r"(?:设立|组建|建立|发起|成立|筹建|筹集|安排|整合|统筹|做大|形成|打造|运作|用好|出资|投入)[^，,。；;]{0,12}$"
)
_SIZE = re.compile(r"(?:总|首期|目标|基金|募集|初始)?规模(?:达到?|为|力争)?$")
_FUND = re.compile(r"(?:基金群?|专项资金|资金池|再贷款|专项贷款|引导资金|风险补偿池)(?![\u4e00-\u9fff]*?(?:的|项目))")
_REACH, _LONGEST = 20, 40


class Sum(NamedTuple):
    """A sum of money, the fund it is for, and where the wording begins."""

    begin: int
    fund: Span
    quantity: Quantity


def iter_sums(text: str, span: Span) -> Iterator[Sum]:
    """The sums of `span` that are the size of a fund named after them, in reading order.

    >>> text = "设立总规模50亿元的未来产业基金"
    >>> [(s.fund.of(text), s.quantity.value, s.quantity.unit) for s in iter_sums(text, Span(0, len(text)))]
    [('未来产业基金', 50.0, '亿元')]
    """
    for quantity in iter_quantities(text, span):
        at = quantity.span.end
        if quantity.kind != "money" or not text.startswith("的", at):
            continue
        fund = _FUND.search(text, at + 1, min(span.end, at + 1 + _LONGEST))
        if fund is None or any(mark in text[at + 1 : fund.end()] for mark in "，,；;。的"):
            continue
        size = _SIZE.search(text, max(span.begin, quantity.span.begin - _REACH), quantity.span.begin)
        before = size.start() if size else quantity.span.begin
        made = _SET_UP.search(text, max(span.begin, before - _REACH), before)
        if size or made:
            yield Sum(made.start() if made else before, Span(at + 1, fund.end()), quantity)
