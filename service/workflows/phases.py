"""Asking a cycle where it stands, and refusing in its words what its phase does not permit.

The rule and the table of what each phase permits are in `indicators/phases.py`.
"""

from __future__ import annotations

from datetime import datetime

from indicators.phases import PERMITS, CycleAct, Phase, Timetable, phase_at
from service.errors import ServiceError
from service.store.tables import Cycle
from service.workflows.moments import local

_REFUSALS: dict[Phase, str] = {
    "draft": "cycle_not_open",
    "closed": "cycle_closed",
    "frozen": "cycle_frozen",
}


def timetable(cycle: Cycle) -> Timetable:
    """Return the moments of a cycle, as the rules take them."""
    return Timetable(cycle.opens, cycle.closes, cycle.replies_until, cycle.frozen, cycle.published)


def phase_of(cycle: Cycle, now: datetime) -> Phase:
    """Return where a cycle stands at `now`, an aware moment."""
    return phase_at(timetable(cycle), now)


def require_phase(cycle: Cycle, act: CycleAct, now: datetime) -> Phase:
    """Return the phase of a cycle where it permits `act` at `now`.

    Raises ServiceError (409) `cycle_not_open`, `cycle_closed` or `cycle_frozen` where it does not.
    """
    phase = phase_of(cycle, now)
    if act not in PERMITS[phase]:
        ended = cycle.replies_until if phase == "closed" else cycle.frozen
        params = {"cycle": cycle.id, "opens": local(cycle.opens, cycle.zone), "ended": local(ended, cycle.zone)}
        raise ServiceError(_REFUSALS[phase], 409, params)
    return phase
