"""docs/ontology.md is what the Turtle files say now, and can be read: links lead somewhere, the diagram is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology import terms as t
from ontology.concepts import code_lists, load_code_list
from ontology.page import main, render

PAGE = Path(__file__).parents[2] / "docs" / "ontology.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


def test_the_page_is_current(page: str) -> None:
    """After a change of ontology/: python -m ontology.page docs/ontology.md."""
    assert page == render()


@pytest.mark.parametrize("term", [*t.CLASSES, *t.PROPERTIES])
def test_every_term_has_a_section_with_an_example(page: str, term: str) -> None:
    name = term.removeprefix(t.IPKG)
    (section,) = re.findall(rf"^###+ {name} [^\n]+\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert "*example*" in section and "**" in section


@pytest.mark.parametrize("name", code_lists())
def test_every_code_list_has_a_section_with_its_count_and_source(page: str, name: str) -> None:
    codes = load_code_list(name)
    assert f"### {name}: {len(codes.concepts)} entries\n" in page
    assert f"*source*: {codes.source}\n" in page


def test_every_link_inside_the_page_leads_to_a_heading(page: str) -> None:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w\-]", "", heading.lower().replace(" ", "-")) for heading in headings}
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert len(links) > 50 and links <= anchors
    assert len(anchors) == len(headings)


def test_every_link_to_a_file_leads_to_one(page: str) -> None:
    for link in re.findall(r"\]\(((?!http|#)[^)]+)\)", page):
        assert (PAGE.parent / link).exists(), link


def test_the_diagram_has_every_class_and_relation(page: str) -> None:
    (diagram,) = re.findall(r"```mermaid\n(.*?)```", page, re.DOTALL)
    boxes = set(re.findall(r"^ +class (\w+)\[", diagram, re.MULTILINE))
    assert boxes >= {iri.removeprefix(t.IPKG) for iri in t.CLASSES}
    for head, tail in re.findall(r"(\w+) (?:-->|<\|--) (\w+)", diagram):
        assert {head, tail} <= boxes
    arrows = " ".join(re.findall(r"--> \w+ : (.+)", diagram)).replace("·", " ").split()
    assert set(arrows) >= {iri.removeprefix(t.IPKG) for iri in t.RELATION_PROPERTIES.values()}


def test_rows_of_a_table_have_as_many_cells_as_its_head(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_the_command_writes_the_page_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "page.md")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
