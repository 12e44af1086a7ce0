"""Columns are read by children, because a second SQLite in the server's own process would undo its locks."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from service.errors import ServiceError
from service.store.column_readers import ColumnReaders

OTHER = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    print("wrote")
except sqlite3.OperationalError as error:
    print(error)
"""

ENDLESS = "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n) SELECT max(value) AS value FROM n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "numbers ü?.db"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE number (revision INTEGER, value NUMERIC, said TEXT)")
        made.executemany("INSERT INTO number VALUES (?, ?, ?)", [(1, 2, "é"), (2, 0.25, '"')])
    made.close()
    return path


def other_process(file: Path) -> str:
    done = subprocess.run([sys.executable, "-c", OTHER, str(file)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_reading_by_column_leaves_a_writer_its_lock(file: Path) -> None:
    readers = ColumnReaders()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO number VALUES (3, 3, '')")

    found = readers.ask(str(file), ["SELECT * FROM number", "SELECT count(*) AS value FROM number"]).frames()
    meanwhile = other_process(file)
    writer.execute("COMMIT")

    assert [frame.rows() for frame in found] == [[(1, 2.0, "é"), (2, 0.25, '"')], [(2.0,)]]
    assert meanwhile == "database is locked"
    assert other_process(file) == "wrote"
    writer.close()
    readers.close()


def test_a_question_that_cannot_be_answered_is_a_refusal_and_the_next_one_is_answered(
    tmp_path: Path, file: Path
) -> None:
    readers = ColumnReaders()

    for question in ((tmp_path / "missing.db", "SELECT 1"), (file, "SELECT * FROM nothing")):
        with pytest.raises(ServiceError) as refused:
            readers.ask(str(question[0]), [question[1]]).frames()
        assert (refused.value.code, refused.value.status) == ("database_unavailable", 503)

    assert readers.ask(str(file), ["SELECT max(revision) AS revision FROM number"]).frames()[0].item() == 2
    readers.close()


def test_a_child_that_was_killed_is_a_refusal_and_the_next_question_finds_another(file: Path) -> None:
    readers = ColumnReaders()
    asked = readers.ask(str(file), [ENDLESS])
    asked.child.kill()

    with pytest.raises(ServiceError) as refused:
        asked.frames()
    kept = readers.ask(str(file), ["SELECT 2 AS value"])
    first = kept.frames()
    kept.child.kill()
    kept.child.wait()
    second = readers.ask(str(file), ["SELECT 3 AS value"]).frames()

    assert refused.value.code == "database_unavailable"
    assert (first[0].item(), second[0].item()) == (2.0, 3.0)
    readers.close()


def test_a_child_whose_answer_nobody_wants_is_stopped(file: Path) -> None:
    asked = ColumnReaders().ask(str(file), [ENDLESS])

    asked.forget()

    assert asked.child.returncode == -signal.SIGKILL


def test_the_server_itself_loads_neither_the_driver_nor_what_it_brings_along() -> None:
    program = (
        "import sys, service.app; print([name for name in ('adbc_driver_sqlite', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_child_reads_where_pyarrow_is_not_installed_as_for_those_who_only_run_the_service(file: Path) -> None:
    program = "import sys; sys.modules['pyarrow'] = None; from service.store.column_child import read; "
    program += "print([len(frame) > 0 for frame in read(sys.argv[1], ['SELECT * FROM number'])])"
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True)

    assert (done.stdout.strip(), done.returncode) == ("[True]", 0), done.stderr
