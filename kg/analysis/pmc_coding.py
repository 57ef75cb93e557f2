"""The sheet in which a researcher codes the PMC items that no rule can read: written empty, read when it is filled."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.analysis.documents import Corpus, Document
from kg.analysis.pmc import Scheme, persons_items
from kg.analysis.pmc_rules import Coded
from kg.analysis.result import Evidence
from kg.errors import GraphError

COLUMNS = ("document", "variable", "variable_name", "item", "value", "quotation", "iri")


def blank_sheet(scheme: Scheme, documents: Sequence[Document]) -> str:
    """The sheet as CSV, a row for each document and item, `value` and `quotation` empty.

    With a byte order mark, so that spreadsheet programs read the Chinese right.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document in documents:
        for variable, item in persons_items(scheme):
            writer.writerow((document.name, variable.id, variable.name, item.name, "", "", document.iri))
    return "\ufeff" + out.getvalue()


def write_blank(path: str, scheme: Scheme, documents: Sequence[Document]) -> None:
    """Write the empty sheet; raises GraphError where the file is there already, UnwritableOutput where it cannot be."""
    from kg.exporters.exporter import write_bytes

    if Path(path).exists():
        raise GraphError(f"{path}: is there already; give another name to blank=, or read it with coding={path}")
    write_bytes(Path(path), blank_sheet(scheme, documents).encode("utf-8"))


def read_sheet(path: str, scheme: Scheme, corpus: Corpus) -> dict[str, dict[tuple[str, str], Coded]]:
    """Document → (variable id, item name) → the researcher's value; an empty value stays unknown.

    Raises GraphError, with the line, for a file that is no such sheet, a value other than 0 and 1, a 1 without a
    quotation, a quotation that is not in the document's text, and for documents or items that are not known.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GraphError(f"{path}: cannot read the coding sheet ({error}); make one with blank={path}") from error
    if missing := {"variable", "item", "value", "iri"} - set(rows[0] if rows else ()):
        raise GraphError(f"{path}: the sheet has no column {', '.join(sorted(missing))}; make one with blank=FILE")
    known = {(variable.id, item.name) for variable, item in persons_items(scheme)}
    claims: dict[str, str] = {}
    for r in corpus.relationships:
        claims.setdefault(str(r.properties.get("text_id", "")), r.statement_id)
    found: dict[str, dict[tuple[str, str], Coded]] = {}
    for line, row in enumerate(rows, 2):
        try:
            coded = _row(row, known, corpus, claims)
        except ValueError as error:
            raise GraphError(f"{path}, line {line}: {error}") from error
        if coded:
            found.setdefault(row["iri"], {})[row["variable"], row["item"]] = coded
    return found


def _row(
    row: Mapping[str, str | None], known: set[tuple[str, str]], corpus: Corpus, claims: Mapping[str, str]
) -> Coded | None:
    document, item = str(row.get("iri")), (str(row.get("variable")), str(row.get("item")))
    value, quotation = (row.get("value") or "").strip(), (row.get("quotation") or "").strip()
    if document not in corpus.documents:
        raise ValueError(f"{document} is no document of this graph; make the sheet again with blank=FILE")
    if item not in known:
        raise ValueError(f"{' '.join(item)} is no item that a person codes; see the table of variables")
    if value not in ("", "0", "1"):
        raise ValueError(f"value {value!r} is not 0, 1 or empty")
    if value == "1" and not quotation:
        raise ValueError("a 1 needs the quotation that proves it")
    texts = {iri: str(corpus.nodes[iri].properties.get("text", "")) for iri in corpus.documents[document].texts}
    places = {iri: text.index(quotation) for iri, text in texts.items() if quotation and quotation in text}
    if quotation and not places:
        raise ValueError(f"the quotation {quotation[:30]!r} is not in the text of {corpus.name(document)}")
    # A passage is cited through a claim of its text; a text without any claim can only be quoted in the reason.
    proofs = [Evidence(claims[iri], at, at + len(quotation)) for iri, at in places.items() if iri in claims]
    reason = f"人工编码：{quotation}" if quotation else "人工编码"
    return Coded(int(value), reason, tuple(proofs)) if value else None
