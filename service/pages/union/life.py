"""What becomes of annotations: the organisation's own and others', and every act a union does on one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection

from indicators.annotations import Annotation
from schemas.annotation_life import CarryForwardPosted, DissentPosted, ReplyPosted, RetractionPosted
from schemas.annotation_parts import texts_of
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.route import page_router
from service.pages.union.publish import named
from service.pages.union.shown import AnnotationName, PageAsked, cards
from service.pages.union.told import fault_words
from service.pages.visit import Visit, VisitDep
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store.idempotency import Answered
from service.workflows import annotation_acts as acts
from service.workflows import receipts
from service.workflows.annotate import Misplaced
from service.workflows.annotation_acts import Hand, seen
from service.workflows.annotation_file import shape_faults
from service.workflows.annotation_offers import offers
from service.workflows.annotation_queue import Moved, moved_apart
from service.workflows.carry_unchanged import carriable, carry_unchanged
from service.workflows.once import Key

router = page_router()
MOST = 20
"""Annotations on one page."""

Whose = Annotated[Literal["own", "others"], Query()]
Only = Annotated[Literal["", "moved", "replied"], Query()]
Given = Callable[[Hand], Answered | Misplaced]


@router.get("/{language:language}/union/annotations", name="union.annotations")
def listed(visit: VisitDep, by: Whose = "own", only: Only = "", page: PageAsked = 1) -> Response:
    """The organisation's own annotations or those of others that it sees, the newest first."""
    return _listed(visit, by, only, page)


def _listed(
    visit: Visit, by: str, only: str, page: int, refused: ServiceError | None = None, done: int = 0
) -> Response:
    with visit.house.database.reading() as connection:
        moved = moved_apart(connection, visit.actor) if only == "moved" else []
        found = _chosen(visit, connection, by, only, moved)[::-1]
        shown_here = found[(page - 1) * MOST : page * MOST]
        shown = cards(visit, connection, shown_here)
        same = len(carriable(connection, moved, visit.house.clock()))
    here = f"{visit.address('union.annotations')}?by={by}&only={only}&page="
    ways = {
        "previous": f"{here}{page - 1}" if page > 1 else "",
        "next": f"{here}{page + 1}" if page * MOST < len(found) else "",
    }
    context = {"rows": list(zip(shown_here, shown, strict=True)), "by": by, "only": only, "count": len(found), **ways}
    context |= {"same": same, "done": done, "framework": visit.framework}
    context["refused"] = words_of(refused, visit.language) if refused else ""
    return visit.page("union/annotations.html", context, status=refused.status if refused else 200)


def _chosen(visit: Visit, connection: Connection, by: str, only: str, moved: list[Moved]) -> list[Annotation]:
    if only == "moved":
        return [one.annotation for one in moved]
    own = rows.by_union(visit.actor.organisation)
    found = [one for _, one in rows.annotations_seen(connection, visit.actor, own if by == "own" else ~own)]
    return [one for one in found if one.replied] if only == "replied" else found


@router.post("/{language:language}/union/carry-forward", name="union.carry_unchanged")
def uphold_unchanged(visit: VisitDep) -> Response:
    """Uphold all that is on an answer which was filed again and says the same."""
    house = visit.house
    done, refused = carry_unchanged(house.database, house.frameworks, visit.actor, present=named, clock=house.clock)
    if refused is not None:
        return _listed(visit, "own", "moved", 1, refused, done)
    return RedirectResponse(f"{visit.address('union.annotations')}?only=moved", 303, {"Cache-Control": "no-store"})


@router.get("/{language:language}/union/annotations/{annotation}", name="union.annotation")
def annotation(visit: VisitDep, annotation: AnnotationName) -> Response:
    """One annotation with its versions, its thread, and what may be done with it."""
    return _annotation(visit, annotation)


@router.post("/{language:language}/union/annotations/{annotation}/countersignatures", name="union.countersign")
def countersign(visit: VisitDep, annotation: AnnotationName) -> Response:
    """Sign another union's annotation too."""
    return _done(visit, annotation, "countersign", acts.countersign)


@router.post("/{language:language}/union/annotations/{annotation}/dissents", name="union.dissent")
def dissent(visit: VisitDep, annotation: AnnotationName, filled: FilledDep) -> Response:
    """State that one differs from another union's annotation."""
    return _given(visit, annotation, "dissent", DissentPosted, filled, lambda hand, one: acts.dissent(hand, one.text))


