"""What a page says of its text, and where."""

from __future__ import annotations

import pytest

from extract.readers.fields import find_date, find_fields
from extract.records import Field

TITLE = "云岭省财政厅 云岭省科技厅关于设立未来产业基金的通知"


def fields(lines: list[str], title: int = 0, bylines: tuple[int, ...] = (), said: tuple[tuple[str, str], ...] = ()):
    found = find_fields(lines, title, bylines, said)
    text = "\n".join(lines)
    for field in found:
        if field.span and field.name != "date":
            assert field.span.of(text) == field.value
    return found


def values(found: tuple[Field, ...], name: str) -> list[str]:
    return [field.value for field in found if field.name == name]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年1月18日", "2024-01-18"),
        ("2024 年 1 月 18 日", "2024-01-18"),
        ("2024-02-22 10:00", "2024-02-22"),
        ("2024/2/2", "2024-02-02"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("二○一五年十月十日", "2015-10-10"),
        ("2024年13月1日", None),
        ("到2025年", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    found = find_date(text)
    assert (found[0] if found else None) == date


def test_a_signature_gives_issuers_and_date() -> None:
    found = fields(["通知", "请遵照执行。", "云岭省财政厅", "云岭省科技厅", "2025年3月1日", "附件"])
    assert values(found, "issuer") == ["云岭省财政厅", "云岭省科技厅"]
    assert values(found, "date") == ["2025-03-01"]


def test_the_date_of_the_signature_comes_before_that_of_the_page() -> None:
    lines = ["通知", "2025-03-09 来源：云岭科技网", "请遵照执行。", "云岭省财政厅 2025年3月1日"]
    found = fields(lines, bylines=(1,), said=(("published", "2025-03-10"),))
    assert values(found, "date") == ["2025-03-01", "2025-03-09", "2025-03-10"]
    assert values(found, "source") == ["云岭科技网"]


def test_a_title_names_its_issuers() -> None:
    assert values(fields([TITLE, "正文。"]), "issuer") == ["云岭省财政厅", "云岭省科技厅"]
    assert values(fields(["云岭省科技厅等七部门关于推广的意见", "正文。"]), "issuer") == ["云岭省科技厅"]
    assert values(fields(["云岭省科技厅发布年度报告", "正文。"]), "issuer") == []


def test_the_desk_that_published_is_no_issuer_beside_a_signature() -> None:
    found = fields([TITLE, "云岭省财政厅", "2025年3月1日"], said=(("issuer", "科技处"),))
    assert values(found, "issuer") == ["云岭省财政厅"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("云财规〔2025〕6号", "云财规〔2025〕6号"),
        ("（云财规[2025]6号）", "云财规[2025]6号"),
        ("（2025年第39号）", "2025年第39号"),
        ("根据云财规〔2025〕6号文件，制定本办法。", None),
    ],
)
def test_numbers(line: str, number: str | None) -> None:
    assert values(fields([TITLE, line, "正文。"]), "number") == ([number] if number else [])


def test_the_number_of_the_metadata_points_to_the_text_that_says_it_shorter() -> None:
    lines = ["公告（第21号）", "正文。"]
    (number,) = [f for f in find_fields(lines, 0, (), (("number", "2025年第21号"),)) if f.name == "number"]
    assert number.value == "2025年第21号"
    assert number.span and number.span.of("\n".join(lines)) == "第21号"


def test_authors() -> None:
    assert values(fields(["标题", "正文。", "(作者:王羽中国生产力促进协会副会长)"]), "author") == ["王羽"]
    assert values(fields(["标题", "来源：云岭日报 作者：陆青禾", "正文。"], bylines=(1,)), "author") == ["陆青禾"]
    assert values(fields(["在大会上的讲话", "副省长 沈怀远", "正文。"]), "author") == ["沈怀远"]
