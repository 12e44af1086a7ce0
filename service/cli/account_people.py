"""`enregard account invite | people | remove | reset | accredit | record`: people, and what unions are accredited for.

The operator speaks here, with the secretariat's rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.account_words import said
from service.cli.usage import language_option

if TYPE_CHECKING:
    from service.errors import Language
    from service.store.engine import Database
    from service.workflows.people.invitations import MemberRole
    from service.workflows.people.reception import Reception


def _reception(database: Database) -> Reception:
    from service.settings import settings
    from service.workflows.people.reception import open_reception

    return open_reception(settings(), database)


@click.command("invite")
@click.argument("organisation")
@click.argument("email")
@click.option("--admin", is_flag=True, help="Someone who invites and removes others.")
@language_option()
def invite(organisation: str, email: str, admin: bool, language: Language) -> None:
    """Invite EMAIL to ORGANISATION: the link is sent where a mail server is set, else printed once."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.store.idempotency import Answered
    from service.workflows.people.invitations import Wanted
    from service.workflows.people.invitations import invite as act

    role: MemberRole = "admin" if admin else "member"
    with opened(language=language) as house:
        wanted = Wanted(organisation, email, role, language)
        _, link = act(_reception(house.database), OPERATOR, wanted, present=lambda row: Answered(201, row.id))
    _hand_over(link, "invited", email, organisation, language)


@click.command("people")
@click.argument("organisation")
@language_option()
def people(organisation: str, language: Language) -> None:
    """List the people of ORGANISATION."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.workflows.people.members import members_of

    with opened(language=language) as house:
        for one in members_of(_reception(house.database), OPERATOR, organisation):
            click.echo(f"{one.email}  {one.name}  {said(f'role.{one.role}', language)}  {one.since:%Y-%m-%d}")


@click.command("remove")
@click.argument("organisation")
@click.argument("email")
@language_option()
def remove(organisation: str, email: str, language: Language) -> None:
    """End the membership of EMAIL in ORGANISATION, and the tokens this person made for it."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.workflows.people.members import remove as act

    with opened(language=language) as house:
        reception = _reception(house.database)
        act(reception, OPERATOR, organisation, _person(reception, organisation, email, language))
    click.echo(said("removed", language, email=email, organisation=organisation))


@click.command("reset")
@click.argument("organisation")
@click.argument("email")
@language_option()
def reset(organisation: str, email: str, language: Language) -> None:
    """Make a link to a new password for EMAIL, a member of ORGANISATION: sent, or printed once."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.workflows.people.resets import hand_reset

    with opened(language=language) as house:
        reception = _reception(house.database)
        link = hand_reset(reception, OPERATOR, organisation, _person(reception, organisation, email, language))
    _hand_over(link, "sent", email, organisation, language)


@click.command("accredit")
@click.argument("union")
@click.option("--ground", required=True, help="Why; it is on the record.")
@click.option("--cycle", help="For this cycle only; for all of them when not given.")
@click.option("--end", is_flag=True, help="End the accreditation instead.")
@language_option()
def accredit(union: str, ground: str, cycle: str | None, end: bool, language: Language) -> None:
    """Accredit UNION, which then sees every submission of the cycle and whose annotations can contest."""
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.store.idempotency import Answered
    from service.workflows.people.accrediting import Decision, decide

    decision = Decision("ended" if end else "granted", ground, cycle)
    with opened(language=language) as house:
        decide(house.database, OPERATOR, union, decision, present=lambda row, _: Answered(201, row.ground))
    click.echo(f"{union}: {said(f'act.{decision.act}', language)} – {cycle or said('every_cycle', language)}")


@click.command("record")
@click.argument("union")
@language_option()
def record(union: str, language: Language) -> None:
    """Show every act on the accreditation of UNION, oldest first."""
    from service.cli.opened import opened
    from service.workflows.people.accrediting import record_of

    with opened(language=language) as house:
        for one in record_of(house.database, union)[0]:
            scope = one.cycle or said("every_cycle", language)
            by = one.speaker or said("by_operator", language)
            act = said(f"act.{one.act}", language)
            click.echo(f"{one.created:%Y-%m-%d %H:%M} UTC  {act}  {scope}  {by}  {one.ground}")


COMMANDS = (invite, people, remove, reset, accredit, record)


def _person(reception: Reception, organisation: str, email: str, language: Language) -> str:
    from service.actors import OPERATOR
    from service.workflows.people.members import members_of

    for one in members_of(reception, OPERATOR, organisation):
        if one.email == email.strip().lower():
            return one.account
    raise click.ClickException(said("nobody", language, organisation=organisation, email=email))


def _hand_over(link: str | None, sent: str, email: str, organisation: str, language: Language) -> None:
    if link is None:
        click.echo(said(sent, language, email=email, organisation=organisation))
        return
    click.echo(link)
    click.echo(said("hand_over", language, email=email), err=True)
