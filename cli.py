"""The command `kg`: each command takes arguments, calls one function and prints what it returns.

Data goes to stdout, everything else to stderr. Exit code 0: done; 1: data or a service failed (one line says what,
`--debug` adds the traceback); 2: wrong usage.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.analysis.methods import METHODS

Item = TypeVar("Item")

TABLE_FORMATS = ("table", "csv", "json", "jsonl", "markdown", "latex")
EXPORT_FORMATS = (
    *("turtle", "turtle12", "nquads", "trig", "jsonld", "skos"),
    *("graphml", "gexf", "csv", "cypher", "cytoscape", "html"),
)


class OneLineErrors(click.Group):
    """A group whose commands end with one line on stderr: exit code 1 for data and services, 2 for wrong usage."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program, and end it at once where an engine still works at a query that was given up."""
        try:
            return super().main(*args, **extra)
        except SystemExit as end:
            time_limit = sys.modules.get("kg.time_limit")
            if time_limit and time_limit.is_working():
                # A query in an engine cannot be stopped, and an interpreter that ends would wait for it.
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code if isinstance(end.code, int) else 1)
            raise

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words before the command."""
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            _refuse_usage(error)
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; `--debug` lets errors through."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _refuse_usage(error)
            raise
        except KeyboardInterrupt:
            click.echo("kg: stopped", err=True)
            ctx.exit(130)
        except Exception as error:
            if ctx.params.get("debug") or not _is_ours(error):
                raise
            click.echo(f"kg: {_one_line(str(error))}", err=True)
            ctx.exit(1)


def _refuse_usage(error: click.UsageError) -> None:
    """End with one line, unless `error` is the help that a group without a command shows."""
    if not isinstance(error, click.exceptions.NoArgsIsHelpError):
        command = error.ctx.command_path if error.ctx else "kg"
        click.echo(f"{command}: {_one_line(error.format_message()).rstrip('.')}; see {command} --help", err=True)
        raise click.exceptions.Exit(2) from error


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _is_ours(error: Exception) -> bool:
    from extract.errors import ExtractError
    from kg.errors import GraphError
    from ontology.errors import OntologyError

    return isinstance(error, ExtractError | GraphError | OntologyError)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="policy-knowledge-graph")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Chinese industrial-policy texts as a knowledge graph in which every claim leads back to its sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


graph_option = click.option(
    "--graph",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("graph"),
    show_default=True,
    help="The graph folder.",
)
format_option = click.option(
    "--format", "form", type=click.Choice(TABLE_FORMATS), default="table", show_default=True, help="How to print."
)
limit_option = click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=100_000,
    show_default=True,
    metavar="N",
    help="At most so many rows; 0: all.",
)
timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=3600),
    default=60.0,
    show_default=True,
    metavar="S",
    help="Give up after so many seconds.",
)
inputs_argument = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
strict_option = click.option("--strict", is_flag=True, help="Stop at the first bad file in a folder.")
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes at work."
)
backend_option = click.option(
    "--backend",
    default="spacy",
    show_default=True,
    metavar="NAME",
    help="Toolkit whose names are added: hanlp1, hanlp:MODEL, spacy:PIPELINE.",
)
model_option = click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A model that kg train made, instead of the shipped one.",
)


def confidence_option(least: float) -> Callable[..., Any]:
    """The option that leaves out less sure claims: from `least` on where it is not given."""
    return click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=least,
        show_default=True,
        metavar="X",
        help="Leave out less sure claims.",
    )


def pipeline_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that extracts."""
    for option in (workers_option, model_option, backend_option):
        command = option(command)
    return command


