"""Which instruments a policy uses, at which stage of innovation and for which goals: the matrix of policy coding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.classification import INSTRUMENTS, STAGES, classify
from kg.analysis.contingency import CrossTable, Shuffled, count_table, cross_table, shuffle_test
from kg.analysis.documents import Clause, Corpus, distinct
from kg.errors import GraphError
from kg.property_graph import Relationship
from ontology.labels import EntityType, RelationType

Coding = Mapping[str, Mapping[str, Sequence[Relationship]]]
"""Clause IRI → key of a row or column → the statements that put the clause there."""

OTHER = "其他"


@dataclass(frozen=True)
class Matrix:
    """Instruments by columns. `rows` and `columns` map keys to names; `units` are the coded measures.

    `unclassified` counts the measures that have no row or no column and so are in no cell. `claims` are the measures
    and the statements behind each cell.
    """

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    table: CrossTable
    test: Shuffled
    units: int
    unclassified: int
    cells: Mapping[tuple[str, str], tuple[Clause, ...]]
    claims: Mapping[tuple[str, str], tuple[Relationship, ...]]


def by_stage(
    corpus: Corpus,
    instruments: str = INSTRUMENTS,
    stages: str = STAGES,
    detail: bool = False,
    runs: int = 500,
    seed: int = 0,
) -> Matrix:
    """Instrument × stage of innovation (工具×创新链), measures counted.

    Two-dimensional coding after Rothwell & Zegveld (1981) and the innovation chain, as in Sun Jianjun et al. (2016)
    and Du Baogui (2020); `detail` takes the kinds (S.1) for rows, else the groups (S). Empty cells are gaps. Other code
    lists of the graph may take the place of `instruments` and `stages`.
    Raises GraphError where instruments or measures are not classified.
    """
    clauses = corpus.clauses()
    rows = classify(corpus, clauses, instruments, None if detail else 1)
    columns = classify(corpus, clauses, stages)
    return make_matrix(clauses, rows.of_clause, columns.of_clause, rows.names, columns.names, runs, seed)


def by_goal(
    corpus: Corpus,
    types: Collection[str] = (EntityType.DIRECTION,),
    top: int = 10,
    instruments: str = INSTRUMENTS,
    detail: bool = False,
    runs: int = 500,
    seed: int = 0,
) -> Matrix:
    """Instrument × goal: the goals are the entities of `types` that the measures act on, the `top` most frequent.

    The rarer ones are together in the column 其他. Raises GraphError where instruments are not classified or no measure
    acts on an entity of these types.
    """
    clauses = corpus.clauses()
    rows = classify(corpus, clauses, instruments, None if detail else 1)
    goals = goals_of(corpus, clauses, types)
    if not goals:
        raise GraphError(f"no measure acts on {' or '.join(sorted(types))}; choose other types with types=")
    counts = Counter(goal for clause in rows.of_clause for goal in goals.get(clause, ()))
    kept = sorted(counts, key=lambda goal: (-counts[goal], corpus.name(goal), goal))[:top]
    names = {goal: corpus.name(goal) for goal in kept} | ({OTHER: OTHER} if len(counts) > len(kept) else {})
    coded: dict[str, dict[str, list[Relationship]]] = {}
    for clause, found in goals.items():
        for goal, claims in found.items():
            coded.setdefault(clause, {}).setdefault(goal if goal in names else OTHER, []).extend(claims)
    return make_matrix(clauses, rows.of_clause, coded, rows.names, names, runs, seed)


def goals_of(
    corpus: Corpus, clauses: Sequence[Clause], types: Collection[str]
) -> dict[str, dict[str, list[Relationship]]]:
    """Clause → the entities of `types` that it acts on → the statements that say so."""
    found: dict[str, dict[str, list[Relationship]]] = {}
    for clause, parts in sorted(corpus.parts(clauses, RelationType.ACTS_ON).items()):
        for r in parts:
            if r.tail in corpus.nodes and corpus.nodes[r.tail].label in types:
                found.setdefault(clause, {}).setdefault(r.tail, []).append(r)
    return found


def make_matrix(
    clauses: Sequence[Clause],
    rows: Coding,
    columns: Coding,
    row_names: Mapping[str, str],
    column_names: Mapping[str, str],
    runs: int,
    seed: int,
) -> Matrix:
    """The matrix of the clauses that have a row and a column; one with two of them counts once in each cell.

    Raises GraphError where no clause has both.
    """
    coded = [clause for clause in clauses if rows.get(clause.iri) and columns.get(clause.iri)]
    if not coded:
        raise GraphError(
            f"none of {len(clauses)} measures has both a row ({sum(c.iri in rows for c in clauses)} have) and a column "
            f"({sum(c.iri in columns for c in clauses)} have); classify more of them or choose other columns"
        )
    row_keys, column_keys = list(row_names), list(column_names)
    units = [
        (
            tuple(row_keys.index(key) for key in rows[clause.iri]),
            tuple(column_keys.index(key) for key in columns[clause.iri]),
        )
        for clause in coded
    ]
    shape = len(row_keys), len(column_keys)
    cells: dict[tuple[str, str], list[Clause]] = {(r, c): [] for r in row_keys for c in column_keys}
    claims: dict[tuple[str, str], list[Relationship]] = {cell: [] for cell in cells}
    for clause in coded:
        for r, by_row in rows[clause.iri].items():
            for c, by_column in columns[clause.iri].items():
                cells[r, c].append(clause)
                claims[r, c] += [*by_row, *by_column]
    return Matrix(
        rows=dict(row_names),
        columns=dict(column_names),
        table=cross_table(count_table(units, shape)),
        test=shuffle_test(units, shape, runs, seed),
        units=len(coded),
        unclassified=len(clauses) - len(coded),
        cells={cell: tuple(found) for cell, found in cells.items()},
        claims={cell: distinct(found) for cell, found in claims.items()},
    )
