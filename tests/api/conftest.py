"""The application on a fresh database, with a cycle, companies, unions and the others, and a client for each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indicators.loader import bundled
from indicators.model import Framework
from service.actors import KINDS, Kind
from service.app import create_app
from service.dependencies import House
from service.intake.confinement import ConfinedReader
from service.settings import Settings
from service.store.engine import Database
from service.visitors import FORM_TOKEN_HEADER, cookie_name
from service.workflows.accounts import create_account
from service.workflows.cycles import Frameworks
from service.workflows.people.invitations import MemberRole
from tests.people import KEY, joined
from tests.samples import company, open_cycle, self_assessment


@pytest.fixture(scope="session")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(1) as confined:
        yield confined


@pytest.fixture(scope="session")
def framework() -> Framework:
    return bundled()


@dataclass
class Stage:
    """A running application and everyone who may come to its doors; `clients` by name, `tokens` likewise."""

    app: FastAPI
    database: Database
    framework: Framework
    tokens: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def client(self, name: str = "nobody", **headers: str) -> TestClient:
        """Return a client that comes with the token of `name`, or with none."""
        if name in self.tokens:
            headers = {"Authorization": f"Bearer {self.tokens[name]}", **headers}
        return TestClient(self.app, raise_server_exceptions=False, headers=headers)

    def browser(self, name: str, role: MemberRole = "admin", **headers: str) -> TestClient:
        """Return a browser in which a person of `name` is signed in, who sends what our own pages would send."""
        reception = self.app.state.house.reception
        email = f"{role}.{secrets.token_hex(4)}@example.org"
        session = joined(reception, self.organisations[name], email, role)
        browser = self.client("nobody", **headers)
        browser.cookies.set(cookie_name(reception), session.secret)
        browser.headers[FORM_TOKEN_HEADER] = browser.get("/api/v1/me").json()["form_token"]
        return browser

    def body(self, **organisation: Any) -> dict[str, Any]:
        """Return a valid self-assessment."""
        return self_assessment(self.framework, **organisation)

    def filed(self, name: str = "company", **organisation: Any) -> dict[str, Any]:
        """File a valid self-assessment and return the revision."""
        response = self.client(name).post("/api/v1/cycles/2026/submissions", json=self.body(**organisation))
        assert response.status_code == 201, response.text
        revision: dict[str, Any] = response.json()
        return revision

    def employ(self, name: str, kind: Kind, **options: Any) -> None:
        """Make an account and remember its token."""
        issued = create_account(self.database, kind=kind, name=f"{name} (invented)", **options)
        self.tokens[name], self.organisations[name] = issued.secret, issued.organisation


def staged(database: Database, database_url: str, reader: ConfinedReader) -> Stage:
    """Set a stage on an upgraded database: one open cycle, two companies, one of each other kind, another union."""
    settings = Settings(database_url=database_url, requests_per_minute=0, secret_key=KEY)
    app = create_app(settings)
    app.state.house = House(settings, database, Frameworks(), reader)
    stage = Stage(app, database, bundled())
    open_cycle(database)
    for name, signatory in (("company", "EX-001"), ("other company", "EX-002")):
        issued = company(database, signatory, f"{name} (invented)")
        stage.tokens[name], stage.organisations[name] = issued.secret, issued.organisation
    for kind in KINDS[1:]:
        stage.employ(kind, kind)
    stage.employ("other union", "union")
    return stage


@pytest.fixture
def stage(database: Database, database_url: str, reader: ConfinedReader) -> Stage:
    """A stage on each kind of database."""
    return staged(database, database_url, reader)


@pytest.fixture
def light_stage(sqlite_url: str, reader: ConfinedReader) -> Iterator[Stage]:
    """A stage on SQLite alone, where the database is not what is asked about."""
    database = Database.open(sqlite_url)
    yield staged(database, sqlite_url, reader)
    database.close()
