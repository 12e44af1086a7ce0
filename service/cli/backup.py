"""`enregard backup`: the whole database as one file."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.refusals import refusal


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write everything the database (ENREGARD_DATABASE_URL) holds to FILE, a zip; the service may go on meanwhile.

    The file is as confidential as the database. It holds no secret in clear and no session.
    """
    from service.cli.opened import opened
    from service.workflows.backup import back_up

    with opened() as house:
        try:
            backup = back_up(house.database, file, told=tell)
        except FileExistsError as error:
            raise click.ClickException(refusal("exists", file=file)) from error
    total = sum(backup.rows.values())
    click.echo(f"{file}: {total} rows · lignes, schema {backup.schema}, {backup.taken:%Y-%m-%d %H:%M:%S} UTC")


def tell(table: str, rows: int) -> None:
    """Show that a table is done, on standard error."""
    click.echo(f"  {table}: {rows}", err=True)
