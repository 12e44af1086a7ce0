"""`/log/erasures`: personal data erased from what is kept, so that its omission stays visible."""

from __future__ import annotations

from typing import Any, cast

from fastapi import APIRouter, Request, Response

from schemas.log import ErasureFiledOut, ErasureIn, ErasureOut
from schemas.out import Page
from service.api.answered import respond
from service.api.documented import Responses, reading, writing
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, keyed
from service.store import erasing
from service.store.idempotency import Answered
from service.store.tables import Erasure
from service.workflows.erase import erase
from service.workflows.erasure_register import keep_register

router = APIRouter(prefix="/log/erasures", tags=["log"], route_class=GuardedRoute)
CREATED: Responses = {201: {"description": "Erased, and on record.", "model": ErasureFiledOut}}


@router.post("", name="log.erase", status_code=201, responses={**writing(), **CREATED})
def erase_data(given: ErasureIn, house: HouseDep, actor: ActorDep, key_text: KeyText, request: Request) -> Response:
    """Erase the bytes of an upload, or words that a leaf of the log commits to (of an annotation and all that is said
    beside it, the reason of an act), with their salt. Leaf and proofs stay; a leaf of the erasure joins them.
    """
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        done = erase(
            house.database,
            actor,
            given.subject,
            given.ground,
            given.reason,
            present=lambda row: Answered(201, erasure_out(row).model_dump_json()),
            key=key,
            clock=house.clock,
        )
    keep_register(house.database, house.settings.register_of_erasures)
    return respond(done)


@router.get("", name="log.erasures", responses=reading())
def list_erasures(house: HouseDep) -> Page[ErasureOut]:
    """Every erasure, oldest first: what, on which ground, why. What was erased is nowhere."""
    with house.database.reading() as connection:
        return Page(items=[erasure_out(row) for row in erasing.erasures(connection)])


def erasure_out(row: Erasure) -> ErasureOut:
    """Return an erasure as it goes out."""
    return ErasureOut(
        id=row.id,
        subject=row.subject,
        leaf=bytes(row.leaf).hex() if row.leaf else None,
        ground=cast(Any, row.ground),
        reason=row.reason,
        created=row.created,
    )
