"""What the published description says of the errors of a route: each status with its problem, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from schemas.problem import Problem
from service.api.examples import exemplify
from service.api.problems import MEDIA_TYPE

SAID = {
    400: "The request could not be read.",
    401: "A token is needed, or the one given is unknown, expired or revoked.",
    403: "This organisation, or this token's scope, does not have the right.",
    404: "There is nothing at this address, or nothing that the asker may see.",
    405: "The address does not take this method.",
    406: "The address does not answer in the format asked for.",
    409: "The request meets another one, or comes at the wrong time; see the code.",
    412: "It changed since it was read: the header `ETag` names its present state.",
    410: "The link is unknown, used, withdrawn or expired.",
    413: "The body is too large.",
    415: "The body is not of the expected type.",
    422: "Something in the request is to be corrected: every point is listed in `findings`.",
    428: "The header `If-Match` is needed, with the `ETag` of what was read.",
    429: "Too many uploads at once: try again after `Retry-After` seconds.",
    500: "The service met an error of its own.",
    503: "The service is busy or not ready: try again after `Retry-After` seconds.",
    507: "The server has no room left to store; nothing was written.",
}
_ALWAYS = (400, 401, 403, 404, 405, 422, 500, 503)

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Return the documentation of the statuses every route can answer with, and of `statuses`."""
    return {
        status: {
            "description": SAID[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*_ALWAYS, *statuses})
    }


def reading() -> Responses:
    """Statuses of a route that only reads."""
    return problems()


def writing() -> Responses:
    """Statuses of a route that takes a body and stores it."""
    return problems(409, 413, 415, 507)


def changing() -> Responses:
    """Statuses of a route that changes what others may change too."""
    return problems(409, 412, 413, 415, 428, 507)


def entering() -> Responses:
    """Statuses of a route by which people come in: it takes a body, and bounds attempts."""
    return problems(409, 410, 413, 415, 429, 507)


def file_answer(media_type: str, description: str) -> Responses:
    """Return the documentation of a file as the answer."""
    return {
        200: {"description": description, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
    }


def operation_id(route: APIRoute) -> str:
    """Return the name by which a route's operation is known to whoever generates a client: `cycles_read`."""
    return route.name.replace(".", "_")


def description(title: str, version: str, text: str, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Return the description of `routes` (OpenAPI) with the problem's schema and the security scheme in it."""
    schema = get_openapi(title=title, version=version, description=text, routes=routes)
    components = schema.setdefault("components", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components.setdefault("schemas", {}).update({**problem.pop("$defs", {}), "Problem": problem})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            operation["security"] = [{"token": []}, {}] if path.startswith("/api/") else []
    exemplify(schema["paths"])
    return schema
