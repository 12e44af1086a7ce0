"""Until when companies may reply in time, for the secretariat. The rule: `indicators/annotation_life.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from indicators.annotation_life import ReplyTime, reply_span
from service.store import annotation_queues as queues
from service.store.reminders import Reminded, last_reminders, waiting

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""Stands for a moment that nobody knows yet, behind all others."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A company that has not replied yet: to how many annotations, until when to the first of them (None: two weeks
    from the publication to come), and when it was last reminded (with how many letters)."""

    signatory: str
    name: str
    annotations: int
    until: datetime | None
    overdue: bool
    reminded: Reminded | None = None


def deadlines(connection: Connection, cycle: str, now: datetime, *, limit: int) -> list[Deadline]:
    """Return the companies of a cycle whose replies are awaited, the nearest deadline first."""
    time = queues.reply_times(connection, cycle).get(cycle, ReplyTime())
    spans: dict[tuple[str, str], list[datetime | None]] = defaultdict(list)
    for one in waiting(connection, cycle):
        spans[one.signatory, one.name].append(reply_span(one.filed, time, one.hushed).until)
    nearest = sorted((_first(of), *place, len(of)) for place, of in spans.items())
    reminded = last_reminders(connection, cycle)
    return [
        Deadline(signatory, name, count, None if first == _NEVER else first, first <= now, reminded.get(signatory))
        for first, signatory, name, count in nearest[:limit]
    ]


def _first(moments: Iterable[datetime | None]) -> datetime:
    return min(moment or _NEVER for moment in moments)
