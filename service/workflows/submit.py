"""Submitting: a self-assessment from any door is judged and, without an error, filed as the next revision.

Every door meets here with one `Submission`; nothing here knows HTTP or workbooks. A refused submission is no exception:
all its findings come back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from indicators.answers import Submission
from indicators.case import Filed
from indicators.checks import check
from indicators.findings import Finding, has_errors
from indicators.model import Framework
from indicators.phases import CycleAct, is_late
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.intake.confinement import ConfinedReader
from service.ledger.subjects import revision_urn
from service.store import cycles, filed, organisations
from service.store.engine import Database
from service.store.filed import Author, FiledRevision
from service.store.filing import Filing, file_revision, submission_id
from service.store.idempotency import Answered
from service.store.tables import Cycle, Signatory
from service.workflows.check_workbook import Checked, check_workbook
from service.workflows.committed import declared_digests, revision_content
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.differences import Differences, differences
from service.workflows.once import Key, once
from service.workflows.phases import require_phase, timetable
from service.workflows.prefill import last_cycles_answers
from service.workflows.public_log import handed, record

Source = Literal["json", "workbook", "form", "bulk"]
"""Through which door a revision came; `bulk`: filed by the secretariat on the company's behalf."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an actor finds when about to submit: the cycle, its framework, the actor's place, and what the
    same company declared in the cycle before.

    `came` is when what is submitted came in (None: when it is filed): the phase and lateness are judged by it. What
    is written down is written under the clock's moment, so that revisions and the log stay in their order."""

    actor: Actor
    cycle: Cycle
    framework: Framework
    signatory: Signatory
    previous: Submission | None = None
    clock: Clock = utc_now
    came: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The submission was not filed; at least one of the findings is an error."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A judged submission that nobody filed: its findings, and how it differs from the revision on file."""

    findings: tuple[Finding, ...]
    revision: int
    differences: Differences

    @property
    def accepted(self) -> bool:
        """Whether it would be filed."""
        return not has_errors(self.findings)


def approach(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    cycle: str,
    *,
    act: CycleAct = "submit",
    on_behalf_of: str | None = None,
    clock: Clock = utc_now,
    came: datetime | None = None,
) -> Desk:
    """Return what `actor` needs to submit to `cycle`, or to another `act` on its own submission.

    The secretariat may stand there `on_behalf_of` a signatory; whether an actor may is decided by the caller. `came` is
    an aware moment, that of the arrival of what is submitted: now, unless it was received before.

    Raises ServiceError `unknown_cycle` (404), `not_a_signatory` (403), `signatory_left` (403), and what the phase does
    not permit at that moment (409): `cycle_not_open`, `cycle_closed`, `cycle_frozen`.
    """
    arrived = came or clock()
    with database.reading() as connection:
        found = known_cycle(connection, cycle)
        signatory = _place(connection, actor, cycle, on_behalf_of)
        if signatory is None:
            raise ServiceError("not_a_signatory", 403, {"cycle": cycle})
        if signatory.status == "left":
            raise ServiceError("signatory_left", 403, {"signatory": signatory.id, "cycle": cycle})
        require_phase(found, act, arrived)
        framework = frameworks.find(found.framework)
        stands_for = signatory.organisation or ""
        previous = last_cycles_answers(connection, frameworks, framework, found, stands_for, actor)
    return Desk(actor, found, framework, signatory, previous, clock, arrived)


def _place(connection: Connection, actor: Actor, cycle: str, on_behalf_of: str | None) -> Signatory | None:
    if on_behalf_of is not None:
        return cycles.find_signatory(connection, cycle, on_behalf_of)
    return organisations.signatory_of(connection, cycle, actor.organisation)


def judge(desk: Desk, submission: Submission) -> tuple[Finding, ...]:
    """Return every finding on a submission. Raises ServiceError `not_own_signatory` (403) where it names another."""
    refuse_other_signatory(desk, submission)
    return check(desk.framework, submission, desk.previous, cycle=desk.cycle.id)


