"""`/cycles`: the rounds of self-assessments, and the workbook to fill in for one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from indicators.phases import PERMITS, is_late
from schemas.out import CycleOut, Page
from service.api.documented import file_answer, reading
from service.api.parameters import Cursor, CycleId, Limit
from service.api.preconditions import tag_of
from service.api.route import GuardedRoute
from service.api.workbooks import XLSX, workbook
from service.dependencies import ActorDep, HouseDep, LanguageDep
from service.store import cycles
from service.store.tables import Cycle
from service.workflows.cycles import known_cycle
from service.workflows.phases import phase_of, timetable
from service.workflows.prefill import workbook_for

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=GuardedRoute)

Prefilled = Annotated[bool, Query(description="For a company: with what it declared already; else only its name.")]


def cycle_out(cycle: Cycle, now: datetime) -> CycleOut:
    """Return a cycle as it stands at `now`, as it goes out."""
    phase = phase_of(cycle, now)
    return CycleOut(
        id=cycle.id,
        framework=cycle.framework,
        framework_hash=cycle.framework_hash,
        opens=cycle.opens,
        closes=cycle.closes,
        replies_until=cycle.replies_until,
        frozen=cycle.frozen,
        published=cycle.published,
        zone=cycle.zone,
        phase=phase,
        late=is_late(timetable(cycle), now),
        permits=sorted(PERMITS[phase]),
    )


@router.get("", name="cycles.list", responses=reading())
def list_cycles(house: HouseDep, limit: Limit = 100, cursor: Cursor = None) -> Page[CycleOut]:
    """All cycles by id."""
    with house.database.reading() as connection:
        found = cycles.cycles(connection, after=cursor or "", limit=limit + 1)
    shown, now = found[:limit], house.clock()
    return Page(items=[cycle_out(cycle, now) for cycle in shown], next=shown[-1].id if len(found) > limit else None)


@router.get("/{cycle}", name="cycles.read", responses=reading())
def read_cycle(cycle: CycleId, house: HouseDep, response: Response) -> CycleOut:
    """One cycle, its dates (UTC) and its framework."""
    with house.database.reading() as connection:
        out = cycle_out(found := known_cycle(connection, cycle), house.clock())
    response.headers["ETag"] = tag_of(found.version, out.phase)
    return out


@router.get(
    "/{cycle}/template.xlsx",
    name="cycles.template",
    response_class=Response,
    responses={**reading(), **file_answer(XLSX, "The workbook to fill in.")},
)
def read_template(
    cycle: CycleId, house: HouseDep, actor: ActorDep, language: LanguageDep, prefilled: Prefilled = True
) -> Response:
    """The workbook to fill in, in French or English.

    A company finds in it its current revision, else what it answered in the last cycle where the question kept its
    meaning; nothing of that counts until it is submitted.
    """
    content = workbook_for(
        house.database, house.frameworks, actor, cycle, language, prefilled=prefilled, clock=house.clock
    )
    return workbook(content, f"enregard-{cycle}-{language}.xlsx")
