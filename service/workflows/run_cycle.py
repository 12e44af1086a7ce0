"""Running a cycle: its dates changed, frozen, published. What a phase permits: `indicators/phases.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from indicators.phases import Phase
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.store import editions, happenings
from service.store.engine import Database
from service.store.tables import Cycle
from service.workflows.cycles import Dates, known_cycle
from service.workflows.moments import local
from service.workflows.phases import phase_of
from service.workflows.transitions import note, settle

ActPhase = Literal["frozen", "published"]

FROM: dict[ActPhase, frozenset[Phase]] = {
    # the promised time for replies must be over; a published cycle is frozen again for a corrected edition
    "frozen": frozenset({"closed", "published"}),
    "published": frozenset({"frozen"}),
}
"""Phase that the secretariat may begin -> the phases from which it may. Where no end of replies was promised, it may
freeze the contradictory period itself."""


@dataclass(frozen=True, slots=True)
class DateChange:
    """New dates of a cycle, by name (`opens closes replies_until zone`); what is not named stays."""

    dates: Mapping[str, Any]
    reason: str | None = None


def change_dates(
    database: Database,
    actor: Actor,
    cycle: str,
    change: DateChange,
    *,
    version: int | None = None,
    clock: Clock = utc_now,
) -> Cycle:
    """Change the dates of a cycle that is not frozen; returns it. Nobody loses, or is given, time that has passed.

    Raises ServiceError `unknown_cycle` (404), `stale` (412), `cycle_frozen`, `date_passed` (409), `cycle_dates`,
    `unknown_zone` (422).
    """
    now = clock()

    def act(connection: Connection) -> Cycle:
        found = locked_cycle(connection, cycle, now, version)
        if found.frozen is not None:
            raise ServiceError("cycle_frozen", 409, {"cycle": cycle, "ended": local(found.frozen, found.zone)})
        dates = _changed(found, change, now)
        values = {name: getattr(dates, name) for name in ("opens", "closes", "replies_until", "zone")}
        after = happenings.change_cycle(connection, found, values)
        note(connection, after, "dates", now, actor, change.reason)
        return after

    return database.write(act)


def begin(
    database: Database,
    actor: Actor,
    cycle: str,
    phase: ActPhase,
    *,
    reason: str | None = None,
    version: int | None = None,
    clock: Clock = utc_now,
) -> Cycle:
    """Freeze or publish a cycle; returns it.

    Raises ServiceError `unknown_cycle` (404), `stale` (412), `replies_still_open`, `wrong_phase` or
    `cycle_without_edition` (409): publishing an edition publishes its cycle; alone, this ends a freeze without one.
    """
    now = clock()

    def act(connection: Connection) -> Cycle:
        return begin_within(connection, locked_cycle(connection, cycle, now, version), actor, phase, now, reason)

    return database.write(act)


def begin_within(
    connection: Connection, found: Cycle, actor: Actor, phase: ActPhase, now: datetime, reason: str | None = None
) -> Cycle:
    """The same inside a transaction of the caller's, on a cycle from `locked_cycle`."""
    before = phase_of(found, now)
    without_end = (phase, before) == ("frozen", "contradictory") and found.replies_until is None
    if before not in FROM[phase] and not without_end:
        code = "replies_still_open" if (phase, before) == ("frozen", "contradictory") else "wrong_phase"
        until = local(found.replies_until, found.zone)
        raise ServiceError(code, 409, {"cycle": found.id, "phase": before, "wanted": phase, "until": until})
    if phase == "published" and not editions.of_cycle(connection, found.id):
        raise ServiceError("cycle_without_edition", 409, {"cycle": found.id})
    moments = {"frozen": now, "published": None} if phase == "frozen" else {"published": now}
    after = happenings.change_cycle(connection, found, moments)
    note(connection, after, "act", now, actor, reason)
    return after


def locked_cycle(connection: Connection, id_: str, now: datetime, version: int | None = None) -> Cycle:
    """Return a cycle locked until the transaction ends, its record brought up to `now`.

    Raises ServiceError `unknown_cycle` (404), `stale` (412) where it is not at `version` any more.
    """
    found = happenings.cycle_to_change(connection, id_) or known_cycle(connection, id_)
    if version is not None and version != found.version:
        raise ServiceError("stale", 412)
    settle(connection, found, now)
    return found


def _changed(cycle: Cycle, change: DateChange, now: datetime) -> Dates:
    old = Dates(cycle.opens, cycle.closes, cycle.replies_until, cycle.zone)
    new = replace(old, **change.dates).checked()
    for name in ("opens", "closes", "replies_until"):
        before, after = getattr(old, name), getattr(new, name)
        passed = (after is not None and after <= now) or (name == "opens" and before <= now)
        if before != after and passed:
            raise ServiceError("date_passed", 409, {"name": name, "now": local(now, new.zone)})
    return new
