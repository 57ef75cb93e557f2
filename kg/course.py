"""Where a chain of decisions leads: from key to key, of each key the last decision, and the verdict where it ends."""

from __future__ import annotations

from collections.abc import Iterable

from kg.decisions import Decision

Key = tuple[str, str, str]


class Course:
    """Where each claim leads by the decisions about it, of each key the last, and what is decided where it ends."""

    def __init__(self, steps: Iterable[tuple[Key, Key, Decision]]) -> None:
        """Steps are (key of the claim, key it leads to, decision), oldest first; accept and reject lead nowhere."""
        last: dict[Key, tuple[Key, Decision]] = {}
        for key, to, decision in steps:
            last.pop(key, None)
            last[key] = to, decision
        self._steps: dict[Key, tuple[Key, Decision]] = {}
        self.verdicts: dict[Key, Decision] = {}
        for key, (to, decision) in last.items():
            if to == key:
                self.verdicts[key] = decision
                continue
            if self._end(to) == key:  # an older decision leads back here; the newer one says where things end
                self._steps.pop(to, None)
            self._steps[key] = to, decision

    def _end(self, key: Key) -> Key:
        while key in self._steps:
            key = self._steps[key][0]
        return key

    def follow(self, key: Key) -> tuple[Key, list[Decision]]:
        """The key where `key` ends, and the decisions that led there, the verdict on the end left out."""
        path = []
        while key in self._steps:
            key, decision = self._steps[key]
            path.append(decision)
        return key, path

    def current(self) -> set[Decision]:
        """The decisions that no later one has replaced."""
        return {*self.verdicts.values(), *(decision for _, decision in self._steps.values())}
