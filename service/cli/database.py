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


@command.command("grant")
@click.argument("role")
def grant(role: str) -> None:
    """Let an existing PostgreSQL ROLE serve requests: it reads and adds, and can change nothing that was filed."""
    from service.cli.opened import opened
    from service.store import grants

    with opened() as house:
        grants.grant(house.database, role)
    click.echo(role)
