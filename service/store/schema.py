"""Bringing a database to the newest schema, and asking which schema it has. The steps are in `service/migrations`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import service
from service.store.engine import Database

_MIGRATIONS = Path(service.__file__).with_name("migrations")
_LOCK = 0x656E7265  # any constant of our own: two upgrades at once wait for each other on PostgreSQL


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return configuration


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring `database` to `revision`, in one transaction: stopped half-way it stays as it was."""
    database.write(lambda connection: upgrade_within(connection, revision))


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same inside a transaction of the caller's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, revision)


def newest() -> str:
    """Return the newest revision of the schema that this code knows."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    assert head is not None
    return head


def current(database: Database) -> str | None:
    """Return the revision of the schema that `database` has, None where it has none."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()
