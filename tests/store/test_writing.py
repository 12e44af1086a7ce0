"""Acts are durable once they return, undo themselves alone when they fail, and share commits on SQLite."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from service.errors import ServiceError
from service.store import writer
from service.store.engine import Database


@pytest.fixture(autouse=True)
def _notes(database: Database) -> None:
    database.write(lambda connection: connection.execute(text("CREATE TABLE note (n INTEGER PRIMARY KEY)")))


def _insert(number: int, *, failing: bool = False) -> writer.Callable[[Connection], int]:
    def act(connection: Connection) -> int:
        connection.execute(text("INSERT INTO note VALUES (:n)"), {"n": number})
        if failing:
            raise LookupError(number)
        return number

    return act


def _count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM note")).scalar_one())


def test_an_act_that_fails_leaves_nothing_and_its_caller_gets_the_error(database: Database) -> None:
    with pytest.raises(LookupError):
        database.write(_insert(1, failing=True))

    assert _count(database) == 0


def test_of_many_acts_at_once_only_those_that_failed_are_missing(database: Database) -> None:
    def one(number: int) -> bool:
        try:
            return database.write(_insert(number, failing=number % 7 == 0)) == number
        except LookupError:
            return False

    with ThreadPoolExecutor(24) as pool:
        outcomes = list(pool.map(one, range(300)))

    assert [number for number, stored in enumerate(outcomes) if not stored] == list(range(0, 300, 7))
    assert _count(database) == sum(outcomes)


def test_an_act_that_nobody_waits_for_any_more_is_stored_all_the_same_and_the_next_ones_are_too(
    database: Database,
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(connection: Connection) -> int:
        begun.set()
        assert go.wait(10)
        return _insert(1)(connection)

    async def leave() -> int:
        waiting = asyncio.create_task(database.written(slow))
        assert await asyncio.to_thread(begun.wait, 10)
        waiting.cancel()
        go.set()
        with suppress(asyncio.CancelledError):
            await waiting
        return await database.written(_insert(2))

    assert asyncio.run(leave()) == 2
    database.close()  # waits for what is still being written
    assert _count(database) == 2


def test_the_event_loop_is_told_why_an_act_failed(database: Database) -> None:
    with pytest.raises(LookupError):
        asyncio.run(database.written(_insert(1, failing=True)))

    assert _count(database) == 0


def test_acts_that_wait_together_share_a_commit(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    begun, go = threading.Event(), threading.Event()

    def slow(connection: Connection) -> Connection:
        begun.set()
        assert go.wait(10)
        return connection

    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(database.write, slow)
        assert begun.wait(10)
        others = [pool.submit(database.write, lambda connection: connection) for _ in range(5)]
        while database._writer is None or database._writer._jobs.qsize() < 5:
            threading.Event().wait(0.001)
        go.set()
        together = [one.result(10) for one in others]

    assert all(one is together[0] for one in together), "acts that waited together ran in one transaction"
    assert first.result(10) is not together[0], "the act before them had committed on its own"
    database.close()


def test_a_locked_database_is_told_as_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.engine._PRAGMAS", ("PRAGMA journal_mode=WAL", "PRAGMA busy_timeout=50"))
    holder, other = Database.open(sqlite_url), Database.open(sqlite_url)

    def while_holding(connection: Connection) -> ServiceError:
        with pytest.raises(ServiceError) as refused:
            other.write(lambda inner: inner.execute(text("SELECT 1")))
        return refused.value

    refusal = holder.write(while_holding)

    assert (refusal.code, refusal.status) == ("database_busy", 503)
    holder.close()
    other.close()


def test_a_lock_that_another_holds_on_postgresql_is_told_as_busy(
    postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.engine.BUSY_MILLISECONDS", 50)
    url = postgres()
    holder, other = Database.open(url), Database.open(url)

    def while_holding(connection: Connection) -> ServiceError:
        connection.execute(text("LOCK TABLE cycle"))
        with pytest.raises(ServiceError) as refused:
            other.write(lambda inner: inner.execute(text("DELETE FROM cycle")))
        return refused.value

    refusal = holder.write(while_holding)

    assert (refusal.code, refusal.status) == ("database_busy", 503)
    holder.close()
    other.close()


def test_a_postgresql_server_that_is_not_there_is_told_as_unavailable(tmp_path: Path) -> None:
    database = Database.open(f"postgresql://postgres@/enregard?host={tmp_path}")

    with pytest.raises(ServiceError) as refused, database.reading():
        pass

    assert (refused.value.code, refused.value.status) == ("database_unavailable", 503)
    database.close()


def test_reading_goes_on_while_someone_writes(database: Database) -> None:
    def while_writing(connection: Connection) -> int:
        connection.execute(text("INSERT INTO note VALUES (1)"))
        return _count(database)

    assert database.write(while_writing) == 0
    assert _count(database) == 1
