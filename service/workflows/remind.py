"""Reminding companies of replies that are due: by mail where there is a mail server, else on their first page and the
secretariat's. Each reminder once, on record before it goes out.

When one is due: `indicators/annotation_life.py`. Of several that fell due together (the service stood still) the last
alone is sent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from indicators.annotation_life import REMINDER_DAYS, ReplySpan, ReplyTime, may_reply, reminders, reply_span
from service.clock import Clock, utc_now
from service.errors import Language
from service.store import annotation_queues as queues
from service.store import cycles
from service.store import reminders as rows
from service.store.engine import Database
from service.store.tables import Cycle
from service.workflows.moments import local
from service.workflows.people.post import Post
from service.workflows.phases import phase_of

MOST_CYCLES = 10_000
"""Cycles looked at; nobody has more."""


@dataclass(frozen=True, slots=True)
class Desk:
    """From where reminders go out: the way out by mail (None: there is none), and the address of the service."""

    database: Database
    public_url: str
    post: Post | None = None
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Due:
    """One company to be reminded now: of which annotations, with the days that are over for each, until when; `steps`
    are (annotation, version, days, since when the time is counted)."""

    cycle: Cycle
    signatory: str
    name: str
    organisation: str | None
    steps: tuple[tuple[str, int, int, datetime], ...]
    until: datetime

    @property
    def annotations(self) -> int:
        """How many annotations await its reply with a reminder due."""
        return len({step[0] for step in self.steps})


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: companies reminded by mail, companies only shown it, letters that no mail server took."""

    mailed: int = 0
    shown: int = 0
    failed: int = 0


def remind_round(desk: Desk) -> Round:
    """Remind every company whose reminder is due; returns what was done. Raises ServiceError as `Database.write` does.

    A reminder is claimed before it is sent, so that two processes never send it twice. Where the mail server takes no
    letter at all the claim is given back, and the next round tries again.
    """
    now = desk.clock()
    with desk.database.reading() as connection:
        due = [one for cycle in cycles.cycles(connection, limit=MOST_CYCLES) for one in _due(connection, cycle, now)]
    mailed = shown = failed = 0
    for one in due:
        claimed = desk.database.write(partial(_claim, due=one, now=now))
        if not claimed:
            continue
        sent, refused = _letters(desk, one)
        letters = None if refused and not sent else sent
        desk.database.write(partial(rows.settle, claimed=claimed, letters=letters))
        mailed, shown, failed = mailed + (sent > 0), shown + (not sent and not refused), failed + refused
    return Round(mailed, shown, failed)


def _due(connection: Connection, cycle: Cycle, now: datetime) -> list[Due]:
    """Whom to remind: companies that can reply now, of annotations whose time runs, in a closed cycle too."""
    phase, time = phase_of(cycle, now), queues.reply_times(connection, cycle.id).get(cycle.id, ReplyTime())
    grouped: dict[str, list[rows.Waiting]] = defaultdict(list)
    for one in rows.waiting(connection, cycle.id):
        grouped[one.signatory].append(one)
    found = []
    for signatory, waiting in grouped.items():
        spans = {one.annotation: reply_span(one.filed, time, one.hushed) for one in waiting}
        open_ = (one for one in waiting if may_reply(phase, spans[one.annotation], now))
        steps = tuple(step for one in open_ for step in _steps(one, spans[one.annotation], now))
        if steps:
            until = min(span.until for id_ in {step[0] for step in steps} if (span := spans[id_]).until)
            found.append(Due(cycle, signatory, waiting[0].name, waiting[0].organisation, steps, until))
    return found


def _steps(one: rows.Waiting, span: ReplySpan, now: datetime) -> list[tuple[str, int, int, datetime]]:
    if span.until is None or span.over(now):
        return []
    moments = zip(REMINDER_DAYS, reminders(span.until), strict=True)
    return [(one.annotation, one.number, days, span.since) for days, moment in moments if moment <= now]


def _claim(connection: Connection, due: Due, now: datetime) -> list[tuple[str, int, int]]:
    place = {"cycle": due.cycle.id, "signatory": due.signatory, "created": now}
    return [
        (annotation, number, days)
        for annotation, number, days, put in due.steps
        if rows.claim(connection, {"annotation": annotation, "number": number, "days": days, **place}, put)
    ]


def _letters(desk: Desk, due: Due) -> tuple[int, int]:
    """Send a letter to everyone of the company; returns how many the mail server took and how many not."""
    if desk.post is None or due.organisation is None:
        return 0, 0
    with desk.database.reading() as connection:
        readers = rows.readers(connection, due.organisation)
    sent = 0
    for address, spoken in readers:
        language: Language = "en" if spoken == "en" else "fr"
        sent += desk.post.send(
            address,
            "reply_due" if due.annotations == 1 else "replies_due",
            language,
            organisation=due.name,
            service=desk.public_url,
            link=f"{desk.public_url.rstrip('/')}/{language}/company/{due.cycle.id}/annotations",
            until=local(due.until, due.cycle.zone),
            annotations=due.annotations,
            cycle=due.cycle.id,
        )
    return sent, len(readers) - sent
