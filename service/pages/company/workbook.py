"""The workbook route: fetch it, hand it in, see what is wrong and what would change, then submit that very workbook."""

from __future__ import annotations

from fastapi import Response

from indicators.findings import has_errors
from service.errors import ServiceError
from service.intake.refusals import Refusal
from service.pages.company.changes import changes_shown
from service.pages.company.excerpt import faults_by_sheet
from service.pages.company.naming import Naming
from service.pages.company.seat import Seat, around, seat_in
from service.pages.filled import FilledDep
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store.idempotency import Answered
from service.workflows.check_workbook import Checked, place_words
from service.workflows.mark_workbook import mark_workbook
from service.workflows.prefill import workbook_for
from service.workflows.submit import Desk, Refused, approach, judge_workbook, submit, try_out
from service.workflows.trials import ended, hand_in, handed_in

router = page_router()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{language:language}/company/{cycle}/workbook", name="company.workbook")
def workbook(visit: VisitDep, cycle: str) -> Response:
    """How the route goes, the workbook to fetch, and where to hand it in."""
    return _workbook(visit, seat_in(visit, cycle))


@router.get("/{language:language}/company/{cycle}/workbook.xlsx", name="company.template")
def template(visit: VisitDep, cycle: str) -> Response:
    """The workbook to fill in, with what the company has declared already."""
    house, language = visit.house, visit.language
    content = workbook_for(house.database, house.frameworks, visit.actor, cycle, language, clock=house.clock)
    return download(content, f"enregard-{cycle}-{language}.xlsx")


@router.post("/{language:language}/company/{cycle}/workbook", name="company.upload")
def upload(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Hand a filled workbook in: it is read and shown, nothing is recorded."""
    seat, desk, file = seat_in(visit, cycle), _desk(visit, cycle), filled.file("workbook")
    if file is None:
        return _workbook(visit, seat, visit.say("Choose the workbook to check."))
    content = file.file.read()
    try:
        judge_workbook(desk, content, visit.house.reader)
    except Refusal as refusal:
        return _workbook(visit, seat, refusal.message(visit.language))
    return visit.go("company.trial", cycle=cycle, trial=hand_in(visit.house.database, desk, content))


@router.get("/{language:language}/company/{cycle}/workbook/{trial}", name="company.trial")
def trial(visit: VisitDep, cycle: str, trial: str) -> Response:
    """What is wrong in the workbook that was handed in, and what submitting it would change."""
    desk = _desk(visit, cycle)
    checked = judge_workbook(desk, handed_in(visit.house.database, desk, trial), visit.house.reader)
    return _trial(visit, desk, checked, trial)


@router.get("/{language:language}/company/{cycle}/workbook/{trial}/marked.xlsx", name="company.marked")
def marked(visit: VisitDep, cycle: str, trial: str) -> Response:
    """The same workbook with its cells marked."""
    desk, reader = _desk(visit, cycle), visit.house.reader
    content = handed_in(visit.house.database, desk, trial)
    checked = judge_workbook(desk, content, reader)
    return download(mark_workbook(content, checked, reader, visit.language), f"enregard-{cycle}-{visit.language}.xlsx")


@router.post("/{language:language}/company/{cycle}/workbook/{trial}", name="company.confirm")
def confirm(visit: VisitDep, cycle: str, trial: str) -> Response:
    """Submit the workbook that was handed in."""
    desk, database = _desk(visit, cycle), visit.house.database
    content = handed_in(database, desk, trial)
    checked = judge_workbook(desk, content, visit.house.reader)
    if checked.submission is None or checked.has_errors:
        return _trial(visit, desk, checked, trial, status=422)
    _file(visit, desk, checked, content, trial)
    return visit.go("company.filed", cycle=cycle)


def _file(visit: Visit, desk: Desk, checked: Checked, content: bytes, trial: str) -> Answered | Refused:
    if checked.submission is None:
        raise ServiceError("workbook_gone", 410)
    return submit(
        visit.house.database,
        desk,
        checked.submission,
        checked.findings,
        source="workbook",
        present=lambda revision: Answered(201, str(revision.filed.revision)),
        upload=content,
        alongside=ended(trial),
    )


def download(content: bytes, name: str, media_type: str = XLSX) -> Response:
    """Return a file to be kept; `name` is ours, never an uploader's."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=media_type)


def _desk(visit: Visit, cycle: str) -> Desk:
    house = visit.house
    return approach(house.database, house.frameworks, visit.actor, cycle, clock=house.clock)


def _workbook(visit: Visit, seat: Seat, fault: str = "") -> Response:
    errors = {"workbook": fault} if fault else {}
    context = around(seat, visit.language, errors=errors)
    return visit.page("company/workbook.html", context, status=422 if fault else 200)


def _trial(visit: Visit, desk: Desk, checked: Checked, trial: str, status: int = 200) -> Response:
    naming = Naming(visit, desk.framework)
    sheets, left_out = faults_by_sheet(checked, naming, visit.language)
    would = try_out(visit.house.database, desk, checked.submission, checked.findings) if checked.submission else None
    errors = sum(one.severity == "error" for one in checked.findings)
    context = around(
        seat_in(visit, desk.cycle.id),
        visit.language,
        trial=trial,
        sheets=sheets,
        left_out=left_out,
        placed=lambda one: place_words(one, visit.language),
        errors=errors,
        warnings=len(checked.findings) - errors,
        would=would,
        changes=changes_shown(would.differences, naming) if would else [],
        ready=checked.submission is not None and not has_errors(checked.findings),
    )
    return visit.page("company/trial.html", context, status=status)
