"""Submitting: a self-assessment from any door is judged and, without an error, filed as the next revision.

Every door meets here with one `Submission`; nothing here knows HTTP or workbooks. A refused submission is no exception:
all its findings come back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from indicators.answers import Submission
from indicators.case import Filed
from indicators.checks import check
from indicators.findings import Finding, has_errors
from indicators.model import Framework
from service.actors import Actor
from service.errors import ServiceError
from service.intake.confinement import ConfinedReader
from service.store import cycles, filed, organisations
from service.store.engine import Database
from service.store.filed import FiledRevision
from service.store.filing import Filing, file_revision, submission_id
from service.store.idempotency import Answered
from service.store.tables import Cycle, Signatory
from service.workflows.check_workbook import Checked, check_workbook
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.once import Key, once

Source = Literal["json", "workbook"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an actor finds when about to submit: the cycle, its framework, the actor's place, and what the
    same company declared in the cycle before."""

    actor: Actor
    cycle: Cycle
    framework: Framework
    signatory: Signatory
    previous: Submission | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The submission was not filed; at least one of the findings is an error."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A judged submission that nobody filed: its findings, and how it differs from the revision on file."""

    findings: tuple[Finding, ...]
    revision: int
    changes: tuple[tuple[str, Any, Any], ...]
    unchanged: int

    @property
    def accepted(self) -> bool:
        """Whether it would be filed."""
        return not has_errors(self.findings)


def approach(database: Database, frameworks: Frameworks, actor: Actor, cycle: str) -> Desk:
    """Return what `actor` needs to submit to `cycle`.

    Raises ServiceError `unknown_cycle` (404), `not_a_signatory` (403), `signatory_left` (403), `cycle_not_open` (409).
    """
    with database.reading() as connection:
        found = known_cycle(connection, cycle)
        signatory = organisations.signatory_of(connection, cycle, actor.organisation)
        if signatory is None:
            raise ServiceError("not_a_signatory", 403, {"cycle": cycle})
        if signatory.status == "left":
            raise ServiceError("signatory_left", 403, {"signatory": signatory.id, "cycle": cycle})
        if datetime.now(UTC) < found.opens:
            raise ServiceError("cycle_not_open", 409, {"cycle": cycle, "opens": found.opens.isoformat()})
        before = cycles.place_before(connection, found, actor.organisation)
        previous = filed.current_revision(connection, actor, submission_id(*before)) if before else None
    earlier = previous.filed.submission if previous else None
    return Desk(actor, found, frameworks.find(found.framework), signatory, earlier)


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


def draft(database: Database, desk: Desk, submission: Submission, findings: Sequence[Finding]) -> Draft:
    """Return what filing would do, without doing it."""
    with database.reading() as connection:
        current = filed.current_revision(connection, desk.actor, submission_id(desk.cycle.id, desk.signatory.id))
    before = _places(current.filed.submission) if current else {}
    after = _places(submission)
    paths = list(dict.fromkeys([*before, *after]))
    changes = tuple((path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path))
    return Draft(tuple(findings), current.current + 1 if current else 1, changes, len(paths) - len(changes))


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
) -> Answered | Refused:
    """File a judged submission as the next revision; returns what `present` makes of it once it is durable.

    With a `key`, a request that was answered before gets the same answer and files nothing. Raises ServiceError
    `idempotency_mismatch` (422) and those of `Database.write`.
    """
    if has_errors(findings):
        return Refused(tuple(findings))
    now = datetime.now(UTC)
    filing = Filing(
        cycle=desk.cycle.id,
        signatory=desk.signatory.id,
        actor=desk.actor,
        source=source,
        received=now,
        late=now >= desk.cycle.closes,
        framework_hash=desk.framework.content_hash,
        upload=upload,
    )
    owned = replace(submission, organisation=replace(submission.organisation, reference=desk.signatory.id))

    def act(connection: Connection) -> Answered:
        id_, number, digest = file_revision(connection, filing, owned, findings)
        mine = Filed(desk.signatory.id, number, owned, tuple(findings), filing.late, source)
        return present(
            FiledRevision(id_, desk.cycle.id, mine, now, filing.framework_hash, upload=digest, current=number)
        )

    return database.write(lambda connection: once(connection, desk.actor, key, now, act))


def _places(submission: Submission) -> dict[str, Any]:
    """Every filled place of a submission, by its path; numbers as they are."""
    organisation = submission.organisation
    places: dict[str, Any] = {
        f"/organisation/{name}": getattr(organisation, name) for name in ("name", "country", "sector", "publication")
    }
    places |= {f"/organisation/populations/{name}": value for name, value in organisation.populations.items()}
    for answer in submission.answers:
        here = f"/answers/{answer.indicator}"
        places |= {f"{here}/status": answer.status, f"{here}/reason": answer.reason, f"{here}/comment": answer.comment}
        places |= {f"{here}/values/{key}": value for key, value in answer.values.items()}
        places |= _numbered(f"{here}/evidence", [asdict(evidence) for evidence in answer.evidence])
    places |= _numbered("/commitments", [asdict(commitment) for commitment in submission.commitments])
    return {path: value for path, value in places.items() if value is not None}


def _numbered(path: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{path}/{index}/{key}": value for index, item in enumerate(items) for key, value in item.items()}
