"""Check and submit: all that the checks say of the draft, each with a link to its field; what would change; submit."""

from __future__ import annotations

from fastapi import Response

from indicators.findings import has_errors
from service.errors import ServiceError
from service.pages.company.changes import changes_shown
from service.pages.company.form import version_in
from service.pages.company.naming import Naming, Told, part_name
from service.pages.company.seat import Seat, around, seat_in
from service.pages.filled import FilledDep, words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import filed
from service.store.idempotency import Answered
from service.workflows import receipts
from service.workflows.drafts import Drafted, read_draft, submitted
from service.workflows.submit import Refused, approach, judge, submit, try_out

router = page_router()


@router.get("/{language:language}/company/{cycle}/check", name="company.check")
def check(visit: VisitDep, cycle: str) -> Response:
    """The page."""
    return _check(visit, seat_in(visit, cycle), _draft(visit, cycle))


@router.post("/{language:language}/company/{cycle}/check", name="company.submit")
def submit_draft(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Submit the draft as it was read on the page."""
    house, seat, drafted = visit.house, seat_in(visit, cycle), _draft(visit, cycle)
    desk = approach(house.database, house.frameworks, visit.actor, cycle, clock=house.clock)
    findings, together = judge(desk, drafted.submission), submitted(desk, version_in(filled))

    def present(revision: filed.FiledRevision) -> Answered:
        return Answered(201, str(revision.filed.revision))

    try:
        outcome = submit(
            house.database, desk, drafted.submission, findings, source="form", present=present, alongside=together
        )
    except ServiceError as refused:
        return _check(visit, seat, _draft(visit, cycle), refused)
    return _check(visit, seat, drafted) if isinstance(outcome, Refused) else visit.go("company.filed", cycle=cycle)


@router.get("/{language:language}/company/{cycle}/filed", name="company.filed")
def after_filing(visit: VisitDep, cycle: str) -> Response:
    """What is on record now."""
    seat = seat_in(visit, cycle)
    with visit.house.database.reading() as connection:
        current = filed.current_revision(connection, visit.actor, seat.submission)
        kept = receipts.of_submission(connection, visit.actor, seat.submission)
    if current is None:
        raise ServiceError("not_found", 404)
    told = Naming(visit, seat.framework).told(current.filed.findings)
    return visit.page("company/filed.html", around(seat, visit.language, current=current, told=told, receipts=kept))


def _draft(visit: Visit, cycle: str) -> Drafted:
    return read_draft(visit.house.database, visit.house.frameworks, visit.actor, cycle, clock=visit.house.clock)


def _check(visit: Visit, seat: Seat, drafted: Drafted, refused: ServiceError | None = None) -> Response:
    findings = judge(drafted.desk, drafted.submission)
    would = try_out(visit.house.database, drafted.desk, drafted.submission, findings)
    naming = Naming(visit, seat.framework)
    told = naming.told(findings)
    context = around(
        seat,
        visit.language,
        drafted=drafted,
        errors=_by_part(visit, seat, told, "error"),
        warnings=_by_part(visit, seat, told, "warning"),
        counts={severity: sum(one.severity == severity for one in told) for severity in ("error", "warning")},
        ready=not has_errors(findings),
        would=would,
        changes=changes_shown(would.differences, naming),
        refused=words_of(refused, visit.language) if refused else "",
    )
    blocked = visit.request.method == "POST"
    return visit.page("company/check.html", context, status=refused.status if refused else 422 if blocked else 200)


def _by_part(visit: Visit, seat: Seat, told: list[Told], severity: str) -> list[tuple[str, list[Told]]]:
    """The findings of one severity under the name of the part in which they are mended."""
    parts = dict.fromkeys(one.part for one in told if one.severity == severity)
    return [
        (
            part_name(part, seat.framework, visit.language),
            [one for one in told if one.part == part and one.severity == severity],
        )
        for part in parts
    ]
