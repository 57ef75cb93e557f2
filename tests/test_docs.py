"""What the commands' help and the README promise is there: every command, every option, each with a call that works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import cli
from kg.analysis.methods import METHODS
from kg.exporters.exporter import FORMATS as EXPORTS
from kg.table import FORMATS as TABLES

README = Path(__file__).parents[1] / "README.md"
COMMANDS = cli.main.commands


def options_of(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


def examples_of(command: click.Command) -> list[str]:
    return re.findall(r"^\s*Example:\s+(.+)$", command.help or "", re.MULTILINE)


def test_the_commands_are_those_that_were_agreed() -> None:
    assert set(COMMANDS) == {
        "extract",
        "build",
        "query",
        "sparql",
        "ask",
        "show",
        "search",
        "linking",
        "review",
        "diff",
        "load",
        "export",
        "analyze",
        "report",
        "validate",
        "evaluate",
        "train",
        "fetch",
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_have_help_with_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert command.get_short_help_str(limit=60).endswith(".")
    assert "..." not in command.get_short_help_str(limit=60)
    assert all(option.help for option in options_of(command))
    assert examples_of(command)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_is_a_right_call(name: str) -> None:
    for example in examples_of(COMMANDS[name]):
        words = [word for word in shlex.split(example) if not word.startswith("NEO4J_")]
        assert words[:2] == ["kg", name]
        COMMANDS[name].make_context(name, words[2:])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_has_a_line_for_each_command(name: str) -> None:
    assert re.search(rf"^.*\bkg {name}\b.*$", README.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_has_every_option(name: str) -> None:
    readme = README.read_text("utf-8")
    missing = [option.opts[-1] for option in options_of(COMMANDS[name]) if not any(o in readme for o in option.opts)]
    assert missing == []


def test_every_kg_call_of_the_readme_is_a_right_call() -> None:
    """The lines of shell blocks that call `kg`, continued lines joined; words in capitals stand for something."""
    blocks = re.findall(
        r"^```(?:sh|bash|console|shell)\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        found = re.search(r"(?:^|[\s/;&|])kg +(?=[a-z])(.*)$", line.removeprefix("$ "))
        if not found or line.startswith("#"):
            continue
        words = shlex.split(re.split(r" (?:\||>|&&|#) ?", found[1])[0])
        assert words[0] in COMMANDS, line
        if not any(mark in line for mark in ("[", "…", "...")):
            COMMANDS[words[0]].make_context(words[0], words[1:])


def test_the_lists_that_the_command_line_offers_are_the_programs_own() -> None:
    """They are spelled out in cli.py so that `kg --help` imports nothing."""
    assert set(cli.EXPORT_FORMATS) == set(EXPORTS)
    assert set(cli.TABLE_FORMATS) == set(TABLES)
    (method,) = (each for each in COMMANDS["analyze"].params if isinstance(each, click.Argument))
    assert isinstance(method.type, click.Choice)
    assert set(method.type.choices) == set(METHODS)
