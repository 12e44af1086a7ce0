"""Cycles: making one, how one stands, its dates and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import Response

from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep
from service.pages.route import page_router
from service.pages.secretariat.home import overview
from service.pages.secretariat.shown import faults, wall
from service.pages.visit import Visit, VisitDep
from service.workflows.cycles import create_cycle, known_cycle
from service.workflows.moments import moment_in, wall_time
from service.workflows.run_cycle import DateChange, change_dates
from service.workflows.transitions import timeline

router = page_router()
USUAL_ZONE = "Europe/Paris"
DATES = ("opens", "closes", "replies_until", "zone")


@router.get("/{language:language}/secretariat/new-cycle", name="secretariat.new_cycle")
def new_cycle(visit: VisitDep) -> Response:
    """The form that makes a cycle."""
    return _new(visit, {"framework": visit.framework.ref, "zone": USUAL_ZONE})


@router.post("/{language:language}/secretariat/new-cycle", name="secretariat.create_cycle")
def create(visit: VisitDep, filled: FilledDep) -> Response:
    """Make a cycle."""
    house, id_ = visit.house, filled.text("id")
    try:
        dates, framework = _dates(filled), filled.text("framework")
        create_cycle(
            house.database,
            house.frameworks,
            id_=id_,
            framework=framework,
            **dates,
            actor=visit.actor,
            clock=house.clock,
        )
    except ServiceError as refused:
        return _new(visit, {name: filled.text(name) for name in ("id", "framework", *DATES)}, refused)
    return visit.go("secretariat.cycle", cycle=id_)


@router.get("/{language:language}/secretariat/cycles/{cycle}", name="secretariat.cycle")
def cycle(visit: VisitDep, cycle: str) -> Response:
    """How a cycle stands, its dates to be changed, what happened to it."""
    return _cycle(visit, cycle)


@router.post("/{language:language}/secretariat/cycles/{cycle}", name="secretariat.change_dates")
def change(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Change the dates of a cycle."""
    house, version = visit.house, filled.text("version")
    try:
        new = DateChange(_dates(filled), filled.text("reason") or None)
        read = int(version[:9]) if version.isdecimal() else None
        change_dates(house.database, visit.actor, cycle, new, version=read, clock=house.clock)
    except ServiceError as refused:
        return _cycle(visit, cycle, refused, filled)
    return visit.go("secretariat.cycle", cycle=cycle)


def _dates(filled: Filled) -> dict[str, Any]:
    """The dates of a form as moments; only the end of replies may be left out."""
    zone = filled.text("zone")
    given = {name: filled.text(name) for name in DATES[:3]}
    found = {name: _moment(name, text, zone) for name, text in given.items() if text or name != DATES[2]}
    return {"replies_until": None, **found, "zone": zone}


def _moment(name: str, text: str, zone: str) -> datetime:
    try:
        return moment_in(wall_time(text), zone)
    except ServiceError as refused:
        raise ServiceError(refused.code, refused.status, {**refused.params, "field": name}) from None


def _new(visit: Visit, shown: dict[str, str], refused: ServiceError | None = None) -> Response:
    context: dict[str, Any] = {
        "shown": {"id": "", **dict.fromkeys(DATES[:3], ""), **shown},
        "errors": faults(visit, refused),
    }
    listed = [(one.ref, f"{one.title.in_(visit.language)} ({one.ref})") for one in visit.house.frameworks.versions()]
    context["frameworks"] = listed
    return visit.page("secretariat/new_cycle.html", context, status=refused.status if refused else 200)


def _cycle(visit: Visit, id_: str, refused: ServiceError | None = None, filled: Filled | None = None) -> Response:
    now = visit.house.clock()
    with visit.house.database.reading() as connection:
        found = known_cycle(connection, id_)
        about, happened = overview(visit, connection, found), timeline(connection, found, now)
    shown = {name: wall(getattr(found, name), found.zone) for name in DATES[:3]} | {"zone": found.zone, "reason": ""}
    if filled is not None:
        shown = {name: filled.text(name) for name in shown}
    context = {**about, "shown": shown, "happened": happened[::-1], "errors": faults(visit, refused)}
    return visit.page("secretariat/cycle.html", context, status=refused.status if refused else 200)
