"""Titles and outlines of documents that direct, and of texts that tell."""

from __future__ import annotations

import time

import pytest

from extract.clauses.directive import is_directive


@pytest.mark.parametrize(
    "title",
    [
        "关于促进油茶产业发展的实施意见",
        "林地保护三年行动计划（2025—2027年）",
        "青山县渔港管理办法（试行）",
        "省林业厅关于印发《油茶产业规划》的通知",
        "青山市林业局印发《关于推广油茶的指导意见》的通知",
        "青山省林业厅公告 2024年第6号",
    ],
)
def test_title_directs(title: str) -> None:
    assert is_directive("", title)


@pytest.mark.parametrize(
    "title",
    [
        "五部门印发油茶产业实施意见",
        "《油茶产业规划》答记者问",
        "一图读懂渔港管理办法",
        "在油茶大会上的讲话",
        "油茶丰收 山乡增收",
    ],
)
def test_title_tells(title: str) -> None:
    assert not is_directive("", title)


def test_outline_decides_without_a_title() -> None:
    outline = "一、总体要求\n（一）基本原则\n（二）主要目标\n二、重点任务\n"
    assert is_directive(outline)
    assert not is_directive("记者从省林业厅获悉，油茶丰收。\n" + outline)
    assert not is_directive("油茶丰收。\n山乡增收。")


@pytest.mark.parametrize("unit", ["（一）油茶\n", "关于印发", "记者", "《油茶》的"])
def test_a_long_text_does_not_hang(unit: str) -> None:
    text = unit * (120_000 // len(unit))
    started = time.process_time()
    is_directive(text, text)
    assert time.process_time() - started < 5
