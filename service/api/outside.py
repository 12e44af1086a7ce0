"""`/oidc`: signing in at the operator's OpenID Connect provider, there and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from schemas.people import OutsideIn, OutsideOut
from service.api.documented import entering
from service.api.route import SECRETIVE, GuardedRoute
from service.dependencies import ActorDep, LanguageDep
from service.errors import ServiceError
from service.visitors import ReceptionDep, cookie_name, refuse_foreign, session_cookie, set_cookie, welcome
from service.workflows.people import outside
from service.workflows.people.outside import LASTS, Errand, Returned

router = APIRouter(prefix="/oidc", tags=["people"], route_class=GuardedRoute)

COOKIE = "oidc"
Said = Annotated[str | None, Query(max_length=2048)]


@router.post("/sign-ins", name="oidc.start", status_code=201, responses=entering(), openapi_extra=SECRETIVE)
def start(
    given: OutsideIn, request: Request, response: Response, reception: ReceptionDep, actor: ActorDep
) -> OutsideOut:
    """Begin to sign in at the provider: send the browser to `authorization_url`.

    With an invitation it is accepted on the way back; with `link` the identity is linked to the account signed in.
    """
    refuse_foreign(request)
    url, state = outside.start(reception, actor, Errand(given.invitation, given.secret, given.link))
    set_cookie(response, reception, state, int(LASTS.total_seconds()), COOKIE)
    return OutsideOut(authorization_url=url)


@router.get("/callback", name="oidc.callback", status_code=303, response_class=Response, responses=entering())
def come_back(
    request: Request,
    reception: ReceptionDep,
    language: LanguageDep,
    code: Said = None,
    state: Said = None,
    error: Said = None,
    error_description: Said = None,
    error_uri: Said = None,
    iss: Said = None,
    scope: Said = None,
    session_state: Said = None,
) -> Response:
    """Where the provider sends the browser back: a session begins, and the home page follows."""
    del error_description, error_uri, scope, session_state
    held = request.cookies.get(cookie_name(reception, COOKIE))
    if error is not None or code is None or state is None or held is None:
        raise ServiceError("outside_refused", 401)
    session = outside.finish(reception, Returned(code, state, held, iss), old=session_cookie(request))
    response = RedirectResponse(f"/{language}", 303, {"Cache-Control": "no-store"})
    set_cookie(response, reception, "", 0, COOKIE)
    welcome(response, reception, session)
    return response
