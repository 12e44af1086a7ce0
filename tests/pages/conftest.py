"""The example cycle filed once for all page tests, and clients that read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.app import create_app
from service.settings import Settings
from tests.example import example_database


@pytest.fixture(scope="session")
def example_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with the whole example cycle in it."""
    return example_database(sqlite_template, tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def reader(example_url: str) -> Iterator[TestClient]:
    """A visitor without an account, on the example cycle."""
    app = create_app(Settings(database_url=example_url, requests_per_minute=0, secret_key=SecretStr("x" * 40)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
