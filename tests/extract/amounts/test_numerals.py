"""Arabic and Chinese numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.amounts.numerals import parse_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("3.65", 3.65),
        ("百", 100),
        ("十二", 12),
        ("两千零五", 2005),
        ("三万二千", 32_000),
        ("一亿三千万", 130_000_000),
        ("二〇二五", 2025),
        ("三点五", 3.5),
        ("四分之三", 0.75),
        ("零分之一", None),
        ("", None),
        ("多", None),
        ("三点", None),
    ],
)
def test_value(written: str, value: float | None) -> None:
    assert parse_number(written) == value


@given(st.text(alphabet="零一二两三四五六七八九十百千万亿点分之0123456789.,", max_size=30))
def test_never_fails(written: str) -> None:
    value = parse_number(written)
    assert value is None or value >= 0
