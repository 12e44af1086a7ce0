"""`/cycles/{cycle}/bulk` and `/bulk/{id}`: a zip of workbooks filed by the secretariat on behalf of their companies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, UploadFile

from indicators.model import Language
from schemas.bulk import BulkFileOut, BulkFinding, BulkOut
from service.api.answered import respond
from service.api.documented import Responses, file_answer, problems, reading, writing
from service.api.parameters import CycleId, Limit, SequenceCursor
from service.api.route import GuardedRoute
from service.api.workbooks import ODS, XLSX, unreadable
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError
from service.intake.limits import LIMITS
from service.intake.refusals import Refusal
from service.store import bulk
from service.store.idempotency import Answered
from service.store.tables import BulkJob
from service.workflows.bulk import MOST_FILES, receive, unpacked
from service.workflows.once import once

router = APIRouter(tags=["bulk"], route_class=GuardedRoute)

JobId = Annotated[str, Path(pattern=r"^b_[0-9a-f]{24}$")]
Position = Annotated[int, Path(ge=1, le=MOST_FILES)]
AS_RECEIVED = file_answer("application/octet-stream", "The workbook as it was received, byte for byte.")
TAKEN: Responses = {
    202: {"description": "Taken in, to be worked off; `Location` tells how far it is.", "model": BulkOut},
    429: problems(429)[429],
}


@router.post("/cycles/{cycle}/bulk", name="bulk.create", status_code=202, responses={**writing(), **TAKEN})
def create(
    cycle: CycleId,
    file: UploadFile,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Take in a zip of workbooks (.xlsx, .ods), each of which is then filed for the signatory that it names.

    A workbook whose very bytes are the current revision is not filed again, so the same zip may be sent twice.
    """
    came, content = house.clock(), file.file.read()
    try:
        files = list(unpacked(content, replace(LIMITS, upload_bytes=house.settings.upload_limit_bytes)))
    except Refusal as refusal:
        return unreadable(request, refusal, language)
    key, digest = keyed(request, key_text, content), hashlib.sha256(content).hexdigest()

    def act(connection: Any) -> Answered:
        job = receive(connection, actor, cycle, files, digest, came)
        body = _out(job, bulk.counts(connection, job.id), [], language, None).model_dump_json()
        return Answered(202, body, f"/api/v1/bulk/{job.id}")

    with house.in_flight.hold(actor, key):
        return respond(house.database.write(lambda connection: once(connection, actor, key, house.clock(), act)))


@router.get("/bulk/{id}", name="bulk.read", responses=reading())
def read(
    id: JobId,  # noqa: A002
    house: HouseDep,
    language: LanguageDep,
    limit: Limit = 100,
    cursor: SequenceCursor = None,
) -> BulkOut:
    """How far a bulk upload is, and what became of each workbook so far."""
    with house.database.reading() as connection:
        job = bulk.find_job(connection, id)
        if job is None:
            raise ServiceError("not_found", 404)
        found = bulk.files(connection, id, after=int(cursor or 0), limit=limit + 1)
        counts = bulk.counts(connection, id)
    following = str(found[limit - 1]["position"]) if len(found) > limit else None
    return _out(job, counts, found[:limit], language, following)


@router.get(
    "/bulk/{id}/files/{position}", name="bulk.file", response_class=Response, responses={**reading(), **AS_RECEIVED}
)
def read_file(id: JobId, position: Position, house: HouseDep) -> Response:  # noqa: A002
    """A workbook that was received in time and refused because the cycle was frozen meanwhile, byte for byte.

    It can be handed in again once the edition is published. Of every other workbook the upload keeps no bytes (404).
    """
    with house.database.reading() as connection:
        file = bulk.file_with_content(connection, id, position)
    if file is None or file.status != "refused" or file.content is None:
        raise ServiceError("not_found", 404)
    kind, ending = (ODS, "ods") if b"opendocument.spreadsheet" in file.content[:120] else (XLSX, "xlsx")
    name = f"enregard-{id}-{position}.{ending}"  # ours: what the uploader called it may be anything
    return Response(file.content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind)


def _out(
    job: BulkJob, counts: Mapping[str, int], files: list[Mapping[str, Any]], language: Language, following: str | None
) -> BulkOut:
    return BulkOut(
        id=job.id,
        cycle=job.cycle,
        received=job.received,
        finished=job.finished,
        files=sum(counts.values()),
        **{status: counts.get(status, 0) for status in ("waiting", "filed", "unchanged", "refused")},
        items=[_file(one, language) for one in files],
        next=following,
    )


def _file(row: Mapping[str, Any], language: Language) -> BulkFileOut:
    told = {name: row[name] for name in BulkFileOut.model_fields if name != "findings"}
    findings = [BulkFinding.model_validate({**one, "message": one["message"][language]}) for one in row["result"] or ()]
    return BulkFileOut(**told, findings=findings)
