"""The children that read a SQLite file by column (`column_child` says why they are children), kept warm.

While one reads, whoever asked may do something else: the interpreter's lock is free, and what is read grows no memory
of the server but the frames themselves.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from service.errors import ServiceError

KEPT: Final = 2
"""Children that are kept when nobody asks."""


class Asked:
    """A question that a child is answering. `frames` must be called, or `forget`, once."""

    def __init__(self, readers: ColumnReaders, child: subprocess.Popen[bytes], number: int) -> None:
        self._readers = readers
        self.child = child
        self._number = number

    def frames(self) -> list[pl.DataFrame]:
        """Wait for the answer. Raises ServiceError `database_busy` or `database_unavailable` (503)."""
        try:
            found = [self._received() for _ in range(self._number)]
        except BaseException:
            self.forget()
            raise
        self._readers.give_back(self.child)
        return found

    def forget(self) -> None:
        """Stop the child: nobody wants the answer."""
        _stop(self.child)

    def _received(self) -> pl.DataFrame:
        answers = self.child.stdout
        assert answers is not None
        head: dict[str, Any] = json.loads(answers.readline() or b'{"error": "the child that reads columns ended"}')
        if "error" in head:
            busy = "database is locked" in head["error"]
            raise ServiceError("database_busy" if busy else "database_unavailable", 503) from OSError(head["error"])
        return pl.read_ipc_stream(answers.read(head["size"]))


class ColumnReaders:
    """The children of this process. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def ask(self, file: str, queries: Sequence[str]) -> Asked:
        """Have a child read. Raises ServiceError `database_unavailable` (503) where none can be started."""
        child = self._child()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps({"file": file, "queries": list(queries)}).encode() + b"\n")
            child.stdin.flush()
        except OSError as error:
            _stop(child)
            raise ServiceError("database_unavailable", 503) from error
        return Asked(self, child, len(queries))

    def _child(self) -> subprocess.Popen[bytes]:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.poll() is None:
                    return child
        # a group of its own: an interrupt typed at the server's terminal is the server's to handle
        command = [sys.executable, "-m", "service.store.column_child"]
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)  # noqa: S603  our own module
        except OSError as error:
            raise ServiceError("database_unavailable", 503) from error

    def give_back(self, child: subprocess.Popen[bytes]) -> None:
        """Keep a child for the next question."""
        with self._lock:
            if len(self._idle) < KEPT:
                self._idle.append(child)
                return
        _stop(child)

    def close(self) -> None:
        """Stop the children that wait; others may be started later."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.communicate()


READERS: Final = ColumnReaders()
atexit.register(READERS.close)
