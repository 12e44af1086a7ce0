"""`enregard cycle`: making a cycle, its dates and phases, its roster of signatories, and workbooks filed in bulk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.cycle_bulk import bulk
from service.cli.cycle_told import say
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.figures import RosterStatus
    from indicators.model import Language
    from service.workflows.run_cycle import ActPhase

_day = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.group("cycle")
def command() -> None:
    """Make and run a cycle of self-assessments, and keep its roster."""


command.add_command(bulk)


@command.command("create")
@click.argument("id_", metavar="ID")
@click.option("--framework", default="paris-2025", show_default=True, help="ID or ID@VERSION; fixed for good.")
@click.option("--opens", type=_day, required=True, help="First moment of the cycle, by the clock of --zone.")
@click.option("--closes", type=_day, required=True, help="First moment after it: later submissions are marked late.")
@click.option("--replies-until", type=_day, help="First moment after the contradictory period.")
@click.option("--zone", default="UTC", show_default=True, help="IANA time zone, for example Europe/Paris.")
@language_option()
def create(
    id_: str,
    framework: str,
    opens: datetime,
    closes: datetime,
    replies_until: datetime | None,
    zone: str,
    language: Language,
) -> None:
    """Make the cycle ID."""
    from service.cli.opened import opened
    from service.workflows.cycles import create_cycle
    from service.workflows.moments import local, moment_in

    with opened(language=language) as house:
        begins, ends = moment_in(opens, zone), moment_in(closes, zone)
        until = moment_in(replies_until, zone) if replies_until else None
        chosen = create_cycle(
            house.database,
            house.frameworks,
            id_=id_,
            framework=framework,
            opens=begins,
            closes=ends,
            replies_until=until,
            zone=zone,
        )
    shown = {"opens": local(begins, zone), "closes": local(ends, zone), "replies_until": local(until, zone)}
    say("made", language, id=id_, framework=chosen.ref, **shown)


@command.command("show")
@click.argument("id_", metavar="ID")
@language_option()
def show(id_: str, language: Language) -> None:
    """Tell where cycle ID stands, every phase that began, and how far its signatories are."""
    from dataclasses import asdict

    from service.cli.cycle_told import tell_cycle, tell_transition
    from service.cli.opened import opened
    from service.store import funnel
    from service.workflows.cycles import known_cycle
    from service.workflows.transitions import timeline

    now = datetime.now(UTC)
    with opened(language=language) as house, house.database.reading() as connection:
        found = known_cycle(connection, id_)
        begun = timeline(connection, found, now)
        counts = asdict(funnel.funnel(connection, id_))
    tell_cycle(found, now, language)
    for transition in begun:
        tell_transition(transition, found.zone, language)
    say("funnel", language, **counts)


@command.command("freeze")
@click.argument("id_", metavar="ID")
@click.option("--reason", help="Why, in your words; kept with the act.")
@language_option()
def freeze(id_: str, reason: str | None, language: Language) -> None:
    """Freeze cycle ID: both sides rest while its figures are published."""
    _begin(id_, "frozen", reason, language)


@command.command("publish")
@click.argument("id_", metavar="ID")
@click.option("--reason", help="Why, in your words; kept with the act.")
@language_option()
def publish(id_: str, reason: str | None, language: Language) -> None:
    """End the freeze of cycle ID, which has an edition: what comes now enters its next one.

    Publishing an edition publishes its cycle by the same act; without any edition this is refused.
    """
    _begin(id_, "published", reason, language)


def _begin(id_: str, phase: ActPhase, reason: str | None, language: Language) -> None:
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.workflows.moments import local
    from service.workflows.run_cycle import begin

    with opened(language=language) as house:
        cycle = begin(house.database, OPERATOR, id_, phase, reason=reason)
    at = cycle.frozen if phase == "frozen" else cycle.published
    say("begun", language, id=id_, phase=phase, at=local(at, cycle.zone))


@command.command("roster")
@click.argument("id_", metavar="ID")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@language_option()
def roster(id_: str, file: Path, language: Language) -> None:
    """Add and update the signatories of cycle ID from a CSV FILE; nobody is removed (a leaver has status `left`)."""
    from service.cli.opened import opened
    from service.workflows.roster import RosterRefused, read_roster
    from service.workflows.signatories import write_roster

    try:
        signatories = read_roster(file)
    except RosterRefused as refusal:
        told = [f"{fault.code} {file.name}:{fault.line} {fault.message[language]}" for fault in refusal.faults]
        raise click.ClickException("\n".join(told)) from refusal
    with opened(language=language) as house:
        added, updated = write_roster(house.database, id_, signatories)
    say("roster", language, id=id_, added=added, updated=updated)


@command.command("signatory")
@click.argument("id_", metavar="ID")
@click.argument("signatory")
@click.option("--status", type=click.Choice(["invited", "joined", "left"]), required=True)
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d"]), help="The day it holds from; today if not given.")
@click.option("--reason", help="Why, in your words; kept with the act.")
@language_option()
def signatory(
    id_: str, signatory: str, status: RosterStatus, on: datetime | None, reason: str | None, language: Language
) -> None:
    """Say that SIGNATORY of cycle ID is invited, has joined or has left; who left stays on record."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.workflows.signatories import change_status

    with opened(language=language) as house:
        day = on.date() if on else None
        row, since = change_status(house.database, OPERATOR, id_, signatory, status, on=day, reason=reason)
    say("signatory", language, id=id_, signatory=signatory, name=row.name, status=row.status, on=since)
