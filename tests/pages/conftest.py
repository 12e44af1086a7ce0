"""A visitor of the example cycle, for all page tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.app import create_app
from service.settings import Settings


@pytest.fixture(scope="session")
def reader(example_url: str) -> Iterator[TestClient]:
    """A visitor without an account, on the example cycle."""
    app = create_app(Settings(database_url=example_url, requests_per_minute=0, secret_key=SecretStr("x" * 40)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
