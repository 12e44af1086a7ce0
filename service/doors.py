"""Every door of the service: the routes of the API and the pages, and what the API says of itself.

They are made once a process and shared by its applications, because making them takes longer than all else about an
application: FastAPI builds what validates each parameter of each route.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from service.api import (
    annotation_drafts,
    annotation_exchange,
    annotation_exports,
    annotation_queue,
    bulk,
    cycles,
    demands,
    documented,
    drafts,
    edition_downloads,
    editions,
    erasures,
    feeds,
    frameworks,
    health,
    history,
    invitations,
    log,
    me,
    metrics,
    organisation_tokens,
    organisations,
    outside,
    report,
    rosters,
    running_cycles,
    sessions,
    submissions,
    webhooks,
    wording,
)
from service.api import annotation_life as counter_lives
from service.api import annotations as counter_annotations
from service.pages.rooms import ROUTERS

API = "/api/v1"
TITLE = "En regard"
DESCRIPTION = """What companies declare about AI at work, beside what unions oppose to it.

Every error is a problem detail (RFC 9457) with a stable `code`, in French or English. Send the header
`Authorization: Bearer enr_…`; `Idempotency-Key` makes a POST safe to send again. Lists are paged by `cursor`. Times are
UTC."""


_ROUTERS = (
    frameworks,
    cycles,
    running_cycles,
    rosters,
    submissions,
    bulk,
    drafts,
    history,
    annotation_queue,
    annotation_exchange,
    annotation_exports,
    counter_annotations,
    counter_lives,
    annotation_drafts,
    demands,
    report,
    editions,
    edition_downloads,
    log,
    erasures,
    feeds,
    webhooks,
    wording,
    sessions,
    me,
    invitations,
    organisations,
    organisation_tokens,
    outside,
)


def api_router() -> APIRouter:
    """Return every route under `/api/v1`."""
    router = APIRouter()
    for part in _ROUTERS:
        router.include_router(part.router, prefix=API, generate_unique_id_function=documented.operation_id)
    return router


@cache
def every_route() -> tuple[BaseRoute, ...]:
    """Return every route of the service, ready to be matched."""
    doors = api_router()
    for room in (health.router, metrics.router, *ROUTERS):
        doors.include_router(room, generate_unique_id_function=documented.operation_id)
    for _ in iter_route_contexts(doors.routes):  # builds now what the first request would have to wait for
        pass
    return tuple(doors.routes)


_DESCRIBING = Lock()


def description() -> dict[str, Any]:
    """Return what `/openapi.json` publishes. It is made when first asked for, once, whoever asks."""
    with _DESCRIBING:
        return _description()


@cache
def _description() -> dict[str, Any]:
    return documented.description(TITLE, version("enregard"), DESCRIPTION, every_route())
