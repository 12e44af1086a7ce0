"""Queues: what a union has not read yet, what a company has not replied to yet and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from indicators.annotation_life import ReplyTime, reminders, reply_span
from indicators.annotations import Annotation
from indicators.left_behind import says_same
from schemas.annotation_around import ReadingIn, UnansweredOut
from service.actors import Actor
from service.errors import ServiceError
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import filed
from service.store.annotation_queues import Unread
from service.store.awaited_replies import unanswered
from service.store.engine import Database
from service.store.filed import FiledRevision
from service.store.filing import submission_id

BATCH = 100
"""Companies looked at in one go."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the answers that wait are asked for: of companies named like this, to this indicator; "" for all."""

    named: str = ""
    indicator: str = ""


def waiting(
    connection: Connection, actor: Actor, cycle: str, wanted: Wanted, *, after: str = "", limit: int
) -> tuple[list[Unread], str]:
    """Return a page of the companies with answers not yet read, by id, and after which one the next page begins ("":
    there is none). With an indicator, only those whose answer to it is new or differs.
    """
    found: list[Unread] = []
    while True:
        more = queues.unread(connection, actor, cycle, named=wanted.named, after=after, limit=BATCH)
        found += [one for one in more if not wanted.indicator or wanted.indicator in one.indicators]
        if len(found) > limit:
            return found[:limit], found[limit - 1].signatory
        if len(more) < BATCH:
            return found, ""
        after = more[-1].signatory


def moved_on(connection: Connection, actor: Actor) -> list[Annotation]:
    """Return the standing annotations of the actor's organisation on answers that were revised since, oldest first;
    withheld ones too: they stand, contest as before, and may be carried forward.
    """
    own = [one for _, one in rows.annotations_seen(connection, actor, rows.by_union(actor.organisation))]
    aimed = [one for one in own if one.standing and one.target.kind == "answer"]
    now = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for one in aimed])
    return [one for one in aimed if now.get(one.id, 0) > (one.revision or 0)]


@dataclass(frozen=True, slots=True)
class Moved:
    """An annotation on an answer that was revised since: its revision now, and whether it still says the `same`."""

    annotation: Annotation
    now: int
    same: bool


def moved_apart(connection: Connection, actor: Actor) -> list[Moved]:
    """Return what `moved_on` does, told apart by whether the answer says the same as in the revision it is about; one
    that the actor's organisation does not see counts as another."""
    found = moved_on(connection, actor)
    placed = [(one, submission_id(one.target.cycle or "", one.target.signatory or "")) for one in found]
    asked = [(submission, one.revision or 0) for one, submission in placed]
    said = {(one.submission_id, one.filed.revision): one for one in filed.revisions_of(connection, actor, asked)}
    newest = {submission: one.current for (submission, _), one in said.items()}
    now = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for one in found])
    return [
        Moved(one, now[one.id], _same(one, said.get((at, one.revision or 0)), said.get((at, newest.get(at, 0)))))
        for one, at in placed
    ]


def _same(one: Annotation, earlier: FiledRevision | None, later: FiledRevision | None) -> bool:
    if earlier is None or later is None:
        return False
    return says_same(one.target.indicator or "", earlier.filed.submission, later.filed.submission)


def awaiting_reply(
    connection: Connection, actor: Actor, cycle: str, now: datetime, *, after: int, limit: int
) -> list[tuple[int, UnansweredOut]]:
    """Return the annotations on a company's answers that await its reply, oldest first, with their deadlines."""
    where = (unanswered(actor), rows.on_cycle(cycle))
    found = rows.annotations_seen(connection, actor, *where, after=after, limit=limit)
    current = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for _, one in found])
    time = queues.reply_times(connection, cycle).get(cycle, ReplyTime())
    return [(sequence, _waiting(one, current[one.id], time, now)) for sequence, one in found]


def _waiting(annotation: Annotation, current: int, time: ReplyTime, now: datetime) -> UnansweredOut:
    target, span = annotation.target, reply_span(annotation.opened, time, annotation.hushed)
    return UnansweredOut(
        annotation=annotation.id,
        cycle=target.cycle or "",
        union=annotation.union.name,
        motives=list(annotation.motives),
        indicator=target.indicator or "",
        revision=target.revision or 0,
        revision_now=current,
        filed=annotation.created,
        reply_until=span.until,
        reminders=list(reminders(span.until)) if span.until else [],
        overdue=span.over(now),
    )


def mark_read(database: Database, actor: Actor, given: ReadingIn, now: datetime) -> None:
    """Remember what a union has read. Raises ServiceError `not_found` (404) where it sees no such revision."""

    def act(connection: Connection) -> None:
        current = filed.current_revision(connection, actor, submission_id(given.cycle, given.signatory))
        if current is None or given.revision > current.current:
            raise ServiceError("not_found", 404)
        queues.mark_read(connection, actor, given.cycle, given.signatory, given.revision, now)

    database.write(act)