@main.command()
@inputs_argument
@click.option("-o", "--output", default="-", help="The file to write; - is stdout.", show_default=True)
@strict_option
@confidence_option(0.3)
@pipeline_options
def extract(
    inputs: tuple[str, ...],
    output: str,
    strict: bool,
    min_confidence: float,
    backend: str,
    model: Path | None,
    workers: int,
) -> None:
    """Print what files and folders claim, as JSON.

    Entities, relations, measures and targets, as the annotation guide has them, with offsets, IRI and confidence
    beside each text. - reads stdin.

    \b
    Example:  kg extract examples/notice_gb18030.txt -o notice.json
    """
    import json

    from extract.pipeline import Pipeline
    from extract.records import above, to_annotation
    from kg.exporters.exporter import write_bytes

    extractions = Pipeline(backend, model).extract_all(_documents(inputs, strict), workers)
    found = [to_annotation(above(e, min_confidence)) for e in _counted("extracted", extractions)]
    data = json.dumps({"documents": found}, ensure_ascii=False, indent=1) + "\n"
    if output == "-":
        click.echo(data, nl=False)
    else:
        write_bytes(Path(output), data.encode("utf-8"))


@main.command()
@inputs_argument
@graph_option
@strict_option
@confidence_option(0.5)
@pipeline_options
def build(
    inputs: tuple[str, ...],
    graph: Path,
    strict: bool,
    min_confidence: float,
    backend: str,
    model: Path | None,
    workers: int,
) -> None:
    """Build a graph folder from files and folders.

    Again, it extracts only what changed; a text that is gone takes its claims with it. - reads stdin.

    \b
    Example:  kg build examples --graph demo/graph
    """
    from extract.pipeline import Pipeline
    from kg.graph_folder import build_graph
    from kg.stores.arcadedb_store import create

    pipeline = Pipeline(backend, model)
    report = build_graph(
        graph,
        _documents(inputs, strict),
        lambda documents: _counted("extracted", pipeline.extract_all(documents, workers)),
        pipeline.identity,
        create,
        min_confidence,
        {"backend": backend},
    )
    for line in report.stale:
        click.echo(f"kg: {line}", err=True)
    if report.damage:
        click.echo(f"kg: {graph}: {report.damage}; made again from the kept extractions", err=True)
    state = "unchanged" if report.unchanged else f"{report.extracted} extracted now"
    click.echo(f"{graph}: {report.texts} {'text' if report.texts == 1 else 'texts'} ({state})", err=True)
    click.echo("  " + ", ".join(f"{name} {count}" for name, count in report.counts.items()), err=True)


def _parameters(ctx: click.Context, option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, Any]:
    from kg.errors import QueryError
    from kg.query import parse_parameters

    try:
        return parse_parameters(pairs)
    except QueryError as error:
        raise click.BadParameter(str(error), ctx, option) from error


@main.command()
@click.argument("cypher")
@graph_option
@click.option("--store", metavar="URL", help="A Neo4j URL to ask instead; password in NEO4J_PASSWORD.")
@click.option(
    "--param", "params", multiple=True, metavar="K=V", callback=_parameters, help="A query parameter; may be repeated."
)
@limit_option
@timeout_option
@format_option
def query(
    cypher: str, graph: Path, store: str | None, params: dict[str, Any], limit: int, timeout: float, form: str
) -> None:
    """Ask the graph in Cypher; reading only.

    - reads the query from stdin. A parameter is a number, true, false, a JSON list, or else a string.

    \b
    Example:  kg query "MATCH (a)-[r:INCLUDES]->(b:Product) RETURN a.name, b.name, r.sentence LIMIT 5"
    """
    from kg.query import run_query

    _end_at_once_on_interrupt()
    with _open_store(graph, store) as opened:
        table = run_query(opened, _text(cypher), params, limit=limit or None, timeout=timeout)
    _print_answer(table, form)


@main.command()
@click.argument("query")
@graph_option
@limit_option
@timeout_option
@format_option
def sparql(query: str, graph: Path, limit: int, timeout: float, form: str) -> None:
    """Ask the graph in SPARQL; reading only.

    The usual prefixes are known. - reads the query from stdin.

    \b
    Example:  kg sparql "SELECT ?name { ?x a ipkg:Product ; skos:prefLabel ?name } LIMIT 5"
    """
    from kg.graph_folder import GraphFolder
    from kg.sparql import run_sparql

    _end_at_once_on_interrupt()
    _print_answer(run_sparql(GraphFolder(graph).dataset(), _text(query), timeout, limit=limit or None), form)


