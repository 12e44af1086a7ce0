"""What is on record: every revision, how any two differ, the workbook one came in, and withdrawing with a reason."""

from __future__ import annotations

from fastapi import Response
from pydantic import ValidationError

from schemas.cycle import WithdrawalIn
from service.errors import ServiceError
from service.pages.company.changes import changes_shown
from service.pages.company.naming import Naming
from service.pages.company.seat import Seat, around, seat_in
from service.pages.company.workbook import XLSX, download
from service.pages.filled import FilledDep, words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import filed, withdrawals
from service.store.idempotency import Answered
from service.workflows import receipts
from service.workflows.differences import differences
from service.workflows.withdraw import withdraw

router = page_router()
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@router.get("/{language:language}/company/{cycle}/revisions", name="company.revisions")
def revisions(visit: VisitDep, cycle: str) -> Response:
    """The page."""
    return _revisions(visit, seat_in(visit, cycle))


@router.get("/{language:language}/company/{cycle}/differences", name="company.differences")
def compare(visit: VisitDep, cycle: str, before: str = "", after: str = "") -> Response:
    """How two revisions differ, place by place."""
    seat = seat_in(visit, cycle)
    old, new = (_revision(visit, seat, number) for number in (before, after))
    naming = Naming(visit, seat.framework)
    found = differences(old.filed.submission, new.filed.submission)
    context = around(seat, visit.language, old=old, new=new, found=found, changes=changes_shown(found, naming))
    return visit.page("company/differences.html", context)


@router.get("/{language:language}/company/{cycle}/revisions/{number}/workbook", name="company.received")
def received(visit: VisitDep, cycle: str, number: str) -> Response:
    """The workbook that a revision came in, byte for byte."""
    one = _revision(visit, seat_in(visit, cycle), number)
    with visit.house.database.reading() as connection:
        own = one.owner == visit.actor.organisation
        content = withdrawals.upload_of(connection, one.upload or "") if own else None
    if content is None:
        raise ServiceError("not_found", 404)
    kind, ending = (ODS, "ods") if b"opendocument.spreadsheet" in content[:120] else (XLSX, "xlsx")
    return download(content, f"enregard-{one.submission_id}-r{one.filed.revision}.{ending}", kind)


@router.post("/{language:language}/company/{cycle}/withdrawal", name="company.withdraw")
def withdraw_submission(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Withdraw what stands, with a reason that is published."""
    seat, reason = seat_in(visit, cycle), filled.text("reason")
    try:
        given = WithdrawalIn.model_validate({"revision": _whole(filled.text("revision")), "reason": reason})
        _withdraw(visit, seat, given)
    except ValidationError:
        return _revisions(visit, seat, visit.say("Say why, in a few words: the reason is published."), reason)
    except ServiceError as refused:
        return _revisions(visit, seat, words_of(refused, visit.language), reason)
    return visit.go("company.revisions", cycle=cycle)


def _withdraw(visit: Visit, seat: Seat, given: WithdrawalIn) -> Answered:
    house = visit.house
    return withdraw(
        house.database,
        visit.actor,
        seat.submission,
        revision=given.revision,
        reason=given.reason,
        present=lambda row: Answered(201, str(row["revision"])),
        clock=house.clock,
    )


def _revision(visit: Visit, seat: Seat, number: str) -> filed.FiledRevision:
    with visit.house.database.reading() as connection:
        found = filed.revision(connection, visit.actor, seat.submission, _whole(number))
    if found is None:
        raise ServiceError("not_found", 404)
    return found


def _whole(text: str) -> int:
    """A number of a revision; anything else is none."""
    return int(text) if text.isdecimal() and 0 < len(text) < 7 else 0


def _revisions(visit: Visit, seat: Seat, fault: str = "", reason: str = "") -> Response:
    with visit.house.database.reading() as connection:
        current = filed.current_revision(connection, visit.actor, seat.submission)
        past = filed.history(connection, seat.submission) if current else []
        gone = withdrawals.withdrawals(connection, seat.submission) if current else []
        kept = receipts.of_submission(connection, visit.actor, seat.submission)
    context = around(
        seat,
        visit.language,
        current=current,
        past=past[::-1],
        withdrawn={one.revision: one for one in gone},
        errors={"reason": fault} if fault else {},
        reason=reason,
        receipts=kept,
    )
    return visit.page("company/revisions.html", context, status=422 if fault else 200)
