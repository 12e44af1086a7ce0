"""Workbooks as answers: downloads, the marked copy of a refused one, and the reason why one could not be read."""

from __future__ import annotations

from fastapi import Request, Response

from indicators.model import Language
from schemas.problem import FindingOut
from service.api.answered import refused
from service.api.documented import Responses, file_answer, problems
from service.api.problems import problem
from service.intake.confinement import ConfinedReader
from service.intake.refusals import Refusal
from service.slips import quoted
from service.workflows.check_workbook import Checked
from service.workflows.mark_workbook import mark_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

NO_WORKER_FREE = "U43"
"""The one refusal that says nothing about the file."""

_MARKED = file_answer(XLSX, "")[200]["content"]
ANSWERED_AS_WORKBOOK: Responses = {
    422: {
        "description": "Points to correct: as `findings`, or as the same workbook with its cells marked.",
        "content": {**problems()[422]["content"], **_MARKED},
    },
    429: problems(429)[429],
}


def workbook(content: bytes, name: str, status: int = 200) -> Response:
    """Return a workbook as a download; `name` is ours, never an uploader's."""
    return Response(content, status, {"Content-Disposition": f'attachment; filename="{name}"'}, XLSX)


def refused_workbook(
    request: Request, checked: Checked, content: bytes, reader: ConfinedReader, language: Language
) -> Response:
    """Return the findings of a refused workbook, or where `Accept` asks for it the workbook with its cells marked."""
    if checked.submission is None or XLSX not in request.headers.get("accept", ""):
        return refused(request, checked.told(language))
    try:
        marked = mark_workbook(content, checked, reader, language)
    except Refusal:  # the findings stand all the same, and are what matters
        return refused(request, checked.told(language))
    return workbook(marked, f"enregard-{language}.xlsx", 422)


def unreadable(request: Request, refusal: Refusal, language: Language) -> Response:
    """Return why a file could not be read: 422, or 429 where no worker came free to read it."""
    words = {part: refusal.part(part, language) for part in ("found", "expected", "mend")}
    finding = FindingOut(
        code=refusal.code,
        message=refusal.message(language),
        found=quoted(words["found"]),
        expected=words["expected"],
        remedy=words["mend"],
        sheet=refusal.place[0],
        cell=refusal.place[1],
    )
    status = 429 if refusal.code == NO_WORKER_FREE else 422
    return problem(request, "unreadable_upload", status, {"message": refusal.message(language)}, [finding])
