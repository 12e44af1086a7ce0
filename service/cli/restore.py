"""`enregard restore`: a backup, back into an empty database."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.backup import tell


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Put the backup FILE into the empty database of ENREGARD_DATABASE_URL, of either kind, all of it or nothing."""
    from service.cli.opened import opened
    from service.workflows.backup import restore

    with opened() as house:
        backup = restore(house.database, file, told=tell)
    total = sum(backup.rows.values())
    click.echo(f"{file}: {total} rows · lignes, {backup.taken:%Y-%m-%d %H:%M:%S} UTC")
