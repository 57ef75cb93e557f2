"""Programs that a test kills at a random moment: each says `ready` once all is imported, then does its work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = int(os.environ.get("POLICY_KG_KILLS", "3"))
"""Kills of each command; the tests make a few, POLICY_KG_KILLS=60 many."""

_READY = "\nprint('ready', flush=True)\n"

BUILD = (
    """
import sys
from pathlib import Path
from tests.kg.folders import build, extractions
import arcadedb, pyoxigraph
"""
    + _READY
    + "build(Path(sys.argv[1]), extractions())\n"
)

EXPORT = (
    """
import sys
import cli, kg.exporters.exporter, kg.graph_folder, pyoxigraph, networkx
"""
    + _READY
    + "cli.main(['export', '--graph', sys.argv[1], '--format', sys.argv[2], '-o', sys.argv[3]])\n"
)

LOAD = (
    """
import sys
from kg.stores import store
from kg.stores.neo4j_store import Neo4jStore
from tests.kg.graphs import dataset, whole
store.BATCH_ROWS = 5
graph = whole(dataset())
with Neo4jStore(sys.argv[1]) as opened:
"""
    + "    print('ready', flush=True)\n    opened.refresh(graph.nodes, graph.relationships, version='1')\n"
)


def seconds_of(program: str, *arguments: str | Path) -> float:
    """How long the program works when nobody kills it; it must end well."""
    process = _start(program, *arguments)
    began = time.monotonic()
    assert process.wait(timeout=300) == 0
    return time.monotonic() - began


def kill_within(seconds: float, chance: random.Random, program: str, *arguments: str | Path) -> bool:
    """Start the program and kill it at a random moment of its work; whether it was killed before its end."""
    process = _start(program, *arguments)
    time.sleep(chance.uniform(0, seconds))
    process.kill()
    return process.wait(timeout=60) == -signal.SIGKILL


def _start(program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    return process
