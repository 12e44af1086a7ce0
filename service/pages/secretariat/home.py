"""Where the secretariat begins: the cycle that runs, what waits in it, and every cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from sqlalchemy import Connection

from service.pages.route import page_router
from service.pages.secretariat.shown import around, funnel_of, timeline_of
from service.pages.visit import Visit, VisitDep
from service.store import cycles, editions, log_tree
from service.store.tables import Cycle
from service.workflows.deadlines import deadlines
from service.workflows.phases import phase_of

router = page_router()
MOST_CYCLES, MOST_DEADLINES = 100, 12


@router.get("/{language:language}/secretariat", name="secretariat.home")
def home(visit: VisitDep) -> Response:
    """The page."""
    now = visit.house.clock()
    with visit.house.database.reading() as connection:
        listed = sorted(cycles.cycles(connection, limit=MOST_CYCLES), key=lambda one: one.opens, reverse=True)
        current = next((one for one in listed if one.opens <= now), listed[-1] if listed else None)
        about = overview(visit, connection, current) if current else {}
        waiting = log_tree.waiting(connection).leaves
    phases = [(one, phase_of(one, now)) for one in listed]
    return visit.page("secretariat/home.html", {**about, "current": current, "cycles": phases, "waiting": waiting})


def overview(visit: Visit, connection: Connection, cycle: Cycle) -> Mapping[str, Any]:
    """Return how a cycle stands: timeline, funnel, replies awaited, editions."""
    now = visit.house.clock()
    return {
        **around(visit, cycle),
        "steps": timeline_of(cycle, now),
        "funnel": funnel_of(visit, connection, cycle.id),
        "deadlines": deadlines(connection, cycle.id, now, limit=MOST_DEADLINES),
        "editions": editions.of_cycle(connection, cycle.id)[::-1],
    }
