"""Until when the thread beside an annotation goes on, looked up. The rule: `indicators/annotation_life.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from indicators.annotation_life import ReplySpan, ReplyTime, may_reply, reply_span
from indicators.annotations import Annotation
from service.store import annotation_queues as queues
from service.store.tables import Cycle
from service.workflows.phases import phase_of


def span_of(connection: Connection, annotation: Annotation) -> ReplySpan:
    """Return the time in which a reply to what an annotation now says is in time."""
    cycle = annotation.target.cycle or ""
    time = queues.reply_times(connection, cycle).get(cycle, ReplyTime())
    return reply_span(annotation.opened, time, annotation.hushed)


def replies_open(connection: Connection, cycle: Cycle, annotation: Annotation, now: datetime) -> bool:
    """Whether the cycle, as it stands at `now`, lets the thread beside an annotation go on."""
    return may_reply(phase_of(cycle, now), span_of(connection, annotation), now)
