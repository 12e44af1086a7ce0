"""Where a union begins: answers new or revised that it has not read, by company, and what else waits for it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from schemas.annotation_around import ReadingIn
from service.access import sees_every_submission
from service.pages.filled import FilledDep
from service.pages.route import page_router
from service.pages.union.shown import CycleAsked, chosen_cycle
from service.pages.visit import Visit, VisitDep
from service.store import annotation_catalogues
from service.store import annotation_queues as queues
from service.store.tables import Cycle
from service.workflows.annotation_drafts import MOST_DRAFTS
from service.workflows.annotation_queue import Wanted, mark_read, moved_apart, waiting
from service.workflows.phases import phase_of

router = page_router()
NOT_KEPT = {"Cache-Control": "no-store"}
MOST = 25
"""Companies on one page."""

Sought = Annotated[str, Query(max_length=100)]
After = Annotated[str, Query(max_length=64)]


@router.get("/{language:language}/union", name="union.home")
def home(
    visit: VisitDep, cycle: CycleAsked = "", company: Sought = "", indicator: Sought = "", after: After = ""
) -> Response:
    """The queue, narrowed by cycle, company and indicator, and the counts of all that waits."""
    wanted = Wanted(company.strip(), indicator)
    with visit.house.database.reading() as connection:
        chosen, every = chosen_cycle(connection, cycle, visit.house.clock())
        context = {"cycles": every, "cycle": chosen, "wanted": wanted, **_else(visit, connection)}
        if chosen is not None:
            context |= _waiting(visit, connection, chosen, wanted, after)
    return visit.page("union/home.html", context)


def _waiting(visit: Visit, connection: Connection, cycle: Cycle, wanted: Wanted, after: str) -> dict[str, object]:
    listed, following = waiting(connection, visit.actor, cycle.id, wanted, after=after, limit=MOST)
    unread, filed = queues.count_unread(connection, visit.actor, cycle.id)
    here = {"cycle": cycle.id, "company": wanted.named, "indicator": wanted.indicator}
    address = visit.address("union.home")
    return {
        "rows": listed,
        "unread": unread,
        "filed": filed,
        "framework": visit.house.frameworks.find(cycle.framework),
        "phase": phase_of(cycle, visit.house.clock()),
        "accredited": sees_every_submission(visit.actor, cycle.id),
        "first": f"{address}?{urlencode(here)}" if after else "",
        "next": f"{address}?{urlencode({**here, 'after': following})}" if following else "",
        "here": urlencode({**here, "after": after}),
    }


def _else(visit: Visit, connection: Connection) -> dict[str, object]:
    drafts = annotation_catalogues.drafts(connection, visit.actor, limit=MOST_DRAFTS)
    moved = moved_apart(connection, visit.actor)
    return {"drafts": len(drafts), "moved": len(moved), "same": sum(one.same for one in moved)}


@router.post("/{language:language}/union/readings", name="union.mark")
def mark(visit: VisitDep, filled: FilledDep) -> Response:
    """Say up to which revision a company's answers were read; the queue forgets them until they are revised."""
    revision = filled.text("revision")
    number = int(revision) if revision.isdecimal() and len(revision) < 7 else 0
    given = ReadingIn.model_construct(cycle=filled.text("cycle"), signatory=filled.text("signatory"), revision=number)
    mark_read(visit.house.database, visit.actor, given, visit.house.clock())
    back = visit.address("union.home")
    return RedirectResponse(f"{back}?{filled.text('here')}" if filled.text("here") else back, 303, NOT_KEPT)
