"""`/submissions/{id}`: how its revisions differ, the files they came in, and its withdrawal."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from schemas.cycle import WithdrawalIn
from schemas.out import DifferencesOut, WithdrawalFiledOut
from service.api.answered import respond
from service.api.documented import Responses, file_answer, reading, writing
from service.api.parameters import RevisionNumber, SubmissionId
from service.api.revisions import changes_out, withdrawal_out
from service.api.route import GuardedRoute
from service.api.workbooks import ODS, XLSX
from service.dependencies import ActorDep, HouseDep, KeyText, keyed
from service.errors import ServiceError
from service.store import filed, withdrawals
from service.store.idempotency import Answered
from service.workflows.differences import differences
from service.workflows.withdraw import withdraw

router = APIRouter(prefix="/submissions", tags=["submissions"], route_class=GuardedRoute)

AS_RECEIVED = file_answer("application/octet-stream", "The workbook as it was received, byte for byte.")
GONE: Responses = {201: {"description": "Withdrawn; its revisions stay readable.", "model": WithdrawalFiledOut}}


@router.get("/{id}/revisions/{before}/differences/{after}", name="submissions.differences", responses=reading())
def read_differences(
    id: SubmissionId,  # noqa: A002
    before: RevisionNumber,
    after: RevisionNumber,
    house: HouseDep,
    actor: ActorDep,
) -> DifferencesOut:
    """Every place at which two revisions of a submission differ, with both values."""
    with house.database.reading() as connection:
        old, new = (filed.revision(connection, actor, id, number) for number in (before, after))
    if old is None or new is None:
        raise ServiceError("not_found", 404)
    found = differences(old.filed.submission, new.filed.submission)
    changes = changes_out(found)
    return DifferencesOut(submission=id, before=before, after=after, changes=changes, unchanged=found.unchanged)


@router.get(
    "/{id}/revisions/{number}/upload",
    name="submissions.received",
    response_class=Response,
    responses={**reading(), **AS_RECEIVED},
)
def read_upload(id: SubmissionId, number: RevisionNumber, house: HouseDep, actor: ActorDep) -> Response:  # noqa: A002
    """The workbook that a revision came in, for the company whose submission it is and for nobody else."""
    with house.database.reading() as connection:
        revision = filed.revision(connection, actor, id, number)
        own = revision is not None and revision.owner == actor.organisation
        content = withdrawals.upload_of(connection, revision.upload or "") if own and revision else None
    if content is None:
        raise ServiceError("not_found", 404)
    kind, ending = (ODS, "ods") if b"opendocument.spreadsheet" in content[:120] else (XLSX, "xlsx")
    name = f"enregard-{id}-r{number}.{ending}"  # ours: the uploader's own name was never kept
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind)


@router.post("/{id}/withdrawal", name="submissions.withdraw", status_code=201, responses={**writing(), **GONE})
def withdraw_submission(
    id: SubmissionId,  # noqa: A002
    given: WithdrawalIn,
    house: HouseDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Withdraw one's own submission with a reason: it does not count any more, until a new revision is filed."""
    answered = withdraw(
        house.database,
        actor,
        id,
        revision=given.revision,
        reason=given.reason,
        present=lambda row: Answered(201, withdrawal_out(row).model_dump_json(), f"/api/v1/submissions/{id}"),
        key=keyed(request, key_text, request.state.content),
        clock=house.clock,
    )
    return respond(answered)
