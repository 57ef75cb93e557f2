"""Work that is given up after a time, or at once by Ctrl-C, in engines that cannot be interrupted.

The work runs in a thread of its own, so that the caller's thread can stop waiting. What is given up goes on in the
background: a program that ends asks `is_working` and, where something is, ends without waiting for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_threads: set[threading.Thread] = set()


class TimeIsUp(Exception):
    """The work took longer than it may; it goes on in the background."""


def within(seconds: float, work: Callable[[], Result], *, is_daemon: bool) -> Result:
    """What `work` returns or raises; raises TimeIsUp after `seconds`.

    `is_daemon` says that an interpreter which ends need not wait for the thread.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    # Not `thread.join`: where Ctrl-C breaks it off, Python 3.11 takes the thread for one that has ended.
    is_done = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            errors.append(error)
        finally:
            _threads.discard(thread)
            is_done.set()

    thread = threading.Thread(target=run, daemon=is_daemon)
    _threads.add(thread)
    thread.start()
    is_done.wait(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeIsUp
    return results[0]


def is_working() -> bool:
    """Whether work that was given up still goes on."""
    return bool(_threads)
