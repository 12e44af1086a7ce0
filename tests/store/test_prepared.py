"""A statement that goes straight to SQLite's driver gives what SQLAlchemy would give, and fails as it would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, bindparam, event, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from service.store.engine import Database
from service.store.prepared import Prepared, run
from service.store.rows import insert_lines, insert_rows, table_of
from service.store.tables import Cycle, LedgerPending

NOON = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
CYCLES = select(table_of(Cycle)).where(col(Cycle.opens) <= bindparam("now")).order_by(col(Cycle.id)).limit(1)


def _cycles(connection: Connection) -> None:
    row = {"framework": "paris-2025@1", "framework_hash": "0", "opens": NOON, "closes": NOON, "created": NOON}
    more = {"replies_until": None, "frozen": None, "published": None, "zone": "Europe/Paris"}
    insert_rows(connection, Cycle, [{"id": id_, **row, **more, "version": 1} for id_ in ("2026", "2027")])


def test_a_prepared_query_gives_moments_and_absences_as_any_other_and_keeps_its_own_parameters(
    database: Database,
) -> None:
    database.write(_cycles)
    prepared = Prepared(CYCLES)

    with database.reading() as connection:
        plain = [tuple(row) for row in connection.execute(CYCLES, {"now": NOON})]
        assert [tuple(row) for row in prepared.rows(connection, {"now": NOON})] == plain
        assert prepared.first(connection, {"now": datetime(2026, 1, 1, tzinfo=UTC)}) is None
    assert len(plain) == 1
    assert NOON in plain[0]


def test_whoever_listens_to_statements_hears_these_too(database: Database) -> None:
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))

    database.write(_cycles)
    with database.reading() as connection:
        assert Prepared(CYCLES).first(connection, {"now": NOON}) is not None

    assert [one.split()[0] for one in heard if "cycle" in one] == ["INSERT", "SELECT"]


def test_what_the_database_refuses_is_the_same_error_either_way_and_holds_no_value(database: Database) -> None:
    def act(connection: Connection) -> None:
        _cycles(connection)
        run(connection, "INSERT INTO cycle (id) SELECT id FROM cycle", ())

    with pytest.raises(DBAPIError) as refused:
        database.write(act)

    assert "2027" not in str(refused.value)
    with database.reading() as connection:
        assert Prepared(CYCLES).first(connection, {"now": NOON}) is None


def test_lines_enter_as_rows_do_and_a_column_alone_too(database: Database) -> None:
    lines = [(number, bytes([number]) * 32, NOON) for number in range(3)]

    def act(connection: Connection) -> None:
        insert_lines(connection, LedgerPending, ("leaf", "hash", "recorded"), lines)

    database.write(act)
    with database.reading() as connection:
        found = connection.execute(select(table_of(LedgerPending)).order_by(col(LedgerPending.leaf)))
        assert [tuple(row) for row in found] == lines
