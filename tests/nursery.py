"""A process that has imported the service once and forks a real server from itself on demand, so that a test can kill
many. Each line of its input is `PORT DATABASE_URL`; it answers with the server's process id.
"""

from __future__ import annotations

import os
import signal
import sys

import uvicorn

from indicators.loader import bundled
from service.app import create_app
from service.doors import every_route
from service.settings import Settings
from tests.people import KEY
from tests.running import dies_with_its_parent


def serve(port: int, database_url: str) -> None:
    """Be a server, leader of a session of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    dies_with_its_parent()
    settings = Settings(database_url=database_url, intake_workers=1, requests_per_minute=0, secret_key=KEY)
    uvicorn.run(create_app(settings), port=port, log_level="error")


def main() -> None:
    """Fork a server for each line. The framework is read and the routes are made first, so that no server has to."""
    dies_with_its_parent()
    bundled()
    every_route()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a killed server leaves no zombie
    for line in sys.stdin:
        port, database_url = line.split()
        child = os.fork()
        if child == 0:
            serve(int(port), database_url)
            os._exit(0)
        print(child, flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