@main.command()
@click.argument("number", type=int, required=False)
@graph_option
@click.option("--store", metavar="URL", help="A Neo4j URL to ask instead; password in NEO4J_PASSWORD.")
@click.option(
    "--engine", type=click.Choice(("cypher", "sparql")), default="cypher", show_default=True, help="How to ask."
)
@click.option("--param", "params", multiple=True, metavar="K=V", callback=_parameters, help="Another value than usual.")
@click.option("--text", "--explain", "is_text", is_flag=True, help="Print the query instead of running it.")
@format_option
def ask(
    number: int | None,
    graph: Path,
    store: str | None,
    engine: str,
    params: dict[str, Any],
    is_text: bool,
    form: str,
) -> None:
    """Ask one of thirty research questions.

    Without a number, lists them with their parameters. Where there are no rows, says what the graph has not got.

    \b
    Example:  kg ask 3 --param 名称=人形机器人
    """
    from kg.questions import ask as answer_to
    from kg.questions import find_question, list_questions, spelled

    if number is None:
        if params or is_text or store:
            raise click.UsageError("give the number of a question; kg ask lists them")
        _print(list_questions(), form)
        return
    if engine == "sparql" and store:
        raise click.UsageError("--store answers in Cypher; leave out --engine sparql or --store")
    question = find_question(number)
    if is_text:
        click.echo(spelled(question, engine, params), nl=False)
        return
    with _open_engine(engine, graph, store) as opened:
        answer = answer_to(question, opened, params)
    _print(answer.table, form)
    for line in answer.missing:
        click.echo(f"{number}: {line}", err=True)


