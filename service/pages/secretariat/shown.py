"""What several pages of the secretariat show of a cycle: its timeline, how far the signatories are, its own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import Connection

from indicators.phases import Phase
from service.errors import ServiceError
from service.pages.filled import words_of
from service.pages.visit import Visit
from service.render.charts.funnel import STAGES, Labels, funnel_bar, swatch
from service.render.report.language import Words
from service.store import funnel as counted
from service.store.tables import Cycle
from service.workflows.phases import phase_of

Standing = Literal["past", "now", "to_come"]

_FIELDS = {
    "cycle_dates": "closes",
    "cycle_exists": "id",
    "bad_id": "id",
    "bad_name": "name",
    "unknown_zone": "zone",
    "unknown_framework": "framework",
    "unknown_country": "country",
    "unknown_sector": "sector",
    "account_exists": "id",
    "bad_email": "email",
    "already_member": "email",
    "bad_ground": "ground",
    "nothing_to_file": "file",
}
"""Which field a refusal is about; any other is told above the form."""


@dataclass(frozen=True, slots=True)
class Step:
    """One phase on the timeline: when it begins and ends (None: not set), and whether it is past, now or to come."""

    phase: Phase
    begins: datetime | None
    ends: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the funnel's bar: how many signatories are there, and its paint."""

    key: str
    count: int
    swatch: Markup


@dataclass(frozen=True, slots=True)
class FunnelShown:
    """The funnel's numbers, its bar, and the parts of the bar."""

    numbers: counted.Funnel
    bar: Markup
    stages: tuple[Stage, ...]


def faults(visit: Visit, refused: ServiceError | None) -> dict[str, str]:
    """Return a refusal by the field it is about."""
    return {_field(refused): words_of(refused, visit.language)} if refused else {}


def _field(refused: ServiceError) -> str:
    return _FIELDS.get(refused.code) or str(refused.params.get("field", "form"))


def timeline_of(cycle: Cycle, now: datetime) -> tuple[Step, ...]:
    """Return the five steps of a cycle; while it waits to be frozen, the contradictory period is over."""
    ended = cycle.replies_until
    if cycle.frozen is not None and (ended is None or cycle.frozen < ended):
        ended = cycle.frozen
    moments: tuple[tuple[Phase, datetime | None, datetime | None], ...] = (
        ("draft", cycle.created, cycle.opens),
        ("open", cycle.opens, cycle.closes),
        ("contradictory", cycle.closes, ended),
        ("frozen", cycle.frozen, cycle.published),
        ("published", cycle.published, None),
    )
    order = [phase for phase, _, _ in moments]
    phase = phase_of(cycle, now)
    here = order.index(phase) if phase in order else None
    reached = here if here is not None else order.index("frozen")
    return tuple(
        Step(name, begins, ends, "now" if place == here else "past" if place < reached else "to_come")
        for place, (name, begins, ends) in enumerate(moments)
    )


def funnel_of(visit: Visit, connection: Connection, cycle: str) -> FunnelShown:
    """Return how far the signatories of a cycle are."""
    found = counted.funnel(connection, cycle)
    waiting = found.opened - found.submitted - found.in_progress
    counts = (found.submitted - found.late, found.late, found.in_progress, waiting, found.invited - found.opened)
    said = {
        "submitted": visit.count("%(num)s submitted", "%(num)s submitted", found.submitted),
        "silent": visit.count("%(num)s silent", "%(num)s silent", found.silent),
    }
    whole = visit.count("%(num)s signatory", "%(num)s signatories", found.invited)
    labels = Labels(f"{whole}{Words(visit.language).joiner}{said['submitted']}, {said['silent']}", **said)
    stages = tuple(
        Stage(key, count, Markup(swatch(key)))  # noqa: S704  our own drawing
        for key, count in zip(STAGES, counts, strict=True)
    )
    return FunnelShown(found, Markup(funnel_bar(counts, labels)), stages)  # noqa: S704  escaped where drawn


def around(visit: Visit, cycle: Cycle) -> Mapping[str, Any]:
    """Return what every page about one cycle says: the cycle, its phase, and its own clock."""
    now = visit.house.clock()
    return {"cycle": cycle, "phase": phase_of(cycle, now), "when": clock_of(visit, cycle.zone), "now": now}


def clock_of(visit: Visit, zone: str) -> Any:
    """Return the function that writes a moment as the clock of `zone` shows it: `30 April 2026, 23:59`."""
    words, place = Words(visit.language), ZoneInfo(zone)

    def when(moment: datetime) -> str:
        there = moment.astimezone(place)
        return f"{words.day(there)}, {there:%H:%M}"

    return when


def wall(moment: datetime | None, zone: str) -> str:
    """Return a moment as a field for local times takes it: `2026-04-30T23:59`, with seconds where it has some."""
    if moment is None:
        return ""
    there = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return there.isoformat(timespec="seconds" if there.second else "minutes")
