"""When a policy document was issued, and the periods that trends are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.errors import GraphError
from kg.property_graph import Node, Relationship
from ontology.labels import EntityType, RelationType

_YEAR_OF_NUMBER = re.compile(r"[〔\[（(](\d{4})[〕\]）)]")
_BOUND = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_SPAN = re.compile(rf"({_BOUND})/({_BOUND})|(\d{{4}})-(\d{{4}})|(\d{{4}})")
_SLIDING = re.compile(r"sliding:(\d+)")
_PLANS = {2001: "十五", 2006: "十一五", 2011: "十二五", 2016: "十三五", 2021: "十四五", 2026: "十五五", 2031: "十六五"}


class Period(NamedTuple):
    """A span of time with both ends in it, as ISO 8601 dates of any precision."""

    name: str
    first: str
    last: str

    def holds(self, date: str) -> bool:
        """Whether `date` lies in the period; compared on the characters that both have, so "2024" holds all of it.

        >>> Period("十四五", "2021", "2025").holds("2025-12-31")
        True
        """
        low, high = min(len(date), len(self.first)), min(len(date), len(self.last))
        return self.first[:low] <= date[:low] and date[:high] <= self.last[:high]


def document_dates(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> dict[str, str]:
    """The date of each policy document that has one: IRI → ISO 8601 date, or only the year.

    `date_issued` where the graph has it; else the date of the earliest text that reports the document (REPORTS); else
    the year in its number, 〔2024〕. A text that only cites it says nothing about when it was issued.
    """
    found: dict[str, str] = {}
    reported: dict[str, str] = {}
    for r in relationships:
        date = str(r.properties.get("date", ""))
        if r.type == RelationType.REPORTS and date:
            reported[r.tail] = min(date, reported.get(r.tail, date))
    for node in nodes:
        if node.label == EntityType.POLICY_DOCUMENT:
            year = _YEAR_OF_NUMBER.search(str(node.properties.get("number", "")))
            date = str(node.properties.get("date_issued", "")) or reported.get(node.iri) or (year[1] if year else "")
            if date:
                found[node.iri] = date
    return found


def text_dates(nodes: Iterable[Node]) -> dict[str, str]:
    """The date of each text that has one: IRI → ISO 8601 date."""
    return {n.iri: str(n.properties["date"]) for n in nodes if n.label == "SourceText" and n.properties.get("date")}


def make_periods(spec: str, dates: Mapping[str, str]) -> list[Period]:
    """The periods that `spec` names, in order of time, from the first to the last of `dates`.

    "year" is each calendar year, "five-year" the planning periods (十三五 = 2016–2020), "sliding:3" every run of three
    years, "all" one period. Else a list of years and spans: "2018,2019-2020,2021/2023-03" (the last is 2021 to March
    2023). Raises GraphError for another word, for a span that ends before it begins, and without any date.

    >>> [p.name for p in make_periods("five-year", {"甲": "2019-05", "乙": "2024"})]
    ['十三五', '十四五']
    """
    if not dates:
        raise GraphError(
            "no document has a date, so there are no periods; give the texts dates (a 发布日期 line or the date field) "
            "and build again, or leave the periods out"
        )
    years = sorted({int(date[:4]) for date in dates.values()})
    first, last = years[0], years[-1]
    if spec == "all":
        return [Period(f"{first}–{last}" if first != last else str(first), str(first), str(last))]
    if spec == "year":
        return [Period(str(year), str(year), str(year)) for year in range(first, last + 1)]
    if spec == "five-year":
        begins = range(first - (first - 1) % 5, last + 1, 5)
        return [Period(_PLANS.get(y, f"{y}–{y + 4}"), str(y), str(y + 4)) for y in begins]
    if (sliding := _SLIDING.fullmatch(spec)) and int(sliding[1]) > 0:
        span = int(sliding[1])
        begins = range(first, max(last - span + 1, first) + 1)
        return [Period(f"{y}–{y + span - 1}", str(y), str(y + span - 1)) for y in begins]
    return sorted((_parse(part.strip()) for part in spec.split(",")), key=lambda p: (p.first, p.last))


def _parse(word: str) -> Period:
    found = _SPAN.fullmatch(word)
    if not found:
        raise GraphError(
            f"{word!r} is not a period; write year, five-year, sliding:3, all, or spans as in 2016-2020,2021/2023-03"
        )
    first, last = found[1] or found[3] or found[5], found[2] or found[4] or found[5]
    if first > last:
        raise GraphError(f"{word!r} ends before it begins; write the earlier date first")
    return Period(word, first, last)