def judge_workbook(desk: Desk, content: bytes, reader: ConfinedReader) -> Checked:
    """Return what a workbook says, with every finding and its cell.

    Raises Refusal where it cannot be read at all, ServiceError `not_own_signatory` (403).
    """
    checked = check_workbook(content, desk.framework, reader, cycle=desk.cycle.id, previous=desk.previous)
    if checked.submission is not None:
        refuse_other_signatory(desk, checked.submission)
    return checked


def refuse_other_signatory(desk: Desk, submission: Submission) -> None:
    """Raise ServiceError `not_own_signatory` (403) where a submission names another signatory."""
    reference = submission.organisation.reference
    if reference is not None and reference != desk.signatory.id:
        raise ServiceError("not_own_signatory", 403, {"found": reference, "expected": desk.signatory.id})


def try_out(database: Database, desk: Desk, submission: Submission, findings: Sequence[Finding]) -> Trial:
    """Return what filing would do, without doing it."""
    with database.reading() as connection:
        current = filed.current_revision(connection, desk.actor, submission_id(desk.cycle.id, desk.signatory.id))
    before = current.filed.submission if current else None
    return Trial(tuple(findings), current.current + 1 if current else 1, differences(before, submission))


def submit(
    database: Database,
    desk: Desk,
    submission: Submission,
    findings: Sequence[Finding],
    *,
    source: Source,
    present: Callable[[FiledRevision], Answered],
    upload: bytes | None = None,
    key: Key | None = None,
    alongside: Callable[[Connection, FiledRevision], None] | None = None,
) -> Answered | Refused:
    """File a judged submission as the next revision; returns what `present` makes of it once it is durable.

    `alongside` is done in the same transaction; what it raises undoes the filing.

    With a `key`, a request that was answered before gets the same answer and files nothing. Whether it is late,
    and what the phase permits, follow from when it came in (`Desk.came`), not from how long it waited or was read;
    only a freeze goes before that. The revision's and the log's moment is that of filing.

    Raises ServiceError `idempotency_mismatch` (422), `cycle_closed` or `cycle_frozen` (409), and those of
    `Database.write`.
    """
    if has_errors(findings):
        return Refused(tuple(findings))
    act = filing(
        desk, submission, findings, source=source, present=present, upload=upload, key=key, alongside=alongside
    )
    return database.write(act)


def filing(
    desk: Desk,
    submission: Submission,
    findings: Sequence[Finding],
    *,
    source: Source,
    present: Callable[[FiledRevision], Answered],
    upload: bytes | None = None,
    key: Key | None = None,
    alongside: Callable[[Connection, FiledRevision], None] | None = None,
) -> Callable[[Connection], Answered]:
    """Return the act of `submit`, for `Database.write`, of a submission without errors: all that can be made ready
    before it is, because others wait for it."""
    now = desk.clock()
    came = desk.came or now
    row = _row(desk, source, now, came, upload)
    owned = replace(submission, organisation=replace(submission.organisation, reference=desk.signatory.id))
    declared = declared_digests(owned, findings)

    def act(connection: Connection) -> Answered:
        require_phase(cycles.held_cycle(connection, desk.cycle.id), "submit", came)
        id_, number, kept = file_revision(connection, row, owned, findings)
        mine = Filed(desk.signatory.id, number, owned, tuple(findings), row.late, source)
        author = Author(desk.actor.organisation, desk.actor.person, desk.actor.token)
        one = FiledRevision(
            id_, desk.cycle.id, mine, now, row.framework_hash, kept, number, author, desk.signatory.organisation
        )
        if alongside is not None:
            alongside(connection, one)
        receipt = record(connection, "revision", revision_urn(id_, number), revision_content(one, declared), now)
        return handed(present(one), receipt)

    return lambda connection: once(connection, desk.actor, key, now, act)


def _row(desk: Desk, source: Source, now: datetime, came: datetime, upload: bytes | None) -> Filing:
    return Filing(
        cycle=desk.cycle.id,
        signatory=desk.signatory.id,
        actor=desk.actor,
        source=source,
        received=now,
        late=is_late(timetable(desk.cycle), came),
        framework_hash=desk.framework.content_hash,
        upload=upload,
    )
