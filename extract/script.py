"""Which script a text is in, and the text as the models and word lists, which know simplified characters, read it."""

from __future__ import annotations

from ontology.script import simplified

_SAMPLE = 2000
_TRADITIONAL_SHARE = 0.03


def is_traditional(text: str) -> bool:
    """Whether `text` is in traditional script: more than a few of its characters have another simplified form.

    >>> is_traditional("推動未來產業發展"), is_traditional("推动未来产业发展")
    (True, False)
    """
    sample = text[:_SAMPLE]
    changed = sum(a != b for a, b in zip(sample, simplified(sample), strict=True))
    return changed > _TRADITIONAL_SHARE * max(1, len(sample))


def as_read(text: str) -> str:
    """`text` as the models and word lists know it: simplified where it is traditional, of the same length."""
    return simplified(text) if is_traditional(text) else text
