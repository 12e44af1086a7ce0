"""`enregard cycle`: opening a cycle, and its roster of signatories."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

_day = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.group("cycle")
def command() -> None:
    """Open a cycle of self-assessments and keep its roster."""


@command.command("create")
@click.argument("id_", metavar="ID")
@click.option("--framework", default="paris-2025", show_default=True, help="ID or ID@VERSION; fixed for good.")
@click.option("--opens", type=_day, required=True, help="First moment of the cycle, UTC.")
@click.option(
    "--closes", type=_day, required=True, help="First moment after it, UTC: later submissions are marked late."
)
def create(id_: str, framework: str, opens: datetime, closes: datetime) -> None:
    """Open the cycle ID."""
    from service.cli.opened import opened
    from service.workflows.cycles import create_cycle

    with opened() as house:
        chosen = create_cycle(
            house.database,
            house.frameworks,
            id_=id_,
            framework=framework,
            opens=opens.replace(tzinfo=UTC),
            closes=closes.replace(tzinfo=UTC),
        )
    click.echo(f"{id_}: {chosen.ref}, {opens:%Y-%m-%d %H:%M} – {closes:%Y-%m-%d %H:%M} UTC")


@command.command("roster")
@click.argument("id_", metavar="ID")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def roster(id_: str, file: Path) -> None:
    """Add and update the signatories of cycle ID from a CSV FILE; nobody is removed (a leaver has status `left`)."""
    from service.cli.opened import opened
    from service.workflows.signatories import write_roster
    from service.workflows.roster import RosterRefused, read_roster

    try:
        signatories = read_roster(file)
    except RosterRefused as refusal:
        told = [f"{fault.code} {file.name}:{fault.line} {fault.message['en']}" for fault in refusal.faults]
        raise click.ClickException("\n".join(told)) from refusal
    with opened() as house:
        added, updated = write_roster(house.database, id_, signatories)
    click.echo(f"{id_}: +{added}, ~{updated}")
