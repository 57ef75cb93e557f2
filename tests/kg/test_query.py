"""Parameters as a person writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.query import parse_parameters


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("人形机器人", "人形机器人"),
        ("", ""),
        ("a=b", "a=b"),
        ("3", 3),
        ("-1.5e2", -150.0),
        ("007", "007"),
        ("2024-01-31", "2024-01-31"),
        ("true", True),
        ("null", None),
        ("nothing", "nothing"),
        ('"3"', "3"),
        ('["甲", 1]', ["甲", 1]),
        ('{"a": [1]}', {"a": [1]}),
        ("[甲]", "[甲]"),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", "9223372036854775808"),
        ("[9223372036854775808]", "[9223372036854775808]"),
    ],
)
def test_values(word: str, value: Any) -> None:
    found = parse_parameters([f"x={word}"])["x"]
    assert found == value and type(found) is type(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_a_value(word: str) -> None:
    assert set(parse_parameters([f"名={word}"])) == {"名"}


@pytest.mark.parametrize("pair", ["x", "=1", "a b=1", "a-b=1", "x=\udcff"])
def test_what_is_no_parameter_is_refused(pair: str) -> None:
    with pytest.raises(QueryError):
        parse_parameters([pair])


def test_a_dollar_in_front_is_forgiven_and_a_name_twice_is_not() -> None:
    assert parse_parameters(["$x=1", "y=2"]) == {"x": 1, "y": 2}
    with pytest.raises(QueryError, match="twice"):
        parse_parameters(["x=1", "$x=2"])
