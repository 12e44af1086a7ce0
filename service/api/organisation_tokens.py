"""`/organisations/{organisation}/tokens` and `/accreditations`: what programs may do, and what unions may see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from schemas.people import AccreditationsOut, DecisionIn, DecisionOut, StandingOut, TokenIn, TokenOut, TokensOut
from service.actors import Accreditation
from service.api.answered import respond
from service.api.documented import Responses, entering, reading, writing
from service.api.organisations import OrganisationId
from service.api.parameters import Limit, SequenceCursor
from service.api.problems import safe_json
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, keyed
from service.store.idempotency import Answered
from service.store.tables import Accreditation as Row
from service.store.tables import Token
from service.visitors import ReceptionDep
from service.workflows.accounts import Issued, Wish
from service.workflows.people import accrediting, tokens
from service.workflows.people.accrediting import Decision

router = APIRouter(prefix="/organisations/{organisation}", tags=["people"], route_class=GuardedRoute)

TokenId = Annotated[str, Path(pattern=r"^t_[0-9a-f]{12}$", examples=["t_0123456789ab"])]
MADE: Responses = {201: {"description": "Made; `secret` is shown this once.", "model": TokenOut}}
RECORDED: Responses = {201: {"description": "Recorded; `standing` is what follows.", "model": DecisionOut}}


@router.get("/tokens", name="tokens.list", responses=reading())
def list_tokens(organisation: OrganisationId, reception: ReceptionDep, actor: ActorDep) -> TokensOut:
    """The tokens of an organisation, newest first, by their first characters."""
    return TokensOut(items=[_token(one) for one in tokens.tokens_of(reception, actor, organisation)])


@router.post("/tokens", name="tokens.create", status_code=201, responses={**writing(), **MADE})
def make_token(
    organisation: OrganisationId,
    given: TokenIn,
    house: HouseDep,
    reception: ReceptionDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Make a token for a program of one's own organisation: scoped, expiring, shown this once.

    Under an `Idempotency-Key` a repeated request gets the same answer without `secret`, which is not kept.
    """
    wish, key = Wish(given.scopes, given.days, label=given.label), keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        answered, secret = tokens.make(
            reception, actor, organisation, wish, present=lambda issued: _issued(issued, given.label), key=key
        )
    return respond(answered, secret=secret)


@router.delete("/tokens/{token}", name="tokens.revoke", status_code=204, responses=entering())
def revoke_token(organisation: OrganisationId, token: TokenId, reception: ReceptionDep, actor: ActorDep) -> Response:
    """Revoke a token at once; the secretariat may, too."""
    tokens.revoke(reception, actor, organisation, token)
    return Response(status_code=204)


@router.get("/accreditations", name="accreditations.list", responses=reading())
def list_accreditations(
    organisation: OrganisationId, house: HouseDep, limit: Limit = 100, cursor: SequenceCursor = None
) -> AccreditationsOut:
    """What a union is accredited for, and every act that led there, with the ground stated."""
    acts, standing = accrediting.record_of(house.database, organisation, after=int(cursor or 0), limit=limit + 1)
    following = str(acts[limit - 1].sequence) if len(acts) > limit else None
    shown = [_decision(one) for one in acts[:limit]]
    return AccreditationsOut(standing=_standing(standing), items=shown, next=following)


@router.post("/accreditations", name="accreditations.create", status_code=201, responses={**writing(), **RECORDED})
def accredit(
    organisation: OrganisationId,
    given: DecisionIn,
    house: HouseDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Accredit a union, or end it, for one cycle or for all, on a stated ground; the act is in the public log."""
    decision = Decision(given.act, given.ground, given.cycle)
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        answered = accrediting.decide(
            house.database, actor, organisation, decision, present=_recorded, key=key, clock=house.clock
        )
    return respond(answered)


def _token(one: Token) -> TokenOut:
    fields = {"id", "prefix", "label", "created", "expires", "revoked"}
    more = {"scopes": one.scopes.split(), "made_by": one.account}
    return TokenOut.model_validate({**one.model_dump(include=fields), **more})


def _issued(issued: Issued, label: str) -> Answered:
    out = TokenOut(
        id=issued.id,
        prefix=issued.secret[:10],
        label=label,
        scopes=list(issued.scopes),
        created=issued.created,
        expires=issued.expires,
    )
    location = f"/api/v1/organisations/{issued.organisation}/tokens"
    return Answered(201, safe_json(out.model_dump(mode="json")).decode(), location)


def _standing(held: Accreditation) -> StandingOut:
    return StandingOut(every=held.every, granted=sorted(held.granted), ended=sorted(held.ended))


def _decision(row: Row, standing: StandingOut | None = None) -> DecisionOut:
    fields = {"sequence", "act", "cycle", "ground", "created"}
    return DecisionOut.model_validate({**row.model_dump(include=fields), "by": row.speaker, "standing": standing})


def _recorded(row: Row, held: Accreditation) -> Answered:
    body = safe_json(_decision(row, _standing(held)).model_dump(mode="json")).decode()
    return Answered(201, body, f"/api/v1/organisations/{row.organisation}/accreditations")
