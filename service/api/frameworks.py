"""`/frameworks`: the pledge as data, for everyone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from indicators.model import Framework
from indicators.versions import what_changed
from schemas.framework import ChangesOut
from service.api.documented import reading
from service.api.parameters import FrameworkId
from service.api.route import GuardedRoute
from service.dependencies import HouseDep

router = APIRouter(prefix="/frameworks", tags=["frameworks"], route_class=GuardedRoute)

Since = Annotated[
    str,
    Query(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}@[1-9][0-9]{0,5}$",
        examples=["paris-2025@1"],
        description="The earlier version, as `id@version`.",
    ),
]


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


@router.get("/{id}/changes", name="frameworks.changes", responses=reading())
def read_changes(id: FrameworkId, since: Since, house: HouseDep) -> ChangesOut:  # noqa: A002 - the address's word
    """What changed in a framework since an earlier version: what is new, gone or reworded, and which indicators kept
    their meaning, so that last cycle's answers to them still hold."""
    found = what_changed(house.frameworks.find(since), house.frameworks.find(id))
    return ChangesOut.model_validate(found, from_attributes=True)
