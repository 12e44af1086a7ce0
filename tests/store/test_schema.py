"""Migrations make the very tables the code knows, on both databases, all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from service.store import guards, schema
from service.store.engine import Database
from service.store.tables import INSERT_ONLY, metadata


def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    assert differences == []
    assert schema.current(database) == schema.newest()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    schema.upgrade(database)

    assert schema.current(database) == schema.newest()


def test_every_insert_only_table_is_guarded_and_no_other(database: Database) -> None:
    query = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if database.dialect == "sqlite"
        else "SELECT event_object_table, trigger_name FROM information_schema.triggers"
    )
    with database.reading() as connection:
        guarded = {table for table, name in connection.exec_driver_sql(query) if "refuse" in name}

    assert guarded == set(INSERT_ONLY)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migration_that_breaks_off_leaves_nothing_behind(
    kind: str, tmp_path: Path, empty_postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else empty_postgres()
    database = Database.open(url)
    written = guards.guard_statements

    def break_off(dialect: str, table: str, *keys: tuple[str, ...]) -> object:
        if table == "evidence":
            raise RuntimeError("power cut")
        return written(dialect, table, *keys)

    with monkeypatch.context() as broken:
        broken.setattr("service.store.guards.guard_statements", break_off)
        with pytest.raises(RuntimeError, match="power cut"):
            schema.upgrade(database)
        assert inspect(database.engine).get_table_names() == []
    schema.upgrade(database)

    assert schema.current(database) == schema.newest()
    database.close()
