"""`/invitations`: people are invited to an organisation by a link that works once, and accept it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from schemas.out import Page
from schemas.people import AcceptanceIn, InvitationIn, InvitationOut, SignedInOut
from service.api.answered import respond
from service.api.documented import Responses, entering, reading, writing
from service.api.parameters import Cursor, Limit
from service.api.problems import safe_json
from service.api.route import SECRETIVE, GuardedRoute
from service.api.sessions import signed_in_out
from service.dependencies import ActorDep, HouseDep, KeyText, keyed
from service.store.idempotency import Answered
from service.store.tables import Invitation
from service.visitors import AddressDep, ReceptionDep, refuse_foreign
from service.workflows.people import invitations
from service.workflows.people.invitations import Newcomer, Wanted

router = APIRouter(prefix="/invitations", tags=["people"], route_class=GuardedRoute)

InvitationId = Annotated[str, Path(pattern=r"^i_[0-9a-f]{16}$", examples=["i_0123456789abcdef"])]
Organisation = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
CREATED: Responses = {201: {"description": "Invited; `link` is there where it was not sent.", "model": InvitationOut}}


@router.post("", name="invitations.create", status_code=201, responses={**writing(), **CREATED})
def invite(
    given: InvitationIn,
    house: HouseDep,
    reception: ReceptionDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Invite a person: an organisation's administrators to their own, the secretariat to any.

    The link is sent where a mail server is set, else it is in the answer: once, also under an `Idempotency-Key`.
    """
    wanted, key = Wanted(**given.model_dump()), keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        answered, link = invitations.invite(
            reception, actor, wanted, present=lambda row: _answer(row, reception), key=key
        )
    return respond(answered, link=link)


@router.get("", name="invitations.list", responses=reading())
def list_invitations(
    reception: ReceptionDep,
    actor: ActorDep,
    organisation: Organisation = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[InvitationOut]:
    """Invitations by id, of one organisation; the secretariat may leave it out to see all."""
    found = invitations.listed(reception, actor, organisation, after=cursor or "", limit=limit + 1)
    items = [_out(one, reception) for one in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.delete("/{invitation}", name="invitations.withdraw", status_code=204, responses=reading())
def withdraw(invitation: InvitationId, reception: ReceptionDep, actor: ActorDep) -> Response:
    """Withdraw an invitation that nobody has accepted: its link is good no longer."""
    invitations.withdraw(reception, actor, invitation)
    return Response(status_code=204)


@router.post(
    "/{invitation}/acceptance",
    name="invitations.accept",
    status_code=201,
    responses=entering(),
    openapi_extra=SECRETIVE,
)
def accept(
    invitation: InvitationId,
    given: AcceptanceIn,
    request: Request,
    response: Response,
    reception: ReceptionDep,
    address: AddressDep,
) -> SignedInOut:
    """Accept an invitation: join the organisation and be signed in.

    Whoever has an account under the invited address gives its password; anyone else chooses one of 12 characters or
    more.
    """
    refuse_foreign(request)
    newcomer = Newcomer(given.name, given.password, given.language, address)
    session = invitations.accept(reception, invitation, given.secret, newcomer)
    return signed_in_out(request, response, session, reception)


def _out(row: Invitation, reception: ReceptionDep) -> InvitationOut:
    fields = {"id", "organisation", "email", "role", "language", "invited_by", "created", "expires"}
    state = invitations.state(row, reception.clock())
    return InvitationOut.model_validate({**row.model_dump(include=fields), "state": state})


def _answer(row: Invitation, reception: ReceptionDep) -> Answered:
    body = _out(row, reception).model_dump(mode="json")
    return Answered(201, safe_json(body).decode(), f"/api/v1/invitations?organisation={row.organisation}")
