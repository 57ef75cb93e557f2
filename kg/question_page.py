"""`docs/questions.md`: the competency questions as a page, made from their files; `make docs` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from kg.graph_folder import write_atomic
from kg.questions import Question, questions, word

_HEAD = """# Thirty questions to the graph

What a policy researcher asks of such a graph, each with one Cypher text for every Cypher store and a SPARQL text that
gives the same rows in the same order. `kg ask` lists them, `kg ask 12` asks one, `--param NAME=VALUE` changes a
parameter, `--store URL` asks a Neo4j server, `--engine sparql` the RDF form, `--text` prints the query to go on from.

**What it needs** is what the graph must hold; where something is missing, there are no rows and a line that says what.

This page is made from the files in `kg/queries/` by `make docs`; change it there.

| | question | parameters |
|---|---|---|
"""


def render_page() -> str:
    """The page as Markdown: a table of all questions, then each with its texts."""
    rows = "".join(
        f"| [{q.number}](#{q.number}-{q.name.replace('_', '-')}) | {q.zh}<br>{q.en} | {_parameters(q)} |\n"
        for q in questions()
    )
    return _HEAD + rows + "".join(map(_section, questions()))


def _parameters(question: Question) -> str:
    return "<br>".join(f"`{p.name}={word(p.default)}`" for p in question.parameters)


def _section(question: Question) -> str:
    lines = [
        f"- `{p.name}`, by default {f'`{word(p.default)}`' if p.default != '' else 'empty'}: {p.zh} / {p.en}"
        for p in question.parameters
    ]
    lines += [f"- columns: {', '.join(question.columns)}"]
    lines += [f"- needs: {', '.join(f'`{need}`' for need in question.needs)}"]
    return (
        f"\n## {question.number} {question.name.replace('_', ' ')}\n**{question.zh}** {question.en}\n\n"
        f"{question.note}\n\n" + "\n".join(lines) + "\n\n"
        f"```cypher\n{question.cypher}```\n```sparql\n{question.sparql}```\n"
    )


if __name__ == "__main__":
    write_atomic(Path(sys.argv[1]), render_page().encode("utf-8"))
