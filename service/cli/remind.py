"""`enregard remind`: reminding companies of replies that are due, where the service does not run all the time."""

from __future__ import annotations

import click


@click.command("remind")
def command() -> None:
    """Remind companies of replies that are due, each reminder once; a running service does it by itself. For cron.

    By mail where ENREGARD_SMTP_HOST is set, else on their first page and the secretariat's. Exit 1: a mail server took
    no letter; the next call tries again.
    """
    from service.cli.opened import opened
    from service.settings import settings
    from service.workflows.people.post import Post
    from service.workflows.remind import Desk, remind_round

    with opened() as house:
        chosen = settings()
        done = remind_round(Desk(house.database, chosen.public_url, Post.of(chosen)))
    click.echo(f"✉ {done.mailed}, ◦ {done.shown}, ✗ {done.failed}")
    if done.failed:
        raise click.exceptions.Exit(1)
