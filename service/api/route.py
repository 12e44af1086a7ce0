"""The one kind of API route: whoever may not use it is refused before a byte of the body is read, and JSON is read
strictly (exact numbers, no key twice).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi import Request, Response, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from service.access import require
from service.actors import Actor
from service.api.conditional import conditional
from service.api.problems import unknown_parameters
from service.dependencies import house_of
from service.errors import ServiceError
from service.visitors import bearer, refuse_forged, visitor

JSON_LIMIT = 1_000_000
"""Bytes of a JSON body: a full self-assessment with comments is about a tenth of it."""

MULTIPART_OVERHEAD = 20_000
"""Bytes that the multipart frame may add to an uploaded file."""

SAID_ANYWHERE = {"language"}
"""Query parameters that every address takes: errors have a language where answers have none."""

SECRETIVE = {"x-secrets": True}
"""`openapi_extra` of a route whose body holds secrets: a refusal repeats nothing of it."""

_FARTHEST_EXPONENT = 400


class StrictRequest(Request):
    """A request whose JSON body is read exactly or refused."""

    async def json(self) -> Any:
        """Return the body. Raises json.JSONDecodeError where it is no JSON, holds a key twice or nests too deep."""
        body = await self.body()
        self.state.content = body
        return strict_json(body)


def strict_json(body: bytes) -> Any:
    """Return JSON as values, numbers as int or Decimal. Raises json.JSONDecodeError."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise json.JSONDecodeError("not UTF-8", "", error.start) from None
    try:
        return json.loads(text, parse_float=_decimal, parse_int=_integer, object_pairs_hook=_once)
    except RecursionError:
        raise json.JSONDecodeError("nested too deep", "", 0) from None


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= 40 else _decimal(text)


def _decimal(text: str) -> Decimal:
    """An exact decimal; an exponent beyond any use is brought near, where it is still refused as too precise."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Decimal(f"1e{_FARTHEST_EXPONENT}")
    if number and abs(number.adjusted()) > _FARTHEST_EXPONENT:
        return Decimal(f"1e{_FARTHEST_EXPONENT if number.adjusted() > 0 else -_FARTHEST_EXPONENT}")
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise json.JSONDecodeError(f"key given twice: {twice[:80]!r}", "", 0)
    return values


class GuardedRoute(APIRoute):
    """Asks `access.RIGHTS` by the route's own name, then reads the body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with its guard in front."""
        handle = super().get_route_handler()
        declared = get_flat_params(self.dependant)
        taken = {one.alias for one in declared if isinstance(one.field_info, params.Query)} | SAID_ANYWHERE

        async def guarded(request: Request) -> Response:
            house = house_of(request)
            request.state.secretive = SECRETIVE.items() <= (self.openapi_extra or {}).items()
            actor = await house.near(bearer(request) is not None, visitor, request)  # a session may have to be written
            require(actor, self.name)
            refuse_forged(request, actor, None)
            house.rates.count_route(self.name, _caller(request))
            unknown = sorted(set(request.query_params) - taken) if request.scope["query_string"] else []
            if unknown:
                return unknown_parameters(request, unknown)
            self._refuse_other_content(request)
            return conditional(request, await handle(StrictRequest(request.scope, request.receive)))

        return guarded

    def _refuse_other_content(self, request: Request) -> None:
        if self.body_field is None:
            return
        form = isinstance(self.body_field.field_info, params.Form)
        expected = "multipart/form-data" if form else "application/json"
        found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if found != expected and (form or found != "application/ld+json"):
            shown = found.encode("ascii", "replace").decode()[:80] or "–"
            raise ServiceError("unsupported_media_type", 415, {"expected": expected, "found": shown})


def _caller(request: Request) -> str:
    """Whose requests are counted together: a token's, else an address's."""
    actor: Actor = request.state.actor
    return actor.token or actor.person or (request.client.host if request.client else "")
