"""What stands in front of the public pages: a page that still holds is sent as it was written, without routing, thread
or template; one that does not is written once, however many ask for it.

Only for visitors who show nothing of themselves: with a token or a session of ours a page is never kept, nor found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access import require
from service.actors import PUBLIC
from service.dependencies import House
from service.errors import ServiceError
from service.pages.kept import IDENTITY, Kept, KeptPages, coding_of
from service.pages.standing import Standing
from service.store.stands import Stand
from service.tags import named

LANGUAGES: Final = ("/fr", "/en")
RESTS_ON: Final = "rests_on"
"""In the request's state: what the page rests on (`Footing`s), set by a page that may be kept."""

_LEFT_OUT: Final = (b"content-length", b"etag")
_WITH_A_BODY: Final = (b"content-type",)


@dataclass
class Foyer:
    """The pages of one house, where they stand, and which are being written."""

    house: House
    pages: KeptPages = field(default_factory=KeptPages)
    writing: dict[Hashable, asyncio.Future[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Ask where the house stands."""
        self.standing = Standing(self.house)


class Front:
    """Serves from the application's foyer (`app.state.foyer`)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        foyer: Foyer | None = getattr(scope["app"].state, "foyer", None) if scope["type"] == "http" else None
        headers = Headers(scope=scope) if foyer else Headers()
        stands = await foyer.standing.now() if foyer and _from_anyone(scope, headers) else None
        if foyer is None or stands is None:
            await self._app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        kept = _holding(foyer, key, stands)
        while kept is None and key in foyer.writing:
            if not await foyer.writing[key]:  # it is not a page to keep: nobody need wait for anybody
                await self._app(scope, receive, send)
                return
            kept = _holding(foyer, key, stands)
        kept = kept or await self._write_once(foyer, key, stands, (scope, receive, send))
        if kept is not None:
            await _send(foyer, kept, scope, headers, send)

    async def _write_once(
        self, foyer: Foyer, key: Hashable, stands: Stand, asked: tuple[Scope, Receive, Send]
    ) -> Kept | None:
        """Have the page written while others wait for it; None where it was no page to keep, and is sent already."""
        foyer.writing[key] = asyncio.get_running_loop().create_future()
        kept = None
        try:
            kept = await self._written(*asked, stands)
            if kept is not None:
                foyer.pages.keep(key, kept)
        finally:
            foyer.writing.pop(key).set_result(kept is not None)
        return kept

    async def _written(self, scope: Scope, receive: Receive, send: Send, stands: Stand) -> Kept | None:
        """Let the page be written; return it where it may be kept, else send it on and return None."""
        start: Message | None = None
        body = bytearray()

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200 and RESTS_ON in scope["state"]:
                start = message
            elif start is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, take)
        if start is None:
            return None
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in _LEFT_OUT]
        rests_on = scope["state"][RESTS_ON]
        return Kept(headers, bytes(body), rests_on, stands.parts(rests_on), scope.get("route"))


def _from_anyone(scope: Scope, headers: Headers) -> bool:
    """Whether a page is asked for by somebody who shows no token and no session."""
    asks = scope["method"] == "GET" and scope["path"].startswith(LANGUAGES)
    return asks and "authorization" not in headers and "enregard" not in headers.get("cookie", "")


def _holding(foyer: Foyer, key: Hashable, stands: Stand) -> Kept | None:
    found = foyer.pages.get(key)
    return found if found is not None and found.stood == stands.parts(found.rests_on) and _open(found) else None


def _open(page: Kept) -> bool:
    """Whether the table of rights lets everyone in, as a route would ask it."""
    try:
        require(PUBLIC, page.route.name)
    except ServiceError:
        return False
    return True


async def _send(foyer: Foyer, page: Kept, scope: Scope, asked: Headers, send: Send) -> None:
    scope["route"] = page.route
    scope.setdefault("state", {})["actor"] = PUBLIC
    if named(asked.get("if-none-match", ""), page.tag):
        headers = [one for one in page.headers if one[0] not in _WITH_A_BODY]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    coding = coding_of(asked.get("accept-encoding", "")) if page.compresses else IDENTITY
    body = page.coded.get(coding)
    if body is None:
        body = await run_in_threadpool(foyer.pages.in_coding, page, coding)
    headers = [*page.headers, (b"content-length", str(len(body)).encode())]
    if coding != IDENTITY:
        headers.append((b"content-encoding", coding.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
