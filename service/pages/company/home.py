"""The company's first page: until when, how far it is, what remains to do, by which of two equal routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import Response

from indicators.findings import has_errors
from service.pages.company.naming import ordered, part_name
from service.pages.company.seat import Seat, around, seat_in, seats
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import filed
from service.store.reminders import last_reminders
from service.workflows.annotation_queue import awaiting_reply
from service.workflows.drafts import Drafted, read_draft
from service.workflows.submit import judge

router = page_router()
MOST_WAITING = 100
"""Annotations that are counted; beyond, there are simply many."""

State = Literal["done", "begun", "untouched"]


@dataclass(frozen=True, slots=True)
class Task:
    """One part of the form, and how much of it is done."""

    part: str
    name: str
    done: int
    asked: int
    state: State


@router.get("/{language:language}/company", name="company.home")
def home(visit: VisitDep) -> Response:
    """The cycle in which there is something to do, else the newest."""
    every = seats(visit)
    if not every:
        return visit.page("company/nowhere.html")
    return _home(visit, next((one for one in every if one.may("submit")), every[0]), every)


@router.get("/{language:language}/company/{cycle}", name="company.cycle")
def cycle_home(visit: VisitDep, cycle: str) -> Response:
    """The same for one cycle."""
    return _home(visit, seat_in(visit, cycle), seats(visit))


def _home(visit: Visit, seat: Seat, every: list[Seat]) -> Response:
    drafted = draft_at(visit, seat)
    with visit.house.database.reading() as connection:
        current = filed.current_revision(connection, visit.actor, seat.submission)
        reminded = last_reminders(connection, seat.cycle.id).get(seat.signatory.id)
        waiting = awaiting_reply(connection, visit.actor, seat.cycle.id, seat.now, after=0, limit=MOST_WAITING)
    context = around(
        seat,
        visit.language,
        every=every,
        drafted=drafted,
        tasks=tasks_of(visit, drafted) if drafted else [],
        ready=drafted is not None and not has_errors(judge(drafted.desk, drafted.submission)),
        unfiled=drafted is not None and any(part.origin == "saved" for part in drafted.parts.values()),
        current=current,
        waiting=[one for _, one in waiting],
        reminded=reminded,
        days=max((seat.cycle.closes - seat.now).days, 0),
    )
    return visit.page("company/home.html", context)


def draft_at(visit: Visit, seat: Seat) -> Drafted | None:
    """Return the draft, None where the phase does not let anybody type."""
    if not seat.may("save"):
        return None
    house = visit.house
    return read_draft(house.database, house.frameworks, visit.actor, seat.cycle.id, clock=house.clock)


def tasks_of(visit: Visit, drafted: Drafted) -> list[Task]:
    """Return the parts of the form as tasks: the organisation, the six objectives, then what belongs to none."""
    framework = drafted.desk.framework
    tasks = []
    for name in ordered(drafted.parts):
        kept = len(drafted.submission.commitments)
        done, asked = drafted.progress.parts.get(name, (kept, kept))
        state: State = "done" if asked and done == asked else "begun" if done else "untouched"
        tasks.append(Task(name, part_name(name, framework, visit.language), done, asked, state))
    return tasks
