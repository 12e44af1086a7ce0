"""What unions oppose to the company's answers, each beside its answer, and the company's right of reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Response
from pydantic import ValidationError

from indicators.annotation_life import ReplySpan, ReplyTime, may_reply, reply_span
from indicators.annotations import Annotation
from indicators.answers import Answer
from indicators.figures import Signatory
from indicators.model import Indicator, Language
from schemas.annotation_life import ReplyPosted
from schemas.annotation_parts import texts_of
from service.errors import ServiceError
from service.pages.companies import value_of
from service.pages.company.seat import Seat, around, seat_in
from service.pages.filled import FilledDep, words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.render.html.card import Card, beside, card_of
from service.render.report.language import Words
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import filed
from service.store.idempotency import Answered
from service.workflows import receipts
from service.workflows.annotation_acts import Hand, reply, seen
from service.workflows.annotation_queue import awaiting_reply

router = page_router()
PAGE = 15
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Opposed:
    """One annotation beside the answer it is about; `span`: in which time a reply is in time; `open`: whether one is
    taken now."""

    indicator: Indicator | None
    answer: Answer | None
    value: str
    made: str
    card: Card
    span: ReplySpan
    open: bool


@router.get("/{language:language}/company/{cycle}/annotations", name="company.annotations")
def received(visit: VisitDep, cycle: str, after: str = "") -> Response:
    """Every annotation on the company's answers, the oldest first; above them those that wait for a reply."""
    seat, place = seat_in(visit, cycle), int(after) if after.isdecimal() and len(after) < 16 else 0
    where = rows.on_answers_of(seat.cycle.id, seat.signatory.id)
    with visit.house.database.reading() as connection:
        found = rows.annotations_seen(connection, visit.actor, where, after=place, limit=PAGE + 1)
        waiting = awaiting_reply(connection, visit.actor, cycle, seat.now, after=0, limit=MOST_WAITING)
    shown = opposed(visit, seat, [one for _, one in found[:PAGE]])
    later = found[PAGE - 1][0] if len(found) > PAGE else None
    context = around(seat, visit.language, shown=shown, later=later, waiting=[one for _, one in waiting])
    return visit.page("company/annotations.html", context)


@router.get("/{language:language}/company/{cycle}/annotations/{annotation}", name="company.annotation")
def annotation(visit: VisitDep, cycle: str, annotation: str) -> Response:
    """One annotation beside its answer, and the form to reply."""
    return _annotation(visit, seat_in(visit, cycle), annotation)


@router.post("/{language:language}/company/{cycle}/annotations/{annotation}", name="company.reply")
def send_reply(visit: VisitDep, cycle: str, annotation: str, filled: FilledDep) -> Response:
    """Publish a reply beside an annotation."""
    seat, text = seat_in(visit, cycle), filled.text("text")
    spoken: Language = "en" if filled.text("spoken") == "en" else "fr"
    try:
        given = ReplyPosted.model_validate({"body": [{"value": text, "language": spoken}]})
        reply(_hand(visit, annotation), texts_of(given.body))
    except ValidationError:
        return _annotation(visit, seat, annotation, visit.say("Write between 1 and 5,000 characters."), text)
    except ServiceError as refused:
        return _annotation(visit, seat, annotation, words_of(refused, visit.language), text)
    return visit.go("company.annotation", cycle=cycle, annotation=annotation)


def _hand(visit: Visit, annotation: str) -> Hand:
    house = visit.house
    return Hand(
        house.database,
        house.frameworks,
        visit.actor,
        annotation,
        lambda _, one: Answered(201, one.id),
        clock=house.clock,
    )


def _annotation(visit: Visit, seat: Seat, id_: str, fault: str = "", text: str = "") -> Response:
    with visit.house.database.reading() as connection:
        found = seen(connection, visit.actor, id_)
        kept = receipts.of_annotation(connection, visit.actor, id_)
    if (found.target.cycle, found.target.signatory) != (seat.cycle.id, seat.signatory.id):
        raise ServiceError("not_found", 404)
    (one,) = opposed(visit, seat, [found])
    errors = {"text": fault} if fault else {}
    context = around(seat, visit.language, it=one, errors=errors, text=text, receipts=kept)
    return visit.page("company/annotation.html", context, status=422 if fault else 200)


def opposed(visit: Visit, seat: Seat, found: Iterable[Annotation]) -> list[Opposed]:
    """Return annotations beside the company's answers as they now stand."""
    with visit.house.database.reading() as connection:
        current = filed.current_revision(connection, visit.actor, seat.submission)
        time = queues.reply_times(connection, seat.cycle.id).get(seat.cycle.id, ReplyTime())
    own, found = seat.signatory, list(found)
    now = {one.id: current.current for one in found} if current is not None else {}
    names = [Signatory(own.id, own.name, own.country, own.sector, own.headcount)]
    report = beside(seat.framework, (), names, now)
    words, answers = Words(visit.language), {}
    if current is not None:
        answers = {answer.indicator: answer for answer in current.filed.submission.answers}
    shown = []
    for one in found:
        known = seat.framework.has_indicator(one.target.indicator or "")
        indicator = seat.framework.indicator(one.target.indicator or "") if known else None
        answer = answers.get(one.target.indicator or "")
        value, made = value_of(indicator, answer, words) if indicator and answer else ("", "")
        span = reply_span(one.opened, time, one.hushed)
        open_ = may_reply(seat.phase, span, seat.now)  # of who left, too: it is still contested about what it declared
        shown.append(Opposed(indicator, answer, value, made, card_of(one, report, visit.language), span, open_))
    return shown
