"""`enregard account`: organisations and their bearer tokens. A token is printed once, when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.actors import KINDS, SCOPES, Kind, Scope

if TYPE_CHECKING:
    from service.workflows.accounts import Issued

_scope = click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="Narrower than the widest.")
_days = click.option("--days", type=click.IntRange(1, 3650), default=400, show_default=True, help="Until it expires.")


@click.group("account")
def command() -> None:
    """Make accounts of companies, unions, the secretariat and analysts, and their tokens."""


@command.command("create")
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--name", required=True)
@click.option("--id", "id_", help="Made from the name when not given.")
@click.option("--signatory", help="The company's id on the roster of --cycle.")
@click.option("--cycle")
@click.option("--unverified", is_flag=True, help="A union whose annotations contest nothing until it is verified.")
@_scope
@_days
def create(
    kind: Kind,
    name: str,
    id_: str | None,
    signatory: str | None,
    cycle: str | None,
    unverified: bool,
    scopes: tuple[Scope, ...],
    days: int,
) -> None:
    """Make an organisation and its first token, which is printed once."""
    from service.cli.opened import opened
    from service.workflows.accounts import Place, create_account

    if (signatory is None) != (cycle is None):
        raise click.UsageError("--signatory and --cycle go together.")
    if signatory is not None and kind != "company":
        raise click.UsageError("Only a company has a place on a roster.")
    place = Place(cycle, signatory) if cycle is not None and signatory is not None else None
    with opened() as house:
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
    _print(issued)


@command.command("token")
@click.argument("organisation")
@_scope
@_days
def token(organisation: str, scopes: tuple[Scope, ...], days: int) -> None:
    """Make one more token for ORGANISATION."""
    from service.cli.opened import opened
    from service.workflows.accounts import add_token

    with opened() as house:
        issued = add_token(house.database, organisation, scopes=scopes, days=days)
    _print(issued)


@command.command("join")
@click.argument("organisation")
@click.option("--cycle", required=True)
@click.option("--signatory", required=True)
def join(organisation: str, cycle: str, signatory: str) -> None:
    """Give the company ORGANISATION its place in a further cycle."""
    from service.cli.opened import opened
    from service.workflows.accounts import Place, join_cycle

    with opened() as house:
        join_cycle(house.database, organisation, Place(cycle, signatory))
    click.echo(f"{organisation} = {signatory} ({cycle})")


@command.command("list")
def list_() -> None:
    """List organisations and their tokens, by the tokens' ids and first characters."""
    from service.cli.opened import opened
    from service.workflows.accounts import accounts

    with opened() as house:
        for organisation, tokens in accounts(house.database):
            doubt = "" if organisation.verified else "  (unverified)"
            click.echo(f"{organisation.id}  {organisation.kind}  {organisation.name}{doubt}")
            for one in tokens:
                state = f"revoked {one.revoked:%Y-%m-%d}" if one.revoked else f"until {one.expires:%Y-%m-%d}"
                click.echo(f"  {one.id}  {one.prefix}…  {one.scopes}  {state}")


@command.command("revoke")
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """Revoke the token TOKEN_ID at once."""
    from service.cli.opened import opened
    from service.workflows.accounts import revoke_token

    with opened() as house:
        revoke_token(house.database, token_id)
    click.echo(f"{token_id} revoked")


def _print(issued: Issued) -> None:
    click.echo(issued.secret)
    click.echo(
        f"{issued.organisation}: token {issued.id}, {' '.join(issued.scopes)}, until {issued.expires:%Y-%m-%d}. "
        "It is not shown again.",
        err=True,
    )
