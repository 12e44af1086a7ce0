"""`/organisations`: who takes part, the people of each, and the tokens of its programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from schemas.out import Page
from schemas.people import LinkOut, LookalikeOut, MemberOut, OrganisationIn, OrganisationOut, RoleIn
from service.api.answered import respond
from service.api.documented import Responses, entering, reading, writing
from service.api.parameters import Cursor, Limit
from service.api.problems import safe_json
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, keyed
from service.errors import ServiceError
from service.store.idempotency import Answered
from service.store.organisations import Known
from service.store.people import Member
from service.visitors import ReceptionDep
from service.workflows.accounts import New, Place
from service.workflows.people import members, organisations, resets

router = APIRouter(prefix="/organisations", tags=["people"], route_class=GuardedRoute)

OrganisationId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["federation-exemple"])]
PersonId = Annotated[str, Path(pattern=r"^p_[0-9a-f]{16}$", examples=["p_0123456789abcdef"])]
CREATED: Responses = {201: {"description": "Made; `lookalikes` lists names that look alike.", "model": OrganisationOut}}


@router.get("", name="organisations.list", responses=reading())
def list_organisations(
    reception: ReceptionDep, actor: ActorDep, limit: Limit = 100, cursor: Cursor = None
) -> Page[OrganisationOut]:
    """Organisations by id: all for the secretariat, for others their own."""
    found = organisations.seen(reception, actor, after=cursor or "", limit=limit + 1)
    items = [_out(one) for one in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", name="organisations.create", status_code=201, responses={**writing(), **CREATED})
def create_organisation(
    given: OrganisationIn,
    house: HouseDep,
    reception: ReceptionDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Make an organisation, without people yet: invite them. A union sees nothing more until it is accredited.

    Names that look like another organisation's are told in `lookalikes`; the organisation is made all the same.
    """
    new = New(given.kind, given.name, given.id, _place(given), verified=given.kind != "union")
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        return respond(organisations.create(reception, actor, new, present=_answer, key=key))


@router.get("/{organisation}", name="organisations.read", responses=reading())
def read_organisation(organisation: OrganisationId, reception: ReceptionDep, actor: ActorDep) -> OrganisationOut:
    """One organisation; for the secretariat with those whose names look like its own."""
    return _out(*organisations.one(reception, actor, organisation))


@router.get("/{organisation}/members", name="members.list", responses=reading())
def list_members(
    organisation: OrganisationId, reception: ReceptionDep, actor: ActorDep, limit: Limit = 100, cursor: Cursor = None
) -> Page[MemberOut]:
    """The people of an organisation by id, for its own people and the secretariat."""
    found = members.members_of(reception, actor, organisation, after=cursor or "", limit=limit + 1)
    items = [_member(one) for one in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.put("/{organisation}/members/{person}", name="members.role", responses=entering())
def give_role(
    organisation: OrganisationId, person: PersonId, given: RoleIn, reception: ReceptionDep, actor: ActorDep
) -> MemberOut:
    """Make a member an administrator, who invites and removes people, or one no longer."""
    return _member(members.give_role(reception, actor, organisation, person, given.role))


@router.delete("/{organisation}/members/{person}", name="members.remove", status_code=204, responses=entering())
def remove_member(organisation: OrganisationId, person: PersonId, reception: ReceptionDep, actor: ActorDep) -> Response:
    """End a membership, and the tokens this person made here; anyone may leave by themselves."""
    members.remove(reception, actor, organisation, person)
    return Response(status_code=204)


@router.post(
    "/{organisation}/members/{person}/password-reset",
    name="members.reset",
    status_code=201,
    responses={**entering(), 201: {"description": "Made; `link` is there where it was not sent.", "model": LinkOut}},
)
def hand_reset(organisation: OrganisationId, person: PersonId, reception: ReceptionDep, actor: ActorDep) -> LinkOut:
    """Make a link to a new password for a person who cannot get one by e-mail: shown once, or sent to them."""
    return LinkOut(link=resets.hand_reset(reception, actor, organisation, person))


def _place(given: OrganisationIn) -> Place | None:
    if (given.cycle is None) != (given.signatory is None):
        raise ServiceError("place_incomplete", 422)
    return Place(given.cycle, given.signatory) if given.cycle and given.signatory else None


def _member(one: Member) -> MemberOut:
    return MemberOut.model_validate(
        {"id": one.account, "email": one.email, "name": one.name, "role": one.role, "since": one.since}
    )


def _out(row: Known, alike: list[Known] | None = None) -> OrganisationOut:
    shown = [LookalikeOut.model_validate({"id": one.id, "name": one.name, "kind": one.kind}) for one in alike or []]
    return OrganisationOut.model_validate({**asdict(row), "lookalikes": shown})


def _answer(row: Known, alike: list[Known]) -> Answered:
    body = safe_json(_out(row, alike).model_dump(mode="json")).decode()
    return Answered(201, body, f"/api/v1/organisations/{row.id}")
