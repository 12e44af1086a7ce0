"""`enregard log`: the key that signs the public log, its checkpoints, and verifying them offline."""

from __future__ import annotations

import click


@click.group("log")
def command() -> None:
    """Sign and verify the public log."""


@command.command("key")
def key() -> None:
    """Show the key that verifies the log; the signing key is made where there is none (ENREGARD_LOG_KEY_FILE)."""
    from service.errors import ServiceError
    from service.settings import settings
    from service.workflows.log_key import ensured_key

    try:
        click.echo(str(ensured_key(settings()).verifier))
    except ServiceError as error:
        raise click.ClickException(str(error)) from error


@command.command("checkpoint")
def checkpoint() -> None:
    """Sign the log now, however few leaves wait, and print the signed note."""
    from service.cli.opened import opened
    from service.clock import utc_now
    from service.settings import settings
    from service.workflows.checkpoints import make_checkpoint
    from service.workflows.log_key import ensured_key

    with opened(upgraded=True) as house:
        made = make_checkpoint(house.database, ensured_key(settings()), utc_now())
    if made is None:
        raise click.ClickException("the log is empty")
    click.echo(made.note, nl=False)
