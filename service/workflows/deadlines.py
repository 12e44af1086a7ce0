"""Until when companies may reply in time, for the secretariat. The rule: `indicators/annotation_life.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from indicators.annotation_life import ReplyTime, reply_span
from service.store import annotation_queues as queues
from service.store.awaited_replies import awaited
from service.store.reminders import Reminded, last_reminders


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
    reminded = last_reminders(connection, cycle)
    return [
        Deadline(
            one.signatory,
            one.name,
            one.annotations,
            (span := reply_span(one.first, time)).until,
            span.over(now),
            reminded.get(one.signatory),
        )
        for one in awaited(connection, cycle, limit=limit)
    ]
