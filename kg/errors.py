"""What can go wrong with a graph, its stores and the questions asked of it; each error says what to do."""

from __future__ import annotations


class GraphError(Exception):
    """Root of the errors of this room."""


class NoGraph(GraphError):
    """A folder that holds no graph."""

    def __init__(self, folder: str, reason: str = "no graph here") -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}; run: kg build INPUT... --graph {folder}")


class UnwritableGraph(GraphError):
    """A graph folder that cannot be written."""

    def __init__(self, folder: str, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: cannot write the graph ({reason}); choose another --graph or free the folder")


class UnwritableOutput(GraphError):
    """A file that cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: cannot write ({reason}); choose another -o")


class InvalidGraph(GraphError):
    """A graph that breaks its shapes or that cannot be read; `report` says where."""

    def __init__(self, report: str) -> None:
        self.report = report
        super().__init__(report)


class InvalidCorrections(GraphError):
    """A file of decisions with a line that is none; line 0 where the file itself cannot be read."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


class InvalidShapes(GraphError):
    """Shapes that this program cannot check: `path` and what it does not know there."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; say it with the words of SHACL that kg/shapes.py knows")


class QueryError(GraphError):
    """A query that cannot run: wrong syntax, a write, a forbidden clause, too long."""


def refuse_broken_text(query: str) -> None:
    """Raise QueryError for text with half characters, which a command line in another encoding than UTF-8 leaves."""
    try:
        query.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QueryError(f"not UTF-8 at character {error.start + 1}; set the terminal to UTF-8") from error


class StoreUnavailable(GraphError):
    """A store that does not answer: `url` and the reason (not there, wrong password, lost in the middle)."""

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        self.url, self.reason = url, reason
        super().__init__(f"{url}: {reason}" + (f"; {advice}" if advice else ""))


class UnknownName(GraphError):
    """A name that the graph does not know, with the nearest names it knows."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        super().__init__(f"{name!r} is not in the graph" + (f"; near: {'、'.join(near)}" if near else ""))


class UnknownQuestion(GraphError):
    """A number that no competency question has."""

    def __init__(self, number: int, last: int) -> None:
        self.number = number
        super().__init__(f"there is no question {number}; kg ask lists those from 1 to {last}")
