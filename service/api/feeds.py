"""`/feeds`: what is new and public, as Atom (RFC 4287) and JSON Feed 1.1, by cycle, union, company and clause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Literal

from fastapi import APIRouter, Request, Response

from service.api.documented import Responses, reading
from service.api.parameters import CycleId, FrameworkId
from service.api.route import GuardedRoute
from service.dependencies import HouseDep, LanguageDep
from service.render.feeds import Feed, atom, json_feed
from service.workflows.feeds import Teller

router = APIRouter(prefix="/feeds", tags=["feeds"], route_class=GuardedRoute)

Form = Literal["atom", "json"]
WRITERS: dict[Form, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}
SENT: Responses = {
    200: {
        "description": "The feed, newest change first.",
        "content": {
            media_type: {"schema": {"type": "object" if form == "json" else "string"}}
            for form, (_, media_type) in WRITERS.items()
        },
    }
}


@router.get("/cycles/{cycle}.{form}", name="feeds.cycle", responses={**reading(), **SENT}, response_class=Response)
def cycle_feed(cycle: CycleId, form: Form, house: HouseDep, language: LanguageDep, request: Request) -> Response:
    """What is new beside a cycle's report: annotations, answers published in full, editions."""
    with house.database.reading() as connection:
        return _sent(Teller(connection, house.settings.public_url, language).cycle(cycle), form, request)


@router.get("/unions/{union}.{form}", name="feeds.union", responses={**reading(), **SENT}, response_class=Response)
def union_feed(union: CycleId, form: Form, house: HouseDep, language: LanguageDep, request: Request) -> Response:
    """What a union writes that everyone may read."""
    with house.database.reading() as connection:
        return _sent(Teller(connection, house.settings.public_url, language).union(union), form, request)


@router.get(
    "/companies/{signatory}.{form}", name="feeds.company", responses={**reading(), **SENT}, response_class=Response
)
def company_feed(signatory: CycleId, form: Form, house: HouseDep, language: LanguageDep, request: Request) -> Response:
    """What a signatory publishes in full, and what is opposed to it."""
    with house.database.reading() as connection:
        return _sent(Teller(connection, house.settings.public_url, language).company(signatory), form, request)


@router.get(
    "/frameworks/{framework}/clauses/{clause}.{form}",
    name="feeds.clause",
    responses={**reading(), **SENT},
    response_class=Response,
)
def clause_feed(
    framework: FrameworkId, clause: CycleId, form: Form, house: HouseDep, language: LanguageDep, request: Request
) -> Response:
    """What unions write on the words of one clause."""
    chosen = house.frameworks.find(framework)
    with house.database.reading() as connection:
        return _sent(Teller(connection, house.settings.public_url, language).clause(chosen, clause), form, request)


def _sent(feed: Feed, form: Form, request: Request) -> Response:
    """The feed, or 304 where it did not change since `If-Modified-Since`; a tag is set and asked for by the route."""
    write, media_type = WRITERS[form]
    changed = feed.updated.astimezone(UTC).replace(microsecond=0)
    headers = {"Last-Modified": format_datetime(changed, usegmt=True), "Content-Language": feed.language}
    since = request.headers.get("if-modified-since")
    if since is not None and "if-none-match" not in request.headers and _reached(since, changed):
        return Response(status_code=304, headers=headers)
    return Response(write(feed), headers=headers, media_type=f"{media_type}; charset=utf-8")


def _reached(since: str, changed: datetime) -> bool:
    try:
        return parsedate_to_datetime(since) >= changed
    except (TypeError, ValueError):  # not a date: as if nothing had been said (RFC 9110, section 13.1.3)
        return False
