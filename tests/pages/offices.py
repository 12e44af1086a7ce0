"""A desk in an office of the example cycle: a copy of its database, a clock that stands still, a person signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from pydantic import SecretStr

from service.app import create_app, open_house
from service.demo.edition import LOG_KEY
from service.dependencies import House
from service.settings import Settings
from service.visitors import cookie_name
from tests.example import copied
from tests.people import KEY, joined
from tests.running import await_ready, free_port

ADDRESS = "http://127.0.0.1:8000"
MORNING = datetime(2026, 7, 1, 8, tzinfo=UTC)
"""A month after the example's edition was published."""


@dataclass
class StandingClock:
    """A clock that stands where the test puts it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    """A service over a copy of the example, and its clock."""

    app: FastAPI
    house: House
    clock: StandingClock

    def session(self, organisation: str) -> tuple[str, str]:
        """Let somebody of an organisation sign in; returns the name and the value of their cookie."""
        reception = self.house.reception
        secret = joined(reception, organisation, f"{organisation.lower()}@example.org").secret
        return cookie_name(reception), secret

    def browser(self, organisation: str | None = None) -> Browser:
        """Return a browser, of somebody who is signed in for an organisation, or of nobody."""
        client = TestClient(self.app, base_url=ADDRESS, follow_redirects=True)
        if organisation is not None:
            client.cookies.set(*self.session(organisation))
        return Browser(client)


@dataclass
class Browser:
    """A browser that keeps cookies and sends the forms of the pages it reads."""

    client: TestClient

    def read(self, path: str) -> Response:
        """Read a page that is there."""
        found = self.client.get(path)
        assert found.status_code == 200, f"{path}: {found.status_code} {found.text[:400]}"
        return found

    def send(
        self,
        path: str,
        fields: dict[str, str],
        *,
        to: str = "",
        file: tuple[str, bytes] | None = None,
        named: str = "file",
    ) -> Response:
        """Send a form of the page at `path` to `to`, or back to the same address."""
        token = form_token(self.read(path))
        files = {named: (*file, "application/octet-stream")} if file else None
        return self.client.post(to or path, data={"form_token": token, **fields}, files=files)


def office(example_url: str, directory: Path) -> Office:
    """Open an office over a copy of the example in `directory`; its clock stands at `MORNING`."""
    return office_at(copied(example_url, directory), MORNING, log_key_file=directory / LOG_KEY)


def office_at(url: str, now: datetime, **settings: Any) -> Office:
    """Open an office over a database, with its clock standing at `now`."""
    chosen = Settings(
        database_url=url,
        public_url=ADDRESS,
        requests_per_minute=0,
        secret_key=SecretStr(KEY),
        **settings,
    )
    app = create_app(chosen)
    app.state.house = house = open_house(chosen)
    house.clock = clock = StandingClock(now)
    return Office(app, house, clock)


@contextmanager
def opened(here: Office) -> Iterator[str]:
    """Open an office to real browsers; gives its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(here.app, port=port, lifespan="off", log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{port}"
    await_ready(address)
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(20)


def form_token(page: Response) -> str:
    """Return the token that the forms of a page carry."""
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token is not None, "the page has no form"
    return token[1]


def plain(page: Response) -> str:
    """Return the words of a page in one line, without its marks."""
    body = page.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'").replace("&amp;", "&")
