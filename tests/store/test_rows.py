"""Many rows enter a table in few statements, and each comes back as it was, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from service.store.engine import Database
from service.store.rows import MOST_PARAMETERS, insert_if_absent, insert_row, insert_rows, table_of
from service.store.tables import Cycle, LedgerLeaf, LedgerPending

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_more_rows_than_one_statement_takes_all_come_back_in_order(database: Database) -> None:
    rows = [
        {"leaf": number, "hash": bytes([number % 256]) * 32, "recorded": NOON + timedelta(microseconds=number)}
        for number in range(MOST_PARAMETERS)
    ]

    def act(connection: Connection) -> None:
        insert_rows(connection, LedgerPending, rows)

    database.write(act)
    with database.reading() as connection:
        found = connection.execute(select(table_of(LedgerPending)).order_by(col(LedgerPending.leaf)))
        assert [dict(row) for row in found.mappings()] == rows


def test_no_rows_are_no_statement(database: Database) -> None:
    database.write(lambda connection: insert_rows(connection, LedgerPending, []))

    with database.reading() as connection:
        assert connection.execute(select(table_of(LedgerPending))).first() is None


def test_a_row_tells_what_the_database_gave_it(database: Database) -> None:
    def act(connection: Connection) -> list[int]:
        leaf = {"kind": "revision", "subject": "urn:x", "commitment": b"c" * 32, "recorded": NOON}
        return [insert_row(connection, LedgerLeaf, {**leaf, "hash": bytes([n]) * 32}, "id") for n in (1, 2, 3)]

    first, second, third = database.write(act)
    assert first < second < third


def test_what_a_row_does_not_say_is_what_the_table_says_and_a_second_one_is_not_inserted(database: Database) -> None:
    row = {"id": "2026", "framework": "paris-2025@1", "framework_hash": "0", "opens": NOON, "closes": NOON}

    def act(connection: Connection) -> tuple[bool, bool]:
        once = insert_if_absent(connection, Cycle, {**row, "created": NOON})
        return once, insert_if_absent(connection, Cycle, {**row, "created": NOON, "zone": "Europe/Paris"})

    assert database.write(act) == (True, False)
    with database.reading() as connection:
        found = connection.execute(select(table_of(Cycle))).mappings().one()
    assert (found["zone"], found["version"]) == ("UTC", 1)
