"""`/cycles/{cycle}/submissions` and `/submissions`: self-assessments in, and back out to those who may see them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from indicators.answers import Status, Submission
from indicators.findings import Finding
from indicators.model import Framework, Language
from schemas.out import (
    Change,
    DryRunOut,
    Page,
    RevisionHead,
    RevisionOut,
    SubmissionHead,
    SubmissionOut,
    content_of,
    json_value,
)
from schemas.submission import SubmissionIn
from service.api.answered import refused, respond
from service.api.documented import Responses, reading, writing
from service.api.findings import findings_out
from service.api.parameters import Cursor, CycleId, Limit, RevisionNumber, SubmissionId
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError
from service.store import filed
from service.store.filed import FiledRevision
from service.store.idempotency import Answered
from service.workflows.cycles import known_cycle
from service.workflows.submit import Desk, Refused, approach, draft, judge, submit

router = APIRouter(tags=["submissions"], route_class=GuardedRoute)

DryRun = Annotated[bool, Query(description="Only tell what would happen: every finding, and the changes.")]
CREATED: Responses = {
    200: {"description": "`dry_run`: what would happen; nothing was written.", "model": DryRunOut},
    201: {"description": "Filed as the next revision; `Location` names it.", "model": RevisionOut},
}


@router.post(
    "/cycles/{cycle}/submissions", name="submissions.create", status_code=201, responses={**writing(), **CREATED}
)
def create_submission(
    cycle: CycleId,
    given: SubmissionIn,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    dry_run: DryRun = False,
) -> Response:
    """File a self-assessment as the next revision of the asking company's submission.

    With findings of severity `error` nothing is filed and all of them come back (422); warnings are filed and shown
    beside the answers. A submission after the cycle's end is filed and marked late.
    """
    desk = approach(house.database, house.frameworks, actor, cycle)
    submission = given.as_submission()
    findings = judge(desk, submission)
    if dry_run:
        return dry(desk, submission, findings, language)
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        outcome = submit(
            house.database,
            desk,
            submission,
            findings,
            source="json",
            present=lambda revision: present(revision, language, desk.framework),
            key=key,
        )
    if isinstance(outcome, Refused):
        return refused(request, findings_out(outcome.findings, language, desk.framework, submission))
    return respond(outcome)


@router.get("/cycles/{cycle}/submissions", name="submissions.list", responses=reading())
def list_submissions(
    cycle: CycleId, house: HouseDep, actor: ActorDep, limit: Limit = 100, cursor: Cursor = None
) -> Page[SubmissionHead]:
    """The submissions of a cycle that the asker may see: a company its own and those published in full; verified
    unions and the secretariat all of them.
    """
    with house.database.reading() as connection:
        known_cycle(connection, cycle)
        found = filed.current_revisions(connection, actor, cycle, after=cursor or "", limit=limit + 1)
    shown = found[:limit]
    items = [_listed(revision) for revision in shown]
    return Page(items=items, next=shown[-1].submission_id if len(found) > limit else None)


@router.get("/submissions/{id}", name="submissions.read", responses=reading())
def read_submission(id: SubmissionId, house: HouseDep, actor: ActorDep) -> SubmissionOut:  # noqa: A002
    """One submission with the history of its revisions."""
    with house.database.reading() as connection:
        current = filed.current_revision(connection, actor, id)
        if current is None:
            raise ServiceError("not_found", 404)
        history = filed.revision_numbers(connection, id)
    heads = [
        RevisionHead(
            submission=id,
            cycle=current.cycle,
            signatory=current.filed.signatory,
            revision=row.number,
            received=row.received,
            source=row.source,
            late=row.late,
            sha256=row.upload,
        )
        for row in history
    ]
    name = current.filed.submission.organisation.name
    return SubmissionOut(
        id=id,
        cycle=current.cycle,
        signatory=current.filed.signatory,
        name=name,
        current=current.current,
        revisions=heads,
    )


@router.get("/submissions/{id}/revisions/{number}", name="submissions.revision", responses=reading())
def read_revision(
    id: SubmissionId,  # noqa: A002
    number: RevisionNumber,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
) -> RevisionOut:
    """One immutable revision: what was declared, and the warnings beside it."""
    with house.database.reading() as connection:
        revision = filed.revision(connection, actor, id, number)
    if revision is None:
        raise ServiceError("not_found", 404)
    return revision_out(revision, language, house.frameworks.find(revision.filed.submission.framework))


def dry(desk: Desk, submission: Submission, findings: tuple[Finding, ...], language: Language) -> Response:
    """Return what filing would do."""
    would = draft(desk, submission, findings)
    out = DryRunOut(
        accepted=would.accepted,
        revision=would.revision,
        findings=findings_out(findings, language, desk.framework, submission),
        changes=[
            Change(path=path, before=json_value(before), after=json_value(after))
            for path, before, after in would.changes
        ],
        unchanged=would.unchanged,
    )
    return Response(out.model_dump_json(), 200, media_type="application/json")


def present(revision: FiledRevision, language: Language, framework: Framework) -> Answered:
    """Return the answer to a filing: 201 with the revision and its address."""
    location = f"/api/v1/submissions/{revision.submission_id}/revisions/{revision.filed.revision}"
    return Answered(201, revision_out(revision, language, framework).model_dump_json(), location)


def revision_out(revision: FiledRevision, language: Language, framework: Framework) -> RevisionOut:
    """Return a revision as it goes out."""
    submission = revision.filed.submission
    return RevisionOut(
        submission=revision.submission_id,
        cycle=revision.cycle,
        signatory=revision.filed.signatory,
        revision=revision.filed.revision,
        received=revision.received,
        source=revision.filed.source,
        late=revision.filed.late,
        sha256=revision.upload,
        current=revision.current,
        content=content_of(submission),
        findings=findings_out(revision.filed.findings, language, framework, submission),
    )


def _listed(revision: FiledRevision) -> SubmissionHead:
    submission = revision.filed.submission
    return SubmissionHead(
        id=revision.submission_id,
        cycle=revision.cycle,
        signatory=revision.filed.signatory,
        name=submission.organisation.name,
        current=revision.current,
        received=revision.received,
        late=revision.filed.late,
        answered=sum(answer.status == Status.ANSWERED for answer in submission.answers),
    )
