"""Runs a notebook as a reader would: `python tests/notebook.py notebooks/*.ipynb` writes the outputs into the files.

What is written is the same in each run: no timings, no versions of this machine, cell ids by position.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SECONDS = 300
"""The longest that one cell may take."""


def execute(path: Path) -> Any:
    """The notebook at `path` with fresh outputs, run in its own folder; an error in a cell is raised."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=SECONDS, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def main() -> None:
    """Run the notebooks named on the command line and write them back."""
    import nbformat

    for name in sys.argv[1:]:
        path = Path(name)
        notebook = execute(path)
        nbformat.validate(notebook)
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
