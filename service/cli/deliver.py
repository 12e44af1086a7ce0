"""`enregard deliver`: telling webhooks what waits for them, where the service does not run all the time."""

from __future__ import annotations

import click


@click.command("deliver")
def command() -> None:
    """Tell webhooks (ENREGARD_SECRET_KEY signs) what waits for them, once; a running service does it by itself."""
    from service.cli.opened import opened
    from service.settings import settings
    from service.workflows.deliver import deliver_round

    with opened() as house:
        arrived, failed = deliver_round(house.database, settings())
    click.echo(f"✓ {arrived}, ✗ {failed}")
