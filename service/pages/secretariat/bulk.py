"""Bulk upload: a zip of workbooks filed for their companies, and what became of each while it goes on.

The page of an upload loads itself again only where someone asked for it, and says how to stop that.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from fastapi import Response

from service.errors import ServiceError
from service.intake.limits import LIMITS
from service.intake.refusals import Refusal
from service.pages.filled import FilledDep
from service.pages.route import page_router
from service.pages.secretariat.shown import around, faults
from service.pages.visit import Visit, VisitDep
from service.store import bulk
from service.workflows.bulk import receive, unpacked
from service.workflows.cycles import known_cycle

router = page_router()
LISTED, MOST_FINDINGS = 100, 5
SECONDS = 3
"""How long a followed page waits before it loads again."""

STATES = ("filed", "unchanged", "refused", "waiting")


@router.get("/{language:language}/secretariat/cycles/{cycle}/bulk", name="secretariat.bulk")
def form(visit: VisitDep, cycle: str) -> Response:
    """The form that takes a zip, and the uploads that still wait."""
    return _form(visit, cycle)


@router.post("/{language:language}/secretariat/cycles/{cycle}/bulk", name="secretariat.send_bulk")
def send(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Take a zip in, to be worked off; its page tells how far it is."""
    file = filled.file("file")
    try:
        job = _received(visit, cycle, file.file.read() if file else b"")
    except ServiceError as refused:
        return _form(visit, cycle, faults(visit, refused), refused.status)
    except Refusal as refusal:
        return _form(visit, cycle, {"file": refusal.message(visit.language)}, 422)
    response = visit.go("secretariat.upload", upload=job)
    response.headers["location"] += "?follow=yes"
    return response


@router.get("/{language:language}/secretariat/uploads/{upload}", name="secretariat.upload")
def upload(visit: VisitDep, upload: str, follow: str = "", after: int = 0) -> Response:
    """How far an upload is, and what became of each workbook."""
    with visit.house.database.reading() as connection:
        job = bulk.find_job(connection, upload)
        if job is None:
            raise ServiceError("not_found", 404)
        cycle, counts = known_cycle(connection, job.cycle), bulk.counts(connection, upload)
        found = bulk.files(connection, upload, after=min(max(after, 0), 10**9), limit=LISTED + 1)
    here = visit.address("secretariat.upload", upload=upload)
    going = job.finished is None
    context = {
        **around(visit, cycle),
        "job": job,
        "counts": {state: counts.get(state, 0) for state in STATES},
        "whole": sum(counts.values()),
        "files": found[:LISTED],
        "most": MOST_FINDINGS,
        "next": f"{here}?after={found[LISTED - 1]['position']}" if len(found) > LISTED else "",
        "previous": here if after > 0 else "",
        "following": bool(follow) and going,
        "seconds": SECONDS,
    }
    headers = {"Refresh": str(SECONDS)} if follow and going else None
    return visit.page("secretariat/upload.html", context, headers=headers)


def _received(visit: Visit, cycle: str, content: bytes) -> str:
    house, came = visit.house, visit.house.clock()
    if not content:
        raise ServiceError("nothing_to_file", 422)
    files = list(unpacked(content, replace(LIMITS, upload_bytes=house.settings.upload_limit_bytes)))
    digest = hashlib.sha256(content).hexdigest()
    return house.database.write(lambda connection: receive(connection, visit.actor, cycle, files, digest, came).id)


def _form(visit: Visit, id_: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with visit.house.database.reading() as connection:
        found = known_cycle(connection, id_)
        waiting = [job for job in bulk.unfinished(connection) if job.cycle == id_]
    context = {**around(visit, found), "waiting": waiting, "errors": errors or {}}
    return visit.page("secretariat/bulk.html", context, status=status)
