"""Decisions from a person into `corrections.jsonl`: from a spreadsheet of doubtful claims, or one by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import filelock

from extract.records import Extraction
from kg.decisions import CORRECTIONS, Decision, Verdict, fault_of, read_decisions
from kg.doubts import COLUMNS, Doubt
from kg.errors import GraphError, InvalidCorrections, NoGraph, UnwritableGraph
from kg.graph_folder import GraphFolder, read_manifest, write_atomic
from ontology.iris import normalise

SHEET_COLUMNS = ("decision", "value", "note", *COLUMNS)
"""The columns of the spreadsheet; a person fills the first three."""

_NEEDED = ("decision", "text", "kind", "subject", "object")
_WORDS = {
    **{verdict.value: verdict for verdict in Verdict},
    "确认": Verdict.ACCEPT,
    "否决": Verdict.REJECT,
    "改类型": Verdict.RETYPE,
    "改名": Verdict.RENAME,
    "合并": Verdict.MERGE,
}
_PATIENCE = 10
"""Seconds to wait for another review that is writing."""


def render_sheet(doubts: Iterable[Doubt]) -> bytes:
    """The claims as CSV (RFC 4180, UTF-8 with the mark that spreadsheets look for), with three empty columns before."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHEET_COLUMNS)
    writer.writerows(("", "", "", *doubt.row) for doubt in doubts)
    return out.getvalue().encode("utf-8-sig")


def read_sheet(path: Path, today: str, by: str = "") -> list[Decision]:
    """The decisions that a person wrote into a spreadsheet; rows without one are passed over.

    The columns `date` and `by` count where the sheet has them and they are filled, else `today` and `by`.
    Raises InvalidCorrections with the line of a row that is wrong.
    """
    rows = csv.reader(io.StringIO(_sheet_text(path)), strict=True)
    try:
        head = [name.strip() for name in next(rows, [])]
        if missing := [name for name in _NEEDED if name not in head]:
            raise InvalidCorrections(str(path), 1, f"no column {missing[0]!r}; kg review --export writes them all")
        return [
            decision
            for number, row in _numbered(rows)
            if any(row)
            for decision in _row_decision(str(path), number, head, row, today, by)
        ]
    except csv.Error as error:
        raise InvalidCorrections(str(path), rows.line_num, f"not CSV ({error})") from error


def _sheet_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidCorrections(str(path), 0, error.strerror or str(error)) from error
    for encoding in ("utf-8-sig", "gb18030"):  # what a Chinese spreadsheet program saves by default
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidCorrections(str(path), 0, "neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line where each ends, as cells may hold line breaks."""
    for row in rows:
        yield rows.line_num, row  # type: ignore[attr-defined]


def _row_decision(path: str, number: int, head: list[str], row: list[str], today: str, by: str) -> Iterator[Decision]:
    if len(row) != len(head):
        raise InvalidCorrections(path, number, f"{len(row)} cells where the head has {len(head)}")
    written = dict(zip(head, row, strict=True))
    cells = written | {name: written[name].strip() for name in written if name not in ("subject", "object")}
    if not cells["decision"]:
        return
    verdict = _WORDS.get(cells["decision"].lower())
    if verdict is None:
        known = ", ".join(_WORDS)
        raise InvalidCorrections(path, number, f"unknown decision {cells['decision']!r}; known: {known}")
    decision = Decision(
        cells["text"],
        cells["kind"],
        cells["subject"],
        cells["object"],
        verdict,
        cells.get("date") or today,
        cells.get("value", ""),
        cells.get("by") or by,
        cells.get("note", ""),
    )
    if fault := fault_of(decision):
        raise InvalidCorrections(path, number, fault)
    yield decision


def everywhere(extractions: Iterable[Extraction], decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions, each one about an entity also for every other text that names it so."""
    given = list(decisions)
    wanted = {(d.kind, normalise(d.subject)) for d in given if d.is_about_entity}
    texts: dict[tuple[str, str], list[str]] = {key: [] for key in wanted}
    for extraction in extractions:
        for key in {(e.type.value, normalise(e.name)) for e in extraction.entities} & wanted:
            texts[key].append(extraction.document.sha256)
    made: list[Decision] = []
    for decision in given:
        others = texts.get((decision.kind, normalise(decision.subject)), [])
        made += [decision, *(_for_text(decision, text) for text in others if text != decision.text)]
    return list(dict.fromkeys(made))


def _for_text(decision: Decision, text: str) -> Decision:
    rest = (decision.decision, decision.date, decision.value, decision.by, decision.note)
    return Decision(text, decision.kind, decision.subject, decision.object, *rest)


def append_decisions(folder: Path, decisions: Iterable[Decision]) -> int:
    """Add decisions to `corrections.jsonl` of the graph at `folder`, all or none; returns how many were new.

    One that repeats the last decision about its claim is left out, so that taking in a sheet again changes nothing.
    Raises NoGraph, InvalidCorrections for a broken file or decision, and UnwritableGraph.
    """
    if read_manifest(folder) is None:
        raise NoGraph(str(folder))
    path = folder / CORRECTIONS
    try:
        with filelock.FileLock(folder / ".corrections.lock", timeout=_PATIENCE):
            return _append(path, decisions)
    except filelock.Timeout as error:
        raise GraphError(f"{path}: another review is writing; try again") from error
    except OSError as error:
        raise UnwritableGraph(str(folder), error.strerror or str(error)) from error


def _append(path: Path, decisions: Iterable[Decision]) -> int:
    last = {_claim(decision): decision.content for decision in read_decisions(path.parent)}
    new: list[Decision] = []
    for decision in decisions:
        if fault := fault_of(decision):
            raise InvalidCorrections(str(path), 0, fault)
        if last.get(_claim(decision)) != decision.content:
            last[_claim(decision)] = decision.content
            new.append(decision)
    if new:
        old = path.read_bytes() if path.exists() else b""
        if old and not old.endswith(b"\n"):
            old += b"\n"
        write_atomic(path, old + b"".join(decision.to_json() + b"\n" for decision in new))
    return len(new)


def _claim(decision: Decision) -> tuple[str, str, str, str]:
    return decision.text, decision.kind, decision.subject, decision.object


def decide(doubt: Doubt, verdict: str, value: str, today: str, by: str = "", note: str = "") -> Decision:
    """A decision about a claim of the list; raises InvalidCorrections where it does not go with the claim."""
    decision = Decision(
        doubt.text, doubt.kind, doubt.subject, doubt.object, Verdict(verdict), today, value.strip(), by, note.strip()
    )
    if fault := fault_of(decision):
        raise InvalidCorrections("decision", 0, fault)
    return decision


def take_sheet(graph: GraphFolder, path: Path, today: str, by: str = "", in_all_texts: bool = False) -> int:
    """Take the decisions of a filled spreadsheet into the graph's corrections; returns how many were new."""
    decisions = read_sheet(path, today, by)
    return append_decisions(graph.folder, everywhere(graph.iter_corrected(), decisions) if in_all_texts else decisions)