@main.command()
@click.argument("text")
@graph_option
@click.option("--store", metavar="URL", help="A Neo4j URL to ask instead; password in NEO4J_PASSWORD.")
@click.option("--type", "kinds", multiple=True, metavar="T", help="Find this type or Sentence alone; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="At most N hits.")
@format_option
def search(text: str, graph: Path, store: str | None, kinds: tuple[str, ...], limit: int, form: str) -> None:
    """Find entities and sentences.

    By name, alias, beginning, part, pinyin initials (rgzn for 人工智能), then in sentences; what more texts name first.

    \b
    Example:  kg search 机器人 --limit 5
    """
    from contextlib import closing

    from kg.graph_folder import GraphFolder
    from kg.search import open_index
    from kg.search import search as find

    with closing(open_index(None if store else GraphFolder(graph).generation, store)) as index:
        _print(find(index, text, limit, kinds), form)


@main.command()
@graph_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N merges and N refusals.")
@format_option
def linking(graph: Path, limit: int | None, form: str) -> None:
    """List which names were merged and which kept apart.

    Merges: one thing under several names. Refusals: things that look alike and were kept apart, with the reason.
    What more texts and mentions hang on comes first.

    \b
    Example:  kg linking --limit 20
    """
    from kg.graph_folder import GraphFolder
    from kg.linking import report

    _print(report(*GraphFolder(graph).records(), limit), form)


@main.command()
@click.argument("name")
@graph_option
def show(name: str, graph: Path) -> None:
    """Print an entity's card.

    Types, aliases and claims, each with its sentence, source and date, and why it is there: confidence, method,
    corrections, run. What a correction withdrew stands at the end.

    \b
    Example:  kg show 人形机器人
    """
    from kg.card import read_card, read_reasons, render
    from kg.graph_folder import GraphFolder

    store = GraphFolder(graph).dataset()
    found = read_card(store, name)
    click.echo(render(found, reasons=read_reasons(store, found)), nl=False)


@main.command()
@graph_option
@click.option("--export", "sheet", metavar="FILE", help="Write the list as CSV with an empty decision column.")
@click.option(
    "--apply",
    "filled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the decisions of such a CSV.",
)
@click.option("--ask", is_flag=True, help="Ask for a decision about each claim.")
@click.option("--by", default="", metavar="NAME", help="Who decides.")
@click.option("--everywhere", is_flag=True, help="A decision about an entity holds in every text that names it so.")
@click.option("--all", "reviewed", is_flag=True, help="List confirmed claims, too.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="List the N most doubtful claims.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="X", help="List claims from here on.")
@format_option
def review(
    graph: Path,
    sheet: str | None,
    filled: Path | None,
    ask: bool,
    by: str,
    everywhere: bool,
    reviewed: bool,
    limit: int | None,
    min_confidence: float | None,
    form: str,
) -> None:
    """List doubtful claims and take decisions.

    Conflicts come first, then the least sure. Decisions (accept, reject, retype, rename, merge) go into
    corrections.jsonl of the graph folder; kg build applies them, now and after every change of the texts.

    \b
    Example:  kg review --limit 20
    """
    from datetime import date

    from kg.doubts import COLUMNS, READING_COLUMNS, doubts_table, find_doubts
    from kg.exporters.exporter import write_bytes
    from kg.graph_folder import GraphFolder
    from kg.review import render_sheet, take_sheet

    if sum((sheet is not None, filled is not None, ask)) > 1:
        raise click.UsageError("give one of --export, --apply and --ask")
    opened, today = GraphFolder(graph), date.today().isoformat()
    if filled is not None:
        _report_decisions(graph, take_sheet(opened, filled, today, by, everywhere))
        return
    doubts = find_doubts(opened, min_confidence, reviewed)[:limit]
    if ask:
        _report_decisions(graph, _ask(opened, doubts, today, by, everywhere))
    elif sheet is None:
        _print(doubts_table(doubts, READING_COLUMNS if form == "table" else COLUMNS), form)
    elif sheet == "-":
        click.echo(render_sheet(doubts).decode("utf-8-sig"), nl=False)
    else:
        write_bytes(Path(sheet), render_sheet(doubts))
        click.echo(f"{sheet}: {len(doubts)} claims", err=True)


def _report_decisions(graph: Path, count: int) -> None:
    decisions = "1 new decision" if count == 1 else f"{count} new decisions"
    click.echo(f"{graph}: {decisions}" + ("; run kg build to apply" if count else ""), err=True)


def _ask(graph: Any, doubts: list[Any], today: str, by: str, in_all_texts: bool) -> int:
    """Ask about each claim in turn, keep each decision at once; returns how many were new."""
    from kg.doubts import render_doubt
    from kg.errors import InvalidCorrections
    from kg.review import append_decisions, decide, everywhere

    words = {"a": "accept", "r": "reject", "t": "retype", "n": "rename", "m": "merge"}
    choice = click.Choice([*words, "s", "q"])
    count = 0
    for number, doubt in enumerate(doubts, 1):
        click.echo(f"\n[{number}/{len(doubts)}] {render_doubt(doubt)}", err=True)
        while True:
            question = "a 确认, r 否决, t 改类型, n 改名, m 合并, s 跳过, q 结束"
            try:
                answer = click.prompt(question, type=choice, default="s", show_choices=False, err=True)
                if answer == "q":
                    return count
                if answer == "s":
                    break
                value = click.prompt("改为", err=True) if answer in "tnm" else ""
                note = click.prompt("说明", default="", show_default=False, err=True)
            except click.Abort:  # the end of the input
                click.echo("", err=True)
                return count
            try:
                made = [decide(doubt, words[answer], value, today, by, note)]
            except InvalidCorrections as error:
                click.echo(f"kg: {error.reason}", err=True)
                continue
            count += append_decisions(graph.folder, everywhere(graph.iter_corrected(), made) if in_all_texts else made)
            break
    return count


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@format_option
def diff(old: Path, new: Path, form: str) -> None:
    """Print what two builds claim differently.

    OLD and NEW are graph folders, or generations of one (graph/generations/ID). Prints how the builds differ, the
    counts by reason, and each claim with its reason and sentence; csv, json and jsonl have the claims alone.

    \b
    Example:  kg diff before/graph graph
    """
    from kg.diff import compare, read_side

    found = compare(read_side(old), read_side(new))
    if form == "table":
        for table in (found.settings, found.counts):
            if table.rows:
                _print(table, form)
                click.echo()
    _print(found.claims, form)


@main.command()
@click.option("--store", metavar="URL", help="bolt://HOST:PORT; password in NEO4J_PASSWORD.")
@click.option("--check", is_flag=True, help="Compare every value, also those that others have changed since.")
@click.option(
    "--bulk", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write import files here."
)
@click.option("--run", "admin", metavar="NEO4J_ADMIN", help="Run the import with this neo4j-admin (server stopped).")
@click.option("--database", default="neo4j", show_default=True, help="The database that the import files fill.")
@graph_option
def load(store: str | None, check: bool, bulk: Path | None, admin: str | None, database: str, graph: Path) -> None:
    """Fill or refresh a Neo4j database.

    What is gone from the graph is taken out again; what others put into the database stays. With --bulk, files for
    neo4j-admin are written, which fill an empty database much faster, and the command that imports them is printed.

    \b
    Example:  NEO4J_PASSWORD=... kg load --store bolt://localhost:7687
              kg load --bulk import --run /opt/neo4j/bin/neo4j-admin
    """
    if (store is None) == (bulk is None) or (admin and not bulk) or (check and not store):
        raise click.UsageError("give --store URL, with or without --check, or --bulk DIR, with or without --run")
    from kg.graph_folder import GraphFolder

    opened = GraphFolder(graph)
    nodes, relationships = opened.records()
    what = "written" if bulk else "loaded"
    counts = opened.manifest.counts
    totals = [sum(n for name, n in counts.items() if name.isupper() is is_link) for is_link in (False, True)]
    items = _counted(f"{what} nodes", nodes, totals[0]), _counted(f"{what} relationships", relationships, totals[1])
    if bulk:
        from kg.stores.neo4j_bulk import COMMAND, run_import, write_bulk

        command = write_bulk(bulk, *items, database)
        if admin:
            run_import(bulk, admin, command)
        else:
            click.echo(f"sh {bulk / COMMAND}")
        return
    from kg.stores.neo4j_store import Neo4jStore

    assert store
    with Neo4jStore(store) as target:
        report = target.refresh(*items, version=opened.manifest.generation, check=check)
        for line in report.lines():
            click.echo(f"{store}: {line}", err=True)
        target.await_indexes()


@main.command()
@click.option("--format", "form", type=click.Choice(EXPORT_FORMATS), required=True, help="The file format.")
@click.option("-o", "--output", required=True, help="The file to write (csv: a folder); - is stdout.")
@graph_option
@click.option("--store", metavar="URL", help="Read this Neo4j or embedded store instead of the graph folder.")
@click.option("--around", multiple=True, metavar="NAME", help="Keep what lies around this name; may be repeated.")
@click.option("--hops", type=click.IntRange(min=0), default=1, show_default=True, help="How far around.")
@click.option("--type", "types", multiple=True, metavar="T", help="Keep nodes of this type; may be repeated.")
@click.option("--relation", "relations", multiple=True, metavar="R", help="Keep this relation; may be repeated.")
@click.option("--source", "sources", multiple=True, metavar="S", help="Keep claims of this text: title, file or IRI.")
@click.option("--since", metavar="D", help="Keep claims of texts from this date on (2024, 2024-01, 2024-01-31).")
@click.option("--until", metavar="D", help="Keep claims of texts up to this date.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="X", help="Keep surer claims.")
def export(form: str, output: str, graph: Path, store: str | None, **selection: Any) -> None:
    """Write the graph, or a part of it, to a file.

    A selection is the same part in each format. With --store, what kg load put into a database is written: the same
    nodes and claims, and the same RDF.

    \b
    Example:  kg export --format graphml -o robot.graphml --around 人形机器人 --hops 2
    """
    from kg.exporters.exporter import FORMATS
    from kg.exporters.exporter import export as write
    from kg.graph_folder import GraphFolder
    from kg.stored_graph import StoredGraph
    from kg.subgraph import make_selection, select

    opened = StoredGraph(store) if store else GraphFolder(graph)
    part = select(*opened.records(), make_selection(**selection))
    write(part, form, output, opened.dataset() if FORMATS[form].needs_store else None, opened.manifest)
    click.echo(f"{output}: {len(part.nodes)} nodes, {len(part.relationships)} relationships", err=True)


@main.command()
@click.argument("method", type=click.Choice(sorted(METHODS)))
@graph_option
@click.option(
    "--format",
    "form",
    type=click.Choice((*TABLE_FORMATS, "xlsx")),
    default="table",
    show_default=True,
    help="How to write the table.",
)
@click.option("-o", "--output", default="-", show_default=True, help="The file to write; - is stdout.")
@click.option("--figure", metavar="FILE", help="Draw the figure too: .svg, .png (300 dpi) or .pdf.")
@click.option("--evidence", is_flag=True, help="Write the statements behind each cell (xlsx: as another sheet).")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="K=V",
    callback=_parameters,
    help="A parameter of the method; may be repeated.",
)
def analyze(
    method: str, graph: Path, form: str, output: str, figure: str | None, evidence: bool, params: dict[str, Any]
) -> None:
    """Run an analysis and print its table.

    What its numbers count, what was left out and the parameters go to stderr. docs/analysis.md has every method.

    \b
    Example:  kg analyze centrality --format csv --param window=measure
    """
    from kg.analysis.methods import run
    from kg.analysis.output import notes, write_figure, write_result
    from kg.graph_folder import GraphFolder

    found = GraphFolder(graph).records()
    nodes, relationships = list(found[0]), list(found[1])
    result = run(method, nodes, relationships, params)
    if figure:
        write_figure(result, figure)
    write_result(result, nodes, relationships, form, output, evidence, _columns())
    for line in (result.title, *notes(result)):
        click.echo(line, err=True)


@main.command()
@graph_option
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file: .html or .docx.")
def report(graph: Path, output: Path) -> None:
    """Write a report of the graph that a paper can cite.

    Corpus, key actors, topics, instruments, targets, networks and limits, with figures, a few sentences behind each
    number, and the texts after GB/T 7714. docs/report.md says what each section counts.

    \b
    Example:  kg report --graph graph -o report.html
    """
    from kg.graph_folder import GraphFolder
    from kg.report.report import write_report

    write_report(GraphFolder(graph), output)


@main.command()
@graph_option
@format_option
def validate(graph: Path, form: str) -> None:
    """Check the graph against its shapes.

    Prints what is wrong, where, how often, and the sentence it was read from; the last line of a table has the totals.
    Exit code 1 when something is wrong; warnings alone leave it 0.

    \b
    Example:  kg validate --format csv
    """
    from kg.checksums import refuse_damage
    from kg.graph_folder import GraphFolder
    from kg.validate import validate as check

    opened = GraphFolder(graph)
    refuse_damage(graph, opened.generation)
    report = check(opened.dataset())
    if report.results or form != "table":
        _print(report.table, form)
    if report.results and form == "table":
        click.echo(report.totals)
    click.echo(f"{graph}: {report.summary}", err=True)
    sys.exit(0 if report.conforms else 1)


@main.command()
@click.argument("reference", type=click.Path(file_okay=False, path_type=Path), metavar="REFERENCE_DIR")
@confidence_option(0.3)
@pipeline_options
def evaluate(reference: Path, min_confidence: float, backend: str, model: Path | None, workers: int) -> None:
    """Score the extraction against annotations.

    Extracts the texts of a folder of reference annotations and prints the scores, per class too.

    \b
    Example:  kg evaluate references/
    """
    from extract.evaluate import evaluate_pipeline, render_evaluation
    from extract.pipeline import Pipeline

    evaluation = evaluate_pipeline(Pipeline(backend, model), reference, workers, min_confidence)
    click.echo(render_evaluation(evaluation), nl=False)


@main.command()
@click.argument(
    "references", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[REFERENCE_DIR]..."
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="MODEL",
    help="The model folder to write.",
)
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the annotated texts lie, if not beside their annotations.",
)
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Train the encoder too, N times over all sentences (the shipped one: 4); needs the extra encoder.",
)
@workers_option
def train(references: tuple[Path, ...], output: Path, texts: Path | None, epochs: int | None, workers: int) -> None:
    """Make the model of names again.

    From the shipped sentences, and from your own annotations where you give their folders. Without
    --epochs the shipped encoder stays as it is (some minutes); with it all is made anew (an hour or two).

    \b
    Example:  kg train annotations/ -o model
    """
    from extract.train import train as make

    def report(made: int, models: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"{made} of {models} models made", err=True)

    card = make(references, output, texts, workers, epochs=epochs, report=report)
    click.echo(f"{output}: " + ", ".join(f"{name.replace('_', ' ')} {card[name]}" for name in sorted(card)), err=True)


