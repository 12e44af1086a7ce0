"""The database: how it is opened, read and written. Reads see one snapshot; a write is one act, committed before it
returns. No table is named here.

SQLite takes one writer at a time and makes the others poll, which costs seconds of waiting under load; here one thread
holds the write lock, and acts that wait together share one durable commit, each in a savepoint of its own.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from anyio import to_thread
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import ServiceError
from service.store.changes import Changes
from service.store.writer import SharedCommits

T = TypeVar("T")
Act = Callable[[Connection], T]

BUSY_MILLISECONDS = 5_000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
)
_POOL: dict[str, Any] = {"pool_timeout": BUSY_MILLISECONDS / 1000, "hide_parameters": True}
"""`hide_parameters`: what a statement that failed was given (names, addresses, hashes) is in no error and no log."""

_DISK_FULL = ("53100", "database or disk is full", "No space left")
_UNREACHABLE = ("08", "57P", "58", "53300")


def open_engine(url: str, *, pool_size: int = 20) -> Engine:
    """Return an engine for `url` (`sqlite:///FILE`, `postgresql://...`) with the settings the promises rest on."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        given = {key: value for key, value in _patience().items() if key not in parsed.query}
        return create_engine(
            parsed, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, connect_args=given, **_POOL
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # more than the threads of a server: its event loop reads too, and must never wait until one of them lets go
    engine = create_engine(parsed, pool_size=pool_size, max_overflow=2 * pool_size, **_POOL)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _patience() -> dict[str, Any]:
    """What PostgreSQL is waited for: a connection, or a lock that another holds; then the answer is 503."""
    return {"connect_timeout": BUSY_MILLISECONDS // 1000 or 1, "options": f"-c lock_timeout={BUSY_MILLISECONDS}"}


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late to lock for writing
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("enregard_writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")  # takes no lock yet and cannot fail: not worth what SQLAlchemy does around a statement


class Database:
    """One database, open. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writer = SharedCommits(engine) if self.dialect == "sqlite" else None
        self.changes = Changes(engine.url.database if self.dialect == "sqlite" else None)

    @classmethod
    def open(cls, url: str) -> Database:
        """Open the database at `url`; nothing is created but SQLite's file."""
        return cls(open_engine(url))

    def carry(self, **options: Any) -> None:
        """Let every connection opened from now on carry `options` (`Connection.get_execution_options`), for acts to ask
        for what belongs to the service and not to them."""
        self.engine.update_execution_options(**options)
        if self._writer is not None:
            self._writer.carry(**options)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one snapshot throughout. Raises ServiceError as `write` does."""
        with _translated(), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def write(self, act: Act[T]) -> T:
        """Run `act` in one transaction and return its result once that is durable; what it raises undoes it.

        Raises ServiceError `database_busy` (503), `storage_full` (507) or `database_unavailable` (503).
        """
        with _translated():
            if self._writer is not None:
                return self._writer.run(act)
            with self.engine.begin() as connection:
                return act(connection)

    @property
    def beside(self) -> bool:
        """Whether a few rows are read in less time than a thread takes to be woken: SQLite, a file of this machine. The
        event loop may then read them itself."""
        return self._writer is not None

    async def written(self, act: Act[T]) -> T:
        """`write` for the event loop, which goes on meanwhile. An act goes on when nobody waits for it any more."""
        if self._writer is None:
            return await to_thread.run_sync(self.write, act)
        with _translated():
            return await asyncio.shield(asyncio.wrap_future(self._writer.queued(act)))

    def close(self) -> None:
        """Wait for pending writes, then close every connection."""
        if self._writer is not None:
            self._writer.close()
        self.changes.close()
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    """Name the failures an operator must tell apart; any other one stays as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise ServiceError("database_busy", 503) from error
    except (DBAPIError, sqlite3.Error) as error:
        refusal = _refusal(error.orig if isinstance(error, DBAPIError) else error)
        if refusal is None:
            raise
        raise refusal from error


def _refusal(cause: Any) -> ServiceError | None:
    said = str(cause)
    state = getattr(cause, "sqlstate", None) or ""
    if state == "53100" or any(words in said for words in _DISK_FULL):
        return ServiceError("storage_full", 507)
    if "database is locked" in said or state in {"55P03", "40001", "40P01"}:
        return ServiceError("database_busy", 503)
    silent = isinstance(cause, psycopg.OperationalError) and not state  # no server spoke
    if silent or state.startswith(_UNREACHABLE) or "disk I/O error" in said:
        return ServiceError("database_unavailable", 503)
    return None
