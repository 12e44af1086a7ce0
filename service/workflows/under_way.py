"""How far the editions are that are being written just now, for whoever waits for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """The file that was written last (none at first), how many are written, and how many there will be at most."""

    name: str
    done: int
    total: int


Tell = Callable[[Progress], None]


class UnderWay:
    """The cycles of which this process is writing an edition. Threads may share it.

    It knows nothing of other processes on the same database; there the log and the marks keep two editions apart.
    """

    def __init__(self) -> None:
        self._told: dict[str, Progress] = {}
        self._lock = threading.Lock()

    def of(self, cycle: str) -> Progress | None:
        """Return how far the edition of a cycle is; None where none is being written."""
        with self._lock:
            return self._told.get(cycle)

    @contextmanager
    def telling(self, cycle: str) -> Iterator[Tell]:
        """Keep what is told about the edition of a cycle for as long as it is being written."""

        def tell(progress: Progress) -> None:
            with self._lock:
                self._told[cycle] = progress

        tell(Progress("", 0, 0))
        try:
            yield tell
        finally:
            with self._lock:
                self._told.pop(cycle, None)
