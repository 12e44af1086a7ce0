"""What surrounds every request: its id, the headers that keep browsers careful, and a bound on its body.

Written against ASGI itself, so that a body is refused while it streams in and nothing is copied.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import problem
from service.errors import ServiceError
from service.rates import Rates

_LOGGER = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


class Surroundings:
    """Gives each request an id (the client's, where it is harmless) and each response its headers; what nobody expected
    is logged under that id and answered without a word of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        id_ = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = id_

        bare = scope["method"] == "HEAD"
        if bare:  # what GET answers, without its body (RFC 9110, section 9.3.2)
            scope = {**scope, "method": "GET"}
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = id_
                framed = "frame-ancestors *" in headers.get("Content-Security-Policy", "")
                for name, value in _CAREFUL.items():
                    if not (framed and name == "X-Frame-Options"):  # a page made to be shown on other sites
                        headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            elif bare and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            _LOGGER.exception("request %s failed", id_)
            if started:
                raise
            await problem(Request(scope), "unexpected", 500)(scope, receive, sending)


class Paced:
    """Counts each request towards the bound of its address; beyond it the answer is 429 until the window moves on."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] not in ("/healthz", "/readyz"):
            try:
                self._rates.count_address(scope["client"][0] if scope.get("client") else "")
            except ServiceError as refused:
                await problem(Request(scope), refused.code, refused.status, refused.params)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class TooLarge(HTTPException):
    """The body grew beyond `limit` bytes. An HTTPException, because FastAPI lets no other one out of body reading."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, detail=str(limit))


class BodyLimit:
    """Refuses a body above the limit of its address: at once by its declared length, else while it streams in."""

    def __init__(self, app: ASGIApp, limit_of: Callable[[str], int]) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and (len(declared) > 12 or int(declared) > limit):
            refusal = problem(Request(scope), "body_too_large", 413, {"limit": str(limit)})
            await refusal(scope, receive, send)
            return
        received = 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise TooLarge(limit)
            return message

        await self._app(scope, receiving, send)
