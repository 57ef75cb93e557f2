"""The page on Cypher, made from the pack of texts: `python -m tests.cypher_page docs/cypher.md` writes it anew."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path

from tests.cypher_pack import Text, read_pack
from tests.neo4j_server import CURRENT_VERSION, VERSION

INTRODUCTION = """\
<!-- Written by `python -m tests.cypher_page docs/cypher.md`; change the texts in tests/kg/stores/pack/ instead. -->
# Cypher that every store answers alike

`kg query` asks the embedded store (ArcadeDB) or, with `--store bolt://…`, a Neo4j server. The tests run the {count}
texts of this page on the same graph (that of `examples/`) in the embedded store and in Neo4j {version} and {current},
and compare columns, rows and the types of values: {alike} give equal answers, {different} differ and are listed first,
with what to write instead. Labels, properties and relationships are those of [model.md](model.md).

## What a query may not do
- Write, read a file (`LOAD CSV`), ask about the server (`SHOW`), or call a procedure or function that is not known to
  only read the graph (`apoc.…`, `dbms.…`, `gds.…`, `genai.…`). `\\u` escapes are refused: write the character itself.
- Run longer than `--timeout` seconds (60, in the embedded store at most 60) or give more than `--limit` rows (100,000):
  the first is an error, the second a line on stderr. Ctrl-C ends it at once, with exit code 130.
- Leave a `$name` without a value. Values belong in parameters, `--param name=人形机器人`: what stands in a parameter is
  never read as Cypher, whatever characters it has.

## What to know
- A text without `ORDER BY` may give its rows in any order; `collect()` too, unless rows are ordered before it.
- Several texts may make one claim: relationships lie in parallel. `count(DISTINCT r.text_id)` is the weight of an edge.
- Dates are strings (`2025`, `2025-03`, `2025-03-12`): compare them as strings; `date(…)` needs a value that is there.
- A pattern of several steps, above all an optional one, begins at what is bound or has a label: the embedded store
  walks it from its left end, and `OPTIONAL MATCH (t)-[:HAS_MEASURE]->()-[:ACTS_ON]->(n)` from every node there is for
  each `n`. The other way round, `(n)<-[:ACTS_ON]-()<-[:HAS_MEASURE]-(t)`, takes a hundredth of the time.
- A result column without `AS` is named as it is written; name it where a program reads the answer.
"""
FAILS = {"embedded": "the embedded store refuses it", "server": "Neo4j refuses it", "": "another answer"}


def render() -> str:
    """The page in Markdown."""
    texts = read_pack()
    different = [text for text in texts if text.differs]
    counts = {"count": len(texts), "different": len(different), "alike": len(texts) - len(different)}
    blocks = [INTRODUCTION.format(**counts, version=VERSION, current=CURRENT_VERSION), "## What differs\n"]
    blocks += [_different(text) for text in different]
    blocks.append("## What works alike\n")
    for topic, some in groupby((text for text in texts if not text.differs), lambda text: text.topic):
        blocks += [f"### {topic}\n", *map(_alike, some)]
    return "\n".join(blocks)


def _alike(text: Text) -> str:
    return f"{text.asks}{_given(text)}\n{_code(text.cypher)}"


def _different(text: Text) -> str:
    return (
        f"**{text.asks}**: {FAILS[text.fails]}. {text.differs}\n{_code(text.cypher)}\nInstead:\n{_code(text.instead)}"
    )


def _given(text: Text) -> str:
    given = ", ".join(
        f"`${name}` = `{json.dumps(value, ensure_ascii=False)}`" for name, value in text.parameters.items()
    )
    return f" ({given})" if given else ""


def _code(cypher: str) -> str:
    return f"```cypher\n{cypher}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), "utf-8")