@main.command()
@click.argument("part", type=click.Choice(("encoder", "hanlp1")))
def fetch(part: str) -> None:
    """Bring a part that a backend or training needs.

    By Maven, into $POLICY_KG_HOME, else ~/.cache/policy-knowledge-graph. Prints where it is.
    encoder: bge-small-zh-v1.5 (55 MB, MIT), which kg train --epochs begins with;
    hanlp1: the jar of HanLP 1.8.6 (8 MB, Apache-2.0).

    \b
    Example:  kg fetch hanlp1
    """
    from extract.backends.hanlp1_backend import fetch_jar
    from extract.names.encoder_base import fetch_base

    click.echo(fetch_base() if part == "encoder" else fetch_jar())


def _documents(inputs: Iterable[str], strict: bool) -> Iterator[Any]:
    """The documents of the inputs; bad files in a folder are reported and counted unless `strict`.

    Raises UnreadableDocument for an input that was itself named, and where nothing could be read at all.
    """
    from extract.errors import UnreadableDocument
    from extract.readers.reader import iter_documents

    bad: list[UnreadableDocument] = []
    is_any = False

    def report(error: UnreadableDocument) -> None:
        if strict or error.path in inputs:
            raise error
        bad.append(error)
        click.echo(f"kg: {error}", err=True)

    for document in iter_documents(inputs, report):
        is_any = True
        yield document
    if bad and not is_any:
        raise UnreadableDocument("、".join(inputs), f"none of the {len(bad)} files could be read")
    if bad:
        were = "was" if len(bad) == 1 else "were"
        click.echo(f"kg: {len(bad)} of the inputs could not be read and {were} left out", err=True)