@router.post("/{language:language}/union/annotations/{annotation}/retraction", name="union.retract")
def retract(visit: VisitDep, annotation: AnnotationName, filled: FilledDep) -> Response:
    """Retract one's own annotation, with the reason that its tombstone shows."""
    return _given(
        visit, annotation, "retract", RetractionPosted, filled, lambda hand, one: acts.retract(hand, one.reason)
    )


@router.post("/{language:language}/union/annotations/{annotation}/carry-forward", name="union.carry")
def carry(visit: VisitDep, annotation: AnnotationName, filled: FilledDep) -> Response:
    """Uphold one's own annotation on a later revision of the answer."""
    return _given(visit, annotation, "carry", CarryForwardPosted, filled, acts.carry_forward)


@router.post("/{language:language}/union/annotations/{annotation}/replies", name="union.reply")
def reply(visit: VisitDep, annotation: AnnotationName, filled: FilledDep) -> Response:
    """Answer in the thread; the same form sent twice is one reply."""
    return _given(
        visit, annotation, "reply", ReplyPosted, filled, lambda hand, one: acts.reply(hand, texts_of(one.body))
    )


def _given(
    visit: Visit,
    annotation: str,
    field: str,
    shape: type[BaseModel],
    filled: Filled,
    do: Callable[[Hand, Any], Answered | Misplaced],
) -> Response:
    """Do an act with what was filled in, where it has the shape of what the act takes."""
    try:
        given = shape.model_validate(_content(shape, filled))
    except ValidationError as error:
        said = " ".join(dict.fromkeys(fault_words(fault, visit.language) for fault in shape_faults(error)))
        return _annotation(visit, annotation, {field: said}, filled)
    return _done(visit, annotation, field, lambda hand: do(hand, given), filled)


def _content(shape: type[BaseModel], filled: Filled) -> dict[str, Any]:
    asked = shape.model_fields
    texts = [{"value": text, "language": one} for one in ("fr", "en") if (text := filled.text(f"text_{one}"))]
    content: dict[str, Any] = {name: filled.text(name) for name in ("text", "reason") if name in asked}
    if "revision" in asked:
        number = filled.text("revision")
        content["revision"] = int(number) if number.isdecimal() and len(number) < 7 else number
    return {**content, "body": texts} if "body" in asked else content


def _done(visit: Visit, annotation: str, field: str, do: Given, filled: Filled | None = None) -> Response:
    house = visit.house
    key = _once(annotation, field, filled.text("once")) if filled and filled.text("once") else None
    hand = Hand(house.database, house.frameworks, visit.actor, annotation, named, key, clock=house.clock)
    try:
        outcome = do(hand)
    except ServiceError as refused:
        if refused.status == 404:
            raise
        return _annotation(visit, annotation, {field: words_of(refused, visit.language)}, filled)
    if isinstance(outcome, Misplaced):
        said = " ".join(fault_words(fault, visit.language) for fault in outcome.faults)
        return _annotation(visit, annotation, {field: said}, filled)
    return visit.go("union.annotation", annotation=annotation)


def _once(annotation: str, field: str, once: str) -> Key:
    return Key(f"page:{once[:64]}", hashlib.sha256(f"{annotation} {field}".encode()).hexdigest())


def _annotation(
    visit: Visit, id_: str, errors: Mapping[str, str] | None = None, filled: Filled | None = None
) -> Response:
    with visit.house.database.reading() as connection:
        one = seen(connection, visit.actor, id_)
        every = [past for _, past in rows.annotations_seen(connection, visit.actor, rows.with_id(id_), versions=True)]
        (card,) = cards(visit, connection, [one])
        context = {
            "one": one,
            "card": card,
            "versions": list(zip(every, cards(visit, connection, every), strict=True))[::-1],
            "offers": offers(connection, visit.actor, one, visit.house.clock()),
            "now": queues.revisions_now(connection, [id_]).get(one.id, 0),
            "receipts": receipts.of_annotation(connection, visit.actor, id_),
        }
    given = {name: filled.text(name) if filled else "" for name in ("text", "reason", "text_fr", "text_en")}
    context |= {"errors": errors or {}, "given": given, "once": secrets.token_hex(16), "framework": visit.framework}
    return visit.page("union/annotation.html", context, status=422 if errors else 200)
