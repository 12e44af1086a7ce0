"""The confined child: every upload is parsed in a process that can be killed, never in the server itself.

Workers are warm, bounded in memory, processor time and open files, and cannot write a byte to disk. A file that makes
one hang, abort or run out of memory costs that worker and gives a Refusal; the next file finds a fresh worker. What
the workers do is in `gate.py`; nothing here parses.
"""

import asyncio
import logging
import multiprocessing
import pickle
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from service.intake import gate
from service.intake.limits import LIMITS, Limits
from service.intake.raw import PackedCells, RawSheet, RawWorkbook
from service.intake.refusals import Refusal
from service.intake.worker import Broken, confine, inspected, run_bounded

_LOGGER = logging.getLogger(__name__)
_FILES_PER_WORKER = 1_000
_WAITING_PER_WORKER = 4
_GRACE_SECONDS = 3.0
_START_SECONDS = 30.0
_PRELOADED = ["service.intake.worker", "service.intake.gate"]

Source = bytes | Path
Result = TypeVar("Result")


class ConfinedReader:
    """A few confined workers. Safe to use from several threads; use it as a context manager, or call `close`.

    One reader serves one process: make it when the server or command starts and close it when it stops.
    """

    def __init__(self, workers: int = 2, limits: Limits = LIMITS) -> None:
        """Make the reader; workers start with the first file, or with `warm`."""
        self._workers = workers
        self._limits = limits
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(workers * _WAITING_PER_WORKER)
        self._pool: ProcessPool | None = None
        self._closed = False
        self._last_answer = time.monotonic()
        self._in_flight: set[Future[object]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the workers at once; files still being read are refused. May be called twice."""
        with self._lock:
            self._closed = True
        self._discard_pool()

    def warm(self) -> None:
        """Start the workers now, so that the first upload does not wait for them."""
        for future in [self._schedule(_nothing, ()) for _ in range(self._workers)]:
            self._outcome(future, _START_SECONDS)

    def read(self, source: Source) -> RawWorkbook:
        """The cells of an upload. Raises Refusal for anything that is not an acceptable workbook, time and memory
        included, within `Limits.wait_seconds`.
        """
        pickled = self.call(inspected, self._admitted(source), self._limits)
        return _validated(pickle.loads(pickled))  # noqa: S301 - written by our own code; its types are checked

    async def read_async(self, source: Source) -> RawWorkbook:
        """`read` for the event loop: the loop goes on while a thread waits for the worker."""
        return await asyncio.to_thread(self.read, source)

    def call(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run any top-level function in a confined worker. Raises Refusal as `read` does; arguments and result must
        be picklable.
        """
        end = time.monotonic() + self._limits.wait_seconds
        if not self._places.acquire(timeout=self._limits.wait_seconds):
            raise Refusal("U43", seconds=int(self._limits.wait_seconds))
        try:
            return self._outcome(self._schedule(function, arguments), end - time.monotonic())
        finally:
            self._places.release()

    def map(self, function: Callable[[Path], Result], paths: Iterable[Path]) -> Iterator[tuple[Path, Result | Refusal]]:
        """Run a top-level function on each path, and yield (path, result or Refusal) as each one ends.

        Only a few paths are in flight at a time, so thousands of files take constant memory.
        """
        running: dict[Future[Result], Path] = {}
        try:
            for path in paths:
                running[self._schedule(function, (path,))] = path
                if len(running) >= self._workers * _WAITING_PER_WORKER:
                    yield from self._completed(running)
            while running:
                yield from self._completed(running)
        finally:
            for future in running:
                future.cancel()

    def _completed(self, running: dict[Future[Result], Path]) -> Iterator[tuple[Path, Result | Refusal]]:
        """Wait for at least one file; when none ends in time, the workers are stuck and all are refused."""
        done, _ = wait(running, timeout=self._stuck_after() + _START_SECONDS, return_when=FIRST_COMPLETED)
        for future in list(done or running):
            path = running.pop(future)
            try:
                outcome: Result | Refusal = self._outcome(future, 0)
            except Refusal as refusal:
                outcome = refusal
            yield path, outcome

    def _admitted(self, source: Source) -> Source:
        """Refuse by size before a copy is sent to a worker."""
        if isinstance(source, bytes):
            gate.refuse_large(len(source), self._limits)
        return source

    def _schedule(self, function: Callable[..., Result], arguments: tuple[object, ...]) -> "Future[Result]":
        with self._lock:
            if self._closed:
                raise RuntimeError("the confined reader is closed")
            if self._pool is not None and not self._pool.active:
                _stop(self._pool)
                self._pool = None
            if self._pool is None:
                self._pool = self._new_pool()
            seconds = self._limits.read_seconds
            task = (function, arguments, seconds)
            if not self._in_flight:  # workers that had nothing to do were not stuck meanwhile
                self._last_answer = max(self._last_answer, time.monotonic())
            future = cast("Future[Result]", self._pool.schedule(run_bounded, task, timeout=seconds))
            self._in_flight.add(cast("Future[object]", future))
            future.add_done_callback(self._in_flight.discard)
            return future

    def _new_pool(self) -> ProcessPool:
        """Workers are forked from a small server process that has no threads, never from this one.

        Until they had time to start they are not stuck: on a machine too busy to start them within that of one file
        they would be replaced by others that take as long, again and again.
        """
        self._last_answer = time.monotonic() + _START_SECONDS
        self._in_flight = set()  # a pool that is stopped never ends its files
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=_FILES_PER_WORKER,
            initializer=confine,
            initargs=(self._limits.memory_bytes,),
            context=context,
        )

    def _discard_pool(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            _stop(pool)

    def _stuck_after(self) -> float:
        return self._limits.read_seconds + _GRACE_SECONDS

    def _outcome(self, future: "Future[Result]", timeout: float) -> Result:
        """What a task came to. Raises Refusal for every end but a result."""
        try:
            result: object = future.result(timeout)
        except TimeoutError:
            raise self._late(future) from None
        except (ProcessExpired, CancelledError, BrokenExecutor, RuntimeError) as error:
            _LOGGER.warning("a confined worker ended: %r", error)
            raise Refusal("U42") from None
        self._last_answer = time.monotonic()
        if isinstance(result, Refusal):
            raise result
        if isinstance(result, Broken):
            _LOGGER.error("a confined worker failed: %s", result.trace or "out of memory")
            raise Refusal("U41" if result.out_of_memory else "U42")
        return cast("Result", result)

    def _late(self, future: "Future[Result]") -> Refusal:
        """Why there is no result: the worker was stopped, or none came free; stuck workers are replaced."""
        if future.done():
            self._last_answer = time.monotonic()
            return Refusal("U40", seconds=int(self._limits.read_seconds))
        started = future.running()
        future.cancel()
        if time.monotonic() - self._last_answer > self._stuck_after():
            _LOGGER.error("the confined workers are stuck and are replaced")
            self._discard_pool()
        if started:
            return Refusal("U40", seconds=int(self._limits.read_seconds))
        return Refusal("U43", seconds=int(self._limits.wait_seconds))


def _nothing() -> None:
    """The task that only proves that a worker is there."""


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _validated(result: object) -> RawWorkbook:
    """The child is not trusted: only the expected types come through."""
    if isinstance(result, RawWorkbook) and all(
        isinstance(sheet, RawSheet) and isinstance(sheet.cells, PackedCells) and sheet.cells.sound()
        for sheet in result.sheets
    ):
        return result
    raise Refusal("U42")
