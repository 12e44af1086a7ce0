"""`/annotations/{id}/…`: what becomes of a counter-annotation. Its author edits, carries forward and retracts it; other
unions sign it or differ; the company concerned replies; the secretariat withholds on stated grounds.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response

from schemas.annotation import AnnotationIn
from schemas.annotation_life import (
    CarryForwardPosted,
    DissentPosted,
    ReplyPosted,
    RetractionPosted,
    WithholdingPosted,
)
from schemas.annotation_parts import texts_of
from service.api.annotated import SmallGroups, showing, told
from service.api.documented import Responses, problems, writing
from service.api.parameters import AnnotationId
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.workflows import annotation_acts as acts
from service.workflows.annotation_acts import Hand

router = APIRouter(prefix="/annotations/{annotation:annotation}", tags=["annotations"], route_class=GuardedRoute)

DONE: Responses = {201: {"description": "Done and kept: the annotation as it now stands.", "model": dict[str, Any]}}
CHANGED: Responses = {200: {"description": "The annotation in its new version.", "model": dict[str, Any]}}
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=500, description="The tag that came with the annotation when read.")
]


async def _hand(
    annotation: AnnotationId,
    house: HouseDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
    match: IfMatch = None,
) -> Hand:
    content = await request.body()
    key = keyed(request, key_text, content)
    status = 200 if request.method == "PUT" else 201
    return Hand(
        house.database, house.frameworks, actor, annotation, showing(house, status), key, match, clock=house.clock
    )


HandDep = Annotated[Hand, Depends(_hand)]


@router.put("", name="annotations.revise", responses={**problems(409, 412, 413, 415, 428, 507), **CHANGED})
def revise_annotation(
    given: AnnotationIn, hand: HandDep, language: LanguageDep, request: Request, small_groups: SmallGroups = None
) -> Response:
    """File a new version, by its author; the target stays as it is, and earlier versions stay readable.

    A testimony that could point at one person is asked about as when an annotation is filed first.
    """
    return told(request, acts.revise(hand, given, small_groups_accepted=small_groups == "accepted"), language)


@router.post("/retraction", name="annotations.retract", status_code=201, responses={**writing(), **DONE})
def retract_annotation(given: RetractionPosted, hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """Retract, by its author, with a reason: the tombstone stays, and so do the words, under it."""
    return told(request, acts.retract(hand, given.reason), language)


@router.post("/carry-forward", name="annotations.carry", status_code=201, responses={**writing(), **DONE})
def carry_annotation(given: CarryForwardPosted, hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """Uphold on a later revision of the answer, by its author alone; nothing is carried forward by itself."""
    return told(request, acts.carry_forward(hand, given), language)


@router.post("/countersignatures", name="annotations.countersign", status_code=201, responses={**writing(), **DONE})
def countersign_annotation(hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """Sign the newest version too, as another accredited union. There is no body."""
    return told(request, acts.countersign(hand), language)


@router.post("/dissents", name="annotations.dissent", status_code=201, responses={**writing(), **DONE})
def dissent_from_annotation(given: DissentPosted, hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """State that this union differs from the newest version, and why."""
    return told(request, acts.dissent(hand, given.text), language)


@router.post("/replies", name="annotations.reply", status_code=201, responses={**writing(), **DONE})
def reply_to_annotation(given: ReplyPosted, hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """Reply beside it: the company concerned, then its author and the company in turn. Late replies are marked late."""
    return told(request, acts.reply(hand, texts_of(given.body)), language)


@router.post("/withholding", name="annotations.withhold", status_code=201, responses={**writing(), **DONE})
def withhold_text(given: WithholdingPosted, hand: HandDep, language: LanguageDep, request: Request) -> Response:
    """Withhold a text on legal grounds or for personal data, or show it again; both stay visible with the reason."""
    return told(request, acts.withhold(hand, given), language)
