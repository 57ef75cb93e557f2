"""The analyses by name, as `kg analyze` takes them: each a function from the graph and its parameters to a Result.

Importing this module imports none of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.result import Result
    from kg.property_graph import Node, Relationship

METHODS: dict[str, str] = {
    "adoption": "kg.analysis.diffusion_tables:analyze_adoption",
    "bursts": "kg.analysis.burst_table:analyze_bursts",
    "central-local": "kg.analysis.central_local_tables:analyze_central_local",
    "centrality": "kg.analysis.centrality:analyze_centrality",
    "co-issue": "kg.analysis.co_issue:analyze_co_issue",
    "co-occurrence": "kg.analysis.co_occurrence:analyze_co_occurrence",
    "communities": "kg.analysis.communities:analyze_communities",
    "consistency": "kg.analysis.consistency_table:analyze_consistency",
    "diffusion": "kg.analysis.diffusion_tables:analyze_diffusion",
    "emphasis": "kg.analysis.central_local_tables:analyze_emphasis",
    "horizon": "kg.analysis.horizon_table:analyze_horizon",
    "instrument-goal": "kg.analysis.instrument_tables:analyze_instrument_goal",
    "instrument-stage": "kg.analysis.instrument_tables:analyze_instrument_stage",
    "level-flow": "kg.analysis.diffusion_tables:analyze_level_flow",
    "lineage": "kg.analysis.diffusion_tables:analyze_lineage",
    "link-prediction": "kg.analysis.link_prediction:analyze_link_prediction",
    "link-test": "kg.analysis.link_prediction:analyze_link_test",
    "pmc": "kg.analysis.pmc_tables:analyze_pmc",
    "pmc-coding": "kg.analysis.pmc_tables:analyze_pmc_coding",
    "qap": "kg.analysis.qap:analyze_qap",
    "similarity": "kg.analysis.central_local_tables:analyze_similarity",
    "slices": "kg.analysis.slices:analyze_slices",
    "strength": "kg.analysis.strength_tables:analyze_strength",
    "structural-holes": "kg.analysis.structural_holes:analyze_structural_holes",
    "synergy": "kg.analysis.strength_tables:analyze_synergy",
    "two-mode": "kg.analysis.two_mode:analyze_two_mode",
}
"""Method name → `module:function`. The function takes lists of nodes and relationships, and keyword parameters."""


def run(
    method: str,
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    parameters: Mapping[str, Any] | None = None,
) -> Result:
    """The result of a method, with its parameters as the last note.

    Raises GraphError for an unknown method, a parameter that it does not have or that is of another type, and where
    the graph does not hold what the method needs.
    """
    if method not in METHODS:
        raise GraphError(f"{method!r} is not an analysis; known: {', '.join(sorted(METHODS))}")
    known = defaults(method)
    given = {**known, **{name: _fit(method, name, value, known) for name, value in (parameters or {}).items()}}
    result = _load(method)(list(nodes), list(relationships), **given)
    used = "，".join(f"{name}={_shown(value)}" for name, value in given.items())
    return replace(result, notes=(*result.notes, f"参数：{used}。")) if used else result


def defaults(method: str) -> dict[str, Any]:
    """The parameters of a method with the values they have where none is given."""
    parameters = list(inspect.signature(_load(method)).parameters.values())[2:]
    return {each.name: each.default for each in parameters}


def _load(method: str) -> Callable[..., Result]:
    module, name = METHODS[method].split(":")
    function: Callable[..., Result] = getattr(import_module(module), name)
    return function


def _fit(method: str, name: str, value: Any, known: Mapping[str, Any]) -> Any:
    """`value` as the type of the parameter's default: a list is a tuple of words, a word a list of one."""
    if name not in known:
        offered = ", ".join(f"{each}={_shown(default)}" for each, default in known.items())
        raise GraphError(f"{method} has no parameter {name!r}; known: {offered or 'none'}")
    default = known[name]
    if isinstance(default, tuple):
        return tuple(map(str, value)) if isinstance(value, list | tuple) else tuple(str(value).split(","))
    if isinstance(default, str):
        return str(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise GraphError(f"{name}={_shown(value)}: expected a value like {_shown(default)}")
    return value


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
