"""What waits to be read: answers a union has not read yet, and how far what annotations are about has moved on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select, update
from sqlmodel import col

from indicators.annotation_life import Pause, ReplyTime
from indicators.annotations import Target
from indicators.answers import commitment_name
from service.actors import Actor
from service.store import tables
from service.store.annotation_life import IRI
from service.store.filed import seen_by
from service.store.rows import insert_if_absent, table_of
from service.store.tables import AnnotationTarget


def revisions_now(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the number of the current revision of the answers that annotations are about, by annotation (as IRI)."""
    return {IRI + id_: number for id_, number in connection.execute(_revisions_now(), {"ids": list(ids)})}


@cache
def _revisions_now() -> Select[Any]:
    target, submission, revision = AnnotationTarget, tables.Submission, tables.Revision
    return (
        select(table_of(target).c.annotation, func.max(table_of(revision).c.number))
        .join(
            submission,
            and_(col(submission.cycle) == col(target.cycle), col(submission.signatory) == col(target.signatory)),
        )
        .join(revision, col(revision.submission) == col(submission.id))
        .where(col(target.annotation).in_(bindparam("ids", expanding=True)))
        .group_by(col(target.annotation))
    )


def on_withdrawn(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Return which of the given annotations (as IRIs) are on answers whose submission was withdrawn and does not count:
    withdrawn as it stands at its newest revision.
    """
    target, submission, revision = AnnotationTarget, tables.Submission, tables.Revision
    every = table_of(revision).alias("every")
    newest = select(func.max(every.c.number)).where(every.c.submission == col(submission.id)).scalar_subquery()
    query = (
        select(col(target.annotation))
        .join(
            submission,
            and_(col(submission.cycle) == col(target.cycle), col(submission.signatory) == col(target.signatory)),
        )
        .join(tables.Withdrawal, col(tables.Withdrawal.submission) == col(submission.id))
        .where(col(target.annotation).in_(list(ids)), col(tables.Withdrawal.revision) == newest)
    )
    return frozenset(IRI + row[0] for row in connection.execute(query))


def reply_times(connection: Connection, cycle: str | None = None) -> dict[str, ReplyTime]:
    """Return what cycles, or the one of an id, say of the time for replies; by cycle, two queries for all of them.

    Every freeze counts: one for a corrected edition, too, keeps companies from replying.
    """
    step, id_ = tables.CycleTransition, col(tables.Cycle.id)
    begun = select(col(step.cycle), col(step.phase), col(step.at)).order_by(col(step.cycle), col(step.number))
    begun = begun.where(col(step.phase).in_(("frozen", "published")))
    ends = select(id_, col(tables.Cycle.replies_until))
    if cycle is not None:
        begun, ends = begun.where(col(step.cycle) == cycle), ends.where(id_ == cycle)
    pauses: dict[str, list[Pause]] = defaultdict(list)
    for of, phase, at in connection.execute(begun):
        if phase == "frozen":
            pauses[of].append((at, None))
        elif pauses[of]:
            pauses[of][-1] = (pauses[of][-1][0], at)
    return {of: ReplyTime(end, tuple(pauses[of])) for of, end in connection.execute(ends)}


def editions_named(connection: Connection, edition: str | None) -> frozenset[str]:
    """Return the edition of that name, if it was published; empty otherwise."""
    if edition is None:
        return frozenset()
    found = connection.execute(select(col(tables.Edition.id)).where(col(tables.Edition.id) == edition))
    return frozenset(row[0] for row in found)


def framework_of(connection: Connection, target: Target) -> str | None:
    """Return the framework of the edition that a target names, None where it names none that is there."""
    here = select(col(tables.Edition.framework)).where(col(tables.Edition.id) == target.edition)
    return connection.execute(here).scalar() if target.edition is not None else None


@dataclass(frozen=True, slots=True)
class Unread:
    """A company whose current revision is newer than the one an organisation has read (`read`, None: never).

    `indicators` are those whose answer is new, differs or is gone; a commitment goes by its name, `commitment-1`.
    """

    cycle: str
    signatory: str
    name: str
    revision: int
    read: int | None
    received: datetime
    indicators: tuple[str, ...]


def unread(
    connection: Connection, actor: Actor, cycle: str, *, named: str = "", after: str = "", limit: int = 100
) -> list[Unread]:
    """Return the companies of a cycle with answers that the actor's organisation sees and has not read, by id; only
    those whose name or id holds `named`, where it is given.

    Five queries however many there are.
    """
    heads = list(connection.execute(_unread(actor, cycle, named).where(_later(after)).limit(limit)))
    ids = [row.id for row in heads] + [row.earlier for row in heads if row.earlier is not None]
    said = _said(connection, ids)
    return [
        Unread(
            cycle, row.signatory, row.name, row.number, row.read, row.received, _differing(said, row.id, row.earlier)
        )
        for row in heads
    ]


def count_unread(connection: Connection, actor: Actor, cycle: str) -> tuple[int, int]:
    """Return how many companies of a cycle have answers that the actor's organisation has not read, and how many have
    answers that it sees.
    """
    both = (query.order_by(None).subquery() for query in (_unread(actor, cycle, ""), _current(actor, cycle, "")))
    waiting, filed = (connection.execute(select(func.count()).select_from(one)).scalar_one() for one in both)
    return waiting, filed


def _later(after: str) -> ColumnElement[bool]:
    return col(tables.Submission.signatory) > after


def _named(named: str) -> ColumnElement[bool]:
    signatory = tables.Signatory
    return or_(*(col(one).icontains(named, autoescape=True) for one in (signatory.name, signatory.id)))


def _unread(actor: Actor, cycle: str, named: str) -> Select[Any]:
    newer = func.coalesce(col(tables.ReadingMark.revision), 0) < col(tables.Revision.number)
    return _current(actor, cycle, named).where(newer)


def _current(actor: Actor, cycle: str, named: str) -> Select[Any]:
    submission, signatory, revision = tables.Submission, tables.Signatory, tables.Revision
    mark, earlier, every = tables.ReadingMark, table_of(revision).alias("earlier"), table_of(revision).alias("every")
    newest = select(func.max(every.c.number)).where(every.c.submission == col(submission.id)).scalar_subquery()
    same = and_(col(signatory.cycle) == col(submission.cycle), col(signatory.id) == col(submission.signatory))
    mine = and_(
        col(mark.organisation) == actor.organisation,
        col(mark.cycle) == col(submission.cycle),
        col(mark.signatory) == col(submission.signatory),
    )
    read = and_(earlier.c.submission == col(submission.id), earlier.c.number == col(mark.revision))
    return (
        select(
            col(submission.signatory),
            col(signatory.name),
            col(revision.id),
            col(revision.number),
            col(revision.received),
            col(mark.revision).label("read"),
            earlier.c.id.label("earlier"),
        )
        .join(signatory, same)
        .join(revision, and_(col(revision.submission) == col(submission.id), col(revision.number) == newest))
        .outerjoin(mark, mine)
        .outerjoin(earlier, read)
        .where(col(submission.cycle) == cycle, seen_by(actor), _named(named))
        .order_by(col(submission.signatory))
    )


Said = dict[int, dict[str, tuple[Any, ...]]]


def _said(connection: Connection, revisions: Iterable[int]) -> Said:
    """What revisions answer, by indicator: status, reason, comment, values and evidence; and what the company commits
    itself to, by the name of the commitment."""
    wanted = list(revisions)
    answer, value, evidence, commitment = tables.Answer, tables.AnswerValue, tables.Evidence, tables.Commitment
    said: Said = defaultdict(dict)
    for row in connection.execute(select(table_of(answer)).where(col(answer.revision).in_(wanted))):
        said[row.revision][row.indicator] = (row.status, row.reason, row.comment)
    ordered = select(table_of(value)).where(col(value.revision).in_(wanted)).order_by(col(value.position))
    for row in connection.execute(ordered):
        said[row.revision][row.indicator] += ((row.field, row.value),)
    shown = select(table_of(evidence)).where(col(evidence.revision).in_(wanted)).order_by(col(evidence.position))
    for row in connection.execute(shown):
        said[row.revision][row.indicator] += ((row.kind, row.title, row.link, row.reference),)
    own = select(table_of(commitment)).where(col(commitment.revision).in_(wanted)).order_by(col(commitment.position))
    for row in connection.execute(own):
        said[row.revision][commitment_name(row.position + 1)] = tuple(row)[2:]
    return said


def _differing(said: Said, current: int, earlier: int | None) -> tuple[str, ...]:
    before = said[earlier] if earlier is not None else {}
    now = said[current]
    gone = [name for name in before if name not in now]
    return (*(name for name, answer in now.items() if before.get(name) != answer), *gone)


def mark_read(connection: Connection, actor: Actor, cycle: str, signatory: str, revision: int, now: datetime) -> None:
    """Remember that an organisation has read a company's answers up to `revision`."""
    mark = tables.ReadingMark
    key = {"organisation": actor.organisation, "cycle": cycle, "signatory": signatory}
    if not insert_if_absent(connection, mark, {**key, "revision": revision, "read": now}):
        here = and_(*(table_of(mark).c[name] == value for name, value in key.items()))
        connection.execute(update(mark).where(here).values(revision=revision, read=now))
