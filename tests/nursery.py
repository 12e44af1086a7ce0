"""A process that has imported the service once, and served once, and forks a real server from itself on demand, so that
a test can kill many. Each line of its input is `PORT DATABASE_URL`; it answers with the server's process id.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from multiprocessing import forkserver
from pathlib import Path

import uvicorn
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from service.store import schema
from service.store.engine import Database
from tests.journeys.callers import hired
from tests.people import KEY
from tests.running import dies_with_its_parent


def serve(port: int, database_url: str) -> None:
    """Be a server, leader of a session of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    dies_with_its_parent()
    uvicorn.run(create_app(_settings(database_url)), port=port, log_level="error")


def _settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, intake_workers=1, requests_per_minute=0, secret_key=KEY)


def _practise() -> None:
    """Serve each caller once on a database that is thrown away: what is made at the first request is made here."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'practice.db'}"
        database = Database.open(url)
        schema.upgrade(database)
        database.close()
        callers = hired(url, "http://testserver")
        with TestClient(create_app(_settings(url))) as client:
            for caller in callers:
                answer = client.post(caller.path, json=caller.body(1), headers=caller.headers)
                assert answer.status_code == 201, answer.text
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # each server starts its own: this one is not its child


def main() -> None:
    """Fork a server for each line."""
    dies_with_its_parent()
    _practise()
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
