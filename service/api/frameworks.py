"""`/frameworks`: the pledge as data, for everyone."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from indicators.model import Framework
from service.api.documented import reading
from service.api.parameters import FrameworkId
from service.api.route import GuardedRoute
from service.dependencies import HouseDep

router = APIRouter(prefix="/frameworks", tags=["frameworks"], route_class=GuardedRoute)


@router.get(
    "/{id}",
    name="frameworks.read",
    response_model=Framework,
    responses={**reading(), 304: {"description": "Unchanged since the ETag given in If-None-Match."}},
)
def read_framework(id: FrameworkId, house: HouseDep, request: Request) -> Response:  # noqa: A002 - the address's word
    """A framework with its clauses, indicators, demands and motives, in French and in English."""
    framework = house.frameworks.find(id)
    etag = f'"{framework.content_hash}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(framework.model_dump_json(), headers=headers, media_type="application/json")
