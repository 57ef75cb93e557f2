"""Settings that only what is used there tells of."""

from __future__ import annotations

import pytest

from extract.names.candidates import MODEL, Candidate
from extract.names.settings import with_settings
from extract.records import Mention
from ontology.labels import EntityType


def added(text: str, technique: str, *candidates: tuple[str, EntityType]) -> dict[str, str]:
    """The settings added to a text that names one technique."""
    begin = text.index(technique)
    known = (Mention(begin, begin + len(technique), 0.9, MODEL), EntityType.TECHNOLOGY)
    likely = [Candidate(text.index(n), text.index(n) + len(n), type, 0.2, MODEL) for n, type in candidates]
    return {m.span.of(text): type.value for m, type in with_settings(text, likely, [known]) if m != known[0]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推动数字孪生技术与果园巡护深度融合。", {"果园巡护"}),
        ("推动数字孪生等技术在病害识别、仓储盘点等场景规模化应用。", {"病害识别", "仓储盘点"}),
        ("推动数字孪生在古籍修复中的应用。", {"古籍修复"}),
        ("平台采用数字孪生，已应用于水质预警和洪水演练。", {"水质预警", "洪水演练"}),
        ("推动数字孪生与经济社会深度融合。", set()),
        ("推动数字孪生与各类重点场合深度融合。", set()),
        ("数字孪生已用于向本市的企业提供服务。", set()),
        ("数字孪生是新技术，果园巡护要加强。", set()),
        ("推动数字孪生在病害识别以及仓储盘点中应用。", {"病害识别", "仓储盘点"}),
        ("推动数字孪生与食品安全溯源深度融合。", {"食品安全溯源"}),
        ("数字孪生在未来五年应用，在三个乡镇示范应用。", set()),
        ("数字孪生在提升监管效能中的应用。", set()),
        ("研发数字孪生，用于提升工作效率。", set()),
        ("数字孪生与经济社会发展深度融合。", set()),
    ],
)
def test_where_a_technique_is_used_is_a_setting(text: str, expected: set[str]) -> None:
    assert added(text, "数字孪生") == dict.fromkeys(expected, "Scenario")


def test_the_model_tells_an_industry() -> None:
    text = "推动数字孪生与果品加工深度融合。"
    assert added(text, "数字孪生", ("果品加工", EntityType.INDUSTRY)) == {"果品加工": "Industry"}


def test_a_heading_adds_a_field_to_what_is_used_there() -> None:
    text = "数字孪生要用好。\n（一）“机器人+”果园。\n1.“机器人+”果园建设，要加快。\n2. “机器人+”行动\n（三）线上+线下\n"
    assert added(text, "数字孪生") == {"“机器人+”果园": "Scenario"}
