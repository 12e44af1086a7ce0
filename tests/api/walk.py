"""Every route of the API by name, and a visitor who writes down what is sent to them and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from service.doors import api_router
from tests.api.conftest import Stage

API = "/api/v1"


def routes_of(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    """Yield every API route, those of included routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            inner = getattr(route, "original_router", None)
            assert inner is not None, f"{route} is a route nobody guards"
            yield from routes_of(inner.routes)


API_ROUTES = list(routes_of(api_router().routes))


class Walk:
    """A visitor who writes down, for each route by name, the first body sent and the first JSON of each status."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sent: dict[str, Any] = {}
        self.came: dict[str, dict[str, Any]] = {}
        self._browsers: dict[str, TestClient] = {}

    def __call__(self, who: str, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """Ask, as the program of `who` or, where `person` is said, as somebody signed in."""
        client = self.browser(who) if options.pop("person", False) else self.stage.client(who)
        if body is not None:
            options["json"] = body
        answer = client.request(method, API + path, **options)
        assert answer.status_code < 400, (method, path, answer.text)
        name = _named(method, path)
        if body is not None:
            self.sent.setdefault(name, body)
        if answer.headers.get("content-type", "").partition(";")[0].endswith("json"):
            self.came.setdefault(name, {}).setdefault(str(answer.status_code), answer.json())
        return answer

    def browser(self, who: str) -> TestClient:
        """Return the one browser in which somebody of `who` is signed in."""
        if who not in self._browsers:
            self._browsers[who] = self.stage.browser(who)
        return self._browsers[who]

    def forget(self, who: str) -> None:
        """Have somebody else sign in next: the session has just been renewed."""
        del self._browsers[who]


def _named(method: str, path: str) -> str:
    bare = path.partition("?")[0]
    for route in API_ROUTES:
        if method in route.methods and route.path_regex.match(bare):
            return route.name
    raise AssertionError(f"no route answers {method} {path}")
