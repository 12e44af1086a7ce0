"""Runs the migrations on the connection that `service.store.schema` hands over, or on ENREGARD_DATABASE_URL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from service.settings import settings
from service.store.engine import open_engine
from service.store.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _main() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = open_engine(settings().database_url)
    with engine.execution_options(enregard_writes=True).begin() as connection:
        _run(connection)


_main()
