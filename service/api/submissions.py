"""`/cycles/{cycle}/submissions` and `/submissions`: self-assessments in, and back out to those who may see them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, UploadFile
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from schemas.out import DryRunOut, Page, RevisionFiledOut, RevisionOut, SubmissionHead, SubmissionOut
from schemas.submission import SubmissionIn
from service.api.answered import refused, respond
from service.api.documented import Responses, reading, writing
from service.api.judged import judged_by
from service.api.parameters import Cursor, CycleId, Limit, RevisionNumber, SubmissionId
from service.api.revisions import dry, listed, present, revision_out, submission_out
from service.api.route import GuardedRoute, StrictRequest, straight
from service.api.workbooks import ANSWERED_AS_WORKBOOK, refused_workbook, unreadable
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, house_of, keyed, language_of, well_formed_key
from service.errors import ServiceError
from service.intake.refusals import Refusal
from service.store import filed, withdrawals
from service.workflows.cycles import known_cycle
from service.workflows.submit import Refused, approach, judge_workbook, submit, try_out

router = APIRouter(tags=["submissions"], route_class=GuardedRoute)

BRIEF = 10_000
"""Bytes of a self-assessment that is judged in a few milliseconds, commitments and all: less than a thread costs."""

DryRun = Annotated[bool, Query(description="Only tell what would happen: every finding, and the changes.")]
CREATED: Responses = {
    200: {"description": "`dry_run`: what would happen; nothing was written.", "model": DryRunOut},
    201: {"description": "Filed as the next revision; `Location` names it.", "model": RevisionFiledOut},
}


_CYCLE: TypeAdapter[str] = TypeAdapter(CycleId)


async def _ordinary(request: StrictRequest) -> Response | None:
    """Answer as `create_submission` does where nothing but a self-assessment of the right shape is sent."""
    if request.scope["query_string"]:
        return None
    try:
        cycle = _CYCLE.validate_python(request.path_params["cycle"])
        given = SubmissionIn.model_validate(await request.json())
    except (ValueError, ClientDisconnect):
        return None
    key_text = well_formed_key(request.headers.get("idempotency-key"))
    house, language = house_of(request), language_of(request)
    return await create_submission(cycle, given, house, request.state.actor, language, key_text, request)


@router.post(
    "/cycles/{cycle}/submissions", name="submissions.create", status_code=201, responses={**writing(), **CREATED}
)
@straight(_ordinary)
async def create_submission(
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
    content: bytes = request.state.content
    brief = len(content) <= BRIEF and (cycle, given.language) in house.met
    judged = await house.near(brief, judged_by, house, actor, cycle, given, language)
    if dry_run:
        return await run_in_threadpool(judged.dry, house.database)
    key = keyed(request, key_text, content)
    with house.in_flight.hold(actor, key):
        if judged.has_errors:
            return refused(request, judged.told)
        return respond(await judged.filed(house, key, brief=brief))


@router.post(
    "/cycles/{cycle}/submissions/workbook",
    name="submissions.upload",
    status_code=201,
    responses={**writing(), **CREATED, **ANSWERED_AS_WORKBOOK},
)
def upload_submission(
    cycle: CycleId,
    file: UploadFile,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    dry_run: DryRun = False,
) -> Response:
    """File a filled workbook (.xlsx, .ods) as the next revision of the asking company's submission.

    Findings come back with sheet and cell. With `Accept` naming the .xlsx type, an .xlsx with errors comes back itself
    (422), its cells marked. The file's name is not used.
    """
    desk = approach(house.database, house.frameworks, actor, cycle, clock=house.clock)
    content = file.file.read()
    key = keyed(request, key_text, content)
    with house.in_flight.hold(actor, key):
        try:
            checked = judge_workbook(desk, content, house.reader)
        except Refusal as refusal:
            return unreadable(request, refusal, language)
        told = checked.told(language)
        if checked.submission is None or (checked.has_errors and not dry_run):
            return refused_workbook(request, checked, content, house.reader, language)
        if dry_run:
            return dry(try_out(house.database, desk, checked.submission, checked.findings), told)
        outcome = submit(
            house.database,
            desk,
            checked.submission,
            checked.findings,
            source="workbook",
            present=lambda revision: present(revision, language, desk.framework),
            upload=content,
            key=key,
        )
    return refused(request, told) if isinstance(outcome, Refused) else respond(outcome)


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
    return Page(items=listed(shown), next=shown[-1].submission_id if len(found) > limit else None)


@router.get("/submissions/{id}", name="submissions.read", responses=reading())
def read_submission(id: SubmissionId, house: HouseDep, actor: ActorDep) -> SubmissionOut:  # noqa: A002
    """One submission with the history of its revisions."""
    with house.database.reading() as connection:
        current = filed.current_revision(connection, actor, id)
        if current is None:
            raise ServiceError("not_found", 404)
        return submission_out(
            current, filed.history(connection, id), withdrawals.withdrawals(connection, id), actor.organisation
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
    framework = house.frameworks.find(revision.filed.submission.framework)
    return revision_out(revision, language, framework, actor.organisation)
