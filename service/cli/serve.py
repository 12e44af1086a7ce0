"""`enregard serve`: the service, until it is stopped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from service.cli.refusals import refusal

if TYPE_CHECKING:
    from fastapi import FastAPI


THREADS_WAIT_SECONDS = 0.000_5
"""Longest time that the event loop or the writer waits for the other to let go of the interpreter. Each statement of
SQLite lets go of it, and a profile showed long waits there under Python's own 5 milliseconds; what the shorter interval
gains has not been measured apart."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes (PostgreSQL above 1)."
)
def command(host: str, port: int, workers: int) -> None:
    """Serve the API and the start page; the schema is brought up to date first."""
    import uvicorn

    from service.cli.opened import opened
    from service.settings import settings, share_counters
    from service.workflows.log_key import ensured_key

    if workers > 1 and settings().database_url.startswith("sqlite"):
        raise click.UsageError(refusal("sqlite_one"))
    with opened(upgraded=True):
        ensured_key(settings())
    if workers > 1:
        share_counters()
    uvicorn.run(
        "service.cli.serve:journalled_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        access_log=False,  # it would write addresses and queries down; `observed.py` tells what is needed
        log_config=None,
        forwarded_allow_ips=settings().trusted_proxies,
        timeout_keep_alive=10,
        limit_concurrency=1000,
    )


def journalled_app() -> FastAPI:
    """Return the application with its log opened: what each process of the service runs."""
    from service.app import create_app
    from service.journal import open_journal

    open_journal()
    sys.setswitchinterval(THREADS_WAIT_SECONDS)
    return create_app()
