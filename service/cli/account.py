"""`enregard account`: organisations, their people and their bearer tokens. A token or a link is printed once, when it
is made. The words are in `account.yaml`; people and accreditations in `account_people.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.actors import KINDS, SCOPES, Kind, Scope
from service.cli import account_people
from service.cli.account_words import said
from service.cli.usage import language_option

if TYPE_CHECKING:
    from service.errors import Language
    from service.workflows.accounts import Issued

_scope = click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="Narrower than the widest.")
_days = click.option("--days", type=click.IntRange(1, 3650), default=400, show_default=True, help="Until it expires.")


@click.group("account")
def command() -> None:
    """Make accounts of companies, unions, the secretariat and analysts, invite their people, accredit unions."""


@command.command("create")
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--name", required=True)
@click.option("--id", "id_", help="Made from the name when not given.")
@click.option("--signatory", help="The company's id on the roster of --cycle.")
@click.option("--cycle")
@click.option("--unverified", is_flag=True, help="A union that is accredited later, or never.")
@_scope
@_days
@language_option()
def create(
    kind: Kind,
    name: str,
    id_: str | None,
    signatory: str | None,
    cycle: str | None,
    unverified: bool,
    scopes: tuple[Scope, ...],
    days: int,
    language: Language,
) -> None:
    """Make an organisation and its first token, which is printed once; a union is accredited for all cycles."""
    from service.cli.opened import opened
    from service.workflows.accounts import Place, alike, create_account

    if (signatory is None) != (cycle is None):
        raise click.UsageError(said("together", language))
    place = Place(cycle, signatory) if cycle is not None and signatory is not None else None
    with opened(language=language) as house:
        issued = create_account(
            house.database,
            kind=kind,
            name=name,
            id_=id_,
            place=place,
            scopes=scopes,
            days=days,
            verified=not unverified,
        )
        for other in alike(house.database, name, issued.organisation):
            click.echo(said("lookalike", language, id=other.id, name=other.name), err=True)
    _print(issued, language)


@command.command("token")
@click.argument("organisation")
@_scope
@_days
@language_option()
def token(organisation: str, scopes: tuple[Scope, ...], days: int, language: Language) -> None:
    """Make one more token for ORGANISATION."""
    from service.cli.opened import opened
    from service.workflows.accounts import add_token

    with opened(language=language) as house:
        issued = add_token(house.database, organisation, scopes=scopes, days=days)
    _print(issued, language)


@command.command("join")
@click.argument("organisation")
@click.option("--cycle", required=True)
@click.option("--signatory", required=True)
@language_option()
def join(organisation: str, cycle: str, signatory: str, language: Language) -> None:
    """Give the company ORGANISATION its place in a further cycle."""
    from service.cli.opened import opened
    from service.workflows.accounts import Place, join_cycle

    with opened(language=language) as house:
        join_cycle(house.database, organisation, Place(cycle, signatory))
    click.echo(said("joined", language, organisation=organisation, signatory=signatory, cycle=cycle))


@command.command("list")
@language_option()
def list_(language: Language) -> None:
    """List organisations and their tokens, by the tokens' ids and first characters."""
    from service.cli.opened import opened
    from service.workflows.accounts import accounts

    with opened(language=language) as house:
        for organisation, tokens in accounts(house.database):
            doubt = "" if organisation.verified else said("unaccredited", language)
            click.echo(f"{organisation.id}  {organisation.kind}  {organisation.name}{doubt}")
            for one in tokens:
                key, day = ("revoked_on", one.revoked) if one.revoked else ("until", one.expires)
                state = said(key, language, day=f"{day:%Y-%m-%d}")
                click.echo(f"  {one.id}  {one.prefix}…  {one.scopes}  {state}")


@command.command("revoke")
@click.argument("token_id")
@language_option()
def revoke(token_id: str, language: Language) -> None:
    """Revoke the token TOKEN_ID at once."""
    from service.cli.opened import opened
    from service.workflows.accounts import revoke_token

    with opened(language=language) as house:
        revoke_token(house.database, token_id)
    click.echo(said("revoked", language, id=token_id))


for _command in account_people.COMMANDS:
    command.add_command(_command)


def _print(issued: Issued, language: Language) -> None:
    click.echo(issued.secret)
    told = {"organisation": issued.organisation, "id": issued.id, "scopes": " ".join(issued.scopes)}
    click.echo(said("token", language, **told, until=f"{issued.expires:%Y-%m-%d}"), err=True)
