"""Whether anything was committed to a SQLite file since one last asked: a look at shared memory, no row is read.

`PRAGMA data_version` differs as soon as another connection, of whatever process, has committed. It never waits.
"""

from __future__ import annotations

import sqlite3
from threading import Lock


class Changes:
    """One connection that writes nothing, so that every commit is another connection's. Threads may share it."""

    def __init__(self, file: str | None) -> None:
        self._file = None if file in (None, "", ":memory:") else file
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def number(self) -> int | None:
        """Return a number that is equal only while nothing was committed; None where that cannot be told at once."""
        if self._file is None:
            return None
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(self._file, timeout=0, check_same_thread=False)
                found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            except sqlite3.Error:
                return None
            return found

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._file = self._connection = None
