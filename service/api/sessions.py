"""`/sessions`: people sign in, see where they are signed in, and sign out. The session travels in a cookie."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from schemas.people import SessionOut, SessionsOut, SignedInOut, SignInIn
from service.api.documented import entering, reading
from service.api.route import SECRETIVE, GuardedRoute
from service.dependencies import ActorDep
from service.visitors import (
    AddressDep,
    ReceptionDep,
    farewell,
    form_token_of,
    refuse_foreign,
    session_cookie,
    welcome,
)
from service.workflows.people import sessions
from service.workflows.people.sessions import SignedIn

router = APIRouter(prefix="/sessions", tags=["people"], route_class=GuardedRoute)

SessionId = Annotated[str, Path(pattern=r"^s_[0-9a-f]{16}$", examples=["s_0123456789abcdef"])]


def signed_in_out(request: Request, response: Response, session: SignedIn, reception: ReceptionDep) -> SignedInOut:
    """Return a session just begun as it goes out, and give the browser its cookie."""
    welcome(response, reception, session)
    return SignedInOut(
        id=session.id,
        organisation=session.organisation,
        expires=session.expires,
        form_token=form_token_of(request, session),
    )


@router.post("", name="sessions.create", status_code=201, responses=entering(), openapi_extra=SECRETIVE)
def sign_in(
    given: SignInIn, request: Request, response: Response, reception: ReceptionDep, address: AddressDep
) -> SignedInOut:
    """Sign in with an e-mail address and a password; a session that the browser held before ends.

    Attempts are bounded by account and by address. Nothing tells an unknown address from a wrong password.
    """
    refuse_foreign(request)
    session = sessions.sign_in(reception, given.email, given.password, address, old=session_cookie(request))
    return signed_in_out(request, response, session, reception)


@router.get("", name="sessions.list", responses=reading())
def list_sessions(reception: ReceptionDep, actor: ActorDep) -> SessionsOut:
    """One's own sessions that stand, newest first."""
    fields = {"id", "organisation", "way", "created", "last_seen", "expires"}
    found = sessions.own_sessions(reception, actor)
    return SessionsOut(
        items=[
            SessionOut.model_validate({**one.model_dump(include=fields), "current": one.id == actor.session})
            for one in found
        ]
    )


@router.delete("", name="sessions.sign_out", status_code=204, responses=reading())
def sign_out(reception: ReceptionDep, actor: ActorDep) -> Response:
    """Sign out: the session that asks ends, and its cookie goes."""
    sessions.sign_out(reception, actor)
    response = Response(status_code=204)
    farewell(response, reception)
    return response


@router.delete("/{session}", name="sessions.end", status_code=204, responses=reading())
def end_session(session: SessionId, reception: ReceptionDep, actor: ActorDep) -> Response:
    """End one of one's own sessions, on another device for example."""
    sessions.end(reception, actor, session)
    return Response(status_code=204)
