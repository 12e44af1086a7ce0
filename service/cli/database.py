"""`enregard db`: the schema of the database."""

from __future__ import annotations

import click


@click.group("db")
def command() -> None:
    """Bring the database (ENREGARD_DATABASE_URL) to the newest schema."""


@command.command("upgrade")
def upgrade() -> None:
    """Run every migration that is missing, in one transaction; safe to run again."""
    from service.cli.opened import opened
    from service.store import schema

    with opened() as house:
        before = schema.current(house.database)
        schema.upgrade(house.database)
        click.echo(f"{before or '∅'} → {schema.newest()}")
