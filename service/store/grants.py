"""What the database role that serves requests may do on PostgreSQL: nothing on a filed row but read it and add others.

Triggers refuse changes to filed rows from everyone; this takes from the serving role even the right to try, and to
switch a trigger off, which only a table's owner may. Migrations and erasures are the owner's, from the command line.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from service.errors import ServiceError
from service.store.engine import Database
from service.store.tables import INSERT_ONLY, metadata

_ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


def grant(database: Database, role: str) -> None:
    """Give an existing `role` what serving takes, and nothing more on the tables of the service; safe to run again.

    Raises ServiceError `postgresql_only`, `bad_role` (422), `unknown_role` (404).
    """
    if database.dialect != "postgresql":
        raise ServiceError("postgresql_only", 422)
    if not _ROLE.fullmatch(role):
        raise ServiceError("bad_role", 422, {"role": role[:80]})

    def act(connection: Connection) -> None:
        known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
        if known is None:
            raise ServiceError("unknown_role", 404, {"role": role})
        for statement in _statements(role):
            connection.exec_driver_sql(statement)

    database.write(act)


def _statements(role: str) -> list[str]:
    filed = ", ".join(f'"{name}"' for name in INSERT_ONLY)
    living = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name not in INSERT_ONLY)
    return [
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT SELECT, INSERT ON {filed} TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON {living} TO "{role}"',
        f'GRANT SELECT ON alembic_version TO "{role}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
    ]
