"""The file of decisions: one line each, a wrong one named by file and line, and never a lost or half-written one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from kg.decisions import CORRECTIONS, Decision, fault_of, parse_decision, read_decisions
from kg.errors import GraphError, InvalidCorrections, NoGraph
from kg.review import append_decisions
from tests.kg.decided import PLAN, decide, decisions
from tests.kg.folders import build

RIGHT = decide("reject", "Product", "人形机器人")
WRONG = {
    "no hash": ({"text": "abc"}, "SHA-256"),
    "unknown kind": ({"kind": "Robot"}, "unknown kind 'Robot'"),
    "no name": ({"subject": " "}, "name as subject"),
    "an object": ({"object": "x"}, "no object"),
    "no day": ({"date": "2026-02-30"}, "no day"),
    "half a day": ({"date": "2026-02"}, "no day"),
    "a value too many": ({"value": "x"}, "takes no value"),
    "unknown type": ({"decision": "retype", "value": "Robot"}, "retype to 'Robot'"),
    "no new name": ({"decision": "rename"}, "needs a name"),
    "merge into nothing": ({"decision": "merge", "value": "Product:"}, "needs a name"),
    "end without type": ({"kind": "INCLUDES", "subject": "机器人", "object": "Product:乙"}, "no Type:name"),
    "renamed relation": (
        {"kind": "INCLUDES", "subject": "Product:甲", "object": "Product:乙", "decision": "rename", "value": "丙"},
        "does not go with INCLUDES",
    ),
    "illegal relation": (
        {"kind": "INCLUDES", "subject": "Product:甲", "object": "Product:乙", "decision": "retype", "value": "CITES"},
        "CITES does not join Product and Product",
    ),
    "accepted part": (
        {"kind": "ACTS_ON", "subject": "Measure:支持@1..5", "object": "Product:乙", "decision": "accept"},
        "can only be rejected",
    ),
    "no place": ({"kind": "Measure", "subject": "支持", "object": "3"}, "begin..end"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_decision_is_named_with_file_and_line(tmp_path: Path, name: str) -> None:
    changes, message = WRONG[name]
    fields = msgspec.to_builtins(RIGHT) | changes
    (tmp_path / CORRECTIONS).write_bytes(RIGHT.to_json() + b"\n\n" + msgspec.json.encode(fields) + b"\n")
    with pytest.raises(InvalidCorrections, match=f"{CORRECTIONS}:3: .*{message}") as error:
        read_decisions(tmp_path)
    assert (error.value.line, "\n" in str(error.value)) == (3, False)


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'{"text": 1}', b'{"decision": "maybe"}', b"\xff\xfe", b'{"kind": "Product", "more": 1}']
)
def test_a_line_that_is_no_decision_is_named(line: bytes) -> None:
    with pytest.raises(InvalidCorrections, match=r"c\.jsonl:7: "):
        parse_decision(line, "c.jsonl", 7)


@given(decisions())
def test_decisions_survive_the_file(given: list[Decision]) -> None:
    assert [parse_decision(decision.to_json(), "", 1) for decision in given] == given
    assert all(fault_of(decision) == "" for decision in given)


def test_appending_adds_lines_and_leaves_out_repeats(tmp_path: Path) -> None:
    build(tmp_path, [PLAN])
    assert read_decisions(tmp_path) == ()
    accept = decide("accept", "Product", "人形机器人")
    assert append_decisions(tmp_path, [RIGHT]) == 1
    assert append_decisions(tmp_path, [RIGHT]) == 0
    assert append_decisions(tmp_path, [accept, accept, RIGHT]) == 2
    assert read_decisions(tmp_path) == (RIGHT, accept, RIGHT)
    later = msgspec.structs.replace(RIGHT, date="2026-04-01", by="王青")
    assert append_decisions(tmp_path, [later]) == 0
    lines = (tmp_path / CORRECTIONS).read_bytes().splitlines()
    assert len(lines) == 3


def test_a_last_line_without_its_break_is_not_run_into(tmp_path: Path) -> None:
    build(tmp_path, [PLAN])
    (tmp_path / CORRECTIONS).write_bytes(RIGHT.to_json())
    append_decisions(tmp_path, [decide("accept", "Product", "人形机器人")])
    assert len(read_decisions(tmp_path)) == 2


def test_a_wrong_decision_adds_none_of_its_batch(tmp_path: Path) -> None:
    build(tmp_path, [PLAN])
    wrong = msgspec.structs.replace(RIGHT, kind="Robot")
    with pytest.raises(InvalidCorrections):
        append_decisions(tmp_path, [RIGHT, wrong])
    assert not (tmp_path / CORRECTIONS).exists()


def test_only_a_graph_takes_decisions_and_a_build_refuses_a_broken_file(tmp_path: Path) -> None:
    with pytest.raises(NoGraph):
        append_decisions(tmp_path / "none", [RIGHT])
    build(tmp_path, [PLAN])
    (tmp_path / CORRECTIONS).write_text("{\n", "utf-8")
    for act in (lambda: build(tmp_path, [PLAN]), lambda: append_decisions(tmp_path, [RIGHT])):
        with pytest.raises(GraphError, match=f"{CORRECTIONS}:1: "):
            act()
