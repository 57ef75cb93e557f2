"""What can go wrong between a file and its extraction; each error carries its data and says what to do."""

from __future__ import annotations


class ExtractError(Exception):
    """Root of the errors of reading and extraction.

    Each is made from its data, not from its message: so it is pickled with both, and a worker's error arrives whole.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[ExtractError], arguments: tuple[object, ...], data: dict[str, object]) -> ExtractError:
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(data)
    return error


class UnreadableDocument(ExtractError):
    """A file that gives no text: `path`, `reason` (what is wrong with it) and `advice` (what to do)."""

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        self.path, self.reason, self.advice = path, reason, advice
        super().__init__(f"{path}: {reason}" + (f"; {advice}" if advice else ""))


class BackendUnavailable(ExtractError):
    """An extraction backend whose package or model is missing: `name` and the exact command to run."""

    def __init__(self, name: str, reason: str, command: str) -> None:
        self.name, self.reason, self.command = name, reason, command
        super().__init__(f"backend {name}: {reason}; run: {command}")


class BadAnnotation(ExtractError):
    """A reference annotation that cannot be used: `path` and `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class MissingPackage(ExtractError):
    """A package that only this command needs is not installed: `package`, and the `extra` that brings it."""

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(f"this needs {package}; run: pip install 'policy-knowledge-graph[{extra}]'")
