"""Where a cycle stands at a moment, and what each phase lets each side do: one clock rule, one table.

Pure: moments come in, a phase comes out. Who may act is decided in `service/access.py`, when the answer is no in which
words in `service/workflows/phases.py`. All moments are aware; they are compared as moments, so that a clock change
(daylight saving) neither gains nor loses anybody an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Phase = Literal["draft", "open", "contradictory", "closed", "frozen", "published"]
PHASES: tuple[Phase, ...] = ("draft", "open", "contradictory", "closed", "frozen", "published")

CycleAct = Literal["save", "submit", "withdraw", "annotate", "carry", "reply"]
"""`save` a draft, `submit` or `withdraw` a self-assessment, `annotate` (and whatever a union then does with its
annotation), `carry` it forward to a later revision, `reply` to one."""

_ALL: frozenset[CycleAct] = frozenset({"save", "submit", "withdraw", "annotate", "carry", "reply"})

PERMITS: dict[Phase, frozenset[CycleAct]] = {
    # before it opens: nothing is asked yet
    "draft": frozenset(),
    # companies declare, unions already oppose, companies already reply
    "open": _ALL,
    # the same; what companies now file is late, and marked so
    "contradictory": _ALL,
    # the time for replies is over: both sides rest, so that neither has the last word in the other's absence. A last
    # revision would be one: it sets aside what contests it. So what a union wrote before may still follow the answer.
    "closed": frozenset({"save", "carry"}),
    # the figures are being published: nothing moves under them
    "frozen": frozenset({"save"}),
    # what comes now is late and enters the next edition; the published one stays as it is
    "published": _ALL,
}
"""Phase -> what it permits. Nothing is lost in the phases that rest: drafts are kept, and go on afterwards."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of one cycle: three set in advance; two when the secretariat acted, `published` after `frozen`."""

    opens: datetime
    closes: datetime
    replies_until: datetime | None = None
    frozen: datetime | None = None
    published: datetime | None = None


def phase_at(times: Timetable, now: datetime) -> Phase:
    """Return the phase of a cycle at `now`; a moment itself belongs to what begins at it.

    An act of the secretariat goes before the clock: what was received before it and comes to be stored after it does
    not slip under figures that are frozen.
    """
    if times.frozen is not None:
        return "published" if times.published is not None else "frozen"
    if now < times.opens:
        return "draft"
    if now < times.closes:
        return "open"
    if times.replies_until is None or now < times.replies_until:
        return "contradictory"
    return "closed"


def is_late(times: Timetable, now: datetime) -> bool:
    """Whether what a company files at `now` is late: at the closing moment itself it is."""
    return now >= times.closes


def due(times: Timetable, since: datetime | None, now: datetime) -> tuple[tuple[Phase, datetime], ...]:
    """Return the phases that the clock alone began after `since` (None: ever) and up to `now`, each with its moment."""
    if times.frozen is not None:
        now = min(now, times.frozen)
    steps: tuple[tuple[Phase, datetime | None], ...] = (
        ("open", times.opens),
        ("contradictory", times.closes),
        ("closed", times.replies_until),
    )
    return tuple(
        (phase, moment)
        for phase, moment in steps
        if moment is not None and moment <= now and (since is None or moment > since)
    )
