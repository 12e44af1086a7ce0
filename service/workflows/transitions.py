"""The record of a cycle's phases: each that begins is written once, with whose act it was, or that it was the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from indicators.phases import Phase, due
from service.actors import Actor
from service.ledger.canonical import moment
from service.store import happenings
from service.store.tables import Cycle, CycleTransition
from service.workflows.phases import phase_of, timetable
from service.workflows.public_log import record

Cause = Literal["created", "clock", "dates", "act"]
"""Why a phase began, or goes on under other dates."""


def settle(connection: Connection, cycle: Cycle, now: datetime) -> None:
    """Record the phases that the clock began since the last record; the caller holds the cycle locked."""
    last = happenings.last_transition(connection, cycle.id)
    for phase, at in due(timetable(cycle), last.recorded if last else None, now):
        _write(connection, cycle, _row(cycle, phase, "clock", at, now, None))


def note(
    connection: Connection, cycle: Cycle, cause: Cause, now: datetime, actor: Actor | None, reason: str | None = None
) -> None:
    """Record an act on a cycle, with the phase and the dates that hold after it."""
    _write(connection, cycle, _row(cycle, phase_of(cycle, now), cause, now, now, actor, reason))


def timeline(connection: Connection, cycle: Cycle, now: datetime) -> list[CycleTransition]:
    """Return every transition of a cycle, oldest first: those recorded, then those of the clock that no act has had to
    record yet (their `recorded` is `now`)."""
    kept = happenings.transitions(connection, cycle.id)
    begun = due(timetable(cycle), kept[-1].recorded if kept else None, now)
    pending = [
        CycleTransition(**_row(cycle, phase, "clock", at, now, None), cycle=cycle.id, number=len(kept) + place)
        for place, (phase, at) in enumerate(begun, start=1)
    ]
    return [*kept, *pending]


def _row(
    cycle: Cycle,
    phase: Phase,
    cause: Cause,
    at: datetime,
    now: datetime,
    actor: Actor | None,
    reason: str | None = None,
) -> dict[str, Any]:
    return {
        "phase": phase,
        "cause": cause,
        "at": at,
        "recorded": now,
        "opens": cycle.opens,
        "closes": cycle.closes,
        "replies_until": cycle.replies_until,
        "reason": reason,
        **happenings.author_of(actor),
    }


def _write(connection: Connection, cycle: Cycle, row: dict[str, Any]) -> None:
    number = happenings.add_transition(connection, cycle.id, row)
    told = {name: moment(value) if isinstance(value, datetime) else value for name, value in row.items()}
    content = {name: value for name, value in told.items() if value is not None and name not in ("account", "token")}
    record(connection, "transition", f"urn:enregard:cycle:{cycle.id}:transition:{number}", content, row["recorded"])
