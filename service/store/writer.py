"""One writer for SQLite: acts queue up, and those that wait together share one durable commit.

An act that fails undoes itself alone (savepoint); a commit that fails fails all the acts in it, none of which has been
acknowledged. No table is named here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Job = tuple[Callable[[Connection], Any], "Future[Any]"]

LONGEST_BATCH = 64
"""Acts that may share one commit: beyond it, those first in the batch would wait longer than the commit saves."""


class _Failed:
    def __init__(self, error: Exception) -> None:
        self.error = error


class SharedCommits:
    """Runs acts one after another in a thread of its own, which starts with the first act."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(enregard_writes=True)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None

    def carry(self, **options: Any) -> None:
        """Let connections carry further execution options from now on."""
        self._engine.update_execution_options(**options)

    def run(self, act: Callable[[Connection], T]) -> T:
        """Return what `act` returns once its commit is durable; raises what it, or the commit, raises."""
        return self.queued(act).result()

    def queued(self, act: Callable[[Connection], T]) -> Future[T]:
        """Queue an act and return at once; what comes of it is never to be cancelled, only waited for."""
        self._start()
        future: Future[Any] = Future()
        self._jobs.put((act, future))
        return cast("Future[T]", future)

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join()

    def _start(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = Thread(target=self._work, name="enregard-writer", daemon=True)
                    self._thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch, last = self._waiting([job])
            self._commit(batch)
            if last:
                return

    def _waiting(self, batch: list[Job]) -> tuple[list[Job], bool]:
        while len(batch) < LONGEST_BATCH:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, batch: list[Job]) -> None:
        try:
            with self._engine.begin() as connection:
                outcomes = [_attempt(connection, act, alone=len(batch) == 1) for act, _ in batch]
        except Exception as error:  # whatever it is, each waiting caller must get it
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, _Failed):
                future.set_exception(outcome.error)
            else:
                future.set_result(outcome)


def _attempt(connection: Connection, act: Callable[[Connection], Any], *, alone: bool) -> Any:
    """Run one act; a failure is returned, so that the others go on, unless the transaction itself is gone."""
    if alone:
        return act(connection)
    driver: Any = connection.connection.dbapi_connection
    driver.execute("SAVEPOINT act")
    try:
        outcome = act(connection)
    except Exception as error:
        if not driver.in_transaction:
            raise
        driver.execute("ROLLBACK TO act")
        outcome = _Failed(error)
    driver.execute("RELEASE act")
    return outcome
