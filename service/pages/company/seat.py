"""Where a company stands: its place on the roster of a cycle, its phase, and what all its pages show of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from indicators.model import Framework, Language
from indicators.phases import PERMITS, Phase, is_late
from service.errors import ServiceError
from service.pages.visit import Visit
from service.render.report.language import Words
from service.store import organisations
from service.store.filing import submission_id
from service.store.tables import Cycle, Signatory
from service.workflows.cycles import known_cycle
from service.workflows.phases import phase_of, timetable


@dataclass(frozen=True, slots=True)
class Seat:
    """One company in one cycle at one moment."""

    cycle: Cycle
    signatory: Signatory
    framework: Framework
    phase: Phase
    late: bool
    now: datetime

    @property
    def submission(self) -> str:
        """The id its submission has, or will have."""
        return submission_id(self.cycle.id, self.signatory.id)

    def may(self, act: str) -> bool:
        """Whether the cycle's phase, and its own place on the roster, permit an act."""
        return self.stays and act in PERMITS[self.phase]

    @property
    def stays(self) -> bool:
        """Whether the company has not left the roster."""
        return self.signatory.status != "left"


def seats(visit: Visit) -> list[Seat]:
    """Return the company's seats, the newest cycle first."""
    with visit.house.database.reading() as connection:
        found = organisations.places_of(connection, visit.actor.organisation)
    return [_seat(visit, cycle, signatory) for cycle, signatory in found]


def seat_in(visit: Visit, cycle: str) -> Seat:
    """Return the company's seat in a cycle. Raises ServiceError `unknown_cycle` (404), `not_a_signatory` (403)."""
    with visit.house.database.reading() as connection:
        found = known_cycle(connection, cycle)
        signatory = organisations.signatory_of(connection, cycle, visit.actor.organisation)
    if signatory is None:
        raise ServiceError("not_a_signatory", 403, {"cycle": cycle})
    return _seat(visit, found, signatory)


def _seat(visit: Visit, cycle: Cycle, signatory: Signatory) -> Seat:
    now = visit.house.clock()
    framework = visit.house.frameworks.find(cycle.framework)
    return Seat(cycle, signatory, framework, phase_of(cycle, now), is_late(timetable(cycle), now), now)


def around(seat: Seat, language: Language, **more: object) -> dict[str, object]:
    """Return what every page of a seat is told: the seat itself and how moments are shown in its zone."""
    words = Words(language)

    def at(moment: datetime | None) -> str:
        return in_zone(moment, seat.cycle.zone, words)

    return {"seat": seat, "cycle": seat.cycle, "at": at, **more}


def in_zone(moment: datetime | None, zone: str, words: Words) -> str:
    """Return a moment as the clock of a zone shows it: `30 April 2026, 23:59 (Europe/Paris)`; a dash for none."""
    if moment is None:
        return words("none")
    there = moment.astimezone(ZoneInfo(zone))
    return f"{words.day(there)}, {there:%H:%M} ({zone})"
