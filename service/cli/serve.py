"""`enregard serve`: the service, until it is stopped."""

from __future__ import annotations

import click


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
    from service.settings import settings

    if workers > 1 and settings().database_url.startswith("sqlite"):
        raise click.UsageError("SQLite serves one process; set ENREGARD_DATABASE_URL to PostgreSQL for more.")
    with opened(upgraded=True):
        pass
    uvicorn.run(
        "service.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        timeout_keep_alive=10,
        limit_concurrency=1000,
    )