def _counted(what: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    from kg.progress import counted

    return counted(what, items, total)


def _print(table: Any, form: str) -> None:
    """The table on stdout; a terminal's width (COLUMNS, where it is set) wraps the last column."""
    from kg.table import render

    click.echo(render(table, form, _columns()), nl=False)


def _columns() -> int | None:
    """The width of the terminal that reads stdout, if one does."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if sys.stdout.isatty() else None


def _end_at_once_on_interrupt() -> None:
    """From now on Ctrl-C ends the process without a farewell to engine or server, which may keep it waiting.

    Only for commands that read: nothing is left half done.
    """

    def end(number: int, frame: object) -> None:
        os.write(2, b"kg: stopped\n")
        os._exit(130)

    signal.signal(signal.SIGINT, end)


def _print_answer(table: Any, form: str) -> None:
    """The table, and a line on stderr where a limit left rows out."""
    _print(table, form)
    if table.is_cut:
        click.echo(f"kg: only the first {len(table)} rows; there are more (--limit N, 0 for all)", err=True)


def _open_store(graph: Path, url: str | None) -> Any:
    from kg.graph_folder import GraphFolder
    from kg.stores.store import open_store

    return open_store(url if url else str(GraphFolder(graph).cypher))


@contextmanager
def _open_engine(engine: str, graph: Path, url: str | None) -> Iterator[Any]:
    from kg.graph_folder import GraphFolder
    from kg.questions import CypherEngine, SparqlEngine

    if engine == "sparql":
        yield SparqlEngine(GraphFolder(graph).dataset())
    else:
        with _open_store(graph, url) as store:
            yield CypherEngine(store)


def _text(argument: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace") if argument == "-" else argument


if __name__ == "__main__":
    main()
