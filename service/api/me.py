"""`/me` and `/password-resets`: the person who asks, which organisation speaks, and choosing passwords."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from schemas.people import (
    BelongingOut,
    MeOut,
    NewPasswordIn,
    OneselfIn,
    ResetAskIn,
    ResetIn,
    SignedInOut,
    SpeakerIn,
)
from service.api.documented import entering, reading
from service.api.route import SECRETIVE, GuardedRoute
from service.api.sessions import signed_in_out
from service.dependencies import ActorDep
from service.visitors import AddressDep, ReceptionDep, form_token, refuse_foreign
from service.workflows.people import members, resets, sessions

router = APIRouter(tags=["people"], route_class=GuardedRoute)

ResetId = Annotated[str, Path(pattern=r"^r_[0-9a-f]{16}$", examples=["r_0123456789abcdef"])]


@router.get("/me", name="me.read", responses=reading())
def read_me(request: Request, reception: ReceptionDep, actor: ActorDep) -> MeOut:
    """Oneself, one's organisations, and the token that a browser's requests carry in the header X-Form-Token."""
    account, belongings = members.oneself(reception, actor)
    return MeOut.model_validate(
        {
            **account.model_dump(include={"id", "email", "name", "language"}),
            "organisation": actor.organisation or None,
            "role": actor.role,
            "belongings": [BelongingOut(**_fields(one)) for one in belongings],
            "form_token": form_token(request),
        }
    )


def _fields(belonging: object) -> dict[str, str]:
    return {name: getattr(belonging, name) for name in BelongingOut.model_fields}


@router.put("/me", name="me.update", status_code=204, responses=entering())
def update_me(given: OneselfIn, reception: ReceptionDep, actor: ActorDep) -> Response:
    """Change one's own name and language."""
    members.describe_oneself(reception, actor, given.name, given.language)
    return Response(status_code=204)


@router.put("/me/organisation", name="me.organisation", responses=entering())
def choose_organisation(
    given: SpeakerIn, request: Request, response: Response, reception: ReceptionDep, actor: ActorDep
) -> SignedInOut:
    """Choose which of one's organisations speaks; the session goes on under a new cookie."""
    session = sessions.speak_for(reception, actor, given.organisation)
    return signed_in_out(request, response, session, reception)


@router.put("/me/password", name="me.password", status_code=204, responses=entering(), openapi_extra=SECRETIVE)
def change_password(given: NewPasswordIn, reception: ReceptionDep, actor: ActorDep, address: AddressDep) -> Response:
    """Change one's password; one's other sessions end."""
    resets.change_password(reception, actor, given.current, given.new, address)
    return Response(status_code=204)


@router.post(
    "/password-resets",
    name="password_resets.create",
    status_code=202,
    response_class=Response,
    responses=entering(),
)
def ask_reset(given: ResetAskIn, request: Request, reception: ReceptionDep, address: AddressDep) -> Response:
    """Ask for a link to a new password by e-mail. The answer is the same whether or not someone has that address.

    Without a mail server nobody gets one this way: the secretariat hands it over.
    """
    refuse_foreign(request)
    resets.ask_reset(reception, given.email, address)
    return Response(status_code=202)


@router.post(
    "/password-resets/{reset}/use",
    name="password_resets.use",
    status_code=204,
    responses=entering(),
    openapi_extra=SECRETIVE,
)
def use_reset(reset: ResetId, given: ResetIn, request: Request, reception: ReceptionDep) -> Response:
    """Choose a new password by a link; every session of the person ends."""
    refuse_foreign(request)
    resets.use_reset(reception, reset, given.secret, given.password)
    return Response(status_code=204)
