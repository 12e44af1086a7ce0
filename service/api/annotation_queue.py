"""`/annotations/queue`: for a union, answers it has not read; for a company, annotations that await its reply."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from schemas.annotation_around import ReadingIn, UnansweredOut, UnreadOut
from schemas.out import Page
from service.api.documented import problems, reading
from service.api.parameters import Cursor, Limit
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep
from service.store import annotation_queues as queues
from service.workflows.annotation_queue import awaiting_reply, mark_read
from service.workflows.cycles import known_cycle

router = APIRouter(prefix="/annotations/queue", tags=["annotations"], route_class=GuardedRoute)

CycleQuery = Annotated[str, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$", examples=["2026"])]


@router.get("", name="annotations.queue", responses=reading())
def read_queue(
    cycle: CycleQuery, house: HouseDep, actor: ActorDep, limit: Limit = 100, cursor: Cursor = None
) -> Page[UnreadOut | UnansweredOut]:
    """A union's new and revised answers not yet read, by company; a company's annotations without its reply, with the
    day until which it is in time and the days on which it is reminded.
    """
    with house.database.reading() as connection:
        known_cycle(connection, cycle)
        if actor.role == "union":
            unread = queues.unread(connection, actor, cycle, after=cursor or "", limit=limit + 1)
            items = [UnreadOut(**asdict(one) | {"indicators": list(one.indicators)}) for one in unread[:limit]]
            return Page(items=[*items], next=items[-1].signatory if len(unread) > limit else None)
        place = int(cursor) if cursor and cursor.isdecimal() else 0
        waiting = awaiting_reply(connection, actor, cycle, house.clock(), after=place, limit=limit + 1)
    replies = [one for _, one in waiting[:limit]]
    return Page(items=[*replies], next=str(waiting[limit - 1][0]) if len(waiting) > limit else None)


@router.post("/readings", name="annotations.mark", status_code=204, responses={**problems(409, 413, 415, 507)})
def mark_as_read(given: ReadingIn, house: HouseDep, actor: ActorDep) -> Response:
    """Say up to which revision a company's answers were read; the queue forgets them until they are revised."""
    mark_read(house.database, actor, given, house.clock())
    return Response(status_code=204)
