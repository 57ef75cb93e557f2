"""Numbers as policy texts write them: 1,200 · 3.65 · 百 · 三千二百 · 两 · 三分之一."""

from __future__ import annotations

_DIGITS = {
    digit: value
    for value, digits in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


def parse_number(written: str) -> float | None:
    """The value of an Arabic or Chinese numeral, None where `written` is none.

    >>> [parse_number(written) for written in ("1,200", "百", "三千二百", "两", "四分之一")]
    [1200.0, 100.0, 3200.0, 2.0, 0.25]
    """
    plain = written.replace(",", "").replace("，", "").replace("％", "%")
    try:
        return float(plain)
    except ValueError:
        pass
    if "分之" in plain:
        below, _, above = plain.partition("分之")
        numerator, denominator = parse_number(above), parse_number(below)
        return numerator / denominator if numerator is not None and denominator else None
    if "点" in plain:
        whole, _, digits = plain.partition("点")
        value = _chinese(whole)
        if value is None or not digits or any(digit not in _DIGITS for digit in digits):
            return None
        return float(f"{value}.{''.join(str(_DIGITS[digit]) for digit in digits)}")
    value = _chinese(plain)
    return None if value is None else float(value)


def _chinese(written: str) -> int | None:
    """The value of a Chinese whole number; digits in a row (二〇二五) are read one by one."""
    if not written or any(c not in _DIGITS and c not in _PLACES and c not in _SCALES for c in written):
        return None
    if len(written) > 1 and all(character in _DIGITS for character in written):
        return int("".join(str(_DIGITS[character]) for character in written)) if len(written) < 20 else None
    total, section, digit = 0, 0, None
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[character]
            digit = None
        else:
            section += digit or 0
            total = (
                (total + (section or 1)) * _SCALES[character]
                if character in "亿億"
                else total + (section or 1) * 10_000
            )
            section, digit = 0, None
    return total + section + (digit or 0)
